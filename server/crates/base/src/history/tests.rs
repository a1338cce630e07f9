//! Sequences of edits, checked by applying them backwards.

#![allow(clippy::format_collect, reason = "texts are small")]

use super::*;

fn line_vec(text: &str) -> Vec<String> {
    lines(text).map(str::to_owned).collect()
}

/// The text before all of `edits`, whose `new` must stand in `text`.
fn backwards(text: &str, edits: &[LineEdit]) -> Vec<String> {
    let mut all = line_vec(text);
    let mut edits = edits.to_vec();
    edits.sort_by_key(|edit| std::cmp::Reverse((edit.start, edit.end())));
    let mut below = u32::MAX;
    for edit in edits {
        assert!(edit.end() <= below, "{edit:?} overlaps another");
        below = edit.start;
        let range = edit.start as usize..edit.end() as usize;
        assert_eq!(all[range.clone()], edit.new, "{edit:?} in {text:?}");
        all.splice(range, edit.old);
    }
    all
}

/// One step of somebody who types: some bytes, mostly near the last place.
fn typed(random: &mut fastrand::Rng, text: &str, near: &mut usize) -> String {
    const PIECES: [&str; 12] = ["a", "b", "\n", "\r\n", "\t", "\u{1f600}", "\u{e9}", "x\ny\n", "", "", "", "}\n"];
    let mut at = if random.u8(..4) > 0 { *near } else { random.usize(..=text.len()) }.min(text.len());
    let mut end = (at + [0, 0, 0, 1, 2, 5, 20][random.usize(..7)]).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let piece = PIECES[random.usize(..PIECES.len())];
    *near = at + piece.len();
    format!("{}{piece}{}", &text[..at], &text[end.max(at)..])
}

fn first_text(random: &mut fastrand::Rng) -> String {
    (0..random.usize(..30)).map(|at| format!("line {}{}", at % 7, if random.bool() { "\n" } else { "\r\n" })).collect()
}

#[test]
fn edits_applied_backwards_give_the_first_text() {
    for seed in 0..3000 {
        let mut random = fastrand::Rng::with_seed(seed);
        let first = first_text(&mut random);
        let (mut text, mut near) = (first.clone(), 0);
        let mut history = EditHistory::default();
        // All of it within a moment: one place after the other, near each other or not.
        for step in 0..random.u64(1..12) {
            let next = typed(&mut random, &text, &mut near);
            history.record("a", &text, &next, step);
            text = next;
        }
        let edits = history.edits();
        // Where a later group took over an earlier one's lines, what was there at first is not known any more.
        let groups: std::collections::BTreeSet<u64> =
            history.files.iter().flat_map(|file| &file.hunks).map(|hunk| hunk.group).collect();
        let is_one = groups.len() <= 1 && history.latest <= 1;
        let found = backwards(&text, &edits);
        if is_one {
            assert_eq!(found, line_vec(&first), "seed {seed}: {edits:?}");
        }
    }
}

#[test]
fn edits_stand_where_they_say_whatever_happens() {
    for seed in 0..2000 {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut texts = [first_text(&mut random), first_text(&mut random)];
        let mut near = [0, 0];
        let mut history = EditHistory::default();
        let mut at_ms = 10_000;
        for _ in 0..60 {
            let own = random.usize(..2);
            let before = texts[own].clone();
            texts[own] = typed(&mut random, &before, &mut near[own]);
            match random.u8(..40) {
                0 => drop(history.rewritten(["a", "b"][own], &before, &texts[own])),
                1 => {
                    history.record(["a", "b"][own], &before, &texts[own], at_ms);
                    history.record(["a", "b"][own], &texts[own], &before, at_ms);
                    history.record(["a", "b"][own], &before, &texts[own], at_ms);
                }
                _ => drop(history.record(["a", "b"][own], &before, &texts[own], at_ms)),
            }
            at_ms += random.u64(..1500);
            for (own, path) in ["a", "b"].iter().enumerate() {
                let edits: Vec<LineEdit> = history.edits().into_iter().filter(|edit| edit.path == *path).collect();
                backwards(&texts[own], &edits);
            }
        }
    }
}

const TEXT: &str = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\neleven\ntwelve\n";

/// Makes edits one after the other: (milliseconds, what, by what).
fn edited(steps: &[(u64, &str, &str)]) -> (EditHistory, String) {
    let mut history = EditHistory::default();
    let mut text = TEXT.to_owned();
    for (at, from, to) in steps {
        let next = text.replacen(from, to, 1);
        assert_ne!(next, text, "{from} is not there");
        history.record("a", &text, &next, *at);
        text = next;
    }
    (history, text)
}

fn shown(history: &EditHistory) -> Vec<(u32, Vec<String>, Vec<String>)> {
    history.edits().into_iter().map(|edit| (edit.start, edit.old, edit.new)).collect()
}

fn edit(start: u32, old: &[&str], new: &[&str]) -> (u32, Vec<String>, Vec<String>) {
    let owned = |lines: &[&str]| lines.iter().map(|&line| line.to_owned()).collect();
    (start, owned(old), owned(new))
}

#[test]
fn letters_of_one_word_are_one_edit_however_slow() {
    let (history, _) = edited(&[(0, "two", "tw"), (100, "tw\n", "t\n"), (90_000, "t\n", "zwei\n")]);
    assert_eq!(shown(&history), [edit(1, &["two"], &["zwei"])]);
}

