//! Filters that depend on the text around the cursor as it is now. Each gives the changed text, or `None` where nothing changes.

use sapwood_grammars::Family;

use crate::completion::site::{Indentation, Site};
use crate::completion::text::{
    closes_block, columns, end_of_lines, indentation as blanks, is_closing, letters, open_brackets, unmatched,
};

/// Equal lines in a row that are one too many.
const EQUAL_LINES: usize = 3;
/// Lines of the longest block whose repetition is looked for.
const MAX_BLOCK: usize = 12;

/// A block of lines that follows itself.
pub(super) fn repeated_block(_: &Site, text: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    for start in 0..lines.len() {
        for len in 2..=MAX_BLOCK.min((lines.len() - start) / 2) {
            let block = &lines[start..start + len];
            let is_telling = letters(&block.concat()) >= 8 && block.iter().any(|line| !line.is_empty());
            if is_telling && block == &lines[start + len..start + 2 * len] {
                return Some(text[..end_of_lines(text, start + len)].trim_end().to_owned());
            }
        }
    }
    None
}

/// One line again and again.
pub(super) fn repeated_lines(_: &Site, text: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let is_circle = |window: &[&str]| letters(window[0]) >= 2 && window.iter().all(|line| *line == window[0]);
    let start = lines.windows(EQUAL_LINES).position(is_circle)?;
    Some(text[..end_of_lines(text, start + 1)].trim_end().to_owned())
}

/// Nothing beyond the block that is written.
pub(super) fn scope(site: &Site, text: &str) -> Option<String> {
    if !text.contains('\n') {
        return line_scope(site, text);
    }
    let outer = site.block_columns()?;
    let is_closed = site.block.is_some_and(|block| block.is_closed);
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let is_outside = number > 0 && !line.trim().is_empty() && columns(line) <= outer;
        if is_outside {
            let is_own_closer =
                !is_closed && columns(line) == outer && closes_block(line) && site.family() != Some(Family::Python);
            let end = if is_own_closer { at + line.len() } else { at };
            let kept = text[..end].trim_end();
            return (kept.len() < text.trim_end().len()).then(|| kept.to_owned());
        }
        at += line.len();
    }
    None
}

/// A line does not close the block it stands in, except where it does nothing else.
fn line_scope(site: &Site, text: &str) -> Option<String> {
    let mut expected = open_brackets(site.line_before());
    for (at, closer) in unmatched(text).closers {
        if expected.last() == Some(&closer) {
            expected.pop();
        } else if closer == '}' && letters(&text[..at]) > 0 && !site.line_after().trim_start().starts_with('}') {
            return Some(text[..at].trim_end().to_owned());
        }
    }
    None
}

/// The end of a block that has one.
pub(super) fn block_closer(site: &Site, text: &str) -> Option<String> {
    let body = text.trim_end();
    let start = body.rfind('\n').map_or(0, |at| at + 1);
    let last = &body[start..];
    let next = site.next_line();
    if start == 0 || !closes_block(last) || last.trim() != next.trim() || !site.line_after().trim().is_empty() {
        return None;
    }
    let is_same_column = columns(last) == columns(next);
    let is_surplus = is_closing(last) && !unmatched(body).closers.is_empty();
    (is_same_column || is_surplus).then(|| body[..start].trim_end().to_owned())
}

/// Tabs where the file has tabs, blanks where it has blanks.
pub(super) fn indentation(site: &Site, text: &str) -> Option<String> {
    let wanted = site.indentation()?;
    let (first, rest) = text.split_once('\n')?;
    let width = match wanted {
        Indentation::Tabs => text_width(rest),
        Indentation::Spaces(width) => width,
    };
    let mut out = first.to_owned();
    for line in rest.split('\n') {
        let own = blanks(line);
        out.push('\n');
        out.push_str(&match wanted {
            Indentation::Tabs => with_tabs(own, width),
            Indentation::Spaces(_) => own.replace('\t', &" ".repeat(width)),
        });
        out.push_str(&line[own.len()..]);
    }
    (out != text).then_some(out)
}

/// The smallest indentation by blanks.
fn text_width(text: &str) -> usize {
    let widths = text.lines().map(|line| blanks(line).chars().take_while(|c| *c == ' ').count());
    widths.filter(|width| *width >= 2).min().unwrap_or(4)
}

fn with_tabs(blanks: &str, width: usize) -> String {
    let spaces = blanks.chars().filter(|c| *c == ' ').count();
    let tabs = blanks.len() - spaces;
    "\t".repeat(tabs + spaces / width) + &" ".repeat(spaces % width)
}

/// Last lines that stand behind the cursor.
pub(super) fn suffix_lines(site: &Site, text: &str) -> Option<String> {
    let lines: Vec<&str> = text.trim_end().lines().map(str::trim_end).collect();
    let following: Vec<&str> =
        site.lines_below().map(str::trim_end).skip_while(|line| line.is_empty()).take(lines.len()).collect();
    let is_free = site.line_after().trim().is_empty();
    let most = if is_free { lines.len().min(following.len()) } else { 0 };
    let is_there = |count: &usize| {
        let (own, there) = (&lines[lines.len() - count..], &following[..*count]);
        let is_telling = letters(&own.concat()) >= 3;
        own == there || (is_telling && own.iter().map(|line| line.trim()).eq(there.iter().map(|line| line.trim())))
    };
    let whole = |count: &usize| *count == lines.len() && is_closing(&lines.concat());
    let count = (1..=most).rev().find(|count| !whole(count) && is_there(count))?;
    Some(text[..end_of_lines(text, lines.len() - count)].trim_end().to_owned())
}

/// The line below the cursor, wherever it comes in the text, and everything after it.
pub(super) fn line_below(site: &Site, text: &str) -> Option<String> {
    let next = site.next_line().trim();
    if letters(next) < 4 {
        return None;
    }
    let own = text.lines().position(|line| line.trim() == next);
    let with_start = [site.line_before(), text.lines().next().unwrap_or("")].concat();
    if with_start.trim() == next {
        return Some(String::new());
    }
    own.map(|number| text[..end_of_lines(text, number)].trim_end().to_owned())
}

/// Blanks that nobody sees.
pub(super) fn trailing_blanks(_: &Site, text: &str) -> Option<String> {
    let kept = text.trim_end();
    (kept.len() < text.len()).then(|| kept.to_owned())
}
