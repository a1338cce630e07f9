//! Names that are used where the code reads like the lines before the cursor: what comes there may come here.

use rustc_hash::{FxHashMap, FxHashSet};
use sapwood_base::{NameHash, Span};
use sapwood_index::{FileId, IndexSnapshot, SymbolId};

use super::files::Surroundings;

/// Files all of whose uses are counted.
const FILES: usize = 24;

struct Fragment {
    span: Span,
    symbol: Option<SymbolId>,
    weight: f32,
}

/// How much of the look-alike code uses a name.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Weight of the fragments that use the name, beside all of them.
    pub(super) fragments: FxHashMap<NameHash, f32>,
    /// Weight of the files that use the name, beside all of them.
    pub(super) files: FxHashMap<NameHash, f32>,
}

impl Names {
    pub(super) fn read(snapshot: &IndexSnapshot, around: &Surroundings) -> Self {
        let mut names = Self::default();
        names.read_fragments(snapshot, around);
        names.read_files(snapshot, around);
        names
    }

    fn read_fragments(&mut self, snapshot: &IndexSnapshot, around: &Surroundings) {
        let mut by_file: FxHashMap<FileId, Vec<Fragment>> = FxHashMap::default();
        let mut total = 0.0;
        for &(chunk, score) in &around.chunks {
            let view = snapshot.chunk(chunk);
            let weight = score * score;
            total += weight;
            by_file.entry(view.file).or_default().push(Fragment { span: view.span, symbol: view.symbol, weight });
        }
        let mut files: Vec<_> = by_file.into_iter().collect();
        files.sort_unstable_by_key(|(file, _)| *file);
        let mut counted: FxHashSet<(NameHash, u32)> = FxHashSet::default();
        for (file, chunks) in files {
            counted.clear();
            for reference in snapshot.references_in(file) {
                for (at, fragment) in chunks.iter().enumerate() {
                    let is_own = fragment.symbol.is_some() && reference.symbol == fragment.symbol;
                    let is_inside = fragment.span.contains(reference.at) || is_own && reference.count > 1;
                    if is_inside && counted.insert((reference.name, at as u32)) {
                        *self.fragments.entry(reference.name).or_default() += fragment.weight / total;
                    }
                }
            }
        }
    }

    fn read_files(&mut self, snapshot: &IndexSnapshot, around: &Surroundings) {
        let mut total = 0.0;
        let mut seen: FxHashMap<NameHash, u32> = FxHashMap::default();
        for (at, &file) in around.order.iter().take(FILES).enumerate() {
            let weight = around.nearness(file).sum();
            total += weight;
            for reference in snapshot.references_in(file) {
                if seen.insert(reference.name, at as u32) != Some(at as u32) {
                    *self.files.entry(reference.name).or_default() += weight;
                }
            }
        }
        self.files.values_mut().for_each(|weight| *weight /= total.max(1e-6));
    }

    pub(super) fn in_fragments(&self, name: NameHash) -> f32 {
        self.fragments.get(&name).copied().unwrap_or(0.0)
    }

    pub(super) fn in_files(&self, name: NameHash) -> f32 {
        self.files.get(&name).copied().unwrap_or(0.0)
    }
}
