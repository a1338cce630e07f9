//! What the tests of this module share: texts, an index of them, edits, and places.

use std::collections::BTreeMap;
use std::sync::Arc;

use sapwood_base::LineEdit;
use sapwood_context::search::Texts;
use tokio_util::sync::CancellationToken;

use super::super::super::completion::Room;
use super::super::super::completion::testing::snapshot;
use super::super::NextEditSettings;
use super::{Cursor, Situation};

/// Texts by path.
pub(super) struct Files(BTreeMap<String, Arc<str>>);

impl Texts for Files {
    fn text(&self, path: &str) -> Option<Arc<str>> {
        self.0.get(path).cloned()
    }
}

pub(super) fn files(files: &[(&str, &str)]) -> Files {
    Files(files.iter().map(|&(path, text)| (path.to_owned(), text.into())).collect())
}

pub(super) fn edit(path: &str, start: u32, old: &[&str], new: &[&str]) -> LineEdit {
    let owned = |lines: &[&str]| lines.iter().map(|&line| line.to_owned()).collect();
    LineEdit { path: path.into(), start, old: owned(old), new: owned(new) }
}

/// Somebody stands at `$0`.
pub(super) fn situation(texts: &[(&str, &str)], history: Vec<LineEdit>) -> Situation {
    let mut cursor = None;
    let mut plain = Vec::new();
    for &(path, text) in texts {
        if let Some(at) = text.find("$0") {
            let line = text[..at].matches('\n').count() as u32;
            let column = at - text[..at].rfind('\n').map_or(0, |at| at + 1);
            cursor = Some(Cursor { path: path.to_owned(), line, column: column as u32 });
        }
        plain.push((path, text.replace("$0", "")));
    }
    let plain: Vec<(&str, &str)> = plain.iter().map(|(path, text)| (*path, text.as_str())).collect();
    Situation {
        snapshot: snapshot(&plain),
        texts: Arc::new(files(&plain)),
        history,
        cursor,
        diagnostics: Vec::new(),
        settings: NextEditSettings::default(),
    }
}

/// Runs work where it is asked for.
pub(super) struct Here;

impl Room for Here {
    async fn run<T: Send + 'static>(&self, work: Box<dyn FnOnce(&CancellationToken) -> T + Send>) -> Option<T> {
        Some(work(&CancellationToken::new()))
    }
}
