//! The recorded cursors and the tree they stand in, read once for each repository.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use rustc_hash::FxHashMap;
use sapwood_base::{LineIndex, Position, PositionEncoding};
use sapwood_grammars::{FileClass, classify};
use serde::Deserialize;

use crate::git::Repository;

/// Where the hidden symbol is defined, in rows (1-based, inclusive).
#[derive(Debug, Clone, Deserialize)]
pub struct Gold {
    /// Its file.
    pub path: String,
    /// First row.
    pub start: u32,
    /// Last row.
    pub end: u32,
}

/// A cursor right before the first use of a symbol of another file.
#[derive(Debug, Clone, Deserialize)]
pub struct Item {
    /// Repository, `owner/name`.
    pub repo: String,
    /// The revision of the tree.
    pub commit: String,
    /// The edited file.
    pub path: String,
    /// The cursor's row, 1-based.
    pub line: u32,
    /// The cursor's column, 0-based, in code points.
    pub col: u32,
    /// The symbol that follows.
    pub symbol: String,
    /// What follows on the line.
    pub groundtruth: String,
    /// Identifiers of it that the file has not used so far and that other files hold.
    pub gt_reachable: Vec<String>,
    /// An import names the symbol.
    pub symbol_in_import: bool,
    /// The definitions.
    pub gold: Vec<Gold>,
}

/// A file of the tree.
#[derive(Debug)]
pub struct Source {
    /// Path from the root.
    pub path: String,
    /// Its text, invalid UTF-8 replaced.
    pub text: Arc<str>,
    /// What the file is.
    pub class: FileClass,
}

/// The items of one repository and the tree they ask about.
pub struct Replay {
    /// Repository, `owner/name`.
    pub name: String,
    /// The revision.
    pub commit: String,
    /// The items.
    pub items: Vec<Item>,
    /// The files of the tree that are indexed, ordered by path.
    pub sources: Vec<Source>,
    places: FxHashMap<String, usize>,
}

/// Reads the items of every `a_*.jsonl` below `dir`.
pub fn read_items(dir: &Path, only: Option<&str>, sample: Option<usize>) -> Result<Vec<(String, Vec<Item>)>> {
    let mut files: Vec<_> = std::fs::read_dir(dir)
        .with_context(|| format!("items in {}", dir.display()))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(is_item_file))
        .collect();
    files.sort();
    let mut repositories = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let mut items: Vec<Item> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        items.truncate(sample.unwrap_or(usize::MAX));
        let Some(name) = items.first().map(|item| item.repo.clone()) else { continue };
        if only.is_none_or(|only| name.contains(only)) {
            repositories.push((name, items));
        }
    }
    Ok(repositories)
}

fn is_item_file(name: &str) -> bool {
    name.starts_with("a_") && Path::new(name).extension().is_some_and(|extension| extension == "jsonl")
}

impl Replay {
    /// Reads the tree of `items`, which all ask about one revision. Files that the product would not index are left out.
    pub fn load(repos: &Path, name: String, items: Vec<Item>) -> Result<Self> {
        let repository = Repository::below(repos, &name)?;
        let commit = items.first().map(|item| item.commit.clone()).unwrap_or_default();
        let entries = repository.tree(&commit)?;
        let blobs: Vec<String> = entries.iter().map(|entry| entry.blob.clone()).collect();
        let mut sources = Vec::new();
        repository.read_blobs(&blobs, |at, bytes| {
            let path = &entries[at].path;
            let class = classify(path, &bytes);
            if class.is_indexed_text() {
                let text = Arc::from(String::from_utf8_lossy(&bytes));
                sources.push(Source { path: path.clone(), text, class });
            }
        })?;
        sources.sort_by(|a, b| a.path.cmp(&b.path));
        let places = sources.iter().enumerate().map(|(at, source)| (source.path.clone(), at)).collect();
        Ok(Self { name, commit, items, sources, places })
    }

    /// The file at `path`.
    pub fn source(&self, path: &str) -> Option<&Source> {
        self.places.get(path).map(|&at| &self.sources[at])
    }

    /// The edited file of `item` up to the cursor; `None` where the tree lacks it.
    pub fn cut(&self, item: &Item) -> Option<&str> {
        let text = &self.source(&item.path)?.text;
        let position = Position { line: item.line - 1, character: item.col };
        let offset = LineIndex::new(text).offset(text, position, PositionEncoding::Utf32);
        text.get(..offset as usize)
    }
}

impl Item {
    /// True where neither an import nor the text before the cursor names the symbol.
    pub fn is_hard(&self, cut: &str) -> bool {
        !self.symbol_in_import || !holds(cut, &self.symbol)
    }
}

/// True where `name` stands in `text` as a word of its own.
pub fn holds(text: &str, name: &str) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).any(|(at, _)| !text[..at].ends_with(is_name) && !text[at + name.len()..].starts_with(is_name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_whole_words() {
        assert!(holds("a.route(x)", "route"));
        assert!(!holds("a.reroute(x) routes", "route"));
    }
}
