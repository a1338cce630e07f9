//! Rows of figures, for the terminal and for the committed results.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};

use super::items::Item;
use super::score::{Answer, Group, Totals, Verdict, totals};

/// How the figures were made, above them in the file.
const RECIPE: &str = "# Next edit

Written by `cargo run --release -p sapwood-eval -- next-edit --items DIR --repos DIR --write`.

Each item is a real commit: its parent's tree with the first one or two hunks applied; the hunks of the commit that share a rare
identifier with them are to be found. *Mechanical*: a rename, the same edit again, a changed signature or a changed argument tells
what to write. A proposal hits where its rows are within 2 of such a hunk; proposals within 2 rows of one another count as one, at
the rank of the best. *hit@k*: one of the first k places hits; *exact*: the first place hits and its edits leave all lines of the
hunk as the commit does, trailing blanks aside. *precision*: share of the places shown that hit; *first right*: share of the items
with something shown whose first place hits; both over all items. *fires*: share of the commits of one single hunk, where nothing
follows, with something shown. *shown*: places shown for an item.
The baselines see the same texts and no index.
";

/// Every relation, and the items where nothing follows.
const KINDS: [&str; 7] = ["rename", "repeat", "signature", "argument", "rename_plus", "related", "negative"];

/// The answers of one method to all items.
pub struct Method<'a> {
    /// What it is called.
    pub name: &'a str,
    /// Items and answers.
    pub answers: Vec<(&'a Item, &'a Answer)>,
    /// What it shows.
    pub threshold: f32,
}

impl Method<'_> {
    fn verdicts(&self, threshold: f32) -> Vec<Verdict> {
        self.answers.iter().map(|(item, answer)| Verdict::of(item, &answer.shown(threshold))).collect()
    }

    fn totals(&self, verdicts: &[Verdict], group: Group<'_>) -> Totals {
        totals(group, self.answers.iter().map(|(item, _)| *item).zip(verdicts))
    }
}

const HEAD: &str =
    "items | mechanical: hit@1 | hit@3 | exact@1 | all: hit@1 | hit@3 | exact@1 | precision | first right | fires | shown |
|---|---|---|---|---|---|---|---|---|---|---|---|\n";

/// One row for each of `methods`.
pub fn methods(methods: &[Method<'_>]) -> String {
    let mut text = format!("| | {HEAD}");
    for method in methods {
        let verdicts = method.verdicts(method.threshold);
        let both = [Group::Mechanical, Group::All].map(|group| method.totals(&verdicts, group));
        row(&mut text, method.name, both);
    }
    text
}

/// One row for each repository.
pub fn repositories(method: &Method<'_>) -> String {
    let mut text = format!("| {}, by repository | {HEAD}", method.name);
    let verdicts = method.verdicts(method.threshold);
    let mut names: Vec<&str> = method.answers.iter().map(|(item, _)| item.repo.as_str()).collect();
    names.dedup();
    for name in names {
        let own = || method.answers.iter().map(|(item, _)| *item).zip(&verdicts).filter(|(item, _)| item.repo == name);
        row(&mut text, name, [totals(Group::Mechanical, own()), totals(Group::All, own())]);
    }
    text
}

/// One row for each of `thresholds`.
pub fn thresholds(method: &Method<'_>, thresholds: &[f32]) -> String {
    let mut text = format!("| {}, from this confidence on | {HEAD}", method.name);
    for &threshold in thresholds {
        let verdicts = method.verdicts(threshold);
        let both = [Group::Mechanical, Group::All].map(|group| method.totals(&verdicts, group));
        row(&mut text, &format!("{threshold:.2}"), both);
    }
    text
}

fn row(text: &mut String, name: &str, [mechanical, all]: [Totals; 2]) {
    let _ = write!(text, "| {name} | {} ({}, {}) |", all.positives + all.negatives, mechanical.positives, all.negatives);
    for totals in [mechanical, all] {
        for count in [totals.hit_1, totals.hit_3, totals.exact_1] {
            let _ = write!(text, " {:.1} |", totals.percent(count));
        }
    }
    let (precision, first, fires) = (all.precision(), all.top_precision(), all.fires());
    let _ = writeln!(text, " {precision:.1} | {first:.1} | {fires:.1} | {:.2} |", all.shown_an_item());
}

/// One row for each relation.
pub fn kinds(method: &Method<'_>) -> String {
    let head = "items | hit@1 | hit@3 | exact@1 | something shown | precision | shown |\n|---|---|---|---|---|---|---|---|\n";
    let mut text = format!("| {}, by relation | {head}", method.name);
    let verdicts = method.verdicts(method.threshold);
    let groups = KINDS.iter().map(|&kind| (kind, Group::Kind(kind)));
    for (name, group) in groups.chain([("mechanical", Group::Mechanical), ("all", Group::All)]) {
        let totals = method.totals(&verdicts, group);
        let items = totals.positives + totals.negatives;
        let _ = write!(text, "| {name} | {items} |");
        for count in [totals.hit_1, totals.hit_3, totals.exact_1] {
            let _ = write!(text, " {:.1} |", totals.percent(count));
        }
        let shown = f64::from(totals.answered + totals.fires) * 100.0 / f64::from(items.max(1));
        let _ = writeln!(text, " {shown:.1} | {:.1} | {:.2} |", totals.precision(), totals.shown_an_item());
    }
    text
}

/// Median and 95th percentile of `times`.
pub fn latencies(name: &str, times: &mut [Duration]) -> String {
    times.sort_unstable();
    let at = |share: usize| times.get(times.len().saturating_sub(1) * share / 100).copied().unwrap_or_default();
    let milliseconds = |share: usize| at(share).as_secs_f64() * 1000.0;
    format!(
        "{name}: median {:.2} ms, 95th percentile {:.2} ms, longest {:.1} ms\n",
        milliseconds(50),
        milliseconds(95),
        milliseconds(100)
    )
}

/// Writes the recipe and `figures` to `file`.
pub fn write(file: &Path, figures: &str) -> Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(file, format!("{RECIPE}\n{figures}")).with_context(|| file.display().to_string())
}
