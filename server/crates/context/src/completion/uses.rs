//! What the lines before the cursor use already: the function whose arguments are being written, the receiver's type, what was
//! called last. Their definitions say what can be written next.

use rustc_hash::{FxHashMap, FxHashSet};
use sapwood_base::NameHash;
use sapwood_index::{FileId, IndexSnapshot, ReferenceView, Resolver, SymbolId};
use sapwood_syntax::SymbolKind;

use super::cursor::{Cursor, words};
use super::files::Surroundings;

/// Lines before the cursor whose names are resolved.
const LINES: usize = 6;
/// Names that are resolved at most.
const NAMES: usize = 12;
/// A name with more definitions than this takes long to resolve and means little.
const MAX_DEFINITIONS: usize = 24;
/// A target that is less sure than this says nothing.
const MIN_CONFIDENCE: f32 = 0.5;

/// A definition that the text near the cursor uses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Use {
    pub(super) symbol: SymbolId,
    /// How much it matters and how sure it is, in (0, 1].
    pub(super) strength: f32,
}

/// The definitions in other files that the lines before the cursor use, those that matter most first.
pub(super) fn uses(
    snapshot: &IndexSnapshot,
    cursor: &Cursor<'_>,
    around: &Surroundings,
    resolver: &mut Resolver<'_>,
) -> Vec<Use> {
    let mut found: Vec<Use> = Vec::new();
    for name in &cursor.receiver_types {
        found.extend(type_named(snapshot, around, *name).map(|symbol| Use { symbol, strength: 0.9 }));
    }
    if let Some(file) = cursor.file {
        let wanted = names(cursor);
        let mut references: FxHashMap<NameHash, ReferenceView<'_>> = FxHashMap::default();
        for reference in snapshot.references_in(file) {
            let is_before = (reference.at as usize) < cursor.offset;
            let known = references.get(&reference.name);
            if is_before && known.is_none_or(|known| known.at < reference.at) && wanted.iter().any(|it| it.0 == reference.name) {
                references.insert(reference.name, reference);
            }
        }
        for (name, strength) in wanted {
            let is_common = snapshot.definition_count(name) > MAX_DEFINITIONS;
            let Some(reference) = references.get(&name).filter(|_| !is_common) else { continue };
            let targets = resolver.resolve(reference.id);
            let best = targets.first().filter(|target| target.confidence >= MIN_CONFIDENCE);
            found.extend(best.map(|target| Use { symbol: target.symbol, strength: strength * target.confidence }));
        }
    }
    found.sort_by(|a, b| b.strength.total_cmp(&a.strength).then(a.symbol.cmp(&b.symbol)));
    let mut seen: FxHashSet<SymbolId> = FxHashSet::default();
    found.retain(|it| is_elsewhere(snapshot, cursor.file, it.symbol) && seen.insert(it.symbol));
    found
}

/// Names on the last lines with what they matter: an unclosed call first, then by distance.
fn names(cursor: &Cursor<'_>) -> Vec<(NameHash, f32)> {
    let mut found: Vec<(NameHash, f32)> = Vec::new();
    if let Some(called) = open_call(cursor.prefix) {
        found.push((NameHash::of(called), 1.0));
    }
    let mut strength = 0.7;
    for line in cursor.last_lines(LINES) {
        let mut on_line: Vec<NameHash> = words(line).map(NameHash::of).collect();
        on_line.reverse();
        found.extend(on_line.into_iter().map(|name| (name, strength)));
        strength *= 0.8;
    }
    let mut seen = FxHashSet::default();
    found.retain(|(name, _)| seen.insert(*name));
    found.truncate(NAMES);
    found
}

/// The name before the innermost parenthesis that is still open on the last lines.
fn open_call(prefix: &str) -> Option<&str> {
    let mut depth = 0;
    for (at, c) in prefix.char_indices().rev().take(600) {
        match c {
            ')' | ']' | '}' => depth += 1,
            '(' if depth == 0 => return words(prefix[..at].rsplit('\n').next()?).last(),
            '[' | '{' if depth == 0 => return None,
            '(' | '[' | '{' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The nearest type of that name.
fn type_named(snapshot: &IndexSnapshot, around: &Surroundings, name: NameHash) -> Option<SymbolId> {
    let types = snapshot.symbols_named(name).take(16).filter(|&symbol| snapshot.symbol(symbol).kind.is_type());
    types.max_by(|a, b| {
        let nearness = |symbol: &SymbolId| around.nearness(snapshot.symbol(*symbol).file).sum();
        nearness(a).total_cmp(&nearness(b)).then(b.cmp(a))
    })
}

fn is_elsewhere(snapshot: &IndexSnapshot, own: Option<FileId>, symbol: SymbolId) -> bool {
    let view = snapshot.symbol(symbol);
    Some(view.file) != own && !matches!(view.kind, SymbolKind::Section | SymbolKind::Entry | SymbolKind::Module)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_call_that_is_open_is_found() {
        assert_eq!(open_call("f(); g(a, h(b), "), Some("g"));
        assert_eq!(open_call("g(a) + "), None);
        assert_eq!(open_call("if x {\n    "), None);
        assert_eq!(open_call("codec.encode(\n    key,\n    "), Some("encode"));
    }
}
