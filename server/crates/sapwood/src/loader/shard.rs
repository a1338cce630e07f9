//! Reads and analyses the files of one shard into a segment. It decides nothing about which files those are.

use std::path::Path;

use sapwood_index::{FileInput, Index, Segment, SegmentBuilder, SegmentError};
use tokio_util::sync::CancellationToken;

use super::analyze::analyze_text;
use super::plan::Candidate;
use super::read::{Loaded, read};
use super::report::{SkipReason, Skips};

/// What became of a shard.
#[derive(Default)]
pub(super) struct ShardResult {
    /// The segment, unless no file was indexed.
    pub segment: Option<Segment>,
    /// Lines indexed.
    pub lines: u64,
    /// Bytes indexed.
    pub bytes: u64,
    /// Files indexed that were not in the index.
    pub added: u64,
    /// Files indexed in place of another version.
    pub changed: u64,
    /// Files whose content is the one in the index, with it.
    pub verified: Vec<(usize, [u8; 16])>,
    /// Files whose content is that of an earlier version, which the index still holds, with it.
    pub revived: Vec<(usize, [u8; 16])>,
    /// Files that cannot be in the index, with the reason.
    pub skipped: Vec<(usize, SkipReason)>,
    /// Paths read with replacements.
    pub lossy: Vec<String>,
}

/// Where a shard's files are and how much of them is read.
pub(super) struct Source<'a> {
    /// The workspace folder.
    pub root: &'a Path,
    /// What is known of it.
    pub index: &'a Index,
    /// Largest file.
    pub limit: u64,
    /// Stops the work between two files.
    pub cancel: &'a CancellationToken,
}

/// Reads and analyses `shard`; `done` hears of each file and its size.
pub(super) fn build_shard(source: &Source<'_>, shard: &[Candidate], done: &dyn Fn(u64)) -> Result<ShardResult, SegmentError> {
    let mut result = ShardResult::default();
    let bytes: u64 = shard.iter().map(|candidate| candidate.file.size).sum();
    let mut builder = SegmentBuilder::with_capacity(bytes as usize);
    for (at, candidate) in shard.iter().enumerate() {
        if source.cancel.is_cancelled() {
            break;
        }
        match read(source.root, &candidate.file.path, source.limit) {
            Ok(loaded) if is_same(candidate, &loaded) => result.verified.push((at, loaded.stamp.content)),
            Ok(loaded) if !candidate.is_open && source.index.holds(&candidate.file.path, &loaded.stamp.content) => {
                result.revived.push((at, loaded.stamp.content));
                result.count(candidate);
            }
            Ok(loaded) => result.add(&mut builder, at, candidate, &loaded),
            Err(reason) => result.skipped.push((at, reason)),
        }
        done(candidate.file.size);
    }
    if !builder.is_empty() {
        result.segment = Some(builder.finish()?);
    }
    Ok(result)
}

fn is_same(candidate: &Candidate, loaded: &Loaded) -> bool {
    !candidate.is_open && candidate.known.is_some_and(|stamp| stamp.content == loaded.stamp.content)
}

impl ShardResult {
    fn add(&mut self, builder: &mut SegmentBuilder, at: usize, candidate: &Candidate, loaded: &Loaded) {
        let path = candidate.file.path.as_str();
        let Some(facts) = analyze_text(path, &loaded.text, loaded.class) else {
            self.skipped.push((at, SkipReason::Failed));
            return;
        };
        let input = FileInput { path, text: &loaded.text, class: loaded.class, stamp: loaded.stamp };
        builder.add(&input, &facts);
        self.lines += u64::from(facts.lines);
        self.bytes += loaded.stamp.size;
        self.count(candidate);
        if loaded.is_lossy {
            self.lossy.push(path.to_owned());
        }
    }

    fn count(&mut self, candidate: &Candidate) {
        if candidate.known.is_some() {
            self.changed += 1;
        } else {
            self.added += 1;
        }
    }

    /// Counts what was passed over.
    pub(super) fn count_skips(&self, shard: &[Candidate], skips: &mut Skips) {
        for &(at, reason) in &self.skipped {
            skips.add(reason, &shard[at].file.path);
        }
    }
}
