//! How proposals are scored, item by item and summed.

use std::time::Duration;

use super::items::Item;
use super::proposal::{Place, Proposal, places};

/// What a method proposes for one item, best first, and how long it took.
#[derive(Debug, Default)]
pub struct Answer {
    /// The proposals, whatever their confidence.
    pub proposals: Vec<Proposal>,
    /// How long it took to make them.
    pub time: Duration,
    /// Proposals that replace other lines than they say, or lines that are not there.
    pub stale: u32,
}

impl Answer {
    /// The places that are shown at `threshold`.
    pub fn shown(&self, threshold: f32) -> Vec<Place> {
        let sure: Vec<Proposal> = self.proposals.iter().filter(|proposal| proposal.confidence >= threshold).cloned().collect();
        places(&sure)
    }
}

/// How one item was answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Nothing is to be found.
    pub is_negative: bool,
    /// The first place that is to be edited, counted from 0.
    pub rank: Option<usize>,
    /// The first place gives all lines of an edit that is to be found.
    pub is_exact: bool,
    /// Places shown.
    pub shown: u32,
    /// Those that are to be edited.
    pub right: u32,
}

impl Verdict {
    /// Judges `shown`, best first.
    pub fn of(item: &Item, shown: &[Place]) -> Self {
        let hits = |place: &Place| item.gold.iter().any(|gold| place.hits(gold));
        let gives = |place: &Place| item.gold.iter().any(|gold| place.hits(gold) && place.gives(gold));
        Self {
            is_negative: item.is_negative(),
            rank: shown.iter().position(hits),
            is_exact: shown.first().is_some_and(gives),
            shown: shown.len() as u32,
            right: shown.iter().filter(|place| hits(place)).count() as u32,
        }
    }
}

/// Sums over items.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Items where something follows.
    pub positives: u32,
    /// Items where nothing follows.
    pub negatives: u32,
    /// The first place is right.
    pub hit_1: u32,
    /// One of the first three is.
    pub hit_3: u32,
    /// The first place gives all lines.
    pub exact_1: u32,
    /// Items with something shown where something follows.
    pub answered: u32,
    /// Items with something shown where nothing follows.
    pub fires: u32,
    /// Places shown.
    pub shown: u32,
    /// Those that are right.
    pub right: u32,
}

impl Totals {
    /// Adds one item.
    pub fn add(&mut self, verdict: &Verdict) {
        self.shown += verdict.shown;
        self.right += verdict.right;
        if verdict.is_negative {
            self.negatives += 1;
            self.fires += u32::from(verdict.shown > 0);
            return;
        }
        self.positives += 1;
        self.answered += u32::from(verdict.shown > 0);
        self.hit_1 += u32::from(verdict.rank == Some(0));
        self.hit_3 += u32::from(verdict.rank.is_some_and(|rank| rank < 3));
        self.exact_1 += u32::from(verdict.is_exact);
    }

    /// `count` in percent of the items where something follows.
    pub fn percent(&self, count: u32) -> f64 {
        share(count, self.positives)
    }

    /// Share of the places shown that are right, in percent.
    pub fn precision(&self) -> f64 {
        share(self.right, self.shown)
    }

    /// Share of the items with something shown whose first place is right, in percent.
    pub fn top_precision(&self) -> f64 {
        share(self.hit_1, self.answered + self.fires)
    }

    /// Share of the items where nothing follows and something is shown, in percent.
    pub fn fires(&self) -> f64 {
        share(self.fires, self.negatives)
    }

    /// Places shown for an item.
    pub fn shown_an_item(&self) -> f64 {
        share(self.shown, self.positives + self.negatives) / 100.0
    }
}

fn share(count: u32, of: u32) -> f64 {
    if of == 0 { 0.0 } else { f64::from(count) * 100.0 / f64::from(of) }
}

/// The items that a row of figures is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group<'a> {
    /// Relations that tell what to write.
    Mechanical,
    /// One relation, by name.
    Kind(&'a str),
    /// One repository, with the items where nothing follows.
    Repository(&'a str),
    /// Every item, with those where nothing follows.
    All,
}

impl Group<'_> {
    /// True where the figures of `item` are among those of the group.
    pub fn holds(self, item: &Item) -> bool {
        match self {
            Self::Mechanical => item.is_mechanical(),
            Self::Kind(kind) => item.kind == kind,
            Self::Repository(name) => item.repo == name,
            Self::All => true,
        }
    }
}

/// Sums the verdicts on the items of `group`.
pub fn totals<'a>(group: Group<'_>, verdicts: impl Iterator<Item = (&'a Item, &'a Verdict)>) -> Totals {
    let mut totals = Totals::default();
    verdicts.filter(|(item, _)| group.holds(item)).for_each(|(_, verdict)| totals.add(verdict));
    totals
}
