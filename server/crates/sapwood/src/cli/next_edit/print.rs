//! Suggestions as one unified diff that `git apply` and `patch` take. Reasons stand before each file's part, as comments.

use std::fmt::Write as _;

use sapwood_assist::next_edit::Suggestion;
use sapwood_base::LineIndex;
use sapwood_context::search::Texts;

use super::{Files, reason_line};
use crate::cli::failure::Outcome;
use crate::cli::terminal::{Role, Terminal};

/// Lines around a change.
const CONTEXT: usize = 3;

/// Writes `edits`, best first, file by file in the order of their best.
pub(super) fn diff(edits: &[&Suggestion], texts: &Files<'_>, terminal: &mut Terminal) -> Outcome {
    let mut files: Vec<(&str, Vec<&Suggestion>)> = Vec::new();
    for &edit in edits {
        match files.iter_mut().find(|(path, _)| *path == edit.path) {
            Some((_, own)) => own.push(edit),
            None => files.push((&edit.path, vec![edit])),
        }
    }
    for (path, mut own) in files {
        let Some(text) = texts.text(path) else { continue };
        own.sort_by_key(|edit| (edit.lines.start, edit.lines.end));
        own.dedup_by(|later, earlier| later.lines.start < earlier.lines.end || later.lines == earlier.lines);
        for edit in &own {
            terminal.line(terminal.paint.faint(reason_line(edit)))?;
        }
        for line in of_file(path, &text, &own).split_inclusive('\n') {
            write_line(line, terminal)?;
        }
    }
    Ok(())
}

/// Line ends are those of the diff itself: a line that ends with `\r\n` keeps both.
fn write_line(line: &str, terminal: &mut Terminal) -> Outcome {
    let content = line.strip_suffix('\n').unwrap_or(line);
    let role = match content.as_bytes().first() {
        Some(b'+') if !content.starts_with("+++") => Some(Role::Good),
        Some(b'-') if !content.starts_with("---") => Some(Role::Bad),
        _ => None,
    };
    let shown = role.map_or_else(|| content.to_owned(), |role| terminal.paint.as_role(role, content));
    terminal.line(shown)
}

/// The part of the diff for one file; `edits` are in the order of their lines and do not overlap.
fn of_file(path: &str, text: &str, edits: &[&Suggestion]) -> String {
    let old: Vec<&str> = text.split_inclusive('\n').collect();
    let mut out = format!("--- a/{path}\n+++ b/{path}\n");
    let mut moved: isize = 0;
    let mut from = 0;
    while from < edits.len() {
        // Changes whose surroundings meet make one part.
        let mut to = from + 1;
        while to < edits.len() && edits[to].lines.start as usize <= edits[to - 1].lines.end as usize + 2 * CONTEXT {
            to += 1;
        }
        moved += part(&mut out, &old, &edits[from..to], moved, ending(text));
        from = to;
    }
    out
}

/// Writes one part and gives by how many lines it makes the file longer.
fn part(out: &mut String, old: &[&str], edits: &[&Suggestion], moved: isize, ending: &str) -> isize {
    let start = (edits[0].lines.start as usize).min(old.len()).saturating_sub(CONTEXT);
    let end = edits.last().map_or(start, |edit| (edit.lines.end as usize + CONTEXT).min(old.len()));
    let (mut body, mut at, mut removed, mut added) = (String::new(), start, 0, 0);
    for edit in edits {
        let (first, last) = ((edit.lines.start as usize).min(old.len()), (edit.lines.end as usize).min(old.len()));
        old[at..first].iter().for_each(|line| push(&mut body, ' ', line));
        old[first..last].iter().for_each(|line| push(&mut body, '-', line));
        let new: Vec<&str> = edit.text.as_deref().map(|text| sapwood_base::lines(text).collect()).unwrap_or_default();
        // The last line of the file keeps its lack of an end.
        let lacks_end = last == old.len() && old.last().is_some_and(|line| !line.ends_with('\n')) && first < last;
        for (count, line) in new.iter().enumerate() {
            let is_last = count + 1 == new.len();
            let line = if lacks_end && is_last { (*line).to_owned() } else { format!("{line}{ending}") };
            push(&mut body, '+', &line);
        }
        removed += last - first;
        added += new.len();
        at = last;
    }
    old[at..end].iter().for_each(|line| push(&mut body, ' ', line));
    let old_count = end - start;
    let new_count = old_count + added - removed;
    let new_start = start.saturating_add_signed(moved);
    let _ = writeln!(out, "@@ -{} +{} @@", range(start, old_count), range(new_start, new_count));
    out.push_str(&body);
    added.cast_signed() - removed.cast_signed()
}

fn range(start: usize, count: usize) -> String {
    // An empty range stands behind the line that it names.
    if count == 0 { format!("{start},0") } else { format!("{},{count}", start + 1) }
}

fn push(out: &mut String, mark: char, line: &str) {
    out.push(mark);
    out.push_str(line);
    if !line.ends_with('\n') {
        out.push_str("\n\\ No newline at end of file\n");
    }
}

/// How the text's first line ends.
fn ending(text: &str) -> &'static str {
    let index = LineIndex::new(text);
    let is_crlf = index.line_count() > 1 && text.as_bytes().get(index.line_end(0, text) as usize) == Some(&b'\r');
    if is_crlf { "\r\n" } else { "\n" }
}

#[cfg(test)]
mod tests {
    use sapwood_assist::next_edit::{Kind, Source};

    use super::*;

    fn edit(lines: std::ops::Range<u32>, text: Option<&str>) -> Suggestion {
        Suggestion {
            path: "a".to_owned(),
            lines,
            old: String::new(),
            text: text.map(str::to_owned),
            kind: Kind::Rename,
            source: Source::Graph,
            confidence: 0.9,
            reason: String::new(),
        }
    }

    /// The diff must do to the text what the edits say, by another program's reading of it.
    fn check(text: &str, edits: &[Suggestion], expected: &str) {
        let edits: Vec<&Suggestion> = edits.iter().collect();
        let diff = of_file("a", text, &edits);
        let patch = diffy::Patch::from_str(&diff).unwrap_or_else(|error| panic!("{error}\n{diff}"));
        assert_eq!(diffy::apply(text, &patch).unwrap_or_else(|error| panic!("{error}\n{diff}")), expected, "{diff}");
    }

    #[test]
    fn a_printed_diff_does_what_was_suggested() {
        let text = (1..=30).map(|at| format!("line {at}\n")).collect::<Vec<_>>().concat();
        let edits =
            [edit(1..2, Some("two")), edit(4..4, Some("four and a half\nmore")), edit(20..22, None), edit(29..30, Some(""))];
        let mut lines: Vec<String> = (1..=30).map(|at| format!("line {at}")).collect();
        lines.splice(29..30, [String::new()]);
        lines.splice(20..22, []);
        lines.splice(4..4, ["four and a half".to_owned(), "more".to_owned()]);
        lines[1] = "two".to_owned();
        check(&text, &edits, &(lines.join("\n") + "\n"));
    }

    #[test]
    fn ends_of_lines_and_of_the_file_are_kept() {
        check("a\r\nb\r\n", &[edit(1..2, Some("x\ny"))], "a\r\nx\r\ny\r\n");
        check("a\nb", &[edit(1..2, Some("x"))], "a\nx");
        check("a\nb", &[edit(0..1, None)], "b");
        check("a\n", &[edit(0..1, None)], "");
        check("a\nb\n", &[edit(2..2, Some("c"))], "a\nb\nc\n");
    }
}
