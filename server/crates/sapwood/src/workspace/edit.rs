//! What changed between two texts, as the parser wants to hear it.

use sapwood_syntax::{InputEdit, Point};

/// The smallest single replacement that turns `old` into `new`; `None` where they are equal.
pub(super) fn edit_between(old: &str, new: &str) -> Option<InputEdit> {
    if old == new {
        return None;
    }
    let (a, b) = (old.as_bytes(), new.as_bytes());
    let mut start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    while !old.is_char_boundary(start) {
        start -= 1;
    }
    let most = a.len().min(b.len()) - start;
    let mut tail = a.iter().rev().zip(b.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    while !old.is_char_boundary(old.len() - tail) {
        tail -= 1;
    }
    let (old_end, new_end) = (old.len() - tail, new.len() - tail);
    Some(InputEdit {
        start_byte: start,
        old_end_byte: old_end,
        new_end_byte: new_end,
        start_position: point(a, start),
        old_end_position: point(a, old_end),
        new_end_position: point(b, new_end),
    })
}

fn point(text: &[u8], at: usize) -> Point {
    let before = &text[..at];
    let row = memchr::memchr_iter(b'\n', before).count();
    let line = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    Point { row, column: at - line }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(old: &str, new: &str, start: usize, old_end: usize, new_end: usize) {
        let edit = edit_between(old, new).expect("they differ");
        assert_eq!((edit.start_byte, edit.old_end_byte, edit.new_end_byte), (start, old_end, new_end), "{old:?} {new:?}");
        assert_eq!(format!("{}{}{}", &old[..start], &new[start..new_end], &old[old_end..]), new);
    }

    #[test]
    fn the_replacement_is_minimal_and_cuts_no_character() {
        check("fn a() {}", "fn ab() {}", 4, 4, 5);
        check("aaa", "aa", 2, 3, 2);
        check("", "x\n", 0, 0, 2);
        check("\u{e9}", "\u{e8}", 0, 2, 2);
        check("x\u{e9}y", "x\u{129}y", 1, 3, 3);
        assert_eq!(edit_between("same", "same"), None);
        let edit = edit_between("a\nb\nc", "a\nb\nx\nc").expect("they differ");
        assert_eq!(edit.start_position, Point { row: 2, column: 0 });
        assert_eq!(edit.new_end_position, Point { row: 3, column: 0 });
    }
}
