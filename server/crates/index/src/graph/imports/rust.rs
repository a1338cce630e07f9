//! Paths of Rust: `crate::`, `self::`, `super::`, modules by file, crates of the workspace.
//!
//! `#[path]` attributes and macros that make modules are not read.

use std::rc::Rc;

use sapwood_base::NameHash;
use sapwood_syntax::SymbolKind;

use super::files::below;
use super::{Found, Imported, Name, Place};
use crate::graph::project::{ancestors, file_name, folder_of, stem_of};
use crate::graph::resolve::{Plain, Resolver, Want};
use crate::graph::scope::{FileScope, chain};
use crate::graph::wanted::words;
use crate::{FileId, ImportView, SymbolId};

const ROOTS: &[&str] = &["lib.rs", "main.rs"];

impl<'a> Resolver<'a> {
    pub(super) fn import_rust(&mut self, scope: &Rc<FileScope<'a>>, import: &ImportView<'a>) -> Imported {
        let around = if scope.has_modules { self.snapshot.symbol_at(scope.file, import.at) } else { None };
        let chain = chain(self.snapshot, around);
        let mut segments: Vec<&str> = import.path.split("::").filter(|segment| !segment.is_empty()).collect();
        if !import.name.is_empty() && !import.is_glob && import.name != "self" {
            segments.push(import.name);
        }
        let is_own = segments.len() == 1 && !matches!(segments[0], "crate" | "self" | "super");
        let found = if is_own { self.rust_module_or_crate(scope, segments[0]) } else { self.rust_path(scope, &chain, &segments) };
        match found {
            Some(found) => Imported::of(found),
            None => Imported::external(),
        }
    }

    /// What the path `segments` means inside `chain`; `None` where it starts outside the repository.
    pub(in crate::graph) fn rust_path(
        &mut self,
        scope: &Rc<FileScope<'a>>,
        chain: &[SymbolId],
        segments: &[&str],
    ) -> Option<Vec<Found>> {
        let module = self.enclosing_module(chain);
        let mut place = match module {
            Some(module) => Place::Module(module),
            None => Place::File(scope.file),
        };
        let (first, mut rest) = segments.split_first()?;
        let mut found: Vec<Found> = match *first {
            "crate" => vec![Found::Place(Place::File(self.crate_root(scope)))],
            "self" => vec![Found::Place(place)],
            "super" => {
                place = self.parent_module(&place)?;
                while let [next, tail @ ..] = rest
                    && *next == "super"
                {
                    place = self.parent_module(&place)?;
                    rest = tail;
                }
                vec![Found::Place(place)]
            }
            "Self" => self.enclosing_types(scope, chain).into_iter().map(|id| self.found_type(id)).collect(),
            first => self.rust_first_segment(scope, chain, first)?,
        };
        for segment in rest {
            let name = Name::text(segment);
            let next: Vec<Found> = found.iter().flat_map(|it| self.descend(it, name)).collect();
            found = next;
        }
        Some(found)
    }

    fn found_type(&self, id: SymbolId) -> Found {
        Found::Symbol(crate::graph::scope::Candidate::new(self.snapshot, &self.snapshot.symbol(id)))
    }

    fn rust_first_segment(&mut self, scope: &Rc<FileScope<'a>>, chain: &[SymbolId], first: &str) -> Option<Vec<Found>> {
        let module = self.enclosing_module(chain);
        let inner = scope.symbols_named(NameHash::of(first)).iter().map(|named| named.symbol);
        let inner: Vec<Found> = inner
            .filter(|it| it.kind == SymbolKind::Module && (it.parent == module || it.parent.is_none()))
            .map(super::as_found)
            .collect();
        if !inner.is_empty() {
            return Some(inner);
        }
        match self.plain(scope, chain, NameHash::of(first), Want::Type) {
            Plain::Symbols(found, _) => Some(found.into_iter().map(Found::Symbol).collect()),
            Plain::Places(places) => Some(places.into_iter().map(Found::Place).collect()),
            Plain::External => None,
            Plain::Local(..) => Some(Vec::new()),
            Plain::Nothing => self.rust_module_or_crate(scope, first),
        }
    }

