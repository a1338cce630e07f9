//! The running workspace: folders, open documents, and the threads that keep the indexes true to both.
//!
//! One thread takes in what is typed; one thread for each folder takes in what happens on disk. Readers own a
//! [`WorkspaceSnapshot`] and never wait for either. Nothing here knows a protocol: files are paths, places are positions
//! in a stated encoding.

mod documents;
mod edit;
mod events;
mod git;
mod live;
mod root;
mod snapshot;
mod watch;
mod worker;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use arc_swap::ArcSwap;
use sapwood_base::PositionEncoding;
use tokio::sync::watch as signal;

use self::documents::Documents;
use self::live::Live;
use self::worker::Worker;
use crate::config::Settings;
use crate::loader::check_root;

pub use documents::{ChangeError, Document, Edit, TextChange};
pub use events::Event;
pub use root::{Root, RootState};
pub use snapshot::{RootSnapshot, WorkspaceSnapshot};

/// Hears what happens. Called from the workspace's threads, so it must not block.
pub type Observer = Arc<dyn Fn(Event) + Send + Sync>;

/// Folders and documents of one session.
pub struct Workspace {
    shared: Arc<Shared>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

/// What the threads share.
struct Shared {
    settings: ArcSwap<Settings>,
    roots: ArcSwap<Vec<Arc<Root>>>,
    documents: Documents,
    observer: Observer,
    /// The number of the last document event that the indexes show.
    indexed: signal::Sender<u64>,
}

impl Workspace {
    /// Opens `folders` and starts to index them. Folders that cannot be opened are told to `observer`.
    pub fn start(settings: Settings, folders: &[PathBuf], observer: Observer) -> Self {
        let shared = Arc::new(Shared {
            settings: ArcSwap::from_pointee(settings),
            roots: ArcSwap::default(),
            documents: Documents::default(),
            observer,
            indexed: signal::channel(0).0,
        });
        let workspace = Self { shared, threads: Mutex::default() };
        let live = Live::new(workspace.shared.clone());
        workspace.run("sapwood-live", move || live.run());
        workspace.add_folders(folders);
        workspace
    }

    /// Everything known at this moment.
    pub fn snapshot(&self) -> WorkspaceSnapshot {
        WorkspaceSnapshot::new(&self.shared.roots.load(), self.shared.documents.views())
    }

    /// The settings in force.
    pub fn settings(&self) -> Arc<Settings> {
        self.shared.settings.load_full()
    }

    /// Opens folders beside those that are open.
    pub fn add_folders(&self, folders: &[PathBuf]) {
        for folder in folders {
            if let Err(problem) = self.add_folder(folder) {
                self.shared.tell(Event::Problem(problem));
            }
        }
        self.shared.documents.place_anew(&self.shared.roots.load());
    }

    fn add_folder(&self, folder: &Path) -> Result<(), String> {
        let settings = self.settings();
        let path = check_root(folder, &settings).map_err(|error| format!("{error}."))?;
        if self.shared.roots.load().iter().any(|root| root.folder().root() == path) {
            return Ok(());
        }
        let (root, signals, problems) = Root::open(folder, &path, &settings);
        for problem in problems {
            self.shared.tell(Event::Problem(problem));
        }
        let root = Arc::new(root);
        self.shared.roots.rcu(|roots| {
            let mut roots = Vec::clone(roots);
            roots.push(root.clone());
            roots
        });
        let worker = Worker::new(self.shared.clone(), root, signals);
        self.run("sapwood-disk", move || worker.run());
        Ok(())
    }

    fn run(&self, name: &str, body: impl FnOnce() + Send + 'static) {
        let builder = std::thread::Builder::new().name(name.to_owned()).stack_size(crate::tasks::STACK_BYTES);
        match builder.spawn(body) {
            Ok(thread) => self.threads.lock().unwrap_or_else(PoisonError::into_inner).push(thread),
            Err(error) => self.shared.tell(Event::Problem(format!("A thread could not be started: {error}."))),
        }
    }

    /// Closes folders; their indexes stay on disk.
    pub fn remove_folders(&self, folders: &[PathBuf]) {
        let is_removed = |root: &Arc<Root>| folders.iter().any(|folder| root.is_called(folder));
        let removed: Vec<_> = self.shared.roots.load().iter().filter(|root| is_removed(root)).cloned().collect();
        self.shared.roots.rcu(|roots| roots.iter().filter(|root| !is_removed(root)).cloned().collect::<Vec<_>>());
        for root in removed {
            root.stop();
        }
        self.shared.documents.place_anew(&self.shared.roots.load());
    }

    /// Puts new settings in force, and looks at every folder anew where they bear on the index.
    pub fn set_settings(&self, settings: Settings) {
        let before = self.shared.settings.swap(Arc::new(settings));
        if !before.indexes_like(&self.settings()) {
            self.reindex();
        }
    }

    /// Compares every folder with its index.
    pub fn reindex(&self) {
        self.shared.roots.load().iter().for_each(|root| root.reindex());
    }

    /// Hears of files that may have changed on disk.
    pub fn disk_changed(&self, paths: impl IntoIterator<Item = PathBuf>) {
        let roots = self.shared.roots.load();
        let mut news: Vec<Vec<PathBuf>> = vec![Vec::new(); roots.len()];
        for path in paths {
            for (at, root) in roots.iter().enumerate() {
                news[at].extend(root.relative(&path));
            }
        }
        for (root, paths) in roots.iter().zip(news).filter(|(_, paths)| !paths.is_empty()) {
            root.disk_changed(paths);
        }
    }

    /// A document is open in the editor: its text counts from now on, not the file's.
    pub fn open_document(&self, path: PathBuf, version: i32, text: String, language: &str) {
        let told = sapwood_grammars::by_name(&language.to_lowercase());
        self.shared.documents.open(path, version, text, told, &self.shared.roots.load());
    }

    /// The open document at `path`, with everything that was typed until now.
    pub fn document(&self, path: &Path) -> Option<Document> {
        self.shared.documents.view(path)
    }

    /// A document was edited. Positions out of range are clamped.
    pub fn change_document(
        &self,
        path: &Path,
        version: i32,
        changes: &[TextChange],
        encoding: PositionEncoding,
    ) -> Result<Vec<Edit>, ChangeError> {
        self.shared.documents.change(path, version, changes, encoding)
    }

    /// A document was written to disk.
    pub fn save_document(&self, path: &Path) {
        self.disk_changed([path.to_owned()]);
    }

    /// A document was closed: the file's text counts again. False where it was not open.
    pub fn close_document(&self, path: &Path) -> bool {
        let was_open = self.shared.documents.close(path);
        self.disk_changed([path.to_owned()]);
        was_open
    }

    /// Waits until the indexes show every document event that happened before this call, at most for `patience`. False where
    /// they do not.
    pub fn caught_up(&self, patience: Duration) -> impl Future<Output = bool> + Send + use<> {
        let wanted = self.shared.documents.last_event();
        let mut indexed = self.shared.indexed.subscribe();
        async move {
            let shown = tokio::time::timeout(patience, indexed.wait_for(|&indexed| indexed >= wanted)).await;
            matches!(shown, Ok(Ok(_)))
        }
    }

    /// Stops every thread, after writing what is not yet on disk.
    pub fn shutdown(&self) {
        self.shared.documents.stop();
        self.shared.roots.load().iter().for_each(|root| root.stop());
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            if thread.join().is_err() {
                tracing::error!("a workspace thread panicked");
            }
        }
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        self.shutdown();
    }
}

impl Shared {
    fn tell(&self, event: Event) {
        (self.observer)(event);
    }
}
