//! What somebody edited lately, as changes of whole lines placed in the current texts.
//!
//! Made from texts before and after each change and from times that are handed in. It opens nothing and reads no clock.

mod changes;
mod hunk;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::ops::Range;

use self::changes::{Change, changes};
use self::hunk::Hunk;
use crate::LineEdit;

pub use self::changes::lines;

/// Changes this many lines apart belong together.
const NEAR: u32 = 8;
/// Changes within this time of each other belong together.
const PAUSE_MS: u64 = 1000;
/// Groups remembered.
const MOST_GROUPS: usize = 25;
/// More changes than this at once were not made by hand: a tool rewrote the file.
const MOST_AT_ONCE: usize = 200;
/// More files than this within [`PAUSE_MS`] were not edited by hand: a branch was switched.
const MOST_FILES_AT_ONCE: usize = 12;
/// After a switch nothing counts as an edit for this long.
const QUIET_MS: u64 = 2000;
/// Edits not older than this are not to be undone by a suggestion.
const FRESH_MS: u64 = 30_000;

/// What somebody edited lately.
#[derive(Debug, Default)]
pub struct EditHistory {
    files: Vec<File>,
    serial: u64,
    /// The group that the last change belongs to.
    latest: u64,
    /// Until when nothing counts as an edit.
    quiet_until: u64,
    /// Files changed within the last moment, and when.
    burst: VecDeque<(String, u64)>,
}

#[derive(Debug, Default)]
struct File {
    path: String,
    hunks: Vec<Hunk>,
    /// What was undone, for the case that it is done again.
    undone: Vec<Hunk>,
}

impl EditHistory {
    /// The text of the file at `path` changed from `before` to `after`, at `at_ms` by a clock that never goes back. Gives the
    /// changes from the top down, each placed in the text after those before it.
    pub fn record(&mut self, path: &str, before: &str, after: &str, at_ms: u64) -> Vec<LineEdit> {
        let changes = changes(before, after);
        if changes.is_empty() {
            return Vec::new();
        }
        if self.is_flood(path, at_ms) {
            self.reset(at_ms);
        }
        let placed = placed(path, &changes);
        if at_ms < self.quiet_until || changes.len() > MOST_AT_ONCE {
            self.rewrite(path, &placed);
            return placed;
        }
        let group = self.group_of(path, &changes, at_ms);
        let at = self.file(path);
        for (change, placed) in changes.iter().zip(&placed) {
            self.serial += 1;
            let change = Change { start: placed.start, ..change.clone() };
            self.files[at].take_in(Hunk::new(&change, self.serial, at_ms, group));
        }
        self.latest = group;
        self.forget_oldest();
        placed
    }

    /// The text of the file at `path` changed from `before` to `after` by something that is no edit. Edits that it touches are
    /// forgotten, others move.
    pub fn rewritten(&mut self, path: &str, before: &str, after: &str) -> Vec<LineEdit> {
        let placed = placed(path, &changes(before, after));
        self.rewrite(path, &placed);
        placed
    }

    /// Many files were changed at once, as when a branch is switched: what was edited before is forgotten, and what changes
    /// within the next two seconds is no edit.
    pub fn reset(&mut self, at_ms: u64) {
        self.files.clear();
        self.quiet_until = at_ms + QUIET_MS;
    }

    /// The file or folder at `from` is called `to` now.
    pub fn renamed(&mut self, from: &str, to: &str) {
        let renamed = |path: &str| match path.strip_prefix(from)? {
            "" => Some(to.to_owned()),
            rest => rest.starts_with(['/', '\\']).then(|| format!("{to}{rest}")),
        };
        let moved: Vec<(usize, String)> =
            self.files.iter().enumerate().filter_map(|(at, file)| Some((at, renamed(&file.path)?))).collect();
        for (at, path) in &moved {
            self.files[*at].path.clone_from(path);
        }
        // What stood at the new name before is gone.
        let is_over = |at: usize, file: &File| {
            moved.iter().any(|(own, path)| *path == file.path && *own != at) && !moved.iter().any(|(own, _)| *own == at)
        };
        let over: Vec<bool> = self.files.iter().enumerate().map(|(at, file)| is_over(at, file)).collect();
        let mut over = over.iter();
        self.files.retain(|_| over.next() != Some(&true));
    }

