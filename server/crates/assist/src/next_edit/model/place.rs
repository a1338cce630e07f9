//! The places that a model is shown: where the cursor is, and what the graph knows without being sure of it.

use std::ops::Range;
use std::sync::Arc;

use sapwood_base::LineEdit;

use super::super::{Answer, Kind, Suggestion};
use super::Situation;
use super::format::Window;
use super::lines;

/// The graph is sure enough of a suggestion of this confidence.
const SURE: f32 = 0.8;
/// A file whose shown lines are longer than this in all is no text that people edit.
const MAX_SHOWN_BYTES: usize = 16 << 10;

/// Lines that a model may edit, and what it is shown around them.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The file's path in its workspace folder.
    pub(super) path: String,
    /// The whole file.
    pub(super) text: Arc<str>,
    /// The line that it is about.
    pub(super) line: u32,
    /// The lines that may be edited.
    pub(super) window: Range<u32>,
    /// The lines that are shown.
    pub(super) shown: Range<u32>,
    /// Those lines, without line ends.
    pub(super) lines: Vec<String>,
    /// The line and byte of the cursor, if it is here.
    pub(super) cursor: Option<(u32, u32)>,
    /// Why the graph thinks of it.
    pub(super) why: Option<String>,
}

impl Place {
    /// The place around `line` of a file; `None` where there is nothing to be shown.
    fn new(path: &str, text: &Arc<str>, about: Range<u32>, window: &Window) -> Option<Self> {
        let count = text.lines().count() as u32;
        let line = about.start.min(count);
        let (first, last) = (line.saturating_sub(window.before), about.end.max(line + 1).saturating_add(window.after).min(count));
        let shown = first.saturating_sub(window.context)..last.saturating_add(window.context).min(count);
        let lines: Vec<String> = text.lines().skip(shown.start as usize).take(shown.len()).map(str::to_owned).collect();
        let is_readable = lines.iter().map(String::len).sum::<usize>() <= MAX_SHOWN_BYTES && !text.contains('\0');
        is_readable.then(|| Self {
            path: path.to_owned(),
            text: text.clone(),
            line,
            window: first..last,
            shown,
            lines,
            cursor: None,
            why: None,
        })
    }

    /// The shown lines before the window, of it, and behind it.
    pub(super) fn parts(&self) -> [&[String]; 3] {
        let (start, end) = ((self.window.start - self.shown.start) as usize, (self.window.end - self.shown.start) as usize);
        [&self.lines[..start], &self.lines[start..end], &self.lines[end..]]
    }

    /// The lines of the window as they were before the latest edit that touched it.
    pub(super) fn before_latest(&self, history: &[LineEdit]) -> Vec<String> {
        let mut found = self.parts()[1].to_vec();
        let is_here = |edit: &&LineEdit| edit.path == self.path && lines::touches(&(edit.start..edit.end()), &self.window);
        if let Some(edit) = history.iter().rev().find(is_here) {
            let at = |line: u32| (line.clamp(self.window.start, self.window.end) - self.window.start) as usize;
            found.splice(at(edit.start)..at(edit.end()), edit.old.iter().cloned());
        }
        found
    }
}

/// The places that are shown: the cursor's, and up to `most` in all of those that the graph knows too little about. Where only one
/// is shown, a place whose text the graph does not know comes before the cursor's.
pub(super) fn choose(
    situation: &Situation,
    graph: &Answer,
    window: &Window,
    most: usize,
    is_secret: &dyn Fn(&str) -> bool,
) -> Vec<Place> {
    let read = |path: &str| situation.texts.text(path).filter(|_| !is_secret(path));
    let at_cursor = situation.cursor.as_ref().and_then(|cursor| {
        let place = Place::new(&cursor.path, &read(&cursor.path)?, cursor.line..cursor.line + 1, window)?;
        Some(Place { cursor: Some((cursor.line, cursor.column)), ..place })
    });
    let known = |suggestion: &Suggestion| {
        let place = Place::new(&suggestion.path, &read(&suggestion.path)?, suggestion.lines.clone(), window)?;
        Some(Place { why: Some(suggestion.reason.clone()), ..place })
    };
    let open = graph.suggestions.iter().filter(|it| it.kind == Kind::Check);
    let unsure = graph.suggestions.iter().chain(&graph.withheld).filter(|it| it.kind != Kind::Check && it.confidence < SURE);
    let mut chosen: Vec<Place> = Vec::new();
    let mut add = |place: Place| {
        let is_there = chosen.iter().any(|it| it.path == place.path && it.window.contains(&place.line));
        if !is_there && chosen.len() < most {
            chosen.push(place);
        }
    };
    if most == 1 {
        open.filter_map(known).take(1).for_each(&mut add);
        at_cursor.into_iter().for_each(&mut add);
    } else {
        at_cursor.into_iter().for_each(&mut add);
        open.chain(unsure).filter_map(known).take(most).for_each(&mut add);
    }
    chosen
}
