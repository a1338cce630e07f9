//! The stage itself: asks models about the state that somebody is in, and about the one they are likely to be in next.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sapwood_base::LineEdit;
use sapwood_context::search::Texts;
use sapwood_model::{EditRequest, Gateway, Role};
use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::super::super::completion::Room;
use super::super::{Answer, Suggestion};
use super::answer::parse;
use super::cache::{Flight, Key, Memory, Outcome, hash};
use super::check::Checker;
use super::format::{self, Format};
use super::fuse::fuse;
use super::place::{Place, choose};
use super::{Cursor, Situation, prompt, read};

/// A state has to last this long before a model is asked about it.
const DEBOUNCE: Duration = Duration::from_millis(100);
/// No answer is worth a longer wait.
const LONGEST: Duration = Duration::from_secs(12);
/// A request that nobody waits for runs on for this long.
const RUN_ON: Duration = Duration::from_secs(2);

/// Models for next edits, for one client.
pub struct ModelStage {
    gateway: Arc<Gateway>,
    memory: Arc<Mutex<Memory>>,
    root: CancellationToken,
    /// Ends requests that are still on their way.
    _alive: DropGuard,
}

/// A question that is ready to be sent.
struct Question {
    key: Key,
    places: Vec<Place>,
    request: EditRequest,
    note: String,
}

impl ModelStage {
    /// A stage that asks the models of `gateway` for next edits. It belongs to a tokio runtime with time.
    pub fn new(gateway: Arc<Gateway>) -> Self {
        let root = CancellationToken::new();
        Self { gateway, memory: Arc::default(), _alive: root.clone().drop_guard(), root }
    }

    /// Whether a model is configured for next edits.
    pub fn serves(&self) -> bool {
        self.gateway.serves(Role::NextEdit)
    }

    /// The graph's answer with what a model adds to it. Whatever goes wrong with the model ends in the graph's answer with a sentence
    /// in its account. A later call takes the place of an earlier one, which then answers with the graph's.
    pub async fn improve(&self, situation: Situation, graph: Answer, room: &impl Room, token: &CancellationToken) -> Answer {
        if !self.serves() {
            return graph;
        }
        let turn = self.memory().take_turn();
        let situation = Arc::new(situation);
        let outcome = tokio::select! {
            biased;
            () = token.cancelled() => Err("The model was not waited for.".to_owned()),
            () = turn.cancelled() => Err("The model was not waited for: a newer state took the place of this one.".to_owned()),
            outcome = self.outcome(&situation, &graph, room) => outcome,
        };
        match outcome {
            Ok(outcome) => fused(situation, graph, outcome, room).await,
            Err(why) => with_note(graph, why),
        }
    }

    /// The same from an answer that was heard before; `None` where there is none. It asks nobody.
    pub async fn known(&self, situation: &Situation, graph: &Answer, room: &impl Room) -> Option<Answer> {
        if !self.serves() {
            return None;
        }
        let situation = Arc::new(situation.clone());
        let (key, _) = self.places(&situation, graph, room).await?;
        let outcome = self.memory().answer(&key)?;
        Some(fused(situation, graph.clone(), outcome, room).await)
    }

    /// Asks about the state in which `accepted` was accepted, so that the answer is there when it is. The request is given up where
    /// somebody goes another way.
    pub async fn foresee(&self, situation: &Situation, graph: &Answer, accepted: &Suggestion, room: &impl Room) {
        if !self.serves() {
            return;
        }
        let now = Arc::new(situation.clone());
        let Some(((from, _), next)) = self.places(&now, graph, room).await.zip(as_if_accepted(situation, accepted)) else {
            return;
        };
        let next = Arc::new(next);
        let rest = |it: &&Suggestion| it.path != accepted.path || it.lines != accepted.lines;
        let rest = Answer { suggestions: graph.suggestions.iter().filter(rest).cloned().collect(), ..Answer::default() };
        let Some((key, places)) = self.places(&next, &rest, room).await else { return };
        if self.memory().answer(&key).is_some() || self.memory().is_on_its_way(&key) {
            return;
        }
        if let Some(question) = self.question(&next, key, places, room).await {
            self.send(question, Some(from));
        }
    }

    /// Models are asked again from now on, even where they were before.
    pub fn forget(&self) {
        *self.memory() = Memory::default();
    }

