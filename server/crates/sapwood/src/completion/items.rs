//! Suggestions that were given out and may still be shown or accepted, found again by their ids. Their places follow the
//! edits of their documents.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::workspace::Edit;

/// Suggestions remembered; a client accepts what it shows now.
const REMEMBERED: usize = 200;

/// A suggestion that was given out.
#[derive(Debug, Clone)]
pub(super) struct Given {
    pub(super) id: String,
    pub(super) path: PathBuf,
    /// First byte of the text, should it be accepted.
    pub(super) start: u32,
    pub(super) text: Arc<str>,
    pub(super) language: &'static str,
    pub(super) source: String,
    pub(super) is_shown: bool,
    /// Bytes accepted so far.
    pub(super) accepted: u32,
}

/// The suggestions given out last.
#[derive(Debug, Default)]
pub(super) struct Items {
    given: VecDeque<Given>,
    /// The one that each document shows, as far as is known.
    showing: Vec<(PathBuf, String)>,
}

impl Items {
    /// Takes in what is given out. An id that is known already keeps what happened to it.
    pub(super) fn give(&mut self, mut given: Given) {
        if let Some(at) = self.given.iter().position(|own| own.id == given.id)
            && let Some(known) = self.given.remove(at)
        {
            given.is_shown = known.is_shown;
            given.accepted = known.accepted;
        }
        self.given.push_back(given);
        if self.given.len() > REMEMBERED {
            self.given.pop_front();
        }
    }

    pub(super) fn find(&mut self, id: &str) -> Option<&mut Given> {
        self.given.iter_mut().find(|given| given.id == id)
    }

    pub(super) fn edited(&mut self, path: &Path, edit: &Edit) {
        for given in self.given.iter_mut().filter(|given| given.path == path) {
            given.start = moved(given.start, edit);
        }
    }

    /// The suggestion that the document at `path` shows.
    pub(super) fn showing(&mut self, path: &Path) -> Option<&mut Given> {
        let id = self.showing.iter().find(|(own, _)| own == path).map(|(_, id)| id.clone())?;
        self.find(&id)
    }

    /// Notes what the document at `path` shows now.
    pub(super) fn show(&mut self, path: &Path, id: Option<&str>) {
        self.showing.retain(|(own, _)| own != path);
        self.showing.extend(id.map(|id| (path.to_owned(), id.to_owned())));
    }
}

/// Where a text that would begin at `start` begins after `edit`. What is inserted right there is that text itself, or its
/// beginning typed by hand.
fn moved(start: u32, edit: &Edit) -> u32 {
    if edit.span.start >= start {
        return start;
    }
    if edit.span.end <= start { start - edit.span.len() + edit.new_len } else { edit.span.start + edit.new_len }
}

#[cfg(test)]
mod tests {
    use sapwood_base::{LineRange, Span};

    use super::*;

    fn edit(start: u32, end: u32, new_len: u32) -> Edit {
        Edit { span: Span::new(start, end), new_len, lines: LineRange::default(), new_end: 0, is_whole: false }
    }

    fn given(id: &str) -> Given {
        Given {
            id: id.to_owned(),
            path: "/a".into(),
            start: 10,
            text: "text".into(),
            language: "rust",
            source: "local".to_owned(),
            is_shown: false,
            accepted: 0,
        }
    }

    #[test]
    fn places_follow_edits() {
        assert_eq!(moved(10, &edit(2, 4, 5)), 13, "before it");
        assert_eq!(moved(10, &edit(10, 10, 4)), 10, "its own text");
        assert_eq!(moved(10, &edit(12, 13, 0)), 10, "behind it");
    }

    #[test]
    fn what_happened_to_a_suggestion_is_not_forgotten_when_it_is_given_again() {
        let mut items = Items::default();
        items.give(given("1"));
        items.find("1").expect("given").is_shown = true;
        items.show(Path::new("/a"), Some("1"));
        items.give(Given { start: 11, ..given("1") });
        assert!(items.showing(Path::new("/a")).is_some_and(|given| given.is_shown && given.start == 11));
        (0..500).for_each(|at| items.give(given(&format!("x{at}"))));
        assert!(items.find("1").is_none() && items.showing(Path::new("/a")).is_none());
    }
}
