//! What a finished text still needs before it can be shown: first what depends on the answer alone, whose result is cached, then
//! what depends on the text around the cursor, which changes while somebody types on.
//!
//! They look at text and at where the tree says the cursor stands; whether the result parses is checked elsewhere.

mod early;
mod fit;
mod late;
#[cfg(test)]
mod tests;

use super::Source;
use super::candidate::Candidate;
use super::site::Site;

/// One filter: its name for people, and what it makes of a text; an empty text is dropped.
type Filter = (&'static str, fn(&Site, &str) -> Option<String>);

/// What happened to a text, for the account.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Trace {
    /// Names of the filters that cut it.
    pub(super) cut_by: Vec<&'static str>,
    /// The name of the filter that dropped it.
    pub(super) dropped_by: Option<&'static str>,
}

/// A text that fits its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fitted {
    /// The text.
    pub(super) text: String,
    /// Bytes behind the cursor that it replaces, all of which it repeats.
    pub(super) replaced: usize,
}

/// Filters before the cache.
const EARLY: &[Filter] = &[
    ("line breaks", early::plain_breaks),
    ("leading line breaks", early::leading_breaks),
    ("repeated line ending", early::repeated_ending),
    ("single line", early::single_line),
    ("lines that follow", early::following_lines),
    // What is typed of a block later no longer stands in an empty one, so its bounds are drawn here.
    ("repeated block", late::repeated_block),
    ("repeated lines", late::repeated_lines),
    ("scope", late::scope),
    ("block closer", late::block_closer),
    ("lines of the suffix", late::suffix_lines),
];

/// Filters after the cache.
const LATE: &[Filter] = &[
    ("line breaks", early::plain_breaks),
    ("repeated block", late::repeated_block),
    ("repeated lines", late::repeated_lines),
    ("scope", late::scope),
    ("block closer", late::block_closer),
    ("indentation", late::indentation),
    ("lines of the suffix", late::suffix_lines),
    ("line below", late::line_below),
    ("trailing blanks", late::trailing_blanks),
];

/// What is cached of `candidate`.
pub(super) fn before_cache(site: &Site, candidate: &Candidate, trace: &mut Trace) -> Option<Candidate> {
    let text = run(EARLY, site, &candidate.text, trace)?;
    if candidate.source != Source::Local && early::is_too_short(&text) {
        trace.dropped_by = Some("length");
        return None;
    }
    Some(candidate.with_text(text.replace('\n', site.line_break())))
}

/// What may be shown of `candidate` at `site`, which need not be the site it was made for.
pub(super) fn after_cache(site: &Site, candidate: &Candidate, trace: &mut Trace) -> Option<Fitted> {
    let text = run(LATE, site, &candidate.text, trace)?;
    let fitted = fit::fit(site, &text);
    if fitted.text.trim().is_empty() {
        trace.dropped_by = Some("overlap with the suffix");
        return None;
    }
    Some(Fitted { text: fitted.text.replace('\n', site.line_break()), ..fitted })
}

fn run(filters: &[Filter], site: &Site, text: &str, trace: &mut Trace) -> Option<String> {
    let mut text = text.to_owned();
    for (name, filter) in filters {
        let Some(changed) = filter(site, &text) else { continue };
        trace.cut_by.push(name);
        if changed.trim().is_empty() {
            trace.dropped_by = Some(name);
            return None;
        }
        text = changed;
    }
    if text.trim().is_empty() {
        trace.dropped_by = Some("empty text");
        return None;
    }
    Some(text)
}
