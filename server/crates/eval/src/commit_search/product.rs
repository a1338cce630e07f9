//! The product's own search over each item's tree, through the same calls as its command line.

use std::sync::Arc;

use anyhow::Result;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use sapwood_context::query::Query;
use sapwood_context::ranking::RankingParams;
use sapwood_context::search::{SearchOptions, Texts, search_with};
use sapwood_index::{Change, FileInput, Index, IndexSnapshot, SegmentBuilder, Stamp};
use sapwood_syntax::{FileFacts, Input};

use super::items::{Item, Replay, Version};
use super::score::{PLACES, Row, Score};

/// A tree is indexed anew after that many steps of adding what changed: dead versions would distort the term statistics.
const STEPS: usize = 20;

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

/// Indexes the tree of every item of `replay`. Consecutive trees share most files; only what differs is added.
pub fn index(replay: &Replay) -> Result<Vec<Indexed<'_>>> {
    let facts: Vec<FileFacts> = replay.versions.par_iter().map(|version| sapwood_syntax::analyze(&input(version))).collect();
    let mut current = Index::in_memory();
    let mut present: FxHashMap<&str, u32> = FxHashMap::default();
    let mut indexed = Vec::with_capacity(replay.items.len());
    for (step, (item, tree)) in replay.items.iter().zip(&replay.trees).enumerate() {
        if step % STEPS == 0 {
            current = Index::in_memory();
            present.clear();
        }
        let paths: FxHashSet<&str> = tree.iter().map(|&at| replay.versions[at as usize].path.as_str()).collect();
        let removed: Vec<String> = present.keys().filter(|path| !paths.contains(**path)).map(|path| (*path).to_owned()).collect();
        removed.iter().for_each(|path| {
            present.remove(path.as_str());
        });
        let mut builder = SegmentBuilder::new();
        for &at in tree {
            let version = &replay.versions[at as usize];
            if present.insert(&version.path, at) != Some(at) {
                let stamp = Stamp { modified: 0, size: version.text.len() as u64, content: [0; 16] };
                let input = FileInput { path: &version.path, text: &version.text, class: version.class, stamp };
                builder.add(&input, &facts[at as usize]);
            }
        }
        let segments = if builder.is_empty() { Vec::new() } else { vec![builder.finish()?] };
        current.apply(Change { segments, removed, ..Change::default() });
        indexed.push(Indexed { item, snapshot: current.snapshot(), texts: TreeTexts { replay, tree } });
    }
    Ok(indexed)
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
