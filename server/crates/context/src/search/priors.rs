//! What a file adds to the score of its fragments: its own lexical score, its class, and whether the question names it.

use rustc_hash::FxHashMap;
use sapwood_grammars::{FileClass, is_example_path};
use sapwood_index::{FileId, FileView, IndexSnapshot, LexicalHits};

use super::SearchOptions;
use super::naming::{Naming, has_segments};
use crate::query::Query;
use crate::ranking::RankingParams;

/// A file's share.
#[derive(Debug, Clone, Copy)]
pub(super) struct FilePrior {
    /// BM25 score of the whole file.
    pub(super) lexical: f32,
    /// Added, as a share of the best fragment's score.
    pub(super) bonus: f32,
    /// Multiplied.
    pub(super) factor: f32,
}

/// The priors of files, each worked out when it is first asked for.
pub(super) struct Priors<'a> {
    snapshot: &'a IndexSnapshot,
    query: &'a Query,
    options: &'a SearchOptions,
    params: &'a RankingParams,
    naming: Naming<'a>,
    /// The path that is all the question holds: only what lies there is meant.
    only: Option<&'a str>,
    lexical: FxHashMap<FileId, f32>,
    known: FxHashMap<FileId, Option<FilePrior>>,
}

impl<'a> Priors<'a> {
    pub(super) fn new(
        snapshot: &'a IndexSnapshot,
        query: &'a Query,
        options: &'a SearchOptions,
        hits: &LexicalHits,
        params: &'a RankingParams,
    ) -> Self {
        let lexical = hits.files.iter().map(|hit| (hit.file, hit.score)).collect();
        Self {
            snapshot,
            query,
            options,
            params,
            naming: Naming::new(query, params),
            only: None,
            lexical,
            known: FxHashMap::default(),
        }
    }

    /// Leaves out files that `path` does not name.
    pub(super) fn only(&mut self, path: &'a str) {
        self.only = Some(path);
    }

    /// True where the question itself names the only files that are meant.
    pub(super) fn is_narrowed(&self) -> bool {
        self.only.is_some()
    }

    /// The prior of `file`; `None` where it may not be returned.
    pub(super) fn file(&mut self, file: FileId) -> Option<FilePrior> {
        if let Some(known) = self.known.get(&file) {
            return *known;
        }
        let view = self.snapshot.file(file);
        let is_wanted = is_wanted(&view, self.options) && self.only.is_none_or(|named| has_segments(view.path, named));
        let prior = is_wanted.then(|| FilePrior {
            lexical: self.lexical.get(&file).copied().unwrap_or(0.0),
            bonus: self.naming.bonus(view.path),
            factor: factor(&view, self.query, self.params),
        });
        self.known.insert(file, prior);
        prior
    }
}

pub(super) fn is_wanted(file: &FileView<'_>, options: &SearchOptions) -> bool {
    let path_fits = options.path.as_deref().is_none_or(|pattern| matches_path(pattern, file.path));
    path_fits && options.language.is_none_or(|language| file.language == Some(language))
}

/// True where `path` contains `pattern`, or matches it where it holds `*`; a star matches any characters. A leading `/` means the
/// workspace folder. Without one, a pattern with a star may begin at any folder.
pub(crate) fn matches_path(pattern: &str, path: &str) -> bool {
    let pattern = pattern.trim_start_matches("./");
    let (pattern, is_rooted) = pattern.strip_prefix('/').map_or((pattern, false), |pattern| (pattern, true));
    if !pattern.contains('*') {
        return if is_rooted { path.starts_with(pattern) } else { path.contains(pattern) };
    }
    let below = path.match_indices('/').map(|(at, _)| &path[at + 1..]);
    matches_star(pattern, path) || !is_rooted && below.into_iter().any(|path| matches_star(pattern, path))
}

fn matches_star(pattern: &str, path: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return path == pattern };
    let Some(mut path) = path.strip_prefix(head) else { return false };
    let mut pieces = rest.split('*').peekable();
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return path.ends_with(piece);
        }
        let Some(at) = path.find(piece) else { return false };
        path = &path[at + piece.len()..];
    }
    true
}

fn factor(file: &FileView<'_>, query: &Query, params: &RankingParams) -> f32 {
    let class = match file.class {
        FileClass::Test if !query.wants_tests => params.test_class,
        FileClass::Doc if !query.wants_docs => params.doc_class,
        FileClass::Data => params.data_class,
        FileClass::Generated | FileClass::Vendored | FileClass::Minified => params.foreign_class,
        _ => 1.0,
    };
    let is_aside = is_example_path(file.path) || file.class == FileClass::Source && is_site_path(file.path);
    if !query.wants_examples && is_aside { class * params.example_class } else { class }
}

/// True for what makes the pages of a manual: its scripts are not the project's own code.
fn is_site_path(path: &str) -> bool {
    path.rsplit_once('/').is_some_and(|(folders, _)| folders.split('/').any(|folder| matches!(folder, "docs" | "website")))
}

#[cfg(test)]
mod tests {
    use super::matches_path;

    #[test]
    fn paths_match_by_part_or_star() {
        assert!(matches_path("src/", "src/a.rs") && matches_path("src/", "lib/src/a.rs") && matches_path("./a.rs", "src/a.rs"));
        assert!(matches_path("/src/", "src/a.rs") && !matches_path("/src/", "lib/src/a.rs"));
        assert!(matches_path("ide/*.rs", "crates/ide/a.rs") && !matches_path("/ide/*.rs", "crates/ide/a.rs"));
        assert!(!matches_path("ide/*.rs", "crates/base-ide/a.rs"));
        assert!(matches_path("*.rs", "src/a.rs") && !matches_path("*.rs", "src/a.go"));
        assert!(matches_path("src/*/mod.rs", "src/a/b/mod.rs") && !matches_path("src/*/mod.rs", "src/a/b/lib.rs"));
        assert!(matches_path("*", "anything"));
    }
}
