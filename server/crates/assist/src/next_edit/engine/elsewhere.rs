//! Other files worth reading: those that use a name that changed, and those whose text holds what an edit replaced.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;
use sapwood_base::NameHash;
use sapwood_index::tokenize::distinct;
use sapwood_index::{Bm25Params, FileId, QueryTerm};

use super::super::Query;
use super::file::File;
use super::gather::nearness;
use super::seen::{Name, Role, Seen};
use super::unit::Unit;

/// Files that are read for one name.
const FILES_OF_NAME: usize = 40;
/// Files that are read for what their text holds.
const FILES_OF_TEXT: usize = 20;
/// Files that are read in all.
const MAX_FILES: usize = 40;
/// Names whose files are looked for.
const MAX_NAMES: usize = 8;
/// A name used in more places than this says nothing about any of them.
const MAX_USES: usize = 3000;
/// Terms of one look-up: as many as a match has bits.
const MAX_TERMS: usize = 64;
/// The share of a line's terms that stand where tokens may have to be added.
const SHARE: f32 = 0.75;

/// The files to read beside `edited`, the most telling first.
pub(super) fn files(query: &Query<'_>, seen: &Seen<'_>, units: &[Unit<'_>], owners: &[&str], edited: &[File]) -> Vec<FileId> {
    let mut worth: FxHashMap<FileId, usize> = FxHashMap::default();
    let is_new = |id: &FileId| !edited.iter().any(|file| file.id == Some(*id)) && !is_record(query.snapshot.file(*id).path);
    for name in telling(seen).into_iter().map(|name| name.text).chain(owners.iter().copied()) {
        for id in of_name(query, name, edited).into_iter().filter(is_new) {
            *worth.entry(id).or_default() += 2;
        }
    }
    for (id, matched) in of_text(query, units, edited).into_iter().filter(|(id, _)| is_new(id)) {
        *worth.entry(id).or_default() += matched;
    }
    let mut all: Vec<(FileId, usize)> = worth.into_iter().collect();
    all.sort_by_cached_key(|&(id, worth)| {
        let path = query.snapshot.file(id).path;
        (Reverse(worth), Reverse(nearness(path, edited)), path.to_owned())
    });
    all.truncate(MAX_FILES);
    all.into_iter().map(|it| it.0).collect()
}

/// True for a file that tells what was changed: it holds the old text because it must.
fn is_record(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let has_ending = [".diff", ".patch", ".rej", ".orig", ".log"].iter().any(|ending| name.ends_with(ending));
    has_ending || ["changelog", "changes", "history", "news"].iter().any(|it| name.split('.').next() == Some(it))
}

/// Names worth looking for elsewhere: those that changed, and those that an edited line declares.
fn telling<'s, 'a>(seen: &'s Seen<'a>) -> Vec<&'s Name<'a>> {
    let is_telling = |name: &&Name<'_>| {
        let is_changed = name.role != Role::Kept || name.is_declared;
        is_changed && name.text.len() > 2 && name.uses + name.definitions > 0 && name.uses < MAX_USES
    };
    let mut names: Vec<&Name<'_>> = seen.names.iter().filter(is_telling).collect();
    names.sort_by_key(|name| (name.role, Reverse((name.rarity * 16.0) as i32), name.text));
    names.truncate(MAX_NAMES);
    names
}

fn of_name(query: &Query<'_>, name: &str, edited: &[File]) -> Vec<FileId> {
    let (snapshot, hash) = (query.snapshot, NameHash::of(name));
    let uses = snapshot.references_to_name(hash).map(|it| snapshot.reference(it).file);
    let definitions = snapshot.symbols_named(hash).map(|it| snapshot.symbol(it).file);
    let mut files: Vec<FileId> = definitions.chain(uses).take(MAX_USES).collect();
    files.sort_unstable();
    files.dedup();
    files.sort_by_cached_key(|&id| (Reverse(nearness(snapshot.file(id).path, edited)), id));
    files.truncate(FILES_OF_NAME);
    files
}

/// What one example asks of a text: all of the first bits, and most of the second.
struct Wanted {
    all: u64,
    most: u64,
}

/// Files with a fragment that holds what an example removed, strings and comments included, with how much of it they hold.
fn of_text(query: &Query<'_>, units: &[Unit<'_>], edited: &[File]) -> Vec<(FileId, usize)> {
    let mut terms: Vec<String> = Vec::new();
    let mut bits = |text: &str| {
        let mut mask = 0u64;
        for term in distinct(text) {
            let at = terms.iter().position(|it| *it == term).unwrap_or_else(|| {
                terms.push(term);
                terms.len() - 1
            });
            mask |= 1u64.checked_shl(at as u32).filter(|_| at < MAX_TERMS).unwrap_or_default();
        }
        mask
    };
    let mut wanted: Vec<Wanted> = Vec::new();
    for unit in units.iter().filter(|unit| unit.old_lines.len() == 1) {
        let most = bits(&unit.old_lines[0]);
        let all = unit.ops.iter().map(|op| bits(op.old_text)).fold(0, |a, b| a | b);
        wanted.push(Wanted { all, most });
    }
    wanted.retain(|it| it.most.count_ones() > 1 || it.all != 0);
    terms.truncate(MAX_TERMS);
    if wanted.is_empty() {
        return Vec::new();
    }
    let terms: Vec<QueryTerm> = terms.into_iter().map(|text| QueryTerm { text, weight: 1.0 }).collect();
    let hits = query.snapshot.lexical(&terms, &Bm25Params::default());
    let mut best: FxHashMap<FileId, usize> = FxHashMap::default();
    for hit in hits.chunks {
        let holds = |it: &Wanted| {
            let shared = (hit.matched & it.most).count_ones();
            let is_enough = it.all != 0 || shared as f32 >= SHARE * it.most.count_ones() as f32;
            (hit.matched & it.all == it.all && is_enough).then_some(shared as usize)
        };
        if let Some(shared) = wanted.iter().filter_map(holds).max() {
            let known = best.entry(query.snapshot.chunk(hit.chunk).file).or_default();
            *known = (*known).max(shared);
        }
    }
    let mut all: Vec<(FileId, usize)> = best.into_iter().collect();
    all.sort_by_cached_key(|&(id, shared)| {
        let path = query.snapshot.file(id).path;
        (Reverse(shared), Reverse(nearness(path, edited)), path.to_owned())
    });
    all.truncate(FILES_OF_TEXT);
    all
}
