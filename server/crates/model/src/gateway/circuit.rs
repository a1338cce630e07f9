//! A circuit breaker: a model that fails again and again is left alone for a while, then tried once.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::{FaultKind, ModelError};

/// Faults in a row after which a model rests.
const FAULTS: u32 = 3;
/// The first rest; each further one is twice as long.
const REST: Duration = Duration::from_secs(5);
const LONGEST_REST: Duration = Duration::from_secs(5 * 60);

/// What a model is like, judged by its last answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Health {
    Ready,
    Failing,
    /// It is not asked for so long.
    Resting(Duration),
}

#[derive(Default)]
struct State {
    /// Faults in a row.
    faults: u32,
    /// Rests in a row.
    rests: u32,
    rests_until: Option<Instant>,
    /// Somebody tries whether it works again.
    is_probed: bool,
    last_error: Option<String>,
}

/// The circuit of one model.
#[derive(Default)]
pub(super) struct Circuit {
    state: Mutex<State>,
}

/// Leave to ask once. Dropped without a word, nothing was learnt.
pub(super) struct Permit {
    circuit: Arc<Circuit>,
    is_probe: bool,
}

impl Circuit {
    /// Leave to ask, or how long the model still rests.
    pub(super) fn admit(self: &Arc<Self>) -> Result<Permit, Duration> {
        let mut state = self.state();
        let Some(until) = state.rests_until else { return Ok(Permit { circuit: self.clone(), is_probe: false }) };
        let left = until.saturating_duration_since(Instant::now());
        if !left.is_zero() || state.is_probed {
            return Err(left);
        }
        state.is_probed = true;
        Ok(Permit { circuit: self.clone(), is_probe: true })
    }

    pub(super) fn health(&self) -> Health {
        let state = self.state();
        let left = state.rests_until.map(|until| until.saturating_duration_since(Instant::now()));
        match left.filter(|left| !left.is_zero()) {
            Some(left) => Health::Resting(left),
            None if state.last_error.is_some() => Health::Failing,
            None => Health::Ready,
        }
    }

    /// The last fault, unless an answer came since.
    pub(super) fn last_error(&self) -> Option<String> {
        self.state().last_error.clone()
    }

    /// The model answered.
    pub(super) fn succeeded(&self) {
        *self.state() = State::default();
    }

    /// The model failed.
    pub(super) fn failed(&self, error: &ModelError) {
        let Some(weight) = weight(error.kind) else { return };
        let mut state = self.state();
        state.last_error = Some(error.message.clone());
        state.faults = state.faults.saturating_add(weight);
        let asked_for = error.retry_after.filter(|_| error.kind == FaultKind::RateLimited);
        if state.faults < FAULTS && asked_for.is_none() && state.rests == 0 {
            return;
        }
        let rest = REST.saturating_mul(1 << state.rests.min(8)).max(asked_for.unwrap_or_default()).min(LONGEST_REST);
        state.rests += 1;
        state.faults = 0;
        state.rests_until = Some(Instant::now() + rest);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if self.is_probe {
            self.circuit.state().is_probed = false;
        }
    }
}

/// How many faults one of this kind counts; `None` where it says nothing about the model.
fn weight(kind: FaultKind) -> Option<u32> {
    match kind {
        // Asking again changes nothing before somebody acts.
        FaultKind::Unauthorized | FaultKind::NotFound | FaultKind::Redirected | FaultKind::Key | FaultKind::Tls => Some(FAULTS),
        FaultKind::Rejected
        | FaultKind::Empty
        | FaultKind::Withheld
        | FaultKind::BudgetSpent
        | FaultKind::CircuitOpen
        | FaultKind::NotConfigured => None,
        _ => Some(1),
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    fn fault(kind: FaultKind, retry_after: Option<Duration>) -> ModelError {
        ModelError { kind, message: "It failed.".to_owned(), retry_after }
    }

    #[tokio::test(start_paused = true)]
    async fn a_model_that_fails_three_times_rests_and_is_probed_once() {
        let circuit = Arc::new(Circuit::default());
        for _ in 0..2 {
            circuit.failed(&fault(FaultKind::Server, None));
            assert_eq!(circuit.health(), Health::Failing);
        }
        circuit.failed(&fault(FaultKind::Timeout, None));
        assert_eq!(circuit.health(), Health::Resting(REST));
        assert_eq!(circuit.admit().err(), Some(REST));
        advance(REST).await;
        let probe = circuit.admit().expect("a probe");
        assert!(circuit.admit().is_err(), "one probe at a time");
        drop(probe);
        let probe = circuit.admit().expect("a probe that was given up leaves room for another");
        circuit.failed(&fault(FaultKind::Connect, None));
        drop(probe);
        assert_eq!(circuit.admit().err(), Some(REST * 2), "the second rest is longer");
        advance(REST * 2).await;
        let _probe = circuit.admit().expect("a probe");
        circuit.succeeded();
        assert_eq!(circuit.health(), Health::Ready);
        assert!(circuit.admit().is_ok() && circuit.admit().is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn what_nobody_can_repair_by_waiting_rests_at_once() {
        let circuit = Arc::new(Circuit::default());
        circuit.failed(&fault(FaultKind::Unauthorized, None));
        assert_eq!(circuit.health(), Health::Resting(REST));
        assert_eq!(circuit.last_error().as_deref(), Some("It failed."));
    }

    #[tokio::test(start_paused = true)]
    async fn a_limit_is_respected_as_long_as_the_endpoint_asks() {
        let circuit = Arc::new(Circuit::default());
        circuit.failed(&fault(FaultKind::RateLimited, Some(Duration::from_secs(40))));
        assert_eq!(circuit.health(), Health::Resting(Duration::from_secs(40)));
        circuit.failed(&fault(FaultKind::RateLimited, Some(Duration::from_secs(86_400))));
        assert_eq!(circuit.health(), Health::Resting(LONGEST_REST));
    }

    #[test]
    fn a_request_that_is_refused_says_nothing_about_the_model() {
        let circuit = Circuit::default();
        (0..9).for_each(|_| circuit.failed(&fault(FaultKind::Rejected, None)));
        assert_eq!(circuit.health(), Health::Ready);
    }
}
