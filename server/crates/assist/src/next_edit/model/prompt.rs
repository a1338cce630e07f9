//! What a model is shown: other files, edits, what was reported, and the places, in the order and the marks of a format. Equal inputs
//! give equal bytes, and what changes least stands first.

use std::fmt::Write;

use sapwood_base::{LineEdit, LineRange};
use sapwood_context::completion::{Activity, CompletionPlace, RecentPlace, completion_context};
use sapwood_context::pack::ContextOptions;
use sapwood_context::tokens;
use sapwood_model::{ChatMessage, ChatRequest, Document, EditForm, EditQuestion, Limits, Speaker};

use super::Situation;
use super::changes;
use super::format::{Format, fill};
use super::lines::span;
use super::place::Place;

/// Reported problems that are shown.
const MAX_DIAGNOSTICS: usize = 12;
/// Characters of one.
const MAX_MESSAGE: usize = 300;
/// Edits that tell which other files matter.
const RECENT: usize = 20;
/// Tokens of an answer beside those that a window has already, for each place.
const NEW_TOKENS: u32 = 220;
/// Bytes that a token of code takes at least on average.
const BYTES_PER_TOKEN: usize = 3;

/// Texts of other files that help at `place`, most helpful first, one for each file.
pub(super) fn related(situation: &Situation, place: &Place, budget: u32, is_hidden: &dyn Fn(&str) -> bool) -> Vec<Document> {
    let snapshot = &*situation.snapshot;
    let recent = |edit: &LineEdit| {
        let lines = LineRange { start: edit.start, end: edit.end().saturating_sub(1).max(edit.start) };
        Some(RecentPlace { file: snapshot.file_by_path(&edit.path)?, lines, activity: Activity::Edited })
    };
    let recent: Vec<RecentPlace> = situation.history.iter().rev().take(RECENT).filter_map(recent).collect();
    let offset = span(&place.text, &(place.line..place.line + 1)).end;
    let at = CompletionPlace { path: &place.path, text: &place.text, offset, recent: &recent };
    let context = completion_context(snapshot, &at, &ContextOptions { budget_tokens: budget }, &*situation.texts);
    let mut documents: Vec<Document> = Vec::new();
    for item in &context.items {
        let name = snapshot.file(item.file).path;
        match documents.iter_mut().find(|document| document.name == name) {
            _ if is_hidden(name) => {}
            Some(document) => {
                document.text.push_str("\n\n");
                document.text.push_str(&item.text);
            }
            None => documents.push(Document { name: name.to_owned(), text: item.text.clone() }),
        }
    }
    documents
}

/// The question about `places` in `format`; `None` where they hold marks that would mean something else to the model.
pub(super) fn compose(
    format: &Format,
    situation: &Situation,
    places: &[Place],
    related: &[Document],
    is_secret: &dyn Fn(&str) -> bool,
) -> Option<EditForm> {
    if places.iter().flat_map(|place| &place.lines).any(|line| format.is_marked(line)) {
        return None;
    }
    let related = documents(format, related);
    let changes = changes::write(format, &situation.history, &*situation.texts, is_secret);
    let reported = diagnostics(format, situation, places);
    let form = format.place();
    let shown: String = places.iter().map(|place| one_place(&form, format, situation, place, &related, &changes)).collect();
    let text = fill(&format.prompt(), |name| match name {
        "related" => Some(related.as_str().into()),
        "changes" => Some(changes.as_str().into()),
        "diagnostics" => Some(reported.as_str().into()),
        "places" => Some(shown.as_str().into()),
        _ => None,
    });
    let limits = Limits { max_tokens: answer_tokens(places), temperature: 0.0, stop: format.stop.clone() };
    let question = match format.system() {
        Some(system) => {
            EditQuestion::Chat(ChatRequest { system, messages: vec![ChatMessage { speaker: Speaker::User, text }], limits })
        }
        None => EditQuestion::Plain { prompt: text, limits },
    };
    Some(EditForm { name: format.name.clone(), models: format.models.clone(), question })
}

