//! Jaccard similarity of token sets, over all fragments of a segment.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use rayon::prelude::*;

use crate::segment::Segment;

/// Fragments scored by one task: small enough to share two cores, large enough that a task outweighs its scheduling.
const BATCH: usize = 2048;

#[derive(Debug, Clone, Copy, PartialEq)]
struct Scored(f32, u32);

impl Eq for Scored {}

impl PartialOrd for Scored {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Scored {
    /// Higher score first, then lower id, so that equal inputs give equal answers on any number of threads.
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0).then(other.1.cmp(&self.1))
    }
}

/// The `limit` fragments of `segment` most like `query`, a sorted array of distinct token hashes, among the files that `is_candidate` takes.
pub(crate) fn most_similar(
    segment: &Segment,
    query: &[u32],
    limit: usize,
    is_candidate: &(dyn Fn(u32) -> bool + Sync),
) -> Vec<(f32, u32)> {
    if query.is_empty() || limit == 0 {
        return Vec::new();
    }
    let filter = Filter::new(query);
    let heaps: Vec<BinaryHeap<Reverse<Scored>>> = (0..segment.chunk_count())
        .into_par_iter()
        .step_by(BATCH)
        .map(|first| {
            let mut heap = BinaryHeap::with_capacity(limit + 1);
            for chunk in first..(first + BATCH).min(segment.chunk_count()) {
                if !is_candidate(segment.chunk_rows()[chunk].file) {
                    continue;
                }
                let tokens = segment.tokens(chunk as u32);
                let score = jaccard(tokens, query, &filter);
                push(&mut heap, Scored(score, chunk as u32), limit);
            }
            heap
        })
        .collect();
    let mut best = BinaryHeap::with_capacity(limit + 1);
    for scored in heaps.into_iter().flatten() {
        push(&mut best, scored.0, limit);
    }
    let mut best: Vec<Scored> = best.into_iter().map(|Reverse(scored)| scored).collect();
    best.sort_unstable_by(|a, b| b.cmp(a));
    best.into_iter().map(|Scored(score, chunk)| (score, chunk)).collect()
}

fn push(heap: &mut BinaryHeap<Reverse<Scored>>, scored: Scored, limit: usize) {
    if scored.0 <= 0.0 {
        return;
    }
    if heap.len() < limit {
        heap.push(Reverse(scored));
    } else if heap.peek().is_some_and(|Reverse(worst)| scored > *worst) {
        heap.pop();
        heap.push(Reverse(scored));
    }
}

/// One bit for each of 4,096 hash values: most tokens that the query lacks are told without a search.
struct Filter([u64; 64]);

impl Filter {
    fn new(query: &[u32]) -> Self {
        let mut bits = [0; 64];
        for token in query {
            bits[(token & 63) as usize] |= 1u64 << ((token >> 6) & 63);
        }
        Self(bits)
    }

    fn may_hold(&self, token: u32) -> bool {
        self.0[(token & 63) as usize] >> ((token >> 6) & 63) & 1 == 1
    }
}

fn jaccard(tokens: &[u32], query: &[u32], filter: &Filter) -> f32 {
    if tokens.is_empty() {
        return 0.0;
    }
    let shared = tokens.iter().filter(|&&token| filter.may_hold(token) && query.binary_search(&token).is_ok()).count();
    shared as f32 / (tokens.len() + query.len() - shared) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jaccard_counts_shared_tokens() {
        let query = [1, 5, 9, 4097];
        let filter = Filter::new(&query);
        assert!((jaccard(&[1, 2, 5], &query, &filter) - 2.0 / 5.0).abs() < 1e-6);
        assert!(jaccard(&[], &query, &filter).abs() < 1e-6);
        assert!((jaccard(&query, &query, &filter) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn heap_keeps_the_best_and_prefers_low_ids_on_ties() {
        let mut heap = BinaryHeap::new();
        for scored in [Scored(0.5, 4), Scored(0.5, 1), Scored(0.9, 7), Scored(0.0, 2)] {
            push(&mut heap, scored, 2);
        }
        let mut kept: Vec<u32> = heap.into_iter().map(|Reverse(scored)| scored.1).collect();
        kept.sort_unstable();
        assert_eq!(kept, [1, 7]);
    }
}
