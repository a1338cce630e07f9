//! One change of lines that later changes move, extend, cut or undo. It knows no file and no clock.

use std::ops::Range;

use super::changes::Change;

/// Bytes of one side of a hunk that are kept; what is pasted beyond them counts as lines only.
const MOST_BYTES: usize = 1 << 16;

/// Lines, of which the text of the first ones is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Lines {
    kept: Vec<String>,
    count: u32,
}

impl Lines {
    fn new(lines: &[&str]) -> Self {
        let mut own = Self { kept: lines.iter().map(|&line| line.to_owned()).collect(), count: lines.len() as u32 };
        own.shorten();
        own
    }

    pub(super) fn count(&self) -> u32 {
        self.count
    }

    pub(super) fn kept(&self) -> &[String] {
        &self.kept
    }

    /// The text of every line is there.
    pub(super) fn is_whole(&self) -> bool {
        self.kept.len() as u32 == self.count
    }

    /// Writes `new` in the place of `range`.
    fn replace(&self, range: Range<u32>, new: &Self) -> Self {
        let mut out = self.slice(0..range.start);
        out.extend(new);
        out.extend(&self.slice(range.end..self.count));
        out
    }

    fn extend(&mut self, more: &Self) {
        if self.is_whole() {
            self.kept.extend_from_slice(&more.kept);
        }
        self.count += more.count;
        self.shorten();
    }

    fn slice(&self, range: Range<u32>) -> Self {
        let known = self.kept.len() as u32;
        let kept = self.kept[range.start.min(known) as usize..range.end.min(known) as usize].to_vec();
        Self { kept, count: range.end - range.start }
    }

    fn shorten(&mut self) {
        let mut bytes = 0;
        let fits = self.kept.iter().take_while(|line| {
            bytes += line.len() + 1;
            bytes <= MOST_BYTES
        });
        let fits = fits.count();
        self.kept.truncate(fits);
    }

    /// Lines that begin both, and lines that end both.
    fn shared(&self, other: &Self) -> (u32, u32) {
        if !self.is_whole() || !other.is_whole() {
            return (0, 0);
        }
        let head = self.kept.iter().zip(&other.kept).take_while(|(a, b)| a == b).count();
        let tail = self.kept[head..].iter().rev().zip(other.kept[head..].iter().rev()).take_while(|(a, b)| a == b).count();
        (head as u32, tail as u32)
    }
}

/// One change, placed in the file's current text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hunk {
    pub(super) start: u32,
    pub(super) old: Lines,
    pub(super) new: Lines,
    /// Orders hunks by the time of their last change.
    pub(super) serial: u64,
    /// When it last changed.
    pub(super) at_ms: u64,
    /// Hunks of one group were made in one go.
    pub(super) group: u64,
}

impl Hunk {
    pub(super) fn new(change: &Change<'_>, serial: u64, at_ms: u64, group: u64) -> Self {
        Self { start: change.start, old: Lines::new(&change.old), new: Lines::new(&change.new), serial, at_ms, group }
    }

    /// One past its last line in the current text.
    pub(super) fn end(&self) -> u32 {
        self.start + self.new.count
    }

    /// True where `lines` and the hunk share a line, or one of them is a place inside the other.
    pub(super) fn overlaps(&self, lines: &Range<u32>) -> bool {
        self.start < lines.end && lines.start < self.end()
    }

    /// True where they overlap or one begins where the other ends.
    pub(super) fn touches(&self, lines: &Range<u32>) -> bool {
        self.start <= lines.end && lines.start <= self.end()
    }

    /// `hunks`, in the order of their lines, and `later`, which touches each of them, as one. All are placed in the text before
    /// `later`.
    pub(super) fn joined(hunks: &[Self], later: &Self) -> Self {
        let (from, to) = (later.start, later.start + later.old.count);
        let start = hunks.iter().map(|hunk| hunk.start).chain([from]).min().unwrap_or(from);
        let (mut old, mut new, mut at) = (Lines::default(), Lines::default(), start);
        for hunk in hunks {
            // Between the hunks stands what the later change replaced and no other did.
            let between = later.old.slice(at.max(from) - from..hunk.start.max(from) - from);
            [&mut old, &mut new].into_iter().for_each(|lines| lines.extend(&between));
            old.extend(&hunk.old);
            new.extend(&hunk.new);
            at = hunk.end();
        }
        let behind = later.old.slice(at.clamp(from, to) - from..to - from);
        [&mut old, &mut new].into_iter().for_each(|lines| lines.extend(&behind));
        let new = new.replace(from - start..to - start, &later.new);
        Self { start, old, new, ..*later }.trimmed()
    }

    /// Without lines that are again as they were; nothing is left of it where all are.
    fn trimmed(self) -> Self {
        let (head, tail) = self.old.shared(&self.new);
        let cut = |lines: &Lines| lines.slice(head..lines.count - tail);
        Self { start: self.start + head, old: cut(&self.old), new: cut(&self.new), ..self }
    }

