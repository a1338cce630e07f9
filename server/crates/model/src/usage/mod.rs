//! The meter: what was asked of each model, what it cost and how fast it was, and whether the budgets allow more.
//!
//! Figures of a day are shared by all processes of a user through one file; what is fast and what failed is this process's own.

mod day;
mod store;
mod tally;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::settings::{Budget, Cost, Price};
use crate::{FaultKind, ModelError, Usage};

pub(crate) use day::today;
use store::Store;
pub use tally::Tally;

/// How old the figures of other processes may be where a budget depends on them.
const REFRESH: Duration = Duration::from_secs(5);
/// How long figures may wait to be written.
const WRITE: Duration = Duration::from_secs(2);
/// Times of first tokens that are remembered for each model.
const SAMPLES: usize = 128;

/// What a model did, for people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ModelUsage {
    /// Since this process started.
    pub session: Tally,
    /// Today, over all processes, as far as they have written it down.
    pub today: Tally,
    /// Half of its answers began within this time.
    pub first_token_p50: Option<Duration>,
    /// 95 of 100 answers began within this time.
    pub first_token_p95: Option<Duration>,
    /// Tokens it wrote in a second, lately.
    pub tokens_per_second: Option<u32>,
}

/// One request that is over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) usage: Usage,
    /// The endpoint told no figures, so these are counted from the length of the texts.
    pub(crate) is_estimate: bool,
    pub(crate) has_failed: bool,
    pub(crate) first_token: Option<Duration>,
    /// From the first token to the end.
    pub(crate) writing: Duration,
}

/// Counts and limits. Clones share their figures.
#[derive(Clone)]
pub(crate) struct Meter {
    shared: Arc<Shared>,
}

struct Shared {
    budget: Budget,
    store: Option<Store>,
    day: fn() -> i64,
    state: Mutex<State>,
    /// Held while the file is written, so that the end of the program can wait for it.
    writing: Mutex<()>,
}

#[derive(Default)]
struct State {
    session: BTreeMap<String, Tally>,
    /// The day that `written` and `unwritten` belong to.
    day: i64,
    /// What the file said last, with what this process had written by then.
    written: BTreeMap<String, Tally>,
    /// What this process has not written yet.
    unwritten: BTreeMap<String, Tally>,
    speeds: BTreeMap<String, Speed>,
    read_at: Option<Instant>,
    written_at: Option<Instant>,
}

/// How fast a model was lately.
#[derive(Default)]
struct Speed {
    first_tokens: Vec<Duration>,
    next: usize,
    tokens: f64,
    writing: Duration,
}

impl Meter {
    pub(crate) fn new(budget: Budget, file: Option<PathBuf>, day: fn() -> i64) -> Self {
        let shared = Shared { budget, store: file.map(Store::new), day, state: Mutex::default(), writing: Mutex::default() };
        Self { shared: Arc::new(shared) }
    }

    /// Refuses where a budget is spent. Figures of other processes are read anew first, if that is due.
    pub(crate) async fn check(&self) -> Result<(), ModelError> {
        let budget = &self.shared.budget;
        if (budget.daily.is_some() || budget.daily_tokens.is_some()) && self.shared.is_stale() {
            let shared = self.shared.clone();
            // Losing this race or the runtime means figures a little older.
            let _ = tokio::task::spawn_blocking(move || shared.read()).await;
        }
        match self.spent() {
            None => Ok(()),
            Some(message) => Err(ModelError { kind: FaultKind::BudgetSpent, message, retry_after: None }),
        }
    }

    /// Which budget is spent, in a sentence; from what is known at this moment.
    pub(crate) fn spent(&self) -> Option<String> {
        let budget = &self.shared.budget;
        let (session, today) = {
            let mut state = self.shared.state();
            self.shared.turn_day(&mut state);
            (total(&state.session), total(&state.written).plus(&total(&state.unwritten)))
        };
        over_money(budget.daily, today.cost, "Today's", "until midnight UTC", "dailyUsd")
            .or_else(|| over_money(budget.session, session.cost, "This session's", "until the next start", "sessionUsd"))
            .or_else(|| over_tokens(budget.daily_tokens, today.tokens(), "Today's", "until midnight UTC", "dailyTokens"))
            .or_else(|| {
                over_tokens(budget.session_tokens, session.tokens(), "This session's", "until the next start", "sessionTokens")
            })
    }

    /// Counts a request of `model`.
    pub(crate) fn record(&self, model: &str, price: &Price, record: &Record) {
        let tally = Tally::of(record, price);
        let is_due = {
            let mut state = self.shared.state();
            self.shared.turn_day(&mut state);
            state.session.entry(model.to_owned()).or_default().add(&tally);
            if self.shared.store.is_some() {
                state.unwritten.entry(model.to_owned()).or_default().add(&tally);
            } else {
                state.written.entry(model.to_owned()).or_default().add(&tally);
            }
            state.speeds.entry(model.to_owned()).or_default().add(record);
            state.written_at.is_none_or(|at| at.elapsed() >= WRITE)
        };
        if is_due && self.shared.store.is_some() {
            let shared = self.shared.clone();
            match tokio::runtime::Handle::try_current() {
                Ok(runtime) => drop(runtime.spawn_blocking(move || shared.write())),
                Err(_) => shared.write(),
            }
        }
    }

