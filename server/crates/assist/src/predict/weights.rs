//! Weights of the model.

use super::model::{FEATURES, PLACE_FEATURES};

/// Weights of a candidate's features.
#[rustfmt::skip]
pub(crate) const WEIGHTS: [f32; FEATURES] = [0.317, -0.378, 3.163, 0.666, 0.869, -0.240, 0.666, 0.075, -0.115, 0.543, 1.193, -0.773, 3.695, 0.166, 1.038, 0.251, -1.008, 2.238, 1.582, 1.064, 0.233, -0.399, 0.902, -0.700, -1.630, 0.000];

/// Weight of the case that no candidate is right: by itself, and by the place's features.
#[rustfmt::skip]
pub(crate) const UNKNOWN: [f32; PLACE_FEATURES + 1] = [-0.402, 0.256, 2.269, 1.239, -0.333, 1.258, 0.012, 0.235, 0.539, 0.301, 1.417, 0.960, 1.893];
