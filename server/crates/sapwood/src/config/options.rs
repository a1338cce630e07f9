//! What a client or the user's file may ask for. The doc comments are the manual; nothing here is checked.

use std::path::PathBuf;

use sapwood_assist::completion::CompletionSettings;
use sapwood_assist::next_edit::NextEditSettings;
use sapwood_model::settings::ModelOptions;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What may be configured. Every field may be left out; unknown fields are told and ignored.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Options {
    /// How a folder is read and indexed.
    pub index: IndexOptions,
    /// How the history of a git repository is used.
    pub history: HistoryOptions,
    /// How changes on disk are noticed.
    pub watch: WatchMode,
    /// Inline completion.
    pub completion: CompletionSettings,
    /// Next edits: what should follow from an edit.
    pub next_edit: NextEditOptions,
    /// Language models. Without one, nothing leaves the machine.
    pub models: ModelOptions,
}

/// Next edits: what should follow from an edit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct NextEditOptions {
    /// Whether next edits are suggested at all; true by default.
    pub enabled: bool,
    /// Suggestions less likely than this to be right are not shown; between 0 and 1, 0.65 by default.
    pub threshold: f32,
}

impl Default for NextEditOptions {
    fn default() -> Self {
        Self { enabled: true, threshold: NextEditSettings::default().threshold }
    }
}

/// How a folder is read and indexed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct HistoryOptions {
    /// How many of the newest commits tell which files change together; 5000 by default, 0 switches it off.
    pub commits: Option<usize>,
}

/// How changes on disk are noticed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
