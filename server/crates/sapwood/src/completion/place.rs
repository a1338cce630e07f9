//! From a workspace and a place in a document to what the engine needs to know of it. It suggests nothing.

use std::path::Path;
use std::sync::Arc;

use sapwood_assist::completion::Typing;
use sapwood_context::search::Texts;
use sapwood_grammars::{by_name, language};
use sapwood_index::{Index, IndexSnapshot};

use super::{Question, Recent};
use crate::loader::content_hash;
use crate::workspace::{RootSnapshot, WorkspaceSnapshot};

/// The texts of a folder, in which one document stands as it was when somebody asked.
struct TextsAt {
    workspace: WorkspaceSnapshot,
    /// The folder; without one there are no texts.
    root: Option<usize>,
    own: String,
    text: Arc<str>,
}

impl Texts for TextsAt {
    fn text(&self, path: &str) -> Option<Arc<str>> {
        if path == self.own {
            return Some(self.text.clone());
        }
        let root = self.workspace.roots.get(self.root?)?;
        self.workspace.text(&root.root.absolute(path)).map(|text| Arc::from(text.as_str()))
    }
}

/// What the engine needs to know of `question`. `is_shown` tells whether the indexes show every edit before it.
pub(super) fn typing(workspace: WorkspaceSnapshot, question: &Question, recent: &Recent, is_shown: bool) -> Typing {
    let (root, path) = located(&workspace, question);
    let text: Arc<str> = Arc::from(question.text.as_str());
    let folder = root.and_then(|at| workspace.roots.get(at));
    let snapshot = folder.map_or_else(empty, |folder| showing(folder, &path, &text, is_shown));
    let places = folder.map_or_else(Vec::new, |folder| recent.places_in(&folder.root, &snapshot));
    Typing {
        texts: Arc::new(TextsAt { workspace, root, own: path.clone(), text: text.clone() }),
        snapshot,
        document: question.path.to_string_lossy().into_owned(),
        path,
        text,
        offset: question.offset,
        trigger: question.trigger,
        selected: question.selected.clone(),
        recent: places,
    }
}

/// The innermost folder that holds the document, and its path there. A document without a file belongs to the only folder, if
/// there is one; its name gets the ending of its language, which is all that its name could tell.
fn located(workspace: &WorkspaceSnapshot, question: &Question) -> (Option<usize>, String) {
    let roots = workspace.roots.iter().enumerate();
    let places = roots.filter_map(|(at, root)| Some((at, crate::loader::slashed(&root.root.relative(&question.path)?)?)));
    if let Some((at, path)) = places.min_by_key(|(_, path)| path.len()) {
        return (Some(at), path);
    }
    let name = question.path.file_name().map(|name| name.to_string_lossy().replace(':', "/")).unwrap_or_default();
    let is_untitled = question.path.to_string_lossy().starts_with("untitled:");
    let root = (is_untitled && workspace.roots.len() == 1).then_some(0);
    (root, with_ending(name, &question.language))
}

fn with_ending(name: String, wanted: &str) -> String {
    let known = by_name(&wanted.to_lowercase()).map(language).and_then(|language| language.extensions.first());
    match known {
        Some(ending) if Path::new(&name).extension().is_none() => format!("{name}.{ending}"),
        _ => name,
    }
}

/// The folder's index with the document as it stands. Where the index is behind, the document is left out: what it held before
/// would be shown beside what it holds now.
fn showing(folder: &RootSnapshot, path: &str, text: &str, is_shown: bool) -> Arc<IndexSnapshot> {
    let Some(file) = folder.index.file_by_path(path) else { return folder.index.clone() };
    let stamp = folder.index.file(file).stamp;
    let is_current = is_shown && stamp.size == text.len() as u64 && stamp.content == content_hash(text.as_bytes());
    if is_current { folder.index.clone() } else { Arc::new(folder.index.without(path)) }
}

fn empty() -> Arc<IndexSnapshot> {
    Index::in_memory().snapshot()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_without_a_file_is_named_after_its_language() {
        assert_eq!(with_ending("untitled/Untitled-1".to_owned(), "rust"), "untitled/Untitled-1.rs");
        assert_eq!(with_ending("notes.txt".to_owned(), "rust"), "notes.txt");
        assert_eq!(with_ending("x".to_owned(), "klingon"), "x");
    }
}
