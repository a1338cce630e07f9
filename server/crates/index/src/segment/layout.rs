//! The container format of a segment: a header, aligned sections, a checksum.

use std::mem::size_of;

use bytemuck::Pod;
use tantivy::directory::OwnedBytes;
use xxhash_rust::xxh3::xxh3_64;

use super::SegmentError;

const MAGIC: u64 = u64::from_le_bytes(*b"SAPWOOD\x01");
const ALIGN: usize = 8;
/// Magic, version, section count, checksum of everything behind the header.
const HEADER: usize = 32;
const ENTRY: usize = 16;

/// Sections in the order in which they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum Section {
    Strings,
    Names,
    Files,
    FilesByPath,
    FilesByStem,
    Symbols,
    SymbolsByName,
    SymbolsByNameStarts,
    References,
    ReferencesByName,
    ReferencesByNameStarts,
    Imports,
    Bindings,
    Paths,
    Chunks,
    Tokens,
    Manifest,
    StreamWords,
    StreamWordStarts,
    StreamWordHashes,
    StreamSlots,
    StreamOrder,
    LexicalFiles,
    LexicalBytes,
}

pub(crate) const SECTIONS: usize = Section::LexicalBytes as usize + 1;

/// Collects the sections of a segment and lays them out.
#[derive(Default)]
pub(crate) struct LayoutWriter {
    bytes: Vec<u8>,
    entries: Vec<(u64, u64)>,
}

impl LayoutWriter {
    /// A writer with its header reserved.
    pub(crate) fn new(capacity: usize) -> Self {
        let mut bytes = Vec::with_capacity(capacity + HEADER + SECTIONS * ENTRY);
        bytes.resize(HEADER + SECTIONS * ENTRY, 0);
        Self { bytes, entries: Vec::with_capacity(SECTIONS) }
    }

    /// Appends the next section.
    pub(crate) fn push<T: Pod>(&mut self, section: Section, rows: &[T]) {
        debug_assert_eq!(section as usize, self.entries.len(), "sections are written in order");
        self.bytes.resize(self.bytes.len().next_multiple_of(ALIGN), 0);
        let data: &[u8] = bytemuck::cast_slice(rows);
        self.entries.push((self.bytes.len() as u64, data.len() as u64));
        self.bytes.extend_from_slice(data);
    }

    /// Writes header, table and checksum.
    pub(crate) fn finish(mut self, version: u32) -> Vec<u8> {
        for (at, (offset, len)) in self.entries.iter().enumerate() {
            let entry = HEADER + at * ENTRY;
            self.bytes[entry..entry + 8].copy_from_slice(&offset.to_le_bytes());
            self.bytes[entry + 8..entry + 16].copy_from_slice(&len.to_le_bytes());
        }
        let checksum = xxh3_64(&self.bytes[HEADER..]);
        self.bytes[..8].copy_from_slice(&MAGIC.to_le_bytes());
        self.bytes[8..12].copy_from_slice(&version.to_le_bytes());
        self.bytes[12..16].copy_from_slice(&(SECTIONS as u32).to_le_bytes());
        self.bytes[16..24].copy_from_slice(&checksum.to_le_bytes());
        self.bytes
    }
}

/// A checked, opened container.
#[derive(Clone)]
pub(crate) struct Layout {
    bytes: OwnedBytes,
    entries: [(usize, usize); SECTIONS],
}

fn word(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

/// Checks magic, version and checksum.
pub(crate) fn check(bytes: &[u8], version: u32) -> Result<(), SegmentError> {
    if word(bytes, 0) != Some(MAGIC) {
        return Err(SegmentError::NotASegment);
    }
    let found = word(bytes, 8).map_or(0, |both| both as u32);
    if found != version {
        return Err(SegmentError::Version { found, expected: version });
    }
    if word(bytes, 16) != bytes.get(HEADER..).map(xxh3_64) {
        return Err(SegmentError::Checksum);
    }
    Ok(())
}

impl Layout {
    /// Reads the section table of bytes that [`check`] has passed.
    pub(crate) fn open(bytes: OwnedBytes) -> Result<Self, SegmentError> {
        let mut entries = [(0, 0); SECTIONS];
        for (at, entry) in entries.iter_mut().enumerate() {
            let place = HEADER + at * ENTRY;
            let (Some(offset), Some(len)) = (word(&bytes, place), word(&bytes, place + 8)) else {
                return Err(SegmentError::Checksum);
            };
            let (offset, len) = (offset as usize, len as usize);
            if offset.checked_add(len).is_none_or(|end| end > bytes.len()) {
                return Err(SegmentError::Checksum);
            }
            *entry = (offset, offset + len);
        }
        Ok(Self { bytes, entries })
    }

    /// The rows of `section`. A section whose bytes do not fit its row type reads as empty.
    pub(crate) fn rows<T: Pod>(&self, section: Section) -> &[T] {
        let (start, end) = self.entries[section as usize];
        bytemuck::try_cast_slice(&self.bytes[start..end]).unwrap_or(&[])
    }

    /// The bytes of `section`, sharing the container's memory.
    pub(crate) fn bytes(&self, section: Section) -> OwnedBytes {
        let (start, end) = self.entries[section as usize];
        self.bytes.slice(start..end)
    }

    /// The whole container.
    pub(crate) fn all(&self) -> &[u8] {
        &self.bytes
    }

    /// Size of the whole container in bytes.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }
}

/// Moves `bytes` into memory whose start is aligned for every row type.
pub(crate) fn aligned(bytes: Vec<u8>) -> OwnedBytes {
    if (bytes.as_ptr() as usize).is_multiple_of(ALIGN) {
        return OwnedBytes::new(bytes);
    }
    let mut padded = Vec::with_capacity(bytes.len() + ALIGN + size_of::<u64>());
    let pad = (ALIGN - padded.as_ptr() as usize % ALIGN) % ALIGN;
    padded.resize(pad, 0);
    padded.extend_from_slice(&bytes);
    OwnedBytes::new(padded).slice(pad..pad + bytes.len())
}
