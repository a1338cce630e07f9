//! The demo's one screen. It measures nothing; it lays out what was gathered.

use std::time::Duration;

use sapwood_context::pack::{self, Item};
use sapwood_grammars::FileClass;
use sapwood_index::{Node, SymbolId};
use serde_json::{Value, json};

use super::Demo;
use super::ghost::Ghost;
use crate::cli::failure::Outcome;
use crate::cli::graph::{Group, neighbours};
use crate::cli::names::{line_numbers, node_name, node_place, one_line, qualified};
use crate::cli::overview::{self, Share};
use crate::cli::search::{emphasised, excerpt};
use crate::cli::status::bar;
use crate::cli::terminal::{Paint, Role, Terminal, bytes, clip, clip_path, counted, fit, grouped, milliseconds, time};

/// Wider lines are harder to read.
const MOST_COLUMNS: usize = 112;
/// Languages that get a bar.
const LANGUAGES: usize = 6;
/// Neighbours shown in each direction.
const NEIGHBOURS: usize = 5;
/// Items of the context shown.
const ITEMS: usize = 6;
/// Columns for an item's role.
const ROLE: usize = 10;

/// Writes the screen.
pub(super) fn print(demo: &Demo, terminal: &mut Terminal) -> Outcome {
    let mut screen = Screen { paint: terminal.paint, width: terminal.width.min(MOST_COLUMNS), lines: Vec::new() };
    screen.head(demo);
    screen.found(demo);
    screen.search(demo);
    if let Some(symbol) = demo.symbol {
        screen.graph(demo, symbol);
    }
    screen.context(demo);
    if let Some(ghost) = &demo.ghost {
        screen.ghost(ghost);
    }
    screen.foot(demo);
    screen.lines.iter().try_for_each(|line| terminal.line(line))
}

struct Screen {
    paint: Paint,
    width: usize,
    lines: Vec<String>,
}

impl Screen {
    fn line(&mut self, text: impl Into<String>) {
        self.lines.push(text.into());
    }

    /// A rule with a title, a subject and the time that the section took.
    fn section(&mut self, title: &str, subject: &str, took: Duration) {
        let took = time(took);
        let subject_width = self.width.saturating_sub(title.len() + took.len() + 12);
        let subject = clip(subject, subject_width);
        let used = title.chars().count() + console::measure_text_width(&subject) + took.chars().count() + 9;
        let rule = "─".repeat(self.width.saturating_sub(used));
        let paint = self.paint;
        self.line("");
        self.line(format!(
            "{} {} {} {} {} {}",
            paint.as_role(Role::Accent, "──"),
            paint.heading(title),
            subject,
            paint.as_role(Role::Accent, rule),
            paint.figure(took),
            paint.as_role(Role::Accent, "──"),
        ));
    }

    fn head(&mut self, demo: &Demo) {
        let paint = self.paint;
        let name = demo.session.folder.root().file_name().map_or_else(|| "/".into(), |name| name.to_string_lossy().into_owned());
        let stats = demo.session.snapshot.stats();
        let report = &demo.session.report;
        let took = paint.figure(time(demo.indexed));
        let work = if report.read == 0 {
            format!("index opened and compared with the disk in {took}")
        } else if report.read * 2 < report.files {
            format!("{} read again, up to date in {took}", counted(report.read, "file", "files"))
        } else {
            let speed = report.lines as f64 / demo.indexed.as_secs_f64().max(1e-6);
            let speed = if report.lines > 10_000 {
                format!(", {} lines a second", grouped(speed as u64 / 1000 * 1000))
            } else {
                String::new()
            };
            format!("read and indexed in {took}{speed}")
        };
        self.line("");
        self.line(format!("{} {}  {}  {work}", paint.as_role(Role::Accent, "▞▚"), paint.heading("sapwood"), paint.name(name)));
        let figures = [
            (stats.files as u64, "files"),
            (stats.lines, "lines"),
            (stats.symbols as u64, "symbols"),
            (demo.survey.edges, "edges"),
        ];
        let figures: Vec<String> =
            figures.iter().map(|(number, unit)| format!("{} {unit}", paint.figure(grouped(*number)))).collect();
        let disk = overview::disk_bytes(&demo.session);
        let kept = if disk > 0 { format!("{} on disk", bytes(disk)) } else { "kept in memory".to_owned() };
        let rest = paint.faint(format!("{kept}, edges in {}", time(demo.surveyed)));
        self.line(clip(&format!("   {}   {rest}", figures.join(" · ")), self.width));
    }

