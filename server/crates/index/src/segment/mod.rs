//! A segment: the facts of some files as columns, their fragments' similarity arrays and their lexical index, in one run of bytes.
//!
//! A segment never changes. What a newer segment says of a path replaces what an older one says; that is decided by the
//! [snapshot](crate::IndexSnapshot), not here.

mod build;
mod derived;
mod layout;
mod merge;
pub(crate) mod row;

use std::ops::Range;
use std::sync::OnceLock;

use tantivy::directory::OwnedBytes;

use self::derived::NameTokens;
use self::layout::{Layout, Section};
use self::row::{BindingRow, ChunkRow, FileRow, ImportRow, ManifestRow, ReferenceRow, Str, SymbolRow};
use crate::lexical::{LexicalReader, LiveIndex};
use sapwood_base::NameHash;

pub use self::build::{FileInput, SegmentBuilder, Stamp};
pub(crate) use self::merge::merge;

/// Raised with every change of the layout, of a row, of an enum stored in one, or of what the analysis of a file gives.
pub const FORMAT_VERSION: u32 = 3;

/// Why bytes are no usable segment.
#[derive(Debug, thiserror::Error)]
pub enum SegmentError {
    /// They do not start as a segment does.
    #[error("not a segment file")]
    NotASegment,
    /// Another version of the program wrote them.
    #[error("segment format {found} where this program reads {expected}")]
    Version {
        /// The version found.
        found: u32,
        /// [`FORMAT_VERSION`].
        expected: u32,
    },
    /// They are damaged or cut short.
    #[error("segment is damaged: its checksum does not fit")]
    Checksum,
    /// It was made to be shown, not to be stored or merged.
    #[error("the segment is of unsaved text")]
    Live,
    /// tantivy cannot read or write the lexical part.
    #[error("lexical index: {0}")]
    Lexical(#[from] tantivy::TantivyError),
}

/// An immutable, opened segment.
pub struct Segment {
    layout: Layout,
    pub(crate) lexical: LexicalReader,
    name_tokens: OnceLock<NameTokens>,
    path_roles: OnceLock<Vec<u8>>,
}

impl std::fmt::Debug for Segment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Segment").field("files", &self.file_count()).field("bytes", &self.layout.len()).finish_non_exhaustive()
    }
}

impl Segment {
    /// Opens `bytes`, which may be a memory map. They are checked in full.
    pub fn open(bytes: OwnedBytes) -> Result<Self, SegmentError> {
        Self::check(&bytes)?;
        Self::open_checked(bytes)
    }

    /// Checks that `bytes` are a whole, undamaged segment of this format.
    pub(crate) fn check(bytes: &[u8]) -> Result<(), SegmentError> {
        layout::check(bytes, FORMAT_VERSION)
    }

    /// Opens bytes that [`Segment::check`] has passed.
    pub(crate) fn open_checked(bytes: OwnedBytes) -> Result<Self, SegmentError> {
        let layout = Layout::open(bytes)?;
        let lexical = open_lexical(&layout)?;
        Self::of(layout, lexical)
    }

    /// A segment whose lexical part is held in memory only.
    pub(crate) fn open_live(bytes: OwnedBytes, lexical: LiveIndex) -> Result<Self, SegmentError> {
        Self::of(Layout::open(bytes)?, LexicalReader::live(lexical))
    }

    fn of(layout: Layout, lexical: LexicalReader) -> Result<Self, SegmentError> {
        let segment = Self { layout, lexical, name_tokens: OnceLock::new(), path_roles: OnceLock::new() };
        if segment.is_consistent() { Ok(segment) } else { Err(SegmentError::Checksum) }
    }

    /// False where it was made by [`SegmentBuilder::live`].
    pub(crate) fn is_storable(&self) -> bool {
        self.lexical.tantivy_segment().is_some()
    }

    /// The bytes to store.
    pub fn bytes(&self) -> &[u8] {
        self.layout.all()
    }

    /// Number of files.
    pub fn file_count(&self) -> usize {
        self.file_rows().len().saturating_sub(1)
    }

