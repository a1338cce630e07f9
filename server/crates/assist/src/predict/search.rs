//! From likely words to a text worth showing: word by word, as long as the whole stays likely.

use sapwood_index::FileId;
use sapwood_index::stream::{self, is_line_end};
use tokio_util::sync::CancellationToken;

use super::evidence::{MAX_PAST, Own, Weights, indexed};
use super::layout::Layout;
use super::model::{EXTRA, Field, candidate, field};
use super::shape::Shapes;
use super::typed::Typed;
use super::weights::calibrated;
use super::words::Words;
use super::{PredictOptions, Prediction};

/// Words of one prediction.
const MAX_WORDS: usize = 64;
/// Lines of one prediction.
const MAX_LINES: usize = 8;
/// Another line is predicted only where everything up to there has at least this product of shares.
const BLOCK: f32 = 0.9;
/// Words in which a word counts as used lately.
const LATELY: usize = 300;
/// Of what no evidence foresees, the share that starts as what is typed.
const UNFORESEEN: f32 = 0.6;
/// Of those, share of words of which nothing is left to type.
const WHOLE: f32 = 0.97;

/// One search for a continuation.
pub(super) struct Search<'a, 't> {
    pub(super) words: Words<'a>,
    pub(super) shapes: Shapes,
    pub(super) typed: &'t Typed,
    pub(super) own: Own<'t>,
    pub(super) weights: Weights,
    pub(super) file: Option<FileId>,
    pub(super) is_near: &'t dyn Fn(FileId) -> bool,
    pub(super) layout: Layout,
}

/// What is likely so far.
#[derive(Default)]
struct Found {
    text: String,
    confidence: f32,
    reason: String,
}

/// A likely next word.
struct Next {
    word: u32,
    share: f32,
    turn: u32,
    reason: String,
}

impl Search<'_, '_> {
    /// The longest likely continuation.
    pub(super) fn best(&mut self, options: &PredictOptions, cancel: &CancellationToken) -> Option<Prediction> {
        let mut past = self.typed.before.clone();
        let (mut text, mut share, mut lines) = (String::new(), 1.0, 0);
        let mut best = Found::default();
        for step in 0..MAX_WORDS {
            if cancel.is_cancelled() {
                return None;
            }
            let prefix = if step == 0 { self.typed.prefix.as_str() } else { "" };
            let Some(next) = self.next(&past, prefix) else { break };
            share *= next.share;
            if calibrated(share) < options.threshold
                || (lines > 0 && share < BLOCK)
                || next.word == stream::LITERAL
                || next.word == stream::FILE
            {
                break;
            }
            if best.reason.is_empty() {
                best.reason = next.reason;
            }
            if is_line_end(next.word) {
                lines += 1;
                if !text.is_empty() {
                    (best.text, best.confidence) = (text.clone(), if lines == 1 { calibrated(share) } else { best.confidence });
                }
                if !options.multi_line || text.is_empty() || !self.typed.rest.is_empty() || lines == MAX_LINES || share < BLOCK {
                    break;
                }
                text.push_str(&self.layout.line(next.turn));
                past.push(next.turn);
                continue;
            }
            let whole = self.words.text(next.word);
            text.push_str(whole.get(prefix.len()..).unwrap_or(""));
            if lines == 0 && !text.is_empty() {
                (best.text, best.confidence) = (text.clone(), calibrated(share));
            }
            past.push(next.word);
        }
        let text = before_rest(&best.text, &self.typed.rest).to_owned();
        worth_showing(&text).then_some(Prediction { text, confidence: best.confidence, reason: best.reason })
    }

    /// The likeliest next word that starts with `prefix`.
    fn next(&mut self, past: &[u32], prefix: &str) -> Option<Next> {
        let (mut field, turn) = self.field(past);
        if !prefix.is_empty() && is_whole(prefix) {
            let word = self.words.id(prefix);
            candidate(&mut field.candidates, word);
        }
        let (shares, other) = field.shares();
        let mut fitting = if prefix.is_empty() { 1.0 } else { other * UNFORESEEN };
        let mut best = None;
        for (at, mut share) in shares.into_iter().enumerate() {
            if !prefix.is_empty() {
                let text = self.words.text(field.candidates[at].word);
                if !text.starts_with(prefix) {
                    continue;
                }
                if text.len() == prefix.len() {
                    share += other * UNFORESEEN * WHOLE;
                }
                fitting += share;
            }
            if best.is_none_or(|(_, most)| share > most) {
                best = Some((at, share));
            }
        }
        let (at, share) = best?;
        let found = &field.candidates[at];
        let is_typed = self.words.text(found.word).len() == prefix.len() && !prefix.is_empty();
        let reason = if is_typed { String::new() } else { found.reason() };
        Some(Next { word: found.word, share: (share / fitting).min(1.0), turn, reason })
    }

    /// What is known of what follows `past`, and the likeliest depth of the next line, should this one end.
    pub(super) fn field(&mut self, past: &[u32]) -> (Field, u32) {
        let recent = &past[past.len().saturating_sub(MAX_PAST)..];
        let own = self.own.followers(recent);
        let [near, any] = indexed(&mut self.words, recent, &mut self.weights, self.file, self.is_near);
        let shape = self.shapes.followers(past, &mut self.words);
        let mut field = field([&own, &near, &any, &shape]);
        let lately = &past[past.len().saturating_sub(LATELY)..];
        for candidate in &mut field.candidates {
            let text = self.words.text(candidate.word);
            let is_word = text.trim_start().starts_with(|first: char| first.is_alphabetic() || first == '_');
            let uses = lately.iter().filter(|&&word| word == candidate.word).count() as f32;
            let extra = &mut candidate.features[EXTRA..];
            extra[0] = f32::from(is_line_end(candidate.word));
            extra[1] = f32::from(is_word);
            extra[2] = if is_word { (1.0 + uses).ln() / 2.0 } else { 0.0 };
            extra[3] = f32::from(is_word && uses == 0.0);
            extra[4] = f32::from(candidate.word == stream::LITERAL);
        }
        let turns = [0, 1, 2].map(|at| 2.0 * own.turns[at] + near.turns[at] + any.turns[at]);
        let turn = (0..3).max_by(|&a, &b| turns[a].total_cmp(&turns[b]).then(b.cmp(&a))).unwrap_or(0);
        (field, stream::LINE_SAME + turn as u32)
    }
}

/// True where what is typed of a word may be all of it.
fn is_whole(prefix: &str) -> bool {
    prefix.ends_with(|last: char| last.is_alphanumeric() || last == '_') && !prefix.trim_start().starts_with(['"', '\'', '`'])
}

/// What of `text` goes before `rest`, which stands behind the cursor already: up to the bracket or quote that `rest` closes.
fn before_rest<'t>(text: &'t str, rest: &str) -> &'t str {
    if rest.is_empty() {
        return text;
    }
    let mut open = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => open += 1,
            b')' | b']' | b'}' if open == 0 => return &text[..at],
            b')' | b']' | b'}' => open -= 1,
            _ => {}
        }
    }
    text.strip_suffix(rest).unwrap_or(text)
}

/// A bracket, a comma or a short word by itself is faster typed than read.
fn worth_showing(text: &str) -> bool {
    let visible = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).count();
    let is_word = text.trim().bytes().all(stream::is_word);
    visible >= if is_word { 5 } else { 3 }
}
