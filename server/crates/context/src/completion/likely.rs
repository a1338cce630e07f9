//! Which definitions are likely to be used next, and why.
//!
//! A score is a sum of features; the weights were fitted to real cursors (the softmax over all candidates of one cursor), so that a
//! difference of scores is a difference of log odds.

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use sapwood_base::{NameHash, token_hash};
use sapwood_index::{FileId, IndexSnapshot, Resolver, SymbolId, SymbolView};
use sapwood_syntax::SymbolKind;

use super::CompletionPlace;
use super::cursor::{Cursor, Position};
use super::files::{Surroundings, faded};
use super::names::Names;
use super::weights::Weights;

/// The features of a definition, with the weights that were fitted.
pub const FEATURES: [(&str, f32); 41] = [
    ("imported_unused", 4.25),
    ("imported_used", 0.21),
    ("file_imported", 0.76),
    ("file_package", 0.79),
    ("file_folder", 0.57),
    ("file_lexical", 0.36),
    ("file_defines", 1.20),
    ("file_cochanged", 0.55),
    ("file_recent", 1.10),
    ("in_fragments", 0.32),
    ("in_fragments_log", 0.76),
    ("namesakes_log", -0.55),
    ("owner_near", 0.72),
    ("owner_known", 0.46),
    ("owner_receiver", 3.16),
    ("words", 1.23),
    ("words_share", 0.69),
    ("chunk_lexical", 1.53),
    ("known", -2.90),
    ("function", 0.38),
    ("method", 0.04),
    ("type", 0.12),
    ("field", -0.41),
    ("constant", 0.14),
    ("variant", -0.35),
    ("macro", 0.21),
    ("module", -0.30),
    ("line_start_function", 0.19),
    ("line_start_member", -0.08),
    ("line_start_type", -0.01),
    ("member_member", 0.99),
    ("member_free", -0.49),
    ("path_member", 0.17),
    ("path_free", 0.23),
    ("type_type", 1.14),
    ("expression_free", 0.59),
    ("exported", 0.58),
    ("test", -1.35),
    ("example", -0.65),
    ("other_class", -1.25),
    ("nested_private", -0.35),
];

/// A definition that could be used next.
#[derive(Debug, Clone, PartialEq)]
pub struct Likely {
    /// The definition.
    pub symbol: SymbolId,
    /// Its name.
    pub name: NameHash,
    /// Its file.
    pub file: FileId,
    /// Comparable within one answer; a difference is one of log odds.
    pub score: f32,
    /// The values of [`FEATURES`].
    pub features: [f32; FEATURES.len()],
}

/// Names of look-alike code whose definitions are candidates wherever they stand.
const NAMES: usize = 300;
/// A name with more definitions than this is no candidate beyond the files that are looked at.
const MAX_NAMESAKES: usize = 8;
/// Definitions kept, the likeliest.
const KEPT: usize = 3000;
/// Definitions scored by one task.
const BATCH: usize = 256;
/// Definitions looked at in one file.
const PER_FILE: usize = 190;

/// The definitions that could be used next at `place`, the likeliest first.
pub fn likely(snapshot: &IndexSnapshot, place: &CompletionPlace<'_>, weights: &Weights) -> Vec<Likely> {
    let cursor = Cursor::read(snapshot, place);
    let around = Surroundings::read(snapshot, &cursor, place.recent, &mut Resolver::new(snapshot));
    let names = Names::read(snapshot, &around);
    rank(snapshot, &cursor, &around, &names, weights)
}

