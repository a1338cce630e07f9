//! Open documents: their texts, and which of them the indexes do not show yet. It parses nothing.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};
use sapwood_base::{LineIndex, LineRange, Position, PositionEncoding, Span};
use sapwood_grammars::LanguageId;

use super::root::Root;

/// Documents that one round of indexing takes, so that the one being typed in does not wait for many others.
const ROUND: usize = 8;

/// One edit of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextChange {
    /// What is replaced; the whole text where there is none.
    pub range: Option<(Position, Position)>,
    /// What stands there afterwards.
    pub text: String,
}

/// What one edit did to a text, in bytes and lines of the text before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that were replaced.
    pub span: Span,
    /// Length of what stands there now.
    pub new_len: u32,
    /// The lines that were touched.
    pub lines: LineRange,
    /// The last line of what stands there now.
    pub new_end: u32,
    /// The client sent the whole text.
    pub is_whole: bool,
}

/// Why an edit was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// The document is not open.
    #[error("the document is not open")]
    NotOpen,
    /// Its version is not newer than the one that is there.
    #[error("the document is at version {current} already")]
    Stale {
        /// The version that is there.
        current: i32,
    },
}

/// An open document as readers see it.
#[derive(Debug, Clone)]
pub struct Document {
    /// The version the client gave.
    pub version: i32,
    /// The version that the indexes show, once they show one.
    pub indexed_version: Option<i32>,
    /// Its text.
    pub text: Arc<String>,
    /// The language that the client says it is in, if it is one that is known.
    pub told: Option<LanguageId>,
}

/// One document and how its indexing stands.
struct Entry {
    document: Document,
    /// The folders it lies in, with its path there.
    places: Vec<(Arc<Root>, String)>,
    /// Its buffer hides the disk's version in the indexes.
    has_overlay: bool,
    /// The event that the indexes do not show yet.
    dirty: Option<u64>,
}

#[derive(Default)]
struct Table {
    entries: FxHashMap<PathBuf, Entry>,
    /// Overlays to drop: documents that were closed, or that no longer lie in a folder.
    closed: Vec<(Arc<Root>, String)>,
    closed_event: Option<u64>,
    last_event: u64,
    is_stopped: bool,
}

/// The open documents.
#[derive(Default)]
pub(super) struct Documents {
    table: Mutex<Table>,
    news: Condvar,
}

/// A document to index.
pub(super) struct Dirty {
    pub(super) path: PathBuf,
    pub(super) document: Document,
    pub(super) places: Vec<(Arc<Root>, String)>,
    pub(super) has_overlay: bool,
}

/// One round of work for the indexing thread.
#[derive(Default)]
pub(super) struct Round {
    pub(super) dirty: Vec<Dirty>,
    pub(super) closed: Vec<(Arc<Root>, String)>,
}

impl Documents {
    pub(super) fn open(&self, path: PathBuf, version: i32, text: String, told: Option<LanguageId>, roots: &[Arc<Root>]) {
        let mut table = self.lock();
        let event = table.next_event();
        let places = places(&path, roots);
        let has_overlay = table.entries.get(&path).is_some_and(|entry| entry.has_overlay);
        let document = Document { version, indexed_version: None, text: Arc::new(text), told };
        table.entries.insert(path, Entry { document, places, has_overlay, dirty: Some(event) });
        self.news.notify_one();
    }

    pub(super) fn change(
        &self,
        path: &Path,
        version: i32,
        changes: &[TextChange],
        encoding: PositionEncoding,
    ) -> Result<Vec<Edit>, ChangeError> {
        let mut table = self.lock();
        let event = table.next_event();
        let entry = table.entries.get_mut(path).ok_or(ChangeError::NotOpen)?;
        let current = entry.document.version;
        if version <= current {
            return Err(ChangeError::Stale { current });
        }
        let text = Arc::make_mut(&mut entry.document.text);
        let edits = changes.iter().map(|change| apply(text, change, encoding)).collect();
        entry.document.version = version;
        entry.dirty = Some(event);
        self.news.notify_one();
        Ok(edits)
    }

    pub(super) fn close(&self, path: &Path) -> bool {
        let mut table = self.lock();
        let event = table.next_event();
        let Some(entry) = table.entries.remove(path) else { return false };
        table.closed.extend(entry.places);
        table.closed_event = Some(event);
        self.news.notify_one();
        true
    }