    async fn outcome(&self, situation: &Arc<Situation>, graph: &Answer, room: &impl Room) -> Result<Arc<Outcome>, String> {
        let nowhere = || "The model was not asked: there is no place to ask about, or its file may hold secrets.".to_owned();
        let (key, places) = self.places(situation, graph, room).await.ok_or_else(nowhere)?;
        let known = self.memory().answer(&key);
        if let Some(known) = known {
            return Ok(known);
        }
        let on_its_way = self.memory().flight(&key).map(|flight| flight.outcome.subscribe());
        let mut waiting = if let Some(waiting) = on_its_way {
            waiting
        } else {
            let (question, ()) = tokio::join!(self.question(situation, key, places, room), tokio::time::sleep(DEBOUNCE));
            let marked = || "The model was not asked: the lines hold marks of its template.".to_owned();
            self.send(question.ok_or_else(marked)?, None)
        };
        let ended = waiting.wait_for(Option::is_some).await.ok().and_then(|outcome| outcome.clone());
        ended.ok_or_else(|| "The request to the model was given up.".to_owned())
    }

    /// The places that a model would be shown, and what names them.
    async fn places(&self, situation: &Arc<Situation>, graph: &Answer, room: &impl Room) -> Option<(Key, Vec<Place>)> {
        let (gateway, situation, graph) = (self.gateway.clone(), situation.clone(), graph.clone());
        let found = room.run(Box::new(move |_| {
            let format = formats(&gateway, true).into_iter().next()?;
            let places = choose(&situation, &graph, &format.window, format.places, &|path| gateway.is_secret_path(path));
            Some((Key::of(places.first()?), places))
        }));
        found.await.flatten()
    }

    async fn question(&self, situation: &Arc<Situation>, key: Key, places: Vec<Place>, room: &impl Room) -> Option<Question> {
        let (gateway, situation) = (self.gateway.clone(), situation.clone());
        room.run(Box::new(move |_| question(&gateway, &situation, key, places))).await.flatten()
    }

    /// Sends a question; who waits for its outcome gets it when it is there.
    fn send(&self, question: Question, foreseen_from: Option<Key>) -> watch::Receiver<Option<Arc<Outcome>>> {
        let (sender, receiver) = watch::channel(None);
        let cancel = self.root.child_token();
        let flight = Arc::new(Flight { key: question.key.clone(), foreseen_from, outcome: sender, cancel });
        self.memory().start(flight.clone());
        tokio::spawn(run(self.gateway.clone(), self.memory.clone(), flight, question));
        receiver
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        lock(&self.memory)
    }

    #[cfg(test)]
    pub(super) fn open_requests(&self) -> usize {
        self.memory().flights()
    }
}

fn lock(memory: &Mutex<Memory>) -> MutexGuard<'_, Memory> {
    memory.lock().unwrap_or_else(PoisonError::into_inner)
}

fn formats(gateway: &Gateway, has_several_places: bool) -> Vec<&'static Format> {
    format::spoken(&gateway.dialects(Role::NextEdit), has_several_places)
}

/// The question in every form that a model of the role speaks.
fn question(gateway: &Gateway, situation: &Situation, key: Key, places: Vec<Place>) -> Option<Question> {
    let first = places.first()?;
    let is_secret = |path: &str| gateway.is_secret_path(path);
    let formats = formats(gateway, places.len() > 1);
    let budget = formats.iter().map(|format| format.budget.related).max().unwrap_or(0);
    let is_hidden = |path: &str| is_secret(path) || places.iter().any(|place| place.path == path);
    let related = prompt::related(situation, first, budget, &is_hidden);
    // A form for one place is about the first.
    let shown = |format: &Format| &places[..places.len().min(format.places)];
    let forms: Vec<_> =
        formats.iter().filter_map(|format| prompt::compose(format, situation, shown(format), &related, &is_secret)).collect();
    let names: Vec<&str> = forms.iter().map(|form| form.name.as_str()).collect();
    let about = if places.len() == 1 { "one place".to_owned() } else { format!("{} places", places.len()) };
    let with = match related.len() {
        0 => "no other file".to_owned(),
        1 => "1 other file".to_owned(),
        count => format!("{count} other files"),
    };
    let note = format!("Asked as {} about {about}, with {with}.", names.join(" or "));
    let mut files: Vec<String> = places.iter().map(|place| place.path.clone()).collect();
    files.dedup();
    (!forms.is_empty()).then_some(Question { key, request: EditRequest { files, forms }, note, places })
}

async fn run(gateway: Arc<Gateway>, memory: Arc<Mutex<Memory>>, flight: Arc<Flight>, question: Question) {
    let given_up = |why: &str| (Err(why.to_owned()), Vec::new());
    let (heard, mut notes) = tokio::select! {
        () = flight.cancel.cancelled() => given_up("The request to the model was given up for a newer one."),
        () = abandoned(&flight) => given_up("Nobody waited for the model any more."),
        heard = tokio::time::timeout(LONGEST, read::ask(&gateway, question.request)) => {
            heard.unwrap_or_else(|_| given_up("The model took too long."))
        }
    };
    notes.insert(0, question.note);
    let outcome = Arc::new(Outcome { places: question.places, heard, notes });
    let mut memory = lock(&memory);
    memory.land(&flight);
    if outcome.heard.is_ok() {
        memory.keep(question.key, outcome.clone());
    }
    drop(memory);
    flight.outcome.send_replace(Some(outcome));
}

