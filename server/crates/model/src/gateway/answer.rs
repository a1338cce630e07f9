//! An answer that has begun: it is counted as it flows, and bounded by the deadline of its role.

use std::collections::VecDeque;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::unfold;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, timeout_at};

use super::circuit::Permit;
use super::receipt::Receipt;
use crate::{Delta, Deltas, FaultKind, ModelError};

/// Held as long as the answer flows.
type Leave = (Permit, OwnedSemaphorePermit);

/// An answer of which the first text is here.
pub(super) struct Started {
    first: VecDeque<Delta>,
    rest: Deltas,
    receipt: Receipt,
    _leave: Leave,
}

impl Started {
    pub(super) fn new(first: Vec<Delta>, rest: Deltas, receipt: Receipt, leave: Leave) -> Self {
        Self { first: first.into(), rest, receipt, _leave: leave }
    }

    /// The model that answers.
    pub(super) fn name(&self) -> &str {
        self.receipt.name()
    }

    /// Time until its first text.
    pub(super) fn elapsed(&self) -> Duration {
        self.receipt.elapsed()
    }

    /// The answer, ended by `deadline` at the latest.
    pub(super) fn deltas(self, deadline: Instant) -> Deltas {
        unfold(Some(self), move |state| async move {
            let mut state = state?;
            let delta = state.next(deadline).await;
            let is_over = !matches!(&delta, Ok(delta) if !matches!(delta, Delta::Done(_)));
            Some((delta, (!is_over).then_some(state)))
        })
        .boxed()
    }

    async fn next(&mut self, deadline: Instant) -> Result<Delta, ModelError> {
        if let Some(delta) = self.first.pop_front() {
            return Ok(delta);
        }
        let delta = match timeout_at(deadline, self.rest.next()).await {
            Ok(Some(delta)) => delta,
            Ok(None) => Err(self.fault(FaultKind::Truncated, "ended before its end")),
            Err(_) => Err(self.fault(FaultKind::Timeout, "took too long")),
        };
        match &delta {
            Ok(delta) => self.receipt.see(delta),
            Err(error) => self.receipt.failed(error),
        }
        delta
    }

    fn fault(&self, kind: FaultKind, what: &str) -> ModelError {
        ModelError { kind, message: format!("The answer of {} {what}.", self.name()), retry_after: None }
    }
}
