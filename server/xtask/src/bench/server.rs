//! Rows that a user of an editor waits for, measured over the protocol.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::json;

use super::child::{memory, pause, processor_ticks};
use super::editor::{Editor, file_uri};
use super::{Bench, MEGABYTE, Row, Set, percentile};

const PATIENCE: Duration = Duration::from_secs(600);
const KEYSTROKES: usize = 60;

/// The queries that searching is measured with.
pub(super) fn queries() -> Vec<String> {
    include_str!("queries.txt").lines().map(str::to_owned).collect()
}

/// Search, keystrokes and idle memory of a server on `set`.
pub(super) fn measure(bench: &Bench, set: &Set) -> Result<Vec<Row>> {
    bench.forget("server");
    let mut editor = Editor::start(bench.sapwood("server").arg("lsp"), &set.path)?;
    editor.wait_until_ready(PATIENCE)?;
    editor.stop()?;
    // A second process opens what the first one wrote, as on every day but the first.
    let started = Instant::now();
    let mut editor = Editor::start(bench.sapwood("server").arg("lsp"), &set.path)?;
    editor.wait_until_ready(PATIENCE)?;
    let ready = started.elapsed().as_secs_f64() * 1e3;
    let mut rows = vec![Row::info(format!("{}: server started to ready", set.name), ready, "ms", "index exists")];
    rows.extend(search(&mut editor, set)?);
    rows.extend(idle(&editor, set));
    rows.extend(keystrokes(&mut editor, set)?);
    editor.stop()?;
    Ok(rows)
}

fn search(editor: &mut Editor, set: &Set) -> Result<Vec<Row>> {
    let queries = queries();
    let mut times = Vec::new();
    let mut empty = 0;
    for round in 0..3 {
        for query in &queries {
            let (answer, time) = editor.timed("sapwood/search", &json!({"query": query, "limit": 10}))?;
            if round > 0 {
                times.push(time.as_secs_f64() * 1e3);
                empty += usize::from(answer["hits"].as_array().is_none_or(Vec::is_empty));
            }
        }
    }
    let note = format!("{} queries, request to answer; {} without a hit", queries.len(), empty / 2);
    Ok(vec![
        Row::info(format!("{}: search in the server, median", set.name), percentile(&mut times, 0.5), "ms", ""),
        Row::at_most(format!("{}: search in the server, p95", set.name), percentile(&mut times, 0.95), 3.0, "ms", note),
    ])
}

fn idle(editor: &Editor, set: &Set) -> Vec<Row> {
    pause(Duration::from_secs(5));
    let before = processor_ticks(editor.process());
    pause(Duration::from_secs(5));
    let ticks = processor_ticks(editor.process()) - before;
    let resident = memory(editor.process(), "VmRSS") as f64 / MEGABYTE;
    let anonymous = memory(editor.process(), "RssAnon") as f64 / MEGABYTE;
    let note = format!("{anonymous:.0} MB of it its own, the rest is the mapped index");
    // A tick is a hundredth of a second on Linux.
    vec![
        Row::at_most(format!("{}: server idle, resident memory", set.name), resident, 120.0, "MB", note),
        Row::at_most(format!("{}: server idle, processor", set.name), ticks as f64 / 5.0, 0.5, "%", "over five seconds"),
    ]
}

/// Types one definition after the other into a large file and asks for each by name at once.
fn keystrokes(editor: &mut Editor, set: &Set) -> Result<Vec<Row>> {
    let file = large_file(&set.path)?;
    let text = std::fs::read_to_string(&file)?;
    let uri = file_uri(&file);
    let open = json!({"textDocument": {"uri": uri, "languageId": "rust", "version": 1, "text": text}});
    editor.notify("textDocument/didOpen", &open)?;
    let mut times = Vec::new();
    for stroke in 0..KEYSTROKES {
        let name = format!("typed_while_measuring_{stroke}");
        let change = json!({
            "textDocument": {"uri": uri, "version": stroke + 2},
            "contentChanges": [{
                "range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}},
                "text": format!("fn {name}() {{}}\n"),
            }],
        });
        let start = Instant::now();
        editor.notify("textDocument/didChange", &change)?;
        wait_for(editor, &name, start)?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    let lines = text.lines().count();
    let note = format!("until search and graph show it; a file of {lines} lines");
    Ok(vec![Row::at_most(format!("{}: keystroke reflected, p95", set.name), percentile(&mut times, 0.95), 20.0, "ms", note)])
}

fn wait_for(editor: &mut Editor, name: &str, start: Instant) -> Result<()> {
    loop {
        let found = editor.request("sapwood/search", &json!({"query": name, "limit": 1}))?;
        let graph = editor.request("sapwood/graph", &json!({"symbol": name}))?;
        let in_graph = graph["nodes"].as_array().is_some_and(|nodes| !nodes.is_empty());
        if in_graph && found["hits"][0]["symbol"] == name {
            return Ok(());
        }
        if start.elapsed() > Duration::from_secs(5) {
            bail!("{name} was typed but not found: {found} {graph}");
        }
    }
}

/// A file of between one and two thousand lines.
fn large_file(root: &Path) -> Result<std::path::PathBuf> {
    let files = super::sets::files_below(root);
    let is_large = |file: &&std::path::PathBuf| {
        file.extension().is_some_and(|own| own == "rs")
            && std::fs::read_to_string(file).is_ok_and(|text| (1000..2000).contains(&text.lines().count()))
    };
    files.iter().find(is_large).cloned().context("the set holds a large file")
}
