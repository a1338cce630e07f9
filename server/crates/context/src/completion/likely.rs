//! Which definitions are likely to be used next, and why.
//!
//! A score is a sum of features; the weights were fitted to real cursors (the softmax over all candidates of one cursor), so that a
//! difference of scores is a difference of log odds.

use rustc_hash::{FxHashMap, FxHashSet};
use sapwood_base::NameHash;
use sapwood_grammars::{FileClass, is_example_path, is_test_path};
use sapwood_index::{FileId, IndexSnapshot, SymbolId, SymbolView, tokenize};
use sapwood_syntax::SymbolKind;

use super::CompletionPlace;
use super::cursor::{Cursor, Position};
use super::files::{Surroundings, faded};
use super::names::Names;
use super::weights::Weights;

/// The features of a definition, with the weights that were fitted.
pub const FEATURES: [(&str, f32); 44] = [
    ("imported_unused", 5.0),
    ("imported_used", 0.5),
    ("file_imported", 1.0),
    ("file_package", 0.5),
    ("file_folder", 0.8),
    ("file_lexical", 1.0),
    ("file_defines", 1.5),
    ("file_cochanged", 0.5),
    ("file_recent", 1.0),
    ("in_fragments", 2.0),
    ("in_fragments_log", 0.4),
    ("in_files", 1.0),
    ("in_files_log", 0.2),
    ("uses_log", 0.15),
    ("namesakes_log", -0.5),
    ("owner_near", 1.0),
    ("owner_known", 0.7),
    ("owner_receiver", 3.0),
    ("words", 1.0),
    ("words_share", 0.7),
    ("chunk_lexical", 1.0),
    ("known", -3.0),
    ("function", 0.5),
    ("method", 0.3),
    ("type", 0.5),
    ("field", -0.5),
    ("constant", 0.0),
    ("variant", -0.3),
    ("macro", 0.0),
    ("module", -0.5),
    ("line_start_function", 0.2),
    ("line_start_member", 0.0),
    ("line_start_type", 0.0),
    ("member_member", 1.5),
    ("member_free", -0.5),
    ("path_member", 0.5),
    ("path_free", 0.3),
    ("type_type", 1.5),
    ("expression_free", 0.0),
    ("exported", 0.3),
    ("test", -2.0),
    ("example", -1.0),
    ("other_class", -1.5),
    ("nested_private", -0.5),
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
/// Definitions looked at in one file.
const PER_FILE: usize = 600;

/// The definitions that could be used next at `place`, the likeliest first.
pub fn likely(snapshot: &IndexSnapshot, place: &CompletionPlace<'_>, weights: &Weights) -> Vec<Likely> {
    let cursor = Cursor::read(snapshot, place);
    let around = Surroundings::read(snapshot, &cursor, place.recent);
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
    let mut ranking = Ranking::new(snapshot, cursor, around, names);
    let mut found: Vec<Likely> = Vec::new();
    for symbol in ranking.candidates() {
        let view = snapshot.symbol(symbol);
        let features = ranking.features(&view);
        let score = features.iter().zip(&weights.likely).map(|(value, weight)| value * weight).sum::<f32>();
        let typed = ranking.typed(&view);
        found.push(Likely { symbol, name: view.name_hash, file: view.file, score: score + typed, features });
    }
    found.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.symbol.cmp(&b.symbol)));
    found
}

struct Ranking<'a> {
    snapshot: &'a IndexSnapshot,
    cursor: &'a Cursor<'a>,
    around: &'a Surroundings,
    names: &'a Names,
    /// Tokens near the cursor, with weight and rarity.
    near: FxHashMap<&'a str, f32>,
    /// The best score of a definition's fragments.
    chunk_scores: FxHashMap<SymbolId, f32>,
    words: FxHashMap<NameHash, (f32, f32)>,
}

impl<'a> Ranking<'a> {
    fn new(snapshot: &'a IndexSnapshot, cursor: &'a Cursor<'a>, around: &'a Surroundings, names: &'a Names) -> Self {
        let chunks = snapshot.id_bounds()[3].max(1) as f32;
        let near = cursor.near.iter().take(120).map(|(token, weight)| {
            let rarity = (1.0 + chunks / (1.0 + snapshot.document_frequency(token) as f32)).ln();
            (token.as_str(), weight.min(1.2) * rarity / 8.0)
        });
        let mut chunk_scores: FxHashMap<SymbolId, f32> = FxHashMap::default();
        for &(chunk, score) in &around.all_chunks {
            if let Some(symbol) = snapshot.chunk(chunk).symbol {
                let known = chunk_scores.entry(symbol).or_default();
                *known = known.max(score);
            }
        }
        Self { snapshot, cursor, around, names, near: near.collect(), chunk_scores, words: FxHashMap::default() }
    }

