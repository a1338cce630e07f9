//! Next edit: what was just changed tells what must change next, where, and to what.
//!
//! [`suggest`] is a pure function of a snapshot, the current texts and the edits so far: no model, no clock, no file.

mod engine;
pub mod model;
pub mod session;

use std::ops::Range;

use sapwood_base::LineEdit;
use sapwood_context::search::Texts;
use sapwood_index::IndexSnapshot;
use tokio_util::sync::CancellationToken;

pub use engine::{Candidate, candidates, feature_names};

/// What was done, and where to look for what follows.
pub struct Query<'a> {
    /// The index, which shows the current texts.
    pub snapshot: &'a IndexSnapshot,
    /// The current text of every file, unsaved changes included.
    pub texts: &'a dyn Texts,
    /// The edits so far, oldest first, placed in the current texts.
    pub history: &'a [LineEdit],
    /// The file and 0-based line of the cursor.
    pub cursor: Option<(&'a str, u32)>,
    /// How sure and how many.
    pub settings: NextEditSettings,
    /// Ends the work early; what was found until then is returned.
    pub token: &'a CancellationToken,
}

/// How sure suggestions must be, and how many there may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NextEditSettings {
    /// Suggestions below this confidence are not shown, in 0..=1.
    pub threshold: f32,
    /// At most this many suggestions.
    pub limit: usize,
}

impl Default for NextEditSettings {
    fn default() -> Self {
        Self { threshold: 0.65, limit: 100 }
    }
}

/// Why a place must change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// A name changed, and here it is used.
    Rename,
    /// The same edit as before, at a place like that one.
    Repeat,
    /// A definition's parameters or type changed, and here it is called.
    Signature,
    /// A call's arguments changed, and here is another.
    Argument,
    /// A struct got a field, and here one is built.
    Field,
    /// What was defined is gone, and here it is used.
    Delete,
    /// The place depends on what changed; what to write is not known, and `text` is what stands there.
    Check,
    /// What a model expects to be changed next, where history and graph tell no reason.
    Predicted,
}

/// Where a suggestion comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// History and graph.
    Graph,
    /// A model, by name.
    Model(String),
    /// History and graph, and a model, by name, says the same.
    Both(String),
}

/// Lines to replace.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// The file's path in its workspace folder.
    pub path: String,
    /// The 0-based lines to replace; empty: `text` is inserted before the line `lines.start`.
    pub lines: Range<u32>,
    /// What stands there, joined with `\n` and without a last line end: the suggestion is stale where it does not any more.
    pub old: String,
    /// What to write, joined with `\n` and without a last line end; `None` removes the lines.
    pub text: Option<String>,
    /// Why.
    pub kind: Kind,
    /// Where it comes from.
    pub source: Source,
    /// The estimated probability that the place is to be changed next, in 0..=1.
    pub confidence: f32,
    /// A sentence for people.
    pub reason: String,
}

/// Suggestions, best first, and how they came about.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// At least as sure as the threshold asks.
    pub suggestions: Vec<Suggestion>,
    /// The best that were not sure enough, for `explain`.
    pub withheld: Vec<Suggestion>,
    /// What was seen in the history and why there is no more, one sentence each.
    pub account: Vec<String>,
}

/// What should follow from the edits so far.
pub fn suggest(query: &Query<'_>) -> Answer {
    engine::suggest(query)
}
