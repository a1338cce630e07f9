//! What followed like pasts: in the file itself, near it, and in the rest of the repository.

use rustc_hash::FxHashMap;
use sapwood_index::FileId;
use sapwood_index::stream;

use super::typed::Typed;
use super::words::Words;

/// The longest past that is compared, in words.
pub(super) const MAX_PAST: usize = 12;
/// Places looked at for one length of the past, in one part of the index.
const MAX_PLACES: usize = 40;
/// Once so many places of longer pasts are known, shorter ones add nothing.
const ENOUGH_PLACES: usize = 80;
/// Places of the own file looked at, nearest to the cursor first.
const MAX_OWN_PLACES: usize = 600;

/// How often each word followed, by how many words of the past were the same.
#[derive(Default)]
pub(super) struct Followers {
    /// Word, and for each length of the past the weight of its places.
    pub(super) rows: Vec<(u32, [f32; MAX_PAST + 1])>,
    /// Of the line ends among them, how much speaks for a next line as deep, deeper, and less deep.
    pub(super) turns: [f32; 3],
}

impl Followers {
    pub(super) fn add(&mut self, word: u32, length: usize, weight: f32) {
        let mut word = word;
        if stream::is_line_end(word) {
            self.turns[(word - stream::LINE_SAME) as usize] += weight * (length * length) as f32;
            // Line ends are one candidate, whatever the next line's depth.
            word = stream::LINE_SAME;
        }
        let at = self.rows.iter().position(|row| row.0 == word).unwrap_or_else(|| {
            self.rows.push((word, [0.0; MAX_PAST + 1]));
            self.rows.len() - 1
        });
        self.rows[at].1[length.min(MAX_PAST)] += weight;
    }
}

/// The file's own words, by the word before them.
pub(super) struct Own<'t> {
    typed: &'t Typed,
    /// Places of `before` behind each word, in order.
    places: FxHashMap<u32, Vec<u32>>,
    /// Places of `after` behind each word, in order.
    later: FxHashMap<u32, Vec<u32>>,
}

impl<'t> Own<'t> {
    pub(super) fn new(typed: &'t Typed) -> Self {
        Self { typed, places: places(&typed.before), later: places(&typed.after) }
    }

    /// What followed pasts like `past` in the file.
    pub(super) fn followers(&self, past: &[u32]) -> Followers {
        let mut found = Followers::default();
        let Some(last) = past.last() else { return found };
        for (places, text, weight) in [(&self.places, &self.typed.before, 1.0), (&self.later, &self.typed.after, 0.7)] {
            let Some(places) = places.get(last) else { continue };
            for &at in places.iter().rev().take(MAX_OWN_PLACES) {
                let length = common(&text[..at as usize], past);
                found.add(text[at as usize], length, weight);
            }
        }
        found
    }
}

fn places(text: &[u32]) -> FxHashMap<u32, Vec<u32>> {
    let mut places: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for at in 1..text.len() {
        places.entry(text[at - 1]).or_default().push(at as u32);
    }
    places
}

/// How many words at the ends of both are the same.
fn common(text: &[u32], past: &[u32]) -> usize {
    text.iter().rev().zip(past.iter().rev()).take(MAX_PAST).take_while(|(a, b)| a == b).count()
}

/// How much each file's example counts.
pub(super) struct Weights {
    near: FxHashMap<FileId, bool>,
}

impl Weights {
    pub(super) fn new() -> Self {
        Self { near: FxHashMap::default() }
    }

    fn is_near(&mut self, file: FileId, is_near: &dyn Fn(FileId) -> bool) -> bool {
        *self.near.entry(file).or_insert_with(|| is_near(file))
    }
}

/// What followed pasts like `past` in the index: near the file, and everywhere.
pub(super) fn indexed(
    words: &mut Words<'_>,
    past: &[u32],
    weights: &mut Weights,
    own: Option<FileId>,
    is_near: &dyn Fn(FileId) -> bool,
) -> [Followers; 2] {
    let mut found = [Followers::default(), Followers::default()];
    for part in 0..words.parts() {
        let stream = words.part(part);
        let mut tokens = Vec::with_capacity(MAX_PAST);
        for &word in past.iter().rev().take(MAX_PAST) {
            match words.token(part, word) {
                Some(token) => tokens.push(token),
                None => break,
            }
        }
        let runs = stream.runs(&tokens);
        let mut seen = 0;
        for length in (1..=runs.len()).rev() {
            let run = runs[length - 1].clone();
            let inner = runs.get(length).cloned().unwrap_or(run.start..run.start);
            let size = (run.len() - inner.len()).max(1);
            let step = size.div_ceil(MAX_PLACES).max(1);
            let weight = if size > MAX_PLACES { size as f32 / (size / step).max(1) as f32 } else { 1.0 };
            for order in (run.start..inner.start).chain(inner.end..run.end).step_by(step) {
                let place = stream.place(order);
                let Some(file) = stream.file_at(place).filter(|file| Some(*file) != own) else { continue };
                let word = stream.token_at(place).map_or(stream::LINE_OUT, |(token, _)| token);
                let word = words.word(part, word);
                if weights.is_near(file, is_near) {
                    found[0].add(word, length, weight);
                }
                found[1].add(word, length, weight);
                seen += 1;
            }
            if seen >= ENOUGH_PLACES {
                break;
            }
        }
    }
    found
}
