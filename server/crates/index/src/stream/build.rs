//! Makes the token streams of a segment.

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

use super::lex::Kind;
use super::{FILE, FIRST_WORD, LITERAL, Rules, StreamPart, TokenText, tokens_of};
use crate::ids::FileId;

/// Tokens below this take one slot; others take a lead from here and a trail from [`TRAIL`].
pub(super) const LEAD: u32 = 0xe000;
/// Slots from here on are the second of two.
pub(super) const TRAIL: u32 = 0xf000;
/// Tokens that two slots can hold; a segment with more distinct ones keeps the rest without text.
const MAX_TOKENS: u32 = 1 << 24;
/// Slots by which places are sorted; those that agree on so many stand in the order of the text.
pub(super) const DEPTH: usize = 12;
/// Literals that stand once in a segment keep their text up to this length: longer ones will hardly be written again.
const MAX_LONE_LITERAL: usize = 10;
/// Places are stored in three bytes.
const MAX_SLOTS: usize = 1 << 24;

/// Bit of a word's hash that tells whether a space stands before it.
const SPACE: u64 = 1 << 63;

/// The columns of finished streams.
#[derive(Default)]
pub(crate) struct StreamColumns {
    /// Texts of the tokens from [`FIRST_WORD`] on.
    pub(crate) words: Vec<u8>,
    /// Where each text starts, and the end of the last.
    pub(crate) word_starts: Vec<u32>,
    /// Hash of a text with its token, sorted.
    pub(crate) word_hashes: Vec<[u32; 2]>,
    /// The streams, one behind the other, [`FILE`] before each and at the end.
    pub(crate) slots: Vec<u16>,
    /// Places of `slots` where a token starts, sorted by what stands before them.
    pub(crate) order: Vec<[u8; 3]>,
    /// Where each file's stream starts.
    pub(crate) starts: Vec<u32>,
}

struct Word {
    at: u32,
    len: u32,
    count: u32,
    hash: u64,
    is_literal: bool,
}

/// Collects the tokens of files. Tokens are numbered as they appear until [`StreamBuilder::finish`] numbers them by frequency.
#[derive(Default)]
pub(crate) struct StreamBuilder {
    texts: Vec<u8>,
    words: Vec<Word>,
    ids: FxHashMap<u64, u32>,
    tokens: Vec<u32>,
    starts: Vec<u32>,
}

/// The hash of a token's text.
pub(super) fn word_hash(text: &str, is_spaced: bool) -> u64 {
    let hash = xxh3_64(text.as_bytes()) & !SPACE;
    if is_spaced { hash | SPACE } else { hash }
}

impl StreamBuilder {
    /// Appends the stream of a file; an empty one where `rules` is `None`.
    pub(crate) fn add(&mut self, text: &str, rules: Option<&Rules>) {
        self.start_file();
        let Some(rules) = rules else { return };
        self.tokens.push(FILE);
        tokens_of(text, rules, |_, token| match token {
            TokenText::Bare(token) => self.tokens.push(token),
            TokenText::Word { text, is_spaced, kind } => {
                let is_literal = matches!(kind, Kind::Text | Kind::Number);
                self.push(text, is_spaced, is_literal);
            }
        });
    }

