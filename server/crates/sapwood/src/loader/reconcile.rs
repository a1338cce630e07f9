//! One pass: walk, compare, read what differs, publish. It does not decide when a pass is due.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use rustc_hash::FxHashSet;
use sapwood_index::Change;
use tokio_util::sync::CancellationToken;

use super::folder::Folder;
use super::plan::{Candidate, Plan, Wishes, plan};
use super::report::{Progress, Report, SkipReason};
use super::scope::Scope;
use super::shard::{ShardResult, Source, build_shard};
use super::walk::{Walked, walk};
use crate::config::Settings;
use crate::tasks::STACK_BYTES;

/// Text held in memory by all shards in flight, about.
const FLIGHT_BYTES: u64 = 12 * 1024 * 1024;
/// After so much new text a pass writes the index to disk, so that memory stays bounded and a killed process loses little.
const PERSIST_BYTES: u64 = 48 * 1024 * 1024;

/// How one pass is to be done.
pub struct Pass<'a> {
    /// What is read.
    pub settings: &'a Settings,
    /// Reach.
    pub scope: Scope,
    /// Paths of open files: they are read first.
    pub open: &'a FxHashSet<String>,
    /// Stops the pass between two files.
    pub cancel: &'a CancellationToken,
    /// Hears how far it is, from several threads.
    pub progress: &'a (dyn Fn(Progress) + Sync),
}

impl Folder {
    /// Makes the index agree with the disk as far as the pass reaches, and tells what was done. Finished parts are
    /// published at once, so that queries are answered meanwhile.
    pub fn reconcile(&self, pass: &Pass<'_>) -> Report {
        let started = Instant::now();
        let walked = walk(self.root(), pass.settings, &pass.scope);
        let shard_bytes = (FLIGHT_BYTES / pass.settings.threads.max(1) as u64).clamp(1 << 20, 6 << 20);
        let wishes = Wishes { scope: &pass.scope, open: pass.open, shard_bytes };
        let mut plan = self.with_seen(|seen| plan(&walked, &self.index().snapshot(), seen, &wishes));
        let mut report = Report { files: walked.files.len() as u64, walk_time: started.elapsed(), ..Report::default() };
        report.skipped.merge(walked.skipped.clone());
        report.skipped.merge(std::mem::take(&mut plan.skipped));
        self.remove(&mut plan, &mut report);
        let report = self.read_shards(pass, &plan, report);
        self.finish(pass, walked, report, started)
    }

    fn remove(&self, plan: &mut Plan, report: &mut Report) {
        report.removed = plan.removed.len() as u64;
        if !plan.removed.is_empty() {
            self.index().apply(Change { removed: std::mem::take(&mut plan.removed), ..Change::default() });
        }
    }

    fn read_shards(&self, pass: &Pass<'_>, plan: &Plan, report: Report) -> Report {
        let total: usize = plan.shards.iter().map(Vec::len).sum();
        let crew = Crew {
            folder: self,
            pass,
            shards: &plan.shards,
            next: AtomicUsize::new(0),
            files_done: AtomicU64::new(0),
            files_total: total as u64,
            bytes: AtomicU64::new(0),
            unsaved: AtomicU64::new(0),
            report: Mutex::new(report),
        };
        if total > 0 {
            crew.tell();
            crew.run(pass.settings.threads.min(plan.shards.len()));
        }
        crew.report.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn finish(&self, pass: &Pass<'_>, walked: Walked, mut report: Report, started: Instant) -> Report {
        report.cancelled = pass.cancel.is_cancelled();
        if matches!(pass.scope, Scope::All) {
            let files: FxHashSet<&str> = walked.files.iter().map(|file| file.path.as_str()).collect();
            self.with_seen(|seen| seen.retain(|path| files.contains(path)));
        }
        if !report.cancelled {
            self.set_folders(&pass.scope, walked.folders);
        }
        report.total_time = started.elapsed();
        report
    }
}

/// The threads of one pass and what they share.
struct Crew<'a> {
    folder: &'a Folder,
    pass: &'a Pass<'a>,
    shards: &'a [Vec<Candidate>],
    next: AtomicUsize,
    files_done: AtomicU64,
    files_total: u64,
    bytes: AtomicU64,
    unsaved: AtomicU64,
    report: Mutex<Report>,
}

