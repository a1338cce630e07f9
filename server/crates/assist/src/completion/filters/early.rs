//! Filters that depend on the answer and where it was asked for. Each gives the changed text, or `None` where nothing changes.

use crate::completion::site::Site;
use crate::completion::text::{is_closing, is_within_distance, letters, with_plain_breaks};

/// Fewer characters than these are not worth a look, unless they close something.
const MIN_CHARACTERS: usize = 4;
/// A text may differ from the lines that follow by this share of its length and still be the same.
const LIKENESS: usize = 20;
/// Units of a line's end that repeat: from this length on, this often.
const ENDINGS: &[(usize, usize)] = &[(10, 4), (3, 6)];
/// The longest such unit.
const MAX_UNIT: usize = 40;

/// One kind of line break.
pub(super) fn plain_breaks(_: &Site, text: &str) -> Option<String> {
    text.contains('\r').then(|| with_plain_breaks(text))
}

/// A blank line needs no further line break, and has its indentation already.
pub(super) fn leading_breaks(site: &Site, text: &str) -> Option<String> {
    if !site.line_before().trim().is_empty() {
        return None;
    }
    let rest = text.trim_start_matches('\n');
    let blank_lines = rest.len() - rest.trim_start().len();
    let start = rest[..blank_lines].rfind('\n').map_or(0, |at| at + 1);
    let rest = &rest[start..];
    let own = site.line_before();
    let rest = if own.is_empty() { rest } else { rest.strip_prefix(own).unwrap_or(rest) };
    (rest.len() < text.len()).then(|| rest.to_owned())
}

/// A last line that says one thing over and over.
pub(super) fn repeated_ending(_: &Site, text: &str) -> Option<String> {
    let body = text.trim_end();
    let start = body.rfind('\n').map_or(0, |at| at + 1);
    let line = body.as_bytes()[start..].iter().rev().copied().collect::<Vec<u8>>();
    let repeats = |unit: usize| line.chunks(unit).take_while(|chunk| *chunk == &line[..unit]).count();
    let is_telling = |unit: usize| line[..unit].iter().any(u8::is_ascii_alphanumeric);
    let is_circular = (3..=MAX_UNIT.min(line.len()))
        .any(|unit| ENDINGS.iter().any(|&(least, times)| unit >= least && is_telling(unit) && repeats(unit) >= times));
    is_circular.then(|| body[..start].trim_end().to_owned())
}

/// One line where the tree asks for no block.
pub(super) fn single_line(site: &Site, text: &str) -> Option<String> {
    if site.is_multi_line() {
        return None;
    }
    text.split_once('\n').map(|(first, _)| first.trim_end().to_owned())
}

/// Text that is there already.
pub(super) fn following_lines(site: &Site, text: &str) -> Option<String> {
    let own: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let rest = site.line_after().trim();
    let below = site.lines_below().map(str::trim);
    let following = std::iter::once(rest).chain(below).filter(|line| !line.is_empty()).take(own.len());
    let following = following.collect::<Vec<_>>().join("\n");
    let own = own.join("\n");
    // A few marks are like any other few marks.
    let limit = if own.len() <= 10 { 0 } else { (own.len() / LIKENESS).max(1) };
    let line = [site.line_before(), text].concat();
    let is_whole_line = !text.contains('\n') && letters(&line) >= 4 && line.trim() == site.next_line().trim();
    let is_there = !own.is_empty() && !is_closing(&own) && is_within_distance(&own, &following, limit);
    (is_there || is_whole_line).then(String::new)
}

/// True for less than is worth a look.
pub(super) fn is_too_short(text: &str) -> bool {
    text.trim().chars().count() < MIN_CHARACTERS && !is_closing(text)
}
