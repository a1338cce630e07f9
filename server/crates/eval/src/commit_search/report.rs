//! Rows of figures, for the terminal and for the committed results.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};

use super::items::Replay;
use super::score::Score;

/// How the figures were made, above them in the file.
const RECIPE: &str = "# Commit message → functions, at the parent commit

Written by `cargo run --release -p sapwood-eval -- commit-search --items DIR --repos DIR --write`.

Each item is the message of a real commit; the tree of its parent is indexed, without any history behind it, and searched as
`sapwood search QUERY --limit 10 --json` does. A returned range of rows hits a function that the commit edits where the two share a
row of the same file; *fn* counts the first ten places, *file* the first five distinct files. *hard*: the message names neither a
function nor a file to be found. *rows*: mean rows of a returned place; a method that returns longer places covers more functions.
The baselines see the same trees: BM25 (k1 1.2, b 0.75) over identifiers and their parts, the path's words in each document.
";

/// The figures of several methods.
#[derive(Debug, Default)]
pub struct Report {
    rows: Vec<(String, Score)>,
    times: Vec<(String, Vec<Duration>, u64)>,
}

impl Report {
    /// Adds a method with its score on each repository and on all.
    pub fn add(&mut self, name: &str, replays: &[Replay], scores: &[Score]) {
        let mut total = Score::default();
        scores.iter().for_each(|score| total.merge(score));
        self.rows.push((format!("**{name}**"), total));
        for (replay, score) in replays.iter().zip(scores) {
            self.rows.push((format!("– {}", replay.name), *score));
        }
    }

    /// Adds a method's score on all repositories.
    pub fn add_total(&mut self, name: &str, total: Score) {
        self.rows.push((name.to_owned(), total));
    }

    /// Adds the sorted times of one repository's queries, and its lines.
    pub fn time(&mut self, name: &str, (times, lines): (Vec<Duration>, u64)) {
        self.times.push((name.to_owned(), times, lines));
    }

    /// The figures as a table.
    pub fn text(&self) -> String {
        let mut text = String::from(
            "| | items (hard) | fn hit@1 | fn hit@10 | file hit@1 | file hit@5 | hard: fn hit@10 | hard: file hit@5 | rows |\n|---|---|---|---|---|---|---|---|---|\n",
        );
        for (name, Score { all, hard }) in &self.rows {
            let _ = writeln!(
                text,
                "| {name} | {} ({}) | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} |",
                all.items,
                hard.items,
                all.percent(all.function_1),
                all.percent(all.function_10),
                all.percent(all.file_1),
                all.percent(all.file_5),
                hard.percent(hard.function_10),
                hard.percent(hard.file_5),
                all.mean_rows(),
            );
        }
        text
    }

    /// Time of a query, from its text to the hits.
    fn latencies(&self) -> String {
        let mut text = String::new();
        for (name, times, lines) in &self.times {
            let at = |share: usize| times.get(times.len().saturating_sub(1) * share / 100).copied().unwrap_or_default();
            let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
            let _ = writeln!(
                text,
                "{name}, {lines} lines: median {:.2} ms, 95th percentile {:.2} ms",
                milliseconds(at(50)),
                milliseconds(at(95))
            );
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
