//! Reads trees and blobs of a bare repository through the git command line. It knows nothing of items or of scores.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

/// One regular file of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeEntry {
    /// Path from the root, `/` between segments.
    pub path: String,
    /// Object name of its blob.
    pub blob: String,
}

/// A git directory.
#[derive(Debug, Clone)]
pub struct Repository {
    dir: PathBuf,
}

impl Repository {
    /// The repository `owner/name` below `root`, stored as `owner+name/repo`.
    pub fn below(root: &Path, name: &str) -> Result<Self> {
        let dir = root.join(name.replace('/', "+")).join("repo");
        ensure!(dir.is_dir(), "there is no repository at {}", dir.display());
        Ok(Self { dir })
    }

    /// Every regular file of the tree at `revision`, in git's order. Symbolic links and submodules are left out.
    pub fn tree(&self, revision: &str) -> Result<Vec<TreeEntry>> {
        let output = self.git(&["ls-tree", "-r", "-z", revision]).output().context("git ls-tree")?;
        ensure!(output.status.success(), "git ls-tree {revision}: {}", String::from_utf8_lossy(&output.stderr));
        let listing = String::from_utf8_lossy(&output.stdout);
        Ok(listing.split('\0').filter_map(entry).collect())
    }

    /// Hands each of `blobs` with its content to `receive`, in their order; a missing blob is passed over.
    pub fn read_blobs(&self, blobs: &[String], mut receive: impl FnMut(usize, Vec<u8>)) -> Result<()> {
        let mut child =
            self.git(&["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context("git cat-file")?;
        let mut input = child.stdin.take().context("git cat-file has no input")?;
        let request = blobs.join("\n") + "\n";
        let writer = std::thread::spawn(move || input.write_all(request.as_bytes()));
        let mut output = BufReader::new(child.stdout.take().context("git cat-file has no output")?);
        for at in 0..blobs.len() {
            if let Some(bytes) = read_object(&mut output)? {
                receive(at, bytes);
            }
        }
        drop(output);
        // The process may have gone before it read its whole input; what was asked for has been answered by then.
        let _ = writer.join();
        child.wait().context("git cat-file")?;
        Ok(())
    }

    fn git(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.dir).args(["-c", "core.quotepath=off"]).args(arguments);
        command
    }
}

fn entry(line: &str) -> Option<TreeEntry> {
    let (meta, path) = line.split_once('\t')?;
    let mut fields = meta.split(' ');
    let (mode, kind, blob) = (fields.next()?, fields.next()?, fields.next()?);
    (kind == "blob" && mode != "120000").then(|| TreeEntry { path: path.to_owned(), blob: blob.to_owned() })
}

fn read_object(output: &mut impl BufRead) -> Result<Option<Vec<u8>>> {
    let mut head = String::new();
    output.read_line(&mut head)?;
    let mut fields = head.split_whitespace();
    let (Some(_), Some(_), Some(size)) = (fields.next(), fields.next(), fields.next()) else { return Ok(None) };
    let size: usize = size.parse().with_context(|| format!("unexpected line from git: {head}"))?;
    let mut bytes = vec![0; size + 1];
    output.read_exact(&mut bytes)?;
    bytes.pop();
    Ok(Some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tree_lines_give_regular_files() {
        let line = "100644 blob 8baef1b4abc478178b004d62031cf7fe6db6f903\tsrc/a b.rs";
        let found = entry(line).expect("a regular file");
        assert_eq!(found.path, "src/a b.rs");
        assert_eq!(found.blob, "8baef1b4abc478178b004d62031cf7fe6db6f903");
        assert_eq!(entry("120000 blob 8baef1b4abc478178b004d62031cf7fe6db6f903\tlink"), None);
        assert_eq!(entry("160000 commit 8baef1b4abc478178b004d62031cf7fe6db6f903\tmodule"), None);
    }
}
