//! The folder in which segments rest between runs.
//!
//! A manifest names the live segments and their dead files; it is replaced atomically after the segments it names are on disk, so
//! a process killed at any moment leaves either the old state or the new. One process at a time holds the writer lock.
//! This is the only place of the crate that touches the file system, and it touches that folder only.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use memmap2::Mmap;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use tantivy::directory::OwnedBytes;

use crate::cochange::CoChange;
use crate::segment::{FORMAT_VERSION, Segment, SegmentError};

const MANIFEST: &str = "manifest.json";
const LOCK: &str = "lock";
const COCHANGE: &str = "cochange.json";
/// A reader that finds a segment gone reads the manifest again: the writer has replaced both.
const READ_ATTEMPTS: usize = 3;

/// Why the folder could not be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file system refused.
    #[error("index folder {path}: {source}")]
    Io {
        /// What was being read or written.
        path: PathBuf,
        /// The refusal.
        source: io::Error,
    },
    /// Segments could not be merged.
    #[error(transparent)]
    Segment(#[from] SegmentError),
    /// Another process is the writer, or the folder cannot be written.
    #[error("the index folder is open for reading only")]
    ReadOnly,
}

/// A part of the stored index that could not be used. What it held is indexed again from the sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreProblem {
    /// The part.
    pub path: PathBuf,
    /// What is wrong with it.
    pub message: String,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Manifest {
    version: u32,
    pub(crate) generation: u64,
    pub(crate) segments: Vec<ManifestSegment>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct ManifestSegment {
    pub(crate) file: String,
    pub(crate) dead: Vec<u32>,
}

/// An index folder.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    lock: Option<File>,
    /// Why there is no lock, where that is not simply another writer.
    refusal: Option<String>,
}

/// A segment of the store with the name of its file and its dead files.
pub(crate) struct Stored {
    pub(crate) segment: Segment,
    pub(crate) entry: ManifestSegment,
}

impl Store {
    /// Opens `folder`, making it where it is missing, as the writer if no other process is; else for reading.
    pub fn open(folder: &Path) -> Self {
        let locked = fs::create_dir_all(folder).and_then(|()| {
            let file = OpenOptions::new().create(true).truncate(false).write(true).open(folder.join(LOCK))?;
            Ok(file.try_lock().is_ok().then_some(file))
        });
        let (lock, refusal) = match locked {
            Ok(lock) => (lock, None),
            Err(error) => (None, Some(error.to_string())),
        };
        Self { folder: folder.to_path_buf(), lock, refusal }
    }