    /// Paths of its files.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        (0..self.file_count()).map(|file| self.text(self.file_rows()[file].path))
    }

    pub(crate) fn text(&self, at: Str) -> &str {
        let strings: &[u8] = self.layout.rows(Section::Strings);
        let range = at.at as usize..at.at as usize + at.len as usize;
        strings.get(range).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or("")
    }

    pub(crate) fn names(&self) -> &[u64] {
        self.layout.rows(Section::Names)
    }

    pub(crate) fn name(&self, index: u32) -> NameHash {
        self.names().get(index as usize).map_or(NameHash::NONE, |&hash| NameHash(hash))
    }

    fn name_index(&self, name: NameHash) -> Option<usize> {
        if name.is_none() { None } else { self.names().binary_search(&name.0).ok() }
    }

    /// File rows with the sentinel at the end.
    pub(crate) fn file_rows(&self) -> &[FileRow] {
        self.layout.rows(Section::Files)
    }

    pub(crate) fn symbol_rows(&self) -> &[SymbolRow] {
        self.layout.rows(Section::Symbols)
    }

    pub(crate) fn reference_rows(&self) -> &[ReferenceRow] {
        self.layout.rows(Section::References)
    }

    pub(crate) fn import_rows(&self) -> &[ImportRow] {
        self.layout.rows(Section::Imports)
    }

    pub(crate) fn binding_rows(&self) -> &[BindingRow] {
        self.layout.rows(Section::Bindings)
    }

    pub(crate) fn path_rows(&self) -> &[Str] {
        self.layout.rows(Section::Paths)
    }

    /// Chunk rows with the sentinel at the end.
    pub(crate) fn chunk_rows(&self) -> &[ChunkRow] {
        self.layout.rows(Section::Chunks)
    }

    pub(crate) fn chunk_count(&self) -> usize {
        self.chunk_rows().len().saturating_sub(1)
    }

    pub(crate) fn manifest_rows(&self) -> &[ManifestRow] {
        self.layout.rows(Section::Manifest)
    }

    pub(crate) fn stream_words(&self) -> &[u8] {
        self.layout.rows(Section::StreamWords)
    }

    pub(crate) fn stream_word_starts(&self) -> &[u32] {
        self.layout.rows(Section::StreamWordStarts)
    }

    pub(crate) fn stream_word_hashes(&self) -> &[[u32; 2]] {
        self.layout.rows(Section::StreamWordHashes)
    }

    pub(crate) fn stream_slots(&self) -> &[u16] {
        self.layout.rows(Section::StreamSlots)
    }

    pub(crate) fn stream_order(&self) -> &[[u8; 3]] {
        self.layout.rows(Section::StreamOrder)
    }

    /// The similarity array of a chunk.
    pub(crate) fn tokens(&self, chunk: u32) -> &[u32] {
        let (rows, tokens) = (self.chunk_rows(), self.layout.rows::<u32>(Section::Tokens));
        let (Some(row), Some(next)) = (rows.get(chunk as usize), rows.get(chunk as usize + 1)) else { return &[] };
        tokens.get(row.tokens as usize..next.tokens as usize).unwrap_or(&[])
    }

    /// Local id of the file at `path`.
    pub(crate) fn file_by_path(&self, path: &str) -> Option<u32> {
        let order: &[u32] = self.layout.rows(Section::FilesByPath);
        let files = self.file_rows();
        let hash = NameHash::of(path).0;
        let first = order.partition_point(|&file| files[file as usize].path_hash < hash);
        let same = order[first..].iter().take_while(|&&file| files[file as usize].path_hash == hash);
        same.copied().find(|&file| self.text(files[file as usize].path) == path)
    }

    /// Local ids of the files whose name without its last extension hashes to `stem`.
    pub(crate) fn files_by_stem(&self, stem: NameHash) -> impl Iterator<Item = u32> {
        let rows: &[[u64; 2]] = self.layout.rows(Section::FilesByStem);
        let first = rows.partition_point(|row| row[0] < stem.0);
        rows[first..].iter().take_while(move |row| row[0] == stem.0).map(|row| row[1] as u32)
    }

    pub(crate) fn symbols_named(&self, name: NameHash) -> &[u32] {
        self.posting(name, Section::SymbolsByNameStarts, Section::SymbolsByName)
    }

    /// How many definitions have the name at `index`, where a row says which that is.
    pub(crate) fn definitions_at(&self, index: u32) -> usize {
        let starts: &[u32] = self.layout.rows(Section::SymbolsByNameStarts);
        let bounds = starts.get(index as usize).zip(starts.get(index as usize + 1));
        bounds.map_or(0, |(start, end)| end.saturating_sub(*start) as usize)
    }

    pub(crate) fn references_to(&self, name: NameHash) -> &[u32] {
        self.posting(name, Section::ReferencesByNameStarts, Section::ReferencesByName)
    }

    fn posting(&self, name: NameHash, starts: Section, ids: Section) -> &[u32] {
        let Some(index) = self.name_index(name) else { return &[] };
        let starts: &[u32] = self.layout.rows(starts);
        let (Some(&start), Some(&end)) = (starts.get(index), starts.get(index + 1)) else { return &[] };
        self.layout.rows::<u32>(ids).get(start as usize..end as usize).unwrap_or(&[])
    }

    /// File of a reference, by local ids.
    pub(crate) fn file_of_reference(&self, reference: u32) -> u32 {
        let files = self.file_rows();
        files.partition_point(|file| file.references <= reference).saturating_sub(1) as u32
    }

    /// A file's rows in a column whose starts `start` reads.
    pub(crate) fn range(&self, file: u32, start: impl Fn(&FileRow) -> u32) -> Range<u32> {
        let files = self.file_rows();
        match (files.get(file as usize), files.get(file as usize + 1)) {
            (Some(row), Some(next)) => start(row)..start(next),
            _ => 0..0,
        }
    }

    /// Sections agree with one another, so that ids read from one can index another. A checksum proves that the bytes
    /// are those once written; this proves that what wrote them kept its promises.
    fn is_consistent(&self) -> bool {
        let Some(last) = self.file_rows().last() else { return false };
        let in_files = |file: u32| (file as usize) < self.file_count();
        last.symbols as usize == self.symbol_rows().len()
            && last.references as usize == self.reference_rows().len()
            && last.imports as usize == self.import_rows().len()
            && last.bindings as usize == self.binding_rows().len()
            && last.chunks as usize == self.chunk_count()
            && last.manifest as usize == self.manifest_rows().len()
            && last.paths as usize == self.path_rows().len()
            && last.stream as usize <= self.stream_slots().len()
            && self.layout.rows::<u32>(Section::FilesByPath).iter().all(|&file| in_files(file))
    }
}

fn open_lexical(layout: &Layout) -> Result<LexicalReader, SegmentError> {
    let directory: &[u8] = layout.rows(Section::LexicalFiles);
    let names: Vec<(String, u64, u64)> = serde_json::from_slice(directory).map_err(|_| SegmentError::Checksum)?;
    let names = names.into_iter().map(|(name, start, end)| (name, start as usize..end as usize)).collect();
    Ok(LexicalReader::open(names, &layout.bytes(Section::LexicalBytes))?)
}
