//! Next edits as one person sees them: what is offered, what became of it, and how far a series has come.
//!
//! A state machine over times that are handed in. It finds nothing itself, and knows no protocol and no clock.

mod place;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, VecDeque};

use sapwood_base::LineEdit;

use self::place::{Effect, Place, extends};
use super::{Kind, Suggestion};

/// Suggestions kept at a time; more sites than that are found again once these are done.
pub const KEPT: usize = 50;
/// Rejections remembered.
const REJECTIONS: usize = 20;
/// After a rejection nothing is shown for this long by itself.
const REST_MS: u64 = 5000;

/// A suggestion with its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Names it, for as long as it is offered.
    pub id: u64,
    /// Its place in the series, from 1.
    pub index: u32,
    /// What to do.
    pub suggestion: Suggestion,
}

/// How far a series has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Series {
    /// Its suggestions: those that are done, passed over, and left.
    pub total: u32,
    /// Those that are done or passed over.
    pub passed: u32,
    /// Files that those left are in.
    pub files: u32,
}

/// Which suggestions of a series are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The one of this name.
    One(u64),
    /// Those in this file.
    File(String),
    /// All.
    All,
}

/// Notes what was known when a question was asked; its answer is dropped where something was edited since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket(u64);

/// Next edits of one client.
#[derive(Debug, Default)]
pub struct Session {
    offered: Vec<Entry>,
    /// What was offered and is not any more, for reports that come late.
    past: VecDeque<Entry>,
    rejected: VecDeque<Place>,
    visible: Option<u64>,
    /// Until when nothing is shown by itself.
    rests_until: u64,
    /// Nothing is offered until the next edit.
    is_stopped: bool,
    edits: u64,
    last_id: u64,
    passed: u32,
    /// Suggestions found beyond those that are kept.
    beyond: u32,
}

#[derive(Debug, Clone)]
struct Entry {
    id: u64,
    place: Place,
    /// Some of it was typed by hand.
    is_begun: bool,
}

impl Session {
    /// Begins a question.
    pub fn ask(&self) -> Ticket {
        Ticket(self.edits)
    }

    /// Takes in what was found, best first. What was rejected, and what `is_barred` says, is left out. False where the answer comes
    /// too late to be of use: something was edited since it was asked for.
    pub fn answer(&mut self, ticket: Ticket, found: Vec<Suggestion>, is_barred: &dyn Fn(&Suggestion) -> bool) -> bool {
        if ticket.0 != self.edits {
            return false;
        }
        let found: Vec<Suggestion> = found.into_iter().filter(|own| !self.is_rejected(own) && !is_barred(own)).collect();
        let found = if self.is_stopped { Vec::new() } else { found };
        let is_next_page = self.offered.is_empty() && self.beyond > 0;
        let goes_on = is_next_page || found.iter().any(|own| self.offered.iter().any(|entry| entry.place.equals(own)));
        let kept = self.still_visible(&found);
        if !goes_on && kept.is_none() {
            self.passed = 0;
        }
        let mut offered: Vec<Entry> = kept.into_iter().collect();
        self.beyond = 0;
        for suggestion in found {
            if offered.iter().any(|entry| entry.place.meets(&suggestion)) {
                continue;
            }
            if offered.len() == KEPT {
                self.beyond += 1;
                continue;
            }
            offered.push(self.entry(suggestion));
        }
        let before = std::mem::replace(&mut self.offered, offered);
        for entry in before {
            if !self.offered.iter().any(|own| own.id == entry.id) {
                self.retire(entry);
            }
        }
        true
    }

    /// True where it was dismissed or passed over.
    pub fn is_rejected(&self, suggestion: &Suggestion) -> bool {
        self.rejected.iter().any(|place| place.equals(suggestion))
    }

    /// What is visible stays first while it is found again, while somebody types it, and until something extends it.
    fn still_visible(&mut self, found: &[Suggestion]) -> Option<Entry> {
        let entry = self.offered.iter().find(|entry| Some(entry.id) == self.visible)?.clone();
        let text = entry.place.suggestion.text.as_deref().unwrap_or_default();
        match found.iter().find(|own| entry.place.meets(own)) {
            Some(own) if entry.place.equals(own) => Some(entry),
            Some(own) if extends(text, own.text.as_deref().unwrap_or_default()) => Some(self.entry(own.clone())),
            Some(_) => None,
            None => entry.is_begun.then_some(entry),
        }
    }

    /// A suggestion that is offered already keeps its name.
    fn entry(&mut self, suggestion: Suggestion) -> Entry {
        let known = self.offered.iter().find(|entry| entry.place.equals(&suggestion));
        let id = known.map_or(self.last_id + 1, |entry| entry.id);
        self.last_id = self.last_id.max(id);
        Entry { id, place: Place::new(suggestion), is_begun: false }
    }

