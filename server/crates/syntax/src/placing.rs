//! Which definitions there are, and the span each takes with its documentation, attributes, decorators and wrappers.
//!
//! Nothing is nested here; [`crate::scopes`] does that.

use std::cmp::Reverse;
use std::collections::hash_map::Entry;

use rustc_hash::{FxHashMap, FxHashSet};
use sapwood_base::Span;

use crate::SymbolKind;
use crate::collect::{Leading, Raw, RawDefinition};

/// A definition with the span it takes after wrappers and what leads it.
pub(crate) struct Placed {
    pub(crate) raw: RawDefinition,
    pub(crate) span: Span,
    pub(crate) doc: Span,
    /// Where the definition proper starts, after documentation, attributes and decorators.
    pub(crate) start: u32,
}

/// One definition for each name node: the most specific kind, completed by the other matches.
pub(crate) fn merged(mut definitions: Vec<RawDefinition>) -> Vec<RawDefinition> {
    let named: FxHashSet<Span> = definitions.iter().filter(|d| !d.by_fields).map(|d| d.span).collect();
    definitions.retain(|d| !d.by_fields || !named.contains(&d.span));
    definitions.sort_by_key(|d| (d.span.start, Reverse(d.span.end)));
    let mut by_name: FxHashMap<(u32, bool), usize> = FxHashMap::default();
    let mut kept: Vec<RawDefinition> = Vec::with_capacity(definitions.len());
    for definition in definitions {
        match by_name.entry((definition.name.start, definition.kind.is_none())) {
            Entry::Vacant(entry) => {
                entry.insert(kept.len());
                kept.push(definition);
            }
            Entry::Occupied(entry) => merge(&mut kept[*entry.get()], &definition),
        }
    }
    kept.sort_by_key(|d| (d.span.start, Reverse(d.span.end)));
    kept
}

fn merge(kept: &mut RawDefinition, other: &RawDefinition) {
    let (mut best, rest) = if rank(other.kind) < rank(kept.kind) { (*other, *kept) } else { (*kept, *other) };
    let fill = |mine: &mut Span, theirs: Span| {
        if mine.is_empty() {
            *mine = theirs;
        }
    };
    fill(&mut best.owner, rest.owner);
    fill(&mut best.this, rest.this);
    fill(&mut best.type_, rest.type_);
    fill(&mut best.value, rest.value);
    fill(&mut best.params, rest.params);
    fill(&mut best.body, rest.body);
    best.arity = best.arity.or(rest.arity);
    best.exported |= rest.exported;
    best.private |= rest.private;
    best.test |= rest.test;
    *kept = best;
}

fn rank(kind: Option<SymbolKind>) -> u8 {
    match kind {
        Some(SymbolKind::Constructor) => 0,
        Some(SymbolKind::Method) => 1,
        Some(SymbolKind::Enum) => 2,
        Some(kind) => 3 + kind as u8,
        None => u8::MAX,
    }
}

/// Gives each definition the span of the wrappers around it and of the comments, attributes and decorators before it.
pub(crate) fn place(definitions: &mut [RawDefinition], raw: &mut Raw, text: &str) -> Vec<Placed> {
    raw.wrappers.sort_by_key(|(span, _)| (span.start, Reverse(span.end)));
    let chains = wrapper_chains(definitions, &raw.wrappers);
    let mut held = vec![0_u32; raw.wrappers.len()];
    for &wrapper in chains.iter().flatten() {
        held[wrapper as usize] += 1;
    }
    let mut placed = Vec::with_capacity(definitions.len());
    for (definition, chain) in definitions.iter_mut().zip(&chains) {
        let mut span = definition.span;
        for &wrapper in chain {
            let (around, exports) = raw.wrappers[wrapper as usize];
            definition.exported |= exports;
            let tail = Span::new(span.end, around.end).text(text).trim();
            if held[wrapper as usize] == 1 && matches!(tail, "" | ";" | ",") {
                span = around;
            }
        }
        let (start, doc) =
            if definition.kind.is_some() { leading(span.start, &raw.leading, text) } else { (span.start, Span::default()) };
        let proper = after_decorators(span.start, definition.name.start, &raw.leading, text);
        placed.push(Placed { raw: *definition, span: Span::new(start, span.end), doc, start: proper });
    }
    placed
}

