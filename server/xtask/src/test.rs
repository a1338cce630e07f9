//! `cargo xtask test`: every test of the project. It holds no tests itself beside those of its checks.

use std::path::Path;

use anyhow::Result;
use clap::Args;

use crate::{process, setup};

#[derive(Args)]
pub(crate) struct TestOptions {
    /// Only tests whose names contain this.
    filter: Option<String>,
}

pub(crate) fn run(project: &Path, options: &TestOptions) -> Result<()> {
    setup::require(project, &setup::C_COMPILER)?;
    let nextest = process::is_installed("cargo-nextest", "--version");
    let mut arguments =
        if nextest { vec!["nextest", "run", "--workspace", "--no-fail-fast"] } else { vec!["test", "--workspace"] };
    arguments.extend(options.filter.as_deref());
    process::run(project, "cargo", &arguments)?;
    if nextest && options.filter.is_none() {
        process::run(project, "cargo", &["test", "--quiet", "--workspace", "--doc"])?;
    }
    Ok(())
}
