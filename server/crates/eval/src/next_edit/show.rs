//! Cases for people to read.

use std::fmt::Write as _;

use super::items::Item;
use super::proposal::{Place, Proposal};
use super::score::{Answer, Verdict};

/// How many places of a case are shown.
const PLACES: usize = 3;

/// Which cases to show.
#[derive(Debug, Clone, clap::Args)]
pub struct Choice {
    /// Show N cases.
    #[arg(long, value_name = "N", default_value_t = 0)]
    show: usize,
    /// Of cases to show, pass over the first N.
    #[arg(long, value_name = "N", default_value_t = 0)]
    skip: usize,
    /// Of this relation alone; `mechanical` and `negative` are some too.
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Where the first place is wrong, or nothing is shown and something follows.
    #[arg(long)]
    misses: bool,
    /// Where the first place is right and does not give all lines.
    #[arg(long)]
    inexact: bool,
    /// Where nothing follows and something is shown.
    #[arg(long)]
    fires: bool,
    /// The case of that name.
    #[arg(long, value_name = "ID")]
    case: Option<String>,
}

impl Choice {
    /// How many cases.
    pub fn count(&self) -> usize {
        if self.case.is_some() { self.show.max(1) } else { self.show }
    }

    /// How many to pass over.
    pub fn skipped(&self) -> usize {
        self.skip
    }

    /// True where the case is one of those wanted.
    pub fn wants(&self, item: &Item, verdict: &Verdict) -> bool {
        let is_kind = |kind: &str| item.kind == kind || (kind == "mechanical" && item.is_mechanical());
        let (is_right, fires) = (verdict.rank == Some(0), verdict.is_negative && verdict.shown > 0);
        self.case.as_deref().is_none_or(|case| item.id == case)
            && self.kind.as_deref().is_none_or(is_kind)
            && (!self.misses || !(verdict.is_negative || is_right))
            && (!self.inexact || (is_right && !verdict.is_exact))
            && (!self.fires || fires)
    }
}

/// The case as text: the history and what is to be found as differences, then the first places.
pub fn case(item: &Item, answer: &Answer, threshold: f32) -> String {
    let shown = answer.shown(threshold);
    let verdict = Verdict::of(item, &shown);
    let mut text = format!("==== {} {} {} (parent {})\n", item.id, item.kind, item.commit, item.parent);
    for hunk in &item.history {
        let _ = writeln!(text, "did {}:{}", hunk.path, hunk.old_start);
        difference(&mut text, &hunk.old, &hunk.new);
    }
    for gold in &item.gold {
        let found =
            shown.iter().position(|place| place.hits(gold)).map_or("not found".to_owned(), |at| format!("place {}", at + 1));
        let _ = writeln!(text, "to find {}:{} ({}, {found})", gold.path, gold.start, gold.kind);
        difference(&mut text, &gold.old, &gold.new);
    }
    let result = if verdict.is_exact {
        "exact"
    } else if verdict.rank == Some(0) {
        "hit"
    } else {
        "miss"
    };
    let _ = writeln!(text, "-- {result}; {} places shown, {} right", verdict.shown, verdict.right);
    for (at, place) in shown.iter().take(PLACES).enumerate() {
        describe(&mut text, at + 1, place, item);
    }
    if shown.is_empty() {
        for place in answer.shown(0.0).iter().take(PLACES) {
            text.push_str("withheld ");
            describe(&mut text, 0, place, item);
        }
    }
    text
}

fn describe(text: &mut String, number: usize, place: &Place, item: &Item) {
    let hits = if item.gold.iter().any(|gold| place.hits(gold)) { "right" } else { "wrong" };
    let (path, rows, confidence) = (place.path(), place.first + 1..=place.last + 1, place.confidence());
    let _ = writeln!(text, "place {number} {path}:{}-{} {hits} {confidence:.3}", rows.start(), rows.end());
    for Proposal { start, old, new, confidence, reason, .. } in &place.proposals {
        let _ = writeln!(text, "  {} {confidence:.3} {reason}", start + 1);
        difference(text, old, new);
    }
}

fn difference(text: &mut String, old: &[String], new: &[String]) {
    for (sign, line) in old.iter().map(|line| ('-', line)).chain(new.iter().map(|line| ('+', line))) {
        let _ = writeln!(text, "    {sign}{line}");
    }
}
