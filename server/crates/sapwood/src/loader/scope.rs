//! How far a pass reaches: a whole folder, or the places where something is said to have happened. It touches no disk.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The part of a folder that a pass looks at. Paths are relative to the folder.
#[derive(Debug, Clone)]
pub enum Scope {
    /// All of it.
    All,
    /// Some places.
    Places(Arc<Places>),
}

/// Some places of a folder.
#[derive(Debug, Default)]
pub struct Places {
    /// Folders whose own files are listed.
    shallow: BTreeSet<PathBuf>,
    /// Paths that are taken with everything below them.
    deep: BTreeSet<PathBuf>,
    /// Folders on the way to the others.
    way: BTreeSet<PathBuf>,
}

impl Scope {
    /// The places that events at `paths` (files, or folders that came or went) tell to look at.
    pub fn around(paths: impl IntoIterator<Item = PathBuf>) -> Self {
        let mut places = Places::default();
        for path in paths {
            if path.as_os_str().is_empty() {
                return Self::All;
            }
            if let Some(parent) = path.parent() {
                places.way.extend(parent.ancestors().map(Path::to_owned));
                places.shallow.insert(parent.to_owned());
            }
            places.deep.insert(path);
        }
        Self::Places(Arc::new(places))
    }

    /// True where the walk has to enter the folder at `path`.
    pub fn enters(&self, path: &Path) -> bool {
        let Self::Places(places) = self else { return true };
        places.way.contains(path) || places.is_deep(path)
    }

    /// True where the file at `path` is looked at.
    pub fn lists(&self, path: &Path) -> bool {
        let Self::Places(places) = self else { return true };
        path.parent().is_some_and(|parent| places.shallow.contains(parent)) || places.is_deep(path)
    }

    /// True where the pass tells whether the folder at `path` is there.
    pub(crate) fn covers(&self, path: &Path) -> bool {
        match self {
            Self::All => true,
            Self::Places(places) => places.is_deep(path),
        }
    }
}

impl Places {
    fn is_deep(&self, path: &Path) -> bool {
        path.ancestors().any(|folder| self.deep.contains(folder))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_widens_to_its_folder_and_to_what_is_below_it() {
        let scope = Scope::around([PathBuf::from("a/b/c.rs")]);
        assert!(scope.enters(Path::new("a")) && scope.enters(Path::new("a/b")));
        assert!(!scope.enters(Path::new("x")) && !scope.enters(Path::new("a/b/d")));
        assert!(scope.lists(Path::new("a/b/c.rs")) && scope.lists(Path::new("a/b/other.rs")));
        assert!(!scope.lists(Path::new("a/z.rs")) && !scope.lists(Path::new("z.rs")));
        assert!(scope.lists(Path::new("a/b/c.rs/was/a/folder")), "a folder that went takes its files along");
    }

    #[test]
    fn an_event_at_the_root_means_everything() {
        let scope = Scope::around([PathBuf::new()]);
        assert!(scope.enters(Path::new("x")) && scope.lists(Path::new("x/y")));
    }
}
