//! Inline completion: one keystroke in, at most a few suggestions out, and an account of how they came about.
//!
//! The engine owns the cache, the debounce and the post-processing. It does not know an editor protocol, reads no file and
//! no clock of its own: CPU work goes through a [`Room`], time through tokio's.

mod settings;

use std::sync::{Arc, PoisonError, RwLock};

use sapwood_base::Span;
use sapwood_context::completion::RecentPlace;
use sapwood_context::search::Texts;
use sapwood_index::IndexSnapshot;
use sapwood_model::Gateway;
use tokio_util::sync::CancellationToken;

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
    fn run<'a, T: Send + 'static>(
        &'a self,
        work: Box<dyn FnOnce(&CancellationToken) -> T + Send>,
    ) -> impl Future<Output = Option<T>> + Send + 'a;
}

/// Completion for one client.
pub struct Engine {
    gateway: Arc<Gateway>,
    settings: RwLock<Arc<CompletionSettings>>,
}

impl Engine {
    /// An engine that asks `gateway` where a model serves completion.
    pub fn new(gateway: Arc<Gateway>, settings: CompletionSettings) -> Self {
        Self { gateway, settings: RwLock::new(Arc::new(settings)) }
    }

    /// Goes by other settings from now on.
    pub fn set_settings(&self, settings: CompletionSettings) {
        *self.settings.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(settings);
    }

    /// Suggestions for `typing`. It waits out the debounce, and is cancelled by dropping the future.
    pub async fn complete(&self, _typing: Typing, _room: &impl Room) -> Answer {
        let _ = &self.gateway;
        Answer::default()
    }

    /// A suggestion was shown.
    pub fn shown(&self, _id: &str) {}

    /// A suggestion was accepted, whole or its first `bytes`.
    pub fn accepted(&self, _id: &str, _bytes: Option<u32>) {}

    /// A suggestion was dismissed.
    pub fn rejected(&self, _id: &str) {}
}
