//! The log in figures: by day, language and source. It reads no file and no clock.

use std::collections::BTreeMap;

use serde::Serialize;

use super::survival::CHECKPOINTS;
use super::{Feature, Happening, Record};

const SECONDS_A_DAY: u64 = 86_400;
/// An accepted text counts as kept while this share of it is there.
const KEPT_SHARE: f32 = 0.67;

/// What happened, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Suggestions shown.
    pub shown: u32,
    /// Those of them accepted, as a whole or in part.
    pub accepted: u32,
    /// Those of them that were dismissed.
    pub rejected: u32,
    /// Characters that nobody had to type.
    pub chars: u32,
}

/// One day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Day {
    /// Days before the last one.
    pub ago: u64,
    /// What happened on it.
    pub counts: Counts,
}

/// What was still there after a while.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Kept {
    /// Seconds since the text was accepted.
    pub after: u64,
    /// Texts judged.
    pub judged: u32,
    /// Those that were kept.
    pub kept: u32,
    /// The mean share of them that was there.
    pub share: f32,
}

/// Figures over some days.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// All completions together.
    pub total: Counts,
    /// All next edits together.
    pub next_edits: Counts,
    /// Day by day, the oldest first.
    pub days: Vec<Day>,
    /// After 30, 120, 300 and 600 seconds.
    pub kept: Vec<Kept>,
    /// By language, the most shown first.
    pub languages: Vec<(String, Counts)>,
    /// By source, the most shown first.
    pub sources: Vec<(String, Counts)>,
}

/// The figures of the `days` days that end with the one of `now`, in seconds since 1970.
pub fn summarize(records: &[Record], now: u64, days: u64) -> Summary {
    let today = now / SECONDS_A_DAY;
    let ago = |record: &Record| today.saturating_sub(record.at / SECONDS_A_DAY);
    let records: Vec<&Record> = records.iter().filter(|record| ago(record) < days).collect();
    let (next_edits, records): (Vec<&Record>, Vec<&Record>) =
        records.into_iter().partition(|record| record.feature == Feature::NextEdit);
    let accepted = accepted_once(&records);
    let counts = |wanted: &dyn Fn(&Record) -> bool| {
        let of = |record: &&&Record| wanted(record);
        records
            .iter()
            .enumerate()
            .filter(|(_, record)| of(record))
            .fold(Counts::default(), |sum, (at, record)| added(sum, record, accepted[at]))
    };
    Summary {
        total: counts(&|_| true),
        next_edits: together(&next_edits),
        days: (0..days).rev().map(|day| Day { ago: day, counts: counts(&|record| ago(record) == day) }).collect(),
        kept: CHECKPOINTS.iter().map(|&after| kept(&records, after)).collect(),
        languages: grouped(&records, &accepted, |record| &record.language),
        sources: grouped(&records, &accepted, |record| &record.source),
    }
}

fn together(records: &[&Record]) -> Counts {
    let accepted = accepted_once(records);
    records.iter().zip(accepted).fold(Counts::default(), |sum, (record, is_first)| added(sum, record, is_first))
}

/// Marks the first acceptance of each suggestion: one accepted word by word is one suggestion.
fn accepted_once(records: &[&Record]) -> Vec<bool> {
    let mut seen = std::collections::BTreeSet::new();
    let is_acceptance = |record: &Record| matches!(record.event, Happening::Accepted | Happening::PartiallyAccepted);
    records.iter().map(|record| is_acceptance(record) && seen.insert(&record.id)).collect()
}

fn added(mut sum: Counts, record: &Record, is_first: bool) -> Counts {
    match record.event {
        Happening::Shown => sum.shown += 1,
        Happening::Accepted | Happening::PartiallyAccepted => {
            sum.accepted += u32::from(is_first);
            sum.chars += record.chars;
        }
        Happening::Rejected => sum.rejected += 1,
        Happening::Kept => {}
    }
    sum
}

fn grouped(records: &[&Record], accepted: &[bool], key: impl Fn(&Record) -> &String) -> Vec<(String, Counts)> {
    let mut groups: BTreeMap<&String, Counts> = BTreeMap::new();
    for (record, &is_first) in records.iter().zip(accepted) {
        let group = groups.entry(key(record)).or_default();
        *group = added(*group, record, is_first);
    }
    let mut groups: Vec<(String, Counts)> = groups.into_iter().map(|(name, counts)| (name.clone(), counts)).collect();
    groups.sort_by_key(|(_, counts)| std::cmp::Reverse((counts.shown, counts.accepted)));
    groups
}

fn kept(records: &[&Record], after: u64) -> Kept {
    let shares = records.iter().filter(|record| record.event == Happening::Kept && record.after == Some(after));
    let shares: Vec<f32> = shares.filter_map(|record| record.share).collect();
    let judged = shares.len() as u32;
    let kept = shares.iter().filter(|&&share| share >= KEPT_SHARE).count() as u32;
    Kept { after, judged, kept, share: shares.iter().sum::<f32>() / judged.max(1) as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 20_000 * SECONDS_A_DAY + 5000;

    fn record(days_ago: u64, id: &str, event: Happening, chars: u32) -> Record {
        let (language, source) = ("rust".to_owned(), if id.starts_with('m') { "a model" } else { "local" }.to_owned());
        let at = NOW - days_ago * SECONDS_A_DAY;
        let feature = Feature::default();
        Record { at, id: id.to_owned(), event, feature, language, source, chars, lines: 1, after: None, share: None }
    }

    #[test]
    fn days_languages_and_sources_are_counted() {
        let records = [
            record(30, "old", Happening::Shown, 9),
            record(1, "a", Happening::Shown, 20),
            record(1, "a", Happening::PartiallyAccepted, 5),
            record(1, "a", Happening::PartiallyAccepted, 7),
            record(0, "m1", Happening::Shown, 30),
            record(0, "m1", Happening::Accepted, 30),
            record(0, "m2", Happening::Shown, 30),
            record(0, "m2", Happening::Rejected, 30),
        ];
        let mut records = records.to_vec();
        for event in [Happening::Shown, Happening::Accepted] {
            records.push(Record { feature: Feature::NextEdit, ..record(0, "edit-1", event, 7) });
        }
        let summary = summarize(&records, NOW, 14);
        assert_eq!(summary.next_edits, Counts { shown: 1, accepted: 1, rejected: 0, chars: 7 });
        assert_eq!(summary.total, Counts { shown: 3, accepted: 2, rejected: 1, chars: 42 });
        assert_eq!(summary.days.len(), 14);
        assert_eq!((summary.days[13].ago, summary.days[13].counts.shown, summary.days[12].counts.accepted), (0, 2, 1));
        assert_eq!(summary.languages, [("rust".to_owned(), summary.total)]);
        assert_eq!(summary.sources[0].0, "a model");
        assert_eq!(summary.sources[1].1, Counts { shown: 1, accepted: 1, rejected: 0, chars: 12 });
    }

    #[test]
    fn what_is_kept_is_a_share_of_what_was_judged() {
        let kept = |share, after| Record { after: Some(after), share: Some(share), ..record(0, "a", Happening::Kept, 9) };
        let summary = summarize(&[kept(1.0, 30), kept(0.5, 30), kept(0.9, 600)], NOW, 14);
        assert_eq!(summary.kept[0], Kept { after: 30, judged: 2, kept: 1, share: 0.75 });
        assert_eq!((summary.kept[1].judged, summary.kept[3].kept), (0, 1));
        assert_eq!(summary.total, Counts::default());
    }
}
