//! The edges at one node, in both directions.

use std::sync::Arc;

use rustc_hash::FxHashSet;
use sapwood_base::NameHash;
use sapwood_grammars::Family;
use sapwood_syntax::ReferenceKind;

use super::imports::{Found, Place};
use super::project::{Renaming, folder_of, is_below, stem_of};
use super::resolve::Resolver;
use super::wanted::words;
use crate::{ChunkId, FileId, ImportView, IndexSnapshot, ReceiverView, ReferenceId, ReferenceView, SymbolId};

/// Names of one definition that are followed.
const MAX_NAMES: usize = 6;

/// A node of the graph.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Node {
    /// The workspace folder.
    Root,
    /// A directory, by its path without a slash at the end.
    Directory(Arc<str>),
    /// A file.
    File(FileId),
    /// A definition or a section of a document.
    Symbol(SymbolId),
    /// A fragment that no definition covers.
    Chunk(ChunkId),
}

impl From<SymbolId> for Node {
    fn from(symbol: SymbolId) -> Self {
        Self::Symbol(symbol)
    }
}

impl From<FileId> for Node {
    fn from(file: FileId) -> Self {
        Self::File(file)
    }
}

impl From<ChunkId> for Node {
    fn from(chunk: ChunkId) -> Self {
        Self::Chunk(chunk)
    }
}

/// What an edge says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EdgeKind {
    /// The first holds the second.
    Contains,
    /// The first file imports the second, or something of it.
    Imports,
    /// The first calls the second.
    Calls,
    /// The first uses the second as a type or a value.
    References,
    /// The first type extends the second.
    Extends,
    /// The first type implements the second, or the first method the second of a parent type.
    Implements,
    /// The first tests the second.
    Tests,
    /// The first is prose about the second.
    Documents,
    /// The first file changes in the same commits as the second.
    CoChanges,
}

impl EdgeKind {
    /// The name shown to people and programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Contains => "contains",
            Self::Imports => "imports",
            Self::Calls => "calls",
            Self::References => "references",
            Self::Extends => "extends",
            Self::Implements => "implements",
            Self::Tests => "tests",
            Self::Documents => "documents",
            Self::CoChanges => "coChanges",
        }
    }
}

/// One edge.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// Where it starts.
    pub from: Node,
    /// Where it ends.
    pub to: Node,
    /// What it says.
    pub kind: EdgeKind,
    /// How sure it is, in (0, 1].
    pub confidence: f32,
}

impl Edge {
    pub(super) fn new(from: impl Into<Node>, to: impl Into<Node>, kind: EdgeKind, confidence: f32) -> Self {
        Self { from: from.into(), to: to.into(), kind, confidence }
    }
}

impl IndexSnapshot {
    /// The edges that start at `node`, by kind, the surest first.
    pub fn outgoing(&self, node: impl Into<Node>) -> Vec<Edge> {
        Resolver::new(self).outgoing(&node.into())
    }

    /// The edges that end at `node`, by kind, the surest first.
    pub fn incoming(&self, node: impl Into<Node>) -> Vec<Edge> {
        Resolver::new(self).incoming(&node.into())
    }
}

