//! The one way out: picks models for a role, hides secrets, keeps budgets, asks until one answers, and tells what happened.
//!
//! No other part of the program holds a connection to a model, so what is sent has passed the scrubber.

mod answer;
mod circuit;
mod lane;
mod race;
mod receipt;
mod retry;
mod route;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::scrub::Scrubber;
use crate::settings::{Candidate, ModelSettings, in_words};
use crate::usage::{Meter, ModelUsage, today};
use crate::{
    ChatMessage, ChatRequest, Deltas, Dialect, FaultKind, FimRequest, Limits, Model, ModelError, Request, Role, Speaker, connect,
};
use circuit::Health;
use lane::{Dial, Lane};
use race::Asking;

/// A request larger than this is scrubbed on a thread of its own, so that nobody else waits.
const LARGE_BYTES: usize = 128 * 1024;

/// One model that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Its name.
    pub model: String,
    /// Why it gave no answer; `None` where it did.
    pub error: Option<ModelError>,
    /// Time until its first delta or its failure.
    pub elapsed: Duration,
}

/// An answer on its way.
pub struct Reply {
    /// The model that answers.
    pub model: String,
    /// The models tried, this one last.
    pub attempts: Vec<Attempt>,
    /// The form of an [`EditRequest`](crate::EditRequest) that it was asked in.
    pub form: Option<String>,
    /// What the scrubber hid: kind and count, such as `("private key", 1)`.
    pub hidden: Vec<(&'static str, u32)>,
    /// The answer.
    pub deltas: Deltas,
}

/// A configured model as it does now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelStatus {
    /// Its name.
    pub name: String,
    /// The roles it serves.
    pub roles: Vec<Role>,
    /// A word for people: `ready`, `failing`, `resting` or `budget spent`.
    pub state: &'static str,
    /// The last fault, if the last request failed; or which budget is spent.
    pub last_error: Option<String>,
    /// What it did and cost.
    pub usage: ModelUsage,
}

/// All configured models.
#[derive(Default)]
pub struct Gateway {
    lanes: Vec<Arc<Lane>>,
    roles: BTreeMap<Role, Vec<Candidate>>,
    scrubber: Arc<Scrubber>,
    meter: Meter,
    lots: Mutex<fastrand::Rng>,
}

impl Gateway {
    /// The models of `settings`. What they cost is counted in `usage_file`, if there is one. Nothing is sent and no key is
    /// fetched before somebody asks.
    pub fn new(settings: ModelSettings, usage_file: Option<PathBuf>) -> (Self, Vec<String>) {
        let mut problems = Vec::new();
        let scrubber = Scrubber::new(&settings.secret_files, &mut problems);
        let budget = settings.budget;
        if usage_file.is_none() && (budget.daily.is_some() || budget.daily_tokens.is_some()) {
            problems.push("Nothing is written to disk, so a daily budget counts from the start of the program.".to_owned());
        }
        let meter = Meter::new(budget, usage_file, today);
        (Self::assemble(settings, scrubber, meter, connect), problems)
    }

    /// Models that exist already, for tests of what asks them; they go the same way as any.
    pub fn with_models(models: Vec<(Role, Arc<dyn Model>)>) -> Self {
        let mut gateway = Self::default();
        for (role, model) in models {
            let list = gateway.roles.entry(role).or_default();
            list.push(Candidate { endpoint: gateway.lanes.len(), rank: list.len() as u32, weight: 1 });
            gateway.lanes.push(Arc::new(Lane::of_model(model)));
        }
        gateway
    }

    fn assemble(settings: ModelSettings, scrubber: Scrubber, meter: Meter, dial: Dial) -> Self {
        let keys = Arc::default();
        let lane = |endpoint| Arc::new(Lane::new(endpoint, Arc::clone(&keys), dial));
        Self {
            lanes: settings.endpoints.into_iter().map(lane).collect(),
            roles: settings.roles,
            scrubber: Arc::new(scrubber),
            meter,
            lots: Mutex::default(),
        }
    }

    /// Whether any model serves `role`.
    pub fn serves(&self, role: Role) -> bool {
        self.roles.get(&role).is_some_and(|list| !list.is_empty())
    }

    /// True where no model of `role` answered the last time it was asked, or none may be asked.
    pub fn is_failing(&self, role: Role) -> bool {
        let candidates = self.roles.get(&role).map(Vec::as_slice).unwrap_or_default();
        let mut lanes = candidates.iter().filter_map(|candidate| self.lanes.get(candidate.endpoint));
        lanes.all(|lane| lane.health() != Health::Ready) || self.meter.spent().is_some()
    }

    /// Asks the models of `role` in their order until one answers. Dropping the future or the reply closes the connections.
    pub async fn stream(&self, role: Role, request: Request) -> Result<Reply, (ModelError, Vec<Attempt>)> {
        let nothing = |error| (error, Vec::new());
        let lanes = self.order(role);
        if lanes.is_empty() {
            let message = format!("No model is configured for {}.", in_words(role));
            return Err(nothing(ModelError { kind: FaultKind::NotConfigured, message, retry_after: None }));
        }
        self.meter.check().await.map_err(nothing)?;
        let (outbound, hidden) = self.scrub(request).await.map_err(nothing)?;
        let patience = lanes.iter().map(|lane| lane.timeouts(role).total).max().unwrap_or_default();
        let asking = Asking {
            role,
            request: outbound,
            meter: self.meter.clone(),
            deadline: Instant::now() + patience,
            attempts: Mutex::default(),
        };
        let outcome = race::first_answer(&asking, lanes).await;
        let attempts = asking.attempts.into_inner().unwrap_or_else(PoisonError::into_inner);
        match outcome {
            Ok(started) => {
                let model = started.name().to_owned();
                let form = self.form(&model, &asking.request);
                Ok(Reply { model, attempts, form, hidden, deltas: started.deltas(asking.deadline) })
            }
            Err(error) => Err((error, attempts)),
        }
    }

