//! `cargo xtask package`: the VS Code extension with the server inside, as one file to install.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::Value;

use super::EXTENSION;
use super::node::Node;
use crate::{process, setup};

/// What of the extension's folder is packed as it is.
const PACKED: &[&str] = &[
    "package.json",
    "README.md",
    "CHANGELOG.md",
    "media/icon.png",
    "media/next-edit-dark.svg",
    "media/next-edit-light.svg",
    "walkthrough",
    "out",
];
const LICENCES: &[&str] = &["LICENSE-MIT", "LICENSE-APACHE"];

#[derive(Args)]
pub(crate) struct PackageOptions {
    /// Where the package is written; `target/package` where it is left out.
    #[arg(long)]
    out: Option<PathBuf>,
}

pub(crate) fn run(project: &Path, options: &PackageOptions) -> Result<()> {
    setup::require(project, &setup::C_COMPILER)?;
    process::run(project, "cargo", &["build", "--release", "--quiet", "--package", "sapwood"])?;
    let server = process::target_folder(project)?.join("release").join(program_name());
    let node = Node::with_extension_tools(project)?;
    let out = options.out.clone().unwrap_or_else(|| project.join("target/package"));
    let package = pack(project, &node, &server, &out)?;
    println!("{}", package.display());
    Ok(())
}

/// The name of the server's program on this platform.
pub(super) fn program_name() -> &'static str {
    if cfg!(windows) { "sapwood.exe" } else { "sapwood" }
}

/// Packs the extension with `server` into a file below `out`.
pub(super) fn pack(project: &Path, node: &Node, server: &Path, out: &Path) -> Result<PathBuf> {
    let extension = project.join(EXTENSION);
    process::start(node.command(&extension, "npm").args(["run", "--silent", "build"]))?;
    let staged = out.join("vscode");
    let _ = fs::remove_dir_all(&staged);
    stage(project, server, &staged)?;
    let platform = platform()?;
    let file = out.join(format!("sapwood-{platform}-{}.vsix", version(&extension)?));
    let mut packer = node.tool(project, &staged, "vsce");
    packer.args(["package", "--no-dependencies", "--target", platform, "--out"]).arg(&file);
    process::text(&mut packer)?;
    Ok(file)
}

fn stage(project: &Path, server: &Path, staged: &Path) -> Result<()> {
    for path in PACKED {
        copy(&project.join(EXTENSION).join(path), &staged.join(path))?;
    }
    let licences: Result<Vec<String>> = LICENCES
        .iter()
        .map(|name| fs::read_to_string(project.join(name)).with_context(|| format!("{name} cannot be read")))
        .collect();
    let head = "Licensed under either of the two licences below, as you prefer.\n\n";
    fs::write(staged.join("LICENSE.txt"), head.to_owned() + &licences?.join("\n\n"))?;
    let program = staged.join("server").join(program_name());
    copy(server, &program)?;
    fs::write(staged.join("server/THIRD-PARTY.txt"), crates_inside(project)?)?;
    // Symbols are of no use without the sources; without a stripper the package is merely larger.
    if process::is_installed("strip", "--version") {
        process::text(std::process::Command::new("strip").arg(&program))?;
    }
    Ok(())
}

/// The crates that the server is made of, each with its licence.
fn crates_inside(project: &Path) -> Result<String> {
    let arguments = ["tree", "--package", "sapwood", "--edges", "normal", "--prefix", "none", "--format", "{p}: {l}", "--locked"];
    let tree = process::output(project, "cargo", &arguments)?;
    let crates: BTreeSet<&str> = tree
        .lines()
        .map(|line| line.trim_end_matches(" (*)"))
        .filter(|line| !line.is_empty() && !line.starts_with("sapwood"))
        .collect();
    let head = "The server contains these crates, each under its own licence.\n\n";
    Ok(crates.into_iter().fold(head.to_owned(), |text, one| text + one + "\n"))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if from.is_dir() {
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
        return Ok(());
    }
    fs::create_dir_all(to.parent().context("a packed file stands in a folder")?)?;
    fs::copy(from, to).with_context(|| format!("{} cannot be copied", from.display()))?;
    Ok(())
}

/// This platform in the marketplace's words.
fn platform() -> Result<&'static str> {
    Ok(match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => "linux-x64",
        ("linux", "aarch64") => "linux-arm64",
        ("macos", "x86_64") => "darwin-x64",
        ("macos", "aarch64") => "darwin-arm64",
        ("windows", "x86_64") => "win32-x64",
        ("windows", "aarch64") => "win32-arm64",
        (system, processor) => bail!("VS Code has no packages for {system} on {processor}"),
    })
}

fn version(extension: &Path) -> Result<String> {
    let manifest: Value = serde_json::from_str(&fs::read_to_string(extension.join("package.json"))?)?;
    manifest["version"].as_str().map(str::to_owned).context("package.json names a version")
}
