//! The Zed extension is a workspace of its own, so that nothing else waits for its dependencies.

use std::path::Path;

use anyhow::Result;

use crate::process;

const FOLDER: &str = "editors/zed";

/// Type-checks the extension for this machine; Zed itself builds it for WebAssembly.
pub(crate) fn check(project: &Path) -> Result<()> {
    let target = project.join("target/zed");
    process::run(&project.join(FOLDER), "cargo", &["check", "--quiet", "--locked", "--target-dir", &target.to_string_lossy()])
}