    /// What `model` did.
    pub(crate) fn usage(&self, model: &str) -> ModelUsage {
        let mut state = self.shared.state();
        self.shared.turn_day(&mut state);
        let today = |figures: &BTreeMap<String, Tally>| figures.get(model).copied().unwrap_or_default();
        let speed = state.speeds.get(model);
        ModelUsage {
            session: today(&state.session),
            today: today(&state.written).plus(&today(&state.unwritten)),
            first_token_p50: speed.and_then(|speed| speed.percentile(50)),
            first_token_p95: speed.and_then(|speed| speed.percentile(95)),
            tokens_per_second: speed.and_then(Speed::tokens_per_second),
        }
    }

    /// The time within which 95 of 100 answers of `model` began, once enough were seen.
    pub(crate) fn usual_wait(&self, model: &str) -> Option<Duration> {
        const ENOUGH: usize = 20;
        let state = self.shared.state();
        let speed = state.speeds.get(model).filter(|speed| speed.first_tokens.len() >= ENOUGH)?;
        speed.percentile(95)
    }

    /// Reads what other processes wrote. Blocks.
    pub(crate) fn read(&self) {
        self.shared.read();
    }

    /// Writes what is not written yet. Blocks.
    pub(crate) fn write(&self) {
        self.shared.write();
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// At midnight the figures of the day start anew. What was not written by then counts for the day that begins.
    fn turn_day(&self, state: &mut State) {
        let day = (self.day)();
        if state.day != day {
            state.day = day;
            state.written.clear();
            state.read_at = None;
        }
    }

    fn is_stale(&self) -> bool {
        let mut state = self.state();
        self.turn_day(&mut state);
        state.read_at.is_none_or(|at| at.elapsed() >= REFRESH)
    }

    fn read(&self) {
        let Some(store) = &self.store else { return };
        let day = (self.day)();
        let written = store.read(day);
        let mut state = self.state();
        state.read_at = Some(Instant::now());
        if state.day == day {
            state.written = written;
        }
    }

    fn write(&self) {
        let Some(store) = &self.store else { return };
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let (day, unwritten) = {
            let mut state = self.state();
            self.turn_day(&mut state);
            state.written_at = Some(Instant::now());
            (state.day, std::mem::take(&mut state.unwritten))
        };
        if unwritten.is_empty() {
            return;
        }
        let outcome = store.add(day, &unwritten);
        let mut state = self.state();
        match outcome {
            Ok(written) if state.day == day => {
                state.written = written;
                state.read_at = Some(Instant::now());
            }
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "what models cost could not be written down; it is tried again");
                unwritten.iter().for_each(|(model, tally)| state.unwritten.entry(model.clone()).or_default().add(tally));
            }
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.write();
    }
}

impl Speed {
    fn add(&mut self, record: &Record) {
        let Some(first_token) = record.first_token else { return };
        if self.first_tokens.len() < SAMPLES {
            self.first_tokens.push(first_token);
        } else {
            self.first_tokens[self.next % SAMPLES] = first_token;
        }
        self.next += 1;
        // Half of what was counted before is forgotten with each answer: lately is what counts.
        self.tokens = self.tokens / 2.0 + record.usage.output as f64;
        self.writing = self.writing / 2 + record.writing;
    }

    fn percentile(&self, percent: usize) -> Option<Duration> {
        let mut sorted = self.first_tokens.clone();
        sorted.sort_unstable();
        let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
        sorted.get(at).copied()
    }

    fn tokens_per_second(&self) -> Option<u32> {
        let seconds = self.writing.as_secs_f64();
        (seconds > 0.0 && self.tokens > 0.0).then(|| (self.tokens / seconds).round() as u32)
    }
}

fn total(figures: &BTreeMap<String, Tally>) -> Tally {
    figures.values().fold(Tally::default(), |sum, one| sum.plus(one))
}

fn over_money(limit: Option<Cost>, spent: Cost, whose: &str, until: &str, setting: &str) -> Option<String> {
    let limit = limit.filter(|&limit| spent >= limit)?;
    let (limit, spent) = (limit.usd(), spent.usd());
    Some(format!(
        "{whose} budget for models of ${limit:.2} is spent (${spent:.2}). They are silent {until}; \
         `models.budget.{setting}` sets the limit."
    ))
}

fn over_tokens(limit: Option<u64>, spent: u64, whose: &str, until: &str, setting: &str) -> Option<String> {
    let limit = limit.filter(|&limit| spent >= limit)?;
    Some(format!(
        "{whose} budget for models of {limit} tokens is spent ({spent}). They are silent {until}; \
         `models.budget.{setting}` sets the limit."
    ))
}

#[cfg(test)]
mod tests;
