//! Somebody who types into an editor: each key is a change and a question, answers are read or overtaken, suggestions that
//! are right are sometimes accepted.

use std::time::Instant;

use anyhow::{Result, bail};
use serde_json::{Value, json};

use super::model::ScriptedModel;
use super::trace::{Key, Random, Session, Stroke};
use super::verify::{Fault, suggested};
use crate::bench::editor::{Editor, file_uri};

/// One answer in so many that is right is accepted: otherwise little would be left to type.
const ACCEPT_EVERY: u64 = 12;
/// One key in so many asks for context as well.
const CONTEXT_EVERY: usize = 7;

/// What was seen while typing.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) keys: usize,
    /// From the question to its answer as the editor saw it, in milliseconds.
    pub(super) waited: Vec<f64>,
    /// The same without what the server waited on purpose and without the model.
    pub(super) overhead: Vec<f64>,
    pub(super) local: Vec<f64>,
    pub(super) context: Vec<f64>,
    pub(super) suggested: usize,
    pub(super) accepted: usize,
    /// Questions that a later key overtook.
    pub(super) overtaken: usize,
    pub(super) faults: Vec<Fault>,
}

/// Somebody typing one session's text.
pub(super) struct Typist<'a> {
    editor: &'a mut Editor,
    model: Option<&'a ScriptedModel>,
    uri: String,
    text: String,
    cursor: usize,
    version: i64,
    /// What is still to be typed.
    rest: String,
    /// Questions whose answers nobody read yet, with the texts and cursors they are about.
    open_questions: Vec<(u64, String, usize)>,
    random: Random,
    seen: &'a mut Seen,
}

impl<'a> Typist<'a> {
    pub(super) fn open(
        editor: &'a mut Editor,
        model: Option<&'a ScriptedModel>,
        session: &Session,
        seen: &'a mut Seen,
    ) -> Result<Self> {
        let uri = file_uri(&session.file);
        let document = json!({"uri": uri, "languageId": "rust", "version": 1, "text": session.text});
        editor.notify("textDocument/didOpen", &json!({"textDocument": document}))?;
        Ok(Self {
            editor,
            model,
            uri,
            text: session.text.clone(),
            cursor: session.start,
            version: 1,
            rest: session.typed.clone(),
            open_questions: Vec::new(),
            random: Random(session.start as u64),
            seen,
        })
    }

    /// Types until nothing is left.
    pub(super) fn type_all(mut self, strokes: &[Stroke]) -> Result<()> {
        for stroke in strokes {
            if self.rest.is_empty() && stroke.key == Key::Next {
                break;
            }
            self.stroke(stroke)?;
        }
        self.take_back()?;
        self.read_overtaken()?;
        self.editor.notify("textDocument/didClose", &json!({"textDocument": {"uri": self.uri}}))
    }

    fn stroke(&mut self, stroke: &Stroke) -> Result<()> {
        match stroke.key {
            Key::Wrong(wrong) => self.insert(&wrong.to_string())?,
            Key::Back => self.replace(self.cursor - 1, "")?,
            Key::Next => {
                let next = next_key(&self.rest).to_owned();
                self.rest.drain(..next.len());
                self.insert(&next)?;
            }
        }
        self.seen.keys += 1;
        self.take_back()?;
        if let Some(model) = self.model {
            model.say(self.rest.split('\n').next().unwrap_or(""));
        }
        let asked = Instant::now();
        let question = self.editor.begin("textDocument/inlineCompletion", &self.question())?;
        if !stroke.waits {
            self.open_questions.push((question, self.text.clone(), self.cursor));
            return Ok(());
        }
        let answer = self.editor.finish(question)?;
        self.seen.waited.push(asked.elapsed().as_secs_f64() * 1e3);
        self.read_overtaken()?;
        self.look_at(&answer, !matches!(stroke.key, Key::Wrong(_)))
    }

    fn question(&self) -> Value {
        let mut question = self.place();
        question["context"] = json!({"triggerKind": 2});
        question
    }

    fn place(&self) -> Value {
        let before = &self.text[..self.cursor];
        let column = self.cursor - before.rfind('\n').map_or(0, |at| at + 1);
        json!({"textDocument": {"uri": self.uri}, "position": {"line": before.matches('\n').count(), "character": column}})
    }

    /// A key came before the last answer: an editor takes its question back.
    fn take_back(&mut self) -> Result<()> {
        let Some((question, ..)) = self.open_questions.last() else { return Ok(()) };
        self.editor.notify("$/cancelRequest", &json!({"id": question}))
    }

    /// Reads the answers to questions that were taken back; one that was under way already is for the text of its question.
    fn read_overtaken(&mut self) -> Result<()> {
        for (question, text, cursor) in std::mem::take(&mut self.open_questions) {
            let answer = self.editor.finish(question)?;
            self.seen.overtaken += 1;
            self.check_items(&answer, &text, cursor);
        }
        Ok(())
    }

