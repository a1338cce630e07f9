//! The one clock of the features: tokio's, which tests can stop and move.

use std::time::Duration;

/// A moment.
pub(crate) type Moment = tokio::time::Instant;

/// This moment.
pub(crate) fn now() -> Moment {
    Moment::now()
}

/// `duration` in milliseconds.
pub(crate) fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
