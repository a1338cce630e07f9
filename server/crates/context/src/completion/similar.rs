//! Code elsewhere that reads like the lines before the cursor, shown with what follows it.
//!
//! The lines before the cursor are matched, the lines behind the match are what is worth reading.

use rustc_hash::FxHashSet;
use sapwood_base::{LineRange, Span, token_hash};
use sapwood_index::{ChunkId, FileId, IndexSnapshot, SymbolId, tokenize};

use super::cursor::Cursor;
use super::files::Surroundings;
use super::reader::{Reader, line_breaks};
use super::weights::Weights;

/// Lines before the cursor that are matched.
const LINES: usize = 8;
/// Fragments whose lines are compared.
const FRAGMENTS: usize = 10;
/// Lines of a fragment that are compared.
const LINES_READ: usize = 100;
/// What a line counts beside the one below it.
const DECAY: f32 = 0.8;
/// Lines shown before the match.
const LEADING: usize = 1;

/// A place that reads like the lines before the cursor.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Continuation {
    pub(super) file: FileId,
    pub(super) symbol: Option<SymbolId>,
    pub(super) span: Span,
    pub(super) lines: LineRange,
    pub(super) text: String,
    /// Likeness in (0, 1].
    pub(super) score: f32,
}

/// The places most like the lines before the cursor, best first, at most one in each fragment.
pub(super) fn continuations(
    snapshot: &IndexSnapshot,
    cursor: &Cursor<'_>,
    around: &Surroundings,
    reader: &Reader<'_>,
    weights: &Weights,
) -> Vec<Continuation> {
    let near: Vec<Vec<u32>> = cursor.last_lines(LINES).into_iter().map(line_tokens).collect();
    let mut found: Vec<Continuation> = Vec::new();
    for (chunk, _) in around.chunks.iter().take(FRAGMENTS) {
        found.extend(best_in(snapshot, *chunk, &near, reader, weights));
    }
    found.retain(|it| it.score >= weights.min_similarity);
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.file.cmp(&b.file)).then(a.lines.cmp(&b.lines)));
    let mut texts_shown = FxHashSet::default();
    found.retain(|it| texts_shown.insert(it.text.clone()));
    found
}

fn line_tokens(line: &str) -> Vec<u32> {
    let mut hashes = Vec::new();
    tokenize::tokens(line, |token| hashes.push(token_hash(token)));
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// The line of a fragment behind which reading goes on most as at the cursor.
fn best_in(
    snapshot: &IndexSnapshot,
    chunk: ChunkId,
    near: &[Vec<u32>],
    reader: &Reader<'_>,
    weights: &Weights,
) -> Option<Continuation> {
    let view = snapshot.chunk(chunk);
    let text = reader.text(view.file)?;
    let body = view.span.text(&text);
    let lines: Vec<&str> = body.split_inclusive('\n').collect();
    let tokens: Vec<Vec<u32>> = lines.iter().take(LINES_READ).map(|line| line_tokens(line)).collect();
    // The last line of a fragment is followed by nothing that belongs to it.
    let alike = Likeness::new(&tokens, near);
    let (at, score) = (0..lines.len().saturating_sub(1).min(LINES_READ))
        .filter(|&at| !tokens[at].is_empty())
        .map(|at| (at, alike.at(at)))
        .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
    let first = at.saturating_sub(LEADING);
    let last = (at + weights.following as usize).min(lines.len() - 1);
    let start = lines[..first].iter().map(|line| line.len()).sum::<usize>();
    let shown = lines[first..=last].concat();
    let shown = shown.trim_end();
    let from = view.span.start + start as u32;
    let rows = line_breaks(shown);
    let line = view.lines.start + first as u32;
    Some(Continuation {
        file: view.file,
        symbol: view.symbol,
        span: Span::new(from, from + shown.len() as u32),
        lines: LineRange { start: line, end: line + rows },
        text: shown.to_owned(),
        score,
    })
}

/// How alike each line of a fragment and each line near the cursor are. Windows of lines overlap, so each pair is compared once.
struct Likeness {
    /// For each line near the cursor that has words: its weight, and how alike each line of the fragment is.
    rows: Vec<(f32, Vec<f32>)>,
    /// True where the line before the cursor has words, so that the first row is its own.
    has_nearest: bool,
    /// Lines that are looked at for a partner.
    window: usize,
}

impl Likeness {
    fn new(lines: &[Vec<u32>], near: &[Vec<u32>]) -> Self {
        let weights = std::iter::successors(Some(1.0), |weight| Some(weight * DECAY));
        let worded = near.iter().zip(weights).filter(|(line, _)| !line.is_empty());
        let rows = worded.map(|(line, weight)| (weight, lines.iter().map(|other| jaccard(line, other)).collect()));
        Self { rows: rows.collect(), has_nearest: near.first().is_some_and(|line| !line.is_empty()), window: near.len() + 2 }
    }

    /// How alike the fragment up to the line `at` and the text before the cursor are at their ends: each line near the cursor
    /// takes its best partner among the last lines of the fragment, the nearest one the very last.
    fn at(&self, at: usize) -> f32 {
        let first = (at + 1).saturating_sub(self.window);
        let (mut sum, mut total) = (0.0, 0.0);
        for (row, (weight, alike)) in self.rows.iter().enumerate() {
            let partners = if row == 0 && self.has_nearest { &alike[at..=at] } else { &alike[first..=at] };
            total += weight;
            sum += weight * partners.iter().copied().fold(0.0, f32::max);
        }
        if total > 0.0 { sum / total } else { 0.0 }
    }
}

fn jaccard(a: &[u32], b: &[u32]) -> f32 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let shared = a.iter().filter(|token| b.binary_search(token).is_ok()).count();
    shared as f32 / (a.len() + b.len() - shared) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_must_match_where_the_reading_goes_on() {
        let lines: Vec<Vec<u32>> = ["let a = open(path)", "let b = read(a)", "close(b)"].into_iter().map(line_tokens).collect();
        let near: Vec<Vec<u32>> = ["let b = read(a)", "let a = open(path)"].into_iter().map(line_tokens).collect();
        let alike = Likeness::new(&lines, &near);
        assert!(alike.at(1) > 0.99);
        assert!(alike.at(2) < 0.7);
    }
}
