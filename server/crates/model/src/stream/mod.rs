//! An answer on its way: bytes become events, events become deltas, and every wait has an end. It does not know which format it
//! reads.

mod events;
mod filter;
mod lines;
mod thoughts;

use std::collections::VecDeque;
use std::pin::Pin;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use tokio::time::{Sleep, sleep, timeout};

use crate::wire::{Faults, Reader, Step, Trouble};
use crate::{Delta, Deltas, FaultKind, ModelError, StopReason, Usage};
use events::{Events, FrameFault};
pub(crate) use filter::Filter;
pub(crate) use thoughts::Thoughts;

/// No answer has more bytes than this, all its wrapping included.
const MAX_BYTES: usize = 32 << 20;
/// How long the tokens may follow the end of the text.
const USAGE_TIMEOUT: Duration = Duration::from_secs(1);

/// How long the rest of a whole answer is waited for, so that its connection can serve the next request.
const REST_TIMEOUT: Duration = Duration::from_millis(500);
/// No more pieces of it are read.
const REST_PIECES: usize = 16;

/// The deadlines of an answer that has begun to run.
pub(crate) struct Deadlines {
    /// Until the first text.
    pub(crate) first: Pin<Box<Sleep>>,
    /// Until the end.
    pub(crate) total: Pin<Box<Sleep>>,
    /// Between two lines. Bytes without a line end are no sign of life: a server may send one of them a minute.
    pub(crate) idle: Duration,
}

/// The bytes of an answer; an error says that the connection broke.
pub(crate) type Bytes = BoxStream<'static, Result<Vec<u8>, ModelError>>;

/// What is known of an answer while it comes.
struct Answer {
    bytes: Bytes,
    deadlines: Deadlines,
    /// Runs out when no line has come for too long; set anew by each line.
    idle: Pin<Box<Sleep>>,
    faults: Faults,
    reader: Box<dyn Reader>,
    events: Events,
    thoughts: Thoughts,
    filter: Filter,
    received: usize,
    /// Deltas that have not been asked for yet.
    ready: VecDeque<Delta>,
    /// The fault that follows them.
    failed: Option<ModelError>,
    /// Whether there was anything that shows the model at work.
    begun: bool,
    /// Whether there was any text or reasoning.
    spoke: bool,
    usage: Usage,
    stopped: Option<StopReason>,
    over: bool,
}

/// What is done to the text of an answer.
pub(crate) struct Filters {
    /// First, reasoning is told apart.
    pub(crate) thoughts: Thoughts,
    /// Then the rest is filtered.
    pub(crate) text: Filter,
}

/// The deltas of an answer.
pub(crate) fn deltas(bytes: Bytes, reader: Box<dyn Reader>, filters: Filters, deadlines: Deadlines, faults: Faults) -> Deltas {
    let answer = Answer {
        bytes,
        idle: Box::pin(sleep(deadlines.idle)),
        deadlines,
        faults,
        reader,
        events: Events::new(),
        thoughts: filters.thoughts,
        filter: filters.text,
        received: 0,
        ready: VecDeque::new(),
        failed: None,
        begun: false,
        spoke: false,
        usage: Usage::default(),
        stopped: None,
        over: false,
    };
    let next = |mut answer: Answer| async move {
        let next = answer.next().await?;
        Some((next, answer))
    };
    stream::unfold(answer, next).boxed()
}

impl Answer {
    async fn next(&mut self) -> Option<Result<Delta, ModelError>> {
        loop {
            if let Some(delta) = self.ready.pop_front() {
                return Some(Ok(delta));
            }
            if let Some(error) = self.failed.take() {
                return Some(Err(error));
            }
            if self.over {
                return None;
            }
            match self.more().await {
                Ok(Some(bytes)) => self.take(&bytes),
                Ok(None) => self.finish(),
                Err(error) => self.fail(error),
            }
        }
    }

    /// The next bytes, `None` at their end. The deadlines come first: an endpoint that never pauses must not outrun them.
    async fn more(&mut self) -> Result<Option<Vec<u8>>, ModelError> {
        let what = tokio::select! {
            biased;
            () = &mut self.deadlines.total => "the whole answer did not come in time",
            () = &mut self.deadlines.first, if !self.spoke && self.stopped.is_none() => "no text came in time",
            bytes = self.bytes.next() => return bytes.transpose(),
            () = &mut self.idle => "it fell silent in the middle of its answer",
        };
        Err(self.faults.error(FaultKind::Timeout, what))
    }

