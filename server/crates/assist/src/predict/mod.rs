//! The local predictor: what comes next, from the repository's own text and graph. No model, no network.
//!
//! Nothing is trained ahead: what somebody types is in the next prediction's evidence.

mod evidence;
mod model;
mod shape;
#[cfg(test)]
mod tests;
mod typed;
mod weights;
mod words;

use rustc_hash::FxHashMap;
use sapwood_context::completion::CompletionPlace;
use sapwood_grammars::detect;
use sapwood_index::stream::{self, Rules, is_line_end};
use sapwood_index::{FileId, IndexSnapshot};
use tokio_util::sync::CancellationToken;

use self::evidence::{Own, Weights, indexed};
use self::model::{Field, candidate, field};
use self::shape::Shapes;
use self::typed::{Typed, typed};
use self::words::Words;

/// How much of a text tells its language.
const HEAD_BYTES: usize = 8000;
/// Words of one prediction.
const MAX_WORDS: usize = 32;
/// Words in which a word counts as used lately.
const LATELY: usize = 300;
/// Share of words that no evidence foresees among those that start as what is typed.
const UNFORESEEN: f32 = 0.3;
/// Of those, share of words of which nothing is left to type.
const WHOLE: f32 = 0.95;

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
    let shapes = Shapes::new(&typed.before, &words);
    let mut search =
        Search { words, shapes, typed: &typed, own: Own::new(&typed), weights: Weights::new(), file, is_near: &is_near };
    let found = search.best(options, cancel);
    found.into_iter().take(options.limit).collect()
}

struct Search<'a, 't> {
    words: Words<'a>,
    shapes: Shapes,
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
        let mut field = self.field(past);
        if !prefix.is_empty() && is_whole(prefix) {
            let word = self.words.id(prefix);
            candidate(&mut field.candidates, word);
        }
        let (shares, other) = field.shares();
        let mut fitting = if prefix.is_empty() { 1.0 } else { other * UNFORESEEN };
        let mut best = None;
        for (candidate, mut share) in field.candidates.iter().zip(shares) {
            let text = self.words.text(candidate.word);
            if !prefix.is_empty() {
                if !text.starts_with(prefix) {
                    continue;
                }
                if text.len() == prefix.len() {
                    share += other * UNFORESEEN * WHOLE;
                }
                fitting += share;
            }
            if best.is_none_or(|(_, most)| share > most) {
                best = Some((candidate.word, share));
            }
        }
        best.map(|(word, share)| (word, (share / fitting).min(1.0)))
    }

    /// What is known of what follows `past`.
    fn field(&mut self, past: &[u32]) -> Field {
        let recent = &past[past.len().saturating_sub(evidence::MAX_PAST)..];
        let own = self.own.followers(recent);
        let [near, any] = indexed(&mut self.words, recent, &mut self.weights, self.file, self.is_near);
        let shape = self.shapes.followers(past, &mut self.words);
        let mut field = field([&own, &near, &any, &shape]);
        let lately = &past[past.len().saturating_sub(LATELY)..];
        for candidate in &mut field.candidates {
            let text = self.words.text(candidate.word);
            let is_word = text.trim_start().starts_with(|first: char| first.is_alphabetic() || first == '_');
            let uses = lately.iter().filter(|&&word| word == candidate.word).count() as f32;
            let extra = &mut candidate.features[model::EXTRA..];
            extra[0] = f32::from(is_line_end(candidate.word));
            extra[1] = f32::from(is_word);
            extra[2] = if is_word { (1.0 + uses).ln() / 2.0 } else { 0.0 };
            extra[3] = f32::from(is_word && uses == 0.0);
            extra[4] = f32::from(candidate.word == stream::LITERAL);
        }
        field
    }
}

/// True where what is typed of a word may be all of it.
fn is_whole(prefix: &str) -> bool {
    prefix.ends_with(|last: char| last.is_alphanumeric() || last == '_') && !prefix.trim_start().starts_with(['"', '\'', '`'])
}

/// A single bracket or comma is faster typed than read.
fn worth_showing(text: &str) -> bool {
    text.trim().chars().count() >= 3
}
