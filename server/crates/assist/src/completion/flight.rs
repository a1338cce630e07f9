//! One request to a model, on its way. It runs on for a while when nobody waits for it any more, since its answer may fit what is
//! typed next, and ends with the engine.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use sapwood_model::{Delta, FimRequest, StopReason};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::Source;
use super::ask::Models;
use super::cache::{Cache, fingerprint, is_same_suffix};
use super::candidate::Candidate;
use super::clock::now;
use super::debounce::Debounce;
use super::filters::{self, Trace};
use super::site::Site;
use super::stream;

/// Requests to models at once.
const MAX_OPEN: usize = 2;
/// A request that nobody waits for runs on for this long.
const RUN_ON: Duration = Duration::from_secs(2);
/// No completion is worth a longer wait.
const LONGEST: Duration = Duration::from_secs(12);
/// One that was made for less text is waited for this long until it says something that fits.
const PATIENCE: Duration = Duration::from_millis(500);
/// An answer that is longer is not read.
const MAX_ANSWER: usize = 16 << 10;
/// How likely a model's answer is taken to be right before anything is known of it.
const CONFIDENCE: f32 = 0.6;

/// How far a request is.
#[derive(Debug, Clone)]
pub(super) enum Progress {
    /// What is known of the text so far.
    Text(String),
    /// It is over.
    Ended(Arc<Ended>),
}

/// What became of a request.
#[derive(Debug, Clone, Default)]
pub(super) struct Ended {
    /// Sentences for people: who was tried, what was hidden, what was cut.
    pub(super) notes: Vec<String>,
    /// Why there is no text, if there is none.
    pub(super) fault: Option<String>,
}

/// One request.
pub(super) struct Flight {
    document: String,
    site: Site,
    suffix: u64,
    progress: watch::Sender<Progress>,
    cancel: CancellationToken,
}

impl Flight {
    /// True where what was typed since it started may be what it will say.
    fn fits(&self, document: &str, site: &Site) -> bool {
        let Some(typed) = site.prefix().strip_prefix(self.site.prefix()) else { return false };
        self.document == document && is_same_suffix(self.suffix, site.suffix(), typed) && self.is_consistent(typed)
    }

    fn is_consistent(&self, typed: &str) -> bool {
        match &*self.progress.borrow() {
            Progress::Text(text) => text.starts_with(typed) || typed.starts_with(text.as_str()),
            Progress::Ended(_) => false,
        }
    }
}

/// A request that somebody waits for.
pub(super) struct Waiting {
    flight: Arc<Flight>,
    progress: watch::Receiver<Progress>,
}

impl Waiting {
    /// What becomes of it; `None` as soon as it says something other than what stands at `site`.
    pub(super) async fn end(mut self, site: &Site) -> Option<Arc<Ended>> {
        let typed = site.prefix().strip_prefix(self.flight.site.prefix())?.to_owned();
        loop {
            if let Progress::Ended(ended) = &*self.progress.borrow_and_update() {
                return Some(ended.clone());
            }
            if !self.flight.is_consistent(&typed) {
                return None;
            }
            let is_mute = matches!(&*self.progress.borrow(), Progress::Text(text) if text.is_empty());
            let limit = if is_mute && !typed.is_empty() { PATIENCE } else { LONGEST * 2 };
            tokio::time::timeout(limit, self.progress.changed()).await.ok()?.ok()?;
        }
    }
}

/// The requests on their way.
pub(super) struct Flights {
    open: Mutex<Vec<Arc<Flight>>>,
    root: CancellationToken,
}

/// What a request needs beside its text.
pub(super) struct Ground {
    pub(super) models: Arc<dyn Models>,
    pub(super) cache: Arc<Mutex<Cache>>,
    pub(super) debounce: Arc<Mutex<Debounce>>,
}

impl Flights {
    /// No requests; cancelling `root` ends all that will be.
    pub(super) fn new(root: CancellationToken) -> Self {
        Self { open: Mutex::new(Vec::new()), root }
    }

    /// A request on its way whose answer may fit `site`.
    pub(super) fn join(&self, document: &str, site: &Site) -> Option<Waiting> {
        let flight = self.lock().iter().rev().find(|flight| flight.fits(document, site))?.clone();
        let progress = flight.progress.subscribe();
        Some(Waiting { flight, progress })
    }

    /// Sends `request`. Where too many are on their way, one that nobody waits for, else the oldest, is given up.
    pub(super) fn start(self: &Arc<Self>, ground: Ground, document: &str, site: &Site, request: FimRequest) -> Waiting {
        let (sender, progress) = watch::channel(Progress::Text(String::new()));
        let flight = Arc::new(Flight {
            document: document.to_owned(),
            site: site.clone(),
            suffix: fingerprint(site.suffix()),
            progress: sender,
            cancel: self.root.child_token(),
        });
        let mut open = self.lock();
        while open.len() >= MAX_OPEN {
            let idle = open.iter().position(|flight| flight.progress.receiver_count() == 0).unwrap_or(0);
            open.remove(idle).cancel.cancel();
        }
        open.push(flight.clone());
        drop(open);
        tokio::spawn(run(self.clone(), flight.clone(), ground, request));
        Waiting { flight, progress }
    }

