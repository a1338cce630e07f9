//! What an import means: definitions, or the module, package or file that it names.
//!
//! One function for each [`ImportStyle`]; re-exports are followed to the defining file. A path that leads out of the repository is
//! external, and a name taken from there resolves to nothing rather than to a namesake.

mod files;
mod javascript;
mod packages;
mod python;
mod rust;

use std::rc::Rc;

use sapwood_base::NameHash;
use sapwood_grammars::ImportStyle;
use sapwood_syntax::{BindingValue, SymbolKind};

use super::namesakes::prefer;
use super::resolve::{Resolver, Want};
use super::scope::{Candidate, FileScope};
use super::wanted::words;
use crate::{FileId, ImportView, SymbolId};

pub(super) use packages::swift_module;

/// How many re-exports are followed.
const MAX_DEPTH: usize = 8;

/// What resolving an import costs, in resolved uses.
const IMPORT_WORK: usize = 2;

/// Something that holds names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// A file as a module.
    File(FileId),
    /// A module inside a file.
    Module(SymbolId),
    /// A folder whose files are one package.
    Folder(Rc<str>),
    /// A package or namespace by its full name.
    Package(Rc<str>),
}

/// One thing that an import gives.
#[derive(Debug, Clone)]
pub(super) enum Found {
    Symbol(Candidate),
    Place(Place),
}

/// What an import gives. Nothing, where it leads to a known place that does not show the name.
#[derive(Debug, Default)]
pub(super) struct Imported {
    pub(super) found: Vec<Found>,
    /// It leads out of the repository.
    pub(super) is_external: bool,
}

impl Imported {
    fn external() -> Self {
        Self { found: Vec::new(), is_external: true }
    }

    fn of(found: Vec<Found>) -> Self {
        Self { found, is_external: false }
    }

    fn known(found: Vec<Found>) -> Self {
        Self { is_external: found.is_empty(), found }
    }
}

/// A name, with its text where the source shows it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name<'n> {
    pub(super) hash: NameHash,
    pub(super) text: Option<&'n str>,
}

impl<'n> Name<'n> {
    pub(super) fn text(text: &'n str) -> Self {
        Self { hash: NameHash::of(text), text: Some(text) }
    }

    pub(super) fn hash(hash: NameHash) -> Self {
        Self { hash, text: None }
    }
}

impl<'a> Resolver<'a> {
    /// What the import at place `at` of `scope` gives.
    pub(super) fn import(&mut self, scope: &Rc<FileScope<'a>>, at: usize) -> Rc<Imported> {
        let entry = &scope.imports[at];
        if let Some(known) = entry.resolved.get() {
            return known.clone();
        }
        if self.open_imports.len() >= MAX_DEPTH || self.open_imports.contains(&(scope.file, at)) {
            return Rc::default();
        }
        self.open_imports.push((scope.file, at));
        self.work += IMPORT_WORK;
        let imported = Rc::new(self.resolve_import(scope, &entry.view));
        self.open_imports.pop();
        // What was cut short by an open import above is not remembered.
        if self.open_imports.is_empty() || !imported.found.is_empty() {
            return entry.resolved.get_or_init(|| imported).clone();
        }
        imported
    }

    fn resolve_import(&mut self, scope: &Rc<FileScope<'a>>, import: &ImportView<'a>) -> Imported {
        match scope.style() {
            ImportStyle::Rust => self.import_rust(scope, import),
            ImportStyle::Python => self.import_python(scope, import),
            ImportStyle::JavaScript => self.import_javascript(scope, import),
            ImportStyle::Go => self.import_go(import),
            ImportStyle::JvmPackage => self.import_dotted(scope, import, '.'),
            ImportStyle::CSharpNamespace => self.import_namespace(scope, import),
            ImportStyle::Php => self.import_php(scope, import),
            ImportStyle::CInclude => self.import_include(scope, import),
            ImportStyle::Ruby => self.import_file(scope, import, &["rb"]),
            ImportStyle::Lua => self.import_file(scope, import, &["lua"]),
            ImportStyle::Shell => self.import_file(scope, import, &["sh", "bash"]),
            ImportStyle::Css | ImportStyle::Html => self.import_file(scope, import, &["css", "js"]),
            ImportStyle::Swift | ImportStyle::None => Imported::external(),
        }
    }

