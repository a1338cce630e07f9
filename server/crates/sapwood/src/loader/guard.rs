//! Which folders may be a workspace. It indexes nothing.

use std::path::{Path, PathBuf};

use crate::config::{Settings, home_folder};

/// Why a folder is refused.
#[derive(Debug, thiserror::Error)]
pub enum RootError {
    /// It is the user's home folder, or holds it.
    #[error("{0} holds a whole home folder and is not indexed; open a project's folder, or set `index.allowHome`")]
    Home(PathBuf),
    /// It is the root of a file system.
    #[error("{0} is the root of a file system and is not indexed; open a project's folder, or set `index.allowHome`")]
    FileSystem(PathBuf),
    /// It is not a folder.
    #[error("{0} is not a folder")]
    NotAFolder(PathBuf),
    /// It cannot be opened.
    #[error("{path} cannot be opened: {error}")]
    Unreadable {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
}

/// The canonical path of the folder at `path`, if it may be indexed.
pub fn check_root(path: &Path, settings: &Settings) -> Result<PathBuf, RootError> {
    let canonical = path.canonicalize().map_err(|error| RootError::Unreadable { path: path.to_owned(), error })?;
    if !canonical.is_dir() {
        return Err(RootError::NotAFolder(canonical));
    }
    if settings.allow_home {
        return Ok(canonical);
    }
    if canonical.parent().is_none() {
        return Err(RootError::FileSystem(canonical));
    }
    let home = home_folder().and_then(|home| home.canonicalize().ok());
    if home.is_some_and(|home| home.starts_with(&canonical)) {
        return Err(RootError::Home(canonical));
    }
    Ok(canonical)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_systems_root_is_refused_unless_forced() {
        let root = Path::new("/");
        let error = check_root(root, &Settings::default()).expect_err("refused");
        assert!(matches!(error, RootError::FileSystem(_)), "{error}");
        let forced = Settings { allow_home: true, ..Settings::default() };
        assert!(check_root(root, &forced).is_ok());
    }

    #[test]
    fn a_file_is_not_a_workspace() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        assert!(matches!(check_root(file.path(), &Settings::default()), Err(RootError::NotAFolder(_))));
        assert!(matches!(check_root(Path::new("/no/such"), &Settings::default()), Err(RootError::Unreadable { .. })));
    }
}
