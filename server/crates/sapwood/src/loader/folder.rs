//! A workspace folder with its index and where that is kept. It starts no threads of its own.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use sapwood_index::{Index, Store, StoreProblem};

use super::scope::Scope;
use super::seen::Seen;
use crate::config::{Cache, Settings};

/// One workspace folder with its index.
pub struct Folder {
    root: PathBuf,
    index: Index,
    /// Where the index is kept; `None` in memory.
    store: Option<PathBuf>,
    seen: Mutex<Seen>,
    /// Folders that the last walk entered: the ones worth watching.
    folders: Mutex<Vec<String>>,
    /// What went wrong with storage, in sentences, each once.
    problems: Mutex<Vec<String>>,
}

/// A folder just opened.
pub struct Opened {
    /// It.
    pub folder: Folder,
    /// What was wrong with its stored index, in sentences. The index works nevertheless.
    pub problems: Vec<String>,
}

impl Folder {
    /// Opens the index of the folder at `root`, a path that [`check_root`](super::check_root) gave. Where it cannot be kept
    /// on disk it is kept in memory, and the problems tell why.
    pub fn open(root: &Path, settings: &Settings) -> Opened {
        let (index, store, problems) = open_index(root, settings);
        let limit = settings.max_file_bytes;
        let seen = store.as_deref().map_or_else(|| Seen::empty(limit), |folder| Seen::load(folder, limit));
        let folder = Self {
            root: root.to_owned(),
            index,
            store,
            seen: Mutex::new(seen),
            folders: Mutex::default(),
            problems: Mutex::new(problems.clone()),
        };
        Opened { folder, problems }
    }

    /// Its canonical path.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Its index.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Where its index is kept, if it is kept on disk.
    pub fn store(&self) -> Option<&Path> {
        self.store.as_deref()
    }

    /// Writes the index to disk as far as this process may. A failure is noted and leaves the index in memory as it is.
    pub fn persist(&self) {
        let Some(store) = &self.store else { return };
        if !self.index.is_writer() {
            return;
        }
        let outcome = self.index.persist().map_err(|error| error.to_string());
        let outcome = outcome.and_then(|_| self.with_seen(|seen| seen.save(store)).map_err(|error| error.to_string()));
        if let Err(error) = outcome {
            self.note_problem(format!(
                "The index is kept in memory only; it could not be written to {}: {error}.",
                store.display()
            ));
        }
    }

    /// Merges stored parts where that is due. A failure is noted and leaves the index as it is.
    pub fn compact(&self) {
        if let Err(error) = self.index.compact() {
            self.note_problem(format!("The stored index could not be compacted: {error}."));
        }
    }

    /// Storage problems noted so far.
    pub fn problems(&self) -> Vec<String> {
        self.problems.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Folders that the last walk entered, relative to the root.
    pub fn folders(&self) -> Vec<String> {
        self.folders.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes over the folders that a pass entered in place of those that it would have entered if they were there.
    pub(super) fn set_folders(&self, scope: &Scope, entered: Vec<String>) {
        let mut known = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|folder| !scope.covers(folder.as_ref()));
        known.extend(entered);
        known.sort_unstable();
        known.dedup();
    }

    pub(super) fn with_seen<T>(&self, use_it: impl FnOnce(&mut Seen) -> T) -> T {
        use_it(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn note_problem(&self, problem: String) {
        tracing::warn!(root = %self.root.display(), "{problem}");
        let mut problems = self.problems.lock().unwrap_or_else(PoisonError::into_inner);
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
}

fn open_index(root: &Path, settings: &Settings) -> (Index, Option<PathBuf>, Vec<String>) {
    let Some(path) = settings.cache_folder(root) else {
        let problems = match &settings.cache {
            Cache::Memory(reason) if !reason.contains("inMemory") => vec![format!("The index is kept in memory only: {reason}.")],
            _ => Vec::new(),
        };
        return (Index::in_memory(), None, problems);
    };
    let store = Store::open(&path);
    let refusal = store.refusal().map(str::to_owned);
    let (index, damaged) = Index::open(store);
    let problems = match refusal {
        Some(reason) => vec![format!("The index is not written to disk; {} cannot be used: {reason}.", path.display())],
        None => damaged.iter().map(told).collect(),
    };
    (index, Some(path), problems)
}

fn told(problem: &StoreProblem) -> String {
    format!("{} is not usable and its files are read again: {}.", problem.path.display(), problem.message)
}
