//! The deterministic engine: places and contents from history, text and graph, and how likely each is.

mod call;
mod delta;
mod elsewhere;
mod features;
mod file;
mod forest;
mod gather;
mod propose;
mod rewrite;
mod seen;
mod token;
mod unit;

use std::ops::Range;

use super::{Answer, Query};
use delta::{Delta, Sides};
use features::{Facts, Features, compare};
use forest::Forest;
use gather::{Gathered, Site, gather};
use propose::{Judged, propose};
use rewrite::{Rewrite, Way, rewrites};
use seen::Seen;
use unit::{Pieces, confirm};

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
    look(query, |seen, gathered, sites, features| {
        let _ = seen;
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
    let forest = Forest::shipped();
    look(query, |seen, gathered, sites, features| {
        let judge = |((site, rewrite), features): ((Site, Option<Rewrite>), Features)| Judged {
            file: site.file,
            line: site.line,
            probability: forest.probability(&features.values()),
            rewrite,
        };
        let looked_at = format!("{} lines of {} files were looked at", sites.len(), gathered.files.len());
        let judged = sites.into_iter().zip(features).map(judge).collect();
        let mut answer = propose(query, seen, gathered, judged);
        answer.account.insert(0, looked_at);
        answer
    })
}

/// Lines with the best content found for each.
type Sites = Vec<(Site, Option<Rewrite>)>;

/// Gathers lines, finds contents and features, and hands all of it to `finish`.
fn look<T>(query: &Query<'_>, finish: impl FnOnce(&Seen<'_>, &Gathered, Sites, Vec<Features>) -> T) -> T {
    let sides: Vec<Sides> = query.history.iter().map(Sides::of).collect();
    let seen = Seen::new(sides.iter().map(Delta::new).collect(), query.snapshot);
    let pieces = Pieces::of(query.history);
    let mut units = pieces.units();
    confirm(&mut units);
    let gathered = gather(query, &seen, &units);
    let facts = Facts { snapshot: query.snapshot, history: query.history, seen: &seen, units: &units, gathered: &gathered };
    let base = facts.of_history();
    let of_files: Vec<Features> = (0..gathered.files.len()).map(|at| facts.of_file(at, &base)).collect();
    let mut sites: Sites = Vec::with_capacity(gathered.sites.len());
    let mut features: Vec<Features> = Vec::with_capacity(gathered.sites.len());
    for &site in &gathered.sites {
        if query.token.is_cancelled() {
            break;
        }
        let ways = rewrites(&seen, &units, &gathered.files[site.file], site.line);
        features.push(facts.of_line(site, &of_files[site.file], &ways));
        sites.push((site, best(ways)));
    }
    let last = query.history.last();
    let is_after = |site: Site| last.is_some_and(|edit| gathered.files[site.file].path == edit.path && site.line >= edit.start);
    compare(&gathered.sites[..sites.len()], &mut features, is_after);
    finish(&seen, &gathered, sites, features)
}

/// The most literal content.
fn best(ways: Vec<Rewrite>) -> Option<Rewrite> {
    let rank = |it: &Rewrite| match it.way {
        Way::Block => 0,
        Way::Shape => 1,
        Way::Script if it.share >= 1.0 => 2,
        Way::Argument | Way::Signature => 3,
        Way::Rename => 4,
        Way::Script => 5,
    };
    ways.into_iter().min_by_key(rank)
}
