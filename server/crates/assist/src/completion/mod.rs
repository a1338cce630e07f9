//! Inline completion: one keystroke in, at most a few suggestions out, and an account of how they came about.
//!
//! The engine owns the cache, the debounce and the post-processing. It does not know an editor protocol, reads no file and
//! no clock of its own: CPU work goes through a [`Room`], time through tokio's.

mod account;
mod ask;
mod cache;
mod candidate;
mod check;
pub(crate) mod clock;
mod debounce;
mod engine;
mod filters;
mod flight;
mod layout;
mod ledger;
mod prepare;
mod prompt;
pub(crate) mod repetition;
mod settings;
mod site;
mod stream;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod text;
mod view;

use std::sync::Arc;

use sapwood_base::Span;
use sapwood_context::completion::RecentPlace;
use sapwood_context::search::Texts;
use sapwood_index::IndexSnapshot;
use tokio_util::sync::CancellationToken;

pub use engine::Engine;
pub use settings::{CompletionSettings, Eagerness};

/// What made the editor ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// Somebody typed.
    Automatic,
    /// Somebody asked.
    Invoked,
}

/// The state of a document when somebody typed.
#[derive(Clone)]
pub struct Typing {
    /// The index, which shows `text`.
    pub snapshot: Arc<IndexSnapshot>,
    /// Texts of the other files.
    pub texts: Arc<dyn Texts + Send>,
    /// Names the document among all that are open, in whatever folder.
    pub document: String,
    /// The file's path in its workspace folder.
    pub path: String,
    /// Its text, unsaved changes included.
    pub text: Arc<str>,
    /// The cursor, in bytes of `text`.
    pub offset: u32,
    /// What made the editor ask.
    pub trigger: Trigger,
    /// What the editor's own completion list has selected: the span it would replace, and its text.
    pub selected: Option<(Span, String)>,
    /// Where somebody was lately, latest first.
    pub recent: Vec<RecentPlace>,
}

/// Where a suggestion comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The repository itself.
    Local,
    /// A model, by name.
    Model(String),
}

/// A suggestion that may be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// Names it in `shown`, `accepted` and `rejected`.
    pub id: String,
    /// The bytes it replaces; empty at the cursor unless the editor's list has something selected.
    pub span: Span,
    /// The text.
    pub text: String,
    /// Calibrated where the source is local; the engine's own estimate otherwise.
    pub confidence: f32,
    /// Where it comes from.
    pub source: Source,
    /// A sentence for people.
    pub reason: String,
}

/// How an answer came about: steps in order, each a name and what happened, with milliseconds where it took time.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// What happened, in order.
    pub steps: Vec<Step>,
    /// Why nothing is shown; `None` where something is.
    pub silence: Option<String>,
}

/// One step of an [`Account`].
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// Such as `cache`, `debounce`, `retrieval`, `local`, `model`, `filter`, `check`.
    pub name: &'static str,
    /// What happened, in a sentence.
    pub detail: String,
    /// How long it took.
    pub elapsed_ms: f64,
}

/// Suggestions, best first, and how they came about.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// The suggestions.
    pub suggestions: Vec<Suggestion>,
    /// How they came about.
    pub account: Account,
}

/// Where CPU work runs, so that async code never does it itself.
pub trait Room: Send + Sync {
    /// Runs `work` on a pool; dropping the future tells the token that `work` sees.
    fn run<T: Send + 'static>(
        &self,
        work: Box<dyn FnOnce(&CancellationToken) -> T + Send>,
    ) -> impl Future<Output = Option<T>> + Send;
}
