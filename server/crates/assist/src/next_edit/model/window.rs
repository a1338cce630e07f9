//! Answers that are the lines of the window, written anew.

use super::super::super::completion::repetition;
use super::answer::{Proposal, unhidden};
use super::heal;
use super::lines::{hunks, pairs};
use super::place::Place;

/// Unchanged lines between two changes that belong together.
const JOIN: usize = 1;
/// An answer may have this many lines more than three times the window.
const MORE_LINES: usize = 40;

/// What stands around the lines of an answer, and within them; empty where nothing does.
pub(super) struct Marks<'a> {
    pub(super) start: &'a str,
    pub(super) end: &'a str,
    pub(super) cursor: &'a str,
}

/// The edits of an answer; the error says what is wrong with it.
pub(super) fn parse(place: &Place, text: &str, marks: &Marks<'_>, is_whole: bool) -> Result<Vec<Proposal>, &'static str> {
    let [before, old, after] = place.parts();
    let (text, is_closed) = between(text, marks);
    let text = if marks.cursor.is_empty() { text.to_owned() } else { text.replace(marks.cursor, "") };
    let (text, fence) = heal::without_fence(&text, &place.lines);
    let is_complete = is_closed || fence.unwrap_or(is_whole);
    let said: Vec<String> = text.split('\n').map(|line| line.trim_end().to_owned()).collect();
    if said.len() > old.len() * 3 + MORE_LINES {
        return Err("it is longer than an edit can be");
    }
    if repetition::end(text).is_some() && repetition::end(&old.join("\n")).is_none() {
        return Err("it runs in circles");
    }
    let said = heal::without_talk(&said, &place.lines);
    if said.iter().all(|line| line.trim().is_empty() || heal::is_talk(line)) && old.iter().any(|line| !line.trim().is_empty()) {
        return Err("it is talk instead of code");
    }
    let said = with_blanks_of(without_echo(without_last_blanks(said), before, old, after), old, is_complete);
    let mut new = heal::reindented(&unhidden(said, place), old);
    // A line that differs only in blanks behind it is the same.
    let is_same = |a: &String, b: &String| a.trim_end() == b.trim_end();
    let same = pairs(old, &new, is_same);
    for &(a, b) in &same {
        new[b].clone_from(&old[a]);
    }
    if !is_complete {
        new = cut_off(old, new, &same).ok_or("it was cut off before anything of it could be told")?;
    } else if !is_like(old, &same) {
        return Err("it does not rewrite the lines that were shown");
    }
    Ok(proposals(place, old, after, &new))
}

/// The text between the marks, and whether the second was there.
fn between<'a>(text: &'a str, marks: &Marks<'_>) -> (&'a str, bool) {
    let inside = |text: &'a str, at: usize| text[at..].strip_prefix('\n').unwrap_or(&text[at..]);
    let text = match text.find(marks.start).filter(|_| !marks.start.is_empty()) {
        Some(at) => inside(text, at + marks.start.len()),
        None => text,
    };
    match text.find(marks.end).filter(|_| !marks.end.is_empty()) {
        Some(at) => (&text[..at], true),
        None => (text, false),
    }
}

fn without_last_blanks(said: &[String]) -> &[String] {
    &said[..said.iter().rposition(|line| !line.trim().is_empty()).map_or(0, |at| at + 1)]
}

/// The lines with as many empty ones at both ends as the window has: models take no care of those.
fn with_blanks_of(said: &[String], old: &[String], is_complete: bool) -> Vec<String> {
    let is_blank = |line: &&String| line.trim().is_empty();
    let inner = |lines: &[String]| {
        let start = lines.iter().take_while(is_blank).count();
        start..lines.len() - lines[start..].iter().rev().take_while(is_blank).count()
    };
    let (said_inner, old_inner) = (inner(said), inner(old));
    let behind = if is_complete { &old[old_inner.end..] } else { &[] };
    [&old[..old_inner.start], &said[said_inner], behind].concat()
}

/// True where enough of the old lines is left to believe that they were rewritten.
fn is_like(old: &[String], same: &[(usize, usize)]) -> bool {
    let telling = old.iter().filter(|line| !line.trim().is_empty()).count();
    let kept = same.iter().filter(|(a, _)| !old[*a].trim().is_empty()).count();
    telling < 3 || kept * 5 >= telling
}

/// An answer that was cut off counts up to its last line that was there before; what follows that stays.
fn cut_off(old: &[String], new: Vec<String>, same: &[(usize, usize)]) -> Option<Vec<String>> {
    let last = new.len().checked_sub(1)?;
    let &(a, b) = same.iter().rev().find(|&&(a, b)| b < last && !old[a].trim().is_empty())?;
    Some(new.into_iter().take(b + 1).chain(old[a + 1..].iter().cloned()).collect())
}

fn proposals(place: &Place, old: &[String], after: &[String], new: &[String]) -> Vec<Proposal> {
    let found = hunks(old, new, JOIN);
    let count = found.len();
    let mut proposals = Vec::new();
    for (number, (gone, come)) in found.into_iter().enumerate() {
        let mut lines = &new[come];
        if gone.start == old.len() {
            lines = without_echo_behind(lines, after);
        }
        // Models that lose count leave out the end.
        let is_lost_end = lines.is_empty() && gone.end == old.len() && number > 0 && number + 1 == count;
        if (gone.is_empty() && lines.is_empty()) || is_lost_end {
            continue;
        }
        let start = place.window.start;
        proposals.push(Proposal {
            place: 0,
            lines: start + gone.start as u32..start + gone.end as u32,
            old: old[gone].to_vec(),
            new: lines.to_vec(),
        });
    }
    proposals
}

fn is_echo(lines: &[String], shown: &[String]) -> bool {
    let is_same = lines.iter().zip(shown).all(|(a, b)| a.trim() == b.trim());
    is_same && lines.len() <= shown.len() && lines.iter().any(|line| !line.trim().is_empty())
}

/// Lines without those that stand before and behind the window anyway, where the window's own first and last line are there.
fn without_echo<'a>(lines: &'a [String], before: &[String], old: &[String], after: &[String]) -> &'a [String] {
    let (Some(first), Some(last)) = (old.first(), old.last()) else { return lines };
    let is_behind =
        |count: &usize| lines[lines.len() - count - 1].trim() == last.trim() && is_echo(&lines[lines.len() - count..], after);
    let behind = (1..lines.len()).rev().find(is_behind).unwrap_or(0);
    let lines = &lines[..lines.len() - behind];
    let is_before = |count: &usize| {
        let fits = *count <= before.len() && lines[*count].trim() == first.trim();
        fits && is_echo(&lines[..*count], &before[before.len() - count..])
    };
    let count = (1..lines.len()).rev().find(is_before).unwrap_or(0);
    &lines[count..]
}

/// Added lines without those that follow the window anyway.
fn without_echo_behind<'a>(lines: &'a [String], after: &[String]) -> &'a [String] {
    let at = (0..lines.len()).find(|&at| is_echo(&lines[at..], after));
    &lines[..at.unwrap_or(lines.len())]
}
