//! One question to the completion engine from the command line: the same steps that an editor's question takes. It prints nothing.

use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sapwood::completion::engine;
use sapwood::config::Settings;
use sapwood::tasks::Tasks;
use sapwood_assist::completion::{Answer, Trigger, Typing};
use sapwood_context::search::Texts;

use super::args::{Common, CompleteArguments};
use super::failure::{Failure, Outcome};
use super::place::Place;
use super::session::Session;

/// A place and what is suggested there.
pub(crate) struct Suggested {
    pub(crate) path: String,
    pub(crate) text: Arc<str>,
    pub(crate) offset: u32,
    pub(crate) answer: Answer,
    pub(crate) elapsed: Duration,
}

/// Texts on disk, but for the one that somebody types in.
struct Buffer {
    root: PathBuf,
    path: String,
    text: Arc<str>,
}

impl Texts for Buffer {
    fn text(&self, path: &str) -> Option<Arc<str>> {
        if path == self.path {
            return Some(self.text.clone());
        }
        let bytes = std::fs::read(self.root.join(path)).ok()?;
        Some(String::from_utf8_lossy(&bytes).into())
    }
}

/// Asks what comes next at the place that `arguments` name.
pub(crate) fn suggest(arguments: &CompleteArguments, common: &Common, settings: Settings) -> Outcome<Suggested> {
    let place = Place::parse(&arguments.place);
    let place = place.ok_or_else(|| Failure::usage("the place is not FILE:LINE:COL").hint("lines and columns count from one"))?;
    let mut session = Session::open_with(common.root.as_deref(), settings)?;
    let path = place.path_in(session.folder.root())?;
    let text = text_of(&mut session, &path, arguments.stdin)?;
    let offset = place.offset(&text);
    suggest_at(&session, path, text, offset)
}

/// Asks what comes next at `offset` in `text`, which the session's index shows at `path`.
pub(crate) fn suggest_at(session: &Session, path: String, text: Arc<str>, offset: u32) -> Outcome<Suggested> {
    let tasks = Tasks::new("sapwood-work", 0).map_err(Failure::new)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::new)?;
    let (engine, _) = engine(&session.settings);
    let root = session.folder.root().to_owned();
    let typing = Typing {
        snapshot: session.snapshot.clone(),
        texts: Arc::new(Buffer { root, path: path.clone(), text: text.clone() }),
        document: path.clone(),
        path: path.clone(),
        text: text.clone(),
        offset,
        trigger: Trigger::Invoked,
        selected: None,
        recent: Vec::new(),
    };
    let started = Instant::now();
    let answer = runtime.block_on(engine.complete(typing, &tasks));
    let elapsed = started.elapsed();
    runtime.shutdown_background();
    Ok(Suggested { path, text, offset, answer, elapsed })
}

/// The text of the file, or what standard input holds in its place.
fn text_of(session: &mut Session, path: &str, from_stdin: bool) -> Outcome<Arc<str>> {
    if !from_stdin {
        if !session.folder.root().join(path).is_file() {
            return Err(Failure::new(format!("{path} does not exist")).hint("pass the text of a new file with --stdin"));
        }
        return Ok(session.text(path).into());
    }
    let mut bytes = Vec::new();
    let read = io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|error| Failure::new(format!("standard input cannot be read: {error}")))?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    session.folder.overlay(path, &text).map_err(Failure::new)?;
    session.snapshot = session.folder.index().snapshot();
    Ok(text.into())
}
