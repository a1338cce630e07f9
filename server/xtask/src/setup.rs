//! What a task needs from the machine beside the Rust toolchain. It installs through apt where that is permitted, and
//! otherwise names what is missing in one sentence.

use std::path::Path;

use anyhow::{Result, bail};

use crate::process;

/// A program that some task starts, and the Debian packages that bring it.
pub(crate) struct Tool {
    pub(crate) program: &'static str,
    pub(crate) packages: &'static [&'static str],
    pub(crate) purpose: &'static str,
    /// What tells that it works.
    pub(crate) probe: &'static [&'static str],
}

const VERSION: &[&str] = &["--version"];

/// The grammars are C sources, compiled by their crates' build scripts.
pub(crate) const C_COMPILER: Tool =
    Tool { program: "cc", packages: &["gcc", "libc6-dev"], purpose: "compiles the tree-sitter grammars", probe: VERSION };

/// Brings the tools of the VS Code extension.
pub(crate) const NPM: Tool =
    Tool { program: "npm", packages: &["npm"], purpose: "installs the extension's tools", probe: VERSION };

/// A browser, with letters to draw.
pub(crate) const CHROMIUM: Tool = Tool {
    program: "chromium",
    packages: &["chromium", "fonts-dejavu-core", "fonts-liberation"],
    purpose: "shows VS Code in the tests",
    probe: VERSION,
};

/// For parts of VS Code that are compiled where they are installed.
pub(crate) const MAKE: Tool = Tool { program: "make", packages: &["make"], purpose: "builds parts of VS Code", probe: VERSION };

/// For parts of VS Code that are compiled where they are installed.
pub(crate) const CXX: Tool = Tool { program: "g++", packages: &["g++"], purpose: "builds parts of VS Code", probe: VERSION };

/// Brings Neovim, where Debian's is too old.
pub(crate) const PYTHON: Tool = Tool {
    program: "python3",
    packages: &["python3", "python3-venv"],
    purpose: "installs Neovim",
    probe: &["-c", "import ensurepip, venv"],
};

/// Makes sure that `tool` can be started.
pub(crate) fn require(project: &Path, tool: &Tool) -> Result<()> {
    if is_there(tool) || install(project, tool) {
        return Ok(());
    }
    let packages = tool.packages.join(" ");
    bail!("`{}` is missing: it {}. Install it (on Debian: apt-get install {packages}).", tool.program, tool.purpose);
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
    let install: Vec<&str> =
        ["install", "--yes", "--quiet", "--no-install-recommends"].iter().chain(tool.packages).copied().collect();
    let installed = as_root(&install).is_ok() || (as_root(&["update", "--quiet"]).is_ok() && as_root(&install).is_ok());
    installed && is_there(tool)
}

fn is_there(tool: &Tool) -> bool {
    process::answers(tool.program, tool.probe)
}
