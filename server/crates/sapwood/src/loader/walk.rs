//! Finds the files of a folder that are worth reading. It opens none of them.
//!
//! `.gitignore`, `.ignore` and `.sapwoodignore` are obeyed with and without git. Symbolic links are not followed, so that
//! loops do no harm. There is no limit to the number of files.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use ignore::{DirEntry, ParallelVisitor, ParallelVisitorBuilder, WalkBuilder, WalkState};

use super::report::{SkipReason, Skips};
use super::scope::Scope;
use crate::config::{Cache, Settings};

/// One file that may be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Path relative to the folder, with `/` between segments.
    pub path: String,
    /// When its content or its metadata last changed, in nanoseconds since 1970.
    pub modified: u64,
    /// Bytes.
    pub size: u64,
}

/// What a walk found.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// Files, sorted by path.
    pub files: Vec<Found>,
    /// Folders that were entered, relative, sorted; the folder itself is the empty path.
    pub folders: Vec<String>,
    /// What was passed over by the look of it.
    pub skipped: Skips,
}

/// Walks `root` as far as `scope` reaches.
pub(super) fn walk(root: &Path, settings: &Settings, scope: &Scope) -> Walked {
    let collected = Mutex::new(Walked::default());
    let mut builder = WalkBuilder::new(root);
    builder
        .hidden(false)
        .follow_links(false)
        .require_git(false)
        .parents(is_inside_repository(root))
        .add_custom_ignore_filename(".sapwoodignore")
        .threads(settings.threads.min(8));
    add_excludes(&mut builder, root, settings);
    let (base, scope, cache) = (root.to_owned(), scope.clone(), cache_within(root, settings));
    builder.filter_entry(move |entry| is_wanted(entry, &base, &scope) && cache.as_deref() != Some(entry.path()));
    builder.build_parallel().visit(&mut Visitors { root, limit: settings.max_file_bytes, collected: &collected });
    let mut walked = collected.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    walked.files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    walked.folders.sort_unstable();
    walked
}

/// Rules of folders above `root` count only where they belong to the same repository: a home folder's own do not.
fn is_inside_repository(root: &Path) -> bool {
    root.ancestors().any(|folder| folder.join(".git").exists())
}

/// The folder of indexes, where it lies in the folder walked: what is written there must not be read as a change.
fn cache_within(root: &Path, settings: &Settings) -> Option<PathBuf> {
    let Cache::Folder(cache) = &settings.cache else { return None };
    cache.canonicalize().ok().filter(|cache| cache.starts_with(root) && cache != root)
}

fn add_excludes(builder: &mut WalkBuilder, root: &Path, settings: &Settings) {
    let mut overrides = ignore::overrides::OverrideBuilder::new(root);
    for pattern in &settings.exclude {
        if let Err(error) = overrides.add(&format!("!{pattern}")) {
            tracing::warn!(pattern, %error, "an exclude pattern is left out");
        }
    }
    match overrides.build() {
        Ok(overrides) => {
            builder.overrides(overrides);
        }
        Err(error) => tracing::warn!(%error, "exclude patterns are left out"),
    }
}

fn is_wanted(entry: &DirEntry, root: &Path, scope: &Scope) -> bool {
    if entry.depth() == 0 {
        return true;
    }
    let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
    let Some(name) = entry.file_name().to_str() else { return true };
    if name.starts_with('.') && !is_useful_hidden(name, is_folder) {
        return false;
    }
    let Ok(path) = entry.path().strip_prefix(root) else { return true };
    if is_folder { scope.enters(path) } else { scope.lists(path) }
}

/// Hidden names that hold what people write about the project. Secrets (`.env`, `.npmrc`) are not among them.
fn is_useful_hidden(name: &str, is_folder: bool) -> bool {
    const FOLDERS: &[&str] = &[".github", ".gitlab", ".circleci", ".config", ".cargo", ".storybook", ".husky", ".changeset"];
    const FILES: &[&str] = &[
        ".gitlab-ci.yml",
        ".travis.yml",
        ".editorconfig",
        ".pre-commit-config.yaml",
        ".golangci.yml",
        ".golangci.yaml",
        ".rubocop.yml",
        ".swcrc",
        ".goreleaser.yml",
        ".goreleaser.yaml",
        ".env.example",
        ".env.sample",
        ".clang-format",
        ".clang-tidy",
        ".rustfmt.toml",
        ".readthedocs.yml",
        ".readthedocs.yaml",
        ".swiftlint.yml",
        ".scalafmt.conf",
    ];
    const STARTS: &[&str] = &[".eslintrc", ".prettierrc", ".babelrc", ".stylelintrc", ".mocharc", ".releaserc"];
    if is_folder { FOLDERS.contains(&name) } else { FILES.contains(&name) || STARTS.iter().any(|start| name.starts_with(start)) }
}

