//! The local predictor: what comes next, from the repository's own text. No graph, no model, no network.
//!
//! Nothing is trained ahead: what somebody types is in the next prediction's evidence.

mod evidence;
mod layout;
mod model;
mod search;
mod shape;
#[cfg(test)]
mod tests;
mod typed;
mod weights;
mod words;

use sapwood_context::completion::CompletionPlace;
use sapwood_grammars::detect;
use sapwood_index::stream::Rules;
use sapwood_index::{FileId, IndexSnapshot};
use tokio_util::sync::CancellationToken;

use self::evidence::{Own, Weights};
use self::layout::Layout;
use self::search::Search;
use self::shape::Shapes;
use self::typed::typed;
use self::words::Words;

/// How much of a text tells its language.
const HEAD_BYTES: usize = 8000;

/// What the predictor believes comes next.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// Text to insert at the cursor; the rest of a line, or a block where it holds line breaks.
    pub text: String,
    /// Calibrated probability that the first line of it is exactly right, in (0, 1].
    pub confidence: f32,
    /// Where it comes from, for people: such as `seen 4 times in this file`.
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
    snapshot: &IndexSnapshot,
    place: &CompletionPlace<'_>,
    options: &PredictOptions,
    cancel: &CancellationToken,
) -> Vec<Prediction> {
    let file = snapshot.file_by_path(place.path);
    let known = file.and_then(|file| snapshot.file(file).language);
    let mut head = place.text.len().min(HEAD_BYTES);
    while !place.text.is_char_boundary(head) {
        head -= 1;
    }
    let language = known.or_else(|| detect(place.path, &place.text.as_bytes()[..head]));
    let Some(rules) = language.and_then(Rules::of) else { return Vec::new() };
    let mut words = Words::new(snapshot.streams());
    let Some(typed) = typed(place.text, place.offset as usize, &rules, &mut words) else { return Vec::new() };
    let folder = place.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let is_near = |other: FileId| {
        let path = snapshot.file(other).path;
        place.recent.iter().any(|recent| recent.file == other) || path.rsplit_once('/').map_or("", |(folder, _)| folder) == folder
    };
    let mut search = Search {
        shapes: Shapes::new(&typed.before, &words),
        words,
        typed: &typed,
        own: Own::new(&typed),
        weights: Weights::new(),
        file,
        is_near: &is_near,
        layout: Layout::of(place.text, place.offset as usize),
    };
    let found = search.best(options, cancel);
    found.into_iter().take(options.limit).collect()
}