    /// Opens `folder` for reading, whether or not another process writes it.
    pub fn read_only(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf(), lock: None, refusal: None }
    }

    /// True where this process may write.
    pub fn is_writer(&self) -> bool {
        self.lock.is_some()
    }

    /// Why the folder cannot be written, where the reason is the file system and not another writer.
    pub fn refusal(&self) -> Option<&str> {
        self.refusal.as_deref()
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Everything stored that is sound.
    pub(crate) fn load(&self) -> (u64, Vec<Stored>, CoChange, Vec<StoreProblem>) {
        let mut problems = Vec::new();
        for attempt in 1..=READ_ATTEMPTS {
            problems.clear();
            let Some(manifest) = self.manifest(&mut problems) else { break };
            let opened: Vec<_> = manifest.segments.par_iter().map(|entry| (entry, self.open_segment(&entry.file))).collect();
            let gone =
                |error: &StoreError| matches!(error, StoreError::Io { source, .. } if source.kind() == io::ErrorKind::NotFound);
            if attempt < READ_ATTEMPTS && opened.iter().any(|(_, result)| result.as_ref().is_err_and(gone)) {
                continue;
            }
            let mut stored = Vec::with_capacity(opened.len());
            for (entry, result) in opened {
                match result {
                    Ok(segment) => stored.push(Stored { segment, entry: entry.clone() }),
                    Err(error) => {
                        problems.push(StoreProblem { path: self.folder.join(&entry.file), message: error.to_string() });
                    }
                }
            }
            return (manifest.generation, stored, self.load_cochange(), problems);
        }
        (0, Vec::new(), self.load_cochange(), problems)
    }

    fn manifest(&self, problems: &mut Vec<StoreProblem>) -> Option<Manifest> {
        let path = self.folder.join(MANIFEST);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => {
                problems.push(StoreProblem { path, message: error.to_string() });
                return None;
            }
        };
        match serde_json::from_slice::<Manifest>(&bytes) {
            Ok(manifest) if manifest.version == FORMAT_VERSION => Some(manifest),
            Ok(manifest) => {
                let message = format!("format {} where this program reads {FORMAT_VERSION}", manifest.version);
                problems.push(StoreProblem { path, message });
                None
            }
            Err(error) => {
                problems.push(StoreProblem { path, message: error.to_string() });
                None
            }
        }
    }

    pub(crate) fn open_segment(&self, file: &str) -> Result<Segment, StoreError> {
        let path = self.folder.join(file);
        let map = map(&path).map_err(|source| StoreError::Io { path: path.clone(), source })?;
        // Checking reads every page; mapping the file anew gives them back to the system.
        Segment::check(&map)?;
        drop(map);
        let map = self::map(&path).map_err(|source| StoreError::Io { path, source })?;
        Ok(Segment::open_checked(OwnedBytes::new(map))?)
    }

    /// Writes a segment and returns the name of its file.
    pub(crate) fn write_segment(&self, segment: &Segment, serial: u64) -> Result<String, StoreError> {
        let name = format!("{serial:016x}.segment");
        self.replace(&name, segment.bytes())?;
        Ok(name)
    }

    /// Makes `segments` the stored state and removes what it does not name.
    pub(crate) fn commit(&self, generation: u64, segments: Vec<ManifestSegment>) -> Result<(), StoreError> {
        let manifest = Manifest { version: FORMAT_VERSION, generation, segments };
        let bytes = serde_json::to_vec(&manifest).map_err(|error| self.io(MANIFEST, error.into()))?;
        self.replace(MANIFEST, &bytes)?;
        self.sweep(&manifest);
        Ok(())
    }

    /// Writes the table of files that change together.
    pub(crate) fn write_cochange(&self, table: &CoChange) -> Result<(), StoreError> {
        let bytes = serde_json::to_vec(table).map_err(|error| self.io(COCHANGE, error.into()))?;
        self.replace(COCHANGE, &bytes)
    }

    fn load_cochange(&self) -> CoChange {
        let bytes = fs::read(self.folder.join(COCHANGE)).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    /// Size of everything in the folder, in bytes.
    pub fn disk_bytes(&self) -> u64 {
        let Ok(entries) = fs::read_dir(&self.folder) else { return 0 };
        entries.filter_map(|entry| Some(entry.ok()?.metadata().ok()?.len())).sum()
    }

    /// Writes `name` so that it holds either its old bytes or all of `bytes`, whatever happens.
    fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        if !self.is_writer() {
            return Err(StoreError::ReadOnly);
        }
        let temporary = self.folder.join(format!("{name}.new"));
        let write = || -> io::Result<()> {
            let mut file = File::create(&temporary)?;
            file.write_all(bytes)?;
            file.sync_data()?;
            fs::rename(&temporary, self.folder.join(name))
        };
        write().map_err(|error| {
            // The half-written file is of no use to anyone; if even that fails, the next commit sweeps it.
            let _ = fs::remove_file(&temporary);
            self.io(name, error)
        })
    }

    fn sweep(&self, manifest: &Manifest) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let ours = name.ends_with(".segment") || name.ends_with(".new");
            if ours && !manifest.segments.iter().any(|segment| segment.file == name) {
                // Readers that still map it keep their pages; where the system forbids removal, a later sweep succeeds.
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    fn io(&self, name: &str, source: io::Error) -> StoreError {
        StoreError::Io { path: self.folder.join(name), source }
    }
}

#[allow(unsafe_code)]
fn map(path: &Path) -> io::Result<Mmap> {
    let file = File::open(path)?;
    // SAFETY: segment files are written once under another name, then renamed, and never changed in place; the folder belongs
    // to this program. Their content is checked before it is used.
    unsafe { Mmap::map(&file) }
}
