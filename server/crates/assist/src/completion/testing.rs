//! What the tests of this module share: an index of a few texts, a room without a pool, and models that say what they are told.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::{StreamExt, stream};
use sapwood_grammars::FileClass;
use sapwood_index::{Change, FileInput, Index, IndexSnapshot, SegmentBuilder, Stamp};
use sapwood_model::{Attempt, Delta, FaultKind, FimRequest, ModelError, Reply, StopReason};
use sapwood_syntax::{Input, analyze};
use tokio_util::sync::CancellationToken;

use super::Room;
use super::ask::Models;

/// An index of these files.
pub(crate) fn snapshot(files: &[(&str, &str)]) -> Arc<IndexSnapshot> {
    let mut builder = SegmentBuilder::new();
    for (path, text) in files {
        let language = sapwood_grammars::detect(path, text.as_bytes());
        let stamp = Stamp { modified: 1, size: text.len() as u64, content: [0; 16] };
        builder.add(&FileInput { path, text, class: FileClass::Source, stamp }, &analyze(&Input { path, text, language }));
    }
    let index = Index::in_memory();
    index.apply(Change { segments: vec![builder.finish().expect("a segment")], ..Change::default() });
    index.snapshot()
}

/// Runs work where it is asked for.
pub(super) struct Here;

impl Room for Here {
    async fn run<T: Send + 'static>(&self, work: Box<dyn FnOnce(&CancellationToken) -> T + Send>) -> Option<T> {
        Some(work(&CancellationToken::new()))
    }
}

/// What a scripted model does.
pub(super) enum Act {
    /// Says these pieces, each after a wait, and ends.
    Say(Vec<(u64, String)>),
    /// Fails before it says anything.
    Fail(FaultKind),
    /// Says this and breaks.
    Break(String),
    /// Never says anything.
    Hang,
}

impl Act {
    pub(super) fn say(text: &str) -> Self {
        Self::Say(vec![(10, text.to_owned())])
    }
}

/// Answers requests from a script.
#[derive(Default)]
pub(super) struct Scripted {
    acts: Mutex<VecDeque<Act>>,
    /// The last answer was a fault.
    fails: Arc<AtomicBool>,
    pub(super) requests: Mutex<Vec<FimRequest>>,
    /// Answers that were begun and neither ended nor dropped.
    pub(super) open: Arc<AtomicUsize>,
}

impl Scripted {
    pub(super) fn new(acts: Vec<Act>) -> Arc<Self> {
        Arc::new(Self { acts: Mutex::new(acts.into()), ..Self::default() })
    }

    pub(super) fn asked(&self) -> usize {
        self.requests.lock().expect("no panic").len()
    }
}

struct Open(Arc<AtomicUsize>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn fault(kind: FaultKind) -> ModelError {
    ModelError { kind, message: format!("The endpoint failed: {kind:?}."), retry_after: None }
}

impl Models for Arc<Scripted> {
    fn serves(&self) -> bool {
        true
    }

    fn is_failing(&self) -> bool {
        self.fails.load(Ordering::SeqCst)
    }

    fn ask(&self, request: FimRequest) -> BoxFuture<'static, Result<Reply, (ModelError, Vec<Attempt>)>> {
        self.requests.lock().expect("no panic").push(request);
        let act = self.acts.lock().expect("no panic").pop_front().unwrap_or(Act::Hang);
        self.open.fetch_add(1, Ordering::SeqCst);
        self.fails.store(matches!(act, Act::Fail(_)), Ordering::SeqCst);
        let open = Open(self.open.clone());
        Box::pin(async move {
            let (pieces, end) = match act {
                Act::Hang => std::future::pending().await,
                Act::Fail(kind) => {
                    let attempt =
                        Attempt { model: "scripted".into(), error: Some(fault(kind)), elapsed: Duration::from_millis(3) };
                    return Err((fault(kind), vec![attempt]));
                }
                Act::Say(pieces) => (pieces, Ok(Delta::Done(StopReason::End))),
                Act::Break(text) => (vec![(0, text)], Err(fault(FaultKind::Truncated))),
            };
            let texts = stream::iter(pieces).then(|(wait, text)| async move {
                tokio::time::sleep(Duration::from_millis(wait)).await;
                Ok(Delta::Text(text))
            });
            let deltas = texts.chain(stream::once(async move { end })).map(move |delta| {
                let _ = &open;
                delta
            });
            Ok(Reply {
                model: "scripted".into(),
                attempts: Vec::new(),
                form: None,
                hidden: vec![("private key", 1)],
                deltas: deltas.boxed(),
            })
        })
    }
}
