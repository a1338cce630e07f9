//! The thread that takes in what is typed: it parses open documents and publishes them over their files' versions.
//! It reads and writes no disk.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use sapwood_grammars::{FileClass, LanguageId, classify, language};
use sapwood_index::{Change, FileInput, SegmentBuilder, Stamp};
use sapwood_syntax::{Analyzer, FileFacts, Input, Tree};

use super::Shared;
use super::documents::{Dirty, Round};
use super::edit::edit_between;
use super::root::Root;
use crate::loader::{content_hash, guarded, language_of};

/// Trees kept for parsing the next edit from; beyond that all are forgotten.
const MAX_TREES: usize = 32;

/// The indexing of open documents.
pub(super) struct Live {
    shared: Arc<Shared>,
    analyzer: Analyzer,
    parsed: FxHashMap<PathBuf, Parsed>,
}

/// The last tree of a document and the text it is of.
struct Parsed {
    text: Arc<String>,
    language: Option<LanguageId>,
    tree: Tree,
}

/// What one round publishes in one folder.
struct News {
    root: Arc<Root>,
    builder: SegmentBuilder,
    closed: Vec<String>,
}

impl Live {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self { shared, analyzer: Analyzer::new(), parsed: FxHashMap::default() }
    }

    pub(super) fn run(mut self) {
        while let Some(round) = self.shared.documents.next_round() {
            self.take_in(round);
            self.shared.indexed.send_replace(self.shared.documents.shown_event());
        }
    }

    fn take_in(&mut self, round: Round) {
        let mut news: Vec<News> = Vec::new();
        for (root, path) in round.closed {
            self.parsed.remove(&root.absolute(&path));
            self.parsed.remove(&root.folder().root().join(&path));
            news_of(&mut news, &root).closed.push(path);
        }
        let mut shown = Vec::new();
        for dirty in round.dirty {
            let has_overlay = self.add(&dirty, &mut news);
            shown.push((dirty.path, dirty.document.version, has_overlay));
        }
        for (path, version, has_overlay) in &shown {
            // Said before it is published: a pass over the folder that runs meanwhile must not take the buffer's stamp for the disk's.
            self.shared.documents.note_indexed(path, *version, *has_overlay);
        }
        news.into_iter().for_each(publish);
    }

    /// Adds a document to what is published; false where the disk's version, which is shown, is equal.
    fn add(&mut self, dirty: &Dirty, news: &mut Vec<News>) -> bool {
        let text = &dirty.document.text;
        let stamp = Stamp { modified: 0, size: text.len() as u64, content: content_hash(text.as_bytes()) };
        let Some((_, path)) = dirty.places.first() else { return false };
        let detected = language_of(path, text);
        let language = detected.or(dirty.document.told);
        let is_equal = |(root, path): &(Arc<Root>, String)| {
            let snapshot = root.folder().index().snapshot();
            let shown = snapshot.file_by_path(path).map(|file| snapshot.file(file));
            shown.is_some_and(|shown| shown.stamp.content == stamp.content && shown.language == language)
        };
        let is_shown = !dirty.has_overlay && dirty.places.iter().all(is_equal);
        let class = match classify(path, text.as_bytes()) {
            FileClass::Data if detected.is_none() && language.is_some_and(is_program) => FileClass::Source,
            class => class,
        };
        if is_shown {
            // Nothing to publish, but the first edit will want a tree to start from.
            if !self.parsed.contains_key(&dirty.path) {
                self.analyze(&dirty.path, path, text, language, class);
            }
            return false;
        }
        if matches!(class, FileClass::Oversized | FileClass::Binary) {
            return dirty.has_overlay;
        }
        let Some(facts) = self.analyze(&dirty.path, path, text, language, class) else { return dirty.has_overlay };
        for (root, path) in &dirty.places {
            let news = news_of(news, root);
            news.builder.add(&FileInput { path, text, class, stamp }, &facts);
        }
        true
    }

    fn analyze(
        &mut self,
        document: &Path,
        path: &str,
        text: &Arc<String>,
        detected: Option<LanguageId>,
        class: FileClass,
    ) -> Option<FileFacts> {
        let language = detected.filter(|_| class.has_symbols());
        let old_tree = self.parsed.remove(document).filter(|parsed| parsed.language == language).map(|mut parsed| {
            if let Some(edit) = edit_between(&parsed.text, text) {
                parsed.tree.edit(&edit);
            }
            parsed.tree
        });
        let input = Input { path, text, language };
        let outcome = guarded(path, || self.analyzer.analyze_with_tree(&input, old_tree.as_ref()));
        let Some((mut facts, tree)) = outcome else {
            self.analyzer = Analyzer::new();
            return None;
        };
        facts.language = detected;
        if self.parsed.len() >= MAX_TREES {
            self.parsed.clear();
        }
        if let Some(tree) = tree {
            self.parsed.insert(document.to_owned(), Parsed { text: text.clone(), language, tree });
        }
        Some(facts)
    }
}

/// True for a language that programs are written in.
fn is_program(id: LanguageId) -> bool {
    let language = language(id);
    !language.is_prose() && !language.is_data()
}

fn news_of<'a>(news: &'a mut Vec<News>, root: &Arc<Root>) -> &'a mut News {
    let at = news.iter().position(|known| Arc::ptr_eq(&known.root, root)).unwrap_or_else(|| {
        news.push(News { root: root.clone(), builder: SegmentBuilder::live(), closed: Vec::new() });
        news.len() - 1
    });
    &mut news[at]
}

fn publish(news: News) {
    let index = news.root.folder().index();
    if !news.closed.is_empty() {
        index.apply(Change { closed: news.closed, ..Change::default() });
    }
    if news.builder.is_empty() {
        return;
    }
    match news.builder.finish() {
        Ok(segment) => {
            index.apply(Change { segments: vec![segment], overlay: true, ..Change::default() });
        }
        Err(error) => tracing::error!(%error, "open documents could not be indexed"),
    }
}