    /// How many there are.
    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Flight>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn run(flights: Arc<Flights>, flight: Arc<Flight>, ground: Ground, request: FimRequest) {
    let given_up = |why: &str| Ended { fault: Some(why.to_owned()), ..Ended::default() };
    let ended = tokio::select! {
        () = flight.cancel.cancelled() => given_up("The request was given up for a newer one."),
        () = abandoned(&flight) => given_up("Nobody waited for the answer any more."),
        answer = tokio::time::timeout(LONGEST, answer(&flight, &ground, request)) => {
            answer.unwrap_or_else(|_| given_up("The model took too long."))
        }
    };
    flights.lock().retain(|open| !Arc::ptr_eq(open, &flight));
    flight.progress.send_replace(Progress::Ended(Arc::new(ended)));
}

/// Comes back when nobody has waited for the flight for a while.
async fn abandoned(flight: &Flight) {
    loop {
        flight.progress.closed().await;
        tokio::time::sleep(RUN_ON).await;
        if flight.progress.receiver_count() == 0 {
            return;
        }
    }
}

async fn answer(flight: &Flight, ground: &Ground, request: FimRequest) -> Ended {
    let started = now();
    let mut ended = Ended::default();
    let mut reply = match ground.models.ask(request).await {
        Ok(reply) => reply,
        Err((error, attempts)) => {
            ended.notes.extend(attempts.iter().map(note));
            ended.fault = Some(error.message);
            return ended;
        }
    };
    ended.notes.extend(reply.attempts.iter().filter(|attempt| attempt.error.is_some()).map(note));
    ended.notes.extend(reply.hidden.iter().map(|(kind, count)| format!("Hidden from the model: {count} × {kind}.")));
    let mut read = Read::default();
    while let Some(delta) = reply.deltas.next().await {
        match delta {
            Ok(Delta::Text(text)) => {
                if read.raw.is_empty() {
                    lock(&ground.debounce).measured(now() - started);
                }
                if read.push(flight, &text) {
                    break;
                }
            }
            Ok(Delta::Thinking(_) | Delta::Usage(_)) => {}
            Ok(Delta::Done(reason)) => {
                read.reason = Some(reason);
                break;
            }
            Err(error) => {
                ended.fault = Some(error.message);
                return ended;
            }
        }
    }
    // Closes the connection of an answer that was stopped.
    drop(reply.deltas);
    keep(flight, ground, reply.model, &read, &mut ended);
    ended
}

/// What was read of an answer.
#[derive(Default)]
struct Read {
    raw: String,
    reason: Option<StopReason>,
    is_stopped: bool,
}

impl Read {
    /// Adds `text`; true where nothing more is needed.
    fn push(&mut self, flight: &Flight, text: &str) -> bool {
        let room = MAX_ANSWER.saturating_sub(self.raw.len());
        let end = (0..=room.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        self.raw.push_str(&text[..end]);
        let cut = stream::cut(&flight.site, &self.raw, false);
        self.is_stopped = cut.stopped.is_some() || self.raw.len() + 4 > MAX_ANSWER;
        flight.progress.send_replace(Progress::Text(cut.text));
        self.is_stopped
    }

    /// The text without a last line that the limit cut.
    fn text(&self, site: &Site) -> stream::Cut {
        let mut cut = stream::cut(site, &self.raw, true);
        if self.reason == Some(StopReason::Length) && !self.is_stopped && site.is_multi_line() {
            cut.text.truncate(cut.text.rfind('\n').unwrap_or(0));
            cut.stopped = Some("its length");
        }
        cut
    }
}

/// Puts what is left of the answer into the cache.
fn keep(flight: &Flight, ground: &Ground, model: String, read: &Read, ended: &mut Ended) {
    let cut = read.text(&flight.site);
    if let Some(why) = cut.stopped {
        ended.notes.push(format!("The answer was stopped at {why}."));
    }
    if read.reason == Some(StopReason::Filtered) {
        ended.notes.push("The endpoint's own filter stopped the answer.".to_owned());
    }
    let reason = format!("suggested by {model}");
    let candidate = Candidate { text: cut.text, source: Source::Model(model), confidence: CONFIDENCE, reason, is_shown: false };
    let mut trace = Trace::default();
    let kept = filters::before_cache(&flight.site, &candidate, &mut trace);
    if !trace.cut_by.is_empty() && kept.is_some() {
        ended.notes.push(format!("The answer was cut: {}.", trace.cut_by.join(", ")));
    }
    match (kept, trace.dropped_by) {
        (Some(kept), _) => lock(&ground.cache).insert(&flight.document, flight.site.prefix(), flight.site.suffix(), vec![kept]),
        (None, why) => {
            // Asking again would give the same.
            let nothing = candidate.with_text("");
            lock(&ground.cache).insert(&flight.document, flight.site.prefix(), flight.site.suffix(), vec![nothing]);
            if read.raw.trim().is_empty() {
                ended.fault = Some("The model had nothing to say.".to_owned());
                return;
            }
            let why = if candidate.text.trim().is_empty() { cut.stopped.or(why) } else { why };
            ended.fault = Some(format!("The model's answer was dropped: {}.", why.unwrap_or("nothing was left of it")));
        }
    }
}

fn note(attempt: &sapwood_model::Attempt) -> String {
    let elapsed = attempt.elapsed.as_millis();
    match &attempt.error {
        Some(error) => format!("{} gave no answer after {elapsed} ms: {}", attempt.model, error.message),
        None => format!("{} answered after {elapsed} ms.", attempt.model),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
