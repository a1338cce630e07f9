//! What readers own: every folder's index and every open document at one moment.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use sapwood_index::{FileId, IndexSnapshot};

use super::documents::Document;
use super::root::{Root, RootState};

/// Everything known at one moment.
#[derive(Clone)]
pub struct WorkspaceSnapshot {
    /// The folders.
    pub roots: Vec<RootSnapshot>,
    documents: FxHashMap<PathBuf, Document>,
}

/// One folder at one moment.
#[derive(Clone)]
pub struct RootSnapshot {
    /// The folder.
    pub root: Arc<Root>,
    /// Its index.
    pub index: Arc<IndexSnapshot>,
}

impl WorkspaceSnapshot {
    pub(super) fn new(roots: &[Arc<Root>], documents: FxHashMap<PathBuf, Document>) -> Self {
        let roots = roots.iter().map(|root| RootSnapshot { root: root.clone(), index: root.folder().index().snapshot() });
        Self { roots: roots.collect(), documents }
    }

    /// The open document at `path`.
    pub fn document(&self, path: &Path) -> Option<&Document> {
        self.documents.get(path)
    }

    /// Every open document.
    pub fn documents(&self) -> impl Iterator<Item = (&Path, &Document)> {
        self.documents.iter().map(|(path, document)| (path.as_path(), document))
    }

    /// The innermost folder that holds `path`, and the path there.
    pub fn locate(&self, path: &Path) -> Option<(&RootSnapshot, String)> {
        let places = self.roots.iter().filter_map(|root| Some((root, crate::loader::slashed(&root.root.relative(path)?)?)));
        places.min_by_key(|(_, relative)| relative.len())
    }

    /// The text that the index shows of the file at `path`: the buffer of an open document, else the file's.
    pub fn text(&self, path: &Path) -> Option<Arc<String>> {
        if let Some(document) = self.documents.get(path) {
            return Some(document.text.clone());
        }
        let bytes = std::fs::read(path).ok()?;
        let text = String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        Some(Arc::new(text))
    }

    /// False where the file at `path` is there and must not be written.
    pub fn is_writable(&self, path: &Path) -> bool {
        std::fs::metadata(path).map_or(true, |metadata| !metadata.permissions().readonly())
    }

    /// Whether answers may be partial yet.
    pub fn state(&self) -> RootState {
        let is_ready = self.roots.iter().all(|root| root.root.state() == RootState::Ready);
        if is_ready { RootState::Ready } else { RootState::Indexing }
    }

    /// The sum of the generations: rises with every change of any folder.
    pub fn generation(&self) -> u64 {
        self.roots.iter().map(|root| root.index.generation()).sum()
    }
}

impl RootSnapshot {
    /// The absolute path of a file of the index.
    pub fn path(&self, file: FileId) -> PathBuf {
        self.root.absolute(self.index.file(file).path)
    }
}
