//! Whether and when the same model is asked again after a fault.

use std::time::Duration;

use crate::{FaultKind, ModelError, Role};

/// A longer wait is worth trying another model first.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// How often and how fast a role asks again.
struct Patience {
    retries: u32,
    first_wait: Duration,
    /// Waits for an endpoint that asked for time.
    waits: bool,
}

fn patience(role: Role) -> Patience {
    match role {
        // Somebody is typing: another model, or silence, is better than an answer that comes late.
        Role::Completion | Role::NextEdit => Patience { retries: 1, first_wait: Duration::from_millis(40), waits: false },
        _ => Patience { retries: 3, first_wait: Duration::from_millis(500), waits: true },
    }
}

/// The wait before the same model is asked again; `None` where that is not worth it. `failures` counts from one, `lot` is in
/// [0, 1), `left` is the time until the deadline.
pub(super) fn wait(role: Role, error: &ModelError, failures: u32, lot: f64, left: Duration) -> Option<Duration> {
    let patience = patience(role);
    let may_pass = match error.kind {
        FaultKind::Server | FaultKind::Truncated => true,
        FaultKind::Connect | FaultKind::RateLimited => patience.waits,
        _ => false,
    };
    if !may_pass || failures > patience.retries || (error.retry_after.is_some() && !patience.waits) {
        return None;
    }
    let usual = patience.first_wait.saturating_mul(1 << (failures - 1).min(8)).mul_f64(0.5 + lot);
    // Jitter is added to what the endpoint asked for, so that clients do not return all at once, and never before it.
    let wait = error.retry_after.map_or(usual, |asked| asked + usual.mul_f64(0.25));
    (wait <= LONGEST_WAIT && wait < left).then_some(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEFT: Duration = Duration::from_secs(60);

    fn fault(kind: FaultKind, retry_after: Option<u64>) -> ModelError {
        ModelError { kind, message: String::new(), retry_after: retry_after.map(Duration::from_secs) }
    }

    #[test]
    fn waits_double_and_vary() {
        let error = fault(FaultKind::Server, None);
        let at = |failures, lot| wait(Role::Chat, &error, failures, lot, LEFT);
        assert_eq!(at(1, 0.5), Some(Duration::from_millis(500)));
        assert_eq!(at(2, 0.5), Some(Duration::from_secs(1)));
        assert_eq!([at(1, 0.0), at(1, 0.9)], [Some(Duration::from_millis(250)), Some(Duration::from_millis(700))]);
        assert_eq!(at(4, 0.5), None);
    }

    #[test]
    fn what_an_endpoint_asks_for_is_the_least() {
        let waited = wait(Role::Chat, &fault(FaultKind::RateLimited, Some(5)), 1, 0.5, LEFT).expect("a wait");
        assert!((Duration::from_secs(5)..Duration::from_secs(6)).contains(&waited), "{waited:?}");
        let left = Duration::from_secs(3);
        assert_eq!(wait(Role::Chat, &fault(FaultKind::RateLimited, Some(5)), 1, 0.5, left), None);
        assert_eq!(wait(Role::Chat, &fault(FaultKind::RateLimited, Some(500)), 1, 0.5, Duration::MAX), None);
    }

    #[test]
    fn completion_does_not_wait() {
        assert_eq!(wait(Role::Completion, &fault(FaultKind::RateLimited, Some(1)), 1, 0.5, LEFT), None);
        assert_eq!(wait(Role::Completion, &fault(FaultKind::Connect, None), 1, 0.5, LEFT), None);
        assert_eq!(wait(Role::Completion, &fault(FaultKind::Server, Some(1)), 1, 0.5, LEFT), None);
        assert_eq!(wait(Role::Completion, &fault(FaultKind::Server, None), 1, 0.5, LEFT), Some(Duration::from_millis(40)));
    }

    #[test]
    fn what_does_not_pass_is_not_repeated() {
        for kind in [FaultKind::Unauthorized, FaultKind::Rejected, FaultKind::Malformed, FaultKind::Timeout, FaultKind::Tls] {
            assert_eq!(wait(Role::Chat, &fault(kind, None), 1, 0.5, LEFT), None);
        }
    }
}