/// For each definition the wrappers directly around it, innermost first.
fn wrapper_chains(definitions: &[RawDefinition], wrappers: &[(Span, bool)]) -> Vec<Vec<u32>> {
    let mut chains = Vec::with_capacity(definitions.len());
    let mut stack: Vec<(Span, Option<u32>)> = Vec::new();
    let mut next = 0;
    for definition in definitions {
        while next < wrappers.len() && wrappers[next].0.start <= definition.span.start {
            let span = wrappers[next].0;
            pop_until(&mut stack, span.start);
            stack.push((span, Some(next as u32)));
            next += 1;
        }
        pop_until(&mut stack, definition.span.start);
        // A wrapper that starts where the definition does but ends earlier lies inside it.
        let around = stack.iter().rev().take_while(|(_, wrapper)| wrapper.is_some());
        chains.push(around.filter(|(span, _)| span.covers(definition.span)).filter_map(|(_, wrapper)| *wrapper).collect());
        stack.push((definition.span, None));
    }
    chains
}

fn pop_until(stack: &mut Vec<(Span, Option<u32>)>, start: u32) {
    while stack.last().is_some_and(|(span, _)| span.end <= start) {
        stack.pop();
    }
}

/// Walks up from `start` over what belongs to the definition there: its first byte with all that, and its documentation.
fn leading(start: u32, leading: &[(Span, Leading)], text: &str) -> (u32, Span) {
    let (mut first, mut doc) = (start, Span::default());
    let mut at = leading.partition_point(|(span, _)| span.start < start);
    while at > 0 {
        at -= 1;
        let (span, kind) = leading[at];
        // Only the blanks before the definition are looked at: the comment before it may stand far above.
        let touches = text[..first as usize].trim_end().len() <= span.end as usize;
        if !touches || line_breaks(span.end, first, text) > 1 || !begins_line(span.start, text) || is_inner(span, text) {
            break;
        }
        first = span.start;
        if kind == Leading::Comment {
            let end = span.start + span.text(text).trim_end().len() as u32;
            doc = Span::new(span.start, if doc.is_empty() { end } else { doc.end });
        }
    }
    (first, doc)
}

/// True for a comment or attribute that speaks of what it stands in, not of what follows it.
fn is_inner(span: Span, text: &str) -> bool {
    let text = span.text(text);
    ["//!", "/*!", "#![", "#!"].iter().any(|prefix| text.starts_with(prefix))
}

fn begins_line(at: u32, text: &str) -> bool {
    let before = text[..at as usize].trim_end_matches([' ', '\t']);
    before.is_empty() || before.ends_with('\n')
}

/// Line breaks between a comment that ends at `end` and what starts at `start`; some grammars count the first to the comment.
fn line_breaks(end: u32, start: u32, text: &str) -> usize {
    let gap = Span::new(end, start).text(text);
    let own = text[..end as usize].ends_with('\n');
    gap.bytes().filter(|&byte| byte == b'\n').count() + usize::from(own)
}

/// The first byte of the definition proper where decorators or attributes stand inside its node.
fn after_decorators(start: u32, name: u32, leading: &[(Span, Leading)], text: &str) -> u32 {
    let from = leading.partition_point(|(span, _)| span.start < start);
    let mut proper = start;
    for (span, _) in &leading[from..] {
        if span.end > name || !Span::new(proper, span.start).text(text).trim().is_empty() {
            break;
        }
        proper = span.end;
    }
    let gap = Span::new(proper, name).text(text);
    proper + (gap.len() - gap.trim_start().len()) as u32
}