    /// What decides in which form the models of `role` are asked, in no order.
    pub fn dialects(&self, role: Role) -> Vec<Dialect> {
        let candidates = self.roles.get(&role).map(Vec::as_slice).unwrap_or_default();
        candidates.iter().filter_map(|candidate| Some(self.lanes.get(candidate.endpoint)?.dialect())).collect()
    }

    /// The form in which the model called `name` was asked.
    fn form(&self, name: &str, request: &Request) -> Option<String> {
        let Request::Edit(edit) = request else { return None };
        let lane = self.lanes.iter().find(|lane| lane.name() == name)?;
        edit.form(&lane.dialect()).map(|form| form.name.clone())
    }

    async fn scrub(&self, request: Request) -> Result<(crate::scrub::Outbound, Vec<(&'static str, u32)>), ModelError> {
        if request.text_bytes() <= LARGE_BYTES {
            return self.scrubber.clear(request);
        }
        let scrubber = self.scrubber.clone();
        let work = tokio::task::spawn_blocking(move || scrubber.clear(request));
        work.await.unwrap_or_else(|_| {
            let message = "The request could not be searched for secrets, so it was not sent.".to_owned();
            Err(ModelError { kind: FaultKind::Withheld, message, retry_after: None })
        })
    }

    fn order(&self, role: Role) -> Vec<Arc<Lane>> {
        let candidates = self.roles.get(&role).map(Vec::as_slice).unwrap_or_default();
        let mut lots = self.lots.lock().unwrap_or_else(PoisonError::into_inner);
        route::order(candidates, || lots.f64()).into_iter().filter_map(|at| self.lanes.get(at).cloned()).collect()
    }

    /// How the models do.
    pub fn status(&self) -> Vec<ModelStatus> {
        let spent = self.meter.spent();
        let status = |(at, lane): (usize, &Arc<Lane>)| {
            let state = match lane.health() {
                _ if spent.is_some() => "budget spent",
                Health::Ready => "ready",
                Health::Failing => "failing",
                Health::Resting(_) => "resting",
            };
            ModelStatus {
                name: lane.name().to_owned(),
                roles: self.roles_of(at),
                state,
                last_error: spent.clone().or_else(|| lane.last_error()),
                usage: self.meter.usage(lane.name()),
            }
        };
        self.lanes.iter().enumerate().map(status).collect()
    }

    /// Reads what other processes spent today, so that [`Gateway::status`] shows it. Blocks for a short read of a file.
    pub fn read_usage(&self) {
        self.meter.read();
    }

    /// Whether a file of this path is never shown to a model.
    pub fn is_secret_path(&self, path: &str) -> bool {
        self.scrubber.is_secret_path(path)
    }

    /// Asks every model for a token, and says how long that took or what went wrong.
    pub async fn check(&self) -> Vec<(String, Result<Duration, ModelError>)> {
        let mut outcomes = Vec::new();
        for (at, lane) in self.lanes.iter().enumerate() {
            let role = self.roles_of(at).first().copied().unwrap_or(Role::Chat);
            let started = Instant::now();
            let outcome = self.check_one(role, lane).await;
            outcomes.push((lane.name().to_owned(), outcome.map(|()| started.elapsed())));
        }
        outcomes
    }

    async fn check_one(&self, role: Role, lane: &Arc<Lane>) -> Result<(), ModelError> {
        self.meter.check().await?;
        let (request, _) = self.scrubber.clear(tiny(role))?;
        let deadline = Instant::now() + lane.timeouts(role).total;
        let asking = Asking { role, request, meter: self.meter.clone(), deadline, attempts: Mutex::default() };
        lane.ask(&asking).await.map(|_| ())
    }

    fn roles_of(&self, lane: usize) -> Vec<Role> {
        let serves = |list: &[Candidate]| list.iter().any(|candidate| candidate.endpoint == lane);
        self.roles.iter().filter(|(_, list)| serves(list)).map(|(role, _)| *role).collect()
    }
}

impl Drop for Gateway {
    /// What was spent is written down before the program ends.
    fn drop(&mut self) {
        self.meter.write();
    }
}

impl Default for Meter {
    fn default() -> Self {
        Self::new(crate::settings::Budget::default(), None, today)
    }
}

/// The smallest request that makes sense.
fn tiny(role: Role) -> Request {
    let limits = Limits { max_tokens: 1, temperature: 0.0, stop: Vec::new() };
    if matches!(role, Role::Completion | Role::NextEdit) {
        return Request::Fim(FimRequest {
            documents: Vec::new(),
            name: "main.py".to_owned(),
            prefix: "print(\"hello".to_owned(),
            suffix: "\n".to_owned(),
            line_comment: "#".to_owned(),
            limits,
        });
    }
    let messages = vec![ChatMessage { speaker: Speaker::User, text: "Say: yes".to_owned() }];
    Request::Chat(ChatRequest { system: String::new(), messages, limits })
}
