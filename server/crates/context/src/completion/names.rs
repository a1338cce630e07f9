//! Names that are used where the code reads like the lines before the cursor: what comes there may come here.

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

    pub(super) fn in_fragments(&self, name: NameHash) -> f32 {
        self.fragments.get(&name).copied().unwrap_or(0.0)
    }
}
