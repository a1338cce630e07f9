//! One look for next edits in a snapshot: the folder, the edits that still stand, the engine, and what of its answer is sound.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use sapwood_assist::next_edit::{Answer, NextEditSettings, Query, Suggestion};
use sapwood_base::LineEdit;
use sapwood_context::search::Texts;
use tokio_util::sync::CancellationToken;

use super::models::{Ground, absolute};
use super::sound::{is_editable, is_of_use, stands_in};
use crate::workspace::{RootSnapshot, WorkspaceSnapshot};

/// What to look for.
pub(super) struct Look {
    pub(super) path: PathBuf,
    pub(super) line: u32,
    /// The edits so far, by absolute paths.
    pub(super) history: Vec<LineEdit>,
    pub(super) settings: NextEditSettings,
    /// Models will be asked about what is found.
    pub(super) for_models: bool,
}

/// What was found; paths are absolute.
#[derive(Clone, Default)]
pub(super) struct Seen {
    pub(super) answer: Answer,
    /// What it was found in, where models will be asked about it.
    pub(super) ground: Option<Ground>,
}

/// The texts of one folder, each read once.
struct FolderTexts<'a> {
    workspace: &'a WorkspaceSnapshot,
    folder: &'a RootSnapshot,
    known: Mutex<FxHashMap<String, Option<Arc<str>>>>,
}

impl Texts for FolderTexts<'_> {
    fn text(&self, path: &str) -> Option<Arc<str>> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = known().get(path) {
            return text.clone();
        }
        let read = self.workspace.text(&self.folder.root.absolute(path)).map(|text| Arc::from(text.as_str()));
        known().entry(path.to_owned()).or_insert(read).clone()
    }
}

/// Asks `engine` what should follow from the edits in the folder that the document lies in.
pub(super) fn look(
    workspace: &WorkspaceSnapshot,
    wanted: &Look,
    engine: &dyn Fn(&Query<'_>) -> Answer,
    token: &CancellationToken,
) -> Seen {
    let mut seen = Seen::default();
    let Some((folder, path)) = workspace.locate(&wanted.path) else {
        seen.answer.account.push("The document lies in no folder of the workspace.".to_owned());
        return seen;
    };
    let texts = FolderTexts { workspace, folder, known: Mutex::default() };
    let history = standing(&wanted.history, folder, &texts);
    if history.is_empty() {
        seen.answer.account.push("No edit of this folder stands as it was made.".to_owned());
        return seen;
    }
    let cursor = Some((path.as_str(), wanted.line));
    let (snapshot, settings) = (&*folder.index, wanted.settings);
    seen.answer = engine(&Query { snapshot, texts: &texts, history: &history, cursor, settings, token });
    seen.keep_sound(&texts);
    seen.ground = wanted.for_models.then(|| Ground {
        workspace: workspace.clone(),
        folder: folder.clone(),
        path,
        line: wanted.line,
        history: history.clone(),
        settings,
        graph: seen.answer.clone(),
    });
    seen.answer = absolute(seen.answer, folder);
    seen
}

/// What is sound of an answer that was found in `ground`, with absolute paths.
pub(super) fn settled(ground: &Ground, answer: Answer) -> Seen {
    let texts = FolderTexts { workspace: &ground.workspace, folder: &ground.folder, known: Mutex::default() };
    let mut seen = Seen { answer, ground: None };
    seen.keep_sound(&texts);
    seen.answer = absolute(seen.answer, &ground.folder);
    seen
}

/// The edits in `folder` whose new lines stand where they were written; a file may have changed behind them.
fn standing(history: &[LineEdit], folder: &RootSnapshot, texts: &FolderTexts<'_>) -> Vec<LineEdit> {
    let placed = history.iter().filter_map(|edit| {
        let path = crate::loader::slashed(&folder.root.relative(Path::new(&edit.path))?)?;
        Some(LineEdit { path, ..edit.clone() })
    });
    let stands = |edit: &LineEdit| {
        let Some(text) = texts.text(&edit.path) else { return false };
        let mut lines = sapwood_base::lines(&text).skip(edit.start as usize);
        edit.new.iter().all(|line| lines.next() == Some(line))
    };
    placed.filter(stands).collect()
}

impl Seen {
    /// Leaves out what must not be proposed, and says so.
    fn keep_sound(&mut self, texts: &FolderTexts<'_>) {
        let mut editable: FxHashMap<String, bool> = FxHashMap::default();
        let mut kept: Vec<Suggestion> = Vec::new();
        let mut faults: Vec<(&str, usize)> = Vec::new();
        for suggestion in std::mem::take(&mut self.answer.suggestions) {
            match fault(&suggestion, texts, &mut editable) {
                None => kept.push(suggestion),
                Some(fault) => match faults.iter_mut().find(|(own, _)| *own == fault) {
                    Some((_, count)) => *count += 1,
                    None => faults.push((fault, 1)),
                },
            }
        }
        self.answer.suggestions = kept;
        self.answer.account.extend(faults.into_iter().map(|(fault, count)| format!("{count} left out: {fault}.")));
    }
}

/// Why a suggestion must not be shown.
fn fault(suggestion: &Suggestion, texts: &FolderTexts<'_>, editable: &mut FxHashMap<String, bool>) -> Option<&'static str> {
    let Some(text) = texts.text(&suggestion.path) else { return Some("the file is gone") };
    let may_edit = || {
        let absolute = texts.folder.root.absolute(&suggestion.path);
        is_editable(&suggestion.path, &text) && texts.workspace.is_writable(&absolute)
    };
    if !*editable.entry(suggestion.path.clone()).or_insert_with(may_edit) {
        Some("the file is generated, read-only, or not this project's own")
    } else if !stands_in(&text, suggestion) {
        Some("the text there is another by now")
    } else if !is_of_use(suggestion) {
        Some("nothing would change")
    } else {
        None
    }
}
