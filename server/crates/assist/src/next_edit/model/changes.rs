//! The history as a model sees it: the latest edits that fit, oldest first. While edits are added the beginning stays what it was for
//! a while, so that a model's prompt cache holds.

use std::fmt::Write;

use sapwood_base::LineEdit;
use sapwood_context::search::Texts;
use sapwood_context::tokens;

use super::format::{Format, fill};

/// Lines shown of one side of an edit; of the latest, less where that is too much.
const MAX_LINES: [usize; 3] = [40, 12, 2];
/// Characters shown of a line.
const MAX_WIDTH: usize = 240;
/// Unchanged lines around an edit.
const CONTEXT: usize = 3;
/// Where edits are left out, the first that is shown is at a multiple of this.
const STEP: usize = 5;
/// What stands for lines that are left out.
const LEFT_OUT: &str = "…";

/// The edits of `history` in the form of `format`. Files that `is_secret` names are left out.
pub(super) fn write(format: &Format, history: &[LineEdit], texts: &dyn Texts, is_secret: &dyn Fn(&str) -> bool) -> String {
    let form = format.change();
    let shown: Vec<&LineEdit> = history.iter().filter(|edit| edit.old != edit.new && !is_secret(&edit.path)).collect();
    let mut written = Vec::new();
    let mut left = format.budget.history;
    for (back, edit) in shown.iter().rev().take(format.budget.changes).enumerate() {
        let tries = if back == 0 { &MAX_LINES[..] } else { &MAX_LINES[..1] };
        let texts = tries.iter().map(|&most| write_one(&form, format, edit, most, texts));
        let mut fitting = texts.map(|text| (left.checked_sub(tokens::count(&text)), text));
        let Some((Some(rest), text)) = fitting.find(|(rest, _)| rest.is_some()) else { break };
        left = rest;
        written.push(text);
    }
    let first = shown.len() - written.len();
    let extra = if first == 0 { 0 } else { (STEP - first % STEP) % STEP };
    // The latest edit is shown whatever else.
    written.truncate((written.len().saturating_sub(extra)).max(written.len().min(1)));
    written.into_iter().rev().collect()
}

fn write_one(form: &str, format: &Format, edit: &LineEdit, most: usize, texts: &dyn Texts) -> String {
    fill(form, |place| match place {
        "path" => Some(format.neutral(&edit.path.replace('\n', " ")).into_owned().into()),
        "old" => Some(format.neutral(&joined(&edit.old, most)).into_owned().into()),
        "new" => Some(format.neutral(&joined(&edit.new, most)).into_owned().into()),
        "diff" => Some(format.neutral(&diff(edit, most, texts)).into_owned().into()),
        _ => None,
    })
}

fn joined(lines: &[String], most: usize) -> String {
    shortened(lines, most).fold(String::new(), |text, line| text + line + "\n")
}

/// The lines, without the middle where there are too many, and without the ends of long ones.
fn shortened(lines: &[String], most: usize) -> impl Iterator<Item = &str> {
    let is_long = lines.len() > most;
    let (head, tail) = if is_long { (most / 2, lines.len() - most / 2) } else { (lines.len(), lines.len()) };
    let left_out = is_long.then_some(LEFT_OUT);
    lines[..head].iter().map(|line| narrow(line)).chain(left_out).chain(lines[tail..].iter().map(|line| narrow(line)))
}

fn narrow(line: &str) -> &str {
    line.char_indices().nth(MAX_WIDTH).map_or(line, |(end, _)| &line[..end])
}

/// The edit as a unified diff of one hunk, with the unchanged lines that stand around it now.
fn diff(edit: &LineEdit, most: usize, texts: &dyn Texts) -> String {
    let text = texts.text(&edit.path);
    let all = || text.as_deref().unwrap_or_default().lines();
    let first = (edit.start as usize).saturating_sub(CONTEXT);
    let before: Vec<&str> = all().skip(first).take(edit.start as usize - first).collect();
    let after: Vec<&str> = all().skip(edit.end() as usize).take(CONTEXT).collect();
    let around = before.len() + after.len();
    let mut out = String::new();
    let (old, new) = (edit.old.len() + around, edit.new.len() + around);
    let _ = writeln!(out, "@@ -{0},{old} +{0},{new} @@", first + 1);
    let mut push = |mark: char, line: &str| {
        out.push(mark);
        out.push_str(line);
        out.push('\n');
    };
    before.iter().for_each(|line| push(' ', narrow(line)));
    shortened(&edit.old, most).for_each(|line| push('-', line));
    shortened(&edit.new, most).for_each(|line| push('+', line));
    after.iter().for_each(|line| push(' ', narrow(line)));
    out
}

#[cfg(test)]
mod tests {
    use super::super::format::named;
    use super::super::testing::{edit, files};
    use super::*;

    #[test]
    fn an_edit_is_a_hunk_with_what_stands_around_it() {
        let texts = files(&[("a.rs", "1\n2\n3\n4\nnew\n6\n7\n8\n9\n")]);
        let one = edit("a.rs", 4, &["old", "older"], &["new"]);
        assert_eq!(diff(&one, 40, &texts), "@@ -2,8 +2,7 @@\n 2\n 3\n 4\n-old\n-older\n+new\n 6\n 7\n 8\n");
        let zeta = named("zeta_v1").expect("a format");
        assert!(write(zeta, std::slice::from_ref(&one), &texts, &|_| false).starts_with("User edited a.rs:\n```diff\n@@ -2,8"));
        let sweep = named("sweep_v1").expect("a format");
        assert_eq!(
            write(sweep, std::slice::from_ref(&one), &texts, &|_| false),
            "<|file_sep|>a.rs.diff\noriginal:\nold\nolder\nupdated:\nnew\n"
        );
        assert_eq!(write(sweep, &[one], &texts, &|path| path == "a.rs"), "", "nothing of a secret file");
    }

    #[test]
    fn the_beginning_stays_while_edits_are_added() {
        let texts = files(&[]);
        let format = named("window_v1").expect("a format");
        let edits: Vec<LineEdit> = (0..60).map(|n| edit("a.rs", n, &[&format!("old{n}")], &[&format!("new{n}")])).collect();
        let mut changes = 0;
        for count in 1..60 {
            let (shorter, longer) =
                (write(format, &edits[..count], &texts, &|_| false), write(format, &edits[..=count], &texts, &|_| false));
            assert!(longer.contains(&format!("+new{count}\n")) && longer.matches("@@ -").count() <= 25);
            changes += usize::from(!longer.starts_with(&shorter));
        }
        assert!(changes <= 8, "{changes} of 59");
    }

    #[test]
    fn a_huge_paste_is_shortened() {
        let texts = files(&[]);
        let format = named("window_v1").expect("a format");
        let lines: Vec<String> = (0..10_000).map(|n| format!("line {n}")).collect();
        let huge = LineEdit { path: "a.rs".into(), start: 0, old: Vec::new(), new: lines };
        let text = write(format, &[huge], &texts, &|_| false);
        assert!(text.contains("+line 19\n+…\n+line 9980\n") && text.len() < 1000, "{text}");
        let wide = LineEdit { path: "a.rs".into(), start: 0, old: Vec::new(), new: vec!["a, ".repeat(100_000)] };
        let text = write(format, &[wide], &texts, &|_| false);
        assert!(text.contains("+a, a") && text.len() < 500, "{text}");
    }
}
