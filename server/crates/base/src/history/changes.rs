//! What changed between two texts, as the smallest runs of whole lines. It remembers nothing.

use imara_diff::{Algorithm, Diff, InternedInput};

/// A text of more changed lines than this is taken as one change.
const MOST_COMPARED: usize = 50_000;

/// Lines that took the place of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change<'a> {
    /// The first line that was replaced, in the text before.
    pub(super) start: u32,
    pub(super) old: Vec<&'a str>,
    pub(super) new: Vec<&'a str>,
}

/// The lines of a text without their ends. A text that ends with a line break has an empty last line.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line))
}

/// The changes from `before` to `after`, from the top down. Line ends do not count.
pub(super) fn changes<'a>(before: &'a str, after: &'a str) -> Vec<Change<'a>> {
    let (start, end) = differing(before, after);
    let first = memchr::memchr_iter(b'\n', &before.as_bytes()[..start]).count() as u32;
    let old: Vec<&str> = lines(&before[start..before.len() - end]).collect();
    let new: Vec<&str> = lines(&after[start..after.len() - end]).collect();
    if old.len() + new.len() == 2 || old.len().max(new.len()) > MOST_COMPARED {
        return trimmed(first, &old, &new).into_iter().collect();
    }
    let mut input = InternedInput::default();
    input.update_before(old.iter().copied());
    input.update_after(new.iter().copied());
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_no_heuristic(&input);
    let hunks = diff.hunks().map(|hunk| Change {
        start: first + hunk.before.start,
        old: old[hunk.before.start as usize..hunk.before.end as usize].to_vec(),
        new: new[hunk.after.start as usize..hunk.after.end as usize].to_vec(),
    });
    hunks.collect()
}

/// One change without the lines that are equal at its beginning and its end; `None` where all are.
fn trimmed<'a>(first: u32, old: &[&'a str], new: &[&'a str]) -> Option<Change<'a>> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[head..], &new[head..]);
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[..old.len() - tail], &new[..new.len() - tail]);
    (!old.is_empty() || !new.is_empty()).then(|| Change { start: first + head as u32, old: old.to_vec(), new: new.to_vec() })
}

/// Bytes of whole equal lines before and behind what differs.
fn differing(before: &str, after: &str) -> (usize, usize) {
    let (a, b) = (before.as_bytes(), after.as_bytes());
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let start = memchr::memrchr(b'\n', &a[..same]).map_or(0, |at| at + 1);
    let most = a.len().min(b.len()) - start;
    let same = a.iter().rev().zip(b.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    // The line break before the equal lines stays with what differs, so that an end begins a line in both texts.
    let tail = &a[a.len() - same..];
    let end = memchr::memchr(b'\n', tail).map_or(0, |at| tail.len() - at);
    (start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &str, after: &str, expected: &[(u32, &[&str], &[&str])]) {
        let found = changes(before, after);
        let found: Vec<_> = found.iter().map(|change| (change.start, &change.old[..], &change.new[..])).collect();
        assert_eq!(found, expected, "{before:?} {after:?}");
    }

    #[test]
    fn changes_are_whole_lines_and_no_more() {
        check("a\nb\nc\n", "a\nB\nc\n", &[(1, &["b"], &["B"])]);
        check("a\nb\n", "a\nx\nb\n", &[(1, &[], &["x"])]);
        check("a\nx\nb\n", "a\nb\n", &[(1, &["x"], &[])]);
        check("a\nb\nc\nd\ne", "A\nb\nc\nd\nE", &[(0, &["a"], &["A"]), (4, &["e"], &["E"])]);
        check("", "a", &[(0, &[""], &["a"])]);
        check("a", "a\n", &[(1, &[], &[""])]);
        check("", "", &[]);
    }

    #[test]
    fn line_ends_do_not_count() {
        check("a\r\nb\r\n", "a\nb\n", &[]);
        check("a\r\nb\n", "a\r\nB\r\n", &[(1, &["b"], &["B"])]);
        check("\u{1f600}a\r\nb", "\u{1f601}a\r\nb", &[(0, &["\u{1f600}a"], &["\u{1f601}a"])]);
    }

    #[test]
    fn equal_lines_around_do_not_overlap() {
        check("a\na\n", "a\na\na\n", &[(2, &[], &["a"])]);
        check("}\n}\n}\n", "}\n}\n", &[(2, &["}"], &[])]);
    }
}
