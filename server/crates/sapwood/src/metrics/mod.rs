//! What becomes of suggestions: how many are shown, accepted and kept. Counted on this machine, for the person who works on it;
//! nothing is sent anywhere, and no text of anybody's code is written down.

mod log;
mod summary;
mod survival;

use serde::{Deserialize, Serialize};

pub use log::Log;
pub use summary::{Counts, Day, Kept, Summary, summarize};
pub use survival::{Accepted, CHECKPOINTS, Lasting, Survival};

/// What happened to a suggestion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Happening {
    /// It was shown.
    Shown,
    /// It was accepted as a whole.
    Accepted,
    /// Its beginning was accepted.
    PartiallyAccepted,
    /// It was dismissed.
    Rejected,
    /// It was accepted a while ago; `share` of it is still there.
    Kept,
}

/// What made a suggestion.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Feature {
    /// Inline completion.
    #[default]
    Completion,
    /// Next edit.
    NextEdit,
}

impl Feature {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
    fn is_completion(&self) -> bool {
        *self == Self::Completion
    }
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// Seconds since 1970.
    pub at: u64,
    /// Names the suggestion.
    pub id: String,
    /// What happened.
    pub event: Happening,
    /// What made the suggestion.
    #[serde(default, skip_serializing_if = "Feature::is_completion")]
    pub feature: Feature,
    /// The document's language; `other` where none is known.
    pub language: String,
    /// `local` or `graph`, or the model's name.
    pub source: String,
    /// Characters that were shown, accepted by this, or judged.
    pub chars: u32,
    /// Lines of them.
    pub lines: u32,
    /// Seconds since it was accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u64>,
    /// How much of it is still there, in [0, 1].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<f32>,
}
