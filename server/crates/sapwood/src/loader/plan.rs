//! Decides which files a pass reads, from what the walk found and what the index knows. It reads none of them.

use rustc_hash::{FxHashMap, FxHashSet};
use sapwood_index::{IndexSnapshot, Stamp};

use super::read::is_current;
use super::report::Skips;
use super::scope::Scope;
use super::seen::Seen;
use super::walk::{Found, Walked};

/// Text that is indexed before everything else, so that first answers come at once.
const FIRST_BYTES: u64 = 256 * 1024;
/// How much of the recently changed text goes before the rest.
const RECENT_BYTES: u64 = 4 * 1024 * 1024;

/// What a pass has to do.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Files to read, in shards, the most wanted first.
    pub shards: Vec<Vec<Candidate>>,
    /// Paths that are gone from the disk.
    pub removed: Vec<String>,
    /// Passed over without reading, because nothing changed since they were last passed over.
    pub skipped: Skips,
}

/// A file to read.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// What the walk saw.
    pub file: Found,
    /// The version in the index, if there is one.
    pub known: Option<Stamp>,
    /// It is open in the editor; the index shows its buffer, so that the disk's version is taken in any case.
    pub is_open: bool,
}

/// What decides the order and the comparison.
pub(super) struct Wishes<'a> {
    /// Reach of the pass.
    pub scope: &'a Scope,
    /// Open files: their stamps in the index are those of buffers.
    pub open: &'a FxHashSet<String>,
    /// Text in one shard, about.
    pub shard_bytes: u64,
}

/// Compares what `walked` found with `snapshot`.
pub(super) fn plan(walked: &Walked, snapshot: &IndexSnapshot, seen: &Seen, wishes: &Wishes<'_>) -> Plan {
    let mut known = known_files(snapshot, wishes.scope);
    let mut plan = Plan::default();
    let mut candidates = Vec::new();
    for file in &walked.files {
        let stamp = known.remove(file.path.as_str());
        let is_open = wishes.open.contains(&file.path);
        if stamp.is_some_and(|stamp| !is_open && is_unchanged(file, stamp, seen)) {
            continue;
        }
        match seen.skip_of(file) {
            Some(reason) if stamp.is_none() => plan.skipped.add(reason, &file.path),
            _ => candidates.push(Candidate { file: file.clone(), known: stamp, is_open }),
        }
    }
    plan.removed = known.into_keys().filter(|path| !wishes.open.contains(*path)).map(str::to_owned).collect();
    plan.removed.sort_unstable();
    plan.shards = into_shards(candidates, wishes.shard_bytes);
    plan
}

fn known_files<'a>(snapshot: &'a IndexSnapshot, scope: &Scope) -> FxHashMap<&'a str, Stamp> {
    let files = snapshot.files().map(|id| snapshot.file(id));
    files.filter(|file| scope.lists(file.path.as_ref())).map(|file| (file.path, file.stamp)).collect()
}

fn is_unchanged(file: &Found, stamp: Stamp, seen: &Seen) -> bool {
    is_current(stamp, file.modified, file.size) || seen.content_of(file) == Some(stamp.content)
}

/// Open files first, then those changed most recently, then the rest by path.
fn into_shards(mut candidates: Vec<Candidate>, shard_bytes: u64) -> Vec<Vec<Candidate>> {
    candidates.sort_by_key(|candidate| (!candidate.is_open, std::cmp::Reverse(candidate.file.modified)));
    let mut first = 0;
    let recent = candidates.iter().take_while(|candidate| {
        first += candidate.file.size;
        first <= RECENT_BYTES
    });
    let recent = recent.count();
    candidates[recent..].sort_by(|a, b| a.file.path.cmp(&b.file.path));
    let mut shards: Vec<Vec<Candidate>> = Vec::new();
    let mut room = 0;
    for candidate in candidates {
        if room < candidate.file.size || shards.is_empty() {
            shards.push(Vec::new());
            room = shard_bytes.min(FIRST_BYTES << shards.len().min(8));
        }
        room = room.saturating_sub(candidate.file.size.max(1));
        if let Some(shard) = shards.last_mut() {
            shard.push(candidate);
        }
    }
    shards
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(path: &str, modified: u64, size: u64, is_open: bool) -> Candidate {
        Candidate { file: Found { path: path.to_owned(), modified, size }, known: None, is_open }
    }

    #[test]
    fn the_most_wanted_files_come_first_and_shards_grow() {
        let mut candidates: Vec<_> = (0..200).map(|at| candidate(&format!("{at:03}"), at, 100 * 1024, false)).collect();
        candidates.push(candidate("open", 0, 10, true));
        let shards = into_shards(candidates, 4 << 20);
        assert_eq!(shards[0][0].file.path, "open");
        assert_eq!(shards[0][1].file.path, "199");
        let sizes: Vec<u64> = shards.iter().map(|shard| shard.iter().map(|one| one.file.size).sum()).collect();
        assert!(sizes[0] <= 512 << 10, "{sizes:?}");
        assert!(sizes.iter().all(|&size| size <= 4 << 20), "{sizes:?}");
        assert_eq!(shards.iter().map(Vec::len).sum::<usize>(), 201);
        let last = shards.last().and_then(|shard| shard.last()).expect("a file");
        assert_eq!(last.file.path, "159", "the rest goes by path");
    }
}
