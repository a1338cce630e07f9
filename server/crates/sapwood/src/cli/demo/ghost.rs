//! A line of the repository, half of it taken away, and what the repository alone makes of the rest.

use std::time::Duration;

use sapwood_assist::completion::Suggestion;
use sapwood_index::{Change, SymbolId};

use super::survey::Survey;
use crate::cli::session::Session;
use crate::cli::suggest::suggest_at;

/// Places tried until one is sure enough.
const PLACES: usize = 40;
/// Places tried in one definition.
const PLACES_EACH: usize = 3;
/// Characters that are there, and that are left to suggest, at least.
const GIVEN: usize = 6;
const TAKEN: usize = 10;
/// Who is shown around sees what would be shown while typing, not what is given to those who insist.
const SURE: f32 = 0.5;

/// A suggestion at a place where it is known what stands there.
pub(super) struct Ghost {
    pub(super) path: String,
    /// From one.
    pub(super) line: u32,
    /// What was left of the line.
    pub(super) given: String,
    /// What was suggested.
    pub(super) text: String,
    /// It is what stands there.
    pub(super) is_right: bool,
    pub(super) confidence: f32,
    pub(super) reason: String,
    pub(super) took: Duration,
    /// Places tried, this one included.
    pub(super) tried: usize,
}

/// The first place among the definitions worth showing at which something is suggested.
pub(super) fn find(session: &mut Session, survey: &Survey) -> Option<Ghost> {
    let places: Vec<(String, usize)> =
        survey.interesting.iter().flat_map(|&symbol| places(session, symbol)).take(PLACES).collect();
    places.into_iter().enumerate().find_map(|(at, (path, cut))| {
        let ghost = ghost(session, &path, cut, at + 1);
        session.folder.index().apply(Change { closed: vec![path], ..Change::default() });
        session.snapshot = session.folder.index().snapshot();
        ghost
    })
}

/// Places inside a definition behind which much of a line follows.
fn places(session: &Session, symbol: SymbolId) -> Vec<(String, usize)> {
    let view = session.snapshot.symbol(symbol);
    let path = session.snapshot.file(view.file).path;
    let text = session.text(path);
    let mut start = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        start += line.len();
        (start - line.len(), line.trim_end())
    });
    let inside = lines.skip(view.lines.start as usize + 1).take(view.lines.count().saturating_sub(2) as usize);
    inside.filter_map(|(start, line)| Some((path.to_owned(), start + cut(line)?))).take(PLACES_EACH).collect()
}

/// Where a line of code is cut: behind its first opening bracket, point or sign that enough stands before and behind.
fn cut(line: &str) -> Option<usize> {
    let indent = line.len() - line.trim_start().len();
    if line.trim_start().starts_with(['/', '#', '*', '"', '\'']) {
        return None;
    }
    line.char_indices().find_map(|(at, c)| {
        let is_seam = matches!(c, '(' | '.' | '=') && at >= indent + GIVEN;
        let cut = at + c.len_utf8();
        (is_seam && line.len() >= cut + TAKEN).then_some(cut)
    })
}

fn ghost(session: &mut Session, path: &str, cut: usize, tried: usize) -> Option<Ghost> {
    let text = session.text(path);
    let end = cut + text[cut..].find(['\r', '\n']).unwrap_or(text.len() - cut);
    let without = format!("{}{}", &text[..cut], &text[end..]);
    session.folder.overlay(path, &without).ok()?;
    session.snapshot = session.folder.index().snapshot();
    let suggested = suggest_at(session, path.to_owned(), without.into(), cut as u32).ok()?;
    let is_shown = |best: &&Suggestion| best.confidence >= SURE && best.text.trim().len() >= TAKEN;
    let best = suggested.answer.suggestions.first().filter(is_shown)?;
    let start = text[..cut].rfind('\n').map_or(0, |at| at + 1);
    Some(Ghost {
        path: path.to_owned(),
        line: text[..cut].matches('\n').count() as u32 + 1,
        given: text[start..cut].trim_start().to_owned(),
        is_right: best.text.lines().next().map(str::trim) == Some(text[cut..end].trim()),
        text: best.text.clone(),
        confidence: best.confidence,
        reason: best.reason.clone(),
        took: suggested.elapsed,
        tried,
    })
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn lines_are_cut_where_code_goes_on() {
        assert_eq!(cut("    let total = compute(order, rates);"), Some(15));
        assert_eq!(cut("    a.b(c)"), None, "too little is left");
        assert_eq!(cut("    // a comment = with signs in it, and long"), None);
        assert_eq!(cut(""), None);
    }
}
