//! Who answers first: models are asked one after the other, and for completion a second one beside a first that is slow.

use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::time::{Instant, sleep, sleep_until};

use super::Attempt;
use super::answer::Started;
use super::lane::Lane;
use super::retry;
use crate::scrub::Outbound;
use crate::usage::Meter;
use crate::{FaultKind, ModelError, Role};

/// How long completion waits for a first token before it asks a second time, where nothing is known of the model.
const HEDGE: Duration = Duration::from_millis(1500);
/// It never asks twice within this time, however fast a model usually is.
const LEAST_HEDGE: Duration = Duration::from_millis(150);

/// A longer wait for one model is too long where there is another.
const SHORT_WAIT: Duration = Duration::from_secs(2);

/// One question on its way to several models.
pub(super) struct Asking {
    pub(super) role: Role,
    pub(super) request: Outbound,
    pub(super) meter: Meter,
    /// When nobody waits any longer.
    pub(super) deadline: Instant,
    /// What was tried, in the order in which it ended.
    pub(super) attempts: Mutex<Vec<Attempt>>,
}

/// The first answer, asking `lanes` in their order.
pub(super) async fn first_answer(asking: &Asking, lanes: Vec<Arc<Lane>>) -> Result<Started, ModelError> {
    let hedge = lanes.first().map(|lane| Instant::now() + hedge_delay(asking, lane));
    let mut hedge = hedge.filter(|_| asking.role == Role::Completion);
    let mut again = lanes.first().filter(|lane| lane.is_remote()).cloned();
    let mut waiting = lanes.into_iter();
    let mut running = FuturesUnordered::new();
    running.extend(waiting.next().map(|lane| persist(asking, lane, waiting.len() == 0)));
    let mut fault: Option<ModelError> = None;
    loop {
        let mut timer = pin!(sleep_until(hedge.unwrap_or(asking.deadline)));
        tokio::select! {
            ended = running.next() => match ended {
                Some(Ok(started)) => return Ok(started),
                Some(Err(error)) => {
                    // The rest that a model takes explains less than a fault.
                    if error.kind != FaultKind::CircuitOpen || fault.is_none() {
                        fault = Some(error);
                    }
                    if running.is_empty() {
                        match waiting.next().filter(|_| may_go_on(asking)) {
                            Some(lane) => running.push(persist(asking, lane, waiting.len() == 0)),
                            None => break,
                        }
                    }
                }
                None => break,
            },
            () = &mut timer, if hedge.is_some() => {
                hedge = None;
                if asking.meter.spent().is_none() {
                    let second = waiting.next().or_else(|| again.take());
                    running.extend(second.map(|lane| persist(asking, lane, waiting.len() == 0)));
                }
            }
        }
    }
    Err(fault.unwrap_or_else(|| ModelError {
        kind: FaultKind::NotConfigured,
        message: "No model could be asked.".to_owned(),
        retry_after: None,
    }))
}

fn may_go_on(asking: &Asking) -> bool {
    Instant::now() < asking.deadline && asking.meter.spent().is_none()
}

fn hedge_delay(asking: &Asking, lane: &Lane) -> Duration {
    let usual = || asking.meter.usual_wait(lane.name()).map_or(HEDGE, |wait| wait.max(LEAST_HEDGE));
    lane.hedge().unwrap_or_else(usual)
}

/// Asks one model, again where its fault may pass; it waits less where there is another to ask.
async fn persist(asking: &Asking, lane: Arc<Lane>, is_last: bool) -> Result<Started, ModelError> {
    let most = if is_last { Duration::MAX } else { SHORT_WAIT };
    let mut failures = 0;
    loop {
        let started = Instant::now();
        let error = match lane.ask(asking).await {
            Ok(answer) => {
                asking.note(&lane, None, answer.elapsed());
                return Ok(answer);
            }
            Err(error) => error,
        };
        asking.note(&lane, Some(error.clone()), started.elapsed());
        failures += 1;
        let left = asking.deadline.saturating_duration_since(Instant::now());
        match retry::wait(asking.role, &error, failures, fastrand::f64(), left) {
            Some(wait) if wait <= most && asking.meter.spent().is_none() => sleep(wait).await,
            _ => return Err(error),
        }
    }
}

impl Asking {
    fn note(&self, lane: &Lane, error: Option<ModelError>, elapsed: Duration) {
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        attempts.push(Attempt { model: lane.name().to_owned(), error, elapsed });
    }
}