impl Crew<'_> {
    fn run(&self, threads: usize) {
        std::thread::scope(|scope| {
            for at in 1..threads.max(1) {
                let builder = std::thread::Builder::new().name(format!("sapwood-read-{at}")).stack_size(STACK_BYTES);
                if let Err(error) = builder.spawn_scoped(scope, || self.work()) {
                    tracing::warn!(%error, "no further thread for reading");
                }
            }
            self.work();
        });
    }

    fn work(&self) {
        while let Some(shard) = self.shards.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            if self.pass.cancel.is_cancelled() {
                return;
            }
            let source = Source {
                root: self.folder.root(),
                index: self.folder.index(),
                limit: self.pass.settings.max_file_bytes,
                cancel: self.pass.cancel,
            };
            let done = |size| {
                self.files_done.fetch_add(1, Ordering::Relaxed);
                self.bytes.fetch_add(size, Ordering::Relaxed);
                self.tell();
            };
            match build_shard(&source, shard, &done) {
                Ok(result) => self.publish(shard, result),
                Err(error) => self.note_failure(shard, &error.to_string()),
            }
        }
    }

    fn tell(&self) {
        (self.pass.progress)(Progress {
            files_done: self.files_done.load(Ordering::Relaxed),
            files_total: self.files_total,
            bytes: self.bytes.load(Ordering::Relaxed),
        });
    }

    fn publish(&self, shard: &[Candidate], mut result: ShardResult) {
        let segments: Vec<_> = result.segment.take().into_iter().collect();
        let removed = gone(shard, &result);
        let removed_count = removed.len() as u64;
        let revived: Vec<_> = result.revived.iter().map(|&(at, content)| (shard[at].file.path.clone(), content)).collect();
        if !segments.is_empty() || !removed.is_empty() || !revived.is_empty() {
            self.folder.index().apply(Change { segments, removed, revived, ..Change::default() });
        }
        self.remember(shard, &result);
        let mut report = self.report.lock().unwrap_or_else(PoisonError::into_inner);
        result.count_skips(shard, &mut report.skipped);
        report.read += result.added + result.changed;
        report.added += result.added;
        report.changed += result.changed;
        report.removed += removed_count;
        report.lines += result.lines;
        report.bytes += result.bytes;
        result.lossy.iter().for_each(|path| report.note_lossy(path));
        drop(report);
        self.persist_if_due(result.bytes);
    }

    fn remember(&self, shard: &[Candidate], result: &ShardResult) {
        self.folder.with_seen(|seen| {
            for &(at, content) in &result.verified {
                // An odd time marks a version that may yet change unseen; only what has settled is remembered.
                if shard[at].known.is_some_and(|stamp| stamp.modified & 1 == 0 || is_settled(&shard[at])) {
                    seen.note_content(&shard[at].file, content);
                }
            }
            // The version shown again carries the time it was first read at.
            for &(at, content) in result.revived.iter().filter(|&&(at, _)| is_settled(&shard[at])) {
                seen.note_content(&shard[at].file, content);
            }
            for &(at, reason) in &result.skipped {
                if is_settled(&shard[at]) {
                    seen.note_skip(&shard[at].file, reason);
                }
            }
        });
    }

    fn persist_if_due(&self, bytes: u64) {
        let unsaved = self.unsaved.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if unsaved >= PERSIST_BYTES && self.unsaved.swap(0, Ordering::Relaxed) >= PERSIST_BYTES {
            self.folder.persist();
        }
    }

    fn note_failure(&self, shard: &[Candidate], error: &str) {
        let mut report = self.report.lock().unwrap_or_else(PoisonError::into_inner);
        for candidate in shard {
            report.skipped.add(SkipReason::Failed, &candidate.file.path);
        }
        report.problems.push(format!("{} files could not be indexed: {error}.", shard.len()));
    }
}

/// Indexed files that can no longer be read as text.
fn gone(shard: &[Candidate], result: &ShardResult) -> Vec<String> {
    let known = result.skipped.iter().map(|&(at, _)| &shard[at]).filter(|candidate| candidate.known.is_some());
    known.map(|candidate| candidate.file.path.clone()).collect()
}

/// True where the file did not change within the last seconds.
fn is_settled(candidate: &Candidate) -> bool {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    now.as_nanos() as u64 > candidate.file.modified.saturating_add(2_000_000_000)
}
