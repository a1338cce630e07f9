//! The trees of one repository at several revisions, each distinct file read once. It knows nothing of what is asked of them.

mod index;
mod items;
mod store;

use std::ops::Range;
use std::sync::Arc;

use anyhow::Result;
use rustc_hash::FxHashMap;
use sapwood_context::search::Texts;
use sapwood_grammars::{FileClass, classify};

use crate::git::Repository;

pub use index::{Indexer, segment_of};
pub use items::read_items;

/// One version of one file, shared by all the trees that hold it.
#[derive(Debug)]
pub struct Version {
    /// Path from the root.
    pub path: String,
    /// Its text, invalid UTF-8 replaced, lines ended by `\n` alone.
    pub text: Arc<str>,
    /// What the file is.
    pub class: FileClass,
}

/// Trees, in the order they were asked for.
#[derive(Debug, Default)]
pub struct Trees {
    /// Every distinct (path, blob) that the product would index.
    pub versions: Vec<Version>,
    /// The files of each tree, as indices of `versions`, ordered by path.
    pub trees: Vec<Vec<u32>>,
}

impl Trees {
    /// Reads the trees of `revisions`, and each blob in them once. Files that the product would not index are left out.
    pub fn read(repository: &Repository, revisions: &[&str]) -> Result<Self> {
        let mut wanted: FxHashMap<(String, String), u32> = FxHashMap::default();
        let mut order: Vec<(String, String)> = Vec::new();
        let mut raw_trees = Vec::with_capacity(revisions.len());
        for revision in revisions {
            let place = |entry: crate::git::TreeEntry| {
                let key = (entry.path, entry.blob);
                *wanted.entry(key.clone()).or_insert_with(|| {
                    order.push(key);
                    order.len() as u32 - 1
                })
            };
            let tree: Vec<u32> = repository.tree(revision)?.into_iter().map(place).collect();
            raw_trees.push(tree);
        }
        let (versions, kept) = read_versions(repository, &order)?;
        let trees = raw_trees.into_iter().map(|tree| tree.into_iter().filter_map(|at| kept[at as usize]).collect()).collect();
        Ok(Self { versions, trees })
    }

    /// The file at `path` in the tree `tree`.
    pub fn version(&self, tree: usize, path: &str) -> Option<&Version> {
        let version = |at: &u32| &self.versions[*at as usize];
        let tree = self.trees.get(tree)?;
        let at = tree.binary_search_by(|at| version(at).path.as_str().cmp(path)).ok()?;
        Some(version(&tree[at]))
    }

    /// The files of the tree `tree`, ordered by path.
    pub fn files(&self, tree: usize) -> impl Iterator<Item = &Version> {
        self.trees[tree].iter().map(|&at| &self.versions[at as usize])
    }

    /// The texts of the tree `tree`.
    pub fn texts(&self, tree: usize) -> TreeTexts<'_> {
        TreeTexts { trees: self, tree, edited: Vec::new() }
    }

    /// Runs of at most `steps` consecutive trees.
    pub fn runs(&self, steps: usize) -> Vec<Range<usize>> {
        (0..self.trees.len()).step_by(steps).map(|start| start..(start + steps).min(self.trees.len())).collect()
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
            let text = Arc::from(String::from_utf8_lossy(&bytes).replace("\r\n", "\n"));
            versions.push(Version { path: path.clone(), text, class });
        }
    })?;
    Ok((versions, kept))
}

/// The texts of a tree, some of which may be edited.
pub struct TreeTexts<'a> {
    trees: &'a Trees,
    tree: usize,
    edited: Vec<(String, Arc<str>)>,
}

impl TreeTexts<'_> {
    /// The same with `edited`, by path, in place of what the tree holds there.
    #[must_use]
    pub fn with(mut self, edited: Vec<(String, Arc<str>)>) -> Self {
        self.edited = edited;
        self
    }
}

impl Texts for TreeTexts<'_> {
    fn text(&self, path: &str) -> Option<Arc<str>> {
        let edited = self.edited.iter().find(|(edited, _)| edited == path);
        edited.map(|(_, text)| text.clone()).or_else(|| self.trees.version(self.tree, path).map(|version| version.text.clone()))
    }
}
