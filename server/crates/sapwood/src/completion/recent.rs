//! Where somebody was lately: places that were edited or looked at, latest first. It reads no text and no clock.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use sapwood_base::LineRange;
use sapwood_context::completion::{Activity, RecentPlace};
use sapwood_index::{FileId, IndexSnapshot};

use crate::workspace::{Edit, Root};

/// Edits this many lines apart belong together.
const NEAR: u32 = 8;
/// Lines on either side of a cursor that count as looked at.
const AROUND: u32 = 4;
/// A place does not grow beyond this many lines.
const MOST_LINES: u32 = 40;
/// Places remembered.
const MOST_PLACES: usize = 64;
/// An edit of more lines at once was not typed: a branch was switched, or a tool rewrote the file.
const TYPED_LINES: u32 = 60;

/// A place that somebody was at.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    path: PathBuf,
    lines: LineRange,
    activity: Activity,
}

/// Places that somebody was at lately.
#[derive(Debug, Clone, Default)]
pub struct Recent {
    places: VecDeque<Place>,
}

impl Recent {
    /// A document was edited. What was not typed moves the places below it and is no activity itself.
    pub(super) fn edited(&mut self, path: &Path, edit: &Edit) {
        self.shift(path, edit);
        let lines = LineRange { start: edit.lines.start, end: edit.new_end };
        if !edit.is_whole && edit.lines.count() <= TYPED_LINES && lines.count() <= TYPED_LINES {
            self.note(path, lines, Activity::Edited);
        }
    }

    /// Somebody has their cursor on `line`.
    pub(super) fn viewed(&mut self, path: &Path, line: u32) {
        let lines = LineRange { start: line.saturating_sub(AROUND), end: line.saturating_add(AROUND) };
        let at_work = |place: &Place| place.path == path && place.activity == Activity::Edited && place.lines.overlaps(lines);
        if !self.places.front().is_some_and(at_work) {
            self.note(path, lines, Activity::Viewed);
        }
    }

    /// The places in files of the folder `root` that `snapshot` holds, latest first.
    pub fn places_in(&self, root: &Root, snapshot: &IndexSnapshot) -> Vec<RecentPlace> {
        self.places(|path| snapshot.file_by_path(&crate::loader::slashed(&root.relative(path)?)?))
    }

    /// The places in files that `file` knows, latest first.
    fn places(&self, file: impl Fn(&Path) -> Option<FileId>) -> Vec<RecentPlace> {
        let known = |place: &Place| Some(RecentPlace { file: file(&place.path)?, lines: place.lines, activity: place.activity });
        self.places.iter().filter_map(known).collect()
    }

    fn note(&mut self, path: &Path, lines: LineRange, activity: Activity) {
        let same = |place: &Place| place.path == path && place.activity == activity;
        let merged = |place: &Place| LineRange { start: place.lines.start.min(lines.start), end: place.lines.end.max(lines.end) };
        let joins = |place: &Place| same(place) && is_near(place.lines, lines) && merged(place).count() <= MOST_LINES;
        let known = self.places.iter().position(joins).and_then(|at| self.places.remove(at));
        let lines = known.as_ref().map_or(lines, merged);
        self.places.push_front(Place { path: path.to_owned(), lines, activity });
        self.places.truncate(MOST_PLACES);
    }

    /// Moves what stands below an edit, and forgets what it swallowed.
    fn shift(&mut self, path: &Path, edit: &Edit) {
        let moved = |line: u32| (line + edit.new_end).saturating_sub(edit.lines.end);
        let swallowed = |lines: LineRange| {
            edit.is_whole || (edit.lines.count() > TYPED_LINES && edit.lines.start <= lines.start && lines.end <= edit.lines.end)
        };
        self.places.retain(|place| place.path != path || !swallowed(place.lines));
        for place in self.places.iter_mut().filter(|place| place.path == path) {
            if place.lines.start > edit.lines.end {
                place.lines = LineRange { start: moved(place.lines.start), end: moved(place.lines.end) };
            } else if place.lines.end >= edit.lines.end {
                place.lines.end = moved(place.lines.end).max(place.lines.start);
            }
        }
    }
}

fn is_near(a: LineRange, b: LineRange) -> bool {
    a.start <= b.end.saturating_add(NEAR) && b.start <= a.end.saturating_add(NEAR)
}

#[cfg(test)]
mod tests {
    use sapwood_base::Span;

    use super::*;

    fn edit(start: u32, end: u32, new_end: u32) -> Edit {
        Edit { span: Span::default(), new_len: 0, lines: LineRange { start, end }, new_end, is_whole: false }
    }

    fn shown(recent: &Recent) -> Vec<(u32, u32, Activity)> {
        recent.places(|_| Some(FileId(0))).iter().map(|place| (place.lines.start, place.lines.end, place.activity)).collect()
    }

    #[test]
    fn edits_near_each_other_are_one_place() {
        let (mut recent, path) = (Recent::default(), Path::new("/a"));
        recent.edited(path, &edit(10, 10, 10));
        recent.edited(path, &edit(15, 15, 16));
        recent.edited(path, &edit(100, 100, 100));
        assert_eq!(shown(&recent), [(100, 100, Activity::Edited), (10, 16, Activity::Edited)]);
        recent.edited(path, &edit(12, 12, 12));
        assert_eq!(shown(&recent)[0], (10, 16, Activity::Edited), "what is edited again comes first");
    }

    #[test]
    fn places_move_with_the_text_above_them() {
        let (mut recent, path) = (Recent::default(), Path::new("/a"));
        recent.edited(path, &edit(50, 50, 50));
        recent.edited(path, &edit(2, 2, 5));
        assert_eq!(shown(&recent)[1], (53, 53, Activity::Edited));
        recent.edited(path, &edit(2, 5, 2));
        assert_eq!(shown(&recent)[1], (50, 50, Activity::Edited));
        recent.edited(Path::new("/b"), &edit(1, 1, 30));
        assert_eq!(shown(&recent)[2], (50, 50, Activity::Edited), "another file's lines move nothing here");
    }

    #[test]
    fn what_was_not_typed_is_no_edit() {
        let (mut recent, path) = (Recent::default(), Path::new("/a"));
        recent.edited(path, &edit(20, 20, 20));
        recent.edited(path, &edit(0, 400, 380));
        assert_eq!(shown(&recent), [], "the place is gone with the text it was in");
        recent.edited(path, &Edit { is_whole: true, ..edit(0, 3, 3) });
        assert_eq!(shown(&recent), []);
    }

    #[test]
    fn looking_at_what_one_edits_is_nothing_new_and_the_list_is_bounded() {
        let (mut recent, path) = (Recent::default(), Path::new("/a"));
        recent.edited(path, &edit(20, 20, 20));
        recent.viewed(path, 21);
        assert_eq!(shown(&recent).len(), 1);
        recent.viewed(Path::new("/b"), 2);
        assert_eq!(shown(&recent)[0], (0, 6, Activity::Viewed));
        (0..1000).for_each(|at| recent.edited(path, &edit(at * 100, at * 100, at * 100)));
        assert_eq!(shown(&recent).len(), MOST_PLACES);
    }
}
