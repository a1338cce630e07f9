//! One pass over the whole graph: how many edges there are, and which definition is worth showing.

use rustc_hash::FxHashMap;
use sapwood_grammars::{FileClass, is_example_path};
use sapwood_index::{FileId, IndexSnapshot, SymbolId};
use sapwood_syntax::ReferenceKind;

/// Targets less sure than this say little about a definition.
const SURE: f32 = 0.6;

/// What the pass found.
pub(super) struct Survey {
    /// Edges of the graph.
    pub(super) edges: u64,
    /// Definitions worth showing, the best first.
    pub(super) interesting: Vec<SymbolId>,
}

/// How a definition is connected by calls.
#[derive(Debug, Clone, Copy, Default)]
struct Degree {
    callers: u32,
    /// Files that call it.
    calling_files: u32,
    callees: u32,
}

/// What one file adds.
struct Part {
    edges: u64,
    calls: Vec<(Option<SymbolId>, SymbolId)>,
}

/// Looks at every use of a name in the workspace.
pub(super) fn survey(snapshot: &IndexSnapshot) -> Survey {
    let parts = snapshot.resolve_files(|resolver, file| {
        let contained = snapshot.symbols_in(file).count() + 1;
        let is_test_file = snapshot.file(file).class == FileClass::Test;
        let is_test = |symbol: SymbolId| snapshot.symbol(symbol).is_test;
        let mut part = Part { edges: contained as u64, calls: Vec::new() };
        for reference in snapshot.references_in(file) {
            let targets = resolver.resolve(reference.id);
            part.edges += targets.len() as u64;
            // What tests call is seen from outside; a crossing is where the code itself meets.
            let is_call = matches!(reference.kind, ReferenceKind::Call | ReferenceKind::Macro)
                && !is_test_file
                && !reference.symbol.is_some_and(is_test);
            if let Some(target) = targets.first().filter(|target| is_call && target.confidence >= SURE) {
                part.calls.push((reference.symbol, target.symbol));
            }
        }
        part
    });
    let mut degrees: FxHashMap<SymbolId, Degree> = FxHashMap::default();
    let mut edges = 0;
    for part in parts {
        edges += part.edges;
        count(part.calls, &mut degrees);
    }
    Survey { edges, interesting: interesting(snapshot, &degrees) }
}

/// Adds the calls of one file.
fn count(mut calls: Vec<(Option<SymbolId>, SymbolId)>, degrees: &mut FxHashMap<SymbolId, Degree>) {
    calls.sort_unstable_by_key(|&(from, to)| (to, from));
    calls.dedup();
    let mut last = None;
    for (from, to) in calls {
        let degree = degrees.entry(to).or_default();
        degree.callers += 1;
        degree.calling_files += u32::from(last != Some(to));
        last = Some(to);
        if let Some(from) = from.filter(|&from| from != to) {
            degrees.entry(from).or_default().callees += 1;
        }
    }
}

fn interesting(snapshot: &IndexSnapshot, degrees: &FxHashMap<SymbolId, Degree>) -> Vec<SymbolId> {
    let mut scored: Vec<(f32, SymbolId)> = degrees
        .iter()
        .map(|(&symbol, degree)| (interest(snapshot, symbol, *degree), symbol))
        .filter(|(score, _)| *score > 0.0)
        .collect();
    // Ids differ from run to run; places do not.
    let place = |symbol: SymbolId| {
        let view = snapshot.symbol(symbol);
        (snapshot.file(view.file).path, view.lines.start)
    };
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| place(a.1).cmp(&place(b.1))));
    scored.truncate(40);
    scored.into_iter().map(|(_, symbol)| symbol).collect()
}

/// High for a definition at a crossing of the code, of a name that says something; 0 for what nobody would show.
fn interest(snapshot: &IndexSnapshot, symbol: SymbolId, degree: Degree) -> f32 {
    let view = snapshot.symbol(symbol);
    let is_shown = view.kind.is_callable() && !view.is_test && degree.callers + degree.callees > 0;
    if !is_shown || !is_own_source(snapshot, view.file) {
        return 0.0;
    }
    let namesakes = snapshot.symbols_named(view.name_hash).take(9).count() as f32;
    // More than a screenful of callers is a utility, not a crossing.
    let incoming = (degree.callers.min(24) as f32).ln_1p();
    let outgoing = (degree.callees.min(12) as f32).ln_1p();
    let spread = (degree.calling_files.min(8) as f32).ln_1p();
    let documented = if view.doc.is_empty() { 0.7 } else { 1.0 };
    let length = if view.name.len() >= 6 { 1.0 } else { 0.5 };
    let words = if view.name.contains('_') || view.name.chars().skip(1).any(char::is_uppercase) { 1.2 } else { 1.0 };
    let size = (view.lines.count().min(40) as f32 / 12.0).clamp(0.5, 1.5);
    (0.2 + incoming) * (0.2 + outgoing) * (0.5 + spread) * documented * length * words * size / namesakes
}

fn is_own_source(snapshot: &IndexSnapshot, file: FileId) -> bool {
    let file = snapshot.file(file);
    file.class == FileClass::Source && !is_example_path(file.path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_counts_once_and_a_file_once() {
        let mut degrees = FxHashMap::default();
        let (a, b, c) = (SymbolId(1), SymbolId(2), SymbolId(3));
        count(vec![(Some(a), c), (Some(a), c), (Some(b), c), (None, c), (Some(c), c)], &mut degrees);
        count(vec![(Some(b), c)], &mut degrees);
        let degree = degrees[&c];
        assert_eq!((degree.callers, degree.calling_files, degree.callees), (5, 2, 0));
        assert_eq!(degrees[&a].callees, 1);
    }
}
