//! The project's own tasks: `cargo xtask test|check|bench|capture|docs|package`.
//!
//! Everything a task needs it sets up itself. It is not part of the product and nothing in the product depends on it.
#![allow(clippy::print_stdout, reason = "a task reports to the terminal it runs in")]

mod bench;
mod capture;
mod check;
mod editors;
mod manual;
mod process;
mod setup;
mod test;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Tasks of the Sapwood project")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Run every test of the project.
    Test(test::TestOptions),
    /// Check the invariants that the compiler cannot: dependencies, rooms, file lengths, documents.
    Check,
    /// Measure the program on pinned public packages and write docs/performance.md.
    Bench(bench::BenchOptions),
    /// Write docs/demo.svg, a picture of what the demo writes to a terminal.
    Capture,
    /// Write the documents that are made from source text, and the extension's settings.
    Docs,
    /// Pack the VS Code extension, with the server inside, into target/package.
    Package(editors::package::PackageOptions),
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<()> {
    let project = project_root()?;
    match arguments.task {
        Task::Test(options) => test::run(&project, &options),
        Task::Check => check::run(&project),
        Task::Bench(options) => bench::run(&project, &options),
        Task::Capture => capture::run(&project),
        Task::Docs => manual::run(&project).and_then(|()| editors::write_settings(&project)),
        Task::Package(options) => editors::package::run(&project, &options),
    }
}

fn project_root() -> Result<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = own.ancestors().nth(2).context("xtask stands in server/xtask of the project")?;
    Ok(root.to_path_buf())
}
