//! Inline completion for one client: the engine with what it needs of the workspace, the memory of what was answered and why,
//! and the count of what became of it. It knows no protocol and ranks nothing.

mod accounts;
mod items;
mod place;
mod recent;
mod verdicts;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use rustc_hash::FxHashMap;
use sapwood_assist::completion::{Account, Answer, Engine, Source, Suggestion, Trigger};
use sapwood_base::{Position, Span};
use sapwood_grammars::{LanguageId, MAX_FILE_BYTES, language};
use sapwood_model::{Gateway, ModelSettings};
use tokio_util::sync::CancellationToken;

use self::accounts::Accounts;
use self::items::{Given, Items};
use crate::config::Settings;
use crate::metrics::{Log, Survival};
use crate::tasks::Tasks;
use crate::workspace::{Edit, Workspace};

pub use accounts::Explained;
pub use recent::Recent;

/// How long a suggestion waits for the index to show what was typed; after that the index of a moment ago has to do.
const PATIENCE: Duration = Duration::from_millis(25);

/// A place in a document at which something is to be suggested.
#[derive(Debug, Clone)]
pub struct Question {
    /// The document.
    pub path: PathBuf,
    /// The name of its language, as the editor calls it; empty where nobody told.
    pub language: String,
    /// Its version.
    pub version: i32,
    /// The text of that version.
    pub text: Arc<String>,
    /// The cursor, in bytes of the text.
    pub offset: u32,
    /// The same as the editor counts it.
    pub place: Position,
    /// What made the editor ask.
    pub trigger: Trigger,
    /// What the editor's own list has selected: the span it would replace, and its text.
    pub selected: Option<(Span, String)>,
}

/// Completion for one client.
pub struct Completion {
    engine: ArcSwap<Engine>,
    gateway: ArcSwap<Gateway>,
    /// The settings that the gateway was made by.
    models: ArcSwap<ModelSettings>,
    tasks: Arc<Tasks>,
    /// The client tells what it shows; of another's answers the best is taken to be shown.
    tells_shown: bool,
    /// Begins the ids of this session in the log.
    session: String,
    log: ArcSwap<Log>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    recent: Recent,
    accounts: Accounts,
    items: Items,
    survival: Survival,
    /// The languages of open documents, as the editor calls them.
    languages: FxHashMap<PathBuf, String>,
    /// The question that each document waits for.
    asked: FxHashMap<PathBuf, (i32, CancellationToken)>,
}

impl Completion {
    /// Completion by `settings`, whose CPU work is done by `tasks`.
    pub fn new(settings: &Settings, tasks: Arc<Tasks>, tells_shown: bool) -> Self {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let (engine, gateway) = engine(settings);
        Self {
            engine: ArcSwap::from_pointee(engine),
            gateway: ArcSwap::from(gateway),
            models: ArcSwap::from_pointee(settings.models.clone()),
            tasks,
            tells_shown,
            session: format!("{:x}{:x}", since.as_millis(), std::process::id()),
            log: ArcSwap::from_pointee(Log::new(settings.log_folder())),
            state: Mutex::default(),
        }
    }

    /// Suggestions for `question`, best first: at most a few, all of them for the text of that version. A later question about
    /// the same document puts an end to it.
    pub async fn complete(&self, workspace: &Workspace, question: Question) -> Vec<Suggestion> {
        let started = Instant::now();
        let superseded = self.supersede(&question);
        let shown = workspace.caught_up(PATIENCE);
        let answer = async {
            // Parsing needs no index, and is done while that takes in what was typed.
            let (is_shown, ()) = tokio::join!(shown, self.read_ahead(&question));
            self.ask(workspace, &question, is_shown).await
        };
        let answer = tokio::select! {
            biased;
            () = superseded.cancelled() => silent("A later question about the same document came in."),
            answer = answer => answer,
        };
        let is_current = workspace.document(&question.path).is_some_and(|document| document.version == question.version);
        let answer = if is_current || answer.suggestions.is_empty() {
            valid(answer, &question)
        } else {
            silent("The document was edited before the answer was there.")
        };
        self.remember(&question, &answer, started.elapsed());
        answer.suggestions
    }

    async fn ask(&self, workspace: &Workspace, question: &Question, is_shown: bool) -> Answer {
        let snapshot = workspace.snapshot();
        let places = self.recent();
        let asked = question.clone();
        let typing = self.tasks.run(move |_| place::typing(snapshot, &asked, &places, is_shown)).await;
        let engine = self.engine.load_full();
        match typing {
            Ok(typing) => engine.complete(typing, &*self.tasks).await,
            Err(error) => silent(&format!("The place could not be looked at: {error}.")),
        }
    }

    async fn read_ahead(&self, question: &Question) {
        let language = language_of(question).filter(|_| question.selected.is_none() && question.text.len() <= MAX_FILE_BYTES);
        let Some(language) = language else { return };
        let (engine, document) = (self.engine.load_full(), question.path.to_string_lossy());
        engine.read_ahead(&document, question.text.as_str().into(), question.offset, language, &*self.tasks).await;
    }

    /// Puts an end to older questions about the document; gives the token by which a later one ends this.
    fn supersede(&self, question: &Question) -> CancellationToken {
        let token = CancellationToken::new();
        let mut state = self.lock();
        state.recent.viewed(&question.path, question.place.line);
        match state.asked.get(&question.path) {
            Some((version, older)) if *version < question.version => older.cancel(),
            _ => {}
        }
        state.asked.insert(question.path.clone(), (question.version, token.clone()));
        token
    }