    fn found(&mut self, demo: &Demo) {
        let languages = overview::languages(&demo.session.snapshot);
        let most = languages.iter().map(|share| share.lines).max().unwrap_or(1).max(1);
        let column = (self.width - 3) / 2;
        self.line("");
        let shown = &languages[..languages.len().min(LANGUAGES)];
        let half = shown.len().div_ceil(2);
        for row in 0..half {
            let cell = |at: usize| shown.get(at).map_or(String::new(), |share| self.language(share, at, most, column));
            let line = format!("   {}{}", fit(&cell(row), column), cell(row + half));
            self.line(line.trim_end());
        }
        let rest: Vec<&str> = languages.iter().skip(LANGUAGES).map(|share| share.name).collect();
        let mut notes = vec![overview::left_out(&demo.session)];
        let apart = overview::set_apart(&demo.session.snapshot);
        notes.extend(apart.iter().map(|share| format!("{} {}", counted(share.files, "file", "files"), share.name)));
        if !rest.is_empty() {
            notes.push(format!("also {}", rest.join(", ")));
        }
        self.line(self.paint.faint(clip(&format!("   {}", notes.join("; ")), self.width)));
    }

    fn language(&self, share: &Share, at: usize, most: u64, width: usize) -> String {
        let bar_width = width.saturating_sub(12 + 11 + 3);
        let bar = self.paint.as_role(Role::Hue(at as u8), bar(share.lines as f64 / most as f64, bar_width));
        format!("{} {:>9} {bar}", fit(share.name, 11), grouped(share.lines))
    }

    fn search(&mut self, demo: &Demo) {
        let snapshot = &*demo.session.snapshot;
        let paint = self.paint;
        self.section("search", &paint.as_role(Role::Good, format!("“{}”", demo.question)), demo.searched);
        if demo.hits.is_empty() {
            self.line(paint.faint("   nothing was found"));
        }
        for (at, hit) in demo.hits.iter().enumerate() {
            let path = snapshot.file(hit.file).path;
            let name = hit.symbol.map_or_else(|| "fragment".to_owned(), |symbol| qualified(snapshot, symbol));
            let row = self.row(&name, &format!("{path}:{}", line_numbers(hit.lines)), "", 0);
            self.line(format!(" {} {row}", paint.faint(at + 1)));
            // The best hit shows more of why it is the best.
            let lines = if at == 0 { 2 } else { 1 };
            for line in excerpt(&demo.session.text(path), hit, &demo.query, lines) {
                let line = emphasised(&clip(&line, self.width - 6), &demo.query, paint);
                self.line(format!("   {} {line}", paint.as_role(Role::Accent, "│")));
            }
        }
    }

    /// A name, its place and a short note, in columns.
    fn row(&self, name: &str, place: &str, note: &str, indent: usize) -> String {
        let name_width = (self.width - 3) * 2 / 5 - indent;
        let place_width = self.width - 5 - indent - name_width - note.chars().count();
        let place = clip_path(place, place_width);
        let row = format!(
            "{}  {}",
            fit(&self.paint.name(clip(name, name_width)), name_width),
            fit(&self.paint.path(place), place_width)
        );
        format!("{}{}", row, self.paint.faint(note))
    }

    fn graph(&mut self, demo: &Demo, symbol: SymbolId) {
        let snapshot = &*demo.session.snapshot;
        let started = std::time::Instant::now();
        let groups = neighbours(snapshot, &Node::Symbol(symbol));
        let took = started.elapsed();
        let view = snapshot.symbol(symbol);
        let path = snapshot.file(view.file).path;
        let place = self.paint.path(format!("{path}:{}", line_numbers(view.lines)));
        let subject = format!("{}  {place}", self.paint.name(qualified(snapshot, symbol)));
        self.section("graph", &subject, took);
        let text = demo.session.text(path);
        self.line(format!("   {}", clip(&one_line(&text, view.signature), self.width - 3)));
        let group = |label: &str| groups.iter().find(|group| group.label == label);
        self.columns(demo, group("called by"), group("calls"));
        let rest = groups.iter().filter(|group| !matches!(group.label, "called by" | "calls" | "inside" | "contains"));
        let rest: Vec<String> = rest.map(|group| self.summary(demo, group)).collect();
        if !rest.is_empty() {
            self.line(clip(&format!("   {}", rest.join("   ")), self.width));
        }
    }

