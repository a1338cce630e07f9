//! The deterministic engine: places and contents from history, text and graph, and how likely each is.

mod call;
mod delta;
mod features;
mod file;
mod gather;
mod rewrite;
mod seen;
mod token;
mod unit;

use std::ops::Range;

use super::Query;
use delta::{Delta, Sides};
use features::{Facts, Features, compare};
use gather::{Site, gather};
use rewrite::{Rewrite, Way, rewrites};
use seen::Seen;
use unit::Pieces;

/// A line that may have to follow, before it is judged.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The file's path in its workspace folder.
    pub path: String,
    /// The 0-based lines that the best content replaces; the line itself where there is none.
    pub lines: Range<u32>,
    /// The best content; `None` where it is not known, `Some(None)` where the lines go.
    pub text: Option<Option<String>>,
    /// See [`feature_names`].
    pub features: Vec<f32>,
}

/// What the numbers of [`Candidate::features`] say.
pub fn feature_names() -> &'static [&'static str] {
    Features::NAMES
}

/// All lines that may have to follow, in the order of files and lines.
pub fn candidates(query: &Query<'_>) -> Vec<Candidate> {
    let sides: Vec<Sides> = query.history.iter().map(Sides::of).collect();
    let deltas: Vec<Delta<'_>> = sides.iter().map(Delta::new).collect();
    let seen = Seen::new(deltas, query.snapshot);
    let pieces = Pieces::of(query.history);
    let units = pieces.units();
    let gathered = gather(query, &seen);
    let facts = Facts { snapshot: query.snapshot, history: query.history, seen: &seen, units: &units, gathered: &gathered };
    let base = facts.of_history();
    let of_files: Vec<Features> = (0..gathered.files.len()).map(|at| facts.of_file(at, &base)).collect();
    let mut found: Vec<(Site, Vec<Rewrite>)> = Vec::with_capacity(gathered.sites.len());
    let mut features: Vec<Features> = Vec::with_capacity(gathered.sites.len());
    for &site in &gathered.sites {
        if query.token.is_cancelled() {
            return Vec::new();
        }
        let ways = rewrites(&seen, &units, &gathered.files[site.file], site.line);
        features.push(facts.of_line(site, &of_files[site.file], &ways));
        found.push((site, ways));
    }
    let last = query.history.last();
    let is_after = |site: Site| last.is_some_and(|edit| gathered.files[site.file].path == edit.path && site.line >= edit.start);
    compare(&gathered.sites, &mut features, is_after);
    let each = found.into_iter().zip(features);
    each.map(|((site, ways), features)| {
        let best = best(ways);
        Candidate {
            path: gathered.files[site.file].path.clone(),
            lines: best.as_ref().map_or(site.line..site.line + 1, |it| it.lines.clone()),
            text: best.map(|it| it.text),
            features: features.values(),
        }
    })
    .collect()
}

/// The most literal content.
fn best(ways: Vec<Rewrite>) -> Option<Rewrite> {
    let rank = |it: &Rewrite| match it.way {
        Way::Block => 0,
        Way::Shape => 1,
        Way::Script if it.share >= 1.0 => 2,
        Way::Argument => 3,
        Way::Rename => 4,
        Way::Script => 5,
    };
    ways.into_iter().min_by_key(rank)
}
