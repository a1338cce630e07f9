//! What earlier passes learned that the index itself does not hold: files that are no text, and files that were touched
//! without being changed. It only saves work; an index without it is as correct.

use std::fs;
use std::io;
use std::path::Path;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::report::SkipReason;
use super::walk::Found;

const FILE_NAME: &str = "seen.json";
/// Raised when the meaning of an entry changes, so that old entries are forgotten.
const VERSION: u32 = 1;

/// Files that need not be read again while their time and size stay.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Seen {
    version: u32,
    limit: u64,
    skipped: FxHashMap<String, (u64, u64, Skip)>,
    verified: FxHashMap<String, (u64, u64, [u8; 16])>,
    #[serde(skip)]
    is_dirty: bool,
}

/// The reasons that depend on content alone.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Skip {
    Binary,
    Minified,
}

impl Seen {
    /// Reads what was kept in `folder`; nothing where nothing usable is there, or where the size limit was another.
    pub(super) fn load(folder: &Path, limit: u64) -> Self {
        let known: Option<Self> = fs::read(folder.join(FILE_NAME)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        known.filter(|seen| seen.version == VERSION && seen.limit == limit).unwrap_or_else(|| Self::empty(limit))
    }

    /// Knows nothing.
    pub(super) fn empty(limit: u64) -> Self {
        Self { version: VERSION, limit, ..Self::default() }
    }

    /// Why the file was passed over when it looked exactly so.
    pub(super) fn skip_of(&self, file: &Found) -> Option<SkipReason> {
        let &(modified, size, skip) = self.skipped.get(&file.path)?;
        ((modified, size) == (file.modified, file.size)).then_some(match skip {
            Skip::Binary => SkipReason::Binary,
            Skip::Minified => SkipReason::Minified,
        })
    }

    /// The content the file had when it looked exactly so.
    pub(super) fn content_of(&self, file: &Found) -> Option<[u8; 16]> {
        let &(modified, size, content) = self.verified.get(&file.path)?;
        ((modified, size) == (file.modified, file.size)).then_some(content)
    }

    /// Remembers that the file was passed over, where its content is the reason.
    pub(super) fn note_skip(&mut self, file: &Found, reason: SkipReason) {
        let skip = match reason {
            SkipReason::Binary => Skip::Binary,
            SkipReason::Minified => Skip::Minified,
            _ => return,
        };
        self.is_dirty = true;
        self.skipped.insert(file.path.clone(), (file.modified, file.size, skip));
    }

    /// Remembers that the file holds `content` although its time differs from the index's.
    pub(super) fn note_content(&mut self, file: &Found, content: [u8; 16]) {
        self.is_dirty = true;
        self.verified.insert(file.path.clone(), (file.modified, file.size, content));
    }

    /// Forgets paths for which `keep` is false.
    pub(super) fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        let before = self.skipped.len() + self.verified.len();
        self.skipped.retain(|path, _| keep(path));
        self.verified.retain(|path, _| keep(path));
        self.is_dirty |= before != self.skipped.len() + self.verified.len();
    }

    /// Keeps what is known in `folder`, if it is news.
    pub(super) fn save(&mut self, folder: &Path) -> io::Result<()> {
        if !self.is_dirty {
            return Ok(());
        }
        write_atomically(&folder.join(FILE_NAME), &serde_json::to_vec(self)?)?;
        self.is_dirty = false;
        Ok(())
    }
}

/// Replaces the file at `path` in one step, so that no reader sees half of it.
pub(super) fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension(format!("{}.tmp", std::process::id()));
    let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_learned_is_kept_as_long_as_the_file_looks_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = Found { path: "a.png".to_owned(), modified: 4, size: 9 };
        let mut seen = Seen::empty(100);
        seen.note_skip(&file, SkipReason::Binary);
        seen.note_skip(&file, SkipReason::Unreadable);
        seen.save(folder.path()).expect("saved");
        let seen = Seen::load(folder.path(), 100);
        assert_eq!(seen.skip_of(&file), Some(SkipReason::Binary));
        assert_eq!(seen.skip_of(&Found { size: 10, ..file.clone() }), None);
        assert_eq!(Seen::load(folder.path(), 99).skip_of(&file), None, "another limit, another verdict");
        fs::write(folder.path().join(FILE_NAME), b"{broken").expect("written");
        assert_eq!(Seen::load(folder.path(), 100).skip_of(&file), None);
    }
}
