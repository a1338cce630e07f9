//! Imports that name a package or namespace: Java, Kotlin, Scala, Go, C#, PHP, Swift.

use std::rc::Rc;

use sapwood_base::NameHash;

use super::{Found, Imported, Place};
use crate::ImportView;
use crate::graph::project::{is_below, join};
use crate::graph::resolve::Resolver;
use crate::graph::scope::{Candidate, FileScope};

impl<'a> Resolver<'a> {
    pub(super) fn import_go(&mut self, import: &ImportView<'a>) -> Imported {
        let module = self.project.go_modules.iter().find(|module| is_below(import.path, &module.name));
        let Some(module) = module else { return Imported::external() };
        let inside = import.path[module.name.len()..].trim_start_matches('/');
        match join(&module.folder, inside) {
            Some(folder) => Imported::of(vec![Found::Place(Place::Folder(folder.into()))]),
            None => Imported::external(),
        }
    }

    /// `a.b.C`, `a.b.C.member`, `a.b.*`, `a.b.C.*`.
    pub(super) fn import_dotted(&mut self, scope: &Rc<FileScope<'a>>, import: &ImportView<'a>, separator: char) -> Imported {
        let joined;
        let path = match (import.path, import.name) {
            (path, "") => path,
            ("", name) => name,
            (path, name) => {
                joined = format!("{path}{separator}{name}");
                &joined
            }
        };
        let path = path.trim_start_matches(separator);
        let path = path.strip_suffix("*").or_else(|| path.strip_suffix("_")).unwrap_or(path).trim_end_matches(separator);
        let found = self.by_full_name(scope, path, separator);
        if import.is_glob {
            let mut found: Vec<Found> = found.into_iter().filter(|it| it.kind.is_type()).map(Found::Symbol).collect();
            if found.is_empty() {
                found.push(Found::Place(Place::Package(path.into())));
            }
            return Imported::of(found);
        }
        if found.is_empty() && self.project.has_package(self.snapshot, path) {
            return Imported::of(vec![Found::Place(Place::Package(path.into()))]);
        }
        Imported::known(found.into_iter().map(Found::Symbol).collect())
    }

    /// The definitions with that qualified name: at the top of a package, or members of a type that is.
    pub(in crate::graph) fn by_full_name(&mut self, scope: &FileScope<'a>, path: &str, separator: char) -> Vec<Candidate> {
        let (package, name) = path.rsplit_once(separator).unwrap_or(("", path));
        let (outer, owner) = package.rsplit_once(separator).unwrap_or(("", package));
        let owner = NameHash::of(owner);
        let family = scope.family();
        let all = self.named(NameHash::of(name));
        let is_meant = |it: &&Candidate| {
            let file = self.snapshot.file(it.file);
            let is_member = it.owner == owner && !owner.is_none() && file.package == outer;
            let is_nested =
                || it.parent.is_some_and(|parent| self.snapshot.symbol(parent).name_hash == owner) && file.package == outer;
            ((it.is_top && file.package == package) || is_member || is_nested()) && self.family_of(it.file) == family
        };
        all.iter().filter(is_meant).copied().collect()
    }

    pub(super) fn import_namespace(&mut self, scope: &Rc<FileScope<'a>>, import: &ImportView<'a>) -> Imported {
        let found = self.by_full_name(scope, import.path, '.');
        if !found.is_empty() {
            return Imported::of(found.into_iter().map(Found::Symbol).collect());
        }
        if self.project.has_package(self.snapshot, import.path) {
            return Imported::of(vec![Found::Place(Place::Package(import.path.into()))]);
        }
        Imported::external()
    }

    pub(super) fn import_php(&mut self, scope: &Rc<FileScope<'a>>, import: &ImportView<'a>) -> Imported {
        if import.path.rsplit('.').next() == Some("php") {
            return self.import_file(scope, import, &["php"]);
        }
        self.import_dotted(scope, import, '\\')
    }
}

/// The module that a Swift file belongs to by the custom of `Sources/<module>/…`; empty where its path does not show one.
pub(in crate::graph) fn swift_module(path: &str) -> &str {
    for marker in ["Sources/", "Tests/"] {
        if let Some(at) = path.find(marker).filter(|&at| at == 0 || path.as_bytes()[at - 1] == b'/') {
            let rest = &path[at + marker.len()..];
            return rest.split_once('/').map_or("", |(module, _)| module);
        }
    }
    ""
}
