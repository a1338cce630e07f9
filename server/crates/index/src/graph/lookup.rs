//! From what a person types to definitions and files, the likeliest meaning first.
//!
//! This orders namesakes for people; what a use in code means is decided in [`super::resolve`].

use std::cmp::Reverse;

use rustc_hash::FxHashMap;
use sapwood_base::NameHash;
use sapwood_grammars::FileClass;
use sapwood_syntax::SymbolKind;

use super::edges::Node;
use super::project::{folder_of, join, last_segment, stem_of};
use super::resolve::Resolver;
use crate::{FileId, IndexSnapshot, ReferenceId, SymbolId, SymbolView};

/// Uses of a name that are resolved to see which of its definitions they mean.
const MAX_SAMPLE: usize = 120;
/// Definitions of one name that are told apart by their uses; beyond that, uses say nothing in time.
const MAX_COUNTED: usize = 200;
/// A use that is less sure than this says nothing about what people mean.
const MIN_CONFIDENCE: f32 = 0.5;
/// Folders whose code is somebody else's, or only shows how the rest is used.
const ASIDE: &[&str] = &[
    "deps",
    "third_party",
    "third-party",
    "thirdparty",
    "vendor",
    "vendored",
    "external",
    "extern",
    "node_modules",
    "examples",
    "example",
    "samples",
    "sample",
    "demo",
    "demos",
    "benches",
    "bench",
    "benchmarks",
    "testdata",
    "fixtures",
    "test-utils",
    "test_utils",
    "testutils",
    "dts-test",
    "__mocks__",
    "__fixtures__",
];

impl IndexSnapshot {
    /// The definitions that `query` names: `name`, `Owner.name`, `Owner::name`, `path#Owner.name`, `path:LINE` (1-based) and
    /// `path:LINE:COLUMN`. The likeliest first: code before tests, examples and what others wrote, types and functions before
    /// fields and entries, what is exported and what is used most before the rest.
    pub fn find_symbol(&self, query: &str) -> Vec<SymbolId> {
        let query = query.trim();
        let found = self.by_id(query.strip_prefix("./").unwrap_or(query));
        if !found.is_empty() {
            return found;
        }
        if let Some((file, line)) = self.place_of(query) {
            return self.on_line(file, line).into_iter().collect();
        }
        let mut found: Vec<SymbolId> = self.symbols_named(NameHash::of(query)).collect();
        let mut owner = NameHash::NONE;
        if found.is_empty() {
            (found, owner) = self.by_qualified_name(query);
        }
        self.order(found, owner)
    }

    /// What `query` names: a file by its path, or the definitions of [`IndexSnapshot::find_symbol`].
    pub fn find_nodes(&self, query: &str) -> Vec<Node> {
        let path = normal(query.trim());
        match path.as_deref().and_then(|path| self.file_by_path(path)) {
            Some(file) => vec![Node::File(file)],
            None => self.find_symbol(query).into_iter().map(Node::Symbol).collect(),
        }
    }

    /// The file and the line (from 0) that `query` names; `None` where it is no place in a file of this snapshot.
    pub fn place_of(&self, query: &str) -> Option<(FileId, u32)> {
        let split = |text: &str| {
            let (path, line) = text.rsplit_once(':')?;
            let file = self.file_by_path(&normal(path)?)?;
            Some((file, line.parse::<u32>().ok()?.checked_sub(1)?))
        };
        let with_column = || query.rsplit_once(':').filter(|(_, column)| column.parse::<u32>().is_ok());
        split(query).or_else(|| split(with_column()?.0))
    }

    fn on_line(&self, file: FileId, line: u32) -> Option<SymbolId> {
        let covers = |&symbol: &SymbolId| {
            let lines = self.symbol(symbol).lines;
            lines.start <= line && line <= lines.end
        };
        self.symbols_in(file).filter(covers).last()
    }

