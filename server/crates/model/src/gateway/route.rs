//! The order in which the models of a role are asked: by rank, and by lot among those of the same rank.

use crate::settings::Candidate;

/// The endpoints of `candidates`, each once. `lot` gives numbers in [0, 1).
pub(super) fn order(candidates: &[Candidate], mut lot: impl FnMut() -> f64) -> Vec<usize> {
    // Sorting by -ln(u)/w draws without replacement in proportion to the weights.
    let mut drawn: Vec<(u32, f64, usize)> = candidates
        .iter()
        .map(|candidate| {
            let key = -lot().max(f64::MIN_POSITIVE).ln() / f64::from(candidate.weight.max(1));
            (candidate.rank, key, candidate.endpoint)
        })
        .collect();
    drawn.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut order: Vec<usize> = Vec::with_capacity(drawn.len());
    for (_, _, endpoint) in drawn {
        if !order.contains(&endpoint) {
            order.push(endpoint);
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(endpoint: usize, rank: u32, weight: u32) -> Candidate {
        Candidate { endpoint, rank, weight }
    }

    #[test]
    fn ranks_come_before_lots() {
        let mut random = fastrand::Rng::with_seed(7);
        let candidates = [candidate(2, 0, 1), candidate(0, 1, 9), candidate(1, 1, 1), candidate(2, 2, 1)];
        for _ in 0..50 {
            let order = order(&candidates, || random.f64());
            assert_eq!((order.len(), order[0]), (3, 2));
        }
    }

    #[test]
    fn equals_are_asked_in_proportion_to_their_weights() {
        let mut random = fastrand::Rng::with_seed(7);
        let candidates = [candidate(0, 0, 3), candidate(1, 0, 1)];
        let first = (0..4000).filter(|_| order(&candidates, || random.f64())[0] == 0).count();
        assert!((2850..3150).contains(&first), "{first}");
    }
}
