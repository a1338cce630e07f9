//! The words of one prediction: texts as numbers, the same for the typed text and for every part of the index.
//!
//! Numbers below [`FIRST_WORD`](stream::FIRST_WORD) mean what they mean in the index; they have no text.

use rustc_hash::FxHashMap;
use sapwood_index::stream::{self, StreamPart, TokenText};

/// Numbers for texts.
pub(super) struct Words<'a> {
    texts: Vec<Box<str>>,
    ids: FxHashMap<Box<str>, u32>,
    parts: Vec<PartWords<'a>>,
    buffer: String,
}

/// The tokens of one part and the words they are, as far as they were met.
struct PartWords<'a> {
    part: StreamPart<'a>,
    word_of: FxHashMap<u32, u32>,
    token_of: FxHashMap<u32, Option<u32>>,
}

impl<'a> Words<'a> {
    /// No words yet.
    pub(super) fn new(parts: Vec<StreamPart<'a>>) -> Self {
        let parts =
            parts.into_iter().map(|part| PartWords { part, word_of: FxHashMap::default(), token_of: FxHashMap::default() });
        Self { texts: Vec::new(), ids: FxHashMap::default(), parts: parts.collect(), buffer: String::new() }
    }

    /// The number of a text that starts with a space where one belongs before it.
    pub(super) fn id(&mut self, text: &str) -> u32 {
        if let Some(&id) = self.ids.get(text) {
            return id;
        }
        let id = stream::FIRST_WORD + self.texts.len() as u32;
        self.texts.push(text.into());
        self.ids.insert(text.into(), id);
        id
    }

    /// The number of a token of a text.
    pub(super) fn id_of(&mut self, token: TokenText<'_>) -> u32 {
        match token {
            TokenText::Bare(id) => id,
            TokenText::Word { text, is_spaced: false, .. } => self.id(text),
            TokenText::Word { text, .. } => {
                let mut buffer = std::mem::take(&mut self.buffer);
                buffer.clear();
                buffer.push(' ');
                buffer.push_str(text);
                let id = self.id(&buffer);
                self.buffer = buffer;
                id
            }
        }
    }

    /// The text of a word; empty for line ends and what else has none.
    pub(super) fn text(&self, id: u32) -> &str {
        id.checked_sub(stream::FIRST_WORD).and_then(|at| self.texts.get(at as usize)).map_or("", |text| text)
    }

    /// The parts of the index.
    pub(super) fn parts(&self) -> usize {
        self.parts.len()
    }

    /// One part of the index.
    pub(super) fn part(&self, part: usize) -> StreamPart<'a> {
        self.parts[part].part
    }

    /// The word that a part's token is.
    pub(super) fn word(&mut self, part: usize, token: u32) -> u32 {
        if token < stream::FIRST_WORD {
            return token;
        }
        if let Some(&word) = self.parts[part].word_of.get(&token) {
            return word;
        }
        let word = self.id(self.parts[part].part.text(token));
        self.parts[part].word_of.insert(token, word);
        word
    }

    /// A part's token for a word, if the part holds it.
    pub(super) fn token(&mut self, part: usize, word: u32) -> Option<u32> {
        if word < stream::FIRST_WORD {
            return Some(word);
        }
        if let Some(&token) = self.parts[part].token_of.get(&word) {
            return token;
        }
        let text = self.text(word);
        let token = match text.strip_prefix(' ') {
            Some(rest) => self.parts[part].part.token(rest, true),
            None => self.parts[part].part.token(text, false),
        };
        self.parts[part].token_of.insert(word, token);
        token
    }
}
