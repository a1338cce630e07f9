//! What a task needs from the machine beside the Rust toolchain. It installs through apt where that is permitted, and
//! otherwise names what is missing in one sentence.

use std::path::Path;

use anyhow::{Result, bail};

use crate::process;

/// A program that some task starts, and the Debian package that holds it.
pub(crate) struct Tool {
    pub(crate) program: &'static str,
    pub(crate) package: &'static str,
    pub(crate) purpose: &'static str,
}

/// The grammars are C sources, compiled by their crates' build scripts.
pub(crate) const C_COMPILER: Tool = Tool { program: "cc", package: "gcc", purpose: "compiles the tree-sitter grammars" };

/// Makes sure that `tool` can be started.
pub(crate) fn require(project: &Path, tool: &Tool) -> Result<()> {
    if process::is_installed(tool.program, "--version") || install(project, tool) {
        return Ok(());
    }
    bail!("`{}` is missing: it {}. Install it (on Debian: apt-get install {}).", tool.program, tool.purpose, tool.package);
}

fn install(project: &Path, tool: &Tool) -> bool {
    let as_root = |arguments: &[&str]| {
        process::run(project, "apt-get", arguments).or_else(|_| {
            let with_sudo: Vec<&str> = ["-n", "apt-get"].iter().chain(arguments).copied().collect();
            process::run(project, "sudo", &with_sudo)
        })
    };
    if !process::is_installed("apt-get", "--version") {
        return false;
    }
    let install = ["install", "--yes", "--quiet", "--no-install-recommends", tool.package];
    let installed = as_root(&install).is_ok() || (as_root(&["update", "--quiet"]).is_ok() && as_root(&install).is_ok());
    installed && process::is_installed(tool.program, "--version")
}
