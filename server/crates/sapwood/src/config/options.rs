//! What a client or the user's file may ask for. The doc comments are the manual; nothing here is checked.

use std::collections::BTreeMap;
use std::path::PathBuf;

use sapwood_model::settings::ModelOptions;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What may be configured. Every field may be left out; unknown fields are ignored.
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
    pub completion: CompletionOptions,
    /// Language models. Without one, nothing leaves the machine.
    pub models: ModelOptions,
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

/// Inline completion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct CompletionOptions {
    /// Suggests while you type.
    pub enabled: bool,
    /// Switches it on or off for a language, such as `{"markdown": false}`; `*` stands for those that are not named.
    pub languages: BTreeMap<String, bool>,
    /// Suggests within comments.
    pub comments: bool,
    /// Suggests within strings.
    pub strings: bool,
    /// Suggestions of several lines.
    pub multi_line: MultiLine,
    /// How long a pause in typing has to be.
    pub debounce: DebounceOptions,
    /// How sure a suggestion has to be, from 0 (show everything) to 1 (show nothing); measured defaults for each source where it is left out.
    pub threshold: Option<f32>,
    /// Most tokens a model may write for one suggestion.
    pub max_tokens: u32,
    /// Most tokens of the repository shown to a model beside the file itself.
    pub context_tokens: u32,
}

impl Default for CompletionOptions {
    fn default() -> Self {
        Self {
            enabled: true,
            languages: BTreeMap::new(),
            comments: true,
            strings: true,
            multi_line: MultiLine::default(),
            debounce: DebounceOptions::default(),
            threshold: None,
            max_tokens: 160,
            context_tokens: 2000,
        }
    }
}

/// Suggestions of several lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum MultiLine {
    /// Where the code asks for a block.
    #[default]
    Auto,
    /// Wherever a model gives them.
    Always,
    /// One line at most.
    Never,
}

/// How long a pause in typing has to be. Within these bounds it follows what you accept and how fast the model is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct DebounceOptions {
    /// At least this many milliseconds.
    pub min_ms: u64,
    /// At most this many milliseconds.
    pub max_ms: u64,
}

impl Default for DebounceOptions {
    fn default() -> Self {
        Self { min_ms: 20, max_ms: 300 }
    }
}