    /// Appends the stream of a file of a finished segment, which is the `file`th there.
    pub(crate) fn copy(&mut self, from: &StreamPart<'_>, file: u32) {
        self.start_file();
        let Some(places) = from.places_of(FileId(file)) else { return };
        self.tokens.push(FILE);
        let mut at = places.start;
        while let Some((token, next)) = from.token_at(at) {
            at = next;
            let text = from.text(token);
            if text.is_empty() {
                self.tokens.push(token.min(LITERAL));
                continue;
            }
            let word = text.strip_prefix(' ').unwrap_or(text);
            let is_literal = word.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '"' | '\'' | '`'));
            self.push(word, word.len() < text.len(), is_literal);
        }
    }

    /// What follows belongs to the next file.
    fn start_file(&mut self) {
        self.starts.push(self.tokens.len() as u32);
    }

    fn push(&mut self, text: &str, is_spaced: bool, is_literal: bool) {
        let hash = word_hash(text, is_spaced);
        let next = self.words.len() as u32;
        let id = *self.ids.entry(hash).or_insert(next);
        if id == next {
            let at = self.texts.len() as u32;
            if is_spaced {
                self.texts.push(b' ');
            }
            self.texts.extend_from_slice(text.as_bytes());
            let len = self.texts.len() as u32 - at;
            self.words.push(Word { at, len, count: 0, hash, is_literal });
        }
        self.words[id as usize].count += 1;
        self.tokens.push(FIRST_WORD + id);
    }

    /// Numbers the tokens and sorts the places.
    pub(crate) fn finish(self) -> StreamColumns {
        let mut columns = StreamColumns::default();
        let tokens = self.number(&mut columns);
        let Self { tokens: stream, starts, .. } = self;
        let mut files = starts.iter().peekable();
        for (at, &token) in stream.iter().enumerate() {
            while files.next_if(|&&start| start as usize <= at).is_some() {
                columns.starts.push(columns.slots.len() as u32);
            }
            push_slots(&mut columns.slots, if token < FIRST_WORD { token } else { tokens[(token - FIRST_WORD) as usize] });
        }
        columns.starts.resize(starts.len(), columns.slots.len() as u32);
        if !columns.slots.is_empty() {
            columns.slots.push(FILE as u16);
        }
        drop(stream);
        if columns.slots.len() <= MAX_SLOTS {
            columns.order = sorted_places(&columns.slots);
        }
        columns
    }

    /// Numbers words by falling frequency; gives each word's token.
    fn number(&self, columns: &mut StreamColumns) -> Vec<u32> {
        let is_kept = |word: &Word| word.count > 1 || !word.is_literal || word.len as usize <= MAX_LONE_LITERAL;
        let mut order: Vec<u32> = (0..self.words.len() as u32).filter(|&id| is_kept(&self.words[id as usize])).collect();
        order.sort_by_key(|&id| std::cmp::Reverse(self.words[id as usize].count));
        order.truncate((MAX_TOKENS - FIRST_WORD - 1) as usize);
        let mut tokens = vec![LITERAL; self.words.len()];
        columns.word_starts.push(0);
        for (rank, &id) in order.iter().enumerate() {
            let word = &self.words[id as usize];
            let token = FIRST_WORD + rank as u32;
            tokens[id as usize] = token;
            columns.words.extend_from_slice(&self.texts[word.at as usize..(word.at + word.len) as usize]);
            columns.word_starts.push(columns.words.len() as u32);
            columns.word_hashes.push([(word.hash >> 32) as u32, token]);
        }
        columns.word_hashes.sort_unstable();
        tokens
    }
}

/// Writes a token in one slot or two.
pub(super) fn push_slots(slots: &mut Vec<u16>, token: u32) {
    if token < LEAD {
        slots.push(token as u16);
    } else {
        let rest = token - LEAD;
        slots.push((LEAD + (rest >> 12 & 0xfff)) as u16);
        slots.push((TRAIL + (rest & 0xfff)) as u16);
    }
}

/// The places where tokens start, files' first excluded, sorted by the slots before them, nearest first.
fn sorted_places(slots: &[u16]) -> Vec<[u8; 3]> {
    let is_start = |at: &usize| u32::from(slots[*at]) < TRAIL && u32::from(slots[*at]) != FILE;
    let mut places: Vec<(u64, u32)> = (1..slots.len()).filter(is_start).map(|at| (key(slots, at, 0), at as u32)).collect();
    sort_run(slots, &mut places, 4);
    places.iter().map(|&(_, at)| [at as u8, (at >> 8) as u8, (at >> 16) as u8]).collect()
}

/// Sorts places by their keys, and those of equal keys by the slots from `depth` on.
fn sort_run(slots: &[u16], places: &mut [(u64, u32)], depth: usize) {
    places.sort_unstable();
    if depth >= DEPTH {
        return;
    }
    let mut start = 0;
    while start < places.len() {
        let first = places[start].0;
        let end = start + places[start..].iter().take_while(|place| place.0 == first).count();
        // A key that holds the start of a file has nothing behind it to sort by.
        if end - start > 1 && !has_start(first) {
            for place in &mut places[start..end] {
                place.0 = key(slots, place.1 as usize, depth);
            }
            sort_run(slots, &mut places[start..end], depth + 4);
        }
        start = end;
    }
}

/// Four slots before a place, from `depth` on, nearest first; what lies before the start of a file counts as nothing.
fn key(slots: &[u16], at: usize, depth: usize) -> u64 {
    let mut key = 0;
    let mut is_over = false;
    for back in depth + 1..=depth + 4 {
        let slot = if is_over { 0 } else { at.checked_sub(back).map_or(0, |at| slots[at]) };
        is_over |= u32::from(slot) == FILE;
        key = key << 16 | u64::from(slot);
    }
    key
}

fn has_start(key: u64) -> bool {
    (0..4).any(|slot| key >> (16 * slot) & 0xffff == u64::from(FILE))
}