impl Resolver<'_> {
    /// The edges that start at `node`; see [`IndexSnapshot::outgoing`].
    pub fn outgoing(&mut self, node: &Node) -> Vec<Edge> {
        tidy(match node {
            Node::Root => self.directory_contents(node, ""),
            Node::Directory(path) => self.directory_contents(node, path),
            Node::File(file) => self.outgoing_of_file(*file),
            Node::Symbol(symbol) => self.outgoing_of_symbol(*symbol),
            Node::Chunk(_) => Vec::new(),
        })
    }

    /// The edges that end at `node`; see [`IndexSnapshot::incoming`].
    pub fn incoming(&mut self, node: &Node) -> Vec<Edge> {
        tidy(match node {
            Node::Root => Vec::new(),
            Node::Directory(path) => vec![Edge::new(directory(folder_of(path)), node.clone(), EdgeKind::Contains, 1.0)],
            Node::File(file) => self.incoming_of_file(*file),
            Node::Symbol(symbol) => self.incoming_of_symbol(*symbol),
            Node::Chunk(chunk) => {
                let view = self.snapshot.chunk(*chunk);
                let holder = view.symbol.map_or(Node::File(view.file), Node::Symbol);
                vec![Edge::new(holder, *chunk, EdgeKind::Contains, 1.0)]
            }
        })
    }

    fn directory_contents(&mut self, node: &Node, folder: &str) -> Vec<Edge> {
        let mut edges = Vec::new();
        for file in self.snapshot.files() {
            let path = self.snapshot.file(file).path;
            if !is_below(path, folder) {
                continue;
            }
            let rest = path[folder.len()..].trim_start_matches('/');
            let held = match rest.split_once('/') {
                None => Node::File(file),
                Some((first, _)) => directory(&path[..path.len() - rest.len() + first.len()]),
            };
            edges.push(Edge::new(node.clone(), held, EdgeKind::Contains, 1.0));
        }
        edges
    }

    fn outgoing_of_file(&mut self, file: FileId) -> Vec<Edge> {
        let snapshot = self.snapshot;
        let contains = |to: Node| Edge::new(file, to, EdgeKind::Contains, 1.0);
        let top = snapshot.symbols_in(file).filter(|&symbol| snapshot.symbol(symbol).parent.is_none());
        let mut edges: Vec<Edge> = top.map(|symbol| contains(Node::Symbol(symbol))).collect();
        let uncovered = snapshot.chunks_in(file).filter(|&chunk| snapshot.chunk(chunk).symbol.is_none());
        edges.extend(uncovered.map(|chunk| contains(Node::Chunk(chunk))));
        edges.extend(self.imported_files(file).into_iter().map(|to| Edge::new(file, to, EdgeKind::Imports, 1.0)));
        for reference in snapshot.references_in(file).filter(|reference| reference.symbol.is_none()) {
            self.add_targets(&reference, &mut edges);
        }
        edges.extend(self.tested_file(file).map(|(to, confidence)| Edge::new(file, to, EdgeKind::Tests, confidence)));
        let partners = snapshot.cochanged(file).into_iter();
        edges.extend(partners.map(|(to, weight)| Edge::new(file, to, EdgeKind::CoChanges, weight)));
        edges.retain(|edge| edge.from == Node::File(file));
        edges
    }

    fn incoming_of_file(&mut self, file: FileId) -> Vec<Edge> {
        let snapshot = self.snapshot;
        let mut edges = vec![Edge::new(directory(folder_of(snapshot.file(file).path)), file, EdgeKind::Contains, 1.0)];
        let family = self.family_of(file);
        let own: FxHashSet<NameHash> = snapshot.symbols_in(file).map(|symbol| snapshot.symbol(symbol).name_hash).collect();
        let path = snapshot.file(file).path;
        // Comparing the imports of a dozen files costs about as much as resolving a use.
        self.work += snapshot.files().count() / 12;
        for other in snapshot.files().filter(|&other| other != file) {
            let could_lead_here = |it: &ImportView<'_>| {
                it.is_glob || names_file(it.path, path) || own.contains(&NameHash::of(it.name)) || names_file(it.name, path)
            };
            if self.family_of(other) != family || !snapshot.imports_in(other).any(|it| could_lead_here(&it)) {
                continue;
            }
            if self.work > self.max_work {
                break;
            }
            let scope = self.scope(other);
            let mut entries = (0..scope.imports.len()).filter(|&at| could_lead_here(&scope.imports[at].view));
            if entries.any(|at| self.import(&scope, at).found.iter().any(|found| self.file_of(found) == Some(file))) {
                edges.push(Edge::new(other, file, EdgeKind::Imports, 1.0));
            }
        }
        edges.extend(self.tests_of_file(file).into_iter().map(|(from, sure)| Edge::new(from, file, EdgeKind::Tests, sure)));
        let partners = snapshot.cochanged(file).into_iter();
        edges.extend(partners.map(|(from, weight)| Edge::new(from, file, EdgeKind::CoChanges, weight)));
        edges
    }

    /// The file that an import leads to; a folder or a package is none.
    fn file_of(&self, found: &Found) -> Option<FileId> {
        match found {
            Found::Symbol(symbol) => Some(symbol.file),
            Found::Place(Place::File(file)) => Some(*file),
            Found::Place(Place::Module(module)) => Some(self.snapshot.symbol(*module).file),
            Found::Place(Place::Folder(_) | Place::Package(_)) => None,
        }
    }

    /// The files that the imports of `file` lead to.
    pub(super) fn imported_files(&mut self, file: FileId) -> Vec<FileId> {
        let scope = self.scope(file);
        let mut files = Vec::new();
        for at in 0..scope.imports.len() {
            let imported = self.import(&scope, at);
            files.extend(imported.found.iter().filter_map(|found| self.file_of(found)));
        }
        files.sort_unstable();
        files.dedup();
        files.retain(|&other| other != file);
        files
    }

    fn outgoing_of_symbol(&mut self, symbol: SymbolId) -> Vec<Edge> {
        let snapshot = self.snapshot;
        let file = snapshot.symbol(symbol).file;
        let children = snapshot.symbols_in(file).filter(|&child| snapshot.symbol(child).parent == Some(symbol));
        let mut edges: Vec<Edge> = children.map(|child| Edge::new(symbol, child, EdgeKind::Contains, 1.0)).collect();
        edges.extend(self.members_elsewhere(symbol).into_iter().map(|it| Edge::new(symbol, it, EdgeKind::Contains, 1.0)));
        let name = snapshot.symbol(symbol).name_hash;
        let mut references: Vec<ReferenceView<'_>> = snapshot
            .references_in(file)
            .filter(|it| it.symbol == Some(symbol) || (is_parent(it) && it.receiver == ReceiverView::Type(name)))
            .collect();
        references.extend(self.distant_heritage(symbol));
        for reference in references {
            self.add_targets(&reference, &mut edges);
        }
        let overridden = self.overridden(symbol).into_iter();
        edges.extend(overridden.map(|to| Edge::new(symbol, to, EdgeKind::Implements, super::confidence::INHERITED)));
        edges.retain(|edge| edge.from == Node::Symbol(symbol));
        edges
    }

    fn incoming_of_symbol(&mut self, symbol: SymbolId) -> Vec<Edge> {
        let mut edges = vec![self.holder_of(symbol)];
        let mut references: Vec<ReferenceId> = self.references_that_may_mean(symbol);
        if self.is_constructor(symbol)
            && let Some(made) = self.own_type(symbol)
        {
            references.extend(self.references_that_may_mean(made));
        }
        references.sort_unstable();
        references.dedup();
        let mut found = Vec::new();
        for reference in references {
            if self.work > self.max_work {
                break;
            }
            self.add_targets(&self.snapshot.reference(reference), &mut found);
        }
        edges.extend(found.into_iter().filter(|edge| edge.to == Node::Symbol(symbol)));
        let overriding = self.overriding(symbol).into_iter();
        edges.extend(overriding.map(|from| Edge::new(from, symbol, EdgeKind::Implements, super::confidence::INHERITED)));
        edges
    }

    /// Uses of the name of `symbol`, and of the names that imports gave it.
    fn references_that_may_mean(&mut self, symbol: SymbolId) -> Vec<ReferenceId> {
        let snapshot = self.snapshot;
        let view = snapshot.symbol(symbol);
        let mut names = vec![view.name_hash];
        let mut references = snapshot.sample(view.name_hash, self.max_references);
        // What was renamed once may be renamed again where it is exported.
        for at in 0..MAX_NAMES {
            let Some(&name) = names.get(at) else { break };
            let with_default = at == 0 && view.is_exported;
            for renaming in self.renamings_to(symbol, name, with_default) {
                let uses = snapshot.references_in(renaming.file).filter(|it| it.name == renaming.alias);
                references.extend(uses.map(|it| it.id));
                if !names.contains(&renaming.alias) {
                    names.push(renaming.alias);
                    references.extend(snapshot.sample(renaming.alias, self.max_references));
                }
            }
        }
        references
    }

    /// The imports that take `symbol` under `name` and give it another one.
    fn renamings_to(&mut self, symbol: SymbolId, name: NameHash, with_default: bool) -> Vec<Renaming> {
        let snapshot = self.snapshot;
        let project = self.project.clone();
        let mut renamings: Vec<Renaming> = project.renamings_of(snapshot, name).to_vec();
        if with_default {
            let defaults = project.renamings_of(snapshot, words().default);
            renamings.extend(defaults.iter().filter(|it| it.alias != name));
        }
        let path = snapshot.file(snapshot.symbol(symbol).file).path;
        renamings.retain(|renaming| {
            let scope = self.scope(renaming.file);
            let is_near = |at: &usize| {
                let import = &scope.imports[*at].view;
                import.name != "default" || names_file(import.path, path)
            };
            let entries: Vec<usize> = scope.imports_named(renaming.alias).filter(is_near).collect();
            entries
                .into_iter()
                .any(|at| self.import(&scope, at).found.iter().any(|it| matches!(it, Found::Symbol(found) if found.id == symbol)))
        });
        renamings
    }

    fn holder_of(&mut self, symbol: SymbolId) -> Edge {
        let view = self.snapshot.symbol(symbol);
        let holder = match view.parent {
            Some(parent) => Node::Symbol(parent),
            None => self.own_type(symbol).map_or(Node::File(view.file), Node::Symbol),
        };
        Edge::new(holder, symbol, EdgeKind::Contains, 1.0)
    }

    /// The edges that one reference makes.
    pub(super) fn add_targets(&mut self, reference: &ReferenceView<'_>, edges: &mut Vec<Edge>) {
        let from = self.source_of(reference);
        let kind = self.kind_of(reference);
        let is_test = matches!(from, Node::Symbol(symbol) if self.snapshot.symbol(symbol).is_test);
        for target in self.resolve(reference.id) {
            if from == Node::Symbol(target.symbol) && kind != EdgeKind::Calls {
                continue;
            }
            edges.push(Edge::new(from.clone(), target.symbol, kind, target.confidence));
            if reference.kind == ReferenceKind::Call {
                let made = self.constructors_of(target.symbol, reference.arity);
                let share = target.confidence.min(1.0 / made.len().max(1) as f32);
                edges.extend(made.into_iter().map(|it| Edge::new(from.clone(), it, kind, share)));
            }
            if is_test && kind == EdgeKind::Calls && !self.is_in_tests(target.symbol) {
                edges.push(Edge::new(from.clone(), target.symbol, EdgeKind::Tests, target.confidence));
            }
        }
    }

    fn source_of(&mut self, reference: &ReferenceView<'_>) -> Node {
        if is_parent(reference)
            && let ReceiverView::Type(owner) = reference.receiver
            && let Some(owner) = self.type_named(reference.file, owner).first()
        {
            return Node::Symbol(owner.id);
        }
        reference.symbol.map_or(Node::File(reference.file), Node::Symbol)
    }

    fn kind_of(&self, reference: &ReferenceView<'_>) -> EdgeKind {
        match reference.kind {
            ReferenceKind::Call | ReferenceKind::Macro => EdgeKind::Calls,
            ReferenceKind::Extends => EdgeKind::Extends,
            ReferenceKind::Implements => EdgeKind::Implements,
            ReferenceKind::Mention if self.family_of(reference.file) == Some(Family::Prose) => EdgeKind::Documents,
            ReferenceKind::Type | ReferenceKind::Value | ReferenceKind::Mention => EdgeKind::References,
        }
    }
}

/// True where an import of `import` could lead to the file at `path`: it holds the file's name, or its folder's.
fn names_file(import: &str, path: &str) -> bool {
    let stem = stem_of(path);
    let stem = stem.split('.').next().unwrap_or(stem);
    let folder = folder_of(path).rsplit('/').next().unwrap_or("");
    !import.is_empty() && (import.contains(stem) || (!folder.is_empty() && import.contains(folder)))
}

fn is_parent(reference: &ReferenceView<'_>) -> bool {
    matches!(reference.kind, ReferenceKind::Implements | ReferenceKind::Extends)
}

fn directory(path: &str) -> Node {
    if path.is_empty() { Node::Root } else { Node::Directory(path.into()) }
}

/// One edge for each pair and kind, the surest; by kind, then confidence, then ends.
fn tidy(mut edges: Vec<Edge>) -> Vec<Edge> {
    let key = |edge: &Edge| (edge.kind, edge.from.clone(), edge.to.clone());
    edges.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| b.confidence.total_cmp(&a.confidence)));
    edges.dedup_by_key(|edge| key(edge));
    edges.sort_by(|a, b| a.kind.cmp(&b.kind).then_with(|| b.confidence.total_cmp(&a.confidence)));
    edges
}
