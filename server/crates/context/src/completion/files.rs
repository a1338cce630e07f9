//! How near each file is to the cursor: by what is imported, by whose names are used, by words, by folder, by history.

use rustc_hash::{FxHashMap, FxHashSet};
use sapwood_base::NameHash;
use sapwood_grammars::{Family, FileClass, language};
use sapwood_index::{Bm25Params, ChunkHit, ChunkId, FieldWeights, FileId, IndexSnapshot, QueryTerm, Resolver, SymbolId};
use sapwood_syntax::SymbolKind;

use super::cursor::{Cursor, Near};
use super::{Activity, RecentPlace};

/// Words that are looked up.
const TERMS: usize = 20;
/// Fragments whose names are read.
const CHUNKS: usize = 60;
/// Names of the text that are looked up, the nearest first.
const NAMES: usize = 300;
/// A name with more definitions than this says nothing of files.
const MAX_DEFINITIONS: usize = 6;

/// What speaks for one file.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Nearness {
    /// An import leads to it.
    pub(super) imported: f32,
    /// An import takes its folder or package whole.
    pub(super) package: f32,
    /// Share of the names in the text that it defines.
    pub(super) defines: f32,
    /// BM25 score beside the best file's.
    pub(super) lexical: f32,
    /// Share of its changes in which the edited file took part.
    pub(super) cochanged: f32,
    /// It was edited or looked at lately.
    pub(super) recent: f32,
    /// Share of the folders that its path has in common.
    pub(super) folder: f32,
}

/// What a file is for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Role {
    pub(super) is_test: bool,
    pub(super) is_example: bool,
    pub(super) is_other: bool,
}

/// What is asked of every file, read once.
struct Listed<'a> {
    id: FileId,
    folder: &'a str,
    package: &'a str,
    family: Option<Family>,
    class: FileClass,
    is_example: bool,
}

impl<'a> Listed<'a> {
    fn read(snapshot: &'a IndexSnapshot, id: FileId) -> Self {
        let view = snapshot.file(id);
        Self {
            id,
            folder: view.path.rsplit_once('/').map_or("", |(folder, _)| folder),
            package: view.package,
            family: view.language.map(|id| language(id).family),
            class: view.class,
            is_example: snapshot.is_example(id),
        }
    }

    fn role(&self) -> Role {
        Role {
            is_test: self.class == FileClass::Test,
            is_example: self.is_example,
            is_other: !matches!(self.class, FileClass::Source | FileClass::Test),
        }
    }

    /// What others wrote and what only shows how the rest is used stands behind.
    fn class_factor(&self) -> f32 {
        match self.class {
            FileClass::Source if self.is_example => 0.5,
            FileClass::Source => 1.0,
            FileClass::Test => 0.5,
            FileClass::Generated | FileClass::Vendored => 0.2,
            _ => 0.05,
        }
    }
}

/// What is known of the files and fragments around the cursor.
pub(super) struct Surroundings {
    /// By file id.
    files: Vec<Nearness>,
    /// By file id.
    roles: Vec<Role>,
    /// Definitions that imports name.
    pub(super) imported: FxHashSet<SymbolId>,
    /// How many imports of the file give a name.
    pub(super) import_names: FxHashMap<NameHash, u32>,
    /// The fragments that read most like the text before the cursor, with scores beside the best one's.
    pub(super) chunks: Vec<(ChunkId, f32)>,
    /// The score of every fragment, by its id.
    chunk_scores: Vec<f32>,
    /// The files that matter most, best first.
    pub(super) order: Vec<FileId>,
}

/// Files whose definitions and uses are looked at.
const FILES: usize = 40;

/// What reads like the text before the cursor.
#[derive(Default)]
struct Words {
    /// The best fragments, best first.
    chunks: Vec<(ChunkId, f32)>,
    /// The score of every fragment, by its id.
    chunk_scores: Vec<f32>,
    files: Vec<(FileId, f32)>,
}

