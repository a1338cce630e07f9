//! From what a model said to edits of the places it was shown. What cannot be understood is dropped with a sentence.

use std::collections::HashMap;
use std::ops::Range;

use sapwood_model::scrub::scrub;

use super::format::{Format, Shape};
use super::place::Place;
use super::{blocks, heal, window};

/// What a model says where it sees nothing to edit.
const NOTHING: &[&str] = &["NO_EDITS", "NO EDITS", "NO_EDIT", "<none/>"];

/// What a model said.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Said {
    /// The text, as far as it came.
    pub(super) text: String,
    /// The model came to its end.
    pub(super) is_whole: bool,
}

/// Lines of a place, and what a model puts there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Proposal {
    /// The place among those that were shown.
    pub(super) place: usize,
    /// The 0-based lines of the file.
    pub(super) lines: Range<u32>,
    /// What stands there.
    pub(super) old: Vec<String>,
    /// What is to stand there.
    pub(super) new: Vec<String>,
}

/// What was understood.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Parsed {
    /// In the model's order.
    pub(super) proposals: Vec<Proposal>,
    /// What was dropped and why, one sentence each.
    pub(super) notes: Vec<String>,
}

/// The edits that a model which was asked in `format` about `places` means by what it said.
pub(super) fn parse(format: &Format, places: &[Place], said: &Said) -> Parsed {
    let plain = said.text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "");
    let text = heal::without_thoughts(&plain);
    let note = |note: &str| Parsed { proposals: Vec::new(), notes: vec![note.to_owned()] };
    let bare = text.trim().trim_matches('`').trim();
    if bare.is_empty() {
        return note("The model had nothing to say.");
    }
    if NOTHING.contains(&bare) {
        return note("The model sees nothing to edit.");
    }
    match (&format.answer, places) {
        (Shape::Window { start, end }, [place]) => {
            let marks = window::Marks { start, end, cursor: &format.cursor };
            match window::parse(place, text, &marks, said.is_whole) {
                Ok(proposals) if proposals.is_empty() => note("The model sees nothing to edit."),
                Ok(proposals) => Parsed { proposals, notes: Vec::new() },
                Err(why) => note(&format!("The model's answer was dropped: {why}.")),
            }
        }
        (Shape::Blocks, _) => blocks::parse(places, text, said.is_whole),
        (Shape::Window { .. }, _) => note("The model's answer is about another place."),
    }
}

/// `lines` with what the scrubber hid from the model put back, where a whole line of the place tells what that was.
pub(super) fn unhidden(lines: Vec<String>, place: &Place) -> Vec<String> {
    let shown = place.lines.join("\n");
    let scrubbed = scrub(&shown);
    if scrubbed.lines().count() != shown.lines().count() {
        return lines;
    }
    let changed = scrubbed.lines().zip(&place.lines).filter(|(hidden, line)| hidden != line);
    let known: HashMap<&str, &String> = changed.map(|(hidden, line)| (hidden.trim(), line)).collect();
    lines.into_iter().map(|line| known.get(line.trim()).map_or(line, |&original| original.clone())).collect()
}
