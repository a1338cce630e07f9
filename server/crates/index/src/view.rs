//! Rows of a snapshot as values with names instead of offsets.

use sapwood_base::{LineRange, NameHash, Span};
use sapwood_grammars::{FileClass, LanguageId};
use sapwood_syntax::{BindingValue, ChunkKind, ManifestKind, ReferenceKind, SymbolKind};

use crate::ids::{ChunkId, FileId, ReferenceId, SymbolId};
use crate::segment::Stamp;
use crate::segment::row::{
    ARITY_UNKNOWN, FLAG_EXPORTED, FLAG_TEST, FileRow, IMPORT_GLOB, IMPORT_REEXPORT, NONE, ReferenceRow, SymbolRow,
};
use crate::snapshot::{IndexSnapshot, Part};

/// A file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FileView<'a> {
    /// Its id.
    pub id: FileId,
    /// Path relative to the workspace folder.
    pub path: &'a str,
    /// Package or namespace that it declares; empty where it declares none.
    pub package: &'a str,
    /// Its language.
    pub language: Option<LanguageId>,
    /// Its role.
    pub class: FileClass,
    /// Number of lines.
    pub lines: u32,
    /// The version that was indexed.
    pub stamp: Stamp,
}

/// A definition.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SymbolView<'a> {
    /// Its id.
    pub id: SymbolId,
    /// Its file.
    pub file: FileId,
    /// Its simple name.
    pub name: &'a str,
    /// Hash of the name.
    pub name_hash: NameHash,
    /// Type that it is a member of; empty where it is none.
    pub owner: &'a str,
    /// Hash of the owner's name.
    pub owner_hash: NameHash,
    /// Head of its declared or returned type.
    pub type_name: NameHash,
    /// What it is.
    pub kind: SymbolKind,
    /// The definition around it.
    pub parent: Option<SymbolId>,
    /// The whole definition.
    pub span: Span,
    /// Its lines.
    pub lines: LineRange,
    /// Its name.
    pub name_span: Span,
    /// Its signature.
    pub signature: Span,
    /// Its documentation.
    pub doc: Span,
    /// It is a test.
    pub is_test: bool,
    /// It is visible outside its file.
    pub is_exported: bool,
    /// Number of parameters, where known.
    pub arity: Option<u8>,
}

/// What stands before a used name; see [`sapwood_syntax::Receiver`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceiverView<'a> {
    /// Nothing.
    None,
    /// The enclosing type's own value.
    This,
    /// The parent type.
    Super,
    /// One identifier.
    Name(NameHash),
    /// A field of the enclosing type's own value.
    ThisField(NameHash),
    /// A value of that type.
    Type(NameHash),
    /// The result of that function.
    CallResult(NameHash),
    /// A qualifier of several segments.
    Path(&'a str),
    /// Something the tree cannot tell.
    Unknown,
}

/// A use of a name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReferenceView<'a> {
    /// Its id.
    pub id: ReferenceId,
    /// The file it stands in.
    pub file: FileId,
    /// Hash of the name.
    pub name: NameHash,
    /// How the name is used.
    pub kind: ReferenceKind,
    /// What stands before it.
    pub receiver: ReceiverView<'a>,
    /// The definition around it.
    pub symbol: Option<SymbolId>,
    /// Byte offset of the first such use in that definition.
    pub at: u32,
    /// Number of such uses there.
    pub count: u16,
    /// Number of arguments, where known.
    pub arity: Option<u8>,
}

/// An imported name; see [`sapwood_syntax::Import`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportView<'a> {
    /// Where from.
    pub path: &'a str,
    /// The name taken.
    pub name: &'a str,
    /// Its name in this file.
    pub alias: &'a str,
    /// Hash of that name.
    pub alias_hash: NameHash,
    /// Everything is taken.
    pub is_glob: bool,
    /// The file exports it again.
    pub is_reexport: bool,
    /// Byte offset of the statement.
    pub at: u32,
}

