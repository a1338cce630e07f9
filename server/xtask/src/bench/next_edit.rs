//! Next edits in a large repository, through the server: parameters and functions are renamed letter by letter, and after each
//! letter it is asked what follows.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::json;

use super::editor::{Editor, file_uri};
use super::{Bench, Row, Set, percentile};

const PATIENCE: Duration = Duration::from_secs(600);
/// From one file to the next.
const BETWEEN_FILES: Duration = Duration::from_millis(200);
/// Names that are changed.
const RENAMES: usize = 40;
/// What is typed at the end of each.
const TYPED: &str = "_next";

/// A name in a signature.
struct Name {
    file: PathBuf,
    text: String,
    line: usize,
    /// One past its last character.
    end: usize,
}

/// Renames and asks, and measures from the keystroke to the answer.
pub(super) fn measure(bench: &Bench, set: &Set) -> Result<Vec<Row>> {
    let mut editor = Editor::start(bench.sapwood("server").arg("lsp"), &set.path)?;
    editor.wait_until_ready(PATIENCE)?;
    let (mut times, mut proposed) = (Vec::new(), 0);
    let names = names(&set.path);
    for name in &names {
        let uri = file_uri(&name.file);
        let open = json!({"textDocument": {"uri": uri, "languageId": "rust", "version": 1, "text": name.text}});
        editor.notify("textDocument/didOpen", &open)?;
        for (typed, letter) in TYPED.chars().enumerate() {
            let (version, place) = (typed + 2, json!({"line": name.line, "character": name.end + typed}));
            let change = json!({
                "textDocument": {"uri": uri, "version": version},
                "contentChanges": [{"range": {"start": place, "end": place}, "text": letter.to_string()}],
            });
            let asked = json!({"textDocument": {"uri": uri, "version": version}, "position": place});
            let started = Instant::now();
            editor.notify("textDocument/didChange", &change)?;
            let answer = editor.request("sapwood/nextEdit", &asked)?;
            times.push(started.elapsed().as_secs_f64() * 1e3);
            proposed += usize::from(answer["edits"].as_array().is_some_and(|edits| !edits.is_empty()));
        }
        editor.notify("textDocument/didClose", &json!({"textDocument": {"uri": uri}}))?;
        // More than a dozen files in a second are no person's doing, and taken for a checkout.
        std::thread::park_timeout(BETWEEN_FILES);
    }
    editor.stop()?;
    let median = percentile(&mut times, 0.5);
    let note = format!(
        "keystroke to answer, median {median:.1} ms; {} names of parameters and functions, {proposed} of {} answers proposed something",
        names.len(),
        times.len()
    );
    let what = format!("{}: next edit from the graph, p95", set.name);
    Ok(vec![Row::at_most(what, percentile(&mut times, 0.95), 50.0, "ms", note)])
}

/// Names of functions and of their first parameters, from files all over the set.
fn names(root: &Path) -> Vec<Name> {
    let files = super::sets::files_below(root);
    let files: Vec<&PathBuf> = files.iter().filter(|file| file.extension().is_some_and(|own| own == "rs")).collect();
    let step = (files.len() / (2 * RENAMES)).max(1);
    let found = files.iter().step_by(step).enumerate().filter_map(|(at, file)| name_in(file, at % 2 == 0));
    found.take(RENAMES).collect()
}

fn name_in(file: &Path, is_parameter: bool) -> Option<Name> {
    let text = std::fs::read_to_string(file).ok()?;
    let (line, end) = text.lines().enumerate().find_map(|(at, line)| Some((at, name_end(line, is_parameter)?)))?;
    Some(Name { file: file.to_owned(), text, line, end })
}

/// Where the name ends that a line with a whole signature defines.
fn name_end(line: &str, is_parameter: bool) -> Option<usize> {
    let after = line.find("fn ")? + 3;
    let open = after + line[after..].find('(')?;
    let is_name = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if !line[..after].trim_start().starts_with(['p', 'f']) || !line.ends_with('{') {
        return None;
    }
    if !is_parameter {
        return is_name(&line[after..open]).then_some(open);
    }
    let colon = open + line[open..].find(':')?;
    let start = line[..colon].rfind(['(', ' '])? + 1;
    is_name(&line[start..colon]).then_some(colon)
}

#[cfg(test)]
mod tests {
    use super::name_end;

    #[test]
    fn names_of_signatures_are_found() {
        let line = "    pub fn parse(&self, text: &str) -> Tree {";
        assert_eq!((name_end(line, false), name_end(line, true)), (Some(16), Some(28)));
        assert_eq!(name_end("fn generic<T>(x: T) {", false), None);
        assert_eq!(name_end("// fn no(x: T) {", true), None);
        assert_eq!(name_end("fn none() {", true), None);
    }
}
