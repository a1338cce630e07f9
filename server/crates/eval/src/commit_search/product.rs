//! The product's own search over each item's tree, through the same calls as its command line.

use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use anyhow::Result;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use sapwood_context::query::Query;
use sapwood_context::ranking::RankingParams;
use sapwood_context::search::{SearchOptions, Texts, search_with};
use sapwood_index::{Change, FileInput, Index, IndexSnapshot, OwnedBytes, Segment, SegmentBuilder, Stamp};
use sapwood_syntax::{FileFacts, Input};

use super::items::{Item, Replay, Version};
use super::score::{PLACES, Row, Score};

/// A tree is indexed anew after that many steps of adding what changed: dead versions would distort the term statistics.
const STEPS: usize = 20;
/// Runs of which the shortest time counts: the others waited for another program.
const RUNS: usize = 3;

/// An item with the index of its tree.
pub struct Indexed<'a> {
    /// The item.
    pub item: &'a Item,
    snapshot: Arc<IndexSnapshot>,
    texts: TreeTexts<'a>,
}

struct TreeTexts<'a> {
    replay: &'a Replay,
    tree: &'a [u32],
}

impl Texts for TreeTexts<'_> {
    fn text(&self, path: &str) -> Option<Arc<str>> {
        let version = |at: &u32| &self.replay.versions[*at as usize];
        let at = self.tree.binary_search_by(|at| version(at).path.as_str().cmp(path)).ok()?;
        Some(version(&self.tree[at]).text.clone())
    }
}

/// Indexes the tree of every item of `replay`. Consecutive trees share most files; only what differs is added. Segments are
/// kept in `cache` and read from there the next time; it is the caller's to empty where the analysis has changed.
pub fn index<'a>(replay: &'a Replay, cache: Option<&Path>) -> Result<Vec<Indexed<'a>>> {
    let cache = cache.map(|dir| dir.join(replay.name.replace('/', "+")));
    if let Some(dir) = &cache {
        std::fs::create_dir_all(dir)?;
    }
    let facts: Vec<OnceLock<FileFacts>> = replay.versions.iter().map(|_| OnceLock::new()).collect();
    let mut current = Index::in_memory();
    let mut present: FxHashMap<&str, u32> = FxHashMap::default();
    let mut indexed = Vec::with_capacity(replay.items.len());
    for (step, (item, tree)) in replay.items.iter().zip(&replay.trees).enumerate() {
        if step % STEPS == 0 {
            current = Index::in_memory();
            present.clear();
        }
        let removed = forget_missing(replay, tree, &mut present);
        let added: Vec<u32> =
            tree.iter().copied().filter(|&at| present.insert(&replay.versions[at as usize].path, at) != Some(at)).collect();
        let stored = cache.as_ref().map(|dir| dir.join(format!("{step}-{}.segment", item.parent)));
        let segments = if added.is_empty() { Vec::new() } else { vec![segment(replay, &facts, &added, stored.as_deref())?] };
        current.apply(Change { segments, removed, ..Change::default() });
        indexed.push(Indexed { item, snapshot: current.snapshot(), texts: TreeTexts { replay, tree } });
    }
    Ok(indexed)
}

/// Takes the paths that `tree` lacks out of `present` and returns them.
fn forget_missing(replay: &Replay, tree: &[u32], present: &mut FxHashMap<&str, u32>) -> Vec<String> {
    let paths: FxHashSet<&str> = tree.iter().map(|&at| replay.versions[at as usize].path.as_str()).collect();
    let removed: Vec<String> = present.keys().filter(|path| !paths.contains(**path)).map(|path| (*path).to_owned()).collect();
    for path in &removed {
        present.remove(path.as_str());
    }
    removed
}

fn segment(replay: &Replay, facts: &[OnceLock<FileFacts>], added: &[u32], stored: Option<&Path>) -> Result<Segment> {
    if let Some(bytes) = stored.and_then(|file| std::fs::read(file).ok()) {
        return Ok(Segment::open(OwnedBytes::new(bytes))?);
    }
    let fact = |at: u32| facts[at as usize].get_or_init(|| sapwood_syntax::analyze(&input(&replay.versions[at as usize])));
    added.par_iter().for_each(|&at| {
        fact(at);
    });
    let mut builder = SegmentBuilder::new();
    for &at in added {
        let version = &replay.versions[at as usize];
        let stamp = Stamp { modified: 0, size: version.text.len() as u64, content: [0; 16] };
        builder.add(&FileInput { path: &version.path, text: &version.text, class: version.class, stamp }, fact(at));
    }
    let segment = builder.finish()?;
    if let Some(file) = stored {
        std::fs::write(file, segment.bytes())?;
    }
    Ok(segment)
}

impl Indexed<'_> {
    /// The answer, as `search QUERY --limit 10` gives it.
    pub fn rows(&self, params: &RankingParams) -> Vec<Row> {
        let query = Query::parse_with(&self.item.query, &params.query);
        let options = SearchOptions { limit: PLACES, ..SearchOptions::default() };
        let hits = search_with(&self.snapshot, &query, &options, &self.texts, params);
        let row = |hit: &sapwood_context::search::Hit| Row {
            path: self.snapshot.file(hit.file).path.to_owned(),
            start: hit.lines.start + 1,
            end: hit.lines.end + 1,
        };
        hits.iter().map(row).collect()
    }
}

/// Scores all of `items` under `params`.
pub fn score(items: &[Indexed<'_>], params: &RankingParams) -> Score {
    let rows: Vec<Vec<Row>> = items.par_iter().map(|item| item.rows(params)).collect();
    let mut score = Score::default();
    for (item, rows) in items.iter().zip(&rows) {
        score.add(item.item, rows);
    }
    score
}

fn input(version: &Version) -> Input<'_> {
    let head = &version.text.as_bytes()[..version.text.len().min(8000)];
    let language = if version.class.has_symbols() { sapwood_grammars::detect(&version.path, head) } else { None };
    Input { path: &version.path, text: &version.text, language }
}

/// First and last row (1-based) of every fragment of each version, as the index cuts them.
pub fn fragments(replay: &Replay, items: &[Indexed<'_>]) -> Vec<Vec<(u32, u32)>> {
    let mut rows: Vec<Option<Vec<(u32, u32)>>> = vec![None; replay.versions.len()];
    for (indexed, tree) in items.iter().zip(&replay.trees) {
        for &at in tree {
            let slot = &mut rows[at as usize];
            if let (None, Some(file)) = (&slot, indexed.snapshot.file_by_path(&replay.versions[at as usize].path)) {
                let lines = indexed.snapshot.chunks_in(file).map(|chunk| indexed.snapshot.chunk(chunk).lines);
                *slot = Some(lines.map(|lines| (lines.start + 1, lines.end + 1)).collect());
            }
        }
    }
    rows.into_iter().map(Option::unwrap_or_default).collect()
}

/// How long each of `items` takes, one after the other, the shortest of some runs, and the lines of the largest tree.
pub fn latency(items: &[Indexed<'_>], params: &RankingParams) -> (Vec<Duration>, u64) {
    let mut times = Vec::with_capacity(items.len());
    for item in items {
        let run = |_| {
            let started = Instant::now();
            let rows = item.rows(params);
            (started.elapsed(), rows.len()).0
        };
        times.extend((0..RUNS).map(run).min());
    }
    times.sort_unstable();
    (times, items.iter().map(|item| item.snapshot.stats().lines).max().unwrap_or_default())
}