impl Words {
    fn read(snapshot: &IndexSnapshot, cursor: &Cursor<'_>) -> Self {
        let mut terms: Vec<&Near> = cursor.near.iter().collect();
        terms.sort_by(|a, b| (b.weight * b.rarity).total_cmp(&(a.weight * a.rarity)).then_with(|| a.token.cmp(&b.token)));
        terms.truncate(TERMS);
        let term = |near: &Near| QueryTerm { text: near.token.clone(), weight: near.weight };
        let terms: Vec<QueryTerm> = terms.into_iter().map(term).collect();
        let weights = FieldWeights { name: 1.5, path: 0.5, signature: 1.2, doc: 0.5, body: 1.0 };
        let hits = snapshot.lexical(&terms, &Bm25Params { weights, ..Bm25Params::default() });
        let is_other = |file: FileId| Some(file) != cursor.file;
        let mut chunks: Vec<ChunkHit> = hits.chunks;
        let own: Vec<ChunkId> = cursor.file.into_iter().flat_map(|file| snapshot.chunks_in(file)).collect();
        chunks.retain(|hit| own.binary_search(&hit.chunk).is_err());
        let by_score = |a: &ChunkHit, b: &ChunkHit| b.score.total_cmp(&a.score).then(a.chunk.cmp(&b.chunk));
        let best = chunks.iter().map(|hit| hit.score).fold(1e-6, f32::max);
        let mut chunk_scores = vec![0.0; snapshot.id_bounds()[3]];
        for hit in &chunks {
            chunk_scores[hit.chunk.0 as usize] = hit.score / best;
        }
        if chunks.len() > CHUNKS {
            chunks.select_nth_unstable_by(CHUNKS, by_score);
            chunks.truncate(CHUNKS);
        }
        chunks.sort_unstable_by(by_score);
        let chunks = chunks.iter().map(|hit| (hit.chunk, hit.score / best)).collect();
        let others = || hits.files.iter().filter(|hit| is_other(hit.file));
        let best = others().map(|hit| hit.score).fold(1e-6, f32::max);
        let files = others().map(|hit| (hit.file, hit.score / best)).collect();
        Self { chunks, chunk_scores, files }
    }
}

