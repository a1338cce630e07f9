//! A unified diff, git's or plain, as the edits that were made, placed in the files as they are.

use std::borrow::Cow;

use diffy::patch_set::{FileOperation, ParseOptions, PatchSet};
use diffy::{Hunk, Line, Patch};
use sapwood_base::LineEdit;
use sapwood_context::search::Texts;

use super::failure::{Failure, Outcome};

/// A hunk is looked for this many lines around the place that it names.
const AROUND: usize = 2000;
/// Problems told one by one.
const MOST_PROBLEMS: usize = 10;

/// What a diff says was done.
#[derive(Debug, Default)]
pub(super) struct Done {
    /// Placed in the files as they are.
    pub(super) edits: Vec<LineEdit>,
    /// What could not be placed, in sentences.
    pub(super) problems: Vec<String>,
}

/// Reads `diff`. Paths are taken from the workspace folder on; where they start with `prefix`, the folder's own place in its
/// repository, that is left out.
pub(super) fn read_diff(diff: &str, prefix: &str, texts: &dyn Texts) -> Outcome<Done> {
    if diff.trim().is_empty() {
        return Err(Failure::new("the diff is empty").hint("pass what was just changed: git diff | sapwood next-edit --diff -"));
    }
    let is_git = diff.lines().any(|line| line.starts_with("diff --git "));
    let options = if is_git { ParseOptions::gitdiff() } else { ParseOptions::unidiff() };
    let mut done = Done::default();
    let mut count = 0;
    for file in PatchSet::parse(diff, options) {
        let file = file.map_err(|error| Failure::new(format!("that is no unified diff: {error}")))?;
        count += 1;
        let names = names(file.operation(), is_git, prefix);
        match file.patch().as_text() {
            Some(patch) => done.take(patch, &names, texts),
            None => done.problems.push(format!("{} is a binary file and is left out", names.new)),
        }
    }
    if count == 0 {
        return Err(Failure::new("that is no unified diff").hint("it has no file header such as --- a/FILE and +++ b/FILE"));
    }
    if done.problems.len() > MOST_PROBLEMS {
        let more = done.problems.split_off(MOST_PROBLEMS).len();
        done.problems.push(format!("{more} more parts of the diff are left out"));
    }
    Ok(done)
}

/// A file's name, with the one it had before.
struct Names {
    new: String,
    is_gone: bool,
}

fn names(operation: &FileOperation<'_, str>, is_git: bool, prefix: &str) -> Names {
    let clean = |path: &Cow<'_, str>, can_have_prefix: bool| {
        // A plain diff may tell the time of the file behind a tab.
        let path = path.split('\t').next().unwrap_or_default();
        let path = match path.split_once('/') {
            Some(("a" | "b" | "i" | "w" | "c" | "o", rest)) if can_have_prefix => rest,
            _ => path,
        };
        let path = path.strip_prefix("./").unwrap_or(path);
        path.strip_prefix(prefix).unwrap_or(path).to_owned()
    };
    match operation {
        FileOperation::Delete(path) => Names { new: clean(path, true), is_gone: true },
        FileOperation::Create(path) => Names { new: clean(path, true), is_gone: false },
        FileOperation::Modify { original, modified } => {
            let has_prefix = is_git || original.starts_with("a/") && modified.starts_with("b/");
            Names { new: clean(modified, has_prefix), is_gone: false }
        }
        // The extended headers of git have no prefix.
        FileOperation::Rename { to, .. } | FileOperation::Copy { to, .. } => Names { new: clean(to, false), is_gone: false },
    }
}

impl Done {
    fn take(&mut self, patch: &Patch<'_, str>, names: &Names, texts: &dyn Texts) {
        if names.is_gone {
            // Nothing stands there that could be asked about, but what was removed tells what is used no more.
            return self.edits.extend(patch.hunks().iter().flat_map(|hunk| changes(hunk, 0, &names.new)));
        }
        if patch.hunks().is_empty() {
            return;
        }
        let Some(text) = texts.text(&names.new) else {
            self.problems.push(format!("{} is not in the workspace folder", names.new));
            return;
        };
        let lines: Vec<&str> = sapwood_base::lines(&text).collect();
        for hunk in patch.hunks() {
            let new: Vec<&str> = hunk.lines().iter().filter_map(new_line).collect();
            let line = hunk.new_range().start().saturating_sub(usize::from(!hunk.new_range().is_empty()));
            match place(&lines, &new, line) {
                Some(at) => self.edits.extend(changes(hunk, at as u32, &names.new)),
                None => self.problems.push(format!("{} does not hold what the diff says about line {}", names.new, line + 1)),
            }
        }
    }
}

/// Where `new` stands in `lines`: where the diff says, else as near as possible.
fn place(lines: &[&str], new: &[&str], named: usize) -> Option<usize> {
    let stands = |at: usize| lines.get(at..at + new.len()).is_some_and(|own| own == new);
    if new.is_empty() {
        return Some(named.min(lines.len()));
    }
    (0..=AROUND).flat_map(|by| [named.checked_sub(by), Some(named + by)]).flatten().find(|&at| stands(at))
}

fn new_line<'a>(line: &Line<'a, str>) -> Option<&'a str> {
    match line {
        Line::Context(text) | Line::Insert(text) => Some(bare(text)),
        Line::Delete(_) => None,
    }
}

fn bare(line: &str) -> &str {
    let line = line.strip_suffix('\n').unwrap_or(line);
    line.strip_suffix('\r').unwrap_or(line)
}

