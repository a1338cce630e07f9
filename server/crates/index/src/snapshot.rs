//! The immutable view that readers own.

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use sapwood_base::NameHash;

use crate::cochange::CoChange;
use crate::graph::Project;
use crate::ids::{ChunkId, FileId, ReferenceId, SymbolId};
use crate::lexical::{self, Bm25Params, FieldLengths, LexicalHits, QueryTerm, SearchedSegment};
use crate::segment::Segment;
use crate::similarity;

/// A set of a segment's files that newer segments do not replace.
#[derive(Debug)]
pub(crate) struct FileSet {
    bits: Vec<bool>,
    /// Lengths of the alive fragments by field, summed at the first search.
    lengths: OnceLock<FieldLengths>,
}

impl Clone for FileSet {
    /// A copy is made to be changed, so it does not take the sums along.
    fn clone(&self) -> Self {
        Self { bits: self.bits.clone(), lengths: OnceLock::new() }
    }
}

impl FileSet {
    pub(crate) fn all(files: usize) -> Self {
        Self { bits: vec![true; files], lengths: OnceLock::new() }
    }

    pub(crate) fn remove(&mut self, file: u32) {
        if let Some(slot) = self.bits.get_mut(file as usize) {
            *slot = false;
            self.lengths = OnceLock::new();
        }
    }

    pub(crate) fn insert(&mut self, file: u32) {
        if let Some(slot) = self.bits.get_mut(file as usize) {
            *slot = true;
            self.lengths = OnceLock::new();
        }
    }

    pub(crate) fn lengths(&self, sum: impl FnOnce() -> FieldLengths) -> &FieldLengths {
        self.lengths.get_or_init(sum)
    }

    pub(crate) fn contains(&self, file: u32) -> bool {
        self.bits.get(file as usize).copied().unwrap_or(false)
    }

    pub(crate) fn alive(&self) -> usize {
        self.bits.iter().filter(|&&alive| alive).count()
    }

    pub(crate) fn len(&self) -> usize {
        self.bits.len()
    }
}

/// A segment with where its rows start in the snapshot's numbering.
pub(crate) struct Part {
    pub(crate) segment: Arc<Segment>,
    pub(crate) alive: Arc<FileSet>,
    pub(crate) files: u32,
    pub(crate) symbols: u32,
    pub(crate) references: u32,
    pub(crate) chunks: u32,
}

/// Counts over the files that are alive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stats {
    /// Files.
    pub files: usize,
    /// Lines.
    pub lines: u64,
    /// Definitions.
    pub symbols: usize,
    /// Distinct uses of names.
    pub references: usize,
    /// Fragments.
    pub chunks: usize,
    /// Bytes of all segments, dead files included.
    pub bytes: usize,
}

/// Everything known of a workspace folder at one moment. Ids are dense and mean nothing in another snapshot.
pub struct IndexSnapshot {
    pub(crate) parts: Vec<Part>,
    pub(crate) generation: u64,
    pub(crate) cochange: Arc<CoChange>,
    /// What the graph needs of the whole project, read when it is first asked for.
    pub(crate) project: OnceLock<Arc<Project>>,
}

impl IndexSnapshot {
    /// Numbers the rows of `segments`, oldest first.
    pub(crate) fn new(segments: Vec<(Arc<Segment>, Arc<FileSet>)>, generation: u64, cochange: Arc<CoChange>) -> Self {
        let mut parts: Vec<Part> = Vec::with_capacity(segments.len());
        for (segment, alive) in segments {
            let [files, symbols, references, chunks] = parts.last().map_or([0; 4], Part::ends);
            parts.push(Part { segment, alive, files, symbols, references, chunks });
        }
        Self { parts, generation, cochange, project: OnceLock::new() }
    }

    /// Rises by one with every published change.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The same moment as if there were no file at `path`.
    #[must_use]
    pub fn without(&self, path: &str) -> Self {
        let parts = self.parts.iter().map(|part| {
            let mut alive = part.alive.clone();
            if let Some(file) = part.segment.file_by_path(path).filter(|&file| alive.contains(file)) {
                Arc::make_mut(&mut alive).remove(file);
            }
            (part.segment.clone(), alive)
        });
        Self::new(parts.collect(), self.generation, self.cochange.clone())
    }

    /// Counts over the files that are alive.
    pub fn stats(&self) -> Stats {
        let mut stats = Stats::default();
        for part in &self.parts {
            stats.bytes += part.segment.bytes().len();
            for file in part.alive_files() {
                let (row, next) = (&part.segment.file_rows()[file as usize], &part.segment.file_rows()[file as usize + 1]);
                stats.files += 1;
                stats.lines += u64::from(row.lines);
                stats.symbols += (next.symbols - row.symbols) as usize;
                stats.references += (next.references - row.references) as usize;
                stats.chunks += (next.chunks - row.chunks) as usize;
            }
        }
        stats
    }

    /// The files, in no order that means anything, the same for the same snapshot.
    pub fn files(&self) -> impl Iterator<Item = FileId> {
        self.parts.iter().flat_map(|part| part.alive_files().map(|file| FileId(part.files + file)))
    }

    /// Upper bounds of the file, symbol, reference and chunk ids, dead rows included: sizes for arrays indexed by id.
    pub fn id_bounds(&self) -> [usize; 4] {
        self.parts.last().map_or([0; 4], |part| part.ends().map(|end| end as usize))
    }

    /// The file at `path`, relative to the workspace folder.
    pub fn file_by_path(&self, path: &str) -> Option<FileId> {
        self.parts.iter().rev().find_map(|part| {
            let file = part.segment.file_by_path(path)?;
            part.alive.contains(file).then_some(FileId(part.files + file))
        })
    }

