//! What a model adds to next edits: it fills places that the graph knows without knowing what to write, confirms what the graph says,
//! and goes on where the cursor is.
//!
//! The graph's answer never waits for it: [`ModelStage::improve`] takes that answer and gives it back with what the model knows, and
//! whatever goes wrong ends in the graph's answer with a sentence in its account. Prompts and answers are pure functions and data; only
//! the stage waits, and only the gateway sends.

mod answer;
mod blocks;
mod cache;
mod changes;
mod check;
mod format;
mod fuse;
mod heal;
mod lines;
mod place;
mod prompt;
mod read;
mod stage;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod window;

use std::sync::Arc;

use sapwood_base::LineEdit;
use sapwood_context::search::Texts;
use sapwood_index::IndexSnapshot;

use super::NextEditSettings;

pub use stage::ModelStage;

/// The state that a next edit follows from, for work that outlives the call.
#[derive(Clone)]
pub struct Situation {
    /// The index, which shows the current texts.
    pub snapshot: Arc<IndexSnapshot>,
    /// The current text of every file, unsaved changes included.
    pub texts: Arc<dyn Texts + Send>,
    /// The edits so far, oldest first, placed in the current texts.
    pub history: Vec<LineEdit>,
    /// Where somebody is.
    pub cursor: Option<Cursor>,
    /// What the editor reports as wrong, in any file.
    pub diagnostics: Vec<Diagnostic>,
    /// How sure and how many.
    pub settings: NextEditSettings,
}

/// Where somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The file's path in its workspace folder.
    pub path: String,
    /// The 0-based line.
    pub line: u32,
    /// The byte in that line.
    pub column: u32,
}

/// Something that is wrong at a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file's path in its workspace folder.
    pub path: String,
    /// The 0-based line.
    pub line: u32,
    /// What is wrong.
    pub message: String,
}
