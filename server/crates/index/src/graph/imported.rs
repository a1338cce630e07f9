//! What the imports of one file lead to, for whoever wants to know what the file can use.
//!
//! How a single import is resolved is decided in [`super::imports`].

use super::imports::{Found, Place};
use super::resolve::Resolver;
use crate::{FileId, ImportView, SymbolId};

/// An import of a file and what it leads to in the repository; all lists are empty where it leads out of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportTargets<'a> {
    /// The import.
    pub import: ImportView<'a>,
    /// Definitions that it names.
    pub symbols: Vec<SymbolId>,
    /// Files that it names as modules.
    pub files: Vec<FileId>,
    /// Folders whose files are one package.
    pub folders: Vec<String>,
    /// Packages or namespaces by their full names.
    pub packages: Vec<String>,
}

impl<'a> Resolver<'a> {
    /// The imports of `file`, in the order of the names they give, with what each leads to.
    pub fn imports_of(&mut self, file: FileId) -> Vec<ImportTargets<'a>> {
        let scope = self.scope(file);
        (0..scope.imports.len())
            .map(|at| {
                let mut targets = ImportTargets {
                    import: scope.imports[at].view,
                    symbols: Vec::new(),
                    files: Vec::new(),
                    folders: Vec::new(),
                    packages: Vec::new(),
                };
                for found in &self.import(&scope, at).found {
                    match found {
                        Found::Symbol(symbol) => targets.symbols.push(symbol.id),
                        Found::Place(Place::File(file)) => targets.files.push(*file),
                        Found::Place(Place::Module(module)) => targets.symbols.push(*module),
                        Found::Place(Place::Folder(folder)) => targets.folders.push(folder.to_string()),
                        Found::Place(Place::Package(package)) => targets.packages.push(package.to_string()),
                    }
                }
                targets
            })
            .collect()
    }
}
