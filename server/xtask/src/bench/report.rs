//! The figures as a table, on the screen and in docs/performance.md.

use std::fmt::Write as _;

use anyhow::Result;

use super::Bench;
use super::scale::Size;
use crate::process;

/// One figure.
pub(super) struct Row {
    what: String,
    value: f64,
    limit: Option<Limit>,
    unit: &'static str,
    note: String,
}

enum Limit {
    AtMost(f64),
    AtLeast(f64),
}

impl Row {
    /// A figure without a limit.
    pub(super) fn info(what: String, value: f64, unit: &'static str, note: impl Into<String>) -> Self {
        Self { what, value, limit: None, unit, note: note.into() }
    }

    pub(super) fn at_most(what: String, value: f64, limit: f64, unit: &'static str, note: impl Into<String>) -> Self {
        Self { limit: Some(Limit::AtMost(limit)), ..Self::info(what, value, unit, note) }
    }

    pub(super) fn at_least(what: String, value: f64, limit: f64, unit: &'static str, note: impl Into<String>) -> Self {
        Self { limit: Some(Limit::AtLeast(limit)), ..Self::info(what, value, unit, note) }
    }

    fn verdict(&self) -> &'static str {
        match self.limit {
            None => "",
            Some(Limit::AtMost(limit)) if self.value <= limit => "pass",
            Some(Limit::AtLeast(limit)) if self.value >= limit => "pass",
            Some(_) => "MISS",
        }
    }

    fn cells(&self) -> [String; 5] {
        let limit = match self.limit {
            None => String::new(),
            Some(Limit::AtMost(limit)) => format!("≤ {} {}", number(limit), self.unit),
            Some(Limit::AtLeast(limit)) => format!("≥ {} {}", number(limit), self.unit),
        };
        [self.what.clone(), format!("{} {}", number(self.value), self.unit), limit, self.verdict().into(), self.note.clone()]
    }
}

/// All figures of one run.
pub(super) struct Report {
    machine: String,
    missing: Vec<String>,
    rows: Vec<Row>,
    pub(super) scale: Vec<Size>,
}

impl Report {
    pub(super) fn new(bench: &Bench, missing: &[String]) -> Result<Self> {
        Ok(Self { machine: machine(bench)?, missing: missing.to_vec(), rows: Vec::new(), scale: Vec::new() })
    }

    /// Adds rows and shows them, so that a long run can be followed.
    pub(super) fn add(&mut self, rows: Vec<Row>) {
        for row in &rows {
            let [what, value, limit, verdict, note] = row.cells();
            println!("{verdict:<4}  {what:<58} {value:>16}  {limit:<18} {note}");
        }
        self.rows.extend(rows);
    }

    /// Shows what no row held, and the sum.
    pub(super) fn print(&self) {
        for line in self.scale_table().lines() {
            println!("{line}");
        }
        for missing in &self.missing {
            println!("not fetched: {missing}");
        }
        let limited = self.rows.iter().filter(|row| row.limit.is_some());
        let (missed, all) = limited.fold((0, 0), |(missed, all), row| (missed + usize::from(row.verdict() == "MISS"), all + 1));
        println!("{} of {all} limits hold on {}", all - missed, self.machine);
    }

    pub(super) fn markdown(&self) -> String {
        let mut out = format!(
            "# Performance\n\nWritten by `cargo xtask bench`, which fetches pinned public packages of several languages, builds the program \
             in release mode and measures it from outside: as a process, and over the language-server protocol. Every row was measured in \
             one run, next to its limit. Repeated runs differ by about a tenth.\n\nMachine: {}.\n\n| what | figure | limit | | note |\n|---|---|---|---|---|\n",
            self.machine
        );
        for row in &self.rows {
            let _ = writeln!(out, "| {} |", row.cells().join(" | "));
        }
        if !self.scale.is_empty() {
            let _ = write!(
                out,
                "\n## Scale\n\nWhole folders of the packages below, in an order that mixes languages. Cold index; memory of the process at its peak, \
                 then of an idle server; search as a whole process.\n\n{}",
                self.scale_table()
            );
        }
        out += "\nPackages: one Rust project of 31 crates and an async runtime, Django and SymPy (Python), three.js, Effect and RxJS \
                (JavaScript, TypeScript), the standard libraries of Go and Java, and parts of the Linux kernel (C).\n";
        for missing in &self.missing {
            let _ = writeln!(out, "\nNot fetched in this run: {missing}");
        }
        out
    }

    fn scale_table(&self) -> String {
        let mut out = String::new();
        if self.scale.is_empty() {
            return out;
        }
        out += "| lines | files | cold index | µs a line | against bare parse | peak | bytes a line | idle | disk | search |\n|---|---|---|---|---|---|---|---|---|---|\n";
        for size in &self.scale {
            let _ = writeln!(
                out,
                "| {} | {} | {:.2} s | {:.2} | {:.1} × | {:.0} MB | {:.0} | {:.0} MB | {:.0} MB | {:.0} ms |",
                number(size.lines),
                number(size.files as f64),
                size.seconds,
                size.seconds / size.lines * 1e6,
                size.seconds / size.floor_seconds,
                size.peak_mb,
                size.peak_mb * 1e6 / size.lines,
                size.idle_mb,
                size.disk_mb,
                size.search_ms,
            );
        }
        out
    }
}

/// Cores, memory and system; no names.
fn machine(bench: &Bench) -> Result<String> {
    let cores = std::thread::available_parallelism()?;
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kilobytes =
        memory.lines().find_map(|line| line.strip_prefix("MemTotal:")?.split_whitespace().next()?.parse::<f64>().ok());
    let gigabytes = kilobytes.map_or(String::from("memory unknown"), |kilobytes| format!("{:.0} GB of memory", kilobytes / 1e6));
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let system =
        release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME=")).unwrap_or(std::env::consts::OS).trim_matches('"');
    let rustc = process::output(&bench.project, "rustc", &["--version"])?;
    let compiler = rustc.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    Ok(format!("{cores} cores ({}), {gigabytes}, {system}, {compiler}", std::env::consts::ARCH))
}

/// Two or three digits that mean something, thousands apart.
fn number(value: f64) -> String {
    if value.abs() < 10.0 {
        return format!("{value:.1}");
    }
    let digits = format!("{value:.0}");
    let mut out = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
