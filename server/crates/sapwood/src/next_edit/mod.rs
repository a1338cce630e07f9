//! Next edits for one client: the history of edits, the session over what the engine finds, and the count of what became of it.
//! It knows no protocol and finds nothing itself.

mod accounts;
mod look;
mod models;
mod sound;
#[cfg(test)]
mod tests;
mod verdicts;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use rustc_hash::{FxHashMap, FxHashSet};
use sapwood_assist::next_edit::session::{Item, Scope, Series, Session, Ticket};
use sapwood_assist::next_edit::{Answer, NextEditSettings, Query, Suggestion, suggest};
use sapwood_base::{EditHistory, LineEdit};
use sapwood_model::Gateway;
use tokio_util::sync::CancellationToken;

use self::accounts::Accounts;
use self::look::{Look, Seen, look, settled};
use self::models::Models;
use crate::config::{NextEditOptions, Settings};
use crate::metrics::Log;
use crate::tasks::Tasks;
use crate::workspace::{Workspace, WorkspaceSnapshot};

pub use accounts::ExplainedEdit;
pub use sound::{is_editable, is_of_use, stands, stands_in};
pub use verdicts::{id_text, parse_id, source_name};

/// How long an answer waits for the index to show what was typed.
const PATIENCE: Duration = Duration::from_millis(25);
/// Where everything is to be accepted at once, at most this many places.
const MOST_AT_ONCE: usize = 10_000;

/// Finds what should follow.
pub type Engine = Arc<dyn Fn(&Query<'_>) -> Answer + Send + Sync>;

/// A place at which somebody works.
#[derive(Debug, Clone)]
pub struct Question {
    /// The document.
    pub path: PathBuf,
    /// The version that is asked about; the one that is there where none is named.
    pub version: Option<i32>,
    /// The cursor's line, 0-based.
    pub line: u32,
    /// Somebody asked for it, and did not merely type.
    pub is_asked: bool,
}

/// What is proposed, and in which texts.
pub struct Proposed {
    /// Suggestions, best first; their paths are absolute.
    pub items: Vec<Item>,
    /// How far the series has come.
    pub series: Series,
    /// The texts that the suggestions are placed in.
    pub workspace: WorkspaceSnapshot,
    /// Why there is nothing, in a sentence.
    pub silence: Option<String>,
}

/// Next edits for one client.
pub struct NextEdits {
    engine: Engine,
    tasks: Arc<Tasks>,
    models: ArcSwap<Models>,
    options: ArcSwap<NextEditOptions>,
    log: ArcSwap<Log>,
    /// Begins the ids of this session in the log.
    session: String,
    began: Instant,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    history: EditHistory,
    session: Session,
    /// The texts of edited documents when they were closed.
    closed: FxHashMap<PathBuf, Arc<String>>,
    /// What the offered suggestions were found for.
    known: Option<Known>,
    accounts: Accounts,
    /// Suggestions that were counted as shown, and as accepted or dismissed.
    counted: FxHashSet<(u64, bool)>,
    /// Ends the question that waits for its answer.
    asked: CancellationToken,
}

/// While all of this is as it was, so is the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    path: PathBuf,
    edits: u64,
    generation: u64,
}

/// A question that is worth an answer.
struct Begun {
    ticket: Ticket,
    history: Vec<LineEdit>,
    edits: u64,
    /// Ends this question when a later one comes in.
    later: CancellationToken,
}

impl NextEdits {
    /// Next edits by `settings`, whose CPU work is done by `tasks`.
    pub fn new(settings: &Settings, tasks: Arc<Tasks>) -> Self {
        Self::with_engine(settings, tasks, Arc::new(suggest))
    }

    /// The same with another engine.
    pub fn with_engine(settings: &Settings, tasks: Arc<Tasks>, engine: Engine) -> Self {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Self {
            engine,
            models: ArcSwap::from_pointee(Models::new(Arc::default(), tasks.clone())),
            tasks,
            options: ArcSwap::from_pointee(settings.next_edit),
            log: ArcSwap::from_pointee(Log::new(settings.log_folder())),
            session: format!("{:x}{:x}", since.as_millis(), std::process::id()),
            began: Instant::now(),
            state: Mutex::default(),
        }
    }

    /// Goes by other settings from now on.
    pub fn set_settings(&self, settings: &Settings) {
        self.options.store(Arc::new(settings.next_edit));
        self.log.store(Arc::new(Log::new(settings.log_folder())));
        self.lock().known = None;
    }

    /// Asks the models of `gateway` from now on.
    pub fn set_models(&self, gateway: Arc<Gateway>) {
        if !self.models.load().are_of(&gateway) {
            self.models.store(Arc::new(Models::new(gateway, self.tasks.clone())));
            self.lock().known = None;
        }
    }

