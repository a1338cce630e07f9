//! Settings: what a client or a command line may ask for ([`Options`]), and what was made of it ([`Settings`]).
//!
//! The doc comments of `Options` are the manual. Environment variables are read here and nowhere else.

use std::env;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// What may be configured. Every field may be left out; unknown fields are ignored.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Options {
    /// How a folder is read and indexed.
    pub index: IndexOptions,
    /// How the history of a git repository is used.
    pub history: HistoryOptions,
    /// How changes on disk are noticed.
    pub watch: WatchMode,
}

/// How a folder is read and indexed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct IndexOptions {
    /// Files and folders to leave out, as `.gitignore` patterns, beside `.gitignore`, `.ignore` and `.sapwoodignore`.
    pub exclude: Vec<String>,
    /// Files above this many bytes are left out; at most and by default 2 MiB.
    pub max_file_bytes: Option<u64>,
    /// Threads used for indexing; one for each core by default.
    pub threads: Option<usize>,
    /// Keeps the index in memory and writes nothing to disk.
    pub in_memory: bool,
    /// Folder in which indexes are kept; by default `$SAPWOOD_CACHE`, else `sapwood` in the user's cache folder.
    pub cache_dir: Option<PathBuf>,
    /// Indexes a home folder or a file system's root, which is refused otherwise.
    pub allow_home: bool,
}

/// How the history of a git repository is used.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct HistoryOptions {
    /// How many of the newest commits tell which files change together; 5000 by default, 0 switches it off.
    pub commits: Option<usize>,
}

/// How changes on disk are noticed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum WatchMode {
    /// The server watches, and the client's events are heard as well.
    #[default]
    Auto,
    /// Only the client's events are heard.
    Client,
    /// Nobody watches; open documents and `sapwood.reindex` alone bring news.
    Off,
}

/// Where indexes are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cache {
    /// In a folder for each workspace below this one.
    Folder(PathBuf),
    /// Nowhere; the reason stands beside it.
    Memory(String),
}

/// Validated settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Patterns to leave out.
    pub exclude: Vec<String>,
    /// Largest file that is read.
    pub max_file_bytes: u64,
    /// Indexing threads, at least one.
    pub threads: usize,
    /// Where indexes are kept.
    pub cache: Cache,
    /// A home folder may be indexed.
    pub allow_home: bool,
    /// Commits to read for co-change.
    pub history_commits: usize,
    /// How changes are noticed.
    pub watch: WatchMode,
}

impl Default for Settings {
    fn default() -> Self {
        Self::from_options(Options::default()).0
    }
}

impl Settings {
    /// Validates `options`; what cannot be used is replaced by its default and told in a sentence.
    pub fn from_options(options: Options) -> (Self, Vec<String>) {
        let mut problems = Vec::new();
        let index = options.index;
        let settings = Self {
            exclude: valid_patterns(index.exclude, &mut problems),
            max_file_bytes: file_limit(index.max_file_bytes, &mut problems),
            threads: index.threads.filter(|&threads| threads > 0).unwrap_or_else(cores),
            cache: if index.in_memory {
                Cache::Memory("`index.inMemory` is set".to_owned())
            } else {
                index.cache_dir.map_or_else(default_cache, Cache::Folder)
            },
            allow_home: index.allow_home,
            history_commits: options.history.commits.unwrap_or(5000),
            watch: options.watch,
        };
        (settings, problems)
    }

    /// Reads options from a client's JSON, with `null` as no options at all.
    pub fn from_json(value: serde_json::Value) -> (Self, Vec<String>) {
        if value.is_null() {
            return Self::from_options(Options::default());
        }
        match serde_json::from_value::<Options>(value) {
            Ok(options) => Self::from_options(options),
            Err(error) => {
                let (settings, mut problems) = Self::from_options(Options::default());
                problems.push(format!("The settings were not understood and defaults are used: {error}."));
                (settings, problems)
            }
        }
    }

