//! Fills the budget: what the lines before the cursor use, look-alike code, signatures of the likeliest definitions, and outlines of
//! the likeliest files.
//!
//! Each name is shown once. What is ranked where is decided before; this only weighs worth against tokens.

use rustc_hash::{FxHashMap, FxHashSet};
use sapwood_base::{LineRange, NameHash};
use sapwood_index::{FileId, IndexSnapshot, SymbolId, SymbolView};

use super::cursor::{Cursor, words};
use super::likely::{FEATURES, Likely};
use super::outline::Outline;
use super::reader::{Piece, Reader};
use super::similar::Continuation;
use super::uses::Use;
use super::weights::Weights;
use crate::pack::{ContextAnswer, Item, Role};
use crate::tokens;

/// Definitions used already that are shown at most.
const USES: usize = 8;
/// Look-alike fragments shown at most.
const FRAGMENTS: usize = 5;
/// A signature of more tokens is cut out of the running.
const MAX_SIGNATURE: u32 = 60;
/// A type of at most so many tokens is shown whole, as is what the cursor uses.
const MAX_BODY: u32 = 60;
/// The likeliest functions are shown whole where they are not larger than this.
const SMALL_BODY: u32 = 30;
/// How many they are.
const FIRST: u32 = 6;
/// Candidates looked at for each signature that may be shown.
const TRIES: usize = 3;
/// Bytes of a token at most, for what is not worth counting.
const TOKEN_BYTES: u32 = 16;
/// Signals named for one item.
const SIGNALS: usize = 3;

/// Everything that could be shown.
#[derive(Default)]
pub(super) struct Offer {
    pub(super) uses: Vec<Use>,
    pub(super) similar: Vec<Continuation>,
    pub(super) likely: Vec<Likely>,
}

struct Packer<'a> {
    snapshot: &'a IndexSnapshot,
    cursor: &'a Cursor<'a>,
    reader: &'a Reader<'a>,
    weights: &'a Weights,
    budget: u32,
    used: u32,
    shown: FxHashSet<NameHash>,
    taken: FxHashMap<FileId, Vec<LineRange>>,
    items: Vec<Item>,
}

pub(super) fn pack(
    snapshot: &IndexSnapshot,
    cursor: &Cursor<'_>,
    offer: Offer,
    budget: u32,
    reader: &Reader<'_>,
    weights: &Weights,
) -> ContextAnswer {
    let mut packer = Packer {
        snapshot,
        cursor,
        reader,
        weights,
        budget,
        used: 0,
        shown: FxHashSet::default(),
        taken: FxHashMap::default(),
        items: Vec::new(),
    };
    let score_at = |at: usize| offer.likely.get(at).or(offer.likely.last()).map_or(1.0, |it| it.score);
    let share = |share: f32| (budget as f32 * share) as u32;
    packer.add_uses(&offer.uses, score_at(0), share(weights.use_share));
    let until = packer.used + share(weights.similar_share);
    packer.add_similar(offer.similar, score_at(weights.similar_place as usize), until);
    let until = packer.used + share(weights.signature_share);
    packer.add_signatures(&offer.likely, until.min(budget));
    packer.add_outlines(&offer.likely);
    packer.finish()
}

impl<'a> Packer<'a> {
    fn add_uses(&mut self, uses: &[Use], top: f32, until: u32) {
        for found in uses.iter().take(USES) {
            let view = self.snapshot.symbol(found.symbol);
            let Some(piece) = self.form(&view, MAX_BODY) else { continue };
            if self.used + piece.tokens > until || self.overlaps(view.file, piece.lines) {
                continue;
            }
            let signals = vec![("uses", found.strength)];
            self.push_definition(&view, piece, top + found.strength - 1.0, signals);
        }
    }

    fn add_similar(&mut self, similar: Vec<Continuation>, at: f32, until: u32) {
        for found in similar.into_iter().take(FRAGMENTS) {
            let cost = tokens::count(&found.text);
            if self.used + cost > until || self.overlaps(found.file, found.lines) {
                continue;
            }
            self.used += cost;
            self.taken.entry(found.file).or_default().push(found.lines);
            self.shown.extend(words(&found.text).map(NameHash::of));
            let kind = found.symbol.map_or("fragment", |symbol| self.snapshot.symbol(symbol).kind.name());
            self.items.push(Item {
                file: found.file,
                lines: found.lines,
                span: found.span,
                symbol: found.symbol,
                kind,
                role: Role::Similar,
                score: at + found.score,
                signals: vec![("similarity", found.score)],
                tokens: cost,
                text: found.text,
            });
        }
    }

