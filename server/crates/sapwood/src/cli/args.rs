//! What may stand on the command line. It decides nothing beyond the shape of the arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Reads a repository into a live code knowledge graph, and answers from it.
#[derive(Debug, Parser)]
#[command(name = "sapwood", version, max_term_width = 100, arg_required_else_help = true, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) common: Common,
}

const EXIT_CODES: &str = "Exit codes: 0 done, 1 failed, 2 wrong usage. Settings and environment: docs/configuration.md.";

#[derive(Debug, Clone, Args)]
pub(crate) struct Common {
    /// Workspace folder; by default the git repository around the current folder, else that folder
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
    /// Print JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: ColorChoice,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve an editor over standard input and output (Language Server Protocol)
    Lsp(LspArguments),
    /// Read a folder into its index, or bring the index up to date
    Index(IndexArguments),
    /// Find code by names, "phrases", paths or a question
    Search(SearchArguments),
    /// Show a symbol with what it uses and what uses it
    Graph(GraphArguments),
    /// Show what somebody who edits a place, or asks a question, needs to see
    Context(ContextArguments),
    /// Show what would be suggested at a place, as ghost text
    Complete(CompleteArguments),
    /// Show why that is suggested, or why nothing is
    Explain(CompleteArguments),
    /// Show what a change forgot: the edits that should follow from it, as a diff to apply
    NextEdit(NextEditArguments),
    /// Show what became of the suggestions of the last days
    Stats,
    /// Show what the index knows
    Status,
    /// Look for what is wrong or left out, and why
    Doctor(DoctorArguments),
    /// Show the settings in force for you, and what is wrong with them
    Config(ConfigArguments),
    /// See it work: index a folder, search, follow a symbol, gather context
    Demo(DemoArguments),
}

#[derive(Debug, Args)]
pub(crate) struct LspArguments {
    /// Accepted for editors that pass it; standard input and output are used in any case
    #[arg(long, hide = true)]
    pub(crate) stdio: bool,
}

#[derive(Debug, Args)]
pub(crate) struct IndexArguments {
    /// Folder to index
    pub(crate) dir: Option<PathBuf>,
    /// Forget what is there and read everything anew
    #[arg(long)]
    pub(crate) fresh: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SearchArguments {
    /// What to look for; several words make one query
    #[arg(required = true, value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// Most hits to show
    #[arg(long, short = 'n', value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) limit: u32,
    /// Only files whose path contains this, or matches it as a pattern with *
    #[arg(long, value_name = "PATH")]
    pub(crate) path: Option<String>,
    /// Only files of this language
    #[arg(long, value_name = "NAME")]
    pub(crate) language: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct GraphArguments {
    /// A symbol: `name`, `Owner.name` or `Owner::name`; or a place, `FILE:LINE:COL`
    pub(crate) symbol: String,
    /// How many steps away from the symbol
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=5))]
    pub(crate) depth: u32,
    /// Most neighbours to show in each direction
    #[arg(long, short = 'n', value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) limit: u32,
}

#[derive(Debug, Args)]
pub(crate) struct ContextArguments {
    /// A place `FILE:LINE:COL`, counted from one, or a question
    #[arg(required = true, value_name = "FILE:LINE:COL|QUESTION")]
    pub(crate) subject: Vec<String>,
    /// A question about the place
    #[arg(long, value_name = "QUESTION")]
    pub(crate) query: Option<String>,
    /// Most tokens to return
    #[arg(long, value_name = "TOKENS", default_value_t = 4000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) budget: u32,
    /// Read the file's text from standard input: it replaces what is on disk
    #[arg(long)]
    pub(crate) stdin: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DoctorArguments {
    /// Ask each configured model for one token, to see whether it answers; this may cost a little
    #[arg(long)]
    pub(crate) check_models: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ConfigArguments {
    #[command(subcommand)]
    pub(crate) subject: Option<ConfigSubject>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Subcommand)]
pub(crate) enum ConfigSubject {
    /// Print the JSON schema of all settings
    Schema,
}

#[derive(Debug, Args)]
pub(crate) struct CompleteArguments {
    /// The cursor, counted from one
    #[arg(value_name = "FILE:LINE:COL")]
    pub(crate) place: String,
    /// Read the file's text from standard input: it replaces what is on disk
    #[arg(long)]
    pub(crate) stdin: bool,
}

#[derive(Debug, Args)]
#[command(after_help = NEXT_EDIT_HELP)]
pub(crate) struct NextEditArguments {
    /// The change that was made, as a unified diff; `-` is standard input. The files hold its result already
    #[arg(long, value_name = "FILE|-")]
    pub(crate) diff: String,
    /// Show what is at least this likely to be right, between 0 and 1; by default the setting `nextEdit.threshold`
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(crate) threshold: Option<f32>,
}

fn share(text: &str) -> Result<f32, String> {
    text.parse().ok().filter(|share| (0.0..=1.0).contains(share)).ok_or_else(|| "it is no number between 0 and 1".to_owned())
}

const NEXT_EDIT_HELP: &str = "Prints a unified diff for `git apply` or `patch`; lines with # tell why. With --json, the lines start_line to \
end_line are to be replaced by those of new_text: none of them where it is empty, one empty line where it is a line break, and where start_line \
is end_line + 1 they are inserted before start_line.\n\nExample: git diff | sapwood next-edit --diff -";

#[derive(Debug, Args)]
pub(crate) struct DemoArguments {
    /// Folder to show; by default the repository around the current folder
    pub(crate) dir: Option<PathBuf>,
    /// The question to ask instead of one made up from the code
    #[arg(long, value_name = "QUESTION")]
    pub(crate) query: Option<String>,
}
