//! Models that act out a script, for the gateway's tests.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt, stream};
use tokio::time::sleep;

use crate::{Delta, Deltas, FaultKind, Model, ModelError, Request, StopReason, Usage};

/// One thing that a model does.
#[derive(Clone)]
pub(super) enum Act {
    Wait(u64),
    Say(&'static str),
    Cost(u64, u64),
    Fail(FaultKind, Option<u64>),
    End,
    Hang,
}

/// A model that acts out one script for each request, and the last of them again and again.
pub(super) struct Actor {
    pub(super) name: String,
    pub(super) scripts: Mutex<VecDeque<Vec<Act>>>,
    pub(super) seen: Mutex<Vec<Request>>,
    asked: AtomicUsize,
    flowing: Arc<AtomicUsize>,
}

/// Counts answers that flow, until they are dropped.
struct Flow(Arc<AtomicUsize>);

impl Drop for Flow {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Actor {
    pub(super) fn new(name: &str, scripts: Vec<Vec<Act>>) -> Arc<Self> {
        Arc::new(Self {
            name: name.to_owned(),
            scripts: Mutex::new(scripts.into()),
            seen: Mutex::default(),
            asked: AtomicUsize::new(0),
            flowing: Arc::default(),
        })
    }

    pub(super) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    pub(super) fn flowing(&self) -> usize {
        self.flowing.load(Ordering::SeqCst)
    }

    fn script(&self) -> VecDeque<Act> {
        let mut scripts = self.scripts.lock().expect("scripts");
        let script = if scripts.len() > 1 { scripts.pop_front() } else { scripts.front().cloned() };
        script.unwrap_or_default().into()
    }
}

fn fault(name: &str, kind: FaultKind, retry_after: Option<u64>) -> ModelError {
    let message = format!("{name} failed: {kind:?}.");
    ModelError { kind, message, retry_after: retry_after.map(Duration::from_secs) }
}

impl Model for Actor {
    fn name(&self) -> &str {
        &self.name
    }

    fn stream<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Deltas, ModelError>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.seen.lock().expect("seen").push(request.clone());
        self.flowing.fetch_add(1, Ordering::SeqCst);
        let (name, flow, script) = (self.name.clone(), Flow(self.flowing.clone()), self.script());
        async move {
            let deltas = stream::unfold((script, name, flow), |(mut script, name, flow)| async move {
                loop {
                    let delta = match script.pop_front()? {
                        Act::Wait(milliseconds) => {
                            sleep(Duration::from_millis(milliseconds)).await;
                            continue;
                        }
                        Act::Hang => std::future::pending().await,
                        Act::Say(text) => Ok(Delta::Text(text.to_owned())),
                        Act::Cost(input, output) => Ok(Delta::Usage(Usage { input, cached_input: 0, output })),
                        Act::End => Ok(Delta::Done(StopReason::End)),
                        Act::Fail(kind, retry_after) => Err(fault(&name, kind, retry_after)),
                    };
                    return Some((delta, (script, name, flow)));
                }
            });
            Ok(deltas.boxed())
        }
        .boxed()
    }
}
