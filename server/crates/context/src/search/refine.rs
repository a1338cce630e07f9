//! A second look at the best candidates with what the graph says: who calls whom, what tests exercise, how much is built on a
//! definition.
//!
//! It works on names, not on resolved edges: a name that few definitions share is evidence enough for an order, at a
//! fraction of the time.

use rustc_hash::FxHashMap;
use sapwood_base::NameHash;
use sapwood_grammars::FileClass;
use sapwood_index::{FileId, IndexSnapshot, SymbolId};

use super::{Candidate, Texts};
use crate::query::Query;
use crate::ranking::RankingParams;

/// Candidates that are looked at again.
const DEPTH: usize = 200;
/// Candidates whose text is searched for quoted phrases.
const PHRASE_DEPTH: usize = 100;
/// A name with more definitions than this counts as if it had this many.
const MAX_NAMESAKES: usize = 50;
/// Candidates whose uses of names are read.
const SOURCES: usize = 40;

/// Orders `candidates` (best first) anew.
pub(super) fn refine(
    snapshot: &IndexSnapshot,
    query: &Query,
    texts: &dyn Texts,
    candidates: &mut [Candidate],
    params: &RankingParams,
) {
    let depth = candidates.len().min(DEPTH);
    let top = &mut candidates[..depth];
    if !query.phrases.is_empty() {
        reward_phrases(snapshot, query, texts, top, params);
    }
    if params.tests > 0.0 || params.callee > 0.0 || params.caller > 0.0 {
        propagate(snapshot, top, params);
    }
    candidates.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.chunk.cmp(&b.chunk)));
}

/// A fragment that holds a quoted text as it was quoted is what was meant.
fn reward_phrases(snapshot: &IndexSnapshot, query: &Query, texts: &dyn Texts, top: &mut [Candidate], params: &RankingParams) {
    let phrases: Vec<String> = query.phrases.iter().map(|phrase| phrase.to_lowercase()).collect();
    let best = top.first().map_or(0.0, |candidate| candidate.score);
    for candidate in top.iter_mut().take(PHRASE_DEPTH) {
        let Some(text) = texts.text(snapshot.file(candidate.file).path) else { continue };
        let text = snapshot.chunk(candidate.chunk).span.text(&text).to_lowercase();
        if phrases.iter().any(|phrase| text.contains(phrase)) {
            candidate.score += best * params.phrase;
            candidate.bonus += params.phrase;
        }
    }
}

fn propagate(snapshot: &IndexSnapshot, top: &mut [Candidate], params: &RankingParams) {
    let symbols: Vec<Option<SymbolId>> = top.iter().map(|candidate| snapshot.chunk(candidate.chunk).symbol).collect();
    let by_name = by_name(snapshot, &symbols);
    let mut order: Vec<usize> = (0..top.len()).filter(|&at| symbols[at].is_some()).collect();
    order.sort_by(|&a, &b| top[b].lexical.total_cmp(&top[a].lexical).then(a.cmp(&b)));
    order.truncate(SOURCES);
    let mut sources: FxHashMap<SymbolId, usize> = FxHashMap::default();
    let mut files: Vec<FileId> = Vec::new();
    for at in order {
        if let Some(symbol) = symbols[at] {
            sources.entry(symbol).or_insert(at);
            files.push(top[at].file);
        }
    }
    files.sort_unstable();
    files.dedup();
    let mut gain = vec![0.0f32; top.len()];
    for file in files {
        let is_test_file = snapshot.file(file).class == FileClass::Test;
        for reference in snapshot.references_in(file) {
            let Some(symbol) = reference.symbol else { continue };
            let Some(&at) = sources.get(&symbol) else { continue };
            let Some(named) = by_name.get(&reference.name) else { continue };
            let is_test = is_test_file || snapshot.symbol(symbol).is_test;
            for &target in named.candidates.iter().filter(|&&target| symbols[target] != Some(symbol)) {
                let forward = if is_test { params.tests * top[at].lexical } else { params.callee * top[at].score };
                gain[target] = gain[target].max(forward * named.share);
                if !is_test {
                    gain[at] = gain[at].max(params.caller * top[target].score * named.share);
                }
            }
        }
    }
    for (candidate, gain) in top.iter_mut().zip(gain) {
        candidate.score += gain;
        candidate.graph = gain;
    }
}

/// The candidates that define a name.
struct Named {
    candidates: Vec<usize>,
    /// One over the number of definitions that share the name in the whole repository.
    share: f32,
}

fn by_name(snapshot: &IndexSnapshot, symbols: &[Option<SymbolId>]) -> FxHashMap<NameHash, Named> {
    let mut by_name: FxHashMap<NameHash, Named> = FxHashMap::default();
    for (at, symbol) in symbols.iter().enumerate() {
        let Some(view) = symbol.map(|symbol| snapshot.symbol(symbol)) else { continue };
        if view.kind.is_callable() || view.kind.is_type() {
            let named = by_name.entry(view.name_hash).or_insert_with(|| {
                let definitions = snapshot.symbols_named(view.name_hash).take(MAX_NAMESAKES).count().max(1);
                Named { candidates: Vec::new(), share: (definitions as f32).recip() }
            });
            named.candidates.push(at);
        }
    }
    by_name
}
