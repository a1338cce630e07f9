//! The texts that answers quote, each read once for one answer. It reads buffers and files, and ranks nothing.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use sapwood_base::PositionEncoding;
use sapwood_context::search::Texts;
use sapwood_index::SymbolView;

use super::convert::Ranges;
use crate::workspace::{RootSnapshot, WorkspaceSnapshot};

/// Texts read for one answer.
pub(super) struct Quoted<'a> {
    snapshot: &'a WorkspaceSnapshot,
    encoding: PositionEncoding,
    known: RefCell<FxHashMap<PathBuf, Option<Arc<String>>>>,
}

impl<'a> Quoted<'a> {
    pub(super) fn new(snapshot: &'a WorkspaceSnapshot, encoding: PositionEncoding) -> Self {
        Self { snapshot, encoding, known: RefCell::default() }
    }

    /// The text of the file at `path`, if it can be read.
    pub(super) fn text(&self, path: &Path) -> Option<Arc<String>> {
        let mut known = self.known.borrow_mut();
        if let Some(text) = known.get(path) {
            return text.clone();
        }
        let text = self.snapshot.text(path);
        known.insert(path.to_owned(), text.clone());
        text
    }

    /// Asks for a range in the text of the file at `path`.
    pub(super) fn range<T>(&self, path: &Path, find: impl FnOnce(&Ranges<'_>) -> T) -> Option<T> {
        let text = self.text(path)?;
        Some(find(&Ranges::new(&text, self.encoding)))
    }
}

/// The texts of one folder, for ranking.
pub(super) struct FolderTexts<'a> {
    pub(super) snapshot: &'a WorkspaceSnapshot,
    pub(super) root: &'a RootSnapshot,
}

impl Texts for FolderTexts<'_> {
    fn text(&self, path: &str) -> Option<Arc<str>> {
        self.snapshot.text(&self.root.root.absolute(path)).map(|text| Arc::from(text.as_str()))
    }
}

/// Milliseconds with two decimals.
pub(super) fn milliseconds(elapsed: std::time::Duration) -> f64 {
    rounded(elapsed.as_secs_f64() * 1000.0, 2)
}

/// A figure for people: the digits beyond say nothing.
pub(super) fn rounded(value: f64, decimals: i32) -> f64 {
    let scale = 10_f64.powi(decimals);
    (value * scale).round() / scale
}

/// `Owner.name`, or the name alone where no type owns it.
pub(super) fn qualified(symbol: &SymbolView<'_>) -> String {
    if symbol.owner.is_empty() { symbol.name.to_owned() } else { format!("{}.{}", symbol.owner, symbol.name) }
}

/// What a score is made of, by name.
pub(super) fn signals(signals: &[(&'static str, f32)]) -> serde_json::Map<String, serde_json::Value> {
    signals.iter().map(|&(name, value)| (name.to_owned(), rounded(value.into(), 4).into())).collect()
}