    fn columns(&mut self, demo: &Demo, incoming: Option<&Group>, outgoing: Option<&Group>) {
        let column = (self.width - 6) / 2;
        let head = |label: &str, group: Option<&Group>| {
            let count = group.map_or(0, |group| group.neighbours.len());
            format!("{} {}", self.paint.heading(label), self.paint.faint(grouped(count as u64)))
        };
        self.line(format!("   {}   {}", fit(&head("called by", incoming), column), head("calls", outgoing)));
        let cells = |group: Option<&Group>, arrow: &str| -> Vec<String> {
            let neighbours = group.map_or(&[][..], |group| &group.neighbours);
            let (tests, others): (Vec<_>, Vec<_>) = neighbours.iter().partition(|(node, _)| is_test(demo, node));
            others
                .into_iter()
                .chain(tests)
                .take(NEIGHBOURS)
                .map(|(node, confidence)| self.cell(demo, arrow, node, *confidence, column))
                .collect()
        };
        let (left, right) = (cells(incoming, "←"), cells(outgoing, "→"));
        for at in 0..left.len().max(right.len()) {
            let cell = |side: &[String]| side.get(at).cloned().unwrap_or_default();
            self.line(format!("   {}   {}", fit(&cell(&left), column), cell(&right)).trim_end().to_owned());
        }
    }

    fn cell(&self, demo: &Demo, arrow: &str, node: &Node, confidence: f32, width: usize) -> String {
        let snapshot = &*demo.session.snapshot;
        let (path, lines) = node_place(snapshot, node);
        let place = lines.map_or(path.clone(), |lines| format!("{path}:{}", lines.start + 1));
        let name_width = width / 2 - 2;
        let place_width = width - name_width - 8;
        let role = if confidence >= 0.9 { Role::Good } else { Role::Faint };
        format!(
            "{} {} {} {}",
            self.paint.as_role(Role::Accent, arrow),
            fit(&clip(&node_name(snapshot, node), name_width), name_width),
            fit(&self.paint.path(clip_path(&place, place_width)), place_width),
            self.paint.as_role(role, format!("{confidence:.2}").trim_start_matches('0')),
        )
    }

    /// A kind of connection in few words: how many, and the surest.
    fn summary(&self, demo: &Demo, group: &Group) -> String {
        let names = group.neighbours.iter().take(2).map(|(node, _)| node_name(&demo.session.snapshot, node));
        let names = names.collect::<Vec<_>>().join(", ");
        let more = if group.neighbours.len() > 2 { format!(" +{}", group.neighbours.len() - 2) } else { String::new() };
        format!("{} {names}{}", self.paint.heading(group.label), self.paint.faint(more))
    }

    fn context(&mut self, demo: &Demo) {
        let snapshot = &*demo.session.snapshot;
        self.section("context", &self.paint.as_role(Role::Good, format!("“{}”", demo.second_question)), demo.packed);
        let shown = shown_items(&demo.context.items);
        for item in &shown {
            let name = item.symbol.map_or_else(|| item.kind.to_owned(), |symbol| qualified(snapshot, symbol));
            let place = format!("{}:{}", snapshot.file(item.file).path, line_numbers(item.lines));
            let row = self.row(&name, &place, &format!("{:>5} tokens", item.tokens), ROLE + 1);
            self.line(format!("   {} {row}", self.paint.as_role(role(item.role), fit(item.role.name(), ROLE))));
        }
        let hidden = demo.context.items.len() - shown.len();
        let more = if hidden > 0 { format!("and {hidden} more: ") } else { String::new() };
        let sum = format!(
            "   {more}{} of {} tokens, ready for a model",
            grouped(u64::from(demo.context.tokens)),
            grouped(u64::from(super::BUDGET))
        );
        self.line(self.paint.faint(sum));
    }

