//! Builds a segment from texts and their facts.

use rustc_hash::FxHashMap;
use sapwood_base::{NameHash, Span, token_hash};
use sapwood_grammars::FileClass;
use sapwood_syntax::{BindingValue, Chunk, FileFacts, Import, Receiver, Reference, Symbol};
use tantivy::directory::OwnedBytes;

use super::layout::{LayoutWriter, Section, aligned};
use super::row::{
    ARITY_UNKNOWN, BindingRow, ChunkRow, FLAG_EXPORTED, FLAG_TEST, FileRow, IMPORT_GLOB, IMPORT_REEXPORT, ImportRow, ManifestRow,
    NONE, ReferenceRow, Str, SymbolRow,
};
use super::{FORMAT_VERSION, Segment, SegmentError};
use crate::lexical::{ChunkText, LexicalBuilder, LiveBuilder, PackedIndex, push_token};
use crate::stream::{StreamBuilder, rules_of};
use crate::tokenize::tokens;

/// What identifies a version of a file's content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stamp {
    /// Time of last modification in nanoseconds since the Unix epoch; 0 where unknown.
    pub modified: u64,
    /// Size in bytes.
    pub size: u64,
    /// First 16 bytes of the BLAKE3 hash of the raw bytes.
    pub content: [u8; 16],
}

/// One file to add.
#[derive(Debug, Clone, Copy)]
pub struct FileInput<'a> {
    /// Path relative to the workspace folder, with `/` between segments.
    pub path: &'a str,
    /// Its text.
    pub text: &'a str,
    /// Its role.
    pub class: FileClass,
    /// Its version.
    pub stamp: Stamp,
}

/// Text that a segment is made for where nobody says otherwise, in bytes.
const DEFAULT_CAPACITY: usize = 4 << 20;

/// Where fragments are counted.
#[expect(clippy::large_enum_variant, reason = "there is one of it for each segment that is built")]
enum Lexical {
    Stored(LexicalBuilder),
    Live(LiveBuilder),
}

/// Collects files into a segment.
pub struct SegmentBuilder {
    pub(super) columns: Columns,
    lexical: Option<Lexical>,
    failure: Option<SegmentError>,
    body: String,
    name: String,
}

impl Default for SegmentBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl SegmentBuilder {
    /// An empty segment for some megabytes of text.
    pub fn new() -> Self {
        Self::with_capacity(DEFAULT_CAPACITY)
    }

    /// An empty segment for about `text_bytes` of text; more is no error, only slower.
    pub fn with_capacity(text_bytes: usize) -> Self {
        let (lexical, failure) = match LexicalBuilder::new(text_bytes) {
            Ok(builder) => (Some(Lexical::Stored(builder)), None),
            Err(error) => (None, Some(error.into())),
        };
        Self::with(lexical, failure)
    }

    /// An empty segment of unsaved text. It is quickly made and never stored: [`Index`](crate::Index) takes it for an overlay.
    pub fn live() -> Self {
        Self::with(Some(Lexical::Live(LiveBuilder::default())), None)
    }

    fn with(lexical: Option<Lexical>, failure: Option<SegmentError>) -> Self {
        Self { columns: Columns::default(), lexical, failure, body: String::new(), name: String::new() }
    }

    /// Number of files added.
    pub fn len(&self) -> usize {
        self.columns.files.len()
    }

    /// True where no file was added.
    pub fn is_empty(&self) -> bool {
        self.columns.files.is_empty()
    }

    /// Adds a file with its facts. A path must be added once only.
    pub fn add(&mut self, file: &FileInput<'_>, facts: &FileFacts) {
        let chunk_base = self.columns.chunks.len();
        self.columns.add_file(file, facts);
        let rules = if file.class.has_symbols() { rules_of(facts.language) } else { None };
        self.columns.streams.add(file.text, rules.as_ref());
        for (at, chunk) in facts.chunks.iter().enumerate() {
            self.add_chunk(file, facts, chunk, chunk_base + at);
        }
    }

