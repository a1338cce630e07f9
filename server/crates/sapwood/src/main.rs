//! The program: takes the command line and runs it. What the commands do stands in `cli` and in the library.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