    /// What would be suggested while somebody types a line that is there already.
    fn ghost(&mut self, ghost: &Ghost) {
        let paint = self.paint;
        let place = paint.path(clip_path(&format!("{}:{}", ghost.path, ghost.line), self.width / 2));
        self.section("complete", &place, ghost.took);
        let text = paint.as_role(Role::Ghost, ghost.text.lines().next().unwrap_or_default());
        self.line(clip(&format!("   {}{text}", ghost.given), self.width));
        let verdict = if ghost.is_right { ", and that is what stands there" } else { "" };
        let sure = format!("   local, {:.0} % sure{verdict}: {}", ghost.confidence * 100.0, ghost.reason);
        self.line(paint.faint(clip(&sure, self.width)));
    }

    fn foot(&mut self, demo: &Demo) {
        let paint = self.paint;
        let symbol = demo.symbol.map_or_else(|| "NAME".to_owned(), |symbol| qualified(&demo.session.snapshot, symbol));
        let command = |text: &str| paint.as_role(Role::Good, text);
        let search = command("sapwood search \"…\"");
        let graph = command(&format!("sapwood graph {symbol}"));
        let line = format!("   {} {search} · {graph} · {}", paint.faint("now try"), command("sapwood lsp"));
        self.line("");
        self.line(clip(&line, self.width));
    }
}

/// Callers that are tests say less about a function than the others.
fn is_test(demo: &Demo, node: &Node) -> bool {
    let snapshot = &*demo.session.snapshot;
    let Node::Symbol(symbol) = node else { return false };
    let view = snapshot.symbol(*symbol);
    view.is_test || snapshot.file(view.file).class == FileClass::Test
}

/// The best matches, then the best of what surrounds them.
fn shown_items(items: &[Item]) -> Vec<&Item> {
    let (matches, around): (Vec<&Item>, Vec<&Item>) = items.iter().partition(|item| item.role == pack::Role::Match);
    let matches_shown = matches.len().min(usize::max(ITEMS / 2, ITEMS.saturating_sub(around.len())));
    matches.into_iter().take(matches_shown).chain(around).take(ITEMS).collect()
}

fn role(role: pack::Role) -> Role {
    match role {
        pack::Role::Match => Role::Figure,
        pack::Role::Definition | pack::Role::Caller => Role::Good,
        _ => Role::Faint,
    }
}

/// The same as JSON.
pub(super) fn as_json(demo: &Demo) -> Value {
    let snapshot = &*demo.session.snapshot;
    let stats = snapshot.stats();
    let languages = overview::languages(snapshot);
    json!({
        "root": demo.session.folder.root(), "files": stats.files, "lines": stats.lines, "symbols": stats.symbols,
        "edges": demo.survey.edges, "index_ms": milliseconds(demo.indexed), "survey_ms": milliseconds(demo.surveyed),
        "languages": languages.iter().map(|share| json!({"name": share.name, "lines": share.lines})).collect::<Vec<_>>(),
        "skipped": demo.session.report.skipped, "question": demo.question, "search_ms": milliseconds(demo.searched),
        "hits": demo.hits.iter().map(|hit| json!({
            "path": snapshot.file(hit.file).path, "start_line": hit.lines.start + 1, "end_line": hit.lines.end + 1,
            "symbol": hit.symbol.map(|symbol| qualified(snapshot, symbol)),
        })).collect::<Vec<_>>(),
        "context_question": demo.second_question, "context_tokens": demo.context.tokens, "context_ms": milliseconds(demo.packed),
        "completion": demo.ghost.as_ref().map(|ghost| json!({
            "path": ghost.path, "line": ghost.line, "given": ghost.given, "text": ghost.text, "is_right": ghost.is_right,
            "confidence": ghost.confidence, "reason": ghost.reason, "ms": milliseconds(ghost.took), "places_tried": ghost.tried,
        })),
        "symbol": demo.symbol.map(|symbol| snapshot.node_id(&Node::Symbol(symbol))),
    })
}
