//! Keeps trees in one file between runs: listing trees and unpacking blobs takes longer than what is asked of them. What stands in
//! the file is named after the revisions, so it is never out of date.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use sapwood_grammars::{FileClass, classify};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use super::{Trees, Version};
use crate::git::Repository;

/// The first line of the file; the texts follow, one behind the other.
#[derive(Serialize, Deserialize)]
struct Head {
    files: Vec<File>,
    trees: Vec<Vec<u32>>,
}

#[derive(Serialize, Deserialize)]
struct File {
    path: String,
    bytes: usize,
    is_utf8: bool,
}

impl Trees {
    /// Like [`Trees::read`], from the folder `cache` where they were read before.
    pub fn load(repository: &Repository, revisions: &[&str], cache: Option<&Path>) -> Result<Self> {
        let Some(cache) = cache else { return Self::read(repository, revisions) };
        let file = cache.join(format!("{:032x}.trees", xxh3_128(revisions.join("\n").as_bytes())));
        if let Some(trees) = std::fs::read(&file).ok().and_then(|bytes| decode(&bytes)) {
            return Ok(trees);
        }
        let trees = Self::read(repository, revisions)?;
        std::fs::create_dir_all(cache)?;
        let part = unfinished(&file);
        trees.write(&part).with_context(|| part.display().to_string())?;
        std::fs::rename(&part, &file)?;
        Ok(trees)
    }

    fn write(&self, file: &Path) -> Result<()> {
        let head = |version: &Version| File {
            path: version.path.clone(),
            bytes: version.text.len(),
            is_utf8: version.class != FileClass::NotUtf8,
        };
        let head = Head { files: self.versions.iter().map(head).collect(), trees: self.trees.clone() };
        let mut out = std::io::BufWriter::new(std::fs::File::create(file)?);
        serde_json::to_writer(&mut out, &head)?;
        out.write_all(b"\n")?;
        for version in &self.versions {
            out.write_all(version.text.as_bytes())?;
        }
        out.flush()?;
        Ok(())
    }
}

/// Where this process writes what becomes `file` once it is whole: another may be writing the same.
pub(super) fn unfinished(file: &Path) -> PathBuf {
    file.with_extension(format!("{}.part", std::process::id()))
}

/// `None` where the file is damaged.
fn decode(bytes: &[u8]) -> Option<Trees> {
    let line = bytes.iter().position(|&byte| byte == b'\n')?;
    let head: Head = serde_json::from_slice(&bytes[..line]).ok()?;
    let mut rest = &bytes[line + 1..];
    let mut versions = Vec::with_capacity(head.files.len());
    for file in head.files {
        let (text, behind) = rest.split_at_checked(file.bytes)?;
        rest = behind;
        let class = if file.is_utf8 { classify(&file.path, text) } else { FileClass::NotUtf8 };
        versions.push(Version { path: file.path, text: Arc::from(std::str::from_utf8(text).ok()?), class });
    }
    let is_known = |at: &u32| (*at as usize) < versions.len();
    head.trees.iter().flatten().all(is_known).then_some(())?;
    Some(Trees { versions, trees: head.trees })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_are_read_back_as_written() {
        let version = |path: &str, text: &str, class| Version { path: path.to_owned(), text: Arc::from(text), class };
        let versions = vec![
            version("a.rs", "fn a() {}\n", FileClass::Source),
            version("b.txt", "\u{fffd}\n", FileClass::NotUtf8),
            version("a.rs", "fn é() {}\n", FileClass::Source),
        ];
        let trees = Trees { versions, trees: vec![vec![0, 1], vec![2]] };
        let file = std::env::temp_dir().join(format!("sapwood-eval-{}.trees", std::process::id()));
        trees.write(&file).expect("a file in the temporary folder");
        let bytes = std::fs::read(&file).expect("what was written");
        std::fs::remove_file(&file).expect("the file");
        let read = decode(&bytes).expect("a whole file");
        assert_eq!(read.trees, trees.trees);
        let parts = |trees: &Trees| -> Vec<_> {
            trees.versions.iter().map(|version| (version.path.clone(), version.text.clone(), version.class)).collect()
        };
        assert_eq!(parts(&read), parts(&trees));
        assert!(decode(&bytes[..bytes.len() - 1]).is_none());
    }
}