    fn take(&mut self, bytes: &[u8]) {
        self.received += bytes.len();
        if self.received > MAX_BYTES {
            return self.fail(self.faults.error(FaultKind::TooLarge, "it has more than 32 MB"));
        }
        let lines = self.events.line_count;
        match self.events.push(bytes) {
            Ok(events) => self.read(&events),
            Err(fault) => self.fail_frame(&fault),
        }
        if self.events.line_count > lines {
            let patience = if self.stopped.is_some() { USAGE_TIMEOUT.min(self.deadlines.idle) } else { self.deadlines.idle };
            self.idle = Box::pin(sleep(patience));
        }
    }

    /// The bytes have ended; whether the answer had, its last events tell.
    fn finish(&mut self) {
        match self.events.finish() {
            Ok(events) => self.read(&events),
            Err(fault) => return self.fail_frame(&fault),
        }
        if self.over {
            return;
        }
        let (kind, what) = match (self.begun, self.received) {
            (true, _) => (FaultKind::Truncated, "the connection was closed before the end"),
            (false, 0) => (FaultKind::Empty, "there is no content"),
            (false, _) => (FaultKind::Malformed, "there is no event of the expected format in it"),
        };
        self.fail(self.faults.error(kind, what));
    }

    fn read(&mut self, events: &[String]) {
        for event in events {
            if self.over {
                return;
            }
            match self.reader.read(event) {
                Ok(steps) => steps.into_iter().for_each(|step| self.apply(step)),
                Err(Trouble::Malformed) => {
                    return self.fail(self.faults.error(FaultKind::Malformed, "an event is not what its format promises"));
                }
                Err(Trouble::Vendor { kind, message }) => return self.fail(self.faults.vendor(kind, &message)),
            }
        }
    }

    fn apply(&mut self, step: Step) {
        if self.over {
            return;
        }
        match step {
            Step::Begun => self.begun = true,
            Step::Text(text) => self.text(&text),
            Step::Thinking(text) => self.think(text),
            Step::Usage(usage) if usage != self.usage => {
                self.usage = usage;
                self.ready.push_back(Delta::Usage(usage));
            }
            Step::Usage(_) => {}
            Step::Stopped(reason) => {
                self.flush();
                self.stopped = Some(reason);
            }
            Step::End => {
                let rest = std::mem::replace(&mut self.bytes, stream::empty().boxed());
                tokio::spawn(drain(rest));
                self.complete();
            }
        }
    }

    fn text(&mut self, text: &str) {
        self.begun = true;
        self.spoke |= !text.is_empty();
        let (thinking, text) = self.thoughts.split(text);
        self.think(thinking);
        self.filtered(&text);
    }

    fn think(&mut self, thinking: String) {
        if !thinking.is_empty() {
            self.spoke = true;
            self.ready.push_back(Delta::Thinking(thinking));
        }
    }

    fn filtered(&mut self, text: &str) {
        let text = self.filter.push(text);
        self.give(text);
        if self.filter.stopped || self.filter.full {
            self.stopped = Some(if self.filter.full { StopReason::Length } else { StopReason::End });
            self.complete();
        }
    }

    /// Gives what was held back in case more would follow.
    fn flush(&mut self) {
        let held = self.thoughts.finish();
        self.filtered(&held);
        let held = self.filter.finish();
        self.give(held);
    }

    fn give(&mut self, text: String) {
        if !text.is_empty() {
            self.ready.push_back(Delta::Text(text));
        }
    }

    /// The answer is whole.
    fn complete(&mut self) {
        if !self.begun {
            return self.fail(self.faults.error(FaultKind::Empty, "there is no choice in it"));
        }
        let held = self.filter.finish();
        self.give(held);
        self.ready.push_back(Delta::Done(self.stopped.unwrap_or(StopReason::End)));
        self.close();
    }

    /// A fault ends the answer, unless its text had ended before.
    fn fail(&mut self, error: ModelError) {
        if self.stopped.is_some() && self.begun {
            return self.complete();
        }
        self.failed = Some(error);
        self.close();
    }

    fn fail_frame(&mut self, fault: &FrameFault) {
        let error = match fault {
            FrameFault::TooLarge => self.faults.error(FaultKind::TooLarge, "it has a line of more than 1 MB"),
            FrameFault::NotText => self.faults.error(FaultKind::Malformed, "it is not UTF-8"),
        };
        self.fail(error);
    }

    /// Closes the connection.
    fn close(&mut self) {
        self.over = true;
        self.bytes = stream::empty().boxed();
    }
}

/// Reads what follows the end of an answer: the connection is only of further use when nothing is left on it.
async fn drain(rest: Bytes) {
    let _ = timeout(REST_TIMEOUT, rest.take(REST_PIECES).for_each(|_| std::future::ready(()))).await;
}
