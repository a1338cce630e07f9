//! The rows of a segment's columns, as they lie on disk: little-endian, fixed size, no padding that is not written.
//!
//! A change to any of them, or to the order of an enum stored in them, raises [`super::FORMAT_VERSION`].

use bytemuck::{Pod, Zeroable};

/// "No symbol", "no name".
pub(crate) const NONE: u32 = u32::MAX;

/// A string: offset and length in the segment's string blob.
#[derive(Debug, Clone, Copy, Default, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct Str {
    pub(crate) at: u32,
    pub(crate) len: u32,
}

/// A file. The rows it owns in each column run from its start to the next file's; a sentinel row ends the column.
#[derive(Debug, Clone, Copy, Default, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct FileRow {
    pub(crate) path_hash: u64,
    pub(crate) modified: u64,
    pub(crate) size: u64,
    pub(crate) content: [u8; 16],
    pub(crate) path: Str,
    pub(crate) package: Str,
    pub(crate) lines: u32,
    pub(crate) symbols: u32,
    pub(crate) references: u32,
    pub(crate) imports: u32,
    pub(crate) bindings: u32,
    pub(crate) chunks: u32,
    pub(crate) manifest: u32,
    pub(crate) paths: u32,
    pub(crate) stream: u32,
    pub(crate) language: u8,
    pub(crate) class: u8,
    pub(crate) reserved: [u8; 2],
}

/// A definition. `name`, `owner` and `type_name` are indexes into the segment's sorted name hashes.
#[derive(Debug, Clone, Copy, Default, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct SymbolRow {
    pub(crate) name: u32,
    pub(crate) owner: u32,
    pub(crate) type_name: u32,
    pub(crate) parent: u32,
    pub(crate) file: u32,
    pub(crate) name_text: Str,
    pub(crate) owner_text: Str,
    pub(crate) span: [u32; 2],
    pub(crate) lines: [u32; 2],
    pub(crate) name_span: [u32; 2],
    pub(crate) signature: [u32; 2],
    pub(crate) doc: [u32; 2],
    pub(crate) kind: u8,
    pub(crate) flags: u8,
    pub(crate) arity: u8,
    pub(crate) reserved: u8,
}

pub(crate) const FLAG_TEST: u8 = 1;
pub(crate) const FLAG_EXPORTED: u8 = 2;
/// An arity that the tree does not show.
pub(crate) const ARITY_UNKNOWN: u8 = u8::MAX;

/// A use of a name. `receiver` is a name index, a path index, or nothing, as `receiver_kind` says.
#[derive(Debug, Clone, Copy, Default, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct ReferenceRow {
    pub(crate) name: u32,
    pub(crate) receiver: u32,
    pub(crate) symbol: u32,
    pub(crate) at: u32,
    pub(crate) count: u16,
    /// Reference kind in the low, receiver kind in the high four bits.
    pub(crate) kinds: u8,
    pub(crate) arity: u8,
}

/// An imported name.
#[derive(Debug, Clone, Copy, Default, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct ImportRow {
    pub(crate) path: Str,
    pub(crate) name: Str,
    pub(crate) alias: Str,
    pub(crate) alias_name: u32,
    pub(crate) at: u32,
    pub(crate) flags: u32,
}

pub(crate) const IMPORT_GLOB: u32 = 1;
pub(crate) const IMPORT_REEXPORT: u32 = 2;

/// A local name.
#[derive(Debug, Clone, Copy, Default, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct BindingRow {
    pub(crate) name: u32,
    pub(crate) value: u32,
    pub(crate) symbol: u32,
    pub(crate) kind: u32,
}

/// A fragment; its similarity tokens run from `tokens` to the next chunk's. A sentinel row ends the column.
#[derive(Debug, Clone, Copy, Default, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct ChunkRow {
    pub(crate) span: [u32; 2],
    pub(crate) lines: [u32; 2],
    pub(crate) symbol: u32,
    pub(crate) file: u32,
    pub(crate) tokens: u32,
    pub(crate) kind: u32,
}

/// A manifest's statement.
#[derive(Debug, Clone, Copy, Default, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct ManifestRow {
    pub(crate) key: Str,
    pub(crate) value: Str,
    pub(crate) kind: u32,
}
