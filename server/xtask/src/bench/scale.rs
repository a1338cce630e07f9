//! Time and memory by size: both must grow with the text and not faster.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use super::child::{disk, memory, pause, timed, watched};
use super::editor::Editor;
use super::{Bench, MEGABYTE, sets};

/// One size.
pub(super) struct Size {
    pub(super) lines: f64,
    pub(super) files: u64,
    pub(super) seconds: f64,
    pub(super) floor_seconds: f64,
    pub(super) peak_mb: f64,
    pub(super) idle_mb: f64,
    pub(super) disk_mb: f64,
    pub(super) search_ms: f64,
}

const SIZES: &[(&str, usize)] = &[("10k", 10_000), ("100k", 100_000), ("1m", 1_000_000), ("5m", 5_000_000)];

pub(super) fn measure(bench: &Bench, packages: &[PathBuf]) -> Result<Vec<Size>> {
    SIZES.iter().map(|(name, lines)| one(bench, name, *lines, packages)).collect()
}

fn one(bench: &Bench, name: &str, lines: usize, packages: &[PathBuf]) -> Result<Size> {
    let set = sets::make(&bench.folder.join("sets"), name, lines, packages)?;
    timed(Command::new(&bench.parser).arg(&set.path))?;
    let floor = timed(Command::new(&bench.parser).arg(&set.path))?;
    let lines = floor.json()?["lines"].as_f64().unwrap_or(0.0);
    bench.forget("scale");
    let run = watched(bench.sapwood("scale").args(["index", "--json"]).arg(&set.path))?;
    let query = || -> Result<f64> {
        let mut command = bench.sapwood("scale");
        Ok(timed(command.args(["search", "--json", "--root"]).arg(&set.path).arg("parse a header"))?.milliseconds())
    };
    query()?;
    let search_ms = super::median(5, query)?;
    let mut editor = Editor::start(bench.sapwood("scale").arg("lsp"), &set.path)?;
    editor.wait_until_ready(std::time::Duration::from_secs(600))?;
    editor.request("sapwood/search", &serde_json::json!({"query": "parse a header"}))?;
    pause(std::time::Duration::from_secs(3));
    let idle_mb = memory(editor.process(), "VmRSS") as f64 / MEGABYTE;
    editor.stop()?;
    Ok(Size {
        lines,
        files: run.json()?["files"].as_u64().unwrap_or(0),
        seconds: run.elapsed.as_secs_f64(),
        floor_seconds: floor.elapsed.as_secs_f64(),
        peak_mb: run.peak as f64 / MEGABYTE,
        idle_mb,
        disk_mb: disk(&bench.cache("scale")) as f64 / MEGABYTE,
        search_ms,
    })
}
