//! Sums of requests.

use serde::{Deserialize, Serialize};

use super::Record;
use crate::settings::{Cost, Price};

/// What requests came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Tally {
    /// Requests, those that failed included.
    pub requests: u64,
    /// Requests that failed.
    pub failures: u64,
    /// Requests whose tokens had to be guessed from the length of their texts.
    pub estimates: u64,
    /// Tokens read, those from a cache included.
    pub input: u64,
    /// Tokens read from a prompt cache.
    pub cached_input: u64,
    /// Tokens written.
    pub output: u64,
    /// What it cost.
    #[serde(rename = "costPicoUsd")]
    pub cost: Cost,
}

impl Tally {
    pub(super) fn of(record: &Record, price: &Price) -> Self {
        let usage = record.usage;
        let cached = usage.cached_input.min(usage.input);
        let cost = |tokens: u64, each: Cost| Cost(each.0.saturating_mul(tokens));
        Self {
            requests: 1,
            failures: u64::from(record.has_failed),
            estimates: u64::from(record.is_estimate),
            input: usage.input,
            cached_input: cached,
            output: usage.output,
            cost: cost(usage.input - cached, price.input) + cost(cached, price.cached_input) + cost(usage.output, price.output),
        }
    }

    /// Tokens read and written.
    pub fn tokens(&self) -> u64 {
        self.input.saturating_add(self.output)
    }

    /// The sum of both.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let mut sum = *self;
        sum.add(other);
        sum
    }

    pub(super) fn add(&mut self, other: &Self) {
        // The file may hold any number, and sums of a day fit long before that.
        self.requests = self.requests.saturating_add(other.requests);
        self.failures = self.failures.saturating_add(other.failures);
        self.estimates = self.estimates.saturating_add(other.estimates);
        self.input = self.input.saturating_add(other.input);
        self.cached_input = self.cached_input.saturating_add(other.cached_input);
        self.output = self.output.saturating_add(other.output);
        self.cost = self.cost + other.cost;
    }
}
