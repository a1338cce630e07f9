//! The engine: what happens from a keystroke to an answer, and what is remembered in between.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use rustc_hash::FxHashMap;
use sapwood_context::completion::completion_context_until;
use sapwood_context::pack::ContextOptions;
use sapwood_grammars::LanguageId;
use sapwood_model::{Document, Gateway};
use sapwood_syntax::cursor::ParsedText;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::account::{Recorder, Silence};
use super::ask::{ByGateway, Models};
use super::cache::Cache;
use super::candidate::Candidate;
use super::clock::{milliseconds, now};
use super::debounce::Debounce;
use super::flight::{Ended, Flights, Ground, Waiting};
use super::ledger::{Ledger, Verdict};
use super::prepare::{Look, Prepared, look, prepare, rank};
use super::site::Site;
use super::view::View;
use super::{Answer, CompletionSettings, Room, Source, Suggestion, Trigger, Typing, prompt};

/// Retrieval that takes longer than this is done without.
const MAX_RETRIEVAL: Duration = Duration::from_millis(150);
/// A local prediction this likely is shown without asking a model.
const SURE: f32 = 0.7;
/// A model that takes longer than this finds the local prediction on the screen; its answer may still extend it.
const LATE: Duration = Duration::from_millis(500);
/// Documents whose trees and turns are kept.
const MAX_DOCUMENTS: usize = 8;

/// Completion for one client.
pub struct Engine {
    shared: Arc<Shared>,
    /// Ends requests that are still on their way.
    _alive: DropGuard,
}

/// What the engine remembers from keystroke to keystroke.
pub(super) struct Shared {
    models: Arc<dyn Models>,
    settings: RwLock<Arc<CompletionSettings>>,
    cache: Arc<Mutex<Cache>>,
    debounce: Arc<Mutex<Debounce>>,
    flights: Arc<Flights>,
    ledger: Mutex<Ledger>,
    /// The latest tree of each document, the latest document last.
    trees: Mutex<Vec<(String, Arc<ParsedText>)>>,
    turns: Mutex<FxHashMap<String, Turn>>,
}

/// The keystroke that is answered for a document.
struct Turn {
    text: Arc<str>,
    offset: usize,
    token: CancellationToken,
}

impl Engine {
    /// An engine that asks `gateway` where a model serves completion. It belongs to a tokio runtime with time.
    pub fn new(gateway: Arc<Gateway>, settings: CompletionSettings) -> Self {
        Self::with_models(Arc::new(ByGateway(gateway)), settings)
    }

    pub(super) fn with_models(models: Arc<dyn Models>, settings: CompletionSettings) -> Self {
        let root = CancellationToken::new();
        let shared = Shared {
            models,
            settings: RwLock::new(Arc::new(settings)),
            cache: Arc::default(),
            debounce: Arc::new(Mutex::new(Debounce::new(now()))),
            flights: Arc::new(Flights::new(root.clone())),
            ledger: Mutex::default(),
            trees: Mutex::default(),
            turns: Mutex::default(),
        };
        Self { shared: Arc::new(shared), _alive: root.drop_guard() }
    }

    /// Goes by other settings from now on.
    pub fn set_settings(&self, settings: CompletionSettings) {
        *self.shared.settings.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(settings);
        lock(&self.shared.cache).clear();
    }

    /// Suggestions for `typing`. It waits out the debounce, and is cancelled by dropping the future. A later call for the same
    /// document takes the place of an earlier one, which then answers with nothing.
    pub async fn complete(&self, typing: Typing, room: &impl Room) -> Answer {
        let mut log = Recorder::default();
        let view = View::of(typing);
        let turn = self.shared.take_turn(&view);
        let outcome = tokio::select! {
            biased;
            () = turn.cancelled() => Err("A newer keystroke took its place.".to_owned()),
            outcome = self.shared.answer(view, room, &mut log) => outcome,
        };
        log.finish(outcome)
    }

    /// Parses the text of a document that is about to be completed, so that nobody waits for it later. It needs no index, and can be
    /// done while that takes in what was typed.
    pub async fn read_ahead(&self, document: &str, text: Arc<str>, offset: u32, language: LanguageId, room: &impl Room) {
        let (shared, document) = (self.shared.clone(), document.to_owned());
        room.run(Box::new(move |_| {
            shared.parsed(&document, &text, offset, language);
        }))
        .await;
    }