pub(super) fn rank(
    snapshot: &IndexSnapshot,
    cursor: &Cursor<'_>,
    around: &Surroundings,
    names: &Names,
    weights: &Weights,
) -> Vec<Likely> {
    let ranking = Ranking::new(snapshot, cursor, around, names);
    let likely = |symbol: SymbolId| {
        let view = snapshot.symbol(symbol);
        let is_code = !matches!(view.kind, SymbolKind::Section | SymbolKind::Entry) && !view.name.is_empty();
        if !is_code || Some(view.file) == cursor.file {
            return None;
        }
        let features = ranking.features(&view);
        let score = features.iter().zip(&weights.likely).map(|(value, weight)| value * weight).sum::<f32>();
        Some(Likely { symbol, name: view.name_hash, file: view.file, score: score + ranking.typed(&view), features })
    };
    let candidates = ranking.candidates();
    let mut found: Vec<Likely> = candidates.into_par_iter().with_min_len(BATCH).filter_map(likely).collect();
    let by_score = |a: &Likely, b: &Likely| b.score.total_cmp(&a.score).then(a.symbol.cmp(&b.symbol));
    if found.len() > KEPT {
        found.select_nth_unstable_by(KEPT, by_score);
        found.truncate(KEPT);
    }
    found.sort_unstable_by(by_score);
    found
}

struct Ranking<'a> {
    snapshot: &'a IndexSnapshot,
    cursor: &'a Cursor<'a>,
    around: &'a Surroundings,
    names: &'a Names,
    /// Tokens near the cursor by their hashes, with weight and rarity.
    near: FxHashMap<u32, f32>,
}

impl<'a> Ranking<'a> {
    fn new(snapshot: &'a IndexSnapshot, cursor: &'a Cursor<'a>, around: &'a Surroundings, names: &'a Names) -> Self {
        let near = cursor.near.iter().map(|it| (token_hash(&it.token), it.weight.min(1.2) * it.rarity / 8.0));
        Self { snapshot, cursor, around, names, near: near.collect() }
    }

    /// The definitions of the files that matter, and of the names that look-alike code uses.
    fn candidates(&self) -> Vec<SymbolId> {
        let mut found: Vec<SymbolId> = Vec::new();
        for &file in &self.around.order {
            found.extend(self.snapshot.symbols_in(file).take(PER_FILE));
        }
        found.extend(self.around.imported.iter().copied());
        found.extend(self.snapshot_names());
        found.sort_unstable();
        found.dedup();
        found
    }

    fn snapshot_names(&self) -> Vec<SymbolId> {
        let mut common: Vec<(f32, NameHash)> = self.names.fragments.iter().map(|(name, weight)| (*weight, *name)).collect();
        common.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        common.truncate(3 * NAMES);
        let rarity = |name: NameHash| (1.0 + self.snapshot.use_count(name) as f32).ln().max(1.0);
        let mut names: Vec<(f32, NameHash)> = common.into_iter().map(|(weight, name)| (weight / rarity(name), name)).collect();
        names.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let names = names.into_iter().take(NAMES).map(|(_, name)| name);
        let rare = names.filter(|name| self.snapshot.definition_count(*name) <= MAX_NAMESAKES);
        rare.flat_map(|name| self.snapshot.symbols_named(name)).collect()
    }

    fn features(&self, view: &SymbolView<'_>) -> [f32; FEATURES.len()] {
        let mut values = [0.0; FEATURES.len()];
        self.file_features(view, &mut values);
        self.name_features(view, &mut values);
        self.kind_features(view, &mut values);
        values
    }

    fn file_features(&self, view: &SymbolView<'_>, values: &mut [f32]) {
        let near = self.around.nearness(view.file);
        let known = self.cursor.known.get(&view.name_hash);
        let is_imported = self.around.imported.contains(&view.id);
        let imports = self.around.import_names.get(&view.name_hash).copied().unwrap_or(0);
        let is_unused = imports > 0 && known.is_none_or(|known| known.count <= imports);
        let is_fresh = is_unused || is_imported && known.is_none();
        values[0] = if is_fresh && (is_imported || near.imported > 0.0 || near.package > 0.0) { 1.0 } else { 0.0 };
        values[1] = if is_imported && !is_fresh { 1.0 } else { 0.0 };
        values[2] = near.imported;
        values[3] = near.package;
        values[4] = near.folder;
        values[5] = near.lexical;
        values[6] = near.defines;
        values[7] = near.cochanged;
        values[8] = near.recent;
        values[17] = self.chunk_score(view);
        values[18] = f32::from(u8::from(known.is_some() && !is_fresh));
    }

