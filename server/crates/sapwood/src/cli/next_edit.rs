//! `sapwood next-edit`: what should follow from a change that was just made, as a diff to apply.
//!
//! The change is read as a unified diff; the files already hold its result.

use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;
use sapwood::config::Settings;
use sapwood::next_edit::{is_editable, is_of_use, source_name, stands_in};
use sapwood_assist::next_edit::{Answer, Kind, NextEditSettings, Query, Source, Suggestion, suggest};
use sapwood_base::LineEdit;
use sapwood_context::search::Texts;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::args::{Common, NextEditArguments};
use super::diff::{Done, read_diff};
use super::failure::{Failure, Outcome};
use super::names::rounded;
use super::session::Session;
use super::terminal::{Terminal, milliseconds, time};

mod print;

/// More input than this is no diff that somebody just made.
const MOST_BYTES: u64 = 64 << 20;
/// At most this many edits are printed.
const MOST_EDITS: usize = 10_000;

/// The texts below a folder, each read once.
struct Files<'a> {
    root: &'a Path,
    known: Mutex<FxHashMap<String, Option<Arc<str>>>>,
}

impl Texts for Files<'_> {
    fn text(&self, path: &str) -> Option<Arc<str>> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = known().get(path) {
            return text.clone();
        }
        let read = std::fs::read(self.root.join(path)).ok().map(|bytes| Arc::from(String::from_utf8_lossy(&bytes)));
        known().entry(path.to_owned()).or_insert(read).clone()
    }
}

pub(crate) fn run(arguments: &NextEditArguments, common: &Common, settings: Settings, terminal: &mut Terminal) -> Outcome {
    let diff = read_input(&arguments.diff)?;
    let threshold = arguments.threshold.unwrap_or(settings.next_edit.threshold);
    let mut session = Session::open_with(common.root.as_deref(), settings)?;
    session.read_history();
    let texts = Files { root: session.folder.root(), known: Mutex::default() };
    let done = read_diff(&diff, &prefix(session.folder.root()), &texts)?;
    done.problems.iter().for_each(|problem| eprintln!("warning: {problem}"));
    let started = Instant::now();
    let answer = answer(&session, &texts, &done.edits, threshold);
    let elapsed = started.elapsed();
    if common.json {
        let edits: Vec<Value> = answer.suggestions.iter().map(as_json).collect();
        return terminal.json(&json!({"edits": edits, "elapsed_ms": milliseconds(elapsed)}));
    }
    show(&answer, &done, &texts, elapsed, terminal)
}

fn read_input(name: &str) -> Outcome<String> {
    let mut bytes = Vec::new();
    let read = if name == "-" {
        io::stdin().lock().take(MOST_BYTES + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(name).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
    };
    let name = if name == "-" { "standard input" } else { name };
    read.map_err(|error| Failure::new(format!("{name} cannot be read: {error}")))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Failure::new(format!("{name} is too large for a diff")));
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Where the workspace folder lies in its git repository, with a `/` behind it: `git diff` names files from the repository on.
fn prefix(root: &Path) -> String {
    let repository = root.ancestors().find(|folder| folder.join(".git").exists());
    let inside = repository.and_then(|repository| sapwood::loader::slashed(root.strip_prefix(repository).ok()?));
    inside.filter(|inside| !inside.is_empty()).map_or_else(String::new, |inside| inside + "/")
}

fn answer(session: &Session, texts: &Files<'_>, history: &[LineEdit], threshold: f32) -> Answer {
    if history.is_empty() {
        return Answer::default();
    }
    let last = history.last().map(|edit| (edit.path.as_str(), edit.start));
    let mut answer = suggest(&Query {
        snapshot: &session.snapshot,
        texts,
        history,
        cursor: last,
        settings: NextEditSettings { threshold, limit: MOST_EDITS },
        token: &CancellationToken::new(),
    });
    let is_sound = |own: &Suggestion| {
        texts.text(&own.path).is_some_and(|text| is_editable(&own.path, &text) && stands_in(&text, own) && is_of_use(own))
    };
    answer.suggestions.retain(is_sound);
    answer
}

/// A suggestion for scripts.
fn as_json(suggestion: &Suggestion) -> Value {
    json!({
        "path": suggestion.path,
        "start_line": suggestion.lines.start + 1,
        "end_line": suggestion.lines.end,
        "new_text": new_text(suggestion.text.as_deref()),
        "kind": suggestion.kind,
        "source": match suggestion.source { Source::Model(_) => "model", Source::Graph | Source::Both(_) => "graph" },
        "confidence": rounded(suggestion.confidence),
        "reason": suggestion.reason,
    })
}

/// The new lines; the last one's end is left out unless that line is empty. So the empty text is no line at all, and a line break
/// alone is one empty line.
fn new_text(text: Option<&str>) -> String {
    let Some(text) = text else { return String::new() };
    if text.is_empty() || text.ends_with('\n') { format!("{text}\n") } else { text.to_owned() }
}

fn show(answer: &Answer, done: &Done, texts: &Files<'_>, elapsed: Duration, terminal: &mut Terminal) -> Outcome {
    let (edits, hints): (Vec<&Suggestion>, Vec<&Suggestion>) =
        answer.suggestions.iter().partition(|suggestion| suggestion.kind != Kind::Check);
    print::diff(&edits, texts, terminal)?;
    for hint in &hints {
        let place = format!("{}:{}", hint.path, hint.lines.start + 1);
        let line = format!("# look at {place}: {} ({} %)", hint.reason, percent(hint));
        terminal.line(terminal.paint.faint(line))?;
    }
    if answer.suggestions.is_empty() {
        let why = answer.account.last().map_or("nothing follows, as far as is known", String::as_str);
        terminal.line(terminal.paint.faint(format!("# nothing: {}", why.trim_end_matches('.'))))?;
    }
    let summary = format!(
        "# {} from {}; {}",
        super::terminal::counted(edits.len() as u64, "edit follows", "edits follow"),
        super::terminal::counted(done.edits.len() as u64, "change", "changes"),
        time(elapsed)
    );
    terminal.line(terminal.paint.faint(summary))
}

fn percent(suggestion: &Suggestion) -> f32 {
    (suggestion.confidence * 100.0).round()
}

/// Why an edit is proposed, as a comment that programs which apply diffs pass over.
fn reason_line(suggestion: &Suggestion) -> String {
    let source = source_name(&suggestion.source);
    format!("# {}:{} {} ({source}, {} %)", suggestion.path, suggestion.lines.start + 1, suggestion.reason, percent(suggestion))
}

#[cfg(test)]
mod tests {
    use super::new_text;

    #[test]
    fn an_empty_line_is_told_from_no_line() {
        for (text, lines) in
            [(None, &[][..]), (Some(""), &[""]), (Some("a"), &["a"]), (Some("a\n"), &["a", ""]), (Some("a\nb"), &["a", "b"])]
        {
            assert_eq!(new_text(text).lines().collect::<Vec<_>>(), lines, "{text:?}");
        }
    }
}
