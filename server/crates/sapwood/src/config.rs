//! Settings: what a client or a command line may ask for ([`Options`]), and what was made of it ([`Settings`]).
//!
//! Environment variables are read here and nowhere else.

mod completion;
mod next_edit;
mod options;
mod user;

use std::env;
use std::path::{Path, PathBuf};

use sapwood_assist::completion::CompletionSettings;
use sapwood_model::{Gateway, ModelSettings};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use options::{HistoryOptions, IndexOptions, NextEditOptions, Options, WatchMode};

/// Where indexes are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cache {
    /// In a folder for each workspace below this one.
    Folder(PathBuf),
    /// Nowhere; the reason stands beside it.
    Memory(String),
}

/// Validated settings.
#[derive(Debug, Clone, PartialEq)]
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
    /// Inline completion.
    pub completion: CompletionSettings,
    /// Next edits.
    pub next_edit: NextEditOptions,
    /// Language models.
    pub models: ModelSettings,
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
        let (models, complaints) = ModelSettings::from_options(options.models);
        problems.extend(complaints);
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
            completion: completion::checked(options.completion, &mut problems),
            next_edit: next_edit::checked(options.next_edit, &mut problems),
            models,
        };
        (settings, problems)
    }

    /// Reads options from JSON, with `null` as no options at all. What is not understood costs its own section.
    pub fn from_json(value: Value) -> (Self, Vec<String>) {
        let (options, mut problems) = read_options(value);
        let (settings, more) = Self::from_options(options);
        problems.extend(more);
        (settings, problems)
    }

    /// Settings that a client sent. Models that were set for the user count where it names none.
    pub fn from_client(value: Value) -> (Self, Vec<String>) {
        let (mut settings, mut problems) = Self::from_json(value);
        if settings.models.is_empty() {
            let (user, more) = Self::of_user();
            settings.models = user.models;
            problems.extend(more);
        }
        (settings, problems)
    }

    /// What the user's own file and environment say. Nothing of it comes from a workspace.
    pub fn of_user() -> (Self, Vec<String>) {
        let (value, mut problems) = user::read();
        let (settings, more) = Self::from_json(value);
        problems.extend(more);
        (settings, problems)
    }

    /// Whether an index made under `other` is as it would be made under these.
    pub fn indexes_like(&self, other: &Self) -> bool {
        let without_models = |settings: &Self| Self {
            models: ModelSettings::default(),
            completion: CompletionSettings::default(),
            next_edit: NextEditOptions::default(),
            ..settings.clone()
        };
        without_models(self) == without_models(other)
    }

    /// True once for each user: where the cache folder has no mark of an earlier start. It leaves the mark.
    pub fn is_first_start(&self) -> bool {
        let Cache::Folder(folder) = &self.cache else { return false };
        let mark = std::fs::create_dir_all(folder).and_then(|()| std::fs::File::create_new(folder.join("started")));
        mark.is_ok()
    }

    /// The models. Nothing is sent and no key is fetched before somebody asks one.
    pub fn gateway(&self) -> Gateway {
        let (gateway, problems) = Gateway::new(self.models.clone(), self.usage_file());
        problems.iter().for_each(|problem| tracing::warn!("{problem}"));
        gateway
    }

    /// The file that counts what models cost, so that a budget holds from one start to the next.
    pub fn usage_file(&self) -> Option<PathBuf> {
        let Cache::Folder(folder) = &self.cache else { return None };
        Some(folder.join("usage.json"))
    }

    /// The folder in which it is counted what becomes of suggestions.
    pub fn log_folder(&self) -> Option<PathBuf> {
        if let Cache::Folder(folder) = &self.cache { Some(folder.clone()) } else { None }
    }

    /// The folder that holds the index of the workspace at `root` (an absolute, canonical path).
    pub fn cache_folder(&self, root: &Path) -> Option<PathBuf> {
        let Cache::Folder(folder) = &self.cache else { return None };
        let hash = blake3::hash(root.as_os_str().as_encoded_bytes()).to_hex();
        Some(folder.join(&hash.as_str()[..32]))
    }
}

/// The sections of `value`, each by itself; a section that is not understood has its defaults and is told.
fn read_options(mut value: Value) -> (Options, Vec<String>) {
    let mut problems = Vec::new();
    if !value.is_null() && !value.is_object() {
        problems.push("The settings were not understood and defaults are used: they are not an object.".to_owned());
    }
    problems.extend(unknown(&value, &Options::default(), "", &["server"]));
    problems.extend(unknown(&value["index"], &IndexOptions::default(), "index.", &[]));
    problems.extend(unknown(&value["history"], &HistoryOptions::default(), "history.", &[]));
    problems.extend(unknown(&value["completion"], &CompletionSettings::default(), "completion.", &[]));
    problems.extend(unknown(&value["nextEdit"], &NextEditOptions::default(), "nextEdit.", &[]));
    let options = Options {
        index: section(&mut value, "index", &mut problems),
        history: section(&mut value, "history", &mut problems),
        watch: section(&mut value, "watch", &mut problems),
        completion: section(&mut value, "completion", &mut problems),
        next_edit: section(&mut value, "nextEdit", &mut problems),
        models: section(&mut value, "models", &mut problems),
    };
    (options, problems)
}

/// A sentence for each key of `value` that `known` does not have and that is not among the `others`.
fn unknown(value: &Value, known: &impl Serialize, prefix: &str, others: &[&str]) -> Vec<String> {
    let known = serde_json::to_value(known).unwrap_or_default();
    let keys = value.as_object().into_iter().flatten().map(|(key, _)| key.as_str());
    let is_unknown = |key: &&str| known.get(key).is_none() && !others.contains(key);
    keys.filter(is_unknown).map(|key| format!("`{prefix}{key}` is not a setting and is ignored.")).collect()
}

fn section<T: DeserializeOwned + Default>(value: &mut Value, name: &str, problems: &mut Vec<String>) -> T {
    let section = value.get_mut(name).map(Value::take).unwrap_or_default();
    if section.is_null() {
        return T::default();
    }
    serde_json::from_value(section).unwrap_or_else(|error| {
        // The reader's own message may quote the value, and somebody may have put a key there.
        let error = if name == "models" { "a value has the wrong type".to_owned() } else { error.to_string() };
        problems.push(format!("`{name}` was not understood and defaults are used: {error}."));
        T::default()
    })
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

/// The user's own settings file, whether it exists or not.
pub fn user_file() -> Option<PathBuf> {
    user::file()
}

/// The JSON schema of [`Options`].
pub fn schema() -> Value {
    schemars::schema_for!(Options).into()
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
        assert_eq!(problems, ["`unknown` is not a setting and is ignored."]);
        let (_, problems) = Settings::from_json(json!({"completion": {"treshold": 1}, "server": {"path": ""}}));
        assert_eq!(problems, ["`completion.treshold` is not a setting and is ignored."]);
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
