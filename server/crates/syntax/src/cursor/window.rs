//! The part of a large text that is worth parsing for a cursor.

use std::ops::Range;

/// Texts up to this size are parsed whole.
const WHOLE: usize = 64 << 10;
/// At least this much on each side of the cursor.
const REACH: usize = 8 << 10;
/// How much farther a line is looked for at which a definition of the file may start.
const SEARCH: usize = 24 << 10;

/// The part of `text` around the byte `offset`, from one line at which a definition may start to another.
pub(super) fn around(text: &str, offset: usize) -> Range<usize> {
    if text.len() <= WHOLE {
        return 0..text.len();
    }
    let offset = offset.min(text.len());
    start(text, offset)..end(text, offset)
}

fn start(text: &str, offset: usize) -> usize {
    let Some(least) = offset.checked_sub(REACH) else { return 0 };
    let nearest = line_start(text, least);
    let mut at = nearest;
    while at > 0 && nearest - at < SEARCH {
        if starts_definition(&text[at..]) {
            return at;
        }
        at = line_start(text, at - 1);
    }
    if at == 0 { 0 } else { nearest }
}

fn end(text: &str, offset: usize) -> usize {
    let nearest = next_line(text, offset + REACH);
    let mut at = nearest;
    while at < text.len() && at - nearest < SEARCH {
        if starts_definition(&text[at..]) {
            return at;
        }
        at = next_line(text, at);
    }
    if at >= text.len() { text.len() } else { nearest }
}

fn line_start(text: &str, offset: usize) -> usize {
    memchr::memrchr(b'\n', &text.as_bytes()[..offset]).map_or(0, |at| at + 1)
}

fn next_line(text: &str, offset: usize) -> usize {
    let Some(rest) = text.as_bytes().get(offset..) else { return text.len() };
    memchr::memchr(b'\n', rest).map_or(text.len(), |at| offset + at + 1)
}

/// True for a line without indentation that starts with a word and is no label.
fn starts_definition(text: &str) -> bool {
    let line = &text[..memchr::memchr(b'\n', text.as_bytes()).unwrap_or(text.len())];
    let is_label = line.trim_end().strip_suffix(':').is_some_and(|name| name.chars().all(char::is_alphanumeric));
    line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '@') && !is_label
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_reaches_from_definition_to_definition() {
        let item = format!("fn f() {{\n{}}}\n\n", "    call();\n".repeat(30));
        let text = item.repeat(600);
        for offset in (0..text.len()).step_by(7919) {
            let window = around(&text, offset);
            assert!(window.start <= offset && offset <= window.end && window.len() < 40 << 10, "{window:?} for {offset}");
            assert!(window.start == 0 || text[window.start..].starts_with("fn f()"));
            assert!(window.end == text.len() || text[window.end..].starts_with("fn f()"));
        }
        assert_eq!(around(&item, 5), 0..item.len());
    }

    #[test]
    fn text_without_definitions_is_cut_at_lines() {
        for line in ["  é é é\n", "é", "  x: y,\r\n"] {
            let text = line.repeat(40_000);
            for offset in (0..text.len()).step_by(4999).filter(|&at| text.is_char_boundary(at)) {
                let window = around(&text, offset);
                assert!(text.get(window.clone()).is_some() && window.start <= offset && offset <= window.end);
            }
        }
    }
}