    /// The files whose name without its last extension is `stem`.
    pub fn files_by_stem(&self, stem: &str) -> Vec<FileId> {
        let hash = NameHash::of(stem);
        let mut found = Vec::new();
        for part in &self.parts {
            let alive = part.segment.files_by_stem(hash).filter(|&file| part.alive.contains(file));
            found.extend(alive.map(|file| FileId(part.files + file)));
        }
        found
    }

    /// The definitions called `name`.
    pub fn symbols_named(&self, name: NameHash) -> impl Iterator<Item = SymbolId> {
        self.parts.iter().flat_map(move |part| {
            let rows = part.segment.symbol_rows();
            let alive = move |&&symbol: &&u32| part.alive.contains(rows[symbol as usize].file);
            part.segment.symbols_named(name).iter().filter(alive).map(|&symbol| SymbolId(part.symbols + symbol))
        })
    }

    /// The uses of `name`, in every file.
    pub fn references_to_name(&self, name: NameHash) -> impl Iterator<Item = ReferenceId> {
        self.parts.iter().flat_map(move |part| {
            let alive = move |&&reference: &&u32| part.alive.contains(part.segment.file_of_reference(reference));
            part.segment.references_to(name).iter().filter(alive).map(|&reference| ReferenceId(part.references + reference))
        })
    }

    /// In how many definitions (and files outside of them) `name` is used, replaced versions of files included: an estimate that
    /// costs a look-up.
    pub fn use_count(&self, name: NameHash) -> usize {
        self.parts.iter().map(|part| part.segment.references_to(name).len()).sum()
    }

    /// How many definitions are called `name`, replaced versions of files included.
    pub fn definition_count(&self, name: NameHash) -> usize {
        self.parts.iter().map(|part| part.segment.symbols_named(name).len()).sum()
    }

    /// Scores every fragment and file that holds one of `terms`.
    pub fn lexical(&self, terms: &[QueryTerm], params: &Bm25Params) -> LexicalHits {
        let searched: Vec<SearchedSegment<'_>> = self.parts.iter().map(Part::searched).collect();
        lexical::search(&searched, terms, params)
    }

    /// In how many fragments' fields `token` stands; a fragment counts once for each field.
    pub fn document_frequency(&self, token: &str) -> u32 {
        self.parts.iter().map(|part| part.segment.lexical.document_frequency(token)).sum()
    }

    /// The `limit` fragments whose token sets are most like `tokens` (sorted, distinct, see
    /// [`similarity_tokens`](crate::tokenize::similarity_tokens)), by Jaccard similarity, best first.
    pub fn similar(&self, tokens: &[u32], limit: usize, exclude: Option<FileId>) -> Vec<(ChunkId, f32)> {
        let best: Vec<Vec<(f32, u32)>> = self
            .parts
            .par_iter()
            .map(|part| {
                let skip = exclude.filter(|file| part.has_file(*file)).map(|file| file.0 - part.files);
                let is_candidate = |file: u32| part.alive.contains(file) && Some(file) != skip;
                let found = similarity::most_similar(&part.segment, tokens, limit, &is_candidate);
                found.into_iter().map(|(score, chunk)| (score, part.chunks + chunk)).collect()
            })
            .collect();
        let mut best: Vec<(f32, u32)> = best.into_iter().flatten().collect();
        best.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        best.truncate(limit);
        best.into_iter().map(|(score, chunk)| (ChunkId(chunk), score)).collect()
    }

    /// Files that changed in the same commits as `file`, most often first, with a weight in (0, 1].
    pub fn cochanged(&self, file: FileId) -> Vec<(FileId, f32)> {
        let partners = self.cochange.partners(self.file(file).path);
        partners.into_iter().filter_map(|(path, weight)| Some((self.file_by_path(path)?, weight))).collect()
    }

    pub(crate) fn part_of_file(&self, id: u32) -> Option<&Part> {
        self.find(id, |part| part.files, 0)
    }

    pub(crate) fn part_of_symbol(&self, id: u32) -> Option<&Part> {
        self.find(id, |part| part.symbols, 1)
    }

    pub(crate) fn part_of_reference(&self, id: u32) -> Option<&Part> {
        self.find(id, |part| part.references, 2)
    }

    pub(crate) fn part_of_chunk(&self, id: u32) -> Option<&Part> {
        self.find(id, |part| part.chunks, 3)
    }

    fn find(&self, id: u32, start: impl Fn(&Part) -> u32, column: usize) -> Option<&Part> {
        let part = self.parts.get(self.parts.partition_point(|part| start(part) <= id).checked_sub(1)?)?;
        (id < part.ends()[column]).then_some(part)
    }
}

impl Part {
    /// One past the last file, symbol, reference and chunk id.
    fn ends(&self) -> [u32; 4] {
        let segment = &self.segment;
        [
            self.files + segment.file_count() as u32,
            self.symbols + segment.symbol_rows().len() as u32,
            self.references + segment.reference_rows().len() as u32,
            self.chunks + segment.chunk_count() as u32,
        ]
    }

    fn searched(&self) -> SearchedSegment<'_> {
        SearchedSegment { segment: &self.segment, alive: &self.alive, chunk_base: self.chunks, file_base: self.files }
    }

    fn has_file(&self, file: FileId) -> bool {
        file.0 >= self.files && file.0 < self.ends()[0]
    }

    pub(crate) fn alive_files(&self) -> impl Iterator<Item = u32> {
        (0..self.alive.len() as u32).filter(|&file| self.alive.contains(file))
    }
}
