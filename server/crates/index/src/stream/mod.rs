//! Token streams: what stands behind what in the files of a segment, so that the text before a cursor finds its like.
//!
//! Each programming file is a run of tokens without comments and blank lines. A token's text starts with a space where white space
//! stands before it on its line, so that lines can be written again from tokens. All places of a segment are sorted by the
//! tokens before them, nearest first: a suffix array of the reversed stream, of bounded depth. Binary search in it gives all
//! places whose past is like a given one. What may follow there is the predictor's business, not decided here.

mod build;
mod lex;
mod read;
#[cfg(test)]
mod tests;

use sapwood_grammars::LanguageId;

pub(crate) use self::build::StreamBuilder;
pub use self::lex::{Kind, Piece, Rules, is_word, lex};
pub use self::read::StreamPart;

/// The token before the first of a file.
pub const FILE: u32 = 0;
/// A line end; the next line stands as deep as this one.
pub const LINE_SAME: u32 = 1;
/// A line end; the next line stands deeper.
pub const LINE_IN: u32 = 2;
/// A line end; the next line stands less deep.
pub const LINE_OUT: u32 = 3;
/// A literal whose text is not kept.
pub const LITERAL: u32 = 4;
/// The first token that has a text.
pub const FIRST_WORD: u32 = 5;

/// Literals longer than this are data; their text is not kept.
pub const MAX_LITERAL: usize = 64;

/// True for the three kinds of line ends.
pub fn is_line_end(token: u32) -> bool {
    (LINE_SAME..=LINE_OUT).contains(&token)
}

/// One token of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenText<'a> {
    /// One of the tokens without text: a line end or [`LITERAL`].
    Bare(u32),
    /// A word, number, short literal or mark.
    Word {
        /// Its text, without the space.
        text: &'a str,
        /// White space stands before it on its line.
        is_spaced: bool,
        /// What it is.
        kind: Kind,
    },
}

/// Calls `emit` with each token of `text` and the byte where it starts. The last line end is missing where nothing follows it.
pub fn tokens_of<'a>(text: &'a str, rules: &Rules, mut emit: impl FnMut(u32, TokenText<'a>)) {
    let (mut depth, mut line_end) = (None, None);
    lex(text, rules, |piece| {
        match piece.kind {
            Kind::Comment => return,
            Kind::Line => {
                line_end = Some(piece.start);
                return;
            }
            _ => {}
        }
        let is_first = line_end.is_some() || depth.is_none();
        if is_first {
            let here = indentation(text, piece.start as usize);
            if let (Some(end), Some(before)) = (line_end.take(), depth) {
                emit(end, TokenText::Bare(turn(before, here)));
            }
            depth = Some(here);
        }
        let word = &text[piece.start as usize..piece.end as usize];
        let is_data = piece.kind == Kind::LongText || word.len() > MAX_LITERAL;
        let token = if is_data {
            TokenText::Bare(LITERAL)
        } else {
            TokenText::Word { text: word, is_spaced: piece.is_spaced, kind: piece.kind }
        };
        emit(piece.start, token);
    });
}

/// Columns between the start of the line and `at`; a tab reaches the next multiple of four.
pub fn indentation(text: &str, at: usize) -> usize {
    let start = text[..at].rfind('\n').map_or(0, |found| found + 1);
    let white = text[start..at].bytes().take_while(|byte| matches!(byte, b' ' | b'\t'));
    white.fold(0, |columns, byte| if byte == b'\t' { (columns / 4 + 1) * 4 } else { columns + 1 })
}

/// The line end between lines of those depths.
pub fn turn(before: usize, after: usize) -> u32 {
    match after.cmp(&before) {
        std::cmp::Ordering::Equal => LINE_SAME,
        std::cmp::Ordering::Greater => LINE_IN,
        std::cmp::Ordering::Less => LINE_OUT,
    }
}

/// The rules of a file whose tokens are kept, if they are.
pub fn rules_of(language: Option<LanguageId>) -> Option<Rules> {
    Rules::of(language?)
}
