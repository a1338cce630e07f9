//! How long one file may take. A text that a grammar cannot cope with must not stall the index.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

/// Time that parsing or querying one file may take, beside [`NANOS_PER_BYTE`].
const TIME_LIMIT: Duration = Duration::from_secs(1);
/// What a large file may take in addition, for each of its bytes.
const NANOS_PER_BYTE: u64 = 1000;

/// A moment after which work on a text stops.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline(Instant);

impl Deadline {
    /// The deadline of work that starts now on a text of `len` bytes.
    pub(crate) fn for_text(len: usize) -> Self {
        Self(now() + TIME_LIMIT + Duration::from_nanos(NANOS_PER_BYTE * len as u64))
    }

    /// The deadline of work that starts now and may take `limit`.
    pub(crate) fn within(limit: Duration) -> Self {
        Self(now() + limit)
    }

    /// The answer of a progress callback.
    pub(crate) fn check(self) -> ControlFlow<()> {
        if now() < self.0 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the clock only bounds work; no fact depends on it in a text that a grammar can read"
)]
fn now() -> Instant {
    Instant::now()
}