    /// What is offered at `now_ms`, best first. Somebody who asked for it gets it after a rejection as well.
    pub fn items(&self, now_ms: u64, is_asked: bool) -> Vec<Item> {
        if now_ms < self.rests_until && !is_asked {
            return Vec::new();
        }
        self.select(&Scope::All)
    }

    /// The suggestions that `scope` means.
    pub fn select(&self, scope: &Scope) -> Vec<Item> {
        let is_meant = |entry: &Entry| match scope {
            Scope::One(id) => entry.id == *id,
            Scope::File(path) => entry.place.suggestion.path == *path,
            Scope::All => true,
        };
        let item = |(at, entry): (usize, &Entry)| Item {
            id: entry.id,
            index: self.passed + at as u32 + 1,
            suggestion: entry.place.suggestion.clone(),
        };
        self.offered.iter().enumerate().filter(|(_, entry)| is_meant(entry)).map(item).collect()
    }

    /// How far the series has come.
    pub fn series(&self) -> Series {
        let files: BTreeSet<&str> = self.offered.iter().map(|entry| entry.place.suggestion.path.as_str()).collect();
        let total = self.passed + self.offered.len() as u32 + self.beyond;
        Series { total, passed: self.passed, files: files.len() as u32 }
    }

    /// The suggestion of this name, offered now or a while ago.
    pub fn find(&self, id: u64) -> Option<&Suggestion> {
        let entry = self.offered.iter().chain(&self.past).find(|entry| entry.id == id)?;
        Some(&entry.place.suggestion)
    }

    /// A file was edited: suggestions move, are typed, or go.
    pub fn edited(&mut self, edit: &LineEdit) {
        self.edits += 1;
        self.is_stopped = false;
        self.rejected.retain_mut(|place| place.follow(edit) == Effect::None);
        let mut gone = Vec::new();
        for mut entry in std::mem::take(&mut self.offered) {
            let effect = entry.place.follow(edit);
            entry.is_begun |= effect == Effect::Typed;
            match effect {
                Effect::None | Effect::Typed => self.offered.push(entry),
                Effect::Done => {
                    self.passed += 1;
                    gone.push(entry);
                }
                Effect::Touched => gone.push(entry),
            }
        }
        gone.into_iter().for_each(|entry| self.retire(entry));
    }

    /// The file at `path` is not what it was: what was offered there is not any more.
    pub fn forget(&mut self, path: &str) {
        self.edits += 1;
        self.rejected.retain(|place| place.suggestion.path != path);
        let (gone, kept) = std::mem::take(&mut self.offered).into_iter().partition(|entry| entry.place.suggestion.path == path);
        self.offered = kept;
        let gone: Vec<Entry> = gone;
        gone.into_iter().for_each(|entry| self.retire(entry));
    }

    /// Forgets everything, as after a switch of branches.
    pub fn reset(&mut self) {
        *self = Self { edits: self.edits + 1, last_id: self.last_id, ..Self::default() };
    }

    /// The suggestion is visible.
    pub fn shown(&mut self, id: u64) {
        if self.offered.iter().any(|entry| entry.id == id) {
            self.visible = Some(id);
        }
    }

    /// The suggestion was accepted.
    pub fn accepted(&mut self, id: u64) {
        if let Some(entry) = self.take(id) {
            self.passed += 1;
            self.retire(entry);
        }
    }

    /// The suggestion was dismissed: it does not come again, and nothing else comes for a while.
    pub fn rejected(&mut self, id: u64, now_ms: u64) {
        if self.find(id).is_some() {
            self.rests_until = now_ms + REST_MS;
        }
        self.skipped(id);
    }

    /// The suggestion was passed over: it does not come again, the next one does.
    pub fn skipped(&mut self, id: u64) {
        if let Some(entry) = self.take(id) {
            self.passed += 1;
            self.reject(entry);
        }
    }

    /// The series is over: nothing is offered before the next edit, and what is offered now is not any more then.
    pub fn stopped(&mut self) {
        self.is_stopped = true;
        self.passed = 0;
        self.beyond = 0;
        for entry in std::mem::take(&mut self.offered).into_iter().rev() {
            self.reject(entry);
        }
    }

    fn reject(&mut self, entry: Entry) {
        self.rejected.push_back(Place::new(entry.place.suggestion.clone()));
        while self.rejected.len() > REJECTIONS {
            self.rejected.pop_front();
        }
        self.retire(entry);
    }

    fn take(&mut self, id: u64) -> Option<Entry> {
        let at = self.offered.iter().position(|entry| entry.id == id)?;
        Some(self.offered.remove(at))
    }

    fn retire(&mut self, entry: Entry) {
        if self.visible == Some(entry.id) {
            self.visible = None;
        }
        self.past.push_back(entry);
        if self.past.len() > KEPT {
            self.past.pop_front();
        }
    }
}

impl Item {
    /// True where there is something to write; a place that only is to be looked at has nothing.
    pub fn is_edit(&self) -> bool {
        self.suggestion.kind != Kind::Check
    }
}
