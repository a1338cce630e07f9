//! A read-only tantivy directory over the bytes of a segment.

use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, OpenReadError, OpenWriteError};
use tantivy::directory::{FileHandle, OwnedBytes, WatchCallback, WatchHandle, WritePtr};

/// The files of one tantivy index, each a slice of the segment's memory.
#[derive(Debug, Clone)]
pub(crate) struct PackedDirectory {
    files: Arc<Vec<(PathBuf, OwnedBytes)>>,
}

impl PackedDirectory {
    /// A directory of `names` at their `ranges` in `bytes`. Ranges that do not fit are left out, so tantivy reports the file missing.
    pub(crate) fn new(names: impl Iterator<Item = (String, Range<usize>)>, bytes: &OwnedBytes) -> Self {
        let fits = |range: &Range<usize>| range.start <= range.end && range.end <= bytes.len();
        let files = names.filter(|(_, range)| fits(range)).map(|(name, range)| (PathBuf::from(name), bytes.slice(range)));
        Self { files: Arc::new(files.collect()) }
    }

    fn find(&self, path: &Path) -> Result<&OwnedBytes, OpenReadError> {
        let found = self.files.iter().find(|(name, _)| name == path);
        found.map(|(_, bytes)| bytes).ok_or_else(|| OpenReadError::FileDoesNotExist(path.to_path_buf()))
    }
}

fn read_only() -> io::Error {
    io::Error::new(io::ErrorKind::ReadOnlyFilesystem, "a segment's lexical index is immutable")
}

impl Directory for PackedDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        Ok(Arc::new(self.find(path)?.clone()))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::IoError { io_error: Arc::new(read_only()), filepath: path.to_path_buf() })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        Ok(self.find(path).is_ok())
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::IoError { io_error: Arc::new(read_only()), filepath: path.to_path_buf() })
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        Ok(self.find(path)?.to_vec())
    }

    fn atomic_write(&self, _path: &Path, _data: &[u8]) -> io::Result<()> {
        Err(read_only())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn watch(&self, _callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}