    /// What should be edited next. A later question puts an end to it.
    pub async fn propose(&self, workspace: &Workspace, question: &Question) -> Proposed {
        let started = Instant::now();
        let begun = match self.begin(workspace, question) {
            Ok(begun) => begun,
            Err(silence) => return self.silent(workspace, question, silence, started),
        };
        let later = begun.later.clone();
        let answer = tokio::select! {
            biased;
            () = later.cancelled() => Err("A later question came in.".to_owned()),
            answer = self.find(workspace, question, begun, started) => answer,
        };
        answer.unwrap_or_else(|silence| self.silent(workspace, question, silence, started))
    }

    async fn find(&self, workspace: &Workspace, question: &Question, begun: Begun, started: Instant) -> Result<Proposed, String> {
        workspace.caught_up(PATIENCE).await;
        let snapshot = workspace.snapshot();
        let known = Known { path: question.path.clone(), edits: begun.edits, generation: snapshot.generation() };
        let is_known = self.lock().known.as_ref() == Some(&known);
        let mut is_pending = false;
        let (snapshot, seen) = if is_known {
            (snapshot, None)
        } else {
            let limit = NextEditSettings::default().limit;
            let for_models = self.models.load().serve();
            let (snapshot, seen) = self.look(snapshot, question, begun.history, limit, for_models).await?;
            let (seen, waits) = self.improved(seen, &begun.later).await;
            is_pending = waits;
            (snapshot, Some(seen))
        };
        let now = self.now();
        let mut state = self.lock();
        let mut explained = ExplainedEdit::new(question, started.elapsed());
        if let Some(seen) = seen {
            explained.take(&seen);
            state.take_in(begun.ticket, seen, now)?;
            // What a model is still to say is asked for again.
            state.known = (!is_pending).then_some(known);
        } else if state.session.ask() != begun.ticket {
            return Err(EDITED.to_owned());
        }
        let mut items = state.session.items(now, question.is_asked);
        items.retain(|item| stands(&snapshot, &item.suggestion));
        let series = state.session.series();
        explained.found(&items);
        let silence = explained.silence.clone();
        state.accounts.add(explained);
        drop(state);
        Ok(Proposed { items, series, workspace: snapshot, silence })
    }

    /// Everything that there is to do, in one `file` (an absolute path) or in all, however much it is.
    pub async fn everything(&self, workspace: &Workspace, question: &Question, file: Option<&str>) -> Proposed {
        let started = Instant::now();
        let found = self.find_everything(workspace, question, file).await;
        found.unwrap_or_else(|silence| self.silent(workspace, question, silence, started))
    }

    async fn find_everything(&self, workspace: &Workspace, question: &Question, file: Option<&str>) -> Result<Proposed, String> {
        let begun = self.begin(workspace, question)?;
        workspace.caught_up(PATIENCE).await;
        let (snapshot, seen) = self.look(workspace.snapshot(), question, begun.history, MOST_AT_ONCE, false).await?;
        let now = self.now();
        let mut state = self.lock();
        let found = seen.answer.suggestions.clone();
        state.take_in(begun.ticket, seen, now)?;
        let mut items = state.session.select(&Scope::All);
        let is_beyond = |own: &Suggestion| !items.iter().any(|item| item.suggestion == *own);
        let is_wanted = |own: &Suggestion| is_beyond(own) && !state.session.is_rejected(own) && !undoes(&state.history, own, now);
        // What is not kept has no name, and nothing is reported of it.
        let beyond: Vec<Item> =
            found.into_iter().filter(is_wanted).map(|suggestion| Item { id: 0, index: 0, suggestion }).collect();
        items.extend(beyond);
        items.retain(|item| file.is_none_or(|file| item.suggestion.path == file) && stands(&snapshot, &item.suggestion));
        let series = state.session.series();
        Ok(Proposed { items, series, workspace: snapshot, silence: None })
    }

    /// Looks whether the question is worth an answer.
    fn begin(&self, workspace: &Workspace, question: &Question) -> Result<Begun, String> {
        if !self.options.load().enabled {
            return Err("Next edits are switched off: `nextEdit.enabled`.".to_owned());
        }
        let Some(document) = workspace.document(&question.path) else { return Err("The document is not open.".to_owned()) };
        if question.version.is_some_and(|version| version != document.version) {
            return Err(format!("The document is at version {} by now.", document.version));
        }
        let mut state = self.lock();
        state.asked.cancel();
        state.asked = CancellationToken::new();
        if state.history.is_empty() {
            return Err("Nothing was edited lately.".to_owned());
        }
        Ok(Begun {
            ticket: state.session.ask(),
            history: state.history.edits(),
            edits: state.history.serial(),
            later: state.asked.clone(),
        })
    }

