//! From what followed like pasts to how likely each word is next.
//!
//! Each source gives a candidate its share (Witten and Bell's estimate over the lengths of the past) and says how long the past
//! was that agrees. A log-linear model weighs the sources against one another and against the case that none of them knows.

use super::evidence::{Followers, MAX_PAST};
use super::weights::{UNKNOWN, WEIGHTS};

/// What is known of a candidate.
pub(super) const FEATURES: usize = 26;
/// What is known of the place.
pub(super) const PLACE_FEATURES: usize = 12;

/// A word that may come next.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    /// The word.
    pub(super) word: u32,
    /// What the sources say of it.
    pub(super) features: [f32; FEATURES],
    /// Places where it followed, all sources together.
    pub(super) places: f32,
}

/// What the sources say of a place.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Field {
    /// The words that may come next.
    pub(super) candidates: Vec<Candidate>,
    /// What speaks for another word.
    pub(super) place: [f32; PLACE_FEATURES],
}

/// Sources in the order in which their features stand.
pub(super) const SOURCES: usize = 4;
const PER_SOURCE: usize = 5;
/// Where the features begin that belong to no source.
pub(super) const EXTRA: usize = SOURCES * PER_SOURCE;

impl Candidate {
    /// Where it comes from, for people.
    pub(super) fn reason(&self) -> String {
        // The source with the longest past that agrees; the file itself before others of the same length.
        let length = |source: usize| self.features[PER_SOURCE * source + 2];
        let best = (0..SOURCES).rev().max_by(|&a, &b| length(a).total_cmp(&length(b))).unwrap_or(0);
        let times = ((self.features[PER_SOURCE * best + 3] * 2.0).exp() - 1.0).round().max(1.0);
        let times = if times < 1.5 { "once".to_owned() } else { format!("{times} times") };
        match best {
            0 => format!("seen {times} in this file"),
            1 => format!("seen {times} in files near this one"),
            2 => format!("seen {times} in this repository"),
            _ => "like a line above".to_owned(),
        }
    }
}

/// Puts together what the sources found: the file itself, files near it, every file, and shapes.
pub(super) fn field(sources: [&Followers; SOURCES]) -> Field {
    let mut field = Field::default();
    for (at, source) in sources.into_iter().enumerate() {
        let rows = cumulated(source);
        let longest = (1..=MAX_PAST).rev().find(|&length| rows.iter().any(|row| row.1[length] > 0.0)).unwrap_or(0);
        let total: f32 = rows.iter().map(|row| row.1[longest]).sum();
        let distinct = rows.iter().filter(|row| row.1[longest] > 0.0).count() as f32;
        field.place[3 * at] = if longest > 0 { distinct / (total + distinct) } else { 1.0 };
        field.place[3 * at + 1] = longest as f32 / MAX_PAST as f32;
        field.place[3 * at + 2] = (1.0 + total).ln() / 4.0;
        for ((word, counts), share) in rows.iter().zip(shares(&rows)) {
            let candidate = candidate(&mut field.candidates, *word);
            let length = (1..=MAX_PAST).rev().find(|&length| counts[length] > 0.0).unwrap_or(0);
            let features = &mut candidate.features[PER_SOURCE * at..PER_SOURCE * (at + 1)];
            features[0] = share.max(1e-4).ln() / 4.0 + 1.0;
            features[1] = 1.0;
            features[2] = length as f32 / MAX_PAST as f32;
            features[3] = (1.0 + counts[length]).ln() / 2.0;
            features[4] = if length == longest { counts[length] / total.max(1e-6) } else { 0.0 };
            candidate.places += if at == 1 || at == 3 { 0.0 } else { counts[length] };
        }
    }
    field
}

pub(super) fn candidate(candidates: &mut Vec<Candidate>, word: u32) -> &mut Candidate {
    let at = candidates.iter().position(|candidate| candidate.word == word).unwrap_or_else(|| {
        candidates.push(Candidate { word, features: [0.0; FEATURES], places: 0.0 });
        candidates.len() - 1
    });
    &mut candidates[at]
}

/// A place whose past is the same for `n` words is the same for fewer.
fn cumulated(source: &Followers) -> Vec<(u32, [f32; MAX_PAST + 1])> {
    let mut rows = source.rows.clone();
    for row in &mut rows {
        for length in (0..MAX_PAST).rev() {
            row.1[length] += row.1[length + 1];
        }
    }
    rows
}

fn shares(rows: &[(u32, [f32; MAX_PAST + 1])]) -> Vec<f32> {
    let mut shares = vec![0.0f32; rows.len()];
    for length in 1..=MAX_PAST {
        let total: f32 = rows.iter().map(|row| row.1[length]).sum();
        if total <= 0.0 {
            break;
        }
        let distinct = rows.iter().filter(|row| row.1[length] > 0.0).count() as f32;
        for (share, row) in shares.iter_mut().zip(rows) {
            *share = (row.1[length] + distinct * *share) / (total + distinct);
        }
    }
    shares
}

impl Field {
    /// The probability of each candidate, and that of any other word.
    pub(super) fn shares(&self) -> (Vec<f32>, f32) {
        let scores: Vec<f32> = self.candidates.iter().map(|candidate| dot(&candidate.features, &WEIGHTS)).collect();
        let other = dot(&self.place, &UNKNOWN[1..]) + UNKNOWN[0];
        let top = scores.iter().copied().fold(other, f32::max);
        let sum: f32 = scores.iter().map(|score| (score - top).exp()).sum::<f32>() + (other - top).exp();
        (scores.iter().map(|score| (score - top).exp() / sum).collect(), (other - top).exp() / sum)
    }
}

fn dot(features: &[f32], weights: &[f32]) -> f32 {
    features.iter().zip(weights).map(|(feature, weight)| feature * weight).sum()
}