    fn check_items(&mut self, answer: &Value, text: &str, cursor: usize) -> Vec<String> {
        let items = answer["result"]["items"].as_array().cloned().unwrap_or_default();
        let mut fitting = Vec::new();
        for item in &items {
            match suggested(item, text, cursor) {
                Ok(text) => fitting.push(text),
                Err(fault) => {
                    eprintln!("{fault:?}: {} behind {:?}", item["insertText"], &text[cursor.saturating_sub(60)..cursor]);
                    self.seen.faults.push(fault);
                }
            }
        }
        fitting
    }

    fn look_at(&mut self, answer: &Value, is_right_so_far: bool) -> Result<()> {
        if let Some(error) = answer.get("error") {
            bail!("a question that nobody took back failed: {error}");
        }
        let text = self.text.clone();
        let faults = self.seen.faults.len();
        let fitting = self.check_items(answer, &text, self.cursor);
        if self.seen.faults.len() > faults {
            let why = self.editor.request("sapwood/explain", &json!({"textDocument": {"uri": self.uri}}))?;
            eprintln!("because: {}", why["answers"][0]);
        }
        self.seen.suggested += usize::from(!fitting.is_empty());
        self.note_times()?;
        let id = answer["result"]["items"][0]["command"]["arguments"][0].clone();
        if let Some(best) = fitting.first().filter(|_| is_right_so_far && self.random.below(ACCEPT_EVERY) == 0) {
            self.accept(&id, best)?;
        }
        Ok(())
    }

    /// What the server says of its last answer, and how long it takes to gather context.
    fn note_times(&mut self) -> Result<()> {
        let explained = self.editor.request("sapwood/explain", &json!({"textDocument": {"uri": self.uri}}))?;
        let last = &explained["answers"][0];
        let steps = last["steps"].as_array().map(Vec::as_slice).unwrap_or_default();
        let time = |name: &str| -> f64 {
            steps.iter().filter(|step| step["name"] == name).filter_map(|step| step["elapsedMs"].as_f64()).fold(0.0, f64::max)
        };
        let elapsed = last["elapsedMs"].as_f64().unwrap_or_default();
        self.seen.overhead.push((elapsed - time("debounce") - time("model")).max(0.0));
        if steps.iter().any(|step| step["name"] == "local") {
            self.seen.local.push(time("local"));
        }
        if self.seen.keys.is_multiple_of(CONTEXT_EVERY) {
            let mut question = self.place();
            question["purpose"] = json!("completion");
            let (_, time) = self.editor.timed("sapwood/context", &question)?;
            self.seen.context.push(time.as_secs_f64() * 1e3);
        }
        Ok(())
    }

    /// Accepts the whole of a suggestion where it is what would be typed, or else its first word.
    fn accept(&mut self, id: &Value, best: &str) -> Result<()> {
        let line = self.rest.split('\n').next().unwrap_or("").to_owned();
        let is_whole = !line.is_empty() && best == line;
        let word = first_word(best);
        if !is_whole && (word.is_empty() || !self.rest.starts_with(word)) {
            return Ok(());
        }
        let accepted = if is_whole { best } else { word }.to_owned();
        self.rest.drain(..accepted.len());
        self.insert(&accepted)?;
        self.seen.accepted += 1;
        if is_whole {
            self.editor.request("workspace/executeCommand", &json!({"command": "sapwood.accept", "arguments": [id]}))?;
        } else {
            self.editor.notify("sapwood/didPartiallyAccept", &json!({"id": id, "acceptedLength": accepted.len()}))?;
        }
        Ok(())
    }

    fn insert(&mut self, text: &str) -> Result<()> {
        self.replace(self.cursor, text)
    }

    /// Puts `text` in place of what stands between `start` and the cursor.
    fn replace(&mut self, start: usize, text: &str) -> Result<()> {
        let place = |at: usize, own: &str| {
            let before = &own[..at];
            let column = at - before.rfind('\n').map_or(0, |at| at + 1);
            json!({"line": before.matches('\n').count(), "character": column})
        };
        self.version += 1;
        let range = json!({"start": place(start, &self.text), "end": place(self.cursor, &self.text)});
        let change = json!({
            "textDocument": {"uri": self.uri, "version": self.version},
            "contentChanges": [{"range": range, "text": text}],
        });
        self.editor.notify("textDocument/didChange", &change)?;
        self.text.replace_range(start..self.cursor, text);
        self.cursor = start + text.len();
        Ok(())
    }
}

/// The next character; a line break with the indentation that an editor adds to it.
fn next_key(rest: &str) -> &str {
    if !rest.starts_with('\n') {
        return rest.get(..1).unwrap_or("");
    }
    let end = rest[1..].find(|c| c != ' ').map_or(rest.len(), |at| at + 1);
    &rest[..end]
}

/// What accepting by word takes: a name, or marks up to the next one.
fn first_word(text: &str) -> &str {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let starts_word = text.starts_with(is_word);
    let end = text.find(|c| is_word(c) != starts_word || c == '\n').unwrap_or(text.len());
    &text[..end]
}