/// A local name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BindingView {
    /// Hash of the name.
    pub name: NameHash,
    /// What the tree shows of its type.
    pub value: BindingValue,
    /// The definition around it.
    pub symbol: Option<SymbolId>,
}

/// A fragment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChunkView {
    /// Its id.
    pub id: ChunkId,
    /// Its file.
    pub file: FileId,
    /// The definition it belongs to.
    pub symbol: Option<SymbolId>,
    /// Its bytes.
    pub span: Span,
    /// Its lines.
    pub lines: LineRange,
    /// What it is.
    pub kind: ChunkKind,
}

/// A manifest's statement; see [`sapwood_syntax::ManifestFact`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ManifestView<'a> {
    /// What is stated.
    pub kind: ManifestKind,
    /// The name or pattern.
    pub key: &'a str,
    /// What it maps to.
    pub value: &'a str,
}

/// Ids given to a snapshot they do not belong to are a programming error; the views panic on them as slices do.
impl IndexSnapshot {
    /// The file `id`.
    pub fn file(&self, id: FileId) -> FileView<'_> {
        let part = foreign(self.part_of_file(id.0));
        let row = &part.segment.file_rows()[(id.0 - part.files) as usize];
        FileView {
            id,
            path: part.segment.text(row.path),
            package: part.segment.text(row.package),
            language: ((row.language as usize) < sapwood_grammars::languages().len()).then_some(LanguageId(row.language)),
            class: class(row.class),
            lines: row.lines,
            stamp: Stamp { modified: row.modified, size: row.size, content: row.content },
        }
    }

    /// True where the path of `file` says that it shows how the rest is used.
    pub fn is_example(&self, file: FileId) -> bool {
        let part = foreign(self.part_of_file(file.0));
        part.segment.is_example(file.0 - part.files)
    }

    /// True where the path of `file` says that its code is for tests, an example, or from elsewhere.
    pub(crate) fn is_aside_file(&self, file: FileId) -> bool {
        let part = foreign(self.part_of_file(file.0));
        part.segment.is_aside(file.0 - part.files)
    }

    /// [Hashes](sapwood_base::token_hash) of the tokens of the name of `id`, in their order, repeats included.
    pub fn name_tokens(&self, id: SymbolId) -> &[u32] {
        let part = foreign(self.part_of_symbol(id.0));
        part.segment.name_tokens(id.0 - part.symbols)
    }

    /// The definition `id`.
    pub fn symbol(&self, id: SymbolId) -> SymbolView<'_> {
        let part = foreign(self.part_of_symbol(id.0));
        let segment = &part.segment;
        let row: &SymbolRow = &segment.symbol_rows()[(id.0 - part.symbols) as usize];
        SymbolView {
            id,
            file: FileId(part.files + row.file),
            name: segment.text(row.name_text),
            name_hash: segment.name(row.name),
            owner: segment.text(row.owner_text),
            owner_hash: segment.name(row.owner),
            type_name: segment.name(row.type_name),
            kind: SymbolKind::ALL.get(row.kind as usize).copied().unwrap_or(SymbolKind::Variable),
            parent: part.symbol(row.parent),
            span: span(row.span),
            lines: lines(row.lines),
            name_span: span(row.name_span),
            signature: span(row.signature),
            doc: span(row.doc),
            is_test: row.flags & FLAG_TEST != 0,
            is_exported: row.flags & FLAG_EXPORTED != 0,
            arity: (row.arity != ARITY_UNKNOWN).then_some(row.arity),
        }
    }

    /// What [`IndexSnapshot::definition_count`] says of the name of `id`, without a search for it in the segment that holds `id`.
    pub fn namesake_count(&self, id: SymbolId) -> usize {
        let own = foreign(self.part_of_symbol(id.0));
        let row: &SymbolRow = &own.segment.symbol_rows()[(id.0 - own.symbols) as usize];
        let name = own.segment.name(row.name);
        let others = self.parts.iter().filter(|part| !std::ptr::eq(*part, own));
        own.segment.definitions_at(row.name) + others.map(|part| part.segment.symbols_named(name).len()).sum::<usize>()
    }

    /// The use `id`.
    pub fn reference(&self, id: ReferenceId) -> ReferenceView<'_> {
        let part = foreign(self.part_of_reference(id.0));
        let local = id.0 - part.references;
        part.reference(local, part.segment.file_of_reference(local))
    }

    /// The fragment `id`.
    pub fn chunk(&self, id: ChunkId) -> ChunkView {
        let part = foreign(self.part_of_chunk(id.0));
        let row = &part.segment.chunk_rows()[(id.0 - part.chunks) as usize];
        ChunkView {
            id,
            file: FileId(part.files + row.file),
            symbol: part.symbol(row.symbol),
            span: span(row.span),
            lines: lines(row.lines),
            kind: match row.kind {
                0 => ChunkKind::Function,
                1 => ChunkKind::Type,
                3 => ChunkKind::Section,
                _ => ChunkKind::Window,
            },
        }
    }

    /// The similarity array of the fragment `id`.
    pub fn chunk_tokens(&self, id: ChunkId) -> &[u32] {
        let part = foreign(self.part_of_chunk(id.0));
        part.segment.tokens(id.0 - part.chunks)
    }

    /// The definitions of a file in source order.
    pub fn symbols_in(&self, file: FileId) -> impl Iterator<Item = SymbolId> + use<> {
        let part = foreign(self.part_of_file(file.0));
        let base = part.symbols;
        part.segment.range(file.0 - part.files, |row| row.symbols).map(move |symbol| SymbolId(base + symbol))
    }

    /// The fragments of a file in source order.
    pub fn chunks_in(&self, file: FileId) -> impl Iterator<Item = ChunkId> + use<> {
        let part = foreign(self.part_of_file(file.0));
        let base = part.chunks;
        part.segment.range(file.0 - part.files, |row| row.chunks).map(move |chunk| ChunkId(base + chunk))
    }

    /// The last fragment of a file that starts at the byte `offset` or before it.
    pub fn chunk_at(&self, file: FileId, offset: u32) -> Option<ChunkId> {
        let part = foreign(self.part_of_file(file.0));
        let range = part.segment.range(file.0 - part.files, |row| row.chunks);
        let rows = part.segment.chunk_rows().get(range.start as usize..range.end as usize)?;
        let before = rows.partition_point(|row| row.span[0] <= offset);
        Some(ChunkId(part.chunks + range.start + before.checked_sub(1)? as u32))
    }

    /// The uses of names in a file.
    pub fn references_in(&self, file: FileId) -> impl Iterator<Item = ReferenceView<'_>> {
        let part = foreign(self.part_of_file(file.0));
        let local = file.0 - part.files;
        part.segment.range(local, |row| row.references).map(move |reference| part.reference(reference, local))
    }

    /// The uses of names inside a definition, without those inside definitions nested in it.
    pub fn references_of(&self, symbol: SymbolId) -> impl Iterator<Item = ReferenceView<'_>> {
        let file = self.symbol(symbol).file;
        self.references_in(file).filter(move |reference| reference.symbol == Some(symbol))
    }

    /// The fragments that belong to a definition.
    pub fn chunks_of(&self, symbol: SymbolId) -> impl Iterator<Item = ChunkId> {
        let file = self.symbol(symbol).file;
        self.chunks_in(file).filter(move |&chunk| self.chunk(chunk).symbol == Some(symbol))
    }

    /// The imports of a file.
    pub fn imports_in(&self, file: FileId) -> impl Iterator<Item = ImportView<'_>> {
        let part = foreign(self.part_of_file(file.0));
        let segment = &part.segment;
        segment.range(file.0 - part.files, |row| row.imports).map(move |import| {
            let row = &segment.import_rows()[import as usize];
            ImportView {
                path: segment.text(row.path),
                name: segment.text(row.name),
                alias: segment.text(row.alias),
                alias_hash: segment.name(row.alias_name),
                is_glob: row.flags & IMPORT_GLOB != 0,
                is_reexport: row.flags & IMPORT_REEXPORT != 0,
                at: row.at,
            }
        })
    }

    /// The local names of a file.
    pub fn bindings_in(&self, file: FileId) -> impl Iterator<Item = BindingView> {
        let part = foreign(self.part_of_file(file.0));
        let segment = &part.segment;
        segment.range(file.0 - part.files, |row| row.bindings).map(move |binding| {
            let row = &segment.binding_rows()[binding as usize];
            let value = match row.kind {
                1 => BindingValue::Type(segment.name(row.value)),
                2 => BindingValue::CallResult(segment.name(row.value)),
                _ => BindingValue::Unknown,
            };
            BindingView { name: segment.name(row.name), value, symbol: part.symbol(row.symbol) }
        })
    }

    /// What the manifests of the workspace state, with the manifest's file.
    pub fn manifest(&self) -> impl Iterator<Item = (FileId, ManifestView<'_>)> {
        self.parts.iter().flat_map(|part| {
            part.alive_files().flat_map(move |file| {
                let id = FileId(part.files + file);
                part.segment.range(file, |row: &FileRow| row.manifest).map(move |at| (id, part.manifest(at)))
            })
        })
    }

    /// The innermost definition around the byte `offset` of a file.
    pub fn symbol_at(&self, file: FileId, offset: u32) -> Option<SymbolId> {
        self.symbols_in(file).filter(|&symbol| self.symbol(symbol).span.contains(offset)).last()
    }
}

