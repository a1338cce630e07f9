//! The deterministic engine: places and contents from history, text and graph, and how likely each is.

mod call;
mod delta;
mod elsewhere;
mod features;
mod field;
mod file;
mod forest;
mod gather;
mod proof;
mod propose;
mod rewrite;
mod seen;
#[cfg(test)]
mod tests;
mod token;
mod unit;

use std::ops::Range;

use rayon::prelude::*;
use sapwood_base::LineEdit;

use super::{Answer, Query};
use delta::{Delta, Sides};
use features::{Facts, Features, compare};
use field::new_fields;
use forest::{Forest, Judges, Overview, PLACES};
use gather::{Gathered, Site, gather};
use proof::Proofs;
use propose::{Judged, propose};
use rewrite::{Rewrite, Way, rewrites};
use seen::Seen;
use unit::{Pieces, confirm};

/// Of the most likely lines, how many are put together to places.
const MAX_COMPARED: usize = 60;

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
    look(query, |_, _, gathered, sites, features| {
        let each = sites.into_iter().zip(features);
        each.map(|((site, rewrite), features)| Candidate {
            path: gathered.files[site.file].path.clone(),
            lines: rewrite.as_ref().map_or(site.line..site.line + 1, |it| it.lines.clone()),
            text: rewrite.map(|it| it.text),
            features: features.values(),
        })
        .collect()
    })
}

/// Suggestions from history, text and graph.
pub(super) fn suggest(query: &Query<'_>) -> Answer {
    if query.history.is_empty() {
        return Answer { account: vec!["nothing was edited lately".to_owned()], ..Answer::default() };
    }
    let shipped = Judges::shipped();
    look(query, |query, seen, gathered, sites, features| {
        let proofs = Proofs::new(query.snapshot, query.history, seen, gathered);
        let rows: Vec<Vec<f32>> = features.iter().map(Features::values).collect();
        let likelihood = |((site, rewrite), row): ((Site, Option<Rewrite>), &Vec<f32>)| Judged {
            file: site.file,
            line: site.line,
            probability: shipped.place.probability(row),
            rewrite,
        };
        let looked_at = format!("lines looked at: {}, in files: {}", sites.len(), gathered.files.len());
        let mut judged: Vec<Judged> = sites.into_iter().zip(&rows).map(likelihood).collect();
        weigh(&mut judged, &rows, &shipped.answer);
        for one in &mut judged {
            let site = Site { file: one.file, line: one.line };
            one.probability = one.probability.max(proofs.of(site, one.rewrite.as_ref(), one.probability));
        }
        let mut answer = propose(query, seen, gathered, judged);
        answer.account.insert(0, looked_at);
        answer
    })
}

/// Turns how likely each line is by itself into how likely it is among the others: the best line gets the probability that the answer
/// is right at all, and the others keep their distance to it.
fn weigh(judged: &mut [Judged], rows: &[Vec<f32>], answer: &Forest) {
    let mut order: Vec<usize> = (0..judged.len()).collect();
    order.sort_by(|&a, &b| judged[b].probability.total_cmp(&judged[a].probability).then(a.cmp(&b)));
    let Some(&top) = order.first() else { return };
    let start = |at: usize| judged[at].rewrite.as_ref().map_or(judged[at].line, |it| it.lines.start);
    let mut places: Vec<usize> = Vec::new();
    for &at in order.iter().take(MAX_COMPARED) {
        let is_near = |other: &usize| judged[*other].file == judged[at].file && start(*other).abs_diff(start(at)) <= 2;
        if places.len() < PLACES && !places.iter().any(is_near) {
            places.push(at);
        }
    }
    let known = || order.iter().filter(|&&at| judged[at].rewrite.is_some());
    let mut overview = Overview { lines: judged.len(), known_lines: known().count(), ..Overview::default() };
    overview.best_known = known().next().map_or(0.0, |&at| judged[at].probability);
    for (slot, &at) in overview.best.iter_mut().zip(&places) {
        *slot = judged[at].probability;
    }
    let mut row = overview.values();
    row.extend(&rows[top]);
    let factor = answer.probability(&row) / judged[top].probability.max(1e-6);
    judged.iter_mut().for_each(|it| it.probability = (it.probability * factor).min(1.0));
}

/// Lines with the best content found for each.
type Sites = Vec<(Site, Option<Rewrite>)>;

/// Gathers lines, finds contents and features, and hands all of it to `finish`.
fn look<T>(query: &Query<'_>, finish: impl FnOnce(&Query<'_>, &Seen<'_>, &Gathered, Sites, Vec<Features>) -> T) -> T {
    let history = relevant(query.history);
    let query = &Query { history: &history, ..*query };
    let sides: Vec<Sides> = history.iter().map(Sides::of).collect();
    let seen = Seen::new(sides.iter().map(Delta::new).collect(), query.snapshot);
    let pieces = Pieces::of(query.history);
    let mut units = pieces.units();
    confirm(&mut units);
    let fields = new_fields(&history, query.snapshot);
    let gathered = gather(query, &seen, &units, &fields);
    let facts = Facts::new(query, &seen, &units, &gathered);
    let base = facts.of_history();
    let of_files: Vec<Features> = (0..gathered.files.len()).map(|at| facts.of_file(at, &base)).collect();
    let look_at = |&site: &Site| {
        if query.token.is_cancelled() {
            return None;
        }
        let ways = rewrites(&seen, &units, &fields, &gathered.files[site.file], site.line);
        let features = facts.of_line(site, &of_files[site.file], &ways);
        Some(((site, best(ways)), features))
    };
    let seen_lines: Option<Vec<_>> = gathered.sites.par_iter().map(look_at).collect();
    let (looked_at, mut features): (Sites, Vec<Features>) = seen_lines.unwrap_or_default().into_iter().unzip();
    let last = query.history.last();
    let is_after = |site: Site| last.is_some_and(|edit| gathered.files[site.file].path == edit.path && site.line >= edit.start);
    compare(&gathered.sites[..looked_at.len()], &mut features, is_after);
    finish(query, &seen, &gathered, looked_at, features)
}

/// The last edit, and the latest before it that changed one of the same names or replaced the same text: an intent that was seen twice.
fn relevant(history: &[LineEdit]) -> Vec<LineEdit> {
    let Some((last, earlier)) = history.split_last() else { return Vec::new() };
    let last_sides = Sides::of(last);
    let own = Delta::new(&last_sides);
    let is_related = |edit: &&LineEdit| {
        let sides = Sides::of(edit);
        let other = Delta::new(&sides);
        let shares = |name: &&str| name.len() > 2 && (other.removed.contains(*name) || other.added.contains(*name));
        own.removed.iter().chain(&own.added).any(shares)
            || own.ops.iter().any(|op| other.ops.iter().any(|it| op.removed == it.removed && op.added == it.added))
    };
    earlier.iter().rev().find(is_related).into_iter().chain([last]).cloned().collect()
}

/// The most literal content.
fn best(ways: Vec<Rewrite>) -> Option<Rewrite> {
    let rank = |it: &Rewrite| match it.way {
        Way::Field | Way::Block => 0,
        Way::Shape => 1,
        Way::Script if it.share >= 1.0 => 2,
        Way::Argument | Way::Signature => 3,
        Way::Rename => 4,
        Way::Script => 5,
    };
    ways.into_iter().min_by_key(rank)
}