    /// The edits, oldest first, placed in the current texts. No two of them overlap.
    pub fn edits(&self) -> Vec<LineEdit> {
        let mut all: Vec<(&File, &Hunk)> =
            self.files.iter().flat_map(|file| file.hunks.iter().map(move |hunk| (file, hunk))).collect();
        all.sort_by_key(|(_, hunk)| hunk.serial);
        let edit = |(file, hunk): &(&File, &Hunk)| LineEdit {
            path: file.path.clone(),
            start: hunk.start,
            old: hunk.old.kept().to_vec(),
            new: hunk.new.kept().to_vec(),
        };
        all.iter().map(edit).collect()
    }

    /// True where nothing was edited.
    pub fn is_empty(&self) -> bool {
        self.files.iter().all(|file| file.hunks.is_empty())
    }

    /// Changes with every edit.
    pub fn serial(&self) -> u64 {
        self.serial
    }

    /// True where replacing `lines` of the file at `path` by `text` would bring back what was edited away within the last half
    /// minute, or do again what was undone. `None` removes the lines.
    pub fn undoes(&self, path: &str, lines: &Range<u32>, text: Option<&str>, now_ms: u64) -> bool {
        let Some(file) = self.files.iter().find(|file| file.path == path) else { return false };
        let new: Vec<&str> = text.map(|text| changes::lines(text).collect()).unwrap_or_default();
        let is_fresh =
            |hunk: &&Hunk| hunk.at_ms + FRESH_MS >= now_ms && (hunk.overlaps(lines) || (hunk.start..hunk.end()) == *lines);
        let hunks = file.hunks.iter().chain(&file.undone).filter(is_fresh);
        hunks.into_iter().any(|hunk| brings_back(hunk, lines, &new))
    }

    /// The group that changes belong to: the latest where they go on with it, else a new one.
    fn group_of(&self, path: &str, changes: &[Change<'_>], at_ms: u64) -> u64 {
        let latest = |hunk: &&Hunk| hunk.group == self.latest;
        let hunks: Vec<&Hunk> =
            self.files.iter().filter(|file| file.path == path).flat_map(|file| &file.hunks).filter(latest).collect();
        let is_prompt = hunks.iter().any(|hunk| at_ms.saturating_sub(hunk.at_ms) <= PAUSE_MS);
        let goes_on = changes.iter().any(|change| {
            let range = change.start..change.start + change.old.len() as u32;
            let around = range.start.saturating_sub(NEAR)..range.end + NEAR;
            hunks.iter().any(|hunk| hunk.overlaps(&range) || (is_prompt && hunk.touches(&around)))
        });
        if goes_on { self.latest } else { self.latest + 1 }
    }

    /// True where so many files change within a moment that nobody types it.
    fn is_flood(&mut self, path: &str, at_ms: u64) -> bool {
        self.burst.retain(|(own, at)| at + PAUSE_MS >= at_ms && own != path);
        self.burst.push_back((path.to_owned(), at_ms));
        self.burst.len() > MOST_FILES_AT_ONCE
    }

    fn file(&mut self, path: &str) -> usize {
        self.files.iter().position(|file| file.path == path).unwrap_or_else(|| {
            self.files.push(File { path: path.to_owned(), ..File::default() });
            self.files.len() - 1
        })
    }

    fn rewrite(&mut self, path: &str, changes: &[LineEdit]) {
        self.serial += 1;
        let Some(file) = self.files.iter_mut().find(|file| file.path == path) else { return };
        file.undone.clear();
        for change in changes {
            let range = change.replaced();
            file.hunks.retain(|hunk| !hunk.overlaps(&range));
            file.hunks.iter_mut().for_each(|hunk| shift(hunk, &range, change.new.len() as u32));
        }
    }

    fn forget_oldest(&mut self) {
        let mut groups: Vec<u64> = self.files.iter().flat_map(|file| &file.hunks).map(|hunk| hunk.group).collect();
        groups.sort_unstable();
        groups.dedup();
        if groups.len() > MOST_GROUPS {
            let first = groups[groups.len() - MOST_GROUPS];
            self.files.iter_mut().for_each(|file| file.hunks.retain(|hunk| hunk.group >= first));
        }
        self.files.retain(|file| !file.hunks.is_empty() || !file.undone.is_empty());
    }
}

impl File {
    /// Takes in a change that is placed in the text before it.
    fn take_in(&mut self, later: Hunk) {
        let range = later.start..later.start + later.old.count();
        let count = later.new.count();
        if let Some(again) = self.redone(&later) {
            self.hunks.iter_mut().for_each(|hunk| shift(hunk, &range, count));
            return self.hunks.push(again);
        }
        let reverts = |hunk: &Hunk| (hunk.start..hunk.end()) == range && hunk.old == later.new && hunk.new == later.old;
        let joins = |hunk: &Hunk| reverts(hunk) || (hunk.group == later.group && hunk.touches(&range));
        let (mut joining, others): (Vec<Hunk>, Vec<Hunk>) = std::mem::take(&mut self.hunks).into_iter().partition(joins);
        joining.sort_by_key(|hunk| (hunk.start, hunk.end()));
        let cut = |hunk: Hunk| if hunk.overlaps(&range) { hunk.without(&range) } else { [Some(hunk), None] };
        self.hunks = others.into_iter().flat_map(cut).flatten().collect();
        self.undone.retain(|hunk| !hunk.touches(&range));
        self.hunks.iter_mut().chain(&mut self.undone).for_each(|hunk| shift(hunk, &range, count));
        self.undone.extend(joining.iter().find(|hunk| reverts(hunk)).map(Hunk::swapped));
        let whole = Hunk::joined(&joining, &later);
        // A place between what was joined is inside of it now.
        self.hunks.retain(|hunk| !hunk.overlaps(&(whole.start..whole.end())));
        if !whole.is_undone() {
            self.hunks.push(whole);
        }
    }