    /// Finds anew which folders the documents lie in.
    pub(super) fn place_anew(&self, roots: &[Arc<Root>]) {
        let mut table = self.lock();
        let event = table.next_event();
        let mut left = Vec::new();
        for (path, entry) in &mut table.entries {
            let places = places(path, roots);
            let stays = |root: &Arc<Root>| places.iter().any(|(new, _)| Arc::ptr_eq(new, root));
            left.extend(entry.places.iter().filter(|(root, _)| !stays(root)).cloned());
            entry.places = places;
            entry.dirty = Some(event);
        }
        table.closed.extend(left);
        table.closed_event = Some(event);
        self.news.notify_one();
    }

    /// The disk below `root` changed: documents that needed no overlay may need one now.
    pub(super) fn check_again(&self, root: &Arc<Root>) {
        let mut table = self.lock();
        let event = table.next_event();
        let within = |entry: &&mut Entry| !entry.has_overlay && entry.places.iter().any(|(place, _)| Arc::ptr_eq(place, root));
        table.entries.values_mut().filter(within).for_each(|entry| entry.dirty = Some(event));
        table.closed_event = Some(event);
        self.news.notify_one();
    }

    pub(super) fn view(&self, path: &Path) -> Option<Document> {
        self.lock().entries.get(path).map(|entry| entry.document.clone())
    }

    pub(super) fn views(&self) -> FxHashMap<PathBuf, Document> {
        self.lock().entries.iter().map(|(path, entry)| (path.clone(), entry.document.clone())).collect()
    }

    /// Paths below `root` whose buffers hide the disk's versions.
    pub(super) fn overlays_in(&self, root: &Arc<Root>) -> FxHashSet<String> {
        let table = self.lock();
        let overlays = table.entries.values().filter(|entry| entry.has_overlay);
        let places = overlays.flat_map(|entry| &entry.places).filter(|(place, _)| Arc::ptr_eq(place, root));
        places.map(|(_, path)| path.clone()).collect()
    }

    /// The number of the last event.
    pub(super) fn last_event(&self) -> u64 {
        self.lock().last_event
    }

