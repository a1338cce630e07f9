//! How long to wait after a keystroke before a model is asked. It waits for nothing itself.

use std::time::Duration;

use super::clock::{Moment, milliseconds};

const START_MS: f64 = 100.0;
/// A suggestion that nobody wanted makes the next one wait longer.
const REJECTED: f64 = 1.5;
/// One that somebody took makes it come sooner.
const ACCEPTED: f64 = 0.8;
/// After this time nothing of the past counts.
const FORGET: Duration = Duration::from_secs(600);
/// Weight of the newest latency in the average.
const NEWEST: f64 = 0.3;

/// What acceptance and latency make of the wait.
#[derive(Debug)]
pub(super) struct Debounce {
    value_ms: f64,
    since: Moment,
    latency_ms: f64,
}

impl Debounce {
    pub(super) fn new(now: Moment) -> Self {
        Self { value_ms: START_MS, since: now, latency_ms: 0.0 }
    }

    pub(super) fn accepted(&mut self, now: Moment, bounds: (u32, u32)) {
        self.scale(ACCEPTED, now, bounds);
    }

    pub(super) fn rejected(&mut self, now: Moment, bounds: (u32, u32)) {
        self.scale(REJECTED, now, bounds);
    }

    /// A model took that long.
    pub(super) fn measured(&mut self, latency: Duration) {
        let latest = milliseconds(latency);
        let is_first = self.latency_ms == 0.0;
        self.latency_ms = if is_first { latest } else { self.latency_ms + NEWEST * (latest - self.latency_ms) };
    }

    /// The wait for a keystroke at `now`: what a model takes anyway is waited for already, but a burst still sends nothing.
    pub(super) fn wait(&self, now: Moment, bounds: (u32, u32)) -> Duration {
        let least = f64::from(bounds.0.min(bounds.1));
        let wait = (clamp(self.decayed(now), bounds) - self.latency_ms).max(least);
        Duration::from_secs_f64(wait / 1000.0)
    }

    fn scale(&mut self, factor: f64, now: Moment, bounds: (u32, u32)) {
        self.value_ms = clamp(self.decayed(now) * factor, bounds);
        self.since = now;
    }

    fn decayed(&self, now: Moment) -> f64 {
        let left = 1.0 - (now - self.since).as_secs_f64() / FORGET.as_secs_f64();
        START_MS + (self.value_ms - START_MS) * left.max(0.0)
    }
}

fn clamp(value: f64, (least, most): (u32, u32)) -> f64 {
    value.max(f64::from(least.min(most))).min(f64::from(most.max(least)))
}

#[cfg(test)]
mod tests {
    use super::super::clock::now;
    use super::*;

    const BOUNDS: (u32, u32) = (50, 3000);

    fn wait(debounce: &Debounce) -> u128 {
        debounce.wait(now(), BOUNDS).as_millis()
    }

    #[tokio::test(start_paused = true)]
    async fn it_follows_acceptance_within_its_bounds() {
        let mut debounce = Debounce::new(now());
        assert_eq!(wait(&debounce), 100);
        debounce.rejected(now(), BOUNDS);
        assert_eq!(wait(&debounce), 150);
        debounce.accepted(now(), BOUNDS);
        assert_eq!(wait(&debounce), 120);
        (0..20).for_each(|_| debounce.rejected(now(), BOUNDS));
        assert_eq!(wait(&debounce), 3000);
        (0..40).for_each(|_| debounce.accepted(now(), BOUNDS));
        assert_eq!(wait(&debounce), 50);
    }

    #[tokio::test(start_paused = true)]
    async fn it_forgets_within_ten_minutes() {
        let mut debounce = Debounce::new(now());
        (0..20).for_each(|_| debounce.rejected(now(), BOUNDS));
        tokio::time::advance(FORGET / 2).await;
        assert_eq!(wait(&debounce), 1550);
        tokio::time::advance(FORGET).await;
        assert_eq!(wait(&debounce), 100);
    }

    #[tokio::test(start_paused = true)]
    async fn what_the_model_takes_is_waited_for_already() {
        let mut debounce = Debounce::new(now());
        debounce.measured(Duration::from_millis(30));
        assert_eq!(wait(&debounce), 70);
        debounce.measured(Duration::from_millis(900));
        assert_eq!(wait(&debounce), 50, "a burst of keystrokes still sends nothing");
    }
}
