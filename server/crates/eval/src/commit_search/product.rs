//! The product's own search over each item's tree, through the same calls as its command line.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use rayon::prelude::*;
use sapwood_context::query::Query;
use sapwood_context::ranking::RankingParams;
use sapwood_context::search::{SearchOptions, search_with};
use sapwood_index::IndexSnapshot;

use super::items::{Item, Replay, folder};
use super::score::{PLACES, Row, Score};
use crate::trees::{Indexer, TreeTexts};

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

/// Indexes the tree of every item of `replay`.
pub fn index<'a>(replay: &'a Replay, cache: Option<&Path>) -> Result<Vec<Indexed<'a>>> {
    let trees = Indexer::new(&replay.trees, folder(cache, &replay.name).as_deref())?;
    let mut indexed = Vec::with_capacity(replay.items.len());
    for run in replay.trees.runs(STEPS) {
        trees.index(run, |at, index| {
            indexed.push(Indexed { item: &replay.items[at], snapshot: index.snapshot(), texts: replay.trees.texts(at) });
            Ok(())
        })?;
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

/// First and last row (1-based) of every fragment of each version, as the index cuts them.
pub fn fragments(replay: &Replay, items: &[Indexed<'_>]) -> Vec<Vec<(u32, u32)>> {
    let mut rows: Vec<Option<Vec<(u32, u32)>>> = vec![None; replay.trees.versions.len()];
    for (indexed, tree) in items.iter().zip(&replay.trees.trees) {
        for &at in tree {
            let slot = &mut rows[at as usize];
            if let (None, Some(file)) = (&slot, indexed.snapshot.file_by_path(&replay.trees.versions[at as usize].path)) {
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