    /// A module declared in the file at hand, or a crate of the workspace.
    fn rust_module_or_crate(&mut self, scope: &FileScope<'a>, name: &str) -> Option<Vec<Found>> {
        let file = self.child_module(scope.path, name).or_else(|| self.crate_called(scope, name))?;
        Some(vec![Found::Place(Place::File(file))])
    }

    fn crate_called(&self, scope: &FileScope<'a>, name: &str) -> Option<FileId> {
        let units = self.project.crates.iter().filter(|unit| unit.name == name);
        let mut roots = units.filter_map(|unit| {
            let library = below(&unit.folder, "src/lib.rs");
            self.snapshot.file_by_path(&unit.entry).or_else(|| self.snapshot.file_by_path(&library))
        });
        let first = roots.next()?;
        let is_own = |file: FileId| file == scope.file;
        if is_own(first) { roots.next() } else { Some(first) }
    }

    fn enclosing_module(&self, chain: &[SymbolId]) -> Option<SymbolId> {
        chain.iter().copied().find(|&id| self.snapshot.symbol(id).kind == SymbolKind::Module)
    }

    /// The file that is the root of the crate of `scope`.
    fn crate_root(&self, scope: &FileScope<'a>) -> FileId {
        let mut folders = ancestors(scope.folder);
        folders
            .find_map(|folder| ROOTS.iter().find_map(|root| self.snapshot.file_by_path(&below(folder, root))))
            .unwrap_or(scope.file)
    }

    /// The root of the crate that `name` stands for in `scope`: its own for `crate`, or another one of the workspace.
    pub(in crate::graph) fn crate_root_called(&self, scope: &FileScope<'a>, name: NameHash) -> Option<FileId> {
        if name == words().own_crate {
            return Some(self.crate_root(scope));
        }
        let unit = self.project.crates.iter().find(|unit| NameHash::of(&unit.name) == name)?;
        self.crate_called(scope, &unit.name)
    }

    /// Macros that files of the crate export: they belong to its root, wherever they are defined.
    pub(super) fn add_crate_macros(&mut self, root: &FileScope<'a>, name: NameHash, found: &mut Vec<Found>) {
        if self.crate_root(root) != root.file {
            return;
        }
        let all = self.named(name);
        let macros = all.iter().filter(|it| it.kind == SymbolKind::Macro && it.file != root.file);
        for it in macros {
            let path = self.snapshot.file(it.file).path;
            let is_below = crate::graph::project::is_below(path, root.folder);
            let scope = is_below.then(|| self.scope(it.file));
            if scope.is_some_and(|scope| self.crate_root(&scope) == root.file) {
                found.push(Found::Symbol(*it));
            }
        }
    }

    fn parent_module(&self, place: &Place) -> Option<Place> {
        match place {
            Place::Module(module) => {
                let view = self.snapshot.symbol(*module);
                let outer = chain(self.snapshot, view.parent);
                Some(self.enclosing_module(&outer).map_or(Place::File(view.file), Place::Module))
            }
            Place::File(file) => self.parent_file(self.snapshot.file(*file).path).map(Place::File),
            _ => None,
        }
    }

    fn parent_file(&self, path: &str) -> Option<FileId> {
        let own = folder_of(path);
        let folder = if file_name(path) == "mod.rs" { folder_of(own) } else { own };
        let named = ["mod.rs", "lib.rs", "main.rs"].map(|name| below(folder, name));
        let beside = format!("{folder}.rs");
        let mut forms = named.iter().map(String::as_str).chain([beside.as_str()]);
        forms.find_map(|form| self.snapshot.file_by_path(form).filter(|_| form != path))
    }

    /// The file of the module `name` that the file at `path` declares.
    pub(super) fn child_module(&self, path: &str, name: &str) -> Option<FileId> {
        let own = folder_of(path);
        let is_root = matches!(file_name(path), "mod.rs" | "lib.rs" | "main.rs" | "build.rs");
        let inner = if is_root { own.to_owned() } else { below(own, stem_of(path)) };
        let folders = if is_root { vec![inner] } else { vec![inner, own.to_owned()] };
        folders.iter().find_map(|folder| {
            let base = below(folder, name);
            let file =
                [format!("{base}.rs"), format!("{base}/mod.rs")].iter().find_map(|form| self.snapshot.file_by_path(form))?;
            (self.snapshot.file(file).path != path).then_some(file)
        })
    }
}
