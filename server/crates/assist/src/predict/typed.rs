//! What is typed: the text around the cursor as words, and what stands between the last word and the cursor.

use sapwood_index::stream::{self, Kind, Rules, TokenText, indentation, lex, tokens_of, turn};

use super::words::Words;

/// Text before the cursor that is looked at, in bytes; what lies further back of a huge file is left to the index.
const MAX_BEFORE: usize = 192 << 10;
/// Text behind the cursor that is looked at, in bytes.
const MAX_AFTER: usize = 48 << 10;

/// The text around the cursor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Typed {
    /// The words before the cursor, the file's start and line ends among them. The last is complete.
    pub(super) before: Vec<u32>,
    /// The words of the lines behind the cursor's.
    pub(super) after: Vec<u32>,
    /// What the next word must start with: white space as one space, and the start of a word or literal.
    pub(super) prefix: String,
    /// What stands behind the cursor on its line.
    pub(super) rest: String,
}

/// Reads the text around `offset`; `None` where nothing can be predicted: in a comment, in a literal that spans lines, in the
/// middle of a word or of a line that goes on.
pub(super) fn typed(text: &str, offset: usize, rules: &Rules, words: &mut Words<'_>) -> Option<Typed> {
    if offset > text.len() || !text.is_char_boundary(offset) {
        return None;
    }
    let line_end = text[offset..].find('\n').map_or(text.len(), |found| offset + found);
    let rest = text[offset..line_end].trim_end();
    if !rest.bytes().all(|byte| b" )]}>\"'`;,".contains(&byte)) {
        return None;
    }
    let head = &text[window_start(text, offset)..offset];
    let (complete, prefix) = split(head, rules)?;
    let mut typed = Typed { rest: rest.trim_start().to_owned(), prefix, ..Typed::default() };
    if head.len() == offset {
        typed.before.push(stream::FILE);
    }
    let mut last_start = None;
    tokens_of(&head[..complete], rules, |at, token| {
        typed.before.push(words.id_of(token));
        if !matches!(token, TokenText::Bare(stream::LINE_SAME..=stream::LINE_OUT)) {
            last_start = Some(at as usize);
        }
    });
    add_line_end(head, last_start, &mut typed);
    let behind = &text[line_end..window_end(text, line_end)];
    tokens_of(behind, rules, |_, token| typed.after.push(words.id_of(token)));
    Some(typed)
}

/// The line end that stands before the cursor's line, where nothing but indentation (or the start of its first word) stands on it.
fn add_line_end(head: &str, last_start: Option<usize>, typed: &mut Typed) {
    let (Some(last), line) = (last_start, head.rfind('\n').map_or(0, |found| found + 1)) else { return };
    let last_end = head[last..].find('\n').map_or(head.len(), |found| last + found);
    if last >= line || last_end >= head.len() {
        return;
    }
    let first = line + head[line..].bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let last_line = head[..last].rfind('\n').map_or(0, |found| found + 1);
    let first_of_last = last_line + head[last_line..].bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    typed.before.push(turn(indentation(head, first_of_last), indentation(head, first)));
    if typed.prefix.starts_with(' ') {
        typed.prefix.remove(0);
    }
}

/// How much of `head` is complete words, and what stands behind them; `None` inside comments and long literals.
fn split(head: &str, rules: &Rules) -> Option<(usize, String)> {
    let line_start = head.rfind('\n').map_or(0, |found| found + 1);
    let (mut last, mut has_words) = (None, false);
    lex(head, rules, |piece| {
        if piece.kind == Kind::Line {
            return;
        }
        last = Some(piece);
        has_words |= piece.start as usize >= line_start;
    });
    let Some(last) = last else { return Some((head.len(), String::new())) };
    let (start, end) = (last.start as usize, last.end as usize);
    let is_open = end == head.len() && !matches!(last.kind, Kind::Mark);
    if !is_open {
        let has_space = end >= line_start && head[end..].starts_with([' ', '\t']);
        return Some((head.len(), if has_space { " ".to_owned() } else { String::new() }));
    }
    let piece = &head[start..end];
    match last.kind {
        Kind::Comment if piece.ends_with("*/") => Some((head.len(), String::new())),
        Kind::Comment | Kind::LongText => None,
        Kind::Text if is_closed(piece) => Some((head.len(), String::new())),
        _ => Some((start, if last.is_spaced { format!(" {piece}") } else { piece.to_owned() })),
    }
}

fn is_closed(literal: &str) -> bool {
    let mut chars = literal.chars();
    let first = chars.next();
    // A lifetime or label is a word that starts with a quote.
    let is_word = first == Some('\'') && !literal[1..].contains('\'');
    !is_word && literal.len() > 1 && chars.next_back() == first && !literal[..literal.len() - 1].ends_with('\\')
}

fn window_start(text: &str, offset: usize) -> usize {
    if offset <= MAX_BEFORE {
        return 0;
    }
    let mut start = offset - MAX_BEFORE;
    while !text.is_char_boundary(start) {
        start += 1;
    }
    text[start..offset].find('\n').map_or(start, |found| start + found + 1)
}

fn window_end(text: &str, start: usize) -> usize {
    let mut end = (start + MAX_AFTER).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}