    /// The change that takes this one back.
    pub(super) fn swapped(&self) -> Self {
        Self { old: self.new.clone(), new: self.old.clone(), ..self.clone() }
    }

    /// True where nothing differs any more.
    pub(super) fn is_undone(&self) -> bool {
        self.old.count == 0 && self.new.count == 0
    }

    /// What is left of the hunk above and below `lines`, which something else took over. Only of lines that were added, or
    /// replaced one by one, it is known what they replaced.
    pub(super) fn without(&self, lines: &Range<u32>) -> [Option<Self>; 2] {
        let pairs = self.old.count == self.new.count;
        if self.old.count > 0 && !pairs {
            return [None, None];
        }
        let part = |start: u32, end: u32| {
            let range = start.saturating_sub(self.start)..end.saturating_sub(self.start);
            (start < end).then(|| Self {
                start,
                old: if pairs { self.old.slice(range.clone()) } else { Lines::default() },
                new: self.new.slice(range),
                ..self.clone()
            })
        };
        [part(self.start, lines.start.min(self.end())), part(lines.end.max(self.start), self.end())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hunk(start: u32, old: &[&str], new: &[&str]) -> Hunk {
        Hunk::new(&Change { start, old: old.to_vec(), new: new.to_vec() }, 1, 1, 1)
    }

    fn check(first: Hunk, later: Hunk, expected: (u32, &[&str], &[&str])) {
        let joined = Hunk::joined(&[first], &later);
        assert_eq!(
            (joined.start, joined.old.kept(), joined.new.kept()),
            (expected.0, &owned(expected.1)[..], &owned(expected.2)[..])
        );
    }

    fn owned(lines: &[&str]) -> Vec<String> {
        lines.iter().map(|&line| line.to_owned()).collect()
    }

    #[test]
    fn a_later_change_becomes_part_of_the_first() {
        check(hunk(3, &["a"], &["b"]), hunk(3, &["b"], &["c"]), (3, &["a"], &["c"]));
        check(hunk(3, &[], &["x", "y"]), hunk(4, &["y"], &[]), (3, &[], &["x"]));
        check(hunk(3, &["a"], &["b"]), hunk(2, &["k", "b", "l"], &["m"]), (2, &["k", "a", "l"], &["m"]));
        check(hunk(3, &["a"], &["b"]), hunk(4, &[], &["n"]), (3, &["a"], &["b", "n"]));
        check(hunk(3, &["a"], &["b"]), hunk(3, &[], &["n"]), (3, &["a"], &["n", "b"]));
        check(hunk(3, &["a", "z"], &[]), hunk(3, &[], &["a"]), (4, &["z"], &[]));
        let joined = Hunk::joined(&[hunk(3, &["a"], &["b"]), hunk(5, &[], &["n"])], &hunk(3, &["b", "k", "n"], &["m"]));
        assert_eq!((joined.start, joined.old.kept(), joined.new.kept()), (3, &owned(&["a", "k"])[..], &owned(&["m"])[..]));
    }

    #[test]
    fn what_is_undone_is_gone() {
        assert!(Hunk::joined(&[hunk(3, &["a"], &["b"])], &hunk(3, &["b"], &["a"])).is_undone());
        assert!(Hunk::joined(&[hunk(3, &[], &["b"])], &hunk(3, &["b"], &[])).is_undone());
        assert!(!Hunk::joined(&[hunk(3, &["a"], &["b"])], &hunk(3, &["b"], &[])).is_undone());
    }

    #[test]
    fn a_hunk_is_cut_where_lines_belong_together() {
        let [above, below] = hunk(3, &[], &["a", "b", "c"]).without(&(4..5));
        assert_eq!(above.map(|hunk| hunk.start..hunk.end()), Some(3..4));
        assert_eq!(below.map(|hunk| (hunk.start..hunk.end(), hunk.new.kept().to_vec())), Some((5..6, owned(&["c"]))));
        assert_eq!(hunk(3, &["x"], &["a", "b", "c"]).without(&(4..5)), [None, None]);
    }

    #[test]
    fn text_beyond_the_limit_is_dropped_and_lines_still_count() {
        let line = "x".repeat(99);
        let lines = vec![line.as_str(); 10_000];
        let paste = hunk(3, &[], &lines);
        assert_eq!((paste.end(), paste.new.kept().len()), (10_003, MOST_BYTES / 100));
        let paste = [paste];
        let cut = Hunk::joined(&paste, &hunk(9_000, &["x", "x"], &[]));
        assert_eq!((cut.end(), cut.new.is_whole()), (10_001, false));
        let edited = Hunk::joined(&paste, &hunk(4, &[&line], &["y", "z"]));
        assert_eq!((edited.end(), edited.new.kept()[1].as_str()), (10_004, "y"));
    }
}
