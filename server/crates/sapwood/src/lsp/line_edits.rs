//! Suggestions about whole lines as replacements in a text, with the line ends that the text has. It knows no positions.

use sapwood_assist::next_edit::Suggestion;
use sapwood_base::{LineIndex, Span};

/// What to write in the place of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Replacement {
    pub(super) span: Span,
    pub(super) text: String,
}

/// The smallest replacement of whole lines that does what is suggested; `None` where it does nothing.
pub(super) fn replacement(text: &str, suggestion: &Suggestion) -> Option<Replacement> {
    let index = LineIndex::new(text);
    let (start, end) = (suggestion.lines.start, suggestion.lines.end.min(index.line_count()));
    let ending = ending_near(text, &index, start);
    let new = suggestion.text.as_ref().map(|new| new.replace("\r\n", "\n").replace('\n', ending));
    let whole = Span::new(index.line_start(start), text.len() as u32);
    let (span, text) = match new {
        Some(new) if start < end => (Span::new(index.line_start(start), index.line_end(end - 1, text)), new),
        Some(new) if start < index.line_count() => (Span::new(index.line_start(start), index.line_start(start)), new + ending),
        // Behind a last line without an end.
        Some(new) => (Span::new(text.len() as u32, text.len() as u32), format!("{ending}{new}")),
        None if start >= end => return None,
        None if end < index.line_count() => (Span::new(index.line_start(start), index.line_start(end)), String::new()),
        // The last line has no end of its own: the one before it goes with it.
        None if start > 0 => (Span::new(index.line_end(start - 1, text), text.len() as u32), String::new()),
        None => (whole, String::new()),
    };
    Some(Replacement { span, text })
}

/// How the line `near`, or else the first line, ends.
fn ending_near<'a>(text: &str, index: &LineIndex, near: u32) -> &'a str {
    let ends_with = |line: u32| {
        let (end, next) = (index.line_end(line, text), index.line_start(line + 1));
        text.get(end as usize..next as usize).filter(|ending| !ending.is_empty())
    };
    let mut lines = [near, near.saturating_sub(1), 0].into_iter().filter(|line| line + 1 < index.line_count());
    if lines.find_map(ends_with) == Some("\r\n") { "\r\n" } else { "\n" }
}

#[cfg(test)]
mod tests {
    use sapwood_assist::next_edit::{Kind, Source};

    use super::*;

    fn check(text: &str, lines: std::ops::Range<u32>, new: Option<&str>, expected: &str) {
        let suggestion = Suggestion {
            path: String::new(),
            lines: lines.clone(),
            old: String::new(),
            text: new.map(str::to_owned),
            kind: Kind::Rename,
            source: Source::Graph,
            confidence: 1.0,
            reason: String::new(),
        };
        let Some(Replacement { span, text: new }) = replacement(text, &suggestion) else { panic!("{text:?} {lines:?}") };
        let found = format!("{}{new}{}", &text[..span.start as usize], &text[span.end as usize..]);
        assert_eq!(found, expected, "{text:?} {lines:?}");
    }

    #[test]
    fn lines_are_replaced_inserted_and_removed() {
        check("a\nb\nc\n", 1..2, Some("B\nBB"), "a\nB\nBB\nc\n");
        check("a\nb", 1..2, Some("B"), "a\nB");
        check("a\nb\n", 1..1, Some("x"), "a\nx\nb\n");
        check("a\nb\n", 2..2, Some("x"), "a\nb\nx\n");
        check("a\nb", 2..2, Some("x"), "a\nb\nx");
        check("a\nb\nc\n", 1..2, None, "a\nc\n");
        check("a\nb", 1..2, None, "a");
        check("a", 0..1, None, "");
        check("a\nb\n", 0..1, Some(""), "\nb\n");
    }

    #[test]
    fn a_text_keeps_its_line_ends() {
        check("a\r\nb\r\n", 1..2, Some("x\ny"), "a\r\nx\r\ny\r\n");
        check("a\r\nb\n", 0..1, Some("x\ny"), "x\r\ny\r\nb\n");
        check("a\r\nb", 2..2, Some("x"), "a\r\nb\r\nx");
        check("\u{1f600}\tb\r\nc\r\n", 0..1, None, "c\r\n");
    }
}
