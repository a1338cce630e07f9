//! A second look at the best candidates with what the graph says: who calls whom, what tests exercise, how much is built on a
//! definition.
//!
//! It works on names, not on resolved edges: a name that few definitions share is evidence enough for an order, at a
//! fraction of the time.

use rustc_hash::FxHashMap;
use sapwood_base::NameHash;
use sapwood_grammars::FileClass;
use sapwood_index::{IndexSnapshot, SymbolId};

use super::Candidate;
use crate::ranking::RankingParams;

/// Candidates that are looked at again.
const DEPTH: usize = 400;
/// Candidates whose uses of names are read.
const SOURCES: usize = 60;

pub(super) fn refine(snapshot: &IndexSnapshot, candidates: &mut Vec<Candidate>, params: &RankingParams) {
    let depth = candidates.len().min(DEPTH);
    let top = &mut candidates[..depth];
    for candidate in top.iter_mut() {
        let chunk = snapshot.chunk(candidate.chunk);
        let Some(symbol) = chunk.symbol else { continue };
        let view = snapshot.symbol(symbol);
        if params.length > 0.0 && view.kind.is_callable() {
            candidate.score *= (view.lines.count().clamp(2, 200) as f32 / 20.0).powf(params.length);
        }
        if params.centrality > 0.0 {
            let uses = snapshot.references_to_name(view.name_hash).take(200).count() as f32;
            candidate.score *= 1.0 + params.centrality * (1.0 + uses).ln();
        }
    }
    if params.tests > 0.0 || params.callee > 0.0 || params.caller > 0.0 {
        propagate(snapshot, top, params);
    }
    candidates.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.chunk.cmp(&b.chunk)));
}

fn propagate(snapshot: &IndexSnapshot, top: &mut [Candidate], params: &RankingParams) {
    let mut by_name: FxHashMap<NameHash, Vec<usize>> = FxHashMap::default();
    let symbols: Vec<Option<SymbolId>> = top.iter().map(|candidate| snapshot.chunk(candidate.chunk).symbol).collect();
    for (at, symbol) in symbols.iter().enumerate() {
        if let Some(symbol) = symbol {
            let view = snapshot.symbol(*symbol);
            if view.kind.is_callable() || view.kind.is_type() {
                by_name.entry(view.name_hash).or_default().push(at);
            }
        }
    }
    let common: FxHashMap<NameHash, f32> =
        by_name.keys().map(|&name| (name, snapshot.symbols_named(name).take(50).count().max(1) as f32)).collect();
    let mut order: Vec<usize> = (0..top.len()).collect();
    order.sort_by(|&a, &b| top[b].lexical.total_cmp(&top[a].lexical));
    let mut gain = vec![0.0f32; top.len()];
    for &at in order.iter().take(SOURCES) {
        let Some(symbol) = symbols[at] else { continue };
        let is_test = snapshot.file(top[at].file).class == FileClass::Test || snapshot.symbol(symbol).is_test;
        for reference in snapshot.references_of(symbol) {
            let Some(targets) = by_name.get(&reference.name) else { continue };
            let share = 1.0 / common[&reference.name];
            for &target in targets.iter().filter(|&&target| target != at) {
                let forward = if is_test { params.tests * top[at].lexical } else { params.callee * top[at].score };
                gain[target] = gain[target].max(forward * share);
                if !is_test {
                    gain[at] = gain[at].max(params.caller * top[target].score * share);
                }
            }
        }
    }
    for (candidate, gain) in top.iter_mut().zip(gain) {
        candidate.score += gain;
    }
}
