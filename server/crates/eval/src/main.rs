//! The command line of the evaluation: one subcommand for each set of tasks.

use anyhow::Result;
use clap::{Parser, Subcommand};
use sapwood_eval::{commit_search, completion, graph, next_edit, prediction};

#[derive(Parser)]
#[command(about = "Replays recorded retrieval tasks and reports quality")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Commit message to functions, at the parent commit.
    CommitSearch(commit_search::Options),
    /// Context for a cursor, from other files.
    CompletionContext(completion::Options),
    /// Edges of the graph against hand-written truth.
    Graph(graph::Options),
    /// The edits that follow the first of a commit.
    NextEdit(next_edit::Options),
    /// What local prediction saves somebody who types.
    Prediction(prediction::Options),
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::CommitSearch(options) => commit_search::run(&options),
        Command::CompletionContext(options) => completion::run(&options),
        Command::Graph(options) => graph::run(&options),
        Command::NextEdit(options) => next_edit::run(&options),
        Command::Prediction(options) => prediction::run(&options),
    }
}
