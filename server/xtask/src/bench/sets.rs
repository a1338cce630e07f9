//! Sets of files of a chosen size: whole folders of the packages, taken in an order that mixes languages and is the same
//! on every machine.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A folder of files with a known number of lines.
#[derive(Clone)]
pub(super) struct Set {
    pub(super) name: String,
    pub(super) path: PathBuf,
}

const SOURCE_EXTENSIONS: &[&str] =
    &["rs", "py", "js", "ts", "tsx", "go", "java", "c", "h", "md", "toml", "json", "yaml", "html", "css"];

/// Makes the set `name` of about `lines` lines out of `packages`, unless an earlier run did.
pub(super) fn make(folder: &Path, name: &str, lines: usize, packages: &[PathBuf]) -> Result<Set> {
    let path = folder.join(name);
    let done = folder.join(format!("{name}.done"));
    if !done.is_file() {
        let _ = fs::remove_dir_all(&path);
        fill(&path, lines, packages)?;
        fs::write(done, "")?;
    }
    Ok(Set { name: name.to_string(), path })
}

fn fill(path: &Path, lines: usize, packages: &[PathBuf]) -> Result<()> {
    let mut taken = 0;
    for (folder, files) in folders_in_mixed_order(packages) {
        if taken >= lines {
            break;
        }
        for file in files {
            let Ok(bytes) = fs::read(&file) else { continue };
            taken += bytes.split(|&byte| byte == b'\n').count();
            let to = path.join(&folder).join(file.file_name().context("a file has a name")?);
            fs::create_dir_all(to.parent().context("a file stands in a folder")?)?;
            fs::write(to, bytes)?;
            if taken >= lines {
                break;
            }
        }
    }
    Ok(())
}

/// Folders with their source files, by the hash of the folder's name.
fn folders_in_mixed_order(packages: &[PathBuf]) -> Vec<(PathBuf, Vec<PathBuf>)> {
    let mut folders: BTreeMap<(u64, PathBuf), Vec<PathBuf>> = BTreeMap::new();
    for package in packages {
        let parent = package.parent().unwrap_or(package);
        for file in files_below(package) {
            let is_source = file.extension().and_then(|own| own.to_str()).is_some_and(|own| SOURCE_EXTENSIONS.contains(&own));
            let folder = file.parent().and_then(|folder| folder.strip_prefix(parent).ok());
            if let (true, Some(folder)) = (is_source, folder) {
                let place = (fnv1a(&folder.to_string_lossy()), folder.to_path_buf());
                folders.entry(place).or_default().push(file);
            }
        }
    }
    folders.into_iter().map(|((_, folder), files)| (folder, files)).collect()
}

/// The 64-bit FNV-1a hash, which will be the same tomorrow.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Every file below `folder`, sorted; links are not followed.
pub(super) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push(entry.path()),
                Ok(kind) if kind.is_file() => files.push(entry.path()),
                _ => {}
            }
        }
    }
    files.sort();
    files
}
