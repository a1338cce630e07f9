//! The texts that answers quote, each read once for one answer. It reads buffers and files, and ranks nothing.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;
use sapwood_base::{LineIndex, LineRange, PositionEncoding, end_of_line};
use sapwood_context::search::Texts;
use sapwood_index::SymbolView;
use tower_lsp::ls_types as lsp;

use super::convert::{Ranges, proto_position};
use crate::workspace::{RootSnapshot, WorkspaceSnapshot};

/// Texts read for one answer.
pub(super) struct Quoted<'a> {
    snapshot: &'a WorkspaceSnapshot,
    encoding: PositionEncoding,
    known: Mutex<FxHashMap<PathBuf, Option<Arc<Quote>>>>,
}

/// A text, and where its lines start once somebody asks.
struct Quote {
    text: Arc<String>,
    lines: OnceLock<LineIndex>,
}

impl<'a> Quoted<'a> {
    pub(super) fn new(snapshot: &'a WorkspaceSnapshot, encoding: PositionEncoding) -> Self {
        Self { snapshot, encoding, known: Mutex::default() }
    }

    /// The text of the file at `path`, if it can be read.
    pub(super) fn text(&self, path: &Path) -> Option<Arc<String>> {
        self.quote(path).map(|quote| quote.text.clone())
    }

    fn quote(&self, path: &Path) -> Option<Arc<Quote>> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(quote) = known().get(path) {
            return quote.clone();
        }
        let read = self.snapshot.text(path).map(|text| Arc::new(Quote { text, lines: OnceLock::new() }));
        // Whoever read it first is believed, so that all ranges of one answer are in one text.
        known().entry(path.to_owned()).or_insert(read).clone()
    }

    /// The range of whole lines of the file at `path`, without the last one's line break.
    pub(super) fn lines(&self, path: &Path, lines: LineRange) -> Option<lsp::Range> {
        let text = self.text(path)?;
        let end = proto_position(end_of_line(&text, lines.end, self.encoding));
        Some(lsp::Range { start: lsp::Position { line: lines.start, character: 0 }, end })
    }

    /// Asks for a range in the text of the file at `path`.
    pub(super) fn range<T>(&self, path: &Path, find: impl FnOnce(&Ranges<'_>) -> T) -> Option<T> {
        let quote = self.quote(path)?;
        let lines = quote.lines.get_or_init(|| LineIndex::new(&quote.text));
        Some(find(&Ranges::with_lines(&quote.text, lines, self.encoding)))
    }
}

/// The texts of one folder, for ranking.
pub(super) struct FolderTexts<'a> {
    pub(super) quoted: &'a Quoted<'a>,
    pub(super) root: &'a RootSnapshot,
}

impl Texts for FolderTexts<'_> {
    fn text(&self, path: &str) -> Option<Arc<str>> {
        self.quoted.text(&self.root.root.absolute(path)).map(|text| Arc::from(text.as_str()))
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
