//! From how often words followed to how likely they are next.
//!
//! Counts of the file itself, of files near it and of all others are added with weights (nested caches), then lengths of the
//! past are blended from the shortest to the longest: each leaves to the shorter ones the share that its variety suggests
//! (Witten and Bell's estimate).

use super::evidence::{Followers, MAX_PAST};

/// Weight of a place in the file itself.
const OWN: f32 = 3.0;
/// Weight of a place in a file near it, beside what it counts as any other.
const NEAR: f32 = 1.0;
/// Weight of any place in the index.
const ANY: f32 = 0.5;

/// Likely next words.
pub(crate) fn blend(own: &Followers, near: &Followers, any: &Followers) -> Vec<(u32, f32)> {
    let mut rows: Vec<(u32, [f32; MAX_PAST + 1])> = Vec::new();
    for (source, weight) in [(own, OWN), (near, NEAR), (any, ANY)] {
        for (word, counts) in &source.rows {
            let at = rows.iter().position(|row| row.0 == *word).unwrap_or_else(|| {
                rows.push((*word, [0.0; MAX_PAST + 1]));
                rows.len() - 1
            });
            for (sum, count) in rows[at].1.iter_mut().zip(counts) {
                *sum += weight * count;
            }
        }
    }
    // A place whose past is the same for `n` words is the same for fewer.
    for row in &mut rows {
        for length in (0..MAX_PAST).rev() {
            row.1[length] += row.1[length + 1];
        }
    }
    let mut shares = vec![0.0f32; rows.len()];
    for length in 1..=MAX_PAST {
        let total: f32 = rows.iter().map(|row| row.1[length]).sum();
        if total <= 0.0 {
            break;
        }
        let distinct = rows.iter().filter(|row| row.1[length] > 0.0).count() as f32;
        for (share, row) in shares.iter_mut().zip(&rows) {
            *share = (row.1[length] + distinct * *share) / (total + distinct);
        }
    }
    rows.iter().zip(shares).map(|(row, share)| (row.0, share)).collect()
}