    fn name_features(&self, view: &SymbolView<'_>, values: &mut [f32]) {
        let fragments = self.names.in_fragments(view.name_hash);
        values[9] = fragments;
        values[10] = (1.0 + 100.0 * fragments).ln();
        values[11] = (self.snapshot.namesake_count(view.id).max(1) as f32).ln();
        if !view.owner_hash.is_none() {
            if let Some(owner) = self.cursor.known.get(&view.owner_hash) {
                values[12] = faded(0.96, owner.distance);
                values[13] = 1.0;
            }
            values[14] = f32::from(u8::from(self.cursor.receiver_types.contains(&view.owner_hash)));
        }
        let (sum, share) = self.word_overlap(view);
        values[15] = sum;
        values[16] = share;
    }

    /// What the words of the name weigh near the cursor, as a sum and as a share of them.
    fn word_overlap(&self, view: &SymbolView<'_>) -> (f32, f32) {
        let (mut sum, mut matched, mut count) = (0.0, 0.0, 0.0);
        for token in self.snapshot.name_tokens(view.id) {
            count += 1.0;
            if let Some(weight) = self.near.get(token) {
                sum += weight;
                matched += 1.0;
            }
        }
        (sum, if count > 0.0 { matched / count } else { 0.0 })
    }

    /// The score of the fragment that starts the definition.
    fn chunk_score(&self, view: &SymbolView<'_>) -> f32 {
        let chunk = self.snapshot.chunk_at(view.file, view.span.start);
        chunk.map_or(
            0.0,
            |chunk| if self.snapshot.chunk(chunk).symbol == Some(view.id) { self.around.chunk_score(chunk) } else { 0.0 },
        )
    }

    fn kind_features(&self, view: &SymbolView<'_>, values: &mut [f32]) {
        let is_member = !view.owner_hash.is_none() && !view.kind.is_type();
        let kind = match view.kind {
            SymbolKind::Function => 19,
            SymbolKind::Method | SymbolKind::Constructor => 20,
            kind if kind.is_type() => 21,
            SymbolKind::Field => 22,
            SymbolKind::Constant | SymbolKind::Variable => 23,
            SymbolKind::Variant => 24,
            SymbolKind::Macro => 25,
            _ => 26,
        };
        values[kind] = 1.0;
        let fit = match (self.cursor.position, is_member, view.kind.is_type()) {
            (Position::LineStart, _, true) => 29,
            (Position::LineStart, true, _) => 28,
            (Position::LineStart, false, _) => 27,
            (Position::Member, true, _) => 30,
            (Position::Member, false, _) => 31,
            (Position::Path, true, _) => 32,
            (Position::Path, false, _) => 33,
            (Position::Type, _, true) => 34,
            (Position::Expression, false, _) => 35,
            _ => usize::MAX,
        };
        if let Some(value) = values.get_mut(fit) {
            *value = 1.0;
        }
        let role = self.around.role(view.file);
        values[36] = f32::from(u8::from(view.is_exported));
        values[37] = f32::from(u8::from(view.is_test || role.is_test));
        values[38] = f32::from(u8::from(role.is_example));
        values[39] = f32::from(u8::from(role.is_other));
        values[40] = f32::from(u8::from(view.parent.is_some() && !view.is_exported));
    }

    /// What the letters typed so far say of the name.
    fn typed(&self, view: &SymbolView<'_>) -> f32 {
        let partial = self.cursor.partial;
        match partial.len() {
            0 => 0.0,
            length if view.name.len() > length && view.name.starts_with(partial) => 2.0 + length.min(4) as f32,
            length if starts_without_case(view.name, partial) && view.name.len() > length => 1.0 + length.min(3) as f32,
            _ => 0.0,
        }
    }
}

fn starts_without_case(name: &str, start: &str) -> bool {
    name.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}