    /// What `place` calls `name`, its re-exports followed.
    pub(super) fn lookup(&mut self, place: &Place, name: Name<'_>) -> Vec<Found> {
        match place {
            Place::File(file) => self.lookup_file(*file, name),
            Place::Module(module) => self.lookup_module(*module, name.hash),
            Place::Folder(folder) => self.lookup_folder(folder, name),
            Place::Package(package) => self.lookup_package(package, name),
        }
    }

    fn lookup_file(&mut self, file: FileId, name: Name<'_>) -> Vec<Found> {
        let scope = self.scope(file);
        let style = scope.style();
        // A module of Lua is a table, a module of Ruby or PHP holds what its file defines: members count.
        let takes_members = matches!(style, ImportStyle::Lua);
        let is_strict = style == ImportStyle::Rust;
        let mut found: Vec<Found> = Vec::new();
        for named in scope.symbols_named(name.hash) {
            let symbol = named.symbol;
            let is_visible = if is_strict { symbol.parent.is_none() && symbol.owner.is_none() } else { symbol.is_top };
            if is_visible || takes_members {
                found.push(as_found(symbol));
            }
        }
        if found.is_empty() || is_strict {
            self.add_reexports(&scope, name, &mut found);
        }
        if found.is_empty() {
            self.add_submodule(&scope, name, &mut found);
        }
        if found.is_empty() && is_strict {
            self.add_crate_macros(&scope, name.hash, &mut found);
        }
        found
    }

    fn add_reexports(&mut self, scope: &Rc<FileScope<'a>>, name: Name<'_>, found: &mut Vec<Found>) {
        let exports_imports = matches!(scope.style(), ImportStyle::Python | ImportStyle::Rust | ImportStyle::JavaScript);
        if !exports_imports || self.open_imports.len() >= MAX_DEPTH {
            return;
        }
        let is_script = scope.style() == ImportStyle::JavaScript;
        let is_rust = scope.style() == ImportStyle::Rust;
        let named: Vec<usize> = scope.imports_named(name.hash).collect();
        for at in named {
            // In a script `import x; export {x}` shows no mark at the import, so a plain import counts too.
            let imported = self.import(scope, at);
            found.extend(imported.found.iter().filter(|it| !is_rust || !is_known(found, it)).cloned().collect::<Vec<_>>());
        }
        if !found.is_empty() {
            return;
        }
        for &at in &scope.globs {
            if is_script && !scope.imports[at].view.is_reexport {
                continue;
            }
            let imported = self.import(scope, at);
            self.open_imports.push((scope.file, at));
            for place in &imported.found {
                if let Found::Place(place) = place
                    && self.open_imports.len() < MAX_DEPTH
                    && *place != Place::File(scope.file)
                {
                    found.extend(self.lookup(place, name));
                }
            }
            self.open_imports.pop();
            if !found.is_empty() {
                return;
            }
        }
    }

    fn add_submodule(&mut self, scope: &Rc<FileScope<'a>>, name: Name<'_>, found: &mut Vec<Found>) {
        let Some(text) = name.text else { return };
        let file = match scope.style() {
            ImportStyle::Rust => self.child_module(scope.path, text),
            ImportStyle::Python if scope.path.ends_with("/__init__.py") || scope.path == "__init__.py" => {
                self.python_module_file(&files::below(scope.folder, text))
            }
            _ => None,
        };
        found.extend(file.map(|file| Found::Place(Place::File(file))));
    }

    fn lookup_module(&mut self, module: SymbolId, name: NameHash) -> Vec<Found> {
        let view = self.snapshot.symbol(module);
        let scope = self.scope(view.file);
        let inside: Vec<Candidate> =
            scope.symbols_named(name).iter().map(|named| named.symbol).filter(|symbol| symbol.parent == Some(module)).collect();
        if !inside.is_empty() {
            return inside.into_iter().map(as_found).collect();
        }
        let named: Vec<usize> = scope.imports_named(name).filter(|&at| view.span.contains(scope.imports[at].view.at)).collect();
        named.into_iter().flat_map(|at| self.import(&scope, at).found.clone()).collect()
    }

