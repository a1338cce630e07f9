//! What one request is charged with: it is written down when the request is over, however it ends.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::circuit::Circuit;
use crate::scrub::Outbound;
use crate::settings::{ModelEndpoint, Price};
use crate::usage::{Meter, Record};
use crate::{Delta, FaultKind, ModelError, Usage};

/// Bytes of text that make a token, roughly, where an endpoint tells no figures.
const BYTES_PER_TOKEN: u64 = 4;

pub(super) struct Receipt {
    meter: Meter,
    name: String,
    price: Price,
    circuit: Arc<Circuit>,
    sent_bytes: u64,
    text_bytes: u64,
    usage: Option<Usage>,
    started: Instant,
    first_token: Option<Duration>,
    is_done: bool,
    fault: Option<FaultKind>,
}

impl Receipt {
    pub(super) fn new(meter: &Meter, endpoint: &ModelEndpoint, request: &Outbound, circuit: Arc<Circuit>) -> Self {
        Self {
            meter: meter.clone(),
            name: endpoint.name.clone(),
            price: endpoint.price,
            circuit,
            sent_bytes: request.text_bytes() as u64,
            text_bytes: 0,
            usage: None,
            started: Instant::now(),
            first_token: None,
            is_done: false,
            fault: None,
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.first_token.unwrap_or_else(|| self.started.elapsed())
    }

    /// Takes note of a part of the answer.
    pub(super) fn see(&mut self, delta: &Delta) {
        match delta {
            Delta::Text(text) | Delta::Thinking(text) => {
                self.text_bytes += text.len() as u64;
                if !text.is_empty() && self.first_token.is_none() {
                    self.first_token = Some(self.started.elapsed());
                }
            }
            Delta::Usage(usage) => {
                // Some endpoints tell what was read first and what was written last.
                let known = self.usage.get_or_insert_default();
                known.input = known.input.max(usage.input);
                known.cached_input = known.cached_input.max(usage.cached_input);
                known.output = known.output.max(usage.output);
            }
            Delta::Done(_) => self.is_done = true,
        }
    }

    /// The request failed.
    pub(super) fn failed(&mut self, error: &ModelError) {
        self.fault = Some(error.kind);
        self.circuit.failed(error);
    }

    /// Nothing was computed for a request that was turned away.
    fn was_turned_away(&self) -> bool {
        let turned_away = !matches!(
            self.fault,
            None | Some(
                FaultKind::Timeout | FaultKind::Truncated | FaultKind::Malformed | FaultKind::TooLarge | FaultKind::Empty
            )
        );
        turned_away && self.text_bytes == 0
    }

    fn estimate(&self) -> Usage {
        if self.was_turned_away() {
            return Usage::default();
        }
        let tokens = |bytes: u64| bytes.div_ceil(BYTES_PER_TOKEN);
        Usage { input: tokens(self.sent_bytes), cached_input: 0, output: tokens(self.text_bytes) }
    }
}

impl Drop for Receipt {
    fn drop(&mut self) {
        let told = self.usage.filter(|usage| usage.input + usage.output > 0);
        let mut usage = told.unwrap_or_else(|| self.estimate());
        if told.is_some() && usage.output == 0 {
            // An answer that was cut off before the endpoint told how long it was.
            usage.output = self.estimate().output;
        }
        if self.fault.is_none() && (self.is_done || self.first_token.is_some()) {
            self.circuit.succeeded();
        }
        let record = Record {
            usage,
            is_estimate: told.is_none() && usage != Usage::default(),
            has_failed: self.fault.is_some(),
            first_token: self.first_token,
            writing: self.first_token.map_or(Duration::ZERO, |first| self.started.elapsed().saturating_sub(first)),
        };
        self.meter.record(&self.name, &self.price, &record);
    }
}
