//! The numbers of the ranking and of the packing, chosen with the evaluation in `sapwood-eval completion-context`.

use serde::{Deserialize, Serialize};

use super::likely::FEATURES;

/// Every number that the context for a cursor depends on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    /// What each of [`FEATURES`] counts.
    pub likely: Vec<f32>,
    /// Share of the budget for definitions of what the lines before the cursor use.
    pub use_share: f32,
    /// Share of the budget for look-alike code at most.
    pub similar_share: f32,
    /// Share of the budget for signatures at most.
    pub signature_share: f32,
    /// Signatures shown at most.
    pub signatures: u32,
    /// Look-alike code stands about where the definition of this rank does.
    pub similar_place: u32,
    /// Fragments less alike than this are not shown.
    pub min_similarity: f32,
    /// Lines shown behind a match.
    pub following: u32,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            likely: FEATURES.iter().map(|(_, weight)| *weight).collect(),
            use_share: 0.1,
            similar_share: 0.25,
            signature_share: 0.35,
            signatures: 60,
            similar_place: 8,
            min_similarity: 0.35,
            following: 8,
        }
    }
}