/// The changes of a hunk whose lines stand at `at` on.
fn changes(hunk: &Hunk<'_, str>, mut at: u32, path: &str) -> Vec<LineEdit> {
    let mut found: Vec<LineEdit> = Vec::new();
    let mut is_open = false;
    for line in hunk.lines() {
        let (text, is_new) = match line {
            Line::Context(_) => {
                at += 1;
                is_open = false;
                continue;
            }
            Line::Insert(text) => (bare(text), true),
            Line::Delete(text) => (bare(text), false),
        };
        if !is_open {
            found.push(LineEdit { path: path.to_owned(), start: at, old: Vec::new(), new: Vec::new() });
            is_open = true;
        }
        if let Some(edit) = found.last_mut() {
            if is_new {
                edit.new.push(text.to_owned());
                at += 1;
            } else {
                edit.old.push(text.to_owned());
            }
        }
    }
    // A line that differs in nothing but its end.
    found.retain(|edit| edit.old != edit.new);
    found
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    struct Tree(&'static [(&'static str, &'static str)]);

    impl Texts for Tree {
        fn text(&self, path: &str) -> Option<Arc<str>> {
            self.0.iter().find(|(own, _)| *own == path).map(|(_, text)| Arc::from(*text))
        }
    }

    fn edits(diff: &str, tree: &'static [(&'static str, &'static str)]) -> Vec<(String, u32, Vec<String>, Vec<String>)> {
        let done = read_diff(diff, "sub/", &Tree(tree)).expect("a diff");
        assert!(done.problems.is_empty(), "{:?}", done.problems);
        done.edits.into_iter().map(|edit| (edit.path, edit.start, edit.old, edit.new)).collect()
    }

    fn edit(path: &str, start: u32, old: &[&str], new: &[&str]) -> (String, u32, Vec<String>, Vec<String>) {
        let owned = |lines: &[&str]| lines.iter().map(|&line| line.to_owned()).collect();
        (path.to_owned(), start, owned(old), owned(new))
    }

    const GIT: &str =
        "diff --git a/x.rs b/x.rs\nindex 1..2 100644\n--- a/x.rs\n+++ b/x.rs\n@@ -1,3 +1,4 @@\n one\n-two\n+2\n+and\n three\n";

    #[test]
    fn gits_and_plain_diffs_are_read() {
        let expected = [edit("x.rs", 1, &["two"], &["2", "and"])];
        assert_eq!(edits(GIT, &[("x.rs", "one\n2\nand\nthree\n")]), expected);
        let plain = "--- x.rs\t2026-01-01\n+++ x.rs\t2026-01-02\n@@ -2 +2,2 @@\n-two\n+2\n+and\n";
        assert_eq!(edits(plain, &[("x.rs", "one\n2\nand\nthree\n")]), expected);
        assert_eq!(edits(GIT, &[("x.rs", "one\r\n2\r\nand\r\nthree\r\n")]), expected, "line ends do not count");
        let nested = GIT.replace("x.rs", "sub/x.rs");
        assert_eq!(edits(&nested, &[("x.rs", "one\n2\nand\nthree\n")]), expected, "from the repository on");
    }

    #[test]
    fn a_file_that_changed_since_is_followed() {
        let found = edits(GIT, &[("x.rs", "zero\nzero\none\n2\nand\nthree\n")]);
        assert_eq!(found, [edit("x.rs", 3, &["two"], &["2", "and"])]);
    }

    #[test]
    fn new_renamed_and_removed_files_are_known() {
        let diff = "diff --git a/old.rs b/new.rs\nsimilarity index 90%\nrename from old.rs\nrename to new.rs\n--- a/old.rs\n+++ b/new.rs\n\
                    @@ -1,2 +1,2 @@\n-a\n+b\n c\n\
                    diff --git a/made.rs b/made.rs\nnew file mode 100644\n--- /dev/null\n+++ b/made.rs\n@@ -0,0 +1 @@\n+x\n\
                    diff --git a/gone.rs b/gone.rs\ndeleted file mode 100644\n--- a/gone.rs\n+++ /dev/null\n@@ -1 +0,0 @@\n-y\n";
        let found = edits(diff, &[("new.rs", "b\nc\n"), ("made.rs", "x\n")]);
        assert_eq!(found, [edit("new.rs", 0, &["a"], &["b"]), edit("made.rs", 0, &[], &["x"]), edit("gone.rs", 0, &["y"], &[])]);
    }

    #[test]
    fn a_last_line_without_an_end_is_a_line() {
        let diff = "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n";
        assert_eq!(edits(diff, &[("x", "a\nc")]), [edit("x", 1, &["b"], &["c"])]);
    }

    #[test]
    fn what_does_not_match_is_told_and_the_rest_is_done() {
        let diff = format!("{GIT}@@ -10,1 +11,1 @@\n-ten\n+10\n");
        let done = read_diff(&diff, "", &Tree(&[("x.rs", "one\n2\nand\nthree\n")])).expect("a diff");
        assert_eq!((done.edits.len(), done.problems.len()), (1, 1), "{:?}", done.problems);
        assert!(done.problems[0].contains("line 11"), "{:?}", done.problems);
        let done = read_diff(GIT, "", &Tree(&[])).expect("a diff");
        assert!(done.edits.is_empty() && done.problems[0].contains("not in the workspace"), "{:?}", done.problems);
    }

    #[test]
    fn what_is_no_diff_is_a_failure() {
        for text in [
            "",
            "\n \n",
            "hello\nworld\n",
            "--- a\n+++ b\n@@ nonsense @@\n",
            "{\"a\": 1}",
            "--- a/x\n+++ b/x\n@@ -1,9 +1,9 @@\n one\n",
        ] {
            let failure = read_diff(text, "", &Tree(&[("x", "one\n")])).map(|done| done.edits).expect_err(text);
            assert_eq!(failure.code(), 1, "{text:?}");
        }
    }
}