/// An answer holds what may be edited, and something new.
fn answer_tokens(places: &[Place]) -> u32 {
    let one = |place: &Place| {
        let bytes: usize = place.parts()[1].iter().map(|line| line.len() + 1).sum();
        (bytes / BYTES_PER_TOKEN) as u32 + NEW_TOKENS
    };
    places.iter().map(one).sum()
}

/// The most helpful stands last, next to what it helps with.
fn documents(format: &Format, related: &[Document]) -> String {
    let form = format.related();
    let mut left = format.budget.related;
    let mut written = Vec::new();
    for document in related {
        let Some(rest) = left.checked_sub(tokens::count(&document.text)) else { continue };
        left = rest;
        written.push(fill(&form, |name| match name {
            "path" => Some(one_line(format, &document.name).into()),
            "text" => Some(format.neutral(document.text.trim_end())),
            _ => None,
        }));
    }
    written.into_iter().rev().collect()
}

/// What was reported in the shown files, nearest to the first place first.
fn diagnostics(format: &Format, situation: &Situation, places: &[Place]) -> String {
    let form = format.diagnostic();
    let Some(first) = places.first() else { return String::new() };
    let mut found: Vec<_> = situation.diagnostics.iter().filter(|it| places.iter().any(|place| place.path == it.path)).collect();
    found.sort_by_key(|it| (it.path != first.path, it.line.abs_diff(first.line), it.line));
    let one = |it: &&super::Diagnostic| {
        fill(&form, |name| match name {
            "path" => Some(one_line(format, &it.path).into()),
            "line" => Some((it.line + 1).to_string().into()),
            "message" => Some(one_line(format, &it.message.chars().take(MAX_MESSAGE).collect::<String>()).into()),
            _ => None,
        })
    };
    found.iter().take(MAX_DIAGNOSTICS).map(one).collect()
}

fn one_place(form: &str, format: &Format, situation: &Situation, place: &Place, related: &str, changes: &str) -> String {
    let [before, window, after] = place.parts();
    fill(form, |name| match name {
        "path" => Some(one_line(format, &place.path).into()),
        "line" => Some((place.shown.start + 1).to_string().into()),
        "why" => Some(why(format, place).into()),
        "head" => Some(if place.shown.start == 0 { format.start_of_file.as_str() } else { "" }.into()),
        "before" => Some(joined(before).into()),
        "window" => Some(with_cursor(format, place, window).into()),
        "after" => Some(joined(after).into()),
        "original" => Some(format.neutral(&joined(&place.before_latest(&situation.history))).into_owned().into()),
        "related" => Some(related.into()),
        "changes" => Some(changes.into()),
        _ => None,
    })
}

/// Why the place is shown, where no mark says so.
fn why(format: &Format, place: &Place) -> String {
    let cursor = place.cursor.filter(|_| format.cursor.is_empty()).map(|(line, _)| format!("the cursor is at line {}", line + 1));
    let why = place.why.as_ref().map(|why| one_line(format, why)).or(cursor);
    why.map_or(String::new(), |why| format!(" why={why:?}"))
}

/// The window with the mark of the cursor, where the format has one. A place of the graph's has its mark at the end of its line.
fn with_cursor(format: &Format, place: &Place, window: &[String]) -> String {
    let mut text = joined(window);
    let (line, column) = place.cursor.unwrap_or((place.line, u32::MAX));
    let Some(at) = line.checked_sub(place.window.start).map(|at| at as usize).filter(|at| *at < window.len()) else {
        return text;
    };
    let start: usize = window[..at].iter().map(|line| line.len() + 1).sum();
    let column = (0..=window[at].len().min(column as usize)).rev().find(|&at_byte| window[at].is_char_boundary(at_byte));
    if !format.cursor.is_empty() && (format.system().is_none() || place.cursor.is_some()) {
        text.insert_str(start + column.unwrap_or(0), &format.cursor);
    }
    text
}

fn joined(lines: &[String]) -> String {
    lines.iter().fold(String::new(), |mut text, line| {
        let _ = writeln!(text, "{line}");
        text
    })
}

fn one_line(format: &Format, text: &str) -> String {
    format.neutral(&text.replace(['\n', '\r'], " ")).into_owned()
}
