//! The product's own context for each cursor, through the same call as its command line and its server.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use rayon::prelude::*;
use sapwood_context::completion::{CompletionPlace, Weights, completion_context_with, likely};
use sapwood_context::pack::ContextOptions;
use sapwood_index::{Change, IndexSnapshot};

use super::items::{Item, Replay};
use super::score::{Piece, Score};
use crate::trees::{Indexer, TreeTexts, Version, segment_of};

/// Candidates written for each item, beside those that are right.
const DUMPED: usize = 400;

/// A cursor, and the index in which its file ends there.
pub struct Indexed<'a> {
    /// The item.
    pub item: &'a Item,
    /// The file up to the cursor.
    pub cut: &'a str,
    /// Neither an import nor the text names the symbol.
    pub is_hard: bool,
    snapshot: Arc<IndexSnapshot>,
    texts: TreeTexts<'a>,
}

/// Indexes the tree of `replay`, and for each item the file as it ends at the cursor. The tree's segment is kept in `cache`.
pub fn index<'a>(replay: &'a Replay, cache: Option<&Path>) -> Result<Vec<Indexed<'a>>> {
    let mut indexed = Vec::with_capacity(replay.items.len());
    Indexer::new(&replay.trees, cache)?.index(0..1, |tree, index| {
        for item in &replay.items {
            let (Some(cut), Some(source)) = (replay.cut(item), replay.source(&item.path)) else { continue };
            let text: Arc<str> = Arc::from(cut);
            let overlay = Version { path: item.path.clone(), text: text.clone(), class: source.class };
            let segments = vec![segment_of(std::slice::from_ref(&overlay))?];
            index.apply(Change { segments, overlay: true, ..Change::default() });
            let texts = replay.trees.texts(tree).with(vec![(overlay.path, text)]);
            indexed.push(Indexed { item, cut, is_hard: item.is_hard(cut), snapshot: index.snapshot(), texts });
            index.apply(Change { closed: vec![item.path.clone()], ..Change::default() });
        }
        Ok(())
    })?;
    Ok(indexed)
}

impl Indexed<'_> {
    fn place(&self) -> CompletionPlace<'_> {
        CompletionPlace { path: &self.item.path, text: self.cut, offset: self.cut.len() as u32, recent: &[] }
    }

    /// The pieces that the product shows.
    pub fn pieces(&self, budget: u32, weights: &Weights) -> Vec<Piece> {
        let options = ContextOptions { budget_tokens: budget };
        let answer = completion_context_with(&self.snapshot, &self.place(), &options, &self.texts, weights);
        let piece = |item: sapwood_context::pack::Item| Piece {
            path: self.snapshot.file(item.file).path.to_owned(),
            start: item.lines.start + 1,
            end: item.lines.end + 1,
            text: item.text,
        };
        answer.items.into_iter().map(piece).collect()
    }

    /// The lines of the fragments of the file at `path`, 0-based, the end exclusive.
    pub fn fragments(&self, path: &str) -> Vec<(usize, usize)> {
        let file = self.snapshot.file_by_path(path);
        let chunks = file.into_iter().flat_map(|file| self.snapshot.chunks_in(file));
        chunks.map(|chunk| self.snapshot.chunk(chunk).lines).map(|lines| (lines.start as usize, lines.end as usize + 1)).collect()
    }

    /// The signatures of the file at `path`, one below the other.
    pub fn signatures(&self, path: &str, text: &str) -> String {
        let file = self.snapshot.file_by_path(path);
        let symbols = file.into_iter().flat_map(|file| self.snapshot.symbols_in(file));
        symbols.map(|symbol| self.snapshot.symbol(symbol).signature.text(text)).collect::<Vec<_>>().join("\n")
    }

    /// Writes one line for the item and one for each candidate: whether the hidden line holds its name, and its features.
    pub fn dump(&self, weights: &Weights, out: &mut impl std::io::Write) -> Result<()> {
        let found = likely(&self.snapshot, &self.place(), weights);
        writeln!(out, "# {} {} {}", self.item.repo, self.item.symbol, u8::from(self.is_hard))?;
        for (at, candidate) in found.into_iter().enumerate() {
            let view = self.snapshot.symbol(candidate.symbol);
            let is_symbol = view.name == self.item.symbol;
            let label = u8::from(is_symbol) * 2 + u8::from(self.item.gt_reachable.iter().any(|name| name == view.name));
            if label == 0 && at >= DUMPED {
                continue;
            }
            write!(out, "{label}")?;
            for value in candidate.features {
                write!(out, " {value:.4}")?;
            }
            writeln!(out)?;
        }
        Ok(())
    }
}

/// Scores all of `items`.
pub fn score(items: &[Indexed<'_>], budget: u32, weights: &Weights) -> Score {
    let pieces: Vec<Vec<Piece>> = items.par_iter().map(|item| item.pieces(budget, weights)).collect();
    let mut score = Score::default();
    for (item, pieces) in items.iter().zip(&pieces) {
        score.add(item.item, item.is_hard, pieces, budget);
    }
    score
}

/// How long each of `items` takes, one after the other, each on a snapshot that is warm, and the lines of the tree.
pub fn latency(items: &[Indexed<'_>], budget: u32, weights: &Weights) -> (Vec<Duration>, u64) {
    let mut times = Vec::with_capacity(items.len());
    for item in items {
        let run = |_| {
            let started = Instant::now();
            let pieces = item.pieces(budget, weights);
            (started.elapsed(), pieces.len()).0
        };
        times.extend((0..3).map(run).min());
    }
    times.sort_unstable();
    (times, items.iter().map(|item| item.snapshot.stats().lines).max().unwrap_or_default())
}

/// Writes the candidates of all items to `file`.
pub fn dump(items: &[Vec<Indexed<'_>>], weights: &Weights, file: &Path) -> Result<()> {
    let mut out = std::io::BufWriter::new(std::fs::File::create(file)?);
    for item in items.iter().flatten() {
        item.dump(weights, &mut out)?;
    }
    out.flush()?;
    Ok(())
}
