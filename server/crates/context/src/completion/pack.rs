//! Fills the budget: look-alike code first, then signatures of the likeliest definitions, then outlines of the likeliest files.
//!
//! Each name is shown once. What is ranked where is decided before; this only weighs worth against tokens.

use rustc_hash::{FxHashMap, FxHashSet};
use sapwood_base::NameHash;
use sapwood_index::{FileId, IndexSnapshot};

use super::cursor::{Cursor, words};
use super::likely::Likely;
use super::outline::Outline;
use super::reader::Reader;
use super::similar::Continuation;
use super::weights::Weights;
use crate::pack::{ContextAnswer, Item, Role};
use crate::tokens;

/// Look-alike fragments shown at most.
const FRAGMENTS: usize = 4;
/// Signatures shown at most.
const SIGNATURES: usize = 60;
/// A signature of more tokens is cut out of the running.
const MAX_SIGNATURE: u32 = 60;

struct Packer<'a> {
    snapshot: &'a IndexSnapshot,
    reader: &'a Reader<'a>,
    budget: u32,
    used: u32,
    shown: FxHashSet<NameHash>,
    items: Vec<Item>,
}

pub(super) fn pack(
    snapshot: &IndexSnapshot,
    cursor: &Cursor<'_>,
    likely: Vec<Likely>,
    similar: Vec<Continuation>,
    budget: u32,
    reader: &Reader<'_>,
    weights: &Weights,
) -> ContextAnswer {
    let mut packer = Packer { snapshot, reader, budget, used: 0, shown: FxHashSet::default(), items: Vec::new() };
    let top = likely.first().map_or(1.0, |first| first.score);
    packer.add_similar(similar, (budget as f32 * weights.similar_share) as u32, top);
    let until = packer.used + (budget as f32 * weights.signature_share) as u32;
    packer.add_signatures(cursor, &likely, until.min(budget));
    packer.add_outlines(cursor, &likely);
    packer.finish()
}

impl<'a> Packer<'a> {
    fn add_similar(&mut self, similar: Vec<Continuation>, share: u32, top: f32) {
        for found in similar.into_iter().take(FRAGMENTS) {
            let count = tokens::count(&found.text);
            if self.used + count > share {
                continue;
            }
            self.used += count;
            self.shown.extend(words(&found.text).map(NameHash::of));
            let kind = found.symbol.map_or("fragment", |symbol| self.snapshot.symbol(symbol).kind.name());
            self.items.push(Item {
                file: found.file,
                lines: found.lines,
                span: found.span,
                symbol: found.symbol,
                kind,
                role: Role::Similar,
                score: top * found.score,
                signals: vec![("similarity", found.score)],
                tokens: count,
                text: found.text,
            });
        }
    }

    fn add_signatures(&mut self, cursor: &Cursor<'_>, likely: &[Likely], until: u32) {
        let mut count = 0;
        for candidate in likely {
            if count == SIGNATURES || self.used >= until {
                break;
            }
            if self.shown.contains(&candidate.name) {
                continue;
            }
            let view = self.snapshot.symbol(candidate.symbol);
            let Some((text, lines)) = self.reader.signature(&view) else { continue };
            let cost = tokens::count(&text);
            if cost > MAX_SIGNATURE || self.used + cost > until {
                continue;
            }
            count += 1;
            self.used += cost;
            self.shown.insert(candidate.name);
            self.shown.extend(words(&text).map(NameHash::of).filter(|name| cursor.knows(*name)));
            self.items.push(Item {
                file: view.file,
                lines,
                span: view.signature,
                symbol: Some(view.id),
                kind: view.kind.name(),
                role: Role::Definition,
                score: candidate.score,
                signals: Vec::new(),
                tokens: cost,
                text,
            });
        }
    }

    fn add_outlines(&mut self, cursor: &Cursor<'_>, likely: &[Likely]) {
        let mut outlines: Vec<Outline<'a>> = Vec::new();
        let mut places: FxHashMap<FileId, usize> = FxHashMap::default();
        for candidate in likely {
            if self.used >= self.budget {
                break;
            }
            if cursor.knows(candidate.name) || self.shown.contains(&candidate.name) {
                continue;
            }
            let view = self.snapshot.symbol(candidate.symbol);
            let name_tokens = tokens::count(view.name);
            if name_tokens != 1 {
                continue;
            }
            let place = *places.entry(view.file).or_insert_with(|| {
                outlines.push(Outline::new(&view, candidate.score));
                outlines.len() - 1
            });
            let cost = outlines[place].cost(&view);
            if self.used + cost > self.budget {
                continue;
            }
            self.used += cost;
            self.shown.insert(candidate.name);
            outlines[place].add(&view);
        }
        for outline in outlines.into_iter().filter(|outline| !outline.groups.is_empty()) {
            let text = outline.text();
            self.items.push(Item {
                file: outline.file,
                lines: outline.lines,
                span: outline.span,
                symbol: None,
                kind: "outline",
                role: Role::Definition,
                score: outline.score,
                signals: Vec::new(),
                tokens: tokens::count(&text),
                text,
            });
        }
    }

    fn finish(mut self) -> ContextAnswer {
        let snapshot = self.snapshot;
        self.items.sort_by(|a, b| {
            let place = |item: &Item| (snapshot.file(item.file).path, item.lines.start);
            b.score.total_cmp(&a.score).then_with(|| place(a).cmp(&place(b)))
        });
        let tokens = self.items.iter().map(|item| item.tokens).sum();
        ContextAnswer { items: self.items, tokens }
    }
}
