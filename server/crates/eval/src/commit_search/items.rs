//! The recorded items and the trees they ask about.

use std::path::{Path, PathBuf};

use anyhow::Result;
use serde::Deserialize;

use crate::git::Repository;
use crate::trees::Trees;

/// A function that the commit edits, in rows of the parent's tree (1-based, inclusive).
#[derive(Debug, Clone, Deserialize)]
pub struct GoldFunction {
    /// Its file.
    pub path: String,
    /// First row.
    pub start: u32,
    /// Last row.
    pub end: u32,
}

/// One commit message and what the commit edits.
#[derive(Debug, Clone, Deserialize)]
pub struct Item {
    /// Repository, `owner/name`.
    pub repo: String,
    /// The revision that is searched.
    pub parent: String,
    /// Commit time, seconds.
    pub time: u64,
    /// The message.
    pub query: String,
    /// Functions to be found.
    pub gold_functions: Vec<GoldFunction>,
    /// Files to be found.
    pub gold_files: Vec<String>,
    /// The message names one of the functions.
    pub mentions_function: bool,
    /// The message names one of the files.
    pub mentions_file: bool,
}

impl Item {
    /// True where the message names nothing that is to be found.
    pub fn is_hard(&self) -> bool {
        !self.mentions_function && !self.mentions_file
    }
}

/// The items of one repository in order of time, and their trees.
pub struct Replay {
    /// Repository, `owner/name`.
    pub name: String,
    /// The items.
    pub items: Vec<Item>,
    /// For each item its tree.
    pub trees: Trees,
}

/// Reads the items of every `b_*.jsonl` below `dir`, each repository's in order of time.
pub fn read_items(dir: &Path, only: Option<&str>, sample: Option<usize>) -> Result<Vec<(String, Vec<Item>)>> {
    let mut repositories = crate::trees::read_items(dir, "b_", only, sample, |item: &Item| &item.repo)?;
    repositories.iter_mut().for_each(|(_, items)| items.sort_by_key(|item| item.time));
    Ok(repositories)
}

impl Replay {
    /// Reads the trees of `items`, from `cache` where they were read before.
    pub fn load(repos: &Path, name: String, items: Vec<Item>, cache: Option<&Path>) -> Result<Self> {
        let repository = Repository::below(repos, &name)?;
        let parents: Vec<&str> = items.iter().map(|item| item.parent.as_str()).collect();
        let trees = Trees::load(&repository, &parents, folder(cache, &name).as_deref())?;
        Ok(Self { name, items, trees })
    }
}

/// Where `cache` keeps what is known of the repository `name`.
pub fn folder(cache: Option<&Path>, name: &str) -> Option<PathBuf> {
    cache.map(|dir| dir.join(name.replace('/', "+")))
}
