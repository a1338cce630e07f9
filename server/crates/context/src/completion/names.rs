//! Names that are used where the code reads like the lines before the cursor: what comes there may come here.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use sapwood_base::{NameHash, Span};
use sapwood_index::{FileId, IndexSnapshot, SymbolId};

use super::files::Surroundings;

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
}

impl Names {
    pub(super) fn read(snapshot: &IndexSnapshot, around: &Surroundings) -> Self {
        let mut names = Self::default();
        names.read_fragments(snapshot, around);
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
        // Side by side, and summed in the order of the files: equal questions get equal sums.
        let used: Vec<Vec<(NameHash, f32)>> =
            files.par_iter().map(|(file, fragments)| names_in(snapshot, *file, fragments)).collect();
        for (name, weight) in used.into_iter().flatten() {
            *self.fragments.entry(name).or_default() += weight / total;
        }
    }

    pub(super) fn in_fragments(&self, name: NameHash) -> f32 {
        self.fragments.get(&name).copied().unwrap_or(0.0)
    }
}

/// The names that fragments of one file use, each with the weight of the fragment, once for each fragment.
fn names_in(snapshot: &IndexSnapshot, file: FileId, fragments: &[Fragment]) -> Vec<(NameHash, f32)> {
    let mut counted: FxHashSet<(NameHash, u32)> = FxHashSet::default();
    let mut found = Vec::new();
    for reference in snapshot.references_in(file) {
        for (at, fragment) in fragments.iter().enumerate() {
            let is_own = fragment.symbol.is_some() && reference.symbol == fragment.symbol;
            let is_inside = fragment.span.contains(reference.at) || is_own && reference.count > 1;
            if is_inside && counted.insert((reference.name, at as u32)) {
                found.push((reference.name, fragment.weight));
            }
        }
    }
    found
}
