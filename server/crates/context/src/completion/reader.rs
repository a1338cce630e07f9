//! Texts of files, each asked for once in one answer.

use std::cell::RefCell;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use sapwood_base::{LineRange, Span};
use sapwood_index::{FileId, IndexSnapshot, SymbolView};

use crate::search::Texts;
use crate::tokens;

/// A part of a file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub(super) lines: LineRange,
    pub(super) span: Span,
    pub(super) tokens: u32,
    pub(super) text: String,
}

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

    /// The signature of a definition; `None` where the text is gone or has changed.
    pub(super) fn signature(&self, view: &SymbolView<'_>) -> Option<Piece> {
        self.piece(view, view.signature)
    }

    /// The whole definition without its documentation.
    pub(super) fn body(&self, view: &SymbolView<'_>) -> Option<Piece> {
        self.piece(view, Span::new(view.signature.start.max(view.span.start), view.span.end))
    }

    fn piece(&self, view: &SymbolView<'_>, span: Span) -> Option<Piece> {
        let text = self.text(view.file)?;
        let shown = span.text(&text).trim_end();
        if shown.is_empty() {
            return None;
        }
        let start = view.lines.start + line_breaks(Span::new(view.span.start, span.start).text(&text));
        Some(Piece {
            lines: LineRange { start, end: start + line_breaks(shown) },
            span: Span::new(span.start, span.start + shown.len() as u32),
            tokens: tokens::count(shown),
            text: shown.to_owned(),
        })
    }
}

/// Line breaks in `text`.
pub(super) fn line_breaks(text: &str) -> u32 {
    text.bytes().filter(|&byte| byte == b'\n').count() as u32
}
