//! Fits a text to what stands behind the cursor on its line: brackets and quotes that an editor closed already are not closed
//! twice.

use sapwood_syntax::cursor::Region;

use super::Fitted;
use crate::completion::site::Site;
use crate::completion::text::{is_word, open_brackets, unmatched};

/// `text` without what the line repeats behind the cursor, or with that replaced where the text goes on behind it.
pub(super) fn fit(site: &Site, text: &str) -> Fitted {
    let rest = site.line_after();
    let whole = Fitted { text: text.to_owned(), replaced: 0 };
    if rest.trim().is_empty() {
        return whole;
    }
    let (first, consumed) = match_closers(site, text, rest);
    let Some(first) = first else { return without_overlap(text, rest) };
    let tail = &text[first..];
    if rest.trim_end().starts_with(tail.trim_end()) {
        return Fitted { text: text[..first].to_owned(), replaced: 0 };
    }
    let left = &rest[consumed..];
    let fitted = without_overlap(text, left);
    Fitted { text: fitted.text, replaced: consumed }
}

/// Where the first closer of `text` stands that is also behind the cursor, and how many bytes of `rest` such closers take.
fn match_closers(site: &Site, text: &str, rest: &str) -> (Option<usize>, usize) {
    let mut closers = surplus(site, text).into_iter();
    let (mut first, mut consumed) = (None, 0);
    for (at, c) in rest.char_indices() {
        if c == ' ' {
            continue;
        }
        let Some((place, closer)) = closers.next().filter(|(_, closer)| *closer == c) else { break };
        first.get_or_insert(place);
        consumed = at + closer.len_utf8();
    }
    (first, consumed)
}

/// The closers of `text` that belong to what was opened before the cursor, with their places.
fn surplus(site: &Site, text: &str) -> Vec<(usize, char)> {
    let quote = site.line_after().chars().next().filter(|c| site.region == Region::String && "\"'`".contains(*c));
    let Some(quote) = quote else { return unmatched(text).closers };
    let Some(end) = end_of_string(text, quote) else { return Vec::new() };
    let behind = end + quote.len_utf8();
    let others = unmatched(&text[behind..]).closers.into_iter().map(|(at, c)| (behind + at, c));
    std::iter::once((end, quote)).chain(others).collect()
}

fn end_of_string(text: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    text.char_indices()
        .find(|(_, c)| {
            let is_end = *c == quote && !is_escaped;
            is_escaped = *c == '\\' && !is_escaped;
            is_end
        })
        .map(|(at, _)| at)
}

/// `text` without an end that `rest` starts with.
fn without_overlap(text: &str, rest: &str) -> Fitted {
    let rest = rest.trim();
    let own = text.trim_end();
    let starts = own.char_indices().map(|(at, _)| at).filter(|&at| rest.starts_with(&own[at..]));
    let is_clean = |at: &usize| {
        let tail = &own[*at..];
        let is_mark = matches!(tail, ";" | "," | ":");
        let cuts_word = tail.starts_with(is_word) && own[..*at].ends_with(is_word);
        let is_balanced = unmatched(tail).closers.is_empty() && open_brackets(tail).is_empty();
        (is_mark || tail.len() > 1) && !cuts_word && is_balanced
    };
    let cut = starts.into_iter().find(is_clean);
    Fitted { text: cut.map_or(text, |at| own[..at].trim_end_matches(' ')).to_owned(), replaced: 0 }
}