    /// The folder that holds the index of the workspace at `root` (an absolute, canonical path).
    pub fn cache_folder(&self, root: &Path) -> Option<PathBuf> {
        let Cache::Folder(folder) = &self.cache else { return None };
        let hash = blake3::hash(root.as_os_str().as_encoded_bytes()).to_hex();
        Some(folder.join(&hash.as_str()[..32]))
    }
}

fn valid_patterns(patterns: Vec<String>, problems: &mut Vec<String>) -> Vec<String> {
    let mut builder = ignore::gitignore::GitignoreBuilder::new("");
    patterns
        .into_iter()
        .filter(|pattern| match builder.add_line(None, pattern) {
            Ok(_) => true,
            Err(error) => {
                problems.push(format!("`index.exclude` holds a pattern that is left out: {error}."));
                false
            }
        })
        .collect()
}

fn file_limit(wanted: Option<u64>, problems: &mut Vec<String>) -> u64 {
    let most = sapwood_grammars::MAX_FILE_BYTES as u64;
    match wanted {
        Some(bytes) if bytes > most => {
            problems.push(format!("`index.maxFileBytes` is limited to {most}."));
            most
        }
        Some(bytes) => bytes,
        None => most,
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

fn default_cache() -> Cache {
    if let Some(folder) = set_path("SAPWOOD_CACHE") {
        return Cache::Folder(folder);
    }
    match user_cache() {
        Some(folder) => Cache::Folder(folder.join("sapwood")),
        None => Cache::Memory("the user has no cache folder; set SAPWOOD_CACHE to keep the index".to_owned()),
    }
}

fn user_cache() -> Option<PathBuf> {
    if cfg!(windows) {
        return set_path("LOCALAPPDATA");
    }
    if cfg!(target_os = "macos") {
        return home_folder().map(|home| home.join("Library").join("Caches"));
    }
    set_path("XDG_CACHE_HOME").filter(|path| path.is_absolute()).or_else(|| home_folder().map(|home| home.join(".cache")))
}

/// The user's home folder, if the environment tells it.
pub fn home_folder() -> Option<PathBuf> {
    set_path(if cfg!(windows) { "USERPROFILE" } else { "HOME" })
}

/// The filter for log lines: `SAPWOOD_LOG`, in the syntax of `tracing`'s environment filter.
pub fn log_filter() -> String {
    env::var("SAPWOOD_LOG").unwrap_or_else(|_| "warn,sapwood=info".to_owned())
}

fn set_path(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_left_out_has_a_default() {
        let (settings, problems) = Settings::from_json(json!({"index": {"threads": 3}, "unknown": {"x": 1}}));
        assert_eq!((settings.threads, settings.max_file_bytes, settings.history_commits), (3, 2 << 20, 5000));
        assert_eq!(settings.watch, WatchMode::Auto);
        assert!(problems.is_empty(), "{problems:?}");
    }

    #[test]
    fn what_cannot_be_used_is_told() {
        let (settings, problems) = Settings::from_json(json!({"index": {"exclude": ["a{", "b/"], "maxFileBytes": 9_000_000}}));
        assert_eq!(settings.exclude, ["b/"]);
        assert_eq!(settings.max_file_bytes, 2 << 20);
        assert_eq!(problems.len(), 2, "{problems:?}");
        let (settings, problems) = Settings::from_json(json!({"watch": 7}));
        assert_eq!(settings, Settings::default());
        assert_eq!(problems.len(), 1);
    }

    #[test]
    fn each_workspace_has_its_own_folder() {
        let options =
            Options { index: IndexOptions { cache_dir: Some("/c".into()), ..Default::default() }, ..Default::default() };
        let (settings, _) = Settings::from_options(options);
        let folder = settings.cache_folder(Path::new("/a")).expect("a folder");
        assert!(folder.starts_with("/c"));
        assert_ne!(Some(folder), settings.cache_folder(Path::new("/b")));
        let memory = Options { index: IndexOptions { in_memory: true, ..Default::default() }, ..Default::default() };
        assert_eq!(Settings::from_options(memory).0.cache_folder(Path::new("/a")), None);
    }
}
