//! Turns scored fragments into places to show: neighbours of one file become one hit, and one file does not take all the room.

use rustc_hash::FxHashMap;
use sapwood_base::{LineRange, Span};
use sapwood_index::{ChunkId, FileId, IndexSnapshot};

use super::{Candidate, Hit};
use crate::ranking::RankingParams;

/// More hits than asked for are formed, so that the share of neighbours can change their order.
const SPARE: usize = 3;

/// The first `limit` hits made of `candidates` (best first).
pub(super) fn select(snapshot: &IndexSnapshot, candidates: &[Candidate], limit: usize, params: &RankingParams) -> Vec<Hit> {
    let mut maker = Maker { snapshot, params, scores: FxHashMap::default(), taken: FxHashMap::default() };
    for candidate in candidates {
        maker.scores.insert(candidate.chunk, candidate.score);
    }
    let mut hits: Vec<Hit> = Vec::new();
    let mut in_file: FxHashMap<FileId, u32> = FxHashMap::default();
    for candidate in candidates {
        if hits.len() >= limit * SPARE {
            break;
        }
        if maker.is_taken(candidate) {
            continue;
        }
        let count = in_file.entry(candidate.file).or_default();
        if *count >= params.per_file {
            continue;
        }
        let mut hit = maker.grow(candidate);
        hit.score *= params.repeat.powi(count.cast_signed());
        *count += 1;
        hits.push(hit);
    }
    hits.sort_by(|a, b| b.score.total_cmp(&a.score));
    put_off_repeats(snapshot, &mut hits, params.distinct as usize);
    hits.truncate(limit);
    hits
}

/// Further fragments of a function that is shown stand behind the first `front` places, so that those show different ones.
fn put_off_repeats(snapshot: &IndexSnapshot, hits: &mut Vec<Hit>, front: usize) {
    let mut place = 0;
    let mut repeats: Vec<Hit> = Vec::new();
    while place < front.min(hits.len()) {
        let hit = &hits[place];
        let is_callable = hit.symbol.is_some_and(|symbol| snapshot.symbol(symbol).kind.is_callable());
        if is_callable && hits[..place].iter().any(|other| other.symbol == hit.symbol) {
            repeats.push(hits.remove(place));
        } else {
            place += 1;
        }
    }
    let before = place.checked_sub(1).map_or(0.0, |last| hits[last].score);
    for (at, mut hit) in repeats.into_iter().enumerate() {
        hit.score = hit.score.min(before);
        hits.insert(place + at, hit);
    }
}

struct Maker<'a> {
    snapshot: &'a IndexSnapshot,
    params: &'a RankingParams,
    scores: FxHashMap<ChunkId, f32>,
    taken: FxHashMap<FileId, Vec<ChunkId>>,
}

impl Maker<'_> {
    fn is_taken(&self, candidate: &Candidate) -> bool {
        self.taken.get(&candidate.file).is_some_and(|taken| taken.contains(&candidate.chunk))
    }

    /// The fragment with its better neighbours, as long as they fit.
    fn grow(&mut self, candidate: &Candidate) -> Hit {
        let chunks: Vec<ChunkId> = self.snapshot.chunks_in(candidate.file).collect();
        let at = chunks.iter().position(|&chunk| chunk == candidate.chunk).unwrap_or(0);
        let taken = self.taken.entry(candidate.file).or_default();
        let (mut first, mut last) = (at, at);
        let center = self.snapshot.chunk(candidate.chunk);
        let (mut lines, mut span) = (center.lines, center.span);
        let mut extra = 0.0;
        loop {
            let above = first.checked_sub(1).map(|at| chunks[at]);
            let below = chunks.get(last + 1).copied();
            let fits = |chunk: &ChunkId| {
                let range = self.snapshot.chunk(*chunk).lines;
                !taken.contains(chunk) && union(lines, range).count() <= self.params.span_rows
            };
            let value = |chunk: &ChunkId| self.scores.get(chunk).copied().unwrap_or(0.0);
            let (above, below) = (above.filter(fits), below.filter(fits));
            let next = match (above, below) {
                (Some(a), Some(b)) => {
                    if value(&a) > value(&b) {
                        a
                    } else {
                        b
                    }
                }
                (Some(chunk), None) | (None, Some(chunk)) => chunk,
                (None, None) => break,
            };
            if Some(next) == above {
                first -= 1;
            } else {
                last += 1;
            }
            let view = self.snapshot.chunk(next);
            lines = union(lines, view.lines);
            span = Span::new(span.start.min(view.span.start), span.end.max(view.span.end));
            extra += value(&next);
        }
        taken.extend_from_slice(&chunks[first..=last]);
        Hit {
            file: candidate.file,
            chunk: candidate.chunk,
            symbol: center.symbol,
            span,
            lines,
            focus: center.lines,
            score: candidate.score + self.params.span_share * extra,
            signals: signals(candidate),
        }
    }
}

fn signals(candidate: &Candidate) -> Vec<(&'static str, f32)> {
    let all =
        [("lexical", candidate.lexical), ("file", candidate.file_score), ("named", candidate.bonus), ("graph", candidate.graph)];
    all.into_iter().filter(|(_, value)| *value > 0.0).collect()
}

fn union(a: LineRange, b: LineRange) -> LineRange {
    LineRange { start: a.start.min(b.start), end: a.end.max(b.end) }
}