    /// Waits for work and takes it; `None` after [`Documents::stop`].
    pub(super) fn next_round(&self) -> Option<Round> {
        let mut table = self.lock();
        loop {
            if table.is_stopped {
                return None;
            }
            if table.closed_event.is_some() || table.entries.values().any(|entry| entry.dirty.is_some()) {
                return Some(table.take_round());
            }
            table = self.news.wait(table).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Notes that the indexes show `version` of the document at `path`.
    pub(super) fn note_indexed(&self, path: &Path, version: i32, has_overlay: bool) {
        if let Some(entry) = self.lock().entries.get_mut(path) {
            entry.document.indexed_version = Some(version);
            entry.has_overlay = has_overlay;
        }
    }

    /// The last event before the first that the indexes do not show.
    pub(super) fn shown_event(&self) -> u64 {
        let table = self.lock();
        let waiting = table.entries.values().filter_map(|entry| entry.dirty).chain(table.closed_event).min();
        waiting.map_or(table.last_event, |event| event - 1)
    }

    pub(super) fn stop(&self) {
        self.lock().is_stopped = true;
        self.news.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    fn next_event(&mut self) -> u64 {
        self.last_event += 1;
        self.last_event
    }

    /// Takes what was closed and the documents edited last.
    fn take_round(&mut self) -> Round {
        self.closed_event = None;
        let mut round = Round { closed: std::mem::take(&mut self.closed), dirty: Vec::new() };
        let mut waiting: Vec<_> = self.entries.iter_mut().filter(|(_, entry)| entry.dirty.is_some()).collect();
        waiting.sort_by_key(|(_, entry)| std::cmp::Reverse(entry.dirty));
        for (path, entry) in waiting.into_iter().take(ROUND) {
            entry.dirty = None;
            let (document, places) = (entry.document.clone(), entry.places.clone());
            round.dirty.push(Dirty { path: path.clone(), document, places, has_overlay: entry.has_overlay });
        }
        // A document closed and opened again keeps its new buffer.
        let is_open = |root: &Arc<Root>, path: &str| {
            self.entries.values().any(|entry| entry.places.iter().any(|(at, own)| Arc::ptr_eq(at, root) && own == path))
        };
        round.closed.retain(|(root, path)| !is_open(root, path));
        round
    }
}

fn places(path: &Path, roots: &[Arc<Root>]) -> Vec<(Arc<Root>, String)> {
    let place = |root: &Arc<Root>| {
        let relative = crate::loader::slashed(&root.relative(path)?)?;
        (!relative.is_empty()).then(|| (root.clone(), relative))
    };
    roots.iter().filter_map(place).collect()
}

fn apply(text: &mut String, change: &TextChange, encoding: PositionEncoding) -> Edit {
    let lines = LineIndex::new(text);
    let span = match change.range {
        Some((start, end)) => Span::new(lines.offset(text, start, encoding), lines.offset(text, end, encoding)),
        None => Span::new(0, text.len() as u32),
    };
    let touched = LineRange { start: lines.line_of(span.start), end: lines.line_of(span.end) };
    let added = memchr::memchr_iter(b'\n', change.text.as_bytes()).count() as u32;
    text.replace_range(span.start as usize..span.end as usize, &change.text);
    let new_len = change.text.len() as u32;
    Edit { span, new_len, lines: touched, new_end: touched.start + added, is_whole: change.range.is_none() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(start: (u32, u32), end: (u32, u32), text: &str) -> TextChange {
        let position = |(line, character)| Position { line, character };
        TextChange { range: Some((position(start), position(end))), text: text.to_owned() }
    }

    fn text_of(documents: &Documents, path: &Path) -> String {
        documents.views()[path].text.to_string()
    }

    #[test]
    fn edits_apply_in_order_and_out_of_range_is_clamped() {
        let (documents, path) = (Documents::default(), Path::new("/a"));
        documents.open(path.to_owned(), 1, "one\ntwo\n".to_owned(), None, &[]);
        let changes = [change((0, 0), (0, 3), "1"), change((0, 1), (99, 99), " and all"), change((5, 7), (2, 0), "!")];
        documents.change(path, 2, &changes, PositionEncoding::Utf16).expect("taken");
        assert_eq!(text_of(&documents, path), "1 and all!");
        let whole = TextChange { range: None, text: "new".to_owned() };
        documents.change(path, 3, &[whole], PositionEncoding::Utf16).expect("taken");
        assert_eq!(text_of(&documents, path), "new");
    }

    #[test]
    fn versions_must_rise() {
        let (documents, path) = (Documents::default(), Path::new("/a"));
        assert_eq!(documents.change(path, 1, &[], PositionEncoding::Utf8), Err(ChangeError::NotOpen));
        documents.open(path.to_owned(), 4, String::new(), None, &[]);
        let stale = documents.change(path, 4, &[change((0, 0), (0, 0), "x")], PositionEncoding::Utf8);
        assert_eq!(stale, Err(ChangeError::Stale { current: 4 }));
        assert_eq!(text_of(&documents, path), "");
    }

    #[test]
    fn columns_count_in_the_negotiated_unit() {
        for (encoding, column) in [(PositionEncoding::Utf8, 4), (PositionEncoding::Utf16, 2), (PositionEncoding::Utf32, 1)] {
            let (documents, path) = (Documents::default(), Path::new("/a"));
            documents.open(path.to_owned(), 1, "\u{1f600}b".to_owned(), None, &[]);
            documents.change(path, 2, &[change((0, column), (0, column + 1), "c")], encoding).expect("taken");
            assert_eq!(text_of(&documents, path), "\u{1f600}c");
        }
    }

    #[test]
    fn a_round_takes_the_latest_edits_first() {
        let documents = Documents::default();
        for at in 0..20 {
            documents.open(PathBuf::from(format!("/{at}")), 1, String::new(), None, &[]);
        }
        let round = documents.next_round().expect("work");
        assert_eq!(round.dirty.len(), ROUND);
        assert!(round.dirty.iter().any(|dirty| dirty.path == Path::new("/19")));
        assert_eq!(documents.shown_event(), 0, "the first is still waiting");
        documents.next_round();
        documents.next_round();
        assert_eq!(documents.shown_event(), 20);
    }
}
