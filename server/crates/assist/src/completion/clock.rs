//! The one clock of completion: tokio's, which tests can stop and move.

use std::time::Duration;

/// A moment.
pub(super) type Moment = tokio::time::Instant;

/// This moment.
pub(super) fn now() -> Moment {
    Moment::now()
}

/// `duration` in milliseconds.
pub(super) fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
