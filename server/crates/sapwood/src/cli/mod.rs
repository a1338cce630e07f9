//! The command line over the same engine that serves editors: each command opens the workspace, asks, and shows.
//!
//! Presentation alone. What is found and how it is ranked is decided elsewhere.

mod args;
mod complete;
mod config;
mod context;
mod demo;
mod diff;
mod doctor;
mod explain;
mod failure;
mod graph;
mod index;
mod names;
mod next_edit;
mod overview;
mod place;
mod progress;
mod search;
mod session;
mod stats;
mod status;
mod suggest;
mod terminal;

use std::process::ExitCode;

use clap::Parser;
use sapwood::config::{Settings, log_filter};

use args::{Arguments, Command, Common};
use failure::{Failure, Outcome};
use terminal::{Role, Terminal};

/// Runs the command that the process was started with.
pub(crate) fn run() -> ExitCode {
    let Arguments { command, common } = Arguments::parse();
    // The server owns both standard streams, so nothing else may hold one.
    if let Command::Lsp(_) = command {
        return serve();
    }
    let mut terminal = Terminal::stdout(common.color);
    let outcome = dispatch(&command, &common, &mut terminal).and_then(|()| terminal.flush());
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            tell(&failure, terminal);
            ExitCode::from(failure.code())
        }
    }
}

/// Serves an editor until it says goodbye; a client that merely vanishes makes a failure, as the protocol asks.
fn serve() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_new(log_filter()).unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false).init();
    match sapwood::lsp::serve_stdio() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: &Command, common: &Common, terminal: &mut Terminal) -> Outcome {
    match command {
        Command::Lsp(_) => Ok(()),
        Command::Index(arguments) => index::run(arguments, common, terminal),
        Command::Search(arguments) => search::run(arguments, common, terminal),
        Command::Graph(arguments) => graph::run(arguments, common, terminal),
        Command::Status => status::run(common, terminal),
        Command::Complete(arguments) => complete::run(arguments, common, settings(), terminal),
        Command::Explain(arguments) => explain::run(arguments, common, settings(), terminal),
        Command::NextEdit(arguments) => next_edit::run(arguments, common, settings(), terminal),
        Command::Stats => stats::run(common, &settings(), terminal),
        Command::Context(arguments) => context::run(arguments, common, terminal),
        Command::Demo(arguments) => demo::run(arguments, common, terminal),
        Command::Doctor(arguments) => doctor::run(arguments, common, terminal),
        Command::Config(arguments) => config::run(arguments, common, terminal),
    }
}

fn tell(failure: &Failure, mut terminal: Terminal) {
    // What was written before the failure is still worth reading; a reader that went away needs no second message.
    let _ = terminal.flush();
    if failure.is_told() {
        eprintln!("{} {failure}", terminal.paint.as_role(Role::Bad, "error:"));
    }
}

/// The user's settings. What is wrong with them is `sapwood config`'s and `sapwood doctor`'s to tell.
fn settings() -> Settings {
    Settings::of_user().0
}
