//! Where a suggestion stands while texts are edited: it moves with the lines above it and notices when it is touched.

use std::ops::Range;

use sapwood_base::LineEdit;

use crate::next_edit::Suggestion;

/// Where a suggestion stands now.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    /// The suggestion, with its lines and old text as they are now.
    pub(super) suggestion: Suggestion,
    /// The old text as it was when the suggestion was made.
    first: String,
}

/// What an edit did to a suggestion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// It stands as it did, perhaps elsewhere.
    None,
    /// Some of what it proposes was typed.
    Typed,
    /// All of what it proposes stands there now.
    Done,
    /// Its old text was changed to something else.
    Touched,
}

impl Place {
    pub(super) fn new(suggestion: Suggestion) -> Self {
        Self { first: suggestion.old.clone(), suggestion }
    }

    /// Follows an edit of its file.
    pub(super) fn follow(&mut self, edit: &LineEdit) -> Effect {
        if edit.path != self.suggestion.path {
            return Effect::None;
        }
        let own = self.suggestion.lines.clone();
        let replaced = edit.replaced();
        if own.start <= replaced.start && replaced.end <= own.end {
            let effect = self.typed_into(edit);
            let is_border = replaced.is_empty() && (replaced.start == own.start || replaced.start == own.end);
            if effect != Effect::Touched || !is_border {
                return effect;
            }
        }
        if replaced.end <= own.start {
            self.suggestion.lines = edit.moved(own.start)..edit.moved(own.end);
            return Effect::None;
        }
        if replaced.start >= own.end {
            return Effect::None;
        }
        self.line_by_line(edit)
    }

    /// An edit of more lines than its own: where lines were replaced one by one, its own part of it counts.
    fn line_by_line(&mut self, edit: &LineEdit) -> Effect {
        if edit.old.len() != edit.new.len() {
            return Effect::Touched;
        }
        let own = self.suggestion.lines.clone();
        let part = |lines: &[String]| {
            let to = |line: u32| (line.clamp(edit.start, edit.end()) - edit.start) as usize;
            lines[to(own.start)..to(own.end)].to_vec()
        };
        let start = own.start.max(edit.start);
        self.typed_into(&LineEdit { path: edit.path.clone(), start, old: part(&edit.old), new: part(&edit.new) })
    }

    /// An edit within its own lines.
    fn typed_into(&mut self, edit: &LineEdit) -> Effect {
        let own = self.suggestion.lines.clone();
        let mut lines: Vec<&str> = if own.is_empty() { Vec::new() } else { self.suggestion.old.split('\n').collect() };
        let range = (edit.start - own.start) as usize..(edit.replaced().end - own.start) as usize;
        if range.end > lines.len() {
            return Effect::Touched;
        }
        lines.splice(range, edit.new.iter().map(String::as_str));
        let (count, now) = (lines.len() as u32, lines.join("\n"));
        let wanted = self.suggestion.text.as_deref();
        let is_done = match wanted {
            Some(text) => count > 0 && now == text,
            None => count == 0,
        };
        if !is_done && !is_between(&self.first, wanted.unwrap_or_default(), &now) {
            return Effect::Touched;
        }
        self.suggestion.lines = own.start..own.start + count;
        self.suggestion.old = now;
        if is_done { Effect::Done } else { Effect::Typed }
    }

    /// True where both write to the same place.
    pub(super) fn meets(&self, other: &Suggestion) -> bool {
        let (a, b): (&Range<u32>, &Range<u32>) = (&self.suggestion.lines, &other.lines);
        self.suggestion.path == other.path && (a == b || (a.start < b.end && b.start < a.end))
    }

    /// True where the other writes the same to the same place.
    pub(super) fn equals(&self, other: &Suggestion) -> bool {
        self.meets(other) && self.suggestion.lines == other.lines && self.suggestion.text == other.text
    }
}

/// True where `now` is a step on the way from `first` to `wanted`: what differs was partly removed, or partly written.
fn is_between(first: &str, wanted: &str, now: &str) -> bool {
    let (head, tail) = around(first, wanted);
    let (first, wanted, now) = (first.as_bytes(), wanted.as_bytes(), now.as_bytes());
    if now.len() < head + tail || now[..head] != first[..head] || now[now.len() - tail..] != first[first.len() - tail..] {
        return false;
    }
    let now = &now[head..now.len() - tail];
    wanted[head..wanted.len() - tail].starts_with(now) || first[head..first.len() - tail].starts_with(now)
}

/// True where `later` is `earlier` with more written into it.
pub(super) fn extends(earlier: &str, later: &str) -> bool {
    let (head, tail) = around(earlier, later);
    later.len() > earlier.len() && head + tail == earlier.len()
}

/// Bytes at the beginning and the end that both have.
fn around(a: &str, b: &str) -> (usize, usize) {
    let head = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let tail = a.bytes().skip(head).rev().zip(b.bytes().skip(head).rev()).take_while(|(a, b)| a == b).count();
    (head, tail)
}
