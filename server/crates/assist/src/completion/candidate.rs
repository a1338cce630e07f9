//! A text that may be suggested, before it is known whether it will be.

use super::Source;

/// A text that may be suggested.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    /// What would stand at the cursor, with the line breaks of the file.
    pub(super) text: String,
    /// Where it comes from.
    pub(super) source: Source,
    /// How likely it is right.
    pub(super) confidence: f32,
    /// A sentence for people.
    pub(super) reason: String,
    /// It was shown, so that nothing else may take its place while it still fits.
    pub(super) is_shown: bool,
}

impl Candidate {
    /// The same with other text.
    pub(super) fn with_text(&self, text: impl Into<String>) -> Self {
        Self { text: text.into(), ..self.clone() }
    }
}
