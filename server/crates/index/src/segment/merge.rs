//! Merges segments into one, leaving out files that are not alive.

use tantivy::directory::OwnedBytes;
use tantivy::fastfield::{AliveBitSet, write_alive_bitset};
use tantivy_common::BitSet;

use super::build::{Columns, stem};
use super::row::{NONE, Str};
use super::{Segment, SegmentError};
use crate::lexical;
use crate::stream::StreamPart;
use sapwood_base::NameHash;

/// One segment that holds the files of `parts` for which `is_alive(part, local file)` is true. `None` where no file is alive.
pub(crate) fn merge(parts: &[&Segment], is_alive: &dyn Fn(usize, u32) -> bool) -> Result<Option<Segment>, SegmentError> {
    let mut columns = Columns::default();
    let (mut readers, mut alive) = (Vec::new(), Vec::new());
    for (at, part) in parts.iter().enumerate() {
        let kept: Vec<u32> = (0..part.file_count() as u32).filter(|&file| is_alive(at, file)).collect();
        let chunks: usize = kept.iter().map(|&file| part.range(file, |row| row.chunks).len()).sum();
        for &file in &kept {
            copy_file(&mut columns, part, file);
        }
        // tantivy refuses to merge a segment none of whose documents are alive.
        if chunks > 0 {
            readers.push(part.lexical.tantivy_segment().ok_or(SegmentError::Live)?.clone());
            alive.push(if chunks < part.chunk_count() { Some(alive_chunks(part, &kept)?) } else { None });
        }
    }
    if columns.files.is_empty() {
        return Ok(None);
    }
    let lexical = if readers.is_empty() { lexical::LexicalBuilder::new(0)?.finish()? } else { lexical::merge(&readers, alive)? };
    columns.finish(&lexical).map(Some)
}

fn alive_chunks(part: &Segment, kept: &[u32]) -> Result<AliveBitSet, SegmentError> {
    let mut bits = BitSet::with_max_value(part.chunk_count() as u32);
    for &file in kept {
        for chunk in part.range(file, |row| row.chunks) {
            bits.insert(chunk);
        }
    }
    let mut bytes = Vec::new();
    write_alive_bitset(&bits, &mut bytes).map_err(tantivy::TantivyError::from)?;
    Ok(AliveBitSet::open(OwnedBytes::new(bytes)))
}

/// Appends one file's rows, with every index moved to where it now stands.
fn copy_file(to: &mut Columns, from: &Segment, file: u32) {
    let Some(old) = from.file_rows().get(file as usize).copied() else { return };
    let base = to.row_here();
    let mut row = base;
    (row.path_hash, row.modified, row.size, row.content) = (old.path_hash, old.modified, old.size, old.content);
    (row.lines, row.language, row.class) = (old.lines, old.language, old.class);
    row.path = copy_text(to, from, old.path);
    row.package = copy_text(to, from, old.package);
    let id = to.files.len() as u32;
    to.files.push(row);
    to.stems.push([NameHash::of(stem(from.text(old.path))).0, u64::from(id)]);
    let symbol = |local: u32| if local == NONE { NONE } else { local - old.symbols + base.symbols };
    for at in from.range(file, |row| row.symbols) {
        let mut row = from.symbol_rows()[at as usize];
        row.name = copy_name(to, from, row.name);
        row.owner = copy_name(to, from, row.owner);
        row.type_name = copy_name(to, from, row.type_name);
        row.parent = symbol(row.parent);
        row.file = id;
        row.name_text = copy_text(to, from, row.name_text);
        row.owner_text = copy_text(to, from, row.owner_text);
        to.symbols.push(row);
    }
    for at in from.range(file, |row| row.references) {
        let mut row = from.reference_rows()[at as usize];
        row.name = copy_name(to, from, row.name);
        row.symbol = symbol(row.symbol);
        row.receiver = match row.kinds >> 4 {
            3..=6 => copy_name(to, from, row.receiver),
            7 => row.receiver - old.paths + base.paths,
            _ => NONE,
        };
        to.references.push(row);
    }
    copy_rest(to, from, file, &symbol, id);
    to.streams.copy(&StreamPart::of(from), file);
}

/// Imports, bindings, paths, chunks with their tokens, and manifest statements.
fn copy_rest(to: &mut Columns, from: &Segment, file: u32, symbol: &dyn Fn(u32) -> u32, id: u32) {
    for at in from.range(file, |row| row.imports) {
        let mut row = from.import_rows()[at as usize];
        row.path = copy_text(to, from, row.path);
        row.name = copy_text(to, from, row.name);
        row.alias = copy_text(to, from, row.alias);
        row.alias_name = copy_name(to, from, row.alias_name);
        to.imports.push(row);
    }
    for at in from.range(file, |row| row.bindings) {
        let mut row = from.binding_rows()[at as usize];
        row.name = copy_name(to, from, row.name);
        row.value = copy_name(to, from, row.value);
        row.symbol = symbol(row.symbol);
        to.bindings.push(row);
    }
    for at in from.range(file, |row| row.paths) {
        let text = copy_text(to, from, from.path_rows()[at as usize]);
        to.paths.push(text);
    }
    for at in from.range(file, |row| row.chunks) {
        let mut row = from.chunk_rows()[at as usize];
        row.symbol = symbol(row.symbol);
        row.file = id;
        row.tokens = to.tokens.len() as u32;
        to.tokens.extend_from_slice(from.tokens(at));
        to.chunks.push(row);
    }
    for at in from.range(file, |row| row.manifest) {
        let mut row = from.manifest_rows()[at as usize];
        row.key = copy_text(to, from, row.key);
        row.value = copy_text(to, from, row.value);
        to.manifest.push(row);
    }
}

fn copy_text(to: &mut Columns, from: &Segment, text: Str) -> Str {
    to.string(from.text(text))
}

fn copy_name(to: &mut Columns, from: &Segment, name: u32) -> u32 {
    if name == NONE { NONE } else { to.name(from.name(name)) }
}