impl Surroundings {
    pub(super) fn read(
        snapshot: &IndexSnapshot,
        cursor: &Cursor<'_>,
        recent: &[RecentPlace],
        resolver: &mut Resolver<'_>,
    ) -> Self {
        let mut around = Self {
            files: vec![Nearness::default(); snapshot.id_bounds()[0]],
            roles: vec![Role::default(); snapshot.id_bounds()[0]],
            imported: FxHashSet::default(),
            import_names: FxHashMap::default(),
            chunks: Vec::new(),
            chunk_scores: Vec::new(),
            order: Vec::new(),
        };
        let mut words = Words::default();
        let mut listed = Vec::new();
        // Words take as long as the rest together.
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| words = Words::read(snapshot, cursor));
            listed.extend(snapshot.files().map(|file| Listed::read(snapshot, file)));
            around.read_facts(snapshot, cursor, recent, &listed, resolver);
        });
        for (file, score) in words.files {
            around.at(file).lexical = score;
        }
        (around.chunks, around.chunk_scores) = (words.chunks, words.chunk_scores);
        around.choose(snapshot, cursor, &listed);
        around
    }

    /// Everything but the words.
    fn read_facts(
        &mut self,
        snapshot: &IndexSnapshot,
        cursor: &Cursor<'_>,
        recent: &[RecentPlace],
        listed: &[Listed<'_>],
        resolver: &mut Resolver<'_>,
    ) {
        for file in listed {
            self.roles[file.id.0 as usize] = file.role();
        }
        if let Some(file) = cursor.file {
            self.read_imports(snapshot, file, listed, resolver);
            for (other, weight) in snapshot.cochanged(file) {
                self.at(other).cochanged = weight;
            }
        }
        self.read_definitions(snapshot, cursor);
        for (at, place) in recent.iter().enumerate() {
            let strength = if place.activity == Activity::Edited { 1.0 } else { 0.6 };
            let known = self.at(place.file);
            known.recent = known.recent.max(strength * faded(0.85, at as u32));
        }
        self.read_folders(snapshot, cursor, listed);
    }

    fn read_imports(&mut self, snapshot: &IndexSnapshot, file: FileId, listed: &[Listed<'_>], resolver: &mut Resolver<'_>) {
        let mut folders: FxHashSet<String> = FxHashSet::default();
        let mut packages: FxHashSet<String> = FxHashSet::default();
        for targets in resolver.imports_of(file) {
            if !targets.import.alias_hash.is_none() {
                *self.import_names.entry(targets.import.alias_hash).or_default() += 1;
            }
            for symbol in targets.symbols {
                self.imported.insert(symbol);
                self.at(snapshot.symbol(symbol).file).imported = 1.0;
            }
            for file in targets.files {
                self.at(file).imported = 1.0;
            }
            folders.extend(targets.folders);
            packages.extend(targets.packages);
        }
        let own = snapshot.file(file);
        let family = own.language.map(|id| language(id).family);
        if folders.is_empty() && packages.is_empty() && own.package.is_empty() {
            return;
        }
        for other in listed.iter().filter(|other| other.family == family) {
            let is_own = !own.package.is_empty() && other.package == own.package;
            if is_own || folders.contains(other.folder) || packages.contains(other.package) {
                self.at(other.id).package = 1.0;
            }
        }
    }

    /// Files that define what the text uses.
    fn read_definitions(&mut self, snapshot: &IndexSnapshot, cursor: &Cursor<'_>) {
        let mut names: Vec<(u32, NameHash)> = cursor.known.iter().map(|(name, known)| (known.distance, *name)).collect();
        names.sort_unstable();
        let mut shares = vec![0.0f32; self.files.len()];
        for (distance, name) in names.into_iter().take(NAMES) {
            let count = snapshot.definition_count(name);
            if count == 0 || count > MAX_DEFINITIONS {
                continue;
            }
            let weight = (0.3 + 0.7 * faded(0.97, distance)) / count as f32;
            for symbol in snapshot.symbols_named(name) {
                let view = snapshot.symbol(symbol);
                let is_code = !matches!(view.kind, SymbolKind::Section | SymbolKind::Entry);
                if is_code && Some(view.file) != cursor.file {
                    shares[view.file.0 as usize] += weight;
                }
            }
        }
        for (near, share) in self.files.iter_mut().zip(shares) {
            near.defines = share / (share + 2.0);
        }
    }

    fn read_folders(&mut self, snapshot: &IndexSnapshot, cursor: &Cursor<'_>, listed: &[Listed<'_>]) {
        let family = family(snapshot, cursor);
        // Files of one folder mostly follow each other.
        let mut last = ("", shared("", cursor.folder));
        for file in listed {
            if file.folder != last.0 {
                last = (file.folder, shared(file.folder, cursor.folder));
            }
            let is_near = file.folder == cursor.folder && file.family == family;
            self.at(file.id).folder = if is_near { 1.0 } else { last.1 * 0.8 };
        }
        if let Some(own) = cursor.file {
            *self.at(own) = Nearness::default();
        }
    }

    fn choose(&mut self, snapshot: &IndexSnapshot, cursor: &Cursor<'_>, listed: &[Listed<'_>]) {
        let family = family(snapshot, cursor);
        let mut order: Vec<(f32, FileId)> = Vec::with_capacity(self.files.len());
        for file in listed.iter().filter(|file| Some(file.id) != cursor.file) {
            let factor = if family.is_none() || file.family == family { 1.0 } else { 0.1 } * file.class_factor();
            order.push((self.nearness(file.id).sum() * factor, file.id));
        }
        order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        self.order = order.into_iter().take(FILES).map(|(_, file)| file).collect();
    }

    pub(super) fn nearness(&self, file: FileId) -> Nearness {
        self.files.get(file.0 as usize).copied().unwrap_or_default()
    }

    pub(super) fn role(&self, file: FileId) -> Role {
        self.roles.get(file.0 as usize).copied().unwrap_or_default()
    }

    pub(super) fn chunk_score(&self, chunk: ChunkId) -> f32 {
        self.chunk_scores.get(chunk.0 as usize).copied().unwrap_or(0.0)
    }

    fn at(&mut self, file: FileId) -> &mut Nearness {
        &mut self.files[file.0 as usize]
    }
}

fn family(snapshot: &IndexSnapshot, cursor: &Cursor<'_>) -> Option<Family> {
    cursor.file.and_then(|file| snapshot.file(file).language).map(|id| language(id).family)
}

impl Nearness {
    /// What chooses the files that are looked at; what is shown is decided definition by definition.
    pub(super) fn sum(&self) -> f32 {
        1.2 * self.imported
            + 0.3 * self.package
            + 1.5 * self.defines
            + self.lexical
            + 0.5 * self.cochanged
            + self.recent
            + 0.5 * self.folder
    }
}

/// `share` to the power of `steps`.
pub(super) fn faded(share: f32, steps: u32) -> f32 {
    share.powi(steps.min(200).cast_signed())
}

/// The share of folders from the root that two paths have in common.
fn shared(a: &str, b: &str) -> f32 {
    let (mut common, mut a_parts, mut b_parts) = (0, a.split('/'), b.split('/'));
    while let (Some(x), Some(y)) = (a_parts.next(), b_parts.next()) {
        if x != y {
            break;
        }
        common += 1;
    }
    let longest = a.split('/').count().max(b.split('/').count()).max(1);
    common as f32 / longest as f32
}