    /// The definitions of the files that matter, and of the names that look-alike code uses.
    fn candidates(&self) -> Vec<SymbolId> {
        let mut found: Vec<SymbolId> = Vec::new();
        let mut seen: FxHashSet<SymbolId> = FxHashSet::default();
        for &file in &self.around.order {
            found.extend(self.snapshot.symbols_in(file).take(PER_FILE));
        }
        found.extend(self.around.imported.iter().copied());
        found.extend(self.snapshot_names());
        found.retain(|&symbol| {
            let view = self.snapshot.symbol(symbol);
            let is_code = !matches!(view.kind, SymbolKind::Section | SymbolKind::Entry);
            is_code && Some(view.file) != self.cursor.file && !view.name.is_empty() && seen.insert(symbol)
        });
        found.sort_unstable();
        found
    }

    fn snapshot_names(&self) -> Vec<SymbolId> {
        let mut names: Vec<(f32, NameHash)> = self
            .names
            .fragments
            .iter()
            .map(|(name, weight)| (weight / (1.0 + self.snapshot.use_count(*name) as f32).ln().max(1.0), *name))
            .collect();
        names.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let names = names.into_iter().take(NAMES).map(|(_, name)| name);
        let rare = names.filter(|name| self.snapshot.definition_count(*name) <= MAX_NAMESAKES);
        rare.flat_map(|name| self.snapshot.symbols_named(name)).collect()
    }

    fn features(&mut self, view: &SymbolView<'_>) -> [f32; FEATURES.len()] {
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
        values[20] = self.chunk_scores.get(&view.id).copied().unwrap_or(0.0);
        values[21] = f32::from(u8::from(known.is_some() && !is_fresh));
    }

    fn name_features(&mut self, view: &SymbolView<'_>, values: &mut [f32]) {
        let (fragments, files) = (self.names.in_fragments(view.name_hash), self.names.in_files(view.name_hash));
        values[9] = fragments;
        values[10] = (1.0 + 100.0 * fragments).ln();
        values[11] = files;
        values[12] = (1.0 + 100.0 * files).ln();
        values[13] = (1.0 + self.snapshot.use_count(view.name_hash) as f32).ln();
        values[14] = (self.snapshot.definition_count(view.name_hash).max(1) as f32).ln();
        if !view.owner_hash.is_none() {
            if let Some(owner) = self.cursor.known.get(&view.owner_hash) {
                values[15] = faded(0.96, owner.distance);
                values[16] = 1.0;
            }
            values[17] = f32::from(u8::from(self.cursor.receiver_types.contains(&view.owner_hash)));
        }
        let (sum, share) = self.word_overlap(view);
        values[18] = sum;
        values[19] = share;
    }

    /// What the words of the name weigh near the cursor, as a sum and as a share of them.
    fn word_overlap(&mut self, view: &SymbolView<'_>) -> (f32, f32) {
        let near = &self.near;
        *self.words.entry(view.name_hash).or_insert_with(|| {
            let (mut sum, mut matched, mut count) = (0.0, 0.0, 0.0);
            tokenize::tokens(view.name, |token| {
                count += 1.0;
                if let Some(weight) = near.get(token) {
                    sum += weight;
                    matched += 1.0;
                }
            });
            (sum, if count > 0.0 { matched / count } else { 0.0 })
        })
    }

    fn kind_features(&self, view: &SymbolView<'_>, values: &mut [f32]) {
        let is_member = !view.owner_hash.is_none() && !view.kind.is_type();
        let kind = match view.kind {
            SymbolKind::Function => 22,
            SymbolKind::Method | SymbolKind::Constructor => 23,
            kind if kind.is_type() => 24,
            SymbolKind::Field => 25,
            SymbolKind::Constant | SymbolKind::Variable => 26,
            SymbolKind::Variant => 27,
            SymbolKind::Macro => 28,
            _ => 29,
        };
        values[kind] = 1.0;
        let fit = match (self.cursor.position, is_member, view.kind.is_type()) {
            (Position::LineStart, _, true) => 32,
            (Position::LineStart, true, _) => 31,
            (Position::LineStart, false, _) => 30,
            (Position::Member, true, _) => 33,
            (Position::Member, false, _) => 34,
            (Position::Path, true, _) => 35,
            (Position::Path, false, _) => 36,
            (Position::Type, _, true) => 37,
            (Position::Expression, false, _) => 38,
            _ => usize::MAX,
        };
        if let Some(value) = values.get_mut(fit) {
            *value = 1.0;
        }
        let file = self.snapshot.file(view.file);
        values[39] = f32::from(u8::from(view.is_exported));
        values[40] = f32::from(u8::from(view.is_test || file.class == FileClass::Test || is_test_path(file.path)));
        values[41] = f32::from(u8::from(is_example_path(file.path)));
        values[42] = f32::from(u8::from(!matches!(file.class, FileClass::Source | FileClass::Test)));
        values[43] = f32::from(u8::from(view.parent.is_some() && !view.is_exported));
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
