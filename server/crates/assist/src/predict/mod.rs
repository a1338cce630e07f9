//! The local predictor: what comes next, from the repository's own text and graph. No model, no network.
//!
//! Nothing is trained ahead: what somebody types is in the next prediction's evidence.

mod evidence;
mod mix;
#[cfg(test)]
mod tests;
mod typed;
mod words;

use rustc_hash::FxHashMap;
use sapwood_context::completion::CompletionPlace;
use sapwood_grammars::detect;
use sapwood_index::stream::{self, Rules, is_line_end};
use sapwood_index::{FileId, IndexSnapshot};
use tokio_util::sync::CancellationToken;

use self::evidence::{Own, Weights, indexed};
use self::typed::{Typed, typed};
use self::words::Words;

/// How much of a text tells its language.
const HEAD_BYTES: usize = 8000;
/// Words of one prediction.
const MAX_WORDS: usize = 32;

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
    let mut search = Search { words, typed: &typed, own: Own::new(&typed), weights: Weights::new(), file, is_near: &is_near };
    let found = search.best(options, cancel);
    found.into_iter().take(options.limit).collect()
}

struct Search<'a, 't> {
    words: Words<'a>,
    typed: &'t Typed,
    own: Own<'t>,
    weights: Weights,
    file: Option<FileId>,
    is_near: &'t dyn Fn(FileId) -> bool,
}

impl Search<'_, '_> {
    /// The longest likely continuation.
    fn best(&mut self, options: &PredictOptions, cancel: &CancellationToken) -> Option<Prediction> {
        let mut past = self.typed.before.clone();
        let mut text = String::new();
        let mut share = 1.0;
        let mut best: Option<(String, f32)> = None;
        for step in 0..MAX_WORDS {
            if cancel.is_cancelled() {
                return None;
            }
            let next = self.next(&past, if step == 0 { &self.typed.prefix } else { "" });
            let Some((word, likely)) = next else { break };
            share *= likely;
            if share < options.threshold {
                break;
            }
            if is_line_end(word) {
                // The end of the line adds no text: what was found is the rest of the line.
                best = (!text.is_empty()).then(|| (text.clone(), share)).or(best);
                break;
            }
            if word == stream::LITERAL || word == stream::FILE {
                break;
            }
            let whole = self.words.text(word);
            text.push_str(if step == 0 { whole.get(self.typed.prefix.len()..).unwrap_or("") } else { whole });
            if !text.is_empty() {
                best = Some((text.clone(), share));
            }
            past.push(word);
        }
        let (text, confidence) = best?;
        worth_showing(&text).then(|| Prediction { text, confidence, reason: "seen in this repository".to_owned() })
    }

    /// The likeliest next word that starts with `prefix`.
    fn next(&mut self, past: &[u32], prefix: &str) -> Option<(u32, f32)> {
        let recent = &past[past.len().saturating_sub(evidence::MAX_PAST)..];
        let own = self.own.followers(recent);
        let [near, any] = indexed(&mut self.words, recent, &mut self.weights, self.file, self.is_near);
        let mut shares: FxHashMap<u32, f32> = FxHashMap::default();
        let mut fitting = 1.0;
        if !prefix.is_empty() {
            fitting = 0.05;
        }
        for (word, share) in mix::blend(&own, &near, &any) {
            if prefix.is_empty() {
                *shares.entry(if is_line_end(word) { stream::LINE_SAME } else { word }).or_default() += share;
            } else if self.words.text(word).starts_with(prefix) {
                *shares.entry(word).or_default() += share;
                fitting += share;
            }
        }
        let best = shares.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
        Some((best.0, best.1 / fitting))
    }
}

/// A single bracket or comma is faster typed than read.
fn worth_showing(text: &str) -> bool {
    text.trim().chars().count() >= 3
}
