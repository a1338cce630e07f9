//! What is shown of a model's edits: those whose old lines stand there, that change something, take back nothing that was just done,
//! and leave no text that reads worse as its language.

use std::cell::OnceCell;
use std::time::Duration;

use crate::completion::clock::{Moment, now};
use sapwood_base::LineEdit;
use sapwood_grammars::LanguageId;
use sapwood_syntax::cursor::ParsedText;

use super::super::{Kind, Source, Suggestion};
use super::Situation;
use super::answer::Proposal;
use super::format::Format;
use super::lines::{span, touches};
use super::place::Place;

/// New lines of one edit.
const MAX_LINES: usize = 60;
/// Bytes of one.
const MAX_BYTES: usize = 6000;
/// Latest edits that a model must not take back.
const LATEST: usize = 12;
/// What a model sees in place of a secret.
const HIDDEN: &str = "<hidden: ";
/// Time for the trees of one answer; what was not parsed by then counts as readable.
const TIME_LIMIT: Duration = Duration::from_millis(150);
/// How likely an edit is to be right that a model alone knows of.
pub(super) const ALONE: f32 = 0.68;

/// The edits of one answer, checked.
pub(super) struct Checker<'a> {
    situation: &'a Situation,
    places: &'a [Place],
    format: &'a Format,
    model: &'a str,
    started: Moment,
    /// The tree of each place's file, once it was needed.
    trees: Vec<OnceCell<Option<ParsedText>>>,
}

impl<'a> Checker<'a> {
    pub(super) fn new(situation: &'a Situation, places: &'a [Place], format: &'a Format, model: &'a str) -> Self {
        let trees = places.iter().map(|_| OnceCell::new()).collect();
        Self { situation, places, format, model, started: now(), trees }
    }

    /// The suggestion that a proposal makes; the error says why it makes none.
    pub(super) fn check(&self, proposal: Proposal) -> Result<Suggestion, &'static str> {
        let place = &self.places[proposal.place];
        let new = &proposal.new;
        let bytes: usize = new.iter().map(String::len).sum();
        if new.len() > MAX_LINES || bytes > MAX_BYTES {
            return Err("it is longer than an edit can be");
        }
        if new.iter().any(|line| line.contains(HIDDEN)) {
            return Err("it holds the mark of a secret that was hidden from the model");
        }
        if new.iter().any(|line| self.format.is_marked(line)) {
            return Err("it holds marks of the model's template");
        }
        let is_same = |(a, b): (&String, &String)| a.trim() == b.trim();
        if proposal.old.len() == new.len() && proposal.old.iter().zip(new).all(is_same) {
            return Err("it changes nothing but blanks");
        }
        if proposal.old.iter().chain(new).all(|line| line.trim().is_empty()) {
            return Err("it changes nothing but empty lines");
        }
        if takes_back(&proposal, &place.path, &self.situation.history) {
            return Err("it takes back what was just done");
        }
        if self.breaks(&proposal) {
            return Err("the file would not read as its language");
        }
        Ok(Suggestion {
            path: place.path.clone(),
            old: proposal.old.join("\n"),
            text: (!new.is_empty()).then(|| new.join("\n")),
            lines: proposal.lines,
            kind: Kind::Predicted,
            source: Source::Model(self.model.to_owned()),
            confidence: ALONE,
            reason: format!("expected by {}", self.model),
        })
    }

    /// True where the file has more places that do not read as its language with the edit than without.
    fn breaks(&self, proposal: &Proposal) -> bool {
        if self.started.elapsed() > TIME_LIMIT {
            return false;
        }
        let place = &self.places[proposal.place];
        let bytes = span(&place.text, &proposal.lines);
        let situation = self.situation;
        let tree = self.trees[proposal.place]
            .get_or_init(|| ParsedText::parse_near(place.text.clone(), bytes.start, language(situation, place)?, None));
        let Some(tree) = tree.as_ref().filter(|tree| tree.covers(bytes.start) && tree.covers(bytes.end)) else { return false };
        let mut text = proposal.new.join("\n");
        let replaces_last = bytes.end as usize == place.text.len() && !place.text.ends_with('\n');
        if replaces_last && bytes.start == bytes.end {
            text.insert(0, '\n');
        } else if !proposal.new.is_empty() && !replaces_last {
            text.push('\n');
        }
        tree.errors_with(bytes, &text).is_some_and(|after| after > tree.errors())
    }
}

fn language(situation: &Situation, place: &Place) -> Option<LanguageId> {
    let snapshot = &situation.snapshot;
    let known = snapshot.file_by_path(&place.path).and_then(|file| snapshot.file(file).language);
    known.or_else(|| sapwood_grammars::detect(&place.path, place.text.lines().next().unwrap_or_default().as_bytes()))
}

/// True where the lines of one of the latest edits would be what they were before it, or be gone.
fn takes_back(proposal: &Proposal, path: &str, history: &[LineEdit]) -> bool {
    let latest = history.iter().rev().filter(|edit| edit.path == path).take(LATEST);
    latest.into_iter().any(|edit| restores(proposal, edit))
}

fn restores(proposal: &Proposal, edit: &LineEdit) -> bool {
    if !touches(&proposal.lines, &(edit.start..edit.end())) || edit.old == edit.new {
        return false;
    }
    // The lines that both are about, before the edit and after the proposal.
    let start = proposal.lines.start.min(edit.start);
    let end = proposal.lines.end.max(edit.end());
    let current = |line: u32| {
        let of = |first: u32, lines: &[String]| lines.get(line.checked_sub(first)? as usize).cloned();
        of(edit.start, &edit.new).or_else(|| of(proposal.lines.start, &proposal.old)).unwrap_or_default()
    };
    let with = |lines: &std::ops::Range<u32>, text: &[String]| -> Vec<String> {
        let before = (start..lines.start).map(current);
        let after = (lines.end..end).map(current);
        before.chain(text.iter().cloned()).chain(after).filter(|line| !line.trim().is_empty()).collect()
    };
    let is_same = |a: Vec<String>, b: Vec<String>| a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| a.trim() == b.trim());
    let is_gone = proposal.new.is_empty() && edit.start <= proposal.lines.start && proposal.lines.end <= edit.end();
    (is_gone && !proposal.lines.is_empty())
        || is_same(with(&proposal.lines, &proposal.new), with(&(edit.start..edit.end()), &edit.old))
}

#[cfg(test)]
mod tests {
    use super::super::testing::edit;
    use super::*;

    fn proposal(lines: std::ops::Range<u32>, old: &[&str], new: &[&str]) -> Proposal {
        let owned = |lines: &[&str]| lines.iter().map(|&line| line.to_owned()).collect();
        Proposal { place: 0, lines, old: owned(old), new: owned(new) }
    }

    #[test]
    fn what_was_just_done_is_not_taken_back() {
        let history = [edit("a.rs", 4, &["old"], &["new", "more"]), edit("a.rs", 20, &[], &["added"])];
        let is_back = |proposal: &Proposal| takes_back(proposal, "a.rs", &history);
        assert!(is_back(&proposal(4..6, &["new", "more"], &["old"])));
        assert!(is_back(&proposal(3..6, &["before", "new", "more"], &["before", "  old"])), "with a line around it");
        assert!(is_back(&proposal(20..21, &["added"], &[])));
        assert!(!is_back(&proposal(4..5, &["new"], &["newer"])), "going on is not taking back");
        assert!(!is_back(&proposal(7..8, &["other"], &["old"])), "elsewhere");
        assert!(!takes_back(&proposal(20..21, &["added"], &[]), "b.rs", &history));
    }
}
