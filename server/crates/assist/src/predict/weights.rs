//! Weights of the model and its calibration, fitted on files of gin, axum, vue core and pytest; docs/prediction.md tells how.

use super::model::{FEATURES, PLACE_FEATURES};

/// Weights of a candidate's features.
#[rustfmt::skip]
pub(super) const WEIGHTS: [f32; FEATURES] = [
    0.317, -0.378, 3.163, 0.666, 0.869, -0.240, 0.666, 0.075, -0.115, 0.543, 1.193, -0.773, 3.695, 0.166,
    1.038, 0.251, -1.008, 2.238, 1.582, 1.064, 0.233, -0.399, 0.902, -0.700, -1.630, 0.000,
];

/// Weight of the case that no candidate is right: by itself, and by the place's features.
#[rustfmt::skip]
pub(super) const UNKNOWN: [f32; PLACE_FEATURES + 1] = [
    -0.402, 0.256, 2.269, 1.239, -0.333, 1.258, 0.012, 0.235, 0.539, 0.301, 1.417, 0.960, 1.893,
];

/// What a product of shares is worth: such a product, and how often what was shown with it was right to the last character. Where the
/// product is high and yet wrong, somebody writes what nobody wrote before; the shares of single words cannot know that.
#[rustfmt::skip]
const CALIBRATION: [(f32, f32); 9] = [
    (0.0, 0.0), (0.35, 0.38), (0.45, 0.46), (0.6, 0.49), (0.77, 0.52), (0.85, 0.56), (0.93, 0.62), (0.985, 0.75), (1.0, 0.85),
];

/// How often what has that product of shares is right.
pub(super) fn calibrated(share: f32) -> f32 {
    let above = CALIBRATION.partition_point(|row| row.0 < share).clamp(1, CALIBRATION.len() - 1);
    let ((low, from), (high, to)) = (CALIBRATION[above - 1], CALIBRATION[above]);
    (from + (to - from) * (share - low) / (high - low)).clamp(0.0, 1.0)
}