    /// The definitions of a qualified name, and the hash of what stands before the name.
    fn by_qualified_name(&self, query: &str) -> (Vec<SymbolId>, NameHash) {
        let separator =
            ["::", "#", "->", "\\", "."].into_iter().filter_map(|separator| Some((query.rfind(separator)?, separator)));
        let Some((at, separator)) = separator.max_by_key(|(at, _)| *at) else { return (Vec::new(), NameHash::NONE) };
        let (owner, name) = (last_segment(&query[..at]), &query[at + separator.len()..]);
        let hash = NameHash::of(owner);
        let is_owned = |symbol: &SymbolId| {
            let view = self.symbol(*symbol);
            let parent = view.parent.map(|parent| self.symbol(parent).name_hash);
            let path = self.file(view.file).path;
            view.owner_hash == hash || parent == Some(hash) || stem_of(path) == owner || last_segment(folder_of(path)) == owner
        };
        (self.symbols_named(NameHash::of(name)).filter(is_owned).collect(), hash)
    }

    /// Sorts `found`, the likeliest meaning first; `owner` is what the query says about where they belong.
    fn order(&self, mut found: Vec<SymbolId>, owner: NameHash) -> Vec<SymbolId> {
        if found.len() < 2 {
            return found;
        }
        let known = |symbol: SymbolId| {
            let view = self.symbol(symbol);
            let is_exact = owner.is_none() || view.owner_hash == owner;
            (!is_exact, self.is_aside(&view), rank_of(&view), !view.is_exported)
        };
        found.sort_by_cached_key(|&symbol| known(symbol));
        // Uses are counted only where nothing else tells the first ones apart.
        let is_tied = known(found[0]) == known(found[1]);
        let uses = if is_tied && found.len() <= MAX_COUNTED { self.uses_of(found[0]) } else { FxHashMap::default() };
        found.sort_by_cached_key(|&symbol| {
            let view = self.symbol(symbol);
            let is_declared_only = view.span.end <= view.signature.end + 2;
            let count = uses.get(&symbol).copied().unwrap_or(0);
            (known(symbol), Reverse(count), is_declared_only, self.file(view.file).path, view.span.start)
        });
        found
    }

    /// How many uses of the name of `symbol` mean each of its definitions, in a sample that depends on the files only.
    fn uses_of(&self, symbol: SymbolId) -> FxHashMap<SymbolId, u32> {
        let mut resolver = Resolver::new(self);
        let mut counts: FxHashMap<SymbolId, u32> = FxHashMap::default();
        for reference in self.sample(self.symbol(symbol).name_hash, MAX_SAMPLE) {
            for target in resolver.resolve(reference) {
                if target.confidence >= MIN_CONFIDENCE {
                    *counts.entry(target.symbol).or_default() += 1;
                }
            }
        }
        counts
    }

    /// At most `limit` uses of `name`, spread evenly over the files in the order of their paths.
    pub(super) fn sample(&self, name: NameHash, limit: usize) -> Vec<ReferenceId> {
        let mut all: Vec<ReferenceId> = self.references_to_name(name).collect();
        if all.len() <= limit {
            return all;
        }
        all.sort_by_cached_key(|&reference| {
            let view = self.reference(reference);
            (self.file(view.file).path, view.at)
        });
        let count = all.len();
        (0..limit).map(|at| all[at * count / limit]).collect()
    }

    /// True for tests, examples, and code that is generated or comes from elsewhere.
    fn is_aside(&self, view: &SymbolView<'_>) -> bool {
        let file = self.file(view.file);
        let is_other = matches!(file.class, FileClass::Test | FileClass::Generated | FileClass::Minified | FileClass::Vendored);
        view.is_test || is_other || self.is_aside_file(view.file)
    }
}

/// True where a folder of `path` says that its code is an example or comes from elsewhere.
pub(crate) fn is_aside_path(path: &str) -> bool {
    folder_of(path).split('/').any(is_aside_folder)
}

/// True for a folder whose code is an example or comes from elsewhere.
pub(super) fn is_aside_folder(folder: &str) -> bool {
    ASIDE.contains(&folder)
}

/// What people mean by a name at first: types and what can be called, then values, members, and keys.
fn rank_of(view: &SymbolView<'_>) -> u8 {
    match view.kind {
        kind if kind.is_type() || kind.is_callable() || kind == SymbolKind::Macro => u8::from(view.is_test),
        SymbolKind::Module | SymbolKind::Constant | SymbolKind::Variable => 2,
        SymbolKind::Variant | SymbolKind::Field => 3,
        _ => 4,
    }
}

/// `path` without `.` and `..`; `None` where it leaves the workspace.
fn normal(path: &str) -> Option<String> {
    if path.is_empty() || path.starts_with('/') { None } else { join("", path) }
}
