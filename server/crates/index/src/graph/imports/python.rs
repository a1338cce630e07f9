//! Imports of Python: relative and absolute modules, packages, source folders.

use std::rc::Rc;

use super::files::below;
use super::{Found, Imported, Name, Place};
use crate::graph::project::ancestors;
use crate::graph::resolve::Resolver;
use crate::graph::scope::FileScope;
use crate::{FileId, ImportView};

/// Folders that projects put their packages in.
const SOURCE_FOLDERS: &[&str] = &["src", "lib", "python"];

impl<'a> Resolver<'a> {
    pub(super) fn import_python(&mut self, scope: &Rc<FileScope<'a>>, import: &ImportView<'a>) -> Imported {
        let Some(place) = self.python_module(scope, import.path) else { return Imported::external() };
        if import.is_glob || import.name.is_empty() {
            return Imported::of(vec![Found::Place(place)]);
        }
        if place == Place::File(scope.file) {
            let submodule = self.python_module_file(&below(scope.folder, import.name));
            return Imported::of(submodule.map(|file| Found::Place(Place::File(file))).into_iter().collect());
        }
        Imported::of(self.lookup(&place, Name::text(import.name)))
    }

    /// The module that `path` names in `scope`.
    pub(super) fn python_module(&mut self, scope: &FileScope<'a>, path: &str) -> Option<Place> {
        let relative = path.trim_start_matches('.');
        let dots = path.len() - relative.len();
        let inner = relative.replace('.', "/");
        if dots > 0 {
            let folder = ancestors(scope.folder).nth(dots - 1)?;
            return if inner.is_empty() { Some(self.python_package(folder)) } else { self.python_place(&below(folder, &inner)) };
        }
        let roots: Vec<&str> = ancestors(scope.folder).filter(|folder| !self.is_package(folder)).collect();
        for root in roots {
            let direct = self.python_place(&below(root, &inner));
            let found = direct
                .or_else(|| SOURCE_FOLDERS.iter().find_map(|source| self.python_place(&below(&below(root, source), &inner))));
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn is_package(&self, folder: &str) -> bool {
        self.snapshot.file_by_path(&below(folder, "__init__.py")).is_some()
    }

    fn python_package(&self, folder: &str) -> Place {
        match self.snapshot.file_by_path(&below(folder, "__init__.py")) {
            Some(file) => Place::File(file),
            None => Place::Folder(folder.into()),
        }
    }

    fn python_place(&self, path: &str) -> Option<Place> {
        if let Some(file) = self.python_module_file(path) {
            return Some(Place::File(file));
        }
        self.project.has_folder(self.snapshot, path).then(|| Place::Folder(path.into()))
    }

    /// The file of the module or package at `path`, which has slashes in place of dots.
    pub(super) fn python_module_file(&self, path: &str) -> Option<FileId> {
        let forms = [".py", "/__init__.py", ".pyi", "/__init__.pyi"];
        forms.iter().find_map(|end| self.snapshot.file_by_path(&format!("{path}{end}")))
    }
}