    async fn look(
        &self,
        snapshot: WorkspaceSnapshot,
        question: &Question,
        history: Vec<LineEdit>,
        limit: usize,
        for_models: bool,
    ) -> Result<(WorkspaceSnapshot, Seen), String> {
        let settings = NextEditSettings { threshold: self.options.load().threshold, limit };
        let wanted = Look { path: question.path.clone(), line: question.line, history, settings, for_models };
        let engine = self.engine.clone();
        let work = move |token: &CancellationToken| {
            let seen = look(&snapshot, &wanted, &*engine, token);
            (snapshot, seen)
        };
        self.tasks.run(work).await.map_err(|error| format!("The place could not be looked at: {error}."))
    }

    /// What was seen with what models say, and whether they may still say more about the same state.
    async fn improved(&self, mut seen: Seen, token: &CancellationToken) -> (Seen, bool) {
        let Some(ground) = seen.ground.take() else { return (seen, false) };
        let improved = self.models.load_full().improve(ground.clone(), token).await;
        let is_pending = improved.is_pending;
        let settled = self.tasks.run(move |_| settled(&ground, improved.answer)).await;
        (settled.unwrap_or(seen), is_pending)
    }

    fn silent(&self, workspace: &Workspace, question: &Question, silence: String, started: Instant) -> Proposed {
        let explained = ExplainedEdit { silence: Some(silence.clone()), ..ExplainedEdit::new(question, started.elapsed()) };
        self.lock().accounts.add(explained);
        Proposed { items: Vec::new(), series: Series::default(), workspace: workspace.snapshot(), silence: Some(silence) }
    }

    /// A document was opened. Where it is not as it was when it was closed, something else changed it.
    pub fn opened(&self, path: &Path, text: &str) {
        let mut state = self.lock();
        if let Some(before) = state.closed.remove(path) {
            let name = path.to_string_lossy();
            let changes = state.history.rewritten(&name, &before, text);
            changes.iter().for_each(|change| state.session.edited(change));
        }
    }

    /// A document was edited.
    pub fn edited(&self, path: &Path, before: &str, after: &str) {
        if !self.options.load().enabled {
            return;
        }
        let now = self.now();
        let mut state = self.lock();
        let changes = state.history.record(&path.to_string_lossy(), before, after, now);
        changes.iter().for_each(|change| state.session.edited(change));
    }

    /// A document was closed that held `text`.
    pub fn closed(&self, path: &Path, text: Arc<String>) {
        let mut state = self.lock();
        let name = path.to_string_lossy();
        if state.history.edits().iter().any(|edit| edit.path == name) {
            state.closed.insert(path.to_owned(), text);
        }
    }

    /// A file or folder got another name.
    pub fn renamed(&self, from: &Path, to: &Path) {
        let mut state = self.lock();
        let (from, to) = (from.to_string_lossy(), to.to_string_lossy());
        state.history.renamed(&from, &to);
        state.session.forget(&from);
        state.known = None;
    }

    /// Many files were changed at once by something else, such as a switch of branches.
    pub fn switched(&self) {
        let now = self.now();
        let mut state = self.lock();
        state.history.reset(now);
        state.session.reset();
        state.closed.clear();
        state.known = None;
    }

    /// Why the last answers were what they were, latest first: those about the document at `path`, on `line` where one is given.
    pub fn explain(&self, path: &Path, line: Option<u32>) -> Vec<ExplainedEdit> {
        self.lock().accounts.of(path, line)
    }

    /// Milliseconds by a clock that never goes back.
    fn now(&self) -> u64 {
        // Away from zero, so that what rests until zero has rested.
        self.began.elapsed().as_millis() as u64 + 1
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const EDITED: &str = "Something was edited before the answer was there.";

impl State {
    fn take_in(&mut self, ticket: Ticket, seen: Seen, now: u64) -> Result<(), String> {
        let history = &self.history;
        let is_barred = |own: &Suggestion| undoes(history, own, now);
        let is_in_time = self.session.answer(ticket, seen.answer.suggestions, &is_barred);
        if is_in_time { Ok(()) } else { Err(EDITED.to_owned()) }
    }
}

/// True where a suggestion would take back what was just done.
fn undoes(history: &EditHistory, suggestion: &Suggestion, now: u64) -> bool {
    let is_edit = suggestion.text.as_deref() != Some(suggestion.old.as_str());
    is_edit && history.undoes(&suggestion.path, &suggestion.lines, suggestion.text.as_deref(), now)
}
