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
    /// Positions in [`Features::values`] of the features.
    #[serde(skip)]
    columns: Vec<usize>,
}

impl Forest {
    /// The forest that ships.
    pub(super) fn shipped() -> &'static Self {
        static FOREST: OnceLock<Forest> = OnceLock::new();
        FOREST.get_or_init(|| Self::read(DATA).unwrap_or_else(Self::silent))
    }

    /// Reads a forest; `None` where it is none, or asks for a feature that does not exist.
    fn read(data: &str) -> Option<Self> {
        let mut forest: Self = serde_json::from_str(data).ok()?;
        let column = |name: &String| Features::NAMES.iter().position(|it| it == name);
        forest.columns = forest.features.iter().map(column).collect::<Option<_>>()?;
        let is_whole = |tree: &Vec<Node>| {
            !tree.is_empty()
                && tree.iter().enumerate().all(|(at, node)| match node {
                    // Children stand behind their parent, so that every walk ends.
                    Node::Split(feature, _, left, right) => {
                        usize::from(*feature) < forest.columns.len()
                            && [left, right].iter().all(|&&child| usize::from(child) > at && usize::from(child) < tree.len())
                    }
                    Node::Leaf(_) => true,
                })
        };
        forest.trees.iter().all(is_whole).then_some(forest)
    }

    /// Expects nothing anywhere.
    fn silent() -> Self {
        Self { features: Vec::new(), base: -20.0, trees: Vec::new(), columns: Vec::new() }
    }

    /// The probability for a row of [`Features::values`].
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

    #[test]
    fn the_shipped_forest_reads() {
        assert!(Forest::read(DATA).is_some_and(|forest| !forest.trees.is_empty()));
    }

    #[test]
    fn a_row_walks_to_a_leaf() {
        let data = r#"{"features":["distance"],"base":0.0,"trees":[[[0,2.0,1,2],3.0,-3.0]]}"#;
        let forest = Forest::read(data).expect("a forest");
        let row = |distance: f32| Features { distance, ..Features::default() }.values();
        assert!(forest.probability(&row(1.0)) > 0.9);
        assert!(forest.probability(&row(3.0)) < 0.1);
    }

    #[test]
    fn broken_forests_are_refused() {
        for data in [
            "",
            r#"{"features":["no_such"],"base":0.0,"trees":[]}"#,
            r#"{"features":["distance"],"base":0.0,"trees":[[[0,2.0,0,1],3.0]]}"#,
            r#"{"features":["distance"],"base":0.0,"trees":[[[0,2.0,1,9],3.0]]}"#,
        ] {
            assert!(Forest::read(data).is_none(), "{data}");
        }
    }
}
