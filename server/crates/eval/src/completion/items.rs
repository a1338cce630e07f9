//! The recorded cursors and the tree they stand in, read once for each repository.

use std::path::Path;

use anyhow::Result;
use sapwood_base::{LineIndex, Position, PositionEncoding};
use serde::Deserialize;

use crate::git::Repository;
use crate::trees::{Trees, Version};

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

/// The items of one repository and the tree they ask about.
pub struct Replay {
    /// Repository, `owner/name`.
    pub name: String,
    /// The items.
    pub items: Vec<Item>,
    /// The one tree that all of them ask about.
    pub trees: Trees,
}

/// Reads the items of every `a_*.jsonl` below `dir`.
pub fn read_items(dir: &Path, only: Option<&str>, sample: Option<usize>) -> Result<Vec<(String, Vec<Item>)>> {
    crate::trees::read_items(dir, "a_", only, sample, |item: &Item| &item.repo)
}

impl Replay {
    /// Reads the tree of `items`, which all ask about one revision.
    pub fn load(repos: &Path, name: String, items: Vec<Item>) -> Result<Self> {
        let repository = Repository::below(repos, &name)?;
        let commit = items.first().map(|item| item.commit.as_str()).unwrap_or_default();
        let trees = Trees::read(&repository, &[commit])?;
        Ok(Self { name, items, trees })
    }

    /// The file at `path`.
    pub fn source(&self, path: &str) -> Option<&Version> {
        self.trees.version(0, path)
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
