//! Rows that a user of the command line waits for.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::child::{Run, disk, timed, watched};
use super::{Bench, MEGABYTE, Row, Set, median, percentile};
use crate::process;

/// Cold indexing against bare parsing of the same files, with memory and disk.
pub(super) fn cold_index(bench: &Bench, set: &Set) -> Result<Vec<Row>> {
    let parse = || -> Result<Run> { timed(Command::new(&bench.parser).arg(&set.path)) };
    let warm_up = parse()?.json()?;
    let lines = warm_up["lines"].as_f64().unwrap_or(0.0);
    let floor = median(3, || Ok(parse()?.milliseconds()))?;
    let mut peak = 0;
    let mut files = 0;
    let indexed = median(3, || {
        bench.forget("cold");
        let run = watched(bench.sapwood("cold").args(["index", "--json"]).arg(&set.path))?;
        peak = peak.max(run.peak);
        files = run.json()?["files"].as_u64().unwrap_or(0);
        Ok(run.milliseconds())
    })?;
    let name = &set.name;
    let on_disk = disk(&bench.cache("cold")) as f64 / MEGABYTE;
    let mut rows = vec![
        Row::info(format!("{name}: bare parse"), floor, "ms", format!("{lines:.0} lines in {files} files, rayon, bytes read")),
        Row::at_most(format!("{name}: cold index, against bare parse"), indexed / floor, 4.0, "×", format!("{indexed:.0} ms")),
        Row::at_least(format!("{name}: cold index, lines a second"), lines / indexed * 1e3, 250_000.0, "lines/s", ""),
    ];
    // The limits for memory and disk are stated for 600,000 lines.
    let share = lines / 600_000.0;
    rows.push(Row::at_most(
        format!("{name}: peak memory while indexing"),
        peak as f64 / MEGABYTE,
        300.0 * share.max(1.0),
        "MB",
        "",
    ));
    rows.push(Row::at_most(format!("{name}: index on disk"), on_disk, 60.0 * share.max(1.0), "MB", ""));
    Ok(rows)
}

/// A new process on an index that exists, to its first answer.
pub(super) fn reopen(bench: &Bench, set: &Set) -> Result<Vec<Row>> {
    bench.forget("reopen");
    timed(bench.sapwood("reopen").arg("index").arg(&set.path))?;
    let first = median(9, || Ok(query(bench, "reopen", &set.path, "parse a header")?.milliseconds()))?;
    Ok(vec![Row::at_most(format!("{}: reopen to the first answer", set.name), first, 300.0, "ms", "a whole process")])
}

/// Searching as a process, against a text search for the same words where that program is installed.
pub(super) fn search(bench: &Bench, set: &Set) -> Result<Vec<Row>> {
    bench.forget("search");
    timed(bench.sapwood("search").arg("index").arg(&set.path))?;
    let queries = super::server::queries();
    let mut times = Vec::new();
    let mut text_search = Vec::new();
    let rg = process::is_installed("rg", "--version");
    for text in queries.iter().step_by(3) {
        times.push(query(bench, "search", &set.path, text)?.milliseconds());
        if rg {
            let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3).collect::<Vec<_>>().join("|");
            let pattern = if words.is_empty() { text.as_str() } else { &words };
            let mut command = Command::new("rg");
            // No match is exit code 1, which is as good an answer as any.
            let run = timed(command.args(["--ignore-case", "--count", pattern]).arg(&set.path));
            text_search.extend(run.ok().map(|run| run.milliseconds()));
        }
    }
    let note = match percentile(&mut text_search, 0.5) {
        middle if middle.is_nan() => "ripgrep is not installed".to_owned(),
        middle => format!("ripgrep, for the words alone: {middle:.0} ms"),
    };
    let worst = percentile(&mut times, 0.95);
    Ok(vec![
        Row::at_most(format!("{}: search as a process, median", set.name), percentile(&mut times, 0.5), 30.0, "ms", note),
        Row::info(format!("{}: search as a process, p95", set.name), worst, "ms", ""),
    ])
}

/// One changed file, and a switch to a distant version and back.
pub(super) fn changes(bench: &Bench, set: &Set, old: &Path) -> Result<Vec<Row>> {
    let reindex = |bench: &Bench| -> Result<Run> { timed(bench.sapwood("search").args(["index", "--json"]).arg(&set.path)) };
    reindex(bench)?;
    let file = super::sets::files_below(&set.path).into_iter().find(|file| file.ends_with("infer.rs"));
    let file = file.unwrap_or_else(|| set.path.join("tokio/src/lib.rs"));
    let text = fs::read_to_string(&file)?;
    let mut serial = 0;
    let one = median(7, || {
        serial += 1;
        fs::write(&file, format!("{text}\nfn added_by_the_benchmark_{serial}() {{}}\n"))?;
        Ok(reindex(bench)?.milliseconds())
    })?;
    fs::write(&file, text)?;
    let (files, switched) = switch(bench, set, old)?;
    Ok(vec![
        Row::at_most(format!("{}: one file changed, re-index", set.name), one, 100.0, "ms", "a whole process"),
        Row::at_most(
            format!("{}: switch to a distant commit, re-index", set.name),
            switched,
            1000.0,
            "ms",
            format!("{files} files differ"),
        ),
    ])
}

fn switch(bench: &Bench, set: &Set, old: &Path) -> Result<(u64, f64)> {
    let git = |arguments: &[&str]| process::output(&set.path, "git", arguments);
    git(&["checkout", "--quiet", "--force", "new"])?;
    for entry in fs::read_dir(&set.path)?.flatten().filter(|entry| entry.file_name() != ".git") {
        fs::remove_dir_all(entry.path())?;
    }
    super::packages::copy_tree(old, &set.path)?;
    super::commit(&set.path, "old")?;
    let mut files = 0;
    let mut times = Vec::new();
    for tag in ["new", "old", "new", "old", "new"] {
        git(&["checkout", "--quiet", "--force", tag])?;
        let run = timed(bench.sapwood("search").args(["index", "--json"]).arg(&set.path))?;
        let answer = run.json()?;
        files = ["added", "changed", "removed"].iter().filter_map(|key| answer[key].as_u64()).sum();
        times.push(run.milliseconds());
    }
    Ok((files, percentile(&mut times[1..], 0.5)))
}

fn query(bench: &Bench, cache: &str, root: &Path, text: &str) -> Result<Run> {
    timed(bench.sapwood(cache).args(["search", "--json", "--root"]).arg(root).arg("--").arg(text))
}
