//! Small questions about lines: where they stand in a text, how two lists of them differ. It knows no language.

use std::ops::Range;

use sapwood_base::Span;

/// The bytes of whole lines of `text`, line ends included.
pub(super) fn span(text: &str, lines: &Range<u32>) -> Span {
    let mut starts = std::iter::once(0).chain(memchr_lines(text));
    let start = starts.nth(lines.start as usize).unwrap_or(text.len());
    let end = match lines.end.checked_sub(lines.start) {
        None | Some(0) => start,
        Some(count) => starts.nth(count as usize - 1).unwrap_or(text.len()),
    };
    Span::new(start as u32, end as u32)
}

/// Where lines behind the first start.
fn memchr_lines(text: &str) -> impl Iterator<Item = usize> {
    text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1)
}

/// A run of lines that differ: those of the old list, and those of the new.
pub(super) type Hunk = (Range<usize>, Range<usize>);

/// More lines than this are not compared one by one.
const MAX_LINES: usize = 400;

/// Pairs of lines that are the same in both lists, in order, as many as there can be.
pub(super) fn pairs<T, U>(old: &[T], new: &[U], is_same: impl Fn(&T, &U) -> bool) -> Vec<(usize, usize)> {
    let start = old.iter().zip(new).take_while(|(a, b)| is_same(a, b)).count();
    let rest = (&old[start..], &new[start..]);
    let end = rest.0.iter().rev().zip(rest.1.iter().rev()).take_while(|(a, b)| is_same(a, b)).count();
    let (inner_old, inner_new) = (&rest.0[..rest.0.len() - end], &rest.1[..rest.1.len() - end]);
    let mut found: Vec<(usize, usize)> = (0..start).map(|at| (at, at)).collect();
    if inner_old.len() <= MAX_LINES && inner_new.len() <= MAX_LINES {
        found.extend(longest(inner_old, inner_new, &is_same).into_iter().map(|(a, b)| (a + start, b + start)));
    }
    found.extend((0..end).rev().map(|back| (old.len() - 1 - back, new.len() - 1 - back)));
    found
}

/// The longest common subsequence.
fn longest<T, U>(old: &[T], new: &[U], is_same: &impl Fn(&T, &U) -> bool) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    let mut lengths = vec![0u16; (old.len() + 1) * width];
    for a in (0..old.len()).rev() {
        for b in (0..new.len()).rev() {
            lengths[a * width + b] = if is_same(&old[a], &new[b]) {
                lengths[(a + 1) * width + b + 1] + 1
            } else {
                lengths[(a + 1) * width + b].max(lengths[a * width + b + 1])
            };
        }
    }
    let (mut a, mut b) = (0, 0);
    let mut found = Vec::new();
    while a < old.len() && b < new.len() {
        if is_same(&old[a], &new[b]) {
            found.push((a, b));
            (a, b) = (a + 1, b + 1);
        } else if lengths[(a + 1) * width + b] >= lengths[a * width + b + 1] {
            a += 1;
        } else {
            b += 1;
        }
    }
    found
}

/// Where both lists differ. Runs with no more than `join` equal lines between them are one.
pub(super) fn hunks<S: AsRef<str>>(old: &[S], new: &[S], join: usize) -> Vec<Hunk> {
    let mut found: Vec<Hunk> = Vec::new();
    let mut ends = (0, 0);
    let same = pairs(old, new, |a, b| a.as_ref() == b.as_ref());
    for (a, b) in same.into_iter().chain([(old.len(), new.len())]) {
        if a > ends.0 || b > ends.1 {
            match found.last_mut() {
                Some(last) if ends.0 - last.0.end <= join => *last = (last.0.start..a, last.1.start..b),
                _ => found.push((ends.0..a, ends.1..b)),
            }
        }
        ends = (a + 1, b + 1);
    }
    found
}

/// True where both ranges share a line, or meet.
pub(super) fn touches(a: &Range<u32>, b: &Range<u32>) -> bool {
    a.start <= b.end && b.start <= a.end
}

/// True where both ranges share a line, or one inserts inside the other or at its place.
pub(super) fn overlaps(a: &Range<u32>, b: &Range<u32>) -> bool {
    if a.is_empty() || b.is_empty() {
        return if a.is_empty() {
            b.start <= a.start && a.start <= b.end && (b.is_empty() || a.start < b.end)
        } else {
            overlaps(b, a)
        };
    }
    a.start < b.end && b.start < a.end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_spans() {
        let text = "a\nbé\n\nc";
        let of = |range: Range<u32>| {
            let span = span(text, &range);
            &text[span.start as usize..span.end as usize]
        };
        assert_eq!([of(0..1), of(1..3), of(3..4), of(2..2), of(4..4), of(9..12)], ["a\n", "bé\n\n", "c", "", "", ""]);
    }

    #[test]
    fn differences_are_the_fewest() {
        let hunks = |old: &str, new: &str, join| {
            let lines = |text: &str| text.chars().map(String::from).collect::<Vec<_>>();
            super::hunks(&lines(old), &lines(new), join)
        };
        assert_eq!(hunks("abc", "abc", 0), []);
        assert_eq!(hunks("abcd", "axcd", 0), [(1..2, 1..2)]);
        assert_eq!(hunks("abcd", "abxcd", 0), [(2..2, 2..3)]);
        assert_eq!(hunks("abcde", "axcye", 0), [(1..2, 1..2), (3..4, 3..4)]);
        assert_eq!(hunks("abcde", "axcye", 1), [(1..4, 1..4)]);
        assert_eq!(hunks("", "a", 0), [(0..0, 0..1)]);
        assert_eq!(hunks("ab", "", 0), [(0..2, 0..0)]);
    }

    #[test]
    fn places_meet_and_overlap() {
        assert!(touches(&(1..2), &(2..3)) && !touches(&(1..2), &(3..4)));
        assert!(!overlaps(&(1..2), &(2..3)) && overlaps(&(1..3), &(2..3)));
        assert!(
            overlaps(&(2..2), &(1..3)) && overlaps(&(2..2), &(2..2)) && overlaps(&(1..3), &(1..1)) && !overlaps(&(3..3), &(1..3))
        );
    }
}
