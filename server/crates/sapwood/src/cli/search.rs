//! `sapwood search`: places in the code for a query, best first.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use sapwood::loader::slashed;
use sapwood_context::query::Query;
use sapwood_context::search::{Hit, SearchOptions, Texts, name_line, search};
use sapwood_grammars::{LanguageId, by_name, language, languages};
use serde_json::json;

use super::args::{Common, SearchArguments};
use super::failure::{Failure, Outcome};
use super::names::{line_numbers, qualified, rounded, signals_json};
use super::session::Session;
use super::terminal::{Paint, Role, Terminal, clip, clip_path, counted, milliseconds, time};

impl Texts for Session {
    fn text(&self, path: &str) -> Option<Arc<str>> {
        Some(Session::text(self, path).into()).filter(|text: &Arc<str>| !text.is_empty())
    }
}

pub(crate) fn run(arguments: &SearchArguments, common: &Common, terminal: &mut Terminal) -> Outcome {
    let text = arguments.query.join(" ");
    let language = arguments.language.as_deref().map(named_language).transpose()?;
    let session = Session::open(common.root.as_deref())?;
    let started = Instant::now();
    let options = SearchOptions {
        limit: arguments.limit as usize,
        path: arguments.path.as_deref().map(|path| wanted_path(path, session.folder.root())),
        language,
    };
    let query = Query::parse(&text);
    let hits = search(&session.snapshot, &query, &options, &session);
    let elapsed = started.elapsed();
    if common.json {
        let rows: Vec<_> = hits.iter().map(|hit| as_json(&session, hit)).collect();
        let generation = session.snapshot.generation();
        return terminal.json(&json!({"hits": rows, "generation": generation, "elapsed_ms": milliseconds(elapsed)}));
    }
    for (rank, hit) in hits.iter().enumerate() {
        print(&session, &query, rank + 1, hit, terminal)?;
    }
    let summary = format!("{} in {}", counted(hits.len() as u64, "hit", "hits"), time(elapsed));
    terminal.line(terminal.paint.faint(summary))
}

fn named_language(name: &str) -> Outcome<LanguageId> {
    by_name(&name.to_lowercase()).ok_or_else(|| {
        let names: Vec<&str> = languages().iter().map(|language| language.name).collect();
        Failure::usage(format!("no language is called {name}")).hint(format!("one of {}", names.join(", ")))
    })
}

/// What `--path` means: a file or folder below the current folder, if it is one, else any path that contains it.
fn wanted_path(given: &str, root: &Path) -> String {
    let here = std::env::current_dir().ok().and_then(|here| here.canonicalize().ok());
    let is_at_root = here.as_deref() == Some(root);
    let is_relative = given.starts_with('.') || Path::new(given).is_absolute();
    let existing = here.filter(|_| is_relative || !is_at_root).and_then(|here| here.join(given).canonicalize().ok());
    let inside = existing.as_deref().and_then(|path| Some((path.is_dir(), slashed(path.strip_prefix(root).ok()?)?)));
    match inside {
        Some((_, path)) if path.is_empty() => "/".to_owned(),
        Some((is_folder, path)) => format!("/{path}{}", if is_folder { "/" } else { "" }),
        None => given.to_owned(),
    }
}

fn as_json(session: &Session, hit: &Hit) -> serde_json::Value {
    let snapshot = &*session.snapshot;
    let file = snapshot.file(hit.file);
    let (from, to) = own_lines(session, hit, &session.text(file.path));
    json!({
        "path": file.path, "start_line": hit.lines.start + 1, "end_line": hit.lines.end + 1,
        "symbol_start_line": from + 1, "symbol_end_line": to + 1,
        "symbol": hit.symbol.map(|symbol| qualified(snapshot, symbol)), "kind": kind(session, hit),
        "language": file.language.map(|id| language(id).name), "score": rounded(hit.score), "signals": signals_json(&hit.signals),
    })
}

/// First and last line of the hit's definition, from its name on; of the fragment where it is none.
fn own_lines(session: &Session, hit: &Hit, text: &str) -> (u32, u32) {
    hit.symbol.map_or((hit.focus.start, hit.focus.end), |symbol| {
        let view = session.snapshot.symbol(symbol);
        (name_line(&view, text), view.lines.end)
    })
}

/// The kind of the definition found, or of the text around it.
pub(crate) fn kind(session: &Session, hit: &Hit) -> &'static str {
    hit.symbol.map_or("fragment", |symbol| session.snapshot.symbol(symbol).kind.name())
}

fn print(session: &Session, query: &Query, rank: usize, hit: &Hit, terminal: &mut Terminal) -> Outcome {
    let (paint, width) = (terminal.paint, terminal.width);
    let snapshot = &*session.snapshot;
    let path = snapshot.file(hit.file).path;
    let name = hit.symbol.map_or(String::new(), |symbol| format!("{}  ", paint.name(qualified(snapshot, symbol))));
    let text = session.text(path);
    let line = own_lines(session, hit, &text).0 + 1;
    let place = paint.path(format!("{}:{line}", clip_path(path, width.saturating_sub(48))));
    let shown = paint.faint(format!("{}  lines {}", kind(session, hit), line_numbers(hit.lines)));
    terminal.line(clip(&format!("{} {name}{place}  {shown}", paint.faint(format!("{rank:>2}"))), width))?;
    for line in excerpt(&text, hit, query, 2) {
        terminal.line(format!("   {} {}", paint.faint("│"), emphasised(&clip(&line, width - 6), query, paint)))?;
    }
    Ok(())
}

/// The `count` lines of the hit's best fragment that say most about the query, in their order, without common indentation.
pub(crate) fn excerpt(text: &str, hit: &Hit, query: &Query, count: usize) -> Vec<String> {
    let inside: Vec<&str> = text.lines().skip(hit.focus.start as usize).take(hit.focus.count() as usize).collect();
    let weight = |line: &str| {
        let lower = line.to_lowercase();
        query
            .terms
            .iter()
            .filter(|term| term.text.len() > 2 && lower.contains(term.text.as_str()))
            .map(|term| term.weight)
            .sum::<f32>()
    };
    let mut lines: Vec<(usize, f32)> = inside
        .iter()
        .enumerate()
        .filter(|(_, line)| line.chars().filter(|c| c.is_alphanumeric()).count() > 2)
        .map(|(at, line)| (at, weight(line)))
        .collect();
    lines.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    lines.truncate(count);
    lines.sort_unstable_by_key(|(at, _)| *at);
    lines.into_iter().map(|(at, _)| inside[at].trim().replace('\t', "    ")).collect()
}

/// `line` with the words of the query made visible.
pub(crate) fn emphasised(line: &str, query: &Query, paint: Paint) -> String {
    if !paint.is_on() {
        return line.to_owned();
    }
    let mut out = String::with_capacity(line.len() * 2);
    for word in line.split_inclusive(|c: char| !c.is_alphanumeric() && c != '_') {
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '_');
        let lower = bare.to_lowercase();
        let is_match = query.terms.iter().any(|term| term.text.len() > 2 && lower.contains(term.text.as_str()));
        if is_match {
            out += &paint.as_role(Role::Figure, bare);
            out += &word[bare.len()..];
        } else {
            out += word;
        }
    }
    out
}
