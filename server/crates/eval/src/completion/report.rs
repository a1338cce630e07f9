//! Rows of figures, for the terminal and for the committed results.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};

use super::items::Replay;
use super::score::Score;

const RECIPE: &str = "# Context for a cursor, from other files

Written by `cargo run --release -p sapwood-eval -- completion-context --items DIR --repos DIR --write`.

Each item is a cursor right before the first use, in that file, of a symbol that one other file defines. The file ends at the cursor;
the other files are those of the commit, without history. *symbol*: its name stands in the context; *identifiers*: share of the hidden
line's new identifiers that stand in it; both at 2,000 tokens. *hard*: no import, or no line before the cursor, names the symbol.
The baselines see the same files; *told* is given the hidden line.
";

/// The figures of several methods.
#[derive(Debug, Default)]
pub struct Report {
    rows: Vec<(String, Score)>,
    times: Vec<(String, Vec<Duration>, u64)>,
}

impl Report {
    /// Adds a method with its score on each repository and on all.
    pub fn add(&mut self, name: &str, replays: &[Replay], scores: &[Score]) -> Score {
        let mut total = Score::default();
        scores.iter().for_each(|score| total.merge(score));
        self.rows.push((format!("**{name}**"), total));
        for (replay, score) in replays.iter().zip(scores) {
            self.rows.push((format!("– {}", replay.name), *score));
        }
        total
    }

    /// Adds a method's score on all repositories.
    pub fn add_total(&mut self, name: &str, total: Score) {
        self.rows.push((name.to_owned(), total));
    }

    /// Adds the sorted times of one repository's cursors, and its lines.
    pub fn time(&mut self, name: &str, (times, lines): (Vec<Duration>, u64)) {
        self.times.push((name.to_owned(), times, lines));
    }

    /// The figures as a table.
    pub fn text(&self) -> String {
        let mut text = String::from(
            "| | items (hard) | symbol | identifiers | hard: symbol | hard: identifiers | file R@5 | MRR | tokens |\n|---|---|---|---|---|---|---|---|---|\n",
        );
        for (name, Score { all, hard }) in &self.rows {
            let count = f64::from(all.items.max(1));
            let _ = writeln!(
                text,
                "| {name} | {} ({}) | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} | {:.3} | {:.0} |",
                all.items,
                hard.items,
                all.percent(all.symbol),
                all.identifier_recall(),
                hard.percent(hard.symbol),
                hard.identifier_recall(),
                all.percent(all.file_5),
                all.reciprocal / count,
                all.tokens as f64 / count,
            );
        }
        text
    }

    fn latencies(&self) -> String {
        let mut text = String::new();
        for (name, times, lines) in &self.times {
            let at = |share: usize| times.get(times.len().saturating_sub(1) * share / 100).copied().unwrap_or_default();
            let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
            let (half, most) = (milliseconds(at(50)), milliseconds(at(95)));
            let _ = writeln!(text, "{name}, {lines} lines: median {half:.2} ms, 95th percentile {most:.2} ms");
        }
        text
    }

    /// Prints figures and times.
    #[allow(clippy::print_stdout, reason = "the report is this program's output")]
    pub fn print(&self) {
        print!("{}{}", self.text(), self.latencies());
    }

    /// Writes the recipe and the figures to `file`.
    pub fn write(&self, file: &Path) -> Result<()> {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(file, format!("{RECIPE}\n{}", self.text())).with_context(|| file.display().to_string())
    }
}