#[test]
fn earlier_edits_move_with_the_lines_above_them() {
    let (history, _) = edited(&[(0, "eleven", "11"), (5000, "one\n", "one\nand\na half\n"), (9000, "three\n", "")]);
    assert_eq!(shown(&history), [edit(11, &["eleven"], &["11"]), edit(1, &[], &["and", "a half"]), edit(4, &["three"], &[])]);
}

#[test]
fn what_is_undone_is_no_edit_and_what_is_redone_is_the_same_one() {
    let (mut history, text) = edited(&[(0, "two", "2"), (3000, "nine", "9"), (6000, "2", "two")]);
    assert_eq!(shown(&history), [edit(8, &["nine"], &["9"])]);
    history.record("a", &text, &text.replacen("two", "2", 1), 7000);
    assert_eq!(shown(&history), [edit(1, &["two"], &["2"]), edit(8, &["nine"], &["9"])], "it is as old as it was");
    let (history, _) = edited(&[(0, "two", "2"), (100, "2", "two")]);
    assert!(history.is_empty());
}

#[test]
fn a_place_edited_again_after_other_places_is_a_new_edit() {
    let (history, _) = edited(&[(0, "two", "2"), (3000, "nine", "2"), (6000, "2", "II")]);
    assert_eq!(shown(&history), [edit(8, &["nine"], &["2"]), edit(1, &["2"], &["II"])]);
}

#[test]
fn nothing_that_was_just_done_is_to_be_undone() {
    let (history, _) = edited(&[(0, "two", "2"), (3000, "nine", "9"), (3100, "9", "nine")]);
    assert!(history.undoes("a", &(1..2), Some("two"), 10_000));
    assert!(history.undoes("a", &(0..3), Some("one\ntwo\nthree"), 10_000));
    assert!(!history.undoes("a", &(1..2), Some("II"), 10_000));
    assert!(!history.undoes("a", &(1..2), Some("two"), 31_000), "that is long ago");
    assert!(!history.undoes("b", &(1..2), Some("two"), 10_000));
    assert!(history.undoes("a", &(8..9), Some("9"), 10_000), "it was undone on purpose");
    let (history, _) = edited(&[(0, "two\n", ""), (3000, "nine\n", "nine\nand more\n")]);
    assert!(history.undoes("a", &(1..1), Some("two"), 10_000), "the removed line comes back");
    assert!(history.undoes("a", &(8..9), None, 10_000), "the added line goes again");
    assert!(!history.undoes("a", &(7..8), None, 10_000));
}

#[test]
fn renamed_files_keep_their_edits() {
    let (mut history, _) = edited(&[(0, "two", "2")]);
    history.record("x/b", "a", "b", 3000);
    history.renamed("a", "x/c");
    history.renamed("x", "y");
    let paths = |history: &EditHistory| history.edits().into_iter().map(|edit| edit.path).collect::<Vec<_>>();
    assert_eq!(paths(&history), ["y/c", "y/b"]);
    history.renamed("y/b", "y/c");
    assert_eq!(paths(&history), ["y/c"], "one name, one file");
    assert_eq!(shown(&history), [edit(0, &["a"], &["b"])]);
}

#[test]
fn a_switch_of_branches_is_no_edit() {
    let (mut history, text) = edited(&[(0, "two", "2")]);
    for file in 0..40 {
        history.record(&format!("f{file}"), "a\n", "b\n", 5000 + file);
    }
    assert!(history.is_empty());
    history.record("a", &text, TEXT, 6000);
    assert!(history.is_empty(), "still quiet");
    history.record("a", TEXT, &text, 8000);
    assert!(!history.is_empty());
}

#[test]
fn a_file_that_a_tool_rewrote_is_no_edit() {
    let lines = |name: &str| (0..1000).map(|at| format!("{name} {at}\nsame\n")).collect::<String>();
    let mut history = EditHistory::default();
    history.record("a", &lines("x"), &lines("y"), 0);
    assert!(history.is_empty());
}

#[test]
fn a_few_edits_are_remembered() {
    let mut history = EditHistory::default();
    let mut text: String = (0..2000).map(|at| format!("{at}\n")).collect();
    for at in 0..60 {
        let next = text.replacen(&format!("\n{}\n", at * 20 + 1), "\nx\n", 1);
        history.record("a", &text, &next, at * 5000);
        text = next;
    }
    assert_eq!(history.edits().len(), MOST_GROUPS);
    assert_eq!(history.edits().last().map(|edit| edit.start), Some(59 * 20 + 1));
}

#[test]
fn a_huge_paste_is_one_edit_of_which_the_beginning_is_kept() {
    let paste: String = (0..40_000).map(|at| format!("pasted line number {at}\n")).collect();
    let mut history = EditHistory::default();
    let after = format!("one\n{paste}two\n");
    history.record("a", "one\ntwo\n", &after, 0);
    let edits = history.edits();
    assert_eq!((edits.len(), edits[0].start), (1, 1));
    assert!(edits[0].new.len() > 1000 && edits[0].new.len() < 10_000);
    history.record("a", &after, &after.replace("two", "2"), 5000);
    assert_eq!(history.edits()[1].start, 40_001);
}
