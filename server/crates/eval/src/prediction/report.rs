//! The table of `results/prediction.md`.

use std::fmt::Write as _;

use super::typing::Outcome;

/// What suggests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    /// The product.
    Ours,
    /// The n-gram model where it shows whole lines only.
    WholeLines,
    /// The n-gram model where it shows as much of a line as it is sure of.
    Cut,
}

/// Outcomes of one method in one repository, by threshold.
struct Entry {
    repository: String,
    method: Method,
    rows: Vec<(f64, Outcome)>,
}

/// Everything that was measured.
#[derive(Default)]
pub(super) struct Table {
    entries: Vec<Entry>,
    /// Milliseconds of every prediction of the product.
    pub(super) times: Vec<f64>,
}

const HEAD: &str = include_str!("report.md");

impl Table {
    pub(super) fn add(&mut self, repository: &str, method: Method, rows: Vec<(f64, Outcome)>) {
        self.entries.push(Entry { repository: repository.to_owned(), method, rows });
    }

    /// The report of a run with so many files of each repository and so many lines of each file.
    pub(super) fn text(&mut self, files: usize, lines: usize) -> String {
        self.times.sort_by(f64::total_cmp);
        let at = |share: f64| self.times.get((self.times.len() as f64 * share) as usize).copied().unwrap_or(0.0);
        let mut text = HEAD.replace("{files}", &files.to_string()).replace("{lines}", &lines.to_string());
        let mut row = |cells: std::fmt::Arguments<'_>| {
            let written = text.write_fmt(cells);
            debug_assert!(written.is_ok(), "writing to a string does not fail");
        };
        for entry in &self.entries {
            let (label, chosen) = match entry.method {
                Method::Ours => ("sapwood, its own threshold", entry.rows.first()),
                Method::WholeLines => ("n-gram, whole lines, best threshold", best(&entry.rows)),
                Method::Cut => ("n-gram, cut lines, best threshold", best(&entry.rows)),
            };
            if let Some((threshold, outcome)) = chosen {
                row(format_args!("{}", line(&entry.repository, label, *threshold, outcome)));
            }
            if entry.method == Method::Ours
                && let Some((threshold, outcome)) = best(&entry.rows)
            {
                row(format_args!("{}", line(&entry.repository, "sapwood, best threshold", *threshold, outcome)));
            }
        }
        row(format_args!("\n## Every threshold of the product\n\n{COLUMNS}"));
        for entry in self.entries.iter().filter(|entry| entry.method == Method::Ours) {
            for (threshold, outcome) in &entry.rows {
                row(format_args!("{}", line(&entry.repository, "sapwood", *threshold, outcome)));
            }
        }
        row(format_args!(
            "\nOne prediction of the product took {:.2} ms at the median and {:.2} ms at the 95th percentile.\n",
            at(0.5),
            at(0.95)
        ));
        text
    }
}

const COLUMNS: &str = "| repository | method | threshold | characters | saved | by suggestions that were right | precision | whole lines | shown per 100 \
characters | whole line from its start |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|\n";

/// The threshold that saves most while at least half of what is shown is right; where there is none, the most precise.
fn best(rows: &[(f64, Outcome)]) -> Option<&(f64, Outcome)> {
    let fair = rows.iter().filter(|(_, outcome)| outcome.precision() >= 0.5);
    let most = fair.max_by(|a, b| a.1.saved_share().total_cmp(&b.1.saved_share()));
    most.or_else(|| rows.iter().max_by(|a, b| a.1.precision().total_cmp(&b.1.precision())))
}

fn line(repository: &str, label: &str, threshold: f64, outcome: &Outcome) -> String {
    let share = |part: u64, all: u64| 100.0 * part as f64 / (all as f64).max(1.0);
    format!(
        "| {repository} | {label} | {threshold} | {} | {:.1} % | {:.1} % | {:.1} % | {:.1} % | {:.1} | {:.1} % |\n",
        outcome.chars,
        100.0 * outcome.saved_share(),
        share(outcome.saved, outcome.chars),
        100.0 * outcome.precision(),
        share(outcome.whole, outcome.shown),
        share(outcome.shown, outcome.chars),
        share(outcome.from_start, outcome.lines),
    )
}
