//! One folder of the workspace and how its indexing stands. The work itself is the [worker](super::worker)'s.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;
use tokio_util::sync::CancellationToken;

use crate::config::Settings;
use crate::loader::{Folder, Opened, Progress, Report};

/// How the indexing of a folder stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum RootState {
    /// Files are still to be read; answers are partial.
    Indexing,
    /// The index agrees with the disk, as far as is known.
    Ready,
}

/// Edges are counted at most this often.
const COUNT_EVERY: Duration = Duration::from_secs(60);

/// The last count of the edges.
#[derive(Debug, Default)]
struct EdgeCount {
    count: Option<u64>,
    generation: Option<u64>,
    since: Option<Instant>,
}

/// What a worker is told.
pub(super) enum Signal {
    /// Compare everything.
    Reindex,
    /// These places, relative to the folder, may have changed.
    Paths(Vec<PathBuf>),
    /// The repository's current commit may be another.
    Head,
    /// End.
    Stop,
}

/// One folder of the workspace.
pub struct Root {
    /// Its path as the client wrote it.
    name: PathBuf,
    folder: Folder,
    is_ready: AtomicBool,
    progress: Mutex<Progress>,
    report: Mutex<Option<Arc<Report>>>,
    edges: Mutex<EdgeCount>,
    signals: Sender<Signal>,
    pub(super) cancel: CancellationToken,
}

impl Root {
    /// Opens the folder at `path`, which the client calls `name`, and what its worker listens to.
    pub(super) fn open(name: &Path, path: &Path, settings: &Settings) -> (Self, Receiver<Signal>, Vec<String>) {
        let Opened { folder, problems } = Folder::open(path, settings);
        let (signals, receiver) = mpsc::channel();
        let root = Self {
            name: name.to_owned(),
            folder,
            is_ready: AtomicBool::new(false),
            progress: Mutex::default(),
            report: Mutex::default(),
            edges: Mutex::default(),
            signals,
            cancel: CancellationToken::new(),
        };
        (root, receiver, problems)
    }

    /// The folder with its index.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Its path as the client wrote it.
    pub fn name(&self) -> &Path {
        &self.name
    }

    /// How its indexing stands.
    pub fn state(&self) -> RootState {
        if self.is_ready.load(Ordering::Acquire) { RootState::Ready } else { RootState::Indexing }
    }

    /// How far the current pass is, or the last was.
    pub fn progress(&self) -> Progress {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the last pass over the whole folder did.
    pub fn report(&self) -> Option<Arc<Report>> {
        self.report.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The number of edges when they were last counted.
    pub fn edges(&self) -> Option<u64> {
        self.edges.lock().unwrap_or_else(PoisonError::into_inner).count
    }

    /// Counts the edges, unless they were counted a short while ago or are unchanged. Counting looks at the whole graph.
    pub fn count_edges(&self) {
        let snapshot = self.folder.index().snapshot();
        {
            let mut edges = self.edges.lock().unwrap_or_else(PoisonError::into_inner);
            let is_recent = edges.since.is_some_and(|since| since.elapsed() < COUNT_EVERY);
            if is_recent || edges.generation == Some(snapshot.generation()) || self.state() != RootState::Ready {
                return;
            }
            edges.since = Some(Instant::now());
            edges.generation = Some(snapshot.generation());
        }
        let count = snapshot.edge_count();
        self.edges.lock().unwrap_or_else(PoisonError::into_inner).count = Some(count);
    }

    /// `path` relative to the folder, by either of its names.
    pub fn relative(&self, path: &Path) -> Option<PathBuf> {
        let canonical = self.folder.root();
        path.strip_prefix(&self.name).or_else(|_| path.strip_prefix(canonical)).ok().map(Path::to_owned)
    }

    /// The absolute path, as the client would write it, of the file at `path`.
    pub fn absolute(&self, path: &str) -> PathBuf {
        self.name.join(path)
    }

    pub(super) fn is_called(&self, path: &Path) -> bool {
        path == self.name || path == self.folder.root()
    }

    pub(super) fn set_ready(&self, is_ready: bool) {
        self.is_ready.store(is_ready, Ordering::Release);
    }

    pub(super) fn set_progress(&self, progress: Progress) {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = progress;
    }

    pub(super) fn set_report(&self, report: Arc<Report>) {
        *self.report.lock().unwrap_or_else(PoisonError::into_inner) = Some(report);
    }

    pub(super) fn sender(&self) -> Sender<Signal> {
        self.signals.clone()
    }

    pub(super) fn reindex(&self) {
        self.signal(Signal::Reindex);
    }

    pub(super) fn disk_changed(&self, paths: Vec<PathBuf>) {
        self.signal(Signal::Paths(paths));
    }

    pub(super) fn stop(&self) {
        self.cancel.cancel();
        self.signal(Signal::Stop);
    }

    /// A worker that ended hears nothing, and needs to hear nothing.
    fn signal(&self, signal: Signal) {
        let _ = self.signals.send(signal);
    }
}
