//! Settings of models: [`ModelOptions`] are what somebody wrote, [`ModelSettings`] what can be used of it.
//!
//! Nothing here opens a connection or fetches a key.

mod options;
mod short;
mod validate;

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{Format, Role, Timeouts};

pub(crate) use validate::in_words;
use validate::is_loopback;

pub use options::{
    BudgetOptions, EndpointOptions, KeyOptions, ModelEntry, ModelList, ModelOptions, PriceOptions, PrivacyOptions, RoleOptions,
    TimeoutOptions,
};

/// Money in 10⁻¹² US dollars, so that sums are exact.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cost(pub u64);

impl Cost {
    /// From US dollars; what cannot be is nothing.
    pub fn from_usd(usd: f64) -> Self {
        Self((usd.max(0.0) * 1e12).round() as u64)
    }

    /// In US dollars.
    pub fn usd(self) -> f64 {
        self.0 as f64 / 1e12
    }
}

impl std::ops::Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

/// What one token costs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Price {
    /// Read.
    pub input: Cost,
    /// Read from a prompt cache.
    pub cached_input: Cost,
    /// Written.
    pub output: Cost,
}

/// What may be spent; `None` is without limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Budget {
    /// Money a day.
    pub daily: Option<Cost>,
    /// Money a session.
    pub session: Option<Cost>,
    /// Tokens a day.
    pub daily_tokens: Option<u64>,
    /// Tokens a session.
    pub session_tokens: Option<u64>,
}

/// Where a key comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeySource {
    /// An environment variable.
    Environment(String),
    /// The first line that a program prints.
    Command(Vec<String>),
    /// The system's keyring.
    Keyring {
        /// The service.
        service: String,
        /// The account.
        account: String,
    },
}

/// A model that may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelEndpoint {
    /// The name shown to people.
    pub name: String,
    /// What it speaks.
    pub format: Format,
    /// Its address.
    pub url: String,
    /// The model's name there.
    pub model: String,
    /// Its fill-in-the-middle template, if named.
    pub template: Option<String>,
    /// Where its key comes from.
    pub key: Option<KeySource>,
    /// What it costs.
    pub price: Price,
    /// How long to wait, where that was set.
    pub timeouts: TimeoutOptions,
    /// Requests at a time.
    pub concurrency: u32,
}

impl ModelEndpoint {
    /// The deadlines of `role`, with what was set in their place.
    pub fn timeouts(&self, role: Role) -> Timeouts {
        let usual = self.patience(role);
        let set = |value: Option<u64>, usual| value.map_or(usual, Duration::from_millis);
        Timeouts {
            connect: set(self.timeouts.connect_ms, usual.connect),
            first_token: set(self.timeouts.first_token_ms, usual.first_token),
            total: set(self.timeouts.total_ms, usual.total),
            idle: set(self.timeouts.idle_ms, usual.idle),
        }
    }
}

impl ModelEndpoint {
    /// How long `role` waits where nothing was set. A server on this machine may have to load its model first, and gives that up
    /// where nobody waits for it.
    fn patience(&self, role: Role) -> Timeouts {
        let usual = patience(role);
        let loads_models = self.is_on_this_machine() && matches!(role, Role::Completion | Role::NextEdit);
        let longer = Timeouts { first_token: LOADING, total: LOADING + usual.total, idle: usual.idle * 3, ..usual };
        if loads_models { longer } else { usual }
    }

    /// Whether its address is this machine's own.
    pub(crate) fn is_on_this_machine(&self) -> bool {
        let url = reqwest::Url::parse(&self.url).ok();
        url.and_then(|url| url.host_str().map(is_loopback)).unwrap_or(false)
    }
}

/// How long a local server may take to load a model.
const LOADING: Duration = Duration::from_secs(30);

/// How long a role waits where nothing was set.
fn patience(role: Role) -> Timeouts {
    let seconds = |connect, first_token, total, idle| Timeouts {
        connect: Duration::from_secs(connect),
        first_token: Duration::from_secs(first_token),
        total: Duration::from_secs(total),
        idle: Duration::from_secs(idle),
    };
    match role {
        Role::Completion => seconds(1, 4, 8, 3),
        Role::NextEdit => seconds(1, 5, 10, 3),
        Role::Embed => seconds(3, 20, 30, 10),
        Role::Chat | Role::Advisor | Role::Critic | Role::Compact => seconds(5, 90, 900, 60),
    }
}

/// A model in the list of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Its place among the endpoints.
    pub endpoint: usize,
    /// Lower ranks are asked first.
    pub rank: u32,
    /// Its share among those of its rank.
    pub weight: u32,
}

/// Validated settings of models.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ModelSettings {
    /// The endpoints that some role uses.
    pub endpoints: Vec<ModelEndpoint>,
    /// The models of each role, in order.
    pub roles: BTreeMap<Role, Vec<Candidate>>,
    /// What may be spent.
    pub budget: Budget,
    /// Patterns of files that are never shown to a model, beside those that usually hold secrets.
    pub secret_files: Vec<String>,
}

impl ModelSettings {
    /// Validates `options`; what cannot be used is left out and told in a sentence.
    pub fn from_options(options: ModelOptions) -> (Self, Vec<String>) {
        validate::validate(options)
    }

    /// Whether any model is configured.
    pub fn is_empty(&self) -> bool {
        self.roles.values().all(Vec::is_empty)
    }
}

#[cfg(test)]
mod tests;