    /// Gives a chunk its similarity tokens and its lexical document.
    fn add_chunk(&mut self, file: &FileInput<'_>, facts: &FileFacts, chunk: &Chunk, row: usize) {
        let columns = &mut self.columns;
        let first = columns.tokens.len();
        columns.chunks[row].tokens = first as u32;
        self.body.clear();
        let symbol = chunk.symbol.and_then(|at| facts.symbols.get(at as usize));
        tokens(chunk.span.text(file.text), |token| {
            push_token(&mut self.body, token);
            columns.tokens.push(token_hash(token));
        });
        sort_tail(&mut columns.tokens, first);
        self.name.clear();
        let (mut signature, mut doc) = ("", "");
        if let Some(symbol) = symbol {
            self.name.push_str(&symbol.name);
            if let Some(owner) = &symbol.owner {
                self.name.push(' ');
                self.name.push_str(owner);
            }
            if chunk.span.covers(symbol.signature) {
                signature = symbol.signature.text(file.text);
            }
            if chunk.span.covers(symbol.doc) {
                doc = symbol.doc.text(file.text);
            }
        }
        let text = ChunkText { name: &self.name, path: file.path, signature, doc, body_tokens: &self.body };
        let added = match &mut self.lexical {
            Some(Lexical::Stored(lexical)) => lexical.add(&text),
            Some(Lexical::Live(lexical)) => {
                lexical.add(&text);
                Ok(())
            }
            None => Ok(()),
        };
        if let Err(error) = added {
            self.failure = Some(error.into());
            self.lexical = None;
        }
    }

    /// The finished segment, in memory.
    pub fn finish(self) -> Result<Segment, SegmentError> {
        match (self.lexical, self.failure) {
            (Some(Lexical::Stored(lexical)), None) => self.columns.finish(&lexical.finish()?),
            (Some(Lexical::Live(lexical)), None) => {
                Segment::open_live(self.columns.lay_out(&PackedIndex::default())?, lexical.finish())
            }
            (_, failure) => Err(failure.unwrap_or(SegmentError::NotASegment)),
        }
    }
}

/// Sorts what stands behind `first` and drops repeats.
fn sort_tail(tokens: &mut Vec<u32>, first: usize) {
    tokens[first..].sort_unstable();
    let mut keep = first;
    for at in first..tokens.len() {
        if at == first || tokens[at] != tokens[keep - 1] {
            tokens[keep] = tokens[at];
            keep += 1;
        }
    }
    tokens.truncate(keep);
}

/// The columns of a segment while it is built. Name indexes are in order of first appearance until [`Columns::finish`] sorts them.
#[derive(Default)]
pub(super) struct Columns {
    pub(super) strings: Vec<u8>,
    pub(super) names: Vec<u64>,
    pub(super) name_indexes: FxHashMap<u64, u32>,
    pub(super) files: Vec<FileRow>,
    pub(super) stems: Vec<[u64; 2]>,
    pub(super) symbols: Vec<SymbolRow>,
    pub(super) references: Vec<ReferenceRow>,
    pub(super) imports: Vec<ImportRow>,
    pub(super) bindings: Vec<BindingRow>,
    pub(super) paths: Vec<Str>,
    pub(super) chunks: Vec<ChunkRow>,
    pub(super) tokens: Vec<u32>,
    pub(super) manifest: Vec<ManifestRow>,
    pub(super) streams: StreamBuilder,
}

impl Columns {
    pub(super) fn string(&mut self, text: &str) -> Str {
        let at = self.strings.len() as u32;
        self.strings.extend_from_slice(text.as_bytes());
        Str { at, len: text.len() as u32 }
    }

    pub(super) fn name(&mut self, name: NameHash) -> u32 {
        if name.is_none() {
            return NONE;
        }
        *self.name_indexes.entry(name.0).or_insert_with(|| {
            self.names.push(name.0);
            self.names.len() as u32 - 1
        })
    }

    /// The row that starts where the columns stand now.
    pub(super) fn row_here(&self) -> FileRow {
        FileRow {
            symbols: self.symbols.len() as u32,
            references: self.references.len() as u32,
            imports: self.imports.len() as u32,
            bindings: self.bindings.len() as u32,
            chunks: self.chunks.len() as u32,
            manifest: self.manifest.len() as u32,
            paths: self.paths.len() as u32,
            ..FileRow::default()
        }
    }