    fn lookup_folder(&mut self, folder: &str, name: Name<'_>) -> Vec<Found> {
        let all = self.named(name.hash);
        let in_folder = |it: &&Candidate| it.is_top && super::project::folder_of(self.snapshot.file(it.file).path) == folder;
        let mut found: Vec<Found> = all.iter().filter(in_folder).map(|it| Found::Symbol(*it)).collect();
        if found.is_empty()
            && let Some(text) = name.text
        {
            let path = files::below(folder, text);
            found.extend(self.python_module_file(&path).map(|file| Found::Place(Place::File(file))));
        }
        found
    }

    fn lookup_package(&mut self, package: &str, name: Name<'_>) -> Vec<Found> {
        let all = self.named(name.hash);
        all.iter().filter(|it| it.is_top && self.snapshot.file(it.file).package == package).map(|it| Found::Symbol(*it)).collect()
    }

    /// What `found` calls `name`: a member of a type, or what a place holds.
    pub(super) fn descend(&mut self, found: &Found, name: Name<'_>) -> Vec<Found> {
        match found {
            Found::Place(place) => self.lookup(place, name),
            Found::Symbol(symbol) if symbol.kind.is_type() => {
                self.members_of(symbol.id, name.hash).found.iter().map(|member| Found::Symbol(*member)).collect()
            }
            Found::Symbol(_) => Vec::new(),
        }
    }

    /// The definitions of `name` among what the file imports whole.
    pub(super) fn among_globs(&mut self, scope: &Rc<FileScope<'a>>, name: NameHash, want: Want) -> Option<Vec<Candidate>> {
        let mut found: Vec<Candidate> = Vec::new();
        for &at in &scope.globs {
            let imported = self.import(scope, at);
            for it in &imported.found {
                let inside = self.descend(it, Name::hash(name));
                found.extend(inside.iter().filter_map(|it| match it {
                    Found::Symbol(symbol) if want.accepts(symbol.kind) => Some(*symbol),
                    _ => None,
                }));
            }
        }
        found.sort_by_key(|it| it.id);
        found.dedup_by_key(|it| it.id);
        prefer(&mut found, want);
        (!found.is_empty()).then_some(found)
    }

    /// What a script exports as its default: the definition of that name, of the file's name, or the only one it exports.
    fn default_of(&mut self, file: FileId, alias: &str) -> Vec<Found> {
        let scope = self.scope(file);
        let marked: Vec<usize> = scope.imports_named(words().default).collect();
        let reexported: Vec<Found> = marked.into_iter().flat_map(|at| self.import(&scope, at).found.clone()).collect();
        if !reexported.is_empty() {
            return reexported;
        }
        for local in scope.locals_named(words().default) {
            if let BindingValue::Type(name) = local.value {
                let found = self.lookup_file(file, Name::hash(name));
                if !found.is_empty() {
                    return found;
                }
            }
        }
        for text in [alias, super::project::stem_of(scope.path)] {
            let named: Vec<Found> = scope
                .symbols_named(NameHash::of(text))
                .iter()
                .filter(|it| it.symbol.is_top)
                .map(|it| Found::Symbol(it.symbol))
                .collect();
            if !named.is_empty() {
                return named;
            }
        }
        let exported: Vec<Candidate> =
            scope.symbols().filter(|it| it.is_top && self.snapshot.symbol(it.id).is_exported).copied().collect();
        match exported[..] {
            [only] => vec![Found::Symbol(only)],
            _ => vec![Found::Place(Place::File(file))],
        }
    }
}

/// A module inside a file as a place, anything else as itself.
fn as_found(symbol: Candidate) -> Found {
    if symbol.kind == SymbolKind::Module { Found::Place(Place::Module(symbol.id)) } else { Found::Symbol(symbol) }
}

fn is_known(found: &[Found], it: &Found) -> bool {
    found.iter().any(|known| match (known, it) {
        (Found::Symbol(a), Found::Symbol(b)) => a.id == b.id,
        (Found::Place(a), Found::Place(b)) => a == b,
        _ => false,
    })
}
