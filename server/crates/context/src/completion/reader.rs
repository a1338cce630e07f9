//! Texts of files, each asked for once in one answer.

use std::cell::RefCell;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use sapwood_base::{LineRange, Span};
use sapwood_index::{FileId, IndexSnapshot, SymbolView};

use crate::search::Texts;

/// Reads through [`Texts`] and remembers.
pub(super) struct Reader<'a> {
    snapshot: &'a IndexSnapshot,
    texts: &'a dyn Texts,
    known: RefCell<FxHashMap<FileId, Option<Arc<str>>>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(snapshot: &'a IndexSnapshot, texts: &'a dyn Texts) -> Self {
        Self { snapshot, texts, known: RefCell::default() }
    }

    pub(super) fn text(&self, file: FileId) -> Option<Arc<str>> {
        let mut known = self.known.borrow_mut();
        known.entry(file).or_insert_with(|| self.texts.text(self.snapshot.file(file).path)).clone()
    }

    /// The signature of a definition and its lines; `None` where the text is gone or has changed.
    pub(super) fn signature(&self, view: &SymbolView<'_>) -> Option<(String, LineRange)> {
        let text = self.text(view.file)?;
        let shown = view.signature.text(&text).trim_end();
        if shown.is_empty() {
            return None;
        }
        let start = view.lines.start + line_breaks(Span::new(view.span.start, view.signature.start).text(&text));
        Some((shown.to_owned(), LineRange { start, end: start + line_breaks(shown) }))
    }
}

/// Line breaks in `text`.
pub(super) fn line_breaks(text: &str) -> u32 {
    text.bytes().filter(|&byte| byte == b'\n').count() as u32
}