    /// A suggestion was shown.
    pub fn shown(&self, id: &str) {
        lock(&self.shared.ledger).shown(id);
    }

    /// A suggestion was accepted, whole or its first `bytes`. What is left of one that was accepted in part is served from
    /// the cache, as if its beginning had been typed.
    pub fn accepted(&self, id: &str, _bytes: Option<u32>) {
        let verdict = lock(&self.shared.ledger).settle(id, Verdict::Accepted);
        self.shared.learn(verdict);
    }

    /// A suggestion was dismissed.
    pub fn rejected(&self, id: &str) {
        let verdict = lock(&self.shared.ledger).settle(id, Verdict::Rejected);
        self.shared.learn(verdict);
    }

    #[cfg(test)]
    pub(super) fn open_requests(&self) -> usize {
        self.shared.flights.count()
    }
}

impl Shared {
    pub(super) fn settings(&self) -> Arc<CompletionSettings> {
        self.settings.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The tree of `text`, from the one of the document's last text where there is one.
    pub(super) fn parsed(&self, document: &str, text: &Arc<str>, offset: u32, language: LanguageId) -> Option<Arc<ParsedText>> {
        let earlier = lock(&self.trees).iter().find(|(known, _)| known == document).map(|(_, parsed)| parsed.clone());
        if let Some(same) = earlier.as_ref().filter(|earlier| earlier.document() == text && earlier.covers(offset)) {
            return Some(same.clone());
        }
        let parsed = Arc::new(ParsedText::parse_near(text.clone(), offset, language, earlier.as_deref())?);
        let mut trees = lock(&self.trees);
        trees.retain(|(known, _)| known != document);
        trees.push((document.to_owned(), parsed.clone()));
        if trees.len() > MAX_DOCUMENTS {
            trees.remove(0);
        }
        Some(parsed)
    }

    pub(super) fn is_unwanted(&self, document: &str, site: &Site, text: &str) -> bool {
        lock(&self.ledger).is_unwanted(document, site, text, now())
    }

    /// Ends the turn of an earlier keystroke in the same document; asking twice for one place is one turn.
    fn take_turn(&self, view: &View) -> CancellationToken {
        let mut turns = lock(&self.turns);
        if let Some(turn) = turns.get(&view.document) {
            if turn.offset == view.offset && turn.text == view.text {
                return turn.token.clone();
            }
            turn.token.cancel();
        }
        if turns.len() >= MAX_DOCUMENTS {
            turns.clear();
        }
        let token = CancellationToken::new();
        turns.insert(view.document.clone(), Turn { text: view.text.clone(), offset: view.offset, token: token.clone() });
        token
    }

    fn learn(&self, verdict: Option<Verdict>) {
        let settings = self.settings();
        let bounds = (settings.debounce_min_ms, settings.debounce_max_ms);
        let mut debounce = lock(&self.debounce);
        match verdict {
            Some(Verdict::Accepted) => debounce.accepted(now(), bounds),
            Some(Verdict::Rejected) => debounce.rejected(now(), bounds),
            None => {}
        }
    }

    async fn answer(self: &Arc<Self>, view: View, room: &impl Room, log: &mut Recorder) -> Result<Vec<Suggestion>, Silence> {
        let settings = self.settings();
        let verdicts = lock(&self.ledger).notice(&view.document, &view.text, view.offset, now());
        verdicts.into_iter().for_each(|verdict| self.learn(Some(verdict)));
        view.gate(&settings)?;
        let since = now();
        let cached = lock(&self.cache).lookup(&view.document, view.prefix(), view.suffix());
        log.step(
            "cache",
            since,
            if cached.len() == 1 {
                "1 answer fits what was typed.".to_owned()
            } else {
                format!("{} answers fit what was typed.", cached.len())
            },
        );
        let has_cached = !cached.is_empty();
        let look = self.look(&view, cached, room, log).await?;
        let known = rank(look.prepared.clone(), view.trigger);
        let was_asked =
            view.trigger == Trigger::Automatic && lock(&self.cache).was_asked(&view.document, view.prefix(), view.suffix());
        let is_enough = match known.first() {
            Some(_) if was_asked || !self.models.serves() => true,
            Some(best) => is_enough(&view, &look, best, has_cached) || self.is_alone(view.trigger, log),
            None => false,
        };
        if is_enough {
            return Ok(self.give(&view, &look.site, known));
        }
        if !self.models.serves() {
            let local = look.local_silence.unwrap_or_else(|| "Nothing was left after filters and check.".to_owned());
            return Err(format!("{local} No model is configured for completion."));
        }
        if was_asked {
            let local = look.local_silence.map(|local| format!(" {local}")).unwrap_or_default();
            return Err(format!("The model was asked here before, and its answer is of no use.{local}"));
        }
        let asked = self.ask(&view, &look, &settings, !known.is_empty(), room, log).await;
        self.combine(view, look, asked, room, log).await
    }

    /// True where a model fails and is not worth waiting for. Where nothing else is to be shown it is asked all the same, so it is
    /// noticed when it answers again.
    fn is_alone(&self, trigger: Trigger, log: &mut Recorder) -> bool {
        let is_alone = trigger == Trigger::Automatic && self.models.is_failing();
        if is_alone {
            log.measured("model", 0.0, "The model fails at the moment and is not waited for.".to_owned());
        }
        is_alone
    }

    /// The first look, with cached answers and local predictions.
    async fn look(
        self: &Arc<Self>,
        view: &View,
        cached: Vec<Candidate>,
        room: &impl Room,
        log: &mut Recorder,
    ) -> Result<Look, Silence> {
        let (shared, view) = (self.clone(), view.clone());
        let found = room.run(Box::new(move |cancel| look(&shared, &view, cached, cancel))).await;
        let mut look = found.unwrap_or_else(|| Err("The work for the answer was cancelled.".to_owned()))?;
        log.append(&mut look.log);
        Ok(look)
    }

    /// Asks a model, or waits for one that was asked already. The answer is in the cache afterwards.
    async fn ask(
        self: &Arc<Self>,
        view: &View,
        look: &Look,
        settings: &CompletionSettings,
        has_local: bool,
        room: &impl Room,
        log: &mut Recorder,
    ) -> Result<(), Silence> {
        let since = now();
        if let Some(waiting) = self.flights.join(&view.document, &look.site)
            && let Some(ended) = self.wait(waiting, view, &look.site, has_local).await?
        {
            log.step("model", since, "An earlier request was on its way and fits what was typed since.");
            note(&ended, log);
            if ended.fault.is_none() && self.has_model_answer(view) {
                return Ok(());
            }
        }
        let documents = self.retrieve(view, settings, room, log).await;
        let request = prompt::fim_v1(&look.site, &view.path, documents, settings);
        let since = now();
        let ground = Ground { models: self.models.clone(), cache: self.cache.clone(), debounce: self.debounce.clone() };
        let sent = format!(
            "Prepared {} bytes as {}, with {} other files.",
            request.prefix.len() + request.suffix.len(),
            prompt::FORMAT,
            request.documents.len()
        );
        let waiting = self.flights.start(ground, &view.document, &look.site, request);
        let ended = self.wait(waiting, view, &look.site, has_local).await;
        log.step("model", since, sent);
        let ended = ended?.ok_or_else(|| "The model's answer does not fit what was typed.".to_owned())?;
        note(&ended, log);
        ended.fault.clone().map_or(Ok(()), Err)
    }

    /// Waits for a request; not for long where a local prediction could be shown meanwhile.
    async fn wait(&self, waiting: Waiting, view: &View, site: &Site, has_local: bool) -> Result<Option<Arc<Ended>>, Silence> {
        if !has_local || view.trigger == Trigger::Invoked {
            return Ok(waiting.end(site).await);
        }
        let late = |_| "The model took longer than a local prediction can wait.".to_owned();
        tokio::time::timeout(LATE, waiting.end(site)).await.map_err(late)
    }

    fn has_model_answer(&self, view: &View) -> bool {
        let found = lock(&self.cache).lookup(&view.document, view.prefix(), view.suffix());
        found.iter().any(|it| it.source != Source::Local)
    }

    /// Texts of other files, found while the debounce is waited out.
    async fn retrieve(&self, view: &View, settings: &CompletionSettings, room: &impl Room, log: &mut Recorder) -> Vec<Document> {
        let bounds = (settings.debounce_min_ms, settings.debounce_max_ms);
        let wait = match view.trigger {
            Trigger::Automatic => lock(&self.debounce).wait(now(), bounds),
            Trigger::Invoked => Duration::ZERO,
        };
        let (since, view) = (now(), view.clone());
        let options = ContextOptions { budget_tokens: prompt::document_tokens(settings) };
        let work = room.run(Box::new(move |cancel| {
            let since = now();
            let is_cancelled = || cancel.is_cancelled();
            let context = completion_context_until(&view.snapshot, &view.place(), &options, &*view.texts, &is_cancelled);
            (prompt::documents(&view.snapshot, &context), context.tokens, now() - since)
        }));
        let (found, ()) = tokio::join!(tokio::time::timeout(MAX_RETRIEVAL.max(wait), work), tokio::time::sleep(wait));
        log.step("debounce", since, format!("Waited {} ms for the next keystroke.", wait.as_millis()));
        let Ok(Some((documents, tokens, elapsed))) = found else {
            log.step("retrieval", since, "It took too long, and the model is asked without other files.");
            return Vec::new();
        };
        log.measured("retrieval", milliseconds(elapsed), format!("{tokens} tokens of {} other files.", documents.len()));
        documents
    }

    /// What is shown once a model has answered, or has not.
    async fn combine(
        self: &Arc<Self>,
        view: View,
        look: Look,
        asked: Result<(), Silence>,
        room: &impl Room,
        log: &mut Recorder,
    ) -> Result<Vec<Suggestion>, Silence> {
        let mut found = lock(&self.cache).lookup(&view.document, view.prefix(), view.suffix());
        found.retain(|it| look.prepared.iter().all(|known| known.candidate.text != it.text));
        let mut prepared = look.prepared;
        if !found.is_empty() {
            let (shared, view, site, parsed) = (self.clone(), view.clone(), look.site.clone(), look.parsed.clone());
            let work = room.run(Box::new(move |_| {
                let mut log = Recorder::default();
                (prepare(&shared, &view, &site, parsed.as_deref(), found, &mut log), log)
            }));
            let (more, mut inner) = work.await.unwrap_or_default();
            log.append(&mut inner);
            prepared.extend(more);
        }
        if let Err(why) = &asked {
            log.measured("model", 0.0, why.clone());
        }
        let had_any = !prepared.is_empty();
        let ranked = rank(prepared, view.trigger);
        if !ranked.is_empty() {
            return Ok(self.give(&view, &look.site, ranked));
        }
        let why = match asked {
            Err(why) => why,
            Ok(()) if had_any => "The model's answer would not read as the language.".to_owned(),
            Ok(()) => "The model's answer was filtered.".to_owned(),
        };
        Err(look.local_silence.map_or(why.clone(), |local| format!("{why} {local}")))
    }

    /// Names the suggestions and remembers them.
    fn give(&self, view: &View, site: &Site, ranked: Vec<Prepared>) -> Vec<Suggestion> {
        let mut suggestions = Vec::with_capacity(ranked.len());
        for (at, prepared) in ranked.into_iter().enumerate() {
            let Prepared { mut candidate, fitted, .. } = prepared;
            let id = lock(&self.ledger).record(&view.document, site, &fitted.text);
            candidate.is_shown |= at == 0 && view.trigger == Trigger::Automatic;
            let (confidence, source, reason) = (candidate.confidence, candidate.source.clone(), candidate.reason.clone());
            lock(&self.cache).keep(&view.document, view.prefix(), view.suffix(), candidate);
            let (span, text) = view.edit(site, fitted.replaced, &fitted.text);
            suggestions.push(Suggestion { id, span, text, confidence, source, reason });
        }
        suggestions
    }
}

/// True where a model need not be asked.
fn is_enough(view: &View, look: &Look, best: &Prepared, has_cached: bool) -> bool {
    let is_model = |it: &Prepared| it.candidate.source != Source::Local;
    match view.trigger {
        Trigger::Automatic if has_cached => best.candidate.is_shown || is_model(best),
        Trigger::Automatic => best.candidate.confidence >= SURE && !look.site.is_multi_line(),
        Trigger::Invoked => look.prepared.iter().any(is_model),
    }
}

fn note(ended: &Ended, log: &mut Recorder) {
    for note in &ended.notes {
        log.measured("model", 0.0, note.clone());
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
