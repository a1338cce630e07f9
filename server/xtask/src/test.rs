//! `cargo xtask test`: every test of the project. It holds no tests itself beside those of its checks.

use std::path::Path;

use anyhow::Result;
use clap::Args;

use crate::{editors, process, setup};

#[derive(Args)]
pub(crate) struct TestOptions {
    /// Only tests whose names contain this.
    filter: Option<String>,
    /// Only the tests in editors.
    #[arg(long, conflicts_with = "filter")]
    editors: bool,
}

pub(crate) fn run(project: &Path, options: &TestOptions) -> Result<()> {
    setup::require(project, &setup::C_COMPILER)?;
    if options.editors {
        return editors::test::run(project);
    }
    let nextest = process::is_installed("cargo-nextest", "--version");
    let mut arguments =
        if nextest { vec!["nextest", "run", "--workspace", "--no-fail-fast"] } else { vec!["test", "--workspace"] };
    arguments.extend(options.filter.as_deref());
    let mut editors = Ok(());
    if options.filter.is_none() {
        // First, so that what stands last on the screen is the count of all the other tests.
        editors = editors::test::run(project);
        if nextest {
            process::run(project, "cargo", &["test", "--quiet", "--workspace", "--doc"])?;
        }
    }
    process::run(project, "cargo", &arguments)?;
    editors
}
