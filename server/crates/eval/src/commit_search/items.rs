//! The recorded items and the trees they ask about, with each distinct file read once.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use rustc_hash::FxHashMap;
use sapwood_grammars::{FileClass, classify};
use serde::Deserialize;

use crate::git::Repository;

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

/// One version of one file, shared by all the trees that hold it.
#[derive(Debug)]
pub struct Version {
    /// Path from the root.
    pub path: String,
    /// Its text, invalid UTF-8 replaced.
    pub text: Arc<str>,
    /// What the file is.
    pub class: FileClass,
}

/// The items of one repository in order of time, and their trees.
pub struct Replay {
    /// Repository, `owner/name`.
    pub name: String,
    /// The items.
    pub items: Vec<Item>,
    /// For each item the files of its tree, as indices of `versions`, ordered by path.
    pub trees: Vec<Vec<u32>>,
    /// Every distinct (path, blob).
    pub versions: Vec<Version>,
}

/// Reads the items of every `b_*.jsonl` below `dir`, each repository's in order of time.
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
        items.sort_by_key(|item| item.time);
        let Some(name) = items.first().map(|item| item.repo.clone()) else { continue };
        if only.is_none_or(|only| name.contains(only)) {
            repositories.push((name, items));
        }
    }
    Ok(repositories)
}

fn is_item_file(name: &str) -> bool {
    name.starts_with("b_") && Path::new(name).extension().is_some_and(|extension| extension == "jsonl")
}

impl Replay {
    /// Reads the trees of `items`, and each blob in them once. Files that the product would not index are left out.
    pub fn load(repos: &Path, name: String, items: Vec<Item>) -> Result<Self> {
        let repository = Repository::below(repos, &name)?;
        let mut wanted: FxHashMap<(String, String), u32> = FxHashMap::default();
        let mut order: Vec<(String, String)> = Vec::new();
        let mut raw_trees = Vec::with_capacity(items.len());
        for item in &items {
            let tree: Vec<u32> = repository
                .tree(&item.parent)?
                .into_iter()
                .map(|entry| {
                    let key = (entry.path, entry.blob);
                    *wanted.entry(key.clone()).or_insert_with(|| {
                        order.push(key);
                        order.len() as u32 - 1
                    })
                })
                .collect();
            raw_trees.push(tree);
        }
        let (versions, kept) = read_versions(&repository, &order)?;
        let trees = raw_trees.into_iter().map(|tree| tree.into_iter().filter_map(|at| kept[at as usize]).collect()).collect();
        Ok(Self { name, items, trees, versions })
    }
}

/// The versions that are indexed, and for each of `order` its place among them.
fn read_versions(repository: &Repository, order: &[(String, String)]) -> Result<(Vec<Version>, Vec<Option<u32>>)> {
    let mut versions = Vec::new();
    let mut kept = vec![None; order.len()];
    let blobs: Vec<String> = order.iter().map(|(_, blob)| blob.clone()).collect();
    repository.read_blobs(&blobs, |at, bytes| {
        let path = &order[at].0;
        let class = classify(path, &bytes);
        if class.is_indexed_text() {
            kept[at] = Some(versions.len() as u32);
            let text = Arc::from(String::from_utf8_lossy(&bytes));
            versions.push(Version { path: path.clone(), text, class });
        }
    })?;
    Ok((versions, kept))
}