    /// What `later` does again after it was undone.
    fn redone(&mut self, later: &Hunk) -> Option<Hunk> {
        let is_same = |hunk: &Hunk| hunk.start == later.start && hunk.new == later.old && hunk.old == later.new;
        let at = self.undone.iter().position(is_same)?;
        let undone = self.undone.remove(at);
        Some(Hunk { at_ms: later.at_ms, group: later.group, ..undone.swapped() })
    }
}

/// `changes` of one text, each placed in the text after those before it.
fn placed(path: &str, changes: &[Change<'_>]) -> Vec<LineEdit> {
    let owned = |lines: &[&str]| lines.iter().map(|&line| line.to_owned()).collect::<Vec<_>>();
    let (mut added, mut removed) = (0, 0);
    let place = |change: &Change<'_>| {
        let start = change.start + added - removed;
        added += change.new.len() as u32;
        removed += change.old.len() as u32;
        LineEdit { path: path.to_owned(), start, old: owned(&change.old), new: owned(&change.new) }
    };
    changes.iter().map(place).collect()
}

/// Moves a hunk below `range`, in whose place there are `count` lines now.
fn shift(hunk: &mut Hunk, range: &Range<u32>, count: u32) {
    if hunk.start >= range.end {
        hunk.start = hunk.start + count + range.start - range.end;
    }
}

/// True where `new` in the place of `lines` brings back, within them, what stood there before the hunk.
fn brings_back(hunk: &Hunk, lines: &Range<u32>, new: &[&str]) -> bool {
    let old: Vec<&str> = hunk.old.kept().iter().map(String::as_str).collect();
    if !hunk.old.is_whole() || !hunk.new.is_whole() {
        return false;
    }
    let end = hunk.end();
    if lines.start <= hunk.start && end <= lines.end {
        // Lines around the hunk are taken to stay.
        let (above, below) = ((hunk.start - lines.start) as usize, (lines.end - end) as usize);
        return new.len() == above + old.len() + below && new[above..above + old.len()] == old[..];
    }
    let pairs = old.len() as u32 == hunk.new.count();
    if hunk.start <= lines.start && lines.end <= end && pairs && !lines.is_empty() {
        let part = (lines.start - hunk.start) as usize..(lines.end - hunk.start) as usize;
        return new == &old[part.clone()] && hunk.new.kept()[part.clone()] != hunk.old.kept()[part];
    }
    false
}