    fn add_file(&mut self, file: &FileInput<'_>, facts: &FileFacts) {
        let mut row = self.row_here();
        let base = row;
        row.path_hash = NameHash::of(file.path).0;
        row.modified = file.stamp.modified;
        row.size = file.stamp.size;
        row.content = file.stamp.content;
        row.path = self.string(file.path);
        row.package = self.string(facts.package.as_deref().unwrap_or(""));
        row.lines = facts.lines;
        row.language = facts.language.map_or(u8::MAX, |language| language.0);
        row.class = file.class as u8;
        let id = self.files.len() as u32;
        self.files.push(row);
        self.stems.push([NameHash::of(stem(file.path)).0, u64::from(id)]);
        for symbol in &facts.symbols {
            self.add_symbol(symbol, id, base.symbols);
        }
        for reference in &facts.references {
            self.add_reference(reference, &base);
        }
        for import in &facts.imports {
            self.add_import(import);
        }
        for path in &facts.paths {
            let text = self.string(path);
            self.paths.push(text);
        }
        for binding in &facts.bindings {
            let (kind, value) = match binding.value {
                BindingValue::Unknown => (0, NameHash::NONE),
                BindingValue::Type(name) => (1, name),
                BindingValue::CallResult(name) => (2, name),
            };
            let row = BindingRow {
                name: self.name(binding.name),
                value: self.name(value),
                symbol: offset(binding.symbol, base.symbols),
                kind,
            };
            self.bindings.push(row);
        }
        for chunk in &facts.chunks {
            self.chunks.push(ChunkRow {
                span: pair(chunk.span),
                lines: [chunk.lines.start, chunk.lines.end],
                symbol: offset(chunk.symbol, base.symbols),
                file: id,
                tokens: 0,
                kind: chunk.kind as u32,
            });
        }
        for fact in &facts.manifest {
            let row = ManifestRow { key: self.string(&fact.key), value: self.string(&fact.value), kind: fact.kind as u32 };
            self.manifest.push(row);
        }
    }

    fn add_symbol(&mut self, symbol: &Symbol, file: u32, base: u32) {
        let owner = symbol.owner.as_deref().unwrap_or("");
        let row = SymbolRow {
            name: self.name(NameHash::of(&symbol.name)),
            owner: self.name(NameHash::of(owner)),
            type_name: self.name(symbol.type_name),
            parent: offset(symbol.parent, base),
            file,
            name_text: self.string(&symbol.name),
            owner_text: self.string(owner),
            span: pair(symbol.span),
            lines: [symbol.lines.start, symbol.lines.end],
            name_span: pair(symbol.name_span),
            signature: pair(symbol.signature),
            doc: pair(symbol.doc),
            kind: symbol.kind as u8,
            flags: if symbol.is_test { FLAG_TEST } else { 0 } | if symbol.is_exported { FLAG_EXPORTED } else { 0 },
            arity: symbol.arity.unwrap_or(ARITY_UNKNOWN),
            reserved: 0,
        };
        self.symbols.push(row);
    }

    fn add_reference(&mut self, reference: &Reference, base: &FileRow) {
        let (kind, receiver) = match reference.receiver {
            Receiver::None => (0, NONE),
            Receiver::This => (1, NONE),
            Receiver::Super => (2, NONE),
            Receiver::Name(name) => (3, self.name(name)),
            Receiver::ThisField(name) => (4, self.name(name)),
            Receiver::Type(name) => (5, self.name(name)),
            Receiver::CallResult(name) => (6, self.name(name)),
            Receiver::Path(path) => (7, base.paths + path),
            Receiver::Unknown => (8, NONE),
        };
        let row = ReferenceRow {
            name: self.name(reference.name),
            receiver,
            symbol: offset(reference.symbol, base.symbols),
            at: reference.at,
            count: reference.count,
            kinds: reference.kind as u8 | kind << 4,
            arity: reference.arity.unwrap_or(ARITY_UNKNOWN),
        };
        self.references.push(row);
    }

    fn add_import(&mut self, import: &Import) {
        let row = ImportRow {
            path: self.string(&import.path),
            name: self.string(&import.name),
            alias: self.string(&import.alias),
            alias_name: self.name(NameHash::of(&import.alias)),
            at: import.span.start,
            flags: if import.is_glob { IMPORT_GLOB } else { 0 } | if import.is_reexport { IMPORT_REEXPORT } else { 0 },
        };
        self.imports.push(row);
    }

    pub(super) fn finish(self, lexical: &PackedIndex) -> Result<Segment, SegmentError> {
        Segment::open(self.lay_out(lexical)?)
    }