impl Part {
    fn symbol(&self, local: u32) -> Option<SymbolId> {
        (local != NONE).then(|| SymbolId(self.symbols + local))
    }

    fn reference(&self, local: u32, file: u32) -> ReferenceView<'_> {
        let segment = &self.segment;
        let row: &ReferenceRow = &segment.reference_rows()[local as usize];
        let named = || segment.name(row.receiver);
        let receiver = match row.kinds >> 4 {
            0 => ReceiverView::None,
            1 => ReceiverView::This,
            2 => ReceiverView::Super,
            3 => ReceiverView::Name(named()),
            4 => ReceiverView::ThisField(named()),
            5 => ReceiverView::Type(named()),
            6 => ReceiverView::CallResult(named()),
            7 => ReceiverView::Path(segment.path_rows().get(row.receiver as usize).map_or("", |&path| segment.text(path))),
            _ => ReceiverView::Unknown,
        };
        ReferenceView {
            id: ReferenceId(self.references + local),
            file: FileId(self.files + file),
            name: segment.name(row.name),
            kind: ReferenceKind::ALL.get((row.kinds & 15) as usize).copied().unwrap_or(ReferenceKind::Value),
            receiver,
            symbol: self.symbol(row.symbol),
            at: row.at,
            count: row.count,
            arity: (row.arity != ARITY_UNKNOWN).then_some(row.arity),
        }
    }

    fn manifest(&self, at: u32) -> ManifestView<'_> {
        let row = &self.segment.manifest_rows()[at as usize];
        let kind = match row.kind {
            0 => ManifestKind::GoModule,
            1 => ManifestKind::Crate,
            2 => ManifestKind::NodePackage,
            3 => ManifestKind::TsPath,
            _ => ManifestKind::TsBase,
        };
        ManifestView { kind, key: self.segment.text(row.key), value: self.segment.text(row.value) }
    }
}

fn foreign(part: Option<&Part>) -> &Part {
    part.expect("an id of this snapshot")
}

fn class(stored: u8) -> FileClass {
    match stored {
        0 => FileClass::Source,
        1 => FileClass::Test,
        2 => FileClass::Doc,
        4 => FileClass::Generated,
        5 => FileClass::Minified,
        6 => FileClass::Vendored,
        7 => FileClass::Binary,
        8 => FileClass::Oversized,
        9 => FileClass::NotUtf8,
        _ => FileClass::Data,
    }
}

fn span(pair: [u32; 2]) -> Span {
    Span { start: pair[0], end: pair[1] }
}

fn lines(pair: [u32; 2]) -> LineRange {
    LineRange { start: pair[0], end: pair[1] }
}
