//! `sapwood context`: what somebody who works at a place, or asks a question, needs to see, within a budget.

use std::io::{self, Read};
use std::sync::Arc;
use std::time::Instant;

use sapwood_base::LineRange;
use sapwood_context::completion::{CompletionPlace, completion_context};
use sapwood_context::pack::{ContextAnswer, ContextOptions, Item, context};
use sapwood_context::search::Texts;
use sapwood_index::{FileId, SymbolId};
use serde_json::json;

use super::args::{Common, ContextArguments};
use super::failure::{Failure, Outcome};
use super::names::{line_numbers, one_line, qualified, rounded, signals_json};
use super::place::Place;
use super::session::Session;
use super::terminal::{Terminal, clip, clip_path, counted, grouped, milliseconds, time};

/// Lines on either side of the place whose words belong to the question.
const NEAR: u32 = 3;
/// Lines of an item shown on a screen.
const SHOWN: usize = 4;

/// Where somebody works, looked up in the index.
struct Here {
    path: String,
    text: Arc<str>,
    line: u32,
    offset: u32,
    file: Option<FileId>,
    symbol: Option<SymbolId>,
}

/// Texts on disk, but for one file whose text was handed in.
struct WithBuffer<'a> {
    session: &'a Session,
    buffer: Option<(&'a str, Arc<str>)>,
}

impl Texts for WithBuffer<'_> {
    fn text(&self, path: &str) -> Option<Arc<str>> {
        match &self.buffer {
            Some((own, text)) if *own == path => Some(text.clone()),
            _ => Texts::text(self.session, path),
        }
    }
}

pub(crate) fn run(arguments: &ContextArguments, common: &Common, terminal: &mut Terminal) -> Outcome {
    let subject = arguments.subject.join(" ");
    let place = Place::parse(&subject);
    if arguments.stdin && place.is_none() {
        return Err(Failure::usage("--stdin needs a place, FILE:LINE:COL"));
    }
    let mut session = Session::open(common.root.as_deref())?;
    let started = Instant::now();
    let here = place.map(|place| locate(&mut session, &place, arguments.stdin)).transpose()?;
    let options = ContextOptions { budget_tokens: arguments.budget };
    let answer = answer(&session, here.as_ref(), &subject, arguments.query.as_deref(), options);
    let elapsed = started.elapsed();
    if common.json {
        let items: Vec<_> = answer.items.iter().map(|item| as_json(&session, item)).collect();
        return terminal.json(&json!({"items": items, "tokens": answer.tokens, "elapsed_ms": milliseconds(elapsed)}));
    }
    answer.items.iter().try_for_each(|item| print(&session, item, terminal))?;
    let figures = format!(
        "{}, {} of {} tokens, {}",
        counted(answer.items.len() as u64, "item", "items"),
        grouped(u64::from(answer.tokens)),
        grouped(u64::from(arguments.budget)),
        time(elapsed)
    );
    terminal.line(terminal.paint.faint(figures))
}

/// What a question or a place needs. A place alone is one where somebody types; a question asked there is answered instead.
fn answer(session: &Session, here: Option<&Here>, subject: &str, asked: Option<&str>, options: ContextOptions) -> ContextAnswer {
    let texts = WithBuffer { session, buffer: here.map(|here| (here.path.as_str(), here.text.clone())) };
    match (here, asked) {
        (None, _) => context(&session.snapshot, subject, &options, &texts),
        (Some(here), None) => {
            let place = CompletionPlace { path: &here.path, text: &here.text, offset: here.offset, recent: &[] };
            completion_context(&session.snapshot, &place, &options, &texts)
        }
        (Some(here), Some(asked)) => {
            let mut answer = context(&session.snapshot, &question_at(session, here, asked), &options, &texts);
            leave_out(session, here, &mut answer);
            answer
        }
    }
}

/// Finds the place in the index; with `from_stdin` after the file was replaced by what standard input holds.
fn locate(session: &mut Session, place: &Place, from_stdin: bool) -> Outcome<Here> {
    let path = place.path_in(session.folder.root())?;
    let text = if from_stdin { stdin()? } else { session.text(&path) };
    if from_stdin {
        session.folder.overlay(&path, &text).map_err(Failure::new)?;
        session.snapshot = session.folder.index().snapshot();
    } else if !session.folder.root().join(&path).is_file() {
        return Err(Failure::new(format!("{path} does not exist")).hint("pass the text of a new file with --stdin"));
    }
    let file = session.snapshot.file_by_path(&path);
    let offset = place.offset(&text);
    let symbol = file.and_then(|file| session.snapshot.symbol_at(file, offset));
    Ok(Here { path, text: text.into(), line: place.line.saturating_sub(1), offset, file, symbol })
}

fn stdin() -> Outcome<String> {
    let mut bytes = Vec::new();
    let read = io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|error| Failure::new(format!("standard input cannot be read: {error}")))?;
    Ok(String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

/// A question that is asked at a place: the definition around it and the lines next to it are its smaller print.
fn question_at(session: &Session, here: &Here, asked: &str) -> String {
    let around = here.symbol.map(|symbol| {
        let view = session.snapshot.symbol(symbol);
        format!("`{}` {}", view.name, one_line(&here.text, view.signature))
    });
    let near = here.text.lines().skip(here.line.saturating_sub(NEAR) as usize).take(2 * NEAR as usize + 1);
    let lines = std::iter::once(asked.to_owned()).chain(around).chain(near.map(|line| line.trim().to_owned()));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Takes out what whoever asks is looking at already.
fn leave_out(session: &Session, here: &Here, answer: &mut ContextAnswer) {
    let around = here.symbol.map(|symbol| session.snapshot.symbol(symbol).lines);
    let seen = around.unwrap_or(LineRange { start: here.line.saturating_sub(NEAR), end: here.line + NEAR });
    answer.items.retain(|item| Some(item.file) != here.file || !item.lines.overlaps(seen));
    answer.tokens = answer.items.iter().map(|item| item.tokens).sum();
}

fn as_json(session: &Session, item: &Item) -> serde_json::Value {
    let snapshot = &*session.snapshot;
    json!({
        "path": snapshot.file(item.file).path, "start_line": item.lines.start + 1, "end_line": item.lines.end + 1,
        "symbol": item.symbol.map(|symbol| qualified(snapshot, symbol)), "kind": item.kind, "role": item.role.name(),
        "score": rounded(item.score), "signals": signals_json(&item.signals), "tokens": item.tokens, "text": item.text,
    })
}

fn print(session: &Session, item: &Item, terminal: &mut Terminal) -> Outcome {
    let (paint, width) = (terminal.paint, terminal.width);
    let snapshot = &*session.snapshot;
    let name = item.symbol.map_or_else(|| item.kind.to_owned(), |symbol| qualified(snapshot, symbol));
    let place = format!("{}:{}", clip_path(snapshot.file(item.file).path, width.saturating_sub(50)), line_numbers(item.lines));
    let note = paint.faint(format!("{} · {} tokens", item.role.name(), item.tokens));
    terminal.line(clip(&format!("{}  {}  {note}", paint.name(name), paint.path(place)), width))?;
    let lines = item.text.lines().count();
    for line in item.text.lines().take(SHOWN) {
        terminal.line(format!("  {} {}", paint.faint("│"), clip(&line.replace('\t', "    "), width.saturating_sub(4))))?;
    }
    if lines > SHOWN {
        terminal.line(format!("  {} {}", paint.faint("│"), paint.faint(format!("and {} lines", lines - SHOWN))))?;
    }
    Ok(())
}