    /// Sorts names, makes the by-name columns and lays everything out.
    fn lay_out(mut self, lexical: &PackedIndex) -> Result<OwnedBytes, SegmentError> {
        let streams = std::mem::take(&mut self.streams).finish();
        let mut sentinel = self.row_here();
        sentinel.stream = streams.slots.len().saturating_sub(1) as u32;
        for (row, &start) in self.files.iter_mut().zip(&streams.starts) {
            row.stream = start;
        }
        self.files.push(sentinel);
        self.chunks.push(ChunkRow { tokens: self.tokens.len() as u32, ..ChunkRow::default() });
        self.sort_names();
        let names = self.names.len();
        let (symbol_starts, symbols) = by_name(names, self.symbols.iter().map(|row| row.name));
        let (reference_starts, references) = by_name(names, self.references.iter().map(|row| row.name));
        let mut by_path: Vec<u32> = (0..self.files.len() as u32 - 1).collect();
        by_path.sort_unstable_by_key(|&file| self.files[file as usize].path_hash);
        self.stems.sort_unstable();
        let (directory, bytes) = pack(lexical)?;
        let size = streams.slots.len() * 6
            + self.references.len() * 20
            + self.symbols.len() * 90
            + self.tokens.len() * 4
            + bytes.len()
            + self.strings.len();
        let mut out = LayoutWriter::new(size + size / 3);
        out.push(Section::Strings, &self.strings);
        out.push(Section::Names, &self.names);
        out.push(Section::Files, &self.files);
        out.push(Section::FilesByPath, &by_path);
        out.push(Section::FilesByStem, &self.stems);
        out.push(Section::Symbols, &self.symbols);
        out.push(Section::SymbolsByName, &symbols);
        out.push(Section::SymbolsByNameStarts, &symbol_starts);
        out.push(Section::References, &self.references);
        out.push(Section::ReferencesByName, &references);
        out.push(Section::ReferencesByNameStarts, &reference_starts);
        out.push(Section::Imports, &self.imports);
        out.push(Section::Bindings, &self.bindings);
        out.push(Section::Paths, &self.paths);
        out.push(Section::Chunks, &self.chunks);
        out.push(Section::Tokens, &self.tokens);
        out.push(Section::Manifest, &self.manifest);
        out.push(Section::StreamWords, &streams.words);
        out.push(Section::StreamWordStarts, &streams.word_starts);
        out.push(Section::StreamWordHashes, &streams.word_hashes);
        out.push(Section::StreamSlots, &streams.slots);
        out.push(Section::StreamOrder, &streams.order);
        out.push(Section::LexicalFiles, &directory);
        out.push(Section::LexicalBytes, &bytes);
        drop(self);
        Ok(aligned(out.finish(FORMAT_VERSION)))
    }

    fn sort_names(&mut self) {
        let mut order: Vec<u32> = (0..self.names.len() as u32).collect();
        order.sort_unstable_by_key(|&index| self.names[index as usize]);
        let mut place = vec![NONE; self.names.len()];
        for (at, &index) in order.iter().enumerate() {
            place[index as usize] = at as u32;
        }
        self.names.sort_unstable();
        let moved = |index: &mut u32| {
            if *index != NONE {
                *index = place[*index as usize];
            }
        };
        for row in &mut self.symbols {
            moved(&mut row.name);
            moved(&mut row.owner);
            moved(&mut row.type_name);
        }
        for row in &mut self.references {
            moved(&mut row.name);
            if matches!(row.kinds >> 4, 3..=6) {
                moved(&mut row.receiver);
            }
        }
        for row in &mut self.imports {
            moved(&mut row.alias_name);
        }
        for row in &mut self.bindings {
            moved(&mut row.name);
            moved(&mut row.value);
        }
    }
}

/// Rows grouped by name: where each name's rows start, and the rows.
fn by_name(names: usize, rows: impl Iterator<Item = u32> + Clone) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; names + 1];
    let with_name = rows.enumerate().filter(|&(_, name)| name != NONE);
    for (_, name) in with_name.clone() {
        starts[name as usize + 1] += 1;
    }
    for at in 0..names {
        starts[at + 1] += starts[at];
    }
    let mut next = starts.clone();
    let mut ids = vec![0u32; starts[names] as usize];
    for (row, name) in with_name {
        let slot = &mut next[name as usize];
        ids[*slot as usize] = row as u32;
        *slot += 1;
    }
    (starts, ids)
}

/// The lexical files one behind the other, and where each lies.
fn pack(lexical: &PackedIndex) -> Result<(Vec<u8>, Vec<u8>), SegmentError> {
    let mut bytes = Vec::with_capacity(lexical.files.iter().map(|(_, file)| file.len()).sum());
    let mut names = Vec::with_capacity(lexical.files.len());
    for (name, file) in &lexical.files {
        names.push((name, bytes.len() as u64, (bytes.len() + file.len()) as u64));
        bytes.extend_from_slice(file);
    }
    let directory = serde_json::to_vec(&names).map_err(|_| SegmentError::Checksum)?;
    Ok((directory, bytes))
}

/// File name without its last extension; a leading dot belongs to the name.
pub(crate) fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rfind('.') {
        Some(dot) if dot > 0 => &name[..dot],
        _ => name,
    }
}

fn pair(span: Span) -> [u32; 2] {
    [span.start, span.end]
}

fn offset(local: Option<u32>, base: u32) -> u32 {
    local.map_or(NONE, |local| local + base)
}
