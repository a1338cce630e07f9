//! Running other programs. It does not decide which.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// Runs `program`, its output going where ours goes, and fails where it fails.
pub(crate) fn run(folder: &Path, program: &str, arguments: &[&str]) -> Result<()> {
    eprintln!("$ {program} {}", arguments.join(" "));
    let status = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .status()
        .with_context(|| format!("{program} could not be started"))?;
    if !status.success() {
        bail!("{program} {} failed with {status}", arguments.join(" "));
    }
    Ok(())
}

/// Runs `program` and returns what it wrote to standard output.
pub(crate) fn output(folder: &Path, program: &str, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("{program} could not be started"))?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        bail!("{program} {} failed: {}", arguments.join(" "), message.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs `command`, its output going where ours goes, and fails where it fails.
pub(crate) fn start(command: &mut Command) -> Result<()> {
    eprintln!("$ {}", in_words(command));
    let status = command.status().with_context(|| format!("{} could not be started", in_words(command)))?;
    if !status.success() {
        bail!("{} failed with {status}", in_words(command));
    }
    Ok(())
}

/// Runs `command` and returns what it wrote to standard output; what it wrote to both where it fails.
pub(crate) fn text(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("{} could not be started", in_words(command)))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        bail!("{} failed: {text}{}", in_words(command), String::from_utf8_lossy(&output.stderr));
    }
    Ok(text)
}

/// The folder that cargo builds into.
pub(crate) fn target_folder(project: &Path) -> Result<PathBuf> {
    let metadata = output(project, "cargo", &["metadata", "--format-version", "1", "--no-deps", "--offline"])?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    metadata["target_directory"].as_str().map(PathBuf::from).context("cargo names its target folder")
}

fn in_words(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// True where `program` can be started with `argument` and answers with success.
pub(crate) fn is_installed(program: &str, argument: &str) -> bool {
    answers(program, &[argument])
}

/// True where `program` can be started with `arguments` and answers with success.
pub(crate) fn answers(program: &str, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