    /// Notes what is given out and how it came about.
    fn remember(&self, question: &Question, answer: &Answer, elapsed: Duration) {
        let language = language_name(question);
        let mut state = self.lock();
        for suggestion in &answer.suggestions {
            state.items.give(Given {
                id: suggestion.id.clone(),
                path: question.path.clone(),
                start: suggestion.span.start,
                text: suggestion.text.as_str().into(),
                language,
                source: source_name(&suggestion.source).to_owned(),
                is_shown: false,
                accepted: 0,
            });
        }
        let (suggestions, account) = (answer.suggestions.clone(), answer.account.clone());
        let (version, place, trigger) = (question.version, question.place, question.trigger);
        let explained = Explained { version, place, trigger, elapsed, suggestions, account };
        state.accounts.add(&question.path, explained);
        drop(state);
        self.note_showing(question, answer.suggestions.first());
    }

    /// A document was opened whose language the editor calls `language`.
    pub fn opened(&self, path: &Path, language: &str) {
        let mut state = self.lock();
        state.languages.insert(path.to_owned(), language.to_owned());
        state.recent.viewed(path, 0);
    }

    /// A document was edited.
    pub fn edited(&self, path: &Path, edits: &[Edit]) {
        let mut state = self.lock();
        for edit in edits {
            state.recent.edited(path, edit);
            state.items.edited(path, edit);
            state.survival.edited(path, edit);
        }
    }

    /// A document was closed that held `text`.
    pub fn closed(&self, path: &Path, text: &str) {
        let mut state = self.lock();
        state.survival.closed(path, text);
        state.languages.remove(path);
        state.items.show(path, None);
        if let Some((_, asked)) = state.asked.remove(path) {
            asked.cancel();
        }
    }

    /// What the editor calls the language of the document at `path`.
    pub fn language_of(&self, path: &Path) -> String {
        self.lock().languages.get(path).cloned().unwrap_or_default()
    }

    /// The last answers for the document at `path`, latest first; those on `line` alone where one is given.
    pub fn explain(&self, path: &Path, line: Option<u32>) -> Vec<Explained> {
        self.lock().accounts.of(path, line)
    }

    /// Goes by other settings from now on. The same models stay connected.
    pub fn set_settings(&self, settings: &Settings) {
        self.log.store(Arc::new(Log::new(settings.log_folder())));
        let models = Arc::new(settings.models.clone());
        if self.models.swap(models.clone()) == models {
            return self.engine.load().set_settings(settings.completion.clone());
        }
        let (engine, gateway) = engine(settings);
        self.engine.store(Arc::new(engine));
        // A new engine counts its suggestions anew.
        self.lock().items = Items::default();
        self.gateway.store(gateway);
    }

    /// Where somebody was lately.
    pub fn recent(&self) -> Recent {
        self.lock().recent.clone()
    }

    /// The models that are asked.
    pub fn gateway(&self) -> Arc<Gateway> {
        self.gateway.load_full()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The engine that `settings` ask for, with the models that it asks.
pub fn engine(settings: &Settings) -> (Engine, Arc<Gateway>) {
    let gateway = Arc::new(settings.gateway());
    (Engine::new(gateway.clone(), settings.completion.clone()), gateway)
}

fn silent(reason: &str) -> Answer {
    Answer { suggestions: Vec::new(), account: Account { silence: Some(reason.to_owned()), ..Account::default() } }
}

/// `answer` without suggestions that do not fit the text: a span lies within the cursor's line and holds the cursor.
fn valid(mut answer: Answer, question: &Question) -> Answer {
    let text = question.text.as_str();
    let fits = |suggestion: &Suggestion| {
        let span = suggestion.span;
        let replaced = text.get(span.start as usize..span.end as usize);
        let holds_cursor = span.start <= question.offset && question.offset <= span.end;
        let is_new = !repeats_word(text.get(..span.start as usize).unwrap_or_default(), &suggestion.text);
        holds_cursor && is_new && !suggestion.text.is_empty() && replaced.is_some_and(|replaced| !replaced.contains('\n'))
    };
    let before = answer.suggestions.len();
    answer.suggestions.retain(fits);
    if answer.suggestions.is_empty() && before > 0 {
        answer.account.silence = Some("What was suggested did not fit the text at the cursor.".to_owned());
    }
    answer
}

/// True where `text` begins with the word that stands before the cursor already.
fn repeats_word(before: &str, text: &str) -> bool {
    let word = &before[before.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').len()..];
    word.len() >= 3 && text.starts_with(word)
}

/// The document's language: what its name and text show, else what the editor calls it.
fn language_of(question: &Question) -> Option<LanguageId> {
    let detected = crate::loader::language_of(&question.path.to_string_lossy(), &question.text);
    detected.or_else(|| sapwood_grammars::by_name(&question.language.to_lowercase()))
}

/// The language's name in the log.
fn language_name(question: &Question) -> &'static str {
    language_of(question).map_or("other", |id| language(id).name)
}

/// The source's name in the log and for people.
pub fn source_name(source: &Source) -> &str {
    match source {
        Source::Local => "local",
        Source::Model(name) => name,
    }
}

#[cfg(test)]
mod tests {
    use super::repeats_word;

    #[test]
    fn a_word_that_is_there_is_not_suggested_again() {
        assert!(repeats_word("    true", "true"));
        assert!(!repeats_word("    tr", "true"));
        assert!(!repeats_word("x.", "true") && !repeats_word("", "a"));
    }
}