/// Folders that tools fill: left out even where no ignore file names them.
fn is_dependency_folder(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_str().unwrap_or("");
    matches!(name, "node_modules" | "bower_components" | "jspm_packages" | "__pycache__" | "site-packages")
        || entry.path().join("CACHEDIR.TAG").exists()
        || entry.path().join("pyvenv.cfg").exists()
}

struct Visitors<'a> {
    root: &'a Path,
    limit: u64,
    collected: &'a Mutex<Walked>,
}

impl<'a> ParallelVisitorBuilder<'a> for Visitors<'a> {
    fn build(&mut self) -> Box<dyn ParallelVisitor + 'a> {
        Box::new(Visitor { root: self.root, limit: self.limit, collected: self.collected, mine: Walked::default() })
    }
}

/// Collects on one thread; hands over when the thread ends.
struct Visitor<'a> {
    root: &'a Path,
    limit: u64,
    collected: &'a Mutex<Walked>,
    mine: Walked,
}

impl ParallelVisitor for Visitor<'_> {
    fn visit(&mut self, entry: Result<DirEntry, ignore::Error>) -> WalkState {
        match entry {
            Ok(entry) => self.visit_entry(&entry),
            Err(error) => {
                self.note_error(&error);
                WalkState::Continue
            }
        }
    }
}

impl Visitor<'_> {
    fn visit_entry(&mut self, entry: &DirEntry) -> WalkState {
        let relative = entry.path().strip_prefix(self.root).unwrap_or(entry.path());
        let Some(path) = slashed(relative) else {
            self.mine.skipped.add(SkipReason::PathNotUnicode, &relative.to_string_lossy());
            return WalkState::Skip;
        };
        let Some(kind) = entry.file_type() else { return WalkState::Continue };
        if kind.is_dir() {
            if entry.depth() > 0 && is_dependency_folder(entry) {
                self.mine.skipped.add(SkipReason::Dependencies, &path);
                return WalkState::Skip;
            }
            self.mine.folders.push(path);
        } else if kind.is_symlink() {
            self.mine.skipped.add(SkipReason::Symlink, &path);
        } else if kind.is_file() {
            self.visit_file(entry, path);
        } else {
            self.mine.skipped.add(SkipReason::Special, &path);
        }
        WalkState::Continue
    }

    fn visit_file(&mut self, entry: &DirEntry, path: String) {
        match entry.metadata() {
            Ok(metadata) if metadata.len() > self.limit => self.mine.skipped.add(SkipReason::Oversized, &path),
            Ok(metadata) => self.mine.files.push(Found { path, modified: changed_at(&metadata), size: metadata.len() }),
            Err(_) => self.mine.skipped.add(SkipReason::Vanished, &path),
        }
    }

    fn note_error(&mut self, error: &ignore::Error) {
        let reason = match error.io_error().map(std::io::Error::kind) {
            Some(std::io::ErrorKind::NotFound) => SkipReason::Vanished,
            Some(_) => SkipReason::Unreadable,
            None => return tracing::warn!(%error, "an ignore file holds a rule that is left out"),
        };
        let path = path_of(error).unwrap_or_default();
        let path = path.strip_prefix(self.root).unwrap_or(&path).to_string_lossy().into_owned();
        self.mine.skipped.add(reason, &path);
    }
}

impl Drop for Visitor<'_> {
    fn drop(&mut self) {
        let mine = std::mem::take(&mut self.mine);
        let mut collected = self.collected.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        collected.files.extend(mine.files);
        collected.folders.extend(mine.folders);
        collected.skipped.merge(mine.skipped);
    }
}

fn path_of(error: &ignore::Error) -> Option<PathBuf> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path.clone()),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        _ => None,
    }
}

/// `path` with `/` between its segments; `None` where it is not Unicode.
pub fn slashed(path: &Path) -> Option<String> {
    let text = path.to_str()?;
    Some(if std::path::MAIN_SEPARATOR == '/' { text.to_owned() } else { text.replace(std::path::MAIN_SEPARATOR, "/") })
}

/// The later of a file's modification and, where the system tells it, of the last change of its metadata: a tool may set
/// the first back, never the second.
#[cfg(unix)]
pub(super) fn changed_at(metadata: &std::fs::Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt;
    let nanoseconds =
        |seconds: i64, rest: i64| (seconds.max(0) as u64).saturating_mul(1_000_000_000).saturating_add(rest.max(0) as u64);
    nanoseconds(metadata.mtime(), metadata.mtime_nsec()).max(nanoseconds(metadata.ctime(), metadata.ctime_nsec()))
}

/// When a file was last modified.
#[cfg(not(unix))]
pub fn changed_at(metadata: &std::fs::Metadata) -> u64 {
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    modified.map_or(0, |age| age.as_nanos() as u64)
}
