//! The product's own next edit over each item's tree, through the call that its server makes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use sapwood_assist::next_edit::{NextEditSettings, Query, Suggestion, suggest};
use sapwood_base::LineEdit;
use sapwood_context::search::Texts;
use sapwood_index::{Change, Index, IndexSnapshot};
use tokio_util::sync::CancellationToken;

use super::items::{Item, apply};
use super::proposal::Proposal;
use super::score::Answer;
use crate::trees::{TreeTexts, Trees, Version, segment_of};

/// Runs of which the shortest time counts: the others waited for another program.
const RUNS: usize = 3;

/// An item with the index and the texts as the history leaves them.
pub struct Case<'a> {
    /// The item.
    pub item: &'a Item,
    /// Its place among the trees.
    pub tree: usize,
    /// The trees.
    pub trees: &'a Trees,
    /// The edits so far.
    pub edits: Vec<LineEdit>,
    /// The texts with the edits.
    pub texts: TreeTexts<'a>,
    snapshot: Arc<IndexSnapshot>,
}

/// Shows the case of `item` to `visit`: `index` shows the edited files as an editor's unsaved buffers while it runs. `None` where
/// the history does not apply.
pub fn with_case<T>(
    item: &Item,
    trees: &Trees,
    tree: usize,
    index: &Index,
    visit: impl FnOnce(&Case<'_>) -> T,
) -> Result<Option<T>> {
    let Some(edited) = apply(item, trees, tree) else { return Ok(None) };
    let version = |(path, text): &(String, Arc<str>)| {
        let class = trees.version(tree, path)?.class;
        Some(Version { path: path.clone(), text: text.clone(), class })
    };
    let versions: Vec<Version> = edited.texts.iter().filter_map(version).collect();
    index.apply(Change { segments: vec![segment_of(&versions)?], overlay: true, ..Change::default() });
    let closed = edited.texts.iter().map(|(path, _)| path.clone()).collect();
    let texts = trees.texts(tree).with(edited.texts);
    let case = Case { item, tree, trees, edits: edited.edits, texts, snapshot: index.snapshot() };
    let shown = visit(&case);
    index.apply(Change { closed, ..Change::default() });
    Ok(Some(shown))
}

impl Case<'_> {
    /// What is asked.
    pub fn query<'a>(&'a self, limit: usize, token: &'a CancellationToken) -> Query<'a> {
        let settings = NextEditSettings { threshold: 0.0, limit };
        Query { snapshot: &self.snapshot, texts: &self.texts, history: &self.edits, cursor: None, settings, token }
    }

    /// The product's answer at the lowest threshold.
    pub fn answer(&self, limit: usize) -> Answer {
        let token = CancellationToken::new();
        let query = self.query(limit, &token);
        let started = Instant::now();
        let answer = suggest(&query);
        let time = started.elapsed();
        let offered = answer.suggestions.len();
        let proposals: Vec<Proposal> = answer.suggestions.iter().filter_map(|suggestion| self.proposal(suggestion)).collect();
        Answer { stale: (offered - proposals.len()) as u32, proposals, time }
    }

    /// `None` where the suggestion does not say what stands in its place.
    fn proposal(&self, suggestion: &Suggestion) -> Option<Proposal> {
        let text = self.texts.text(&suggestion.path)?;
        let lines: Vec<&str> = text.split('\n').collect();
        let old = lines.get(suggestion.lines.start as usize..suggestion.lines.end as usize)?;
        if old.join("\n") != suggestion.old {
            return None;
        }
        let new = suggestion.text.iter().flat_map(|text| text.split('\n')).map(str::to_owned).collect();
        Some(Proposal {
            path: suggestion.path.clone(),
            start: suggestion.lines.start,
            old: old.iter().map(|line| (*line).to_owned()).collect(),
            new,
            confidence: suggestion.confidence,
            reason: format!("{:?}: {}", suggestion.kind, suggestion.reason),
        })
    }

    /// The shortest of some runs at `settings`.
    pub fn latency(&self, settings: NextEditSettings) -> Duration {
        let token = CancellationToken::new();
        let query = Query { settings, ..self.query(settings.limit, &token) };
        let run = |_| {
            let started = Instant::now();
            let answer = suggest(&query);
            (started.elapsed(), answer.suggestions.len()).0
        };
        (0..RUNS).map(run).min().unwrap_or_default()
    }
}
