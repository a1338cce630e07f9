//! The local predictor: what comes next, from the repository's own text and graph. No model, no network.

use sapwood_context::completion::CompletionPlace;
use sapwood_index::IndexSnapshot;
use tokio_util::sync::CancellationToken;

/// What the predictor believes comes next.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// Text to insert at the cursor; the rest of a line, or a block where it holds line breaks.
    pub text: String,
    /// Calibrated probability that the first line of it is exactly right, in (0, 1].
    pub confidence: f32,
    /// Where it comes from, for people: such as `seen 4 times, last in src/router.rs:41` or `member of Router`.
    pub reason: String,
}

/// How eager the predictor is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PredictOptions {
    /// Predictions below this confidence are not given.
    pub threshold: f32,
    /// Whether more than the rest of the line may be predicted.
    pub multi_line: bool,
    /// At most this many predictions.
    pub limit: usize,
}

/// Predictions for what stands at `place`, likeliest first; empty where nothing is likely enough.
pub fn predict(
    _snapshot: &IndexSnapshot,
    _place: &CompletionPlace<'_>,
    _options: &PredictOptions,
    _cancel: &CancellationToken,
) -> Vec<Prediction> {
    Vec::new()
}
