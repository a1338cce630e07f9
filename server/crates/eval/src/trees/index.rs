//! Indexes of trees. Consecutive trees share most files; only what differs is added.

use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::Result;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use sapwood_index::{Change, FORMAT_VERSION, FileInput, Index, OwnedBytes, Segment, SegmentBuilder, Stamp};
use sapwood_syntax::{FileFacts, Input};
use xxhash_rust::xxh3::xxh3_128;

use super::store::unfinished;
use super::{Trees, Version};

/// Indexes runs of trees. Segments are kept in a folder, named after the texts they hold, and read from there the next time; it is
/// the caller's to empty where the analysis has changed.
pub struct Indexer<'a> {
    trees: &'a Trees,
    facts: Vec<OnceLock<FileFacts>>,
    cache: Option<PathBuf>,
}

impl<'a> Indexer<'a> {
    /// For `trees`, with segments kept in `cache`.
    pub fn new(trees: &'a Trees, cache: Option<&Path>) -> Result<Self> {
        if let Some(dir) = cache {
            std::fs::create_dir_all(dir)?;
        }
        let facts = trees.versions.iter().map(|_| OnceLock::new()).collect();
        Ok(Self { trees, facts, cache: cache.map(Path::to_owned) })
    }

    /// Indexes the trees of `run`, one after the other in the same index, and shows each to `visit`. Dead versions distort the
    /// term statistics, so a run should be short.
    pub fn index(&self, run: Range<usize>, mut visit: impl FnMut(usize, &Index) -> Result<()>) -> Result<()> {
        let index = Index::in_memory();
        let mut present: FxHashMap<&str, u32> = FxHashMap::default();
        for at in run {
            let tree = &self.trees.trees[at];
            let removed = self.forget_missing(tree, &mut present);
            let mut is_new =
                |version: &u32| present.insert(&self.trees.versions[*version as usize].path, *version) != Some(*version);
            let added: Vec<u32> = tree.iter().copied().filter(|version| is_new(version)).collect();
            let segments = if added.is_empty() { Vec::new() } else { vec![self.segment(&added)?] };
            index.apply(Change { segments, removed, ..Change::default() });
            visit(at, &index)?;
        }
        Ok(())
    }

    /// Takes the paths that `tree` lacks out of `present` and returns them.
    fn forget_missing(&self, tree: &[u32], present: &mut FxHashMap<&str, u32>) -> Vec<String> {
        let paths: FxHashSet<&str> = tree.iter().map(|&at| self.trees.versions[at as usize].path.as_str()).collect();
        let removed: Vec<String> = present.keys().filter(|path| !paths.contains(**path)).map(|path| (*path).to_owned()).collect();
        for path in &removed {
            present.remove(path.as_str());
        }
        removed
    }

    fn segment(&self, added: &[u32]) -> Result<Segment> {
        let versions: Vec<&Version> = added.iter().map(|&at| &self.trees.versions[at as usize]).collect();
        let stored = self.cache.as_ref().map(|dir| dir.join(format!("{:032x}.segment", name(&versions))));
        if let Some(bytes) = stored.as_ref().and_then(|file| std::fs::read(file).ok()) {
            return Ok(Segment::open(OwnedBytes::new(bytes))?);
        }
        let fact = |at: u32| self.facts[at as usize].get_or_init(|| analyze(&self.trees.versions[at as usize]));
        added.par_iter().for_each(|&at| {
            fact(at);
        });
        let segment = build(added.iter().map(|&at| (&self.trees.versions[at as usize], fact(at))))?;
        if let Some(file) = stored {
            let part = unfinished(&file);
            std::fs::write(&part, segment.bytes())?;
            std::fs::rename(&part, &file)?;
        }
        Ok(segment)
    }
}

/// What a segment of `versions` is called: another text, or another format, is another segment.
fn name(versions: &[&Version]) -> u128 {
    let mut key = format!("{FORMAT_VERSION}\n");
    for version in versions {
        let _ = writeln!(key, "{} {:032x}", version.path, xxh3_128(version.text.as_bytes()));
    }
    xxh3_128(key.as_bytes())
}

/// One segment of `versions`.
pub fn segment_of(versions: &[Version]) -> Result<Segment> {
    let facts: Vec<FileFacts> = versions.par_iter().map(analyze).collect();
    build(versions.iter().zip(&facts))
}

fn build<'a>(analyzed: impl Iterator<Item = (&'a Version, &'a FileFacts)>) -> Result<Segment> {
    let mut builder = SegmentBuilder::new();
    for (version, facts) in analyzed {
        let stamp = Stamp { modified: 0, size: version.text.len() as u64, content: [0; 16] };
        builder.add(&FileInput { path: &version.path, text: &version.text, class: version.class, stamp }, facts);
    }
    Ok(builder.finish()?)
}

fn analyze(version: &Version) -> FileFacts {
    let head = &version.text.as_bytes()[..version.text.len().min(8000)];
    let language = if version.class.has_symbols() { sapwood_grammars::detect(&version.path, head) } else { None };
    sapwood_syntax::analyze(&Input { path: &version.path, text: &version.text, language })
}
