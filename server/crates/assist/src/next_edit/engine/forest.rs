//! How likely a line is to be changed next: gradient-boosted trees (Friedman, 2001) over the features.
//!
//! The trees are data; `docs/next-edit.md` says what they were fitted to.

use std::sync::OnceLock;

use serde::Deserialize;

use super::features::Features;

/// The fitted trees.
const DATA: &str = include_str!("forest.json");

/// A split sends a row left where the feature is at most the threshold; a leaf has no children.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Node {
    Split(u16, f32, u16, u16),
    Leaf(f32),
}

#[derive(Debug, Deserialize)]
pub(super) struct Forest {
    /// Names of the features, by the numbers in the splits.
    features: Vec<String>,
    /// The logarithm of the odds before any tree.
    base: f32,
    trees: Vec<Vec<Node>>,
    /// Their positions in a row.
    #[serde(skip)]
    columns: Vec<usize>,
}

/// The two judgements, as they ship.
#[derive(Debug, Deserialize)]
pub(super) struct Judges {
    /// How likely a line is to be changed next, by what is known of it.
    pub(super) place: Forest,
    /// How likely the best of the lines is, by what is known of it and of the others.
    pub(super) answer: Forest,
}

impl Judges {
    /// The judgements that ship. Data that does not read expects nothing anywhere.
    pub(super) fn shipped() -> &'static Self {
        static JUDGES: OnceLock<Judges> = OnceLock::new();
        JUDGES.get_or_init(|| Self::read(DATA).unwrap_or_else(|| Self { place: Forest::silent(), answer: Forest::silent() }))
    }

    fn read(data: &str) -> Option<Self> {
        let mut judges: Self = serde_json::from_str(data).ok()?;
        let of_answer: Vec<&str> = Overview::NAMES.iter().chain(Features::NAMES).copied().collect();
        let is_whole = judges.place.resolve(Features::NAMES) && judges.answer.resolve(&of_answer);
        is_whole.then_some(judges)
    }
}

/// What is known of all lines together, by their probabilities.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Overview {
    /// Of the places that stand apart, the most likely ones, best first.
    pub(super) best: [f32; PLACES],
    /// The most likely line for which there is a content.
    pub(super) best_known: f32,
    /// Lines.
    pub(super) lines: usize,
    /// Lines for which there is a content.
    pub(super) known_lines: usize,
}

/// Places whose probabilities are added up.
pub(super) const PLACES: usize = 8;

impl Overview {
    const NAMES: &[&str] = &["top", "second", "third", "fifth", "total", "best_known", "lines", "known_lines"];

    /// The numbers, before those of the best line.
    pub(super) fn values(&self) -> Vec<f32> {
        let log = |n: usize| (n as f32 + 1.0).ln();
        let [first, second, third, _, fifth, ..] = self.best;
        let total = self.best.iter().sum();
        vec![first, second, third, fifth, total, self.best_known, log(self.lines), log(self.known_lines)]
    }
}

impl Forest {
    /// Finds the columns of the features; false where a feature does not exist or a tree is none.
    fn resolve(&mut self, names: &[&str]) -> bool {
        let column = |name: &String| names.iter().position(|it| it == name);
        let Some(columns) = self.features.iter().map(column).collect::<Option<Vec<_>>>() else { return false };
        self.columns = columns;
        let is_whole = |tree: &Vec<Node>| {
            !tree.is_empty()
                && tree.iter().enumerate().all(|(at, node)| match node {
                    // Children stand behind their parent, so that every walk ends.
                    Node::Split(feature, _, left, right) => {
                        usize::from(*feature) < self.columns.len()
                            && [left, right].iter().all(|&&child| usize::from(child) > at && usize::from(child) < tree.len())
                    }
                    Node::Leaf(_) => true,
                })
        };
        self.trees.iter().all(is_whole)
    }

    /// Expects nothing anywhere.
    fn silent() -> Self {
        Self { features: Vec::new(), base: -20.0, trees: Vec::new(), columns: Vec::new() }
    }

    /// The probability for a row of values.
    pub(super) fn probability(&self, row: &[f32]) -> f32 {
        let value = |feature: u16| row.get(self.columns[usize::from(feature)]).copied().unwrap_or(0.0);
        let mut sum = self.base;
        for tree in &self.trees {
            let mut at = 0;
            loop {
                match &tree[at] {
                    Node::Leaf(gain) => {
                        sum += gain;
                        break;
                    }
                    Node::Split(feature, threshold, left, right) => {
                        at = usize::from(if value(*feature) <= *threshold { *left } else { *right });
                    }
                }
            }
        }
        1.0 / (1.0 + (-sum).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judges(place: &str) -> Option<Judges> {
        Judges::read(&format!(r#"{{"place":{place},"answer":{{"features":["top"],"base":0.0,"trees":[]}}}}"#))
    }

    #[test]
    fn the_shipped_judgements_read() {
        assert!(Judges::read(DATA).is_some_and(|it| !it.place.trees.is_empty() && !it.answer.trees.is_empty()));
    }

    #[test]
    fn a_row_walks_to_a_leaf() {
        let place = judges(r#"{"features":["distance"],"base":0.0,"trees":[[[0,2.0,1,2],3.0,-3.0]]}"#).expect("judgements").place;
        let row = |distance: f32| Features { distance, ..Features::default() }.values();
        assert!(place.probability(&row(1.0)) > 0.9);
        assert!(place.probability(&row(3.0)) < 0.1);
    }

    #[test]
    fn broken_forests_are_refused() {
        for data in [
            "",
            r#"{"features":["no_such"],"base":0.0,"trees":[]}"#,
            r#"{"features":["distance"],"base":0.0,"trees":[[[0,2.0,0,1],3.0]]}"#,
            r#"{"features":["distance"],"base":0.0,"trees":[[[0,2.0,1,9],3.0]]}"#,
        ] {
            assert!(judges(data).is_none(), "{data}");
        }
    }
}