    fn add_signatures(&mut self, likely: &[Likely], until: u32) {
        let mut count = 0;
        for candidate in likely.iter().take(TRIES * self.weights.signatures as usize) {
            if count == self.weights.signatures || self.used >= until {
                break;
            }
            if self.shown.contains(&candidate.name) {
                continue;
            }
            let view = self.snapshot.symbol(candidate.symbol);
            let Some(piece) = self.form(&view, if count < FIRST { SMALL_BODY } else { 0 }) else { continue };
            let is_large = piece.tokens > MAX_SIGNATURE || self.used + piece.tokens > until;
            if is_large || self.overlaps(view.file, piece.lines) {
                continue;
            }
            count += 1;
            self.push_definition(&view, piece, candidate.score, signals(candidate, self.weights));
        }
    }

    /// What is shown of a definition: all of it where it is small, else the signature. `body` is how many tokens of a function are.
    fn form(&self, view: &SymbolView<'_>, body: u32) -> Option<Piece> {
        let limit = if view.kind.is_type() { MAX_BODY } else { body };
        let whole = if view.span.len() - view.doc.len().min(view.span.len()) <= limit * TOKEN_BYTES {
            self.reader.body(view)
        } else {
            None
        };
        whole.filter(|piece| piece.tokens <= limit).or_else(|| self.reader.signature(view))
    }

    fn push_definition(&mut self, view: &SymbolView<'_>, piece: Piece, score: f32, signals: Vec<(&'static str, f32)>) {
        self.used += piece.tokens;
        self.taken.entry(view.file).or_default().push(piece.lines);
        self.shown.insert(view.name_hash);
        self.shown.extend(words(&piece.text).map(NameHash::of).filter(|name| self.cursor.knows(*name)));
        self.items.push(Item {
            file: view.file,
            lines: piece.lines,
            span: piece.span,
            symbol: Some(view.id),
            kind: view.kind.name(),
            role: Role::Definition,
            score,
            signals,
            tokens: piece.tokens,
            text: piece.text,
        });
    }

    fn overlaps(&self, file: FileId, lines: LineRange) -> bool {
        self.taken.get(&file).is_some_and(|taken| taken.iter().any(|range| range.overlaps(lines)))
    }

    /// Names of the likeliest definitions that are left, one at a time, until the budget is used up.
    fn add_outlines(&mut self, likely: &[Likely]) {
        let mut outlines: Vec<Outline<'a>> = Vec::new();
        let mut places: FxHashMap<FileId, usize> = FxHashMap::default();
        for candidate in likely {
            if self.used >= self.budget {
                break;
            }
            if self.cursor.knows(candidate.name) || self.shown.contains(&candidate.name) {
                continue;
            }
            let view = self.snapshot.symbol(candidate.symbol);
            if tokens::count(view.name) != 1 {
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
            outlines[place].add(&view, signals(candidate, self.weights));
        }
        self.items.extend(outlines.into_iter().filter(|outline| !outline.is_empty()).map(Outline::into_item));
    }

    fn finish(mut self) -> ContextAnswer {
        let snapshot = self.snapshot;
        let place = |item: &Item| (snapshot.file(item.file).path, item.lines.start, item.symbol.map(|id: SymbolId| id.0));
        self.items.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| place(a).cmp(&place(b))));
        let tokens = self.items.iter().map(|item| item.tokens).sum();
        ContextAnswer { items: self.items, tokens }
    }
}

/// What speaks most for a candidate.
fn signals(candidate: &Likely, weights: &Weights) -> Vec<(&'static str, f32)> {
    let values = candidate.features.iter().zip(&weights.likely).map(|(value, weight)| value * weight);
    let mut parts: Vec<(&'static str, f32)> = FEATURES.iter().map(|(name, _)| *name).zip(values).collect();
    parts.retain(|(_, value)| *value > 0.05);
    parts.sort_by(|a, b| b.1.total_cmp(&a.1));
    parts.truncate(SIGNALS);
    parts
}
