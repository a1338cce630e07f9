//! Reads a git repository's newest commits to tell which files change together. It needs no git program and no work tree,
//! and reads no blobs.
//!
//! The changed paths of each commit are kept beside the index, so that after a commit only that one is read.

use std::fs;
use std::path::{Path, PathBuf};

use gix::bstr::ByteSlice;
use gix::diff::tree::{Recorder, State, recorder};
use gix::revision::walk::Sorting;
use gix::traverse::commit::simple::CommitTimeOrder;
use rustc_hash::FxHashMap;
use sapwood_index::{CoChange, CoChangeBuilder};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use super::folder::Folder;
use super::seen::write_atomically;

const FILE_NAME: &str = "history.json";
/// A commit that changes more files than this says nothing about any two of them.
const MAX_FILES: usize = 50;
/// A commit counts half as much as one that is this many commits younger.
const HALF_LIFE: f32 = 2500.0;

/// Why history gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// The repository cannot be read.
    #[error("the git history cannot be read: {0}")]
    Git(String),
    /// The table cannot be stored; it is in use nevertheless.
    #[error(transparent)]
    Store(#[from] sapwood_index::StoreError),
}

/// Commits read so far, newest first.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Mined {
    paths: Vec<String>,
    commits: Vec<MinedCommit>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct MinedCommit {
    id: String,
    /// Indexes into the paths; empty for merges and for commits that are too large.
    changed: Vec<u32>,
}

impl Folder {
    /// Mines up to `commits` of the newest commits and publishes the table, unless it is of the current commit already.
    /// True where there is a new table.
    pub fn mine_history(&self, commits: usize, cancel: &CancellationToken) -> Result<bool, HistoryError> {
        let Some(git) = (commits > 0).then(|| git_folder(self.root())).flatten() else { return Ok(false) };
        let repository = open(&git)?;
        let Ok(head) = repository.head_id() else { return Ok(false) };
        let head = head.to_string();
        if head == self.index().cochange_head() {
            return Ok(false);
        }
        let prefix = repository.workdir().and_then(|top| relative(top, self.root())).unwrap_or_default();
        let known = self.store().map(|folder| folder.join(FILE_NAME));
        let old = known.as_deref().map(load).unwrap_or_default();
        let Some(mined) = mine(&repository, &prefix, commits, &old, cancel)? else { return Ok(false) };
        if let Some(path) = known.filter(|_| self.index().is_writer()) {
            save(&path, &mined);
        }
        self.index().set_cochange(table(&mined, head))?;
        Ok(true)
    }
}

fn git_folder(root: &Path) -> Option<PathBuf> {
    root.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_owned)
}

fn open(folder: &Path) -> Result<gix::Repository, HistoryError> {
    let mut repository = gix::open_opts(folder, gix::open::Options::isolated()).map_err(git_error)?;
    repository.object_cache_size_if_unset(4 * 1024 * 1024);
    Ok(repository)
}

fn git_error(error: impl std::fmt::Display) -> HistoryError {
    HistoryError::Git(error.to_string())
}

/// The path of `root` below `top` with a `/` at its end, or nothing where they are the same folder.
fn relative(top: &Path, root: &Path) -> Option<String> {
    let top = top.canonicalize().ok()?;
    let below = super::walk::slashed(root.strip_prefix(top).ok()?)?;
    Some(if below.is_empty() { below } else { below + "/" })
}

/// The newest commits, those of `old` taken over; `None` where it was cancelled.
fn mine(
    repository: &gix::Repository,
    prefix: &str,
    commits: usize,
    old: &Mined,
    cancel: &CancellationToken,
) -> Result<Option<Mined>, HistoryError> {
    let known: FxHashMap<&str, &MinedCommit> = old.commits.iter().map(|commit| (commit.id.as_str(), commit)).collect();
    let head = repository.head_id().map_err(git_error)?;
    let walk = repository.rev_walk([head.detach()]).sorting(Sorting::ByCommitTime(CommitTimeOrder::NewestFirst));
    let mut builder = MinedBuilder::default();
    let mut state = State::default();
    for info in walk.all().map_err(git_error)?.take(commits) {
        if cancel.is_cancelled() {
            return Ok(None);
        }
        let Ok(info) = info else { break };
        let id = info.id.to_string();
        if let Some(commit) = known.get(id.as_str()) {
            builder.add(id, commit.changed.iter().filter_map(|&at| old.paths.get(at as usize)).map(String::as_str));
            continue;
        }
        let parents: Vec<_> = info.parent_ids.iter().copied().collect();
        let changed = match parents[..] {
            [parent] => changed_paths(repository, parent, info.id, &mut state).unwrap_or_default(),
            _ => Vec::new(),
        };
        builder.add(id, changed.iter().filter_map(|path| path.strip_prefix(prefix)));
    }
    Ok(Some(builder.mined))
}

/// The files that differ between two commits; nothing where there are too many or where an object is missing, as in a
/// shallow clone.
fn changed_paths(
    repository: &gix::Repository,
    parent: gix::ObjectId,
    commit: gix::ObjectId,
    state: &mut State,
) -> Option<Vec<String>> {
    let tree = |id| repository.find_commit(id).ok()?.tree().ok();
    let (before, after) = (tree(parent)?, tree(commit)?);
    let kind = repository.object_hash();
    let mut recorder = Recorder::default();
    gix::diff::tree(
        gix::objs::TreeRefIter::from_bytes(&before.data, kind),
        gix::objs::TreeRefIter::from_bytes(&after.data, kind),
        state,
        &repository.objects,
        &mut recorder,
    )
    .ok()?;
    let changed: Vec<String> = recorder.records.iter().filter_map(blob_path).collect();
    (changed.len() <= MAX_FILES).then_some(changed)
}

fn blob_path(change: &recorder::Change) -> Option<String> {
    let (mode, path) = match change {
        recorder::Change::Addition { entry_mode, path, .. }
        | recorder::Change::Deletion { entry_mode, path, .. }
        | recorder::Change::Modification { entry_mode, path, .. } => (entry_mode, path),
    };
    mode.is_blob().then(|| path.to_str().ok().map(str::to_owned)).flatten()
}

#[derive(Default)]
struct MinedBuilder {
    ids: FxHashMap<String, u32>,
    mined: Mined,
}

impl MinedBuilder {
    fn add<'a>(&mut self, id: String, changed: impl Iterator<Item = &'a str>) {
        let changed = changed.map(|path| self.path_id(path)).collect();
        self.mined.commits.push(MinedCommit { id, changed });
    }

    fn path_id(&mut self, path: &str) -> u32 {
        if let Some(&id) = self.ids.get(path) {
            return id;
        }
        let id = self.mined.paths.len() as u32;
        self.ids.insert(path.to_owned(), id);
        self.mined.paths.push(path.to_owned());
        id
    }
}

fn table(mined: &Mined, head: String) -> CoChange {
    let mut builder = CoChangeBuilder::default();
    for (age, commit) in mined.commits.iter().enumerate().filter(|(_, commit)| commit.changed.len() > 1) {
        let paths = commit.changed.iter().filter_map(|&at| mined.paths.get(at as usize)).map(String::as_str);
        builder.add_commit(paths, (-(age as f32) / HALF_LIFE).exp2());
    }
    builder.finish(head)
}

fn load(path: &Path) -> Mined {
    fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

fn save(path: &Path, mined: &Mined) {
    let written = serde_json::to_vec(mined).map_err(std::io::Error::from).and_then(|bytes| write_atomically(path, &bytes));
    if let Err(error) = written {
        tracing::warn!(path = %path.display(), %error, "the mined history could not be kept; it will be read again");
    }
}