/// Comes back when nobody has waited for the request for a while. What was foreseen is waited for later.
async fn abandoned(flight: &Flight) {
    if flight.foreseen_from.is_some() {
        std::future::pending::<()>().await;
    }
    loop {
        flight.outcome.closed().await;
        tokio::time::sleep(RUN_ON).await;
        if flight.outcome.receiver_count() == 0 {
            return;
        }
    }
}

/// What the graph knows with what was heard, checked against the current texts.
async fn fused(situation: Arc<Situation>, graph: Answer, outcome: Arc<Outcome>, room: &impl Room) -> Answer {
    let backup = graph.clone();
    let work = room.run(Box::new(move |_| {
        let mut notes = outcome.notes.clone();
        let said = understood(&situation, &outcome, &mut notes);
        fuse(graph, said, notes, &situation.settings)
    }));
    work.await.unwrap_or_else(|| with_note(backup, "The model's answer was not looked at.".to_owned()))
}

/// The suggestions of a model's answer that can be shown, in its order.
fn understood(situation: &Situation, answer: &Outcome, notes: &mut Vec<String>) -> Vec<Suggestion> {
    let heard = match &answer.heard {
        Ok(heard) => heard,
        Err(why) => {
            notes.push(format!("The graph's answer stands alone: {why}"));
            return Vec::new();
        }
    };
    let Some(format) = format::named(&heard.format) else {
        notes.push("The model answered in no form that is known.".to_owned());
        return Vec::new();
    };
    let places = &answer.places[..answer.places.len().min(format.places)];
    let parsed = parse(format, places, &heard.said);
    notes.extend(parsed.notes);
    let checker = Checker::new(situation, places, format, &heard.model);
    let mut found = Vec::new();
    for proposal in parsed.proposals {
        let place = &places[proposal.place];
        let line = proposal.lines.start + 1;
        // An answer may be older than what stands there now.
        let is_current = situation.texts.text(&place.path).is_some_and(|text| hash(&text) == hash(&place.text));
        let outcome = if is_current { checker.check(proposal) } else { Err("the file has changed since") };
        match outcome {
            Ok(suggestion) => found.push(suggestion),
            Err(why) => notes.push(format!("The model's edit of {}:{line} was dropped: {why}.", place.path)),
        }
    }
    found
}

fn with_note(mut answer: Answer, note: String) -> Answer {
    answer.account.push(note);
    answer
}

/// The texts with one file as it will be.
struct WithChange {
    path: String,
    text: Arc<str>,
    others: Arc<dyn Texts + Send>,
}

impl Texts for WithChange {
    fn text(&self, path: &str) -> Option<Arc<str>> {
        if path == self.path { Some(self.text.clone()) } else { self.others.text(path) }
    }
}

/// The state in which `accepted` was accepted and the cursor stands at its end; `None` where it does not fit any more.
fn as_if_accepted(situation: &Situation, accepted: &Suggestion) -> Option<Situation> {
    let text = situation.texts.text(&accepted.path)?;
    let bytes = super::lines::span(&text, &accepted.lines);
    let (start, end) = (bytes.start as usize, bytes.end as usize);
    let owned = |text: &str| text.split('\n').map(str::to_owned).collect::<Vec<_>>();
    let old = if accepted.lines.is_empty() { Vec::new() } else { owned(&accepted.old) };
    if !text[start..end].lines().eq(old.iter().map(String::as_str)) {
        return None;
    }
    let new = accepted.text.as_deref().map(owned).unwrap_or_default();
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut put = new.iter().fold(String::new(), |put, line| put + line + ending);
    if end == text.len() && !text.ends_with('\n') {
        put.truncate(put.trim_end_matches(['\r', '\n']).len());
    }
    let changed: Arc<str> = [&text[..start], &put, &text[end..]].concat().into();
    let line = accepted.lines.start + (new.len() as u32).saturating_sub(1);
    let column = new.last().map_or(0, |line| line.len() as u32);
    let moved = |edit: &LineEdit| {
        let is_behind = edit.path == accepted.path && edit.start >= accepted.lines.end;
        let start = if is_behind { edit.start - accepted.lines.len() as u32 + new.len() as u32 } else { edit.start };
        LineEdit { start, ..edit.clone() }
    };
    let mut history: Vec<LineEdit> = situation.history.iter().map(moved).collect();
    history.push(LineEdit { path: accepted.path.clone(), start: accepted.lines.start, old, new });
    Some(Situation {
        texts: Arc::new(WithChange { path: accepted.path.clone(), text: changed, others: situation.texts.clone() }),
        history,
        cursor: Some(Cursor { path: accepted.path.clone(), line, column }),
        ..situation.clone()
    })
}
