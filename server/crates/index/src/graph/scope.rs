//! What one file makes visible by name, prepared once for each file and resolver.
//!
//! A scope says what stands in its file; what an import means is decided in [`super::imports`].

use std::cell::OnceCell;
use std::rc::Rc;

use sapwood_base::NameHash;
use sapwood_grammars::{Family, ImportStyle, Language, language};
use sapwood_syntax::{BindingValue, ReferenceKind, SymbolKind};

use super::imports::Imported;
use super::project::folder_of;
use crate::{FileId, ImportView, IndexSnapshot, ReferenceView, SymbolId, SymbolView};

/// Bytes behind the signature of a callable that does nothing: `: ...` on a line of its own.
const MAX_STUB: u32 = 16;

/// A definition that a name can mean, with what is needed to choose among namesakes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) id: SymbolId,
    pub(super) file: FileId,
    pub(super) owner: NameHash,
    pub(super) parent: Option<SymbolId>,
    pub(super) kind: SymbolKind,
    pub(super) arity: Option<u8>,
    /// It has more than a signature: a definition, where another candidate may be its declaration.
    pub(super) has_body: bool,
    /// It is a callable with hardly any body, as the signatures of overloads are.
    pub(super) is_stub: bool,
    /// No type and no function encloses or owns it.
    pub(super) is_top: bool,
    /// Its name is the title of a test, which no code can use.
    pub(super) is_title: bool,
    /// Only its own file can use it: what C calls static.
    pub(super) is_hidden: bool,
}

impl Candidate {
    pub(super) fn new(snapshot: &IndexSnapshot, view: &SymbolView<'_>) -> Self {
        Self {
            id: view.id,
            file: view.file,
            owner: view.owner_hash,
            parent: view.parent,
            kind: view.kind,
            arity: view.arity,
            has_body: view.span.end > view.signature.end + 2,
            is_stub: view.kind.is_callable() && view.span.end <= view.signature.end + MAX_STUB && has_overloads(snapshot, view),
            is_top: (view.owner_hash.is_none() || view.kind.is_type()) && is_in_modules_only(snapshot, view.parent),
            is_title: view.is_test && is_title(snapshot, view),
            is_hidden: !view.is_exported && view.owner_hash.is_none() && is_static(snapshot, view),
        }
    }
}

/// True where functions may state several signatures before the one with the body.
fn has_overloads(snapshot: &IndexSnapshot, view: &SymbolView<'_>) -> bool {
    let family = snapshot.file(view.file).language.map(|id| language(id).family);
    matches!(family, Some(Family::Python | Family::Web))
}

/// A function or variable of C that is not exported, outside a header, which others include with all that it holds.
fn is_static(snapshot: &IndexSnapshot, view: &SymbolView<'_>) -> bool {
    let file = snapshot.file(view.file);
    let is_value = view.kind.is_callable() || matches!(view.kind, SymbolKind::Variable | SymbolKind::Constant);
    let is_c = file.language.map(|id| language(id).family) == Some(Family::C);
    is_c && is_value && view.kind != SymbolKind::Macro && !is_header(file.path)
}

/// True for files that are written to be included.
pub(super) fn is_header(path: &str) -> bool {
    [".h", ".hpp", ".hh", ".hxx", ".inc", ".inl", ".ipp"].iter().any(|end| path.ends_with(end))
}

/// A test of mocha, jest and their like is named by a string: it has no parameters that show, and its name stands behind a call.
fn is_title(snapshot: &IndexSnapshot, view: &SymbolView<'_>) -> bool {
    let family = snapshot.file(view.file).language.map(|id| language(id).family);
    let is_named_late = view.name_span.start > view.signature.start;
    family == Some(Family::Web)
        && is_named_late
        && (view.kind == SymbolKind::Module || (view.kind == SymbolKind::Function && view.arity.is_none()))
}

fn is_in_modules_only(snapshot: &IndexSnapshot, mut parent: Option<SymbolId>) -> bool {
    while let Some(id) = parent {
        let view = snapshot.symbol(id);
        if view.kind != SymbolKind::Module {
            return false;
        }
        parent = view.parent;
    }
    true
}

/// A definition of the file under its name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named {
    pub(super) name: NameHash,
    pub(super) symbol: Candidate,
}

/// A local name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Local {
    pub(super) name: NameHash,
    pub(super) symbol: Option<SymbolId>,
    pub(super) value: BindingValue,
}

/// An import of the file, resolved when it is first asked for.
pub(super) struct ImportEntry<'a> {
    pub(super) view: ImportView<'a>,
    pub(super) resolved: OnceCell<Rc<Imported>>,
}

/// The names of one file.
pub(super) struct FileScope<'a> {
    pub(super) file: FileId,
    pub(super) path: &'a str,
    pub(super) folder: &'a str,
    pub(super) package: &'a str,
    pub(super) language: Option<&'static Language>,
    /// Sorted by name.
    symbols: Vec<Named>,
    /// Sorted by name.
    locals: Vec<Local>,
    /// Sorted by alias.
    pub(super) imports: Vec<ImportEntry<'a>>,
    /// Places in `imports` of those that take everything.
    pub(super) globs: Vec<usize>,
    pub(super) has_modules: bool,
    uses: OnceCell<Uses<'a>>,
}

/// The references of a file that other references depend on.
struct Uses<'a> {
    /// Sorted by name.
    calls: Vec<ReferenceView<'a>>,
    /// Sorted by name.
    types: Vec<ReferenceView<'a>>,
    heritage: Vec<ReferenceView<'a>>,
}

impl<'a> FileScope<'a> {
    pub(super) fn new(snapshot: &'a IndexSnapshot, file: FileId) -> Self {
        let view = snapshot.file(file);
        let mut symbols: Vec<Named> = snapshot
            .symbols_in(file)
            .map(|id| {
                let view = snapshot.symbol(id);
                Named { name: view.name_hash, symbol: Candidate::new(snapshot, &view) }
            })
            .collect();
        symbols.retain(|named| !named.symbol.is_title);
        let has_modules = symbols.iter().any(|named| named.symbol.kind == SymbolKind::Module);
        symbols.sort_by_key(|named| (named.name, named.symbol.id));
        let mut locals: Vec<Local> = snapshot
            .bindings_in(file)
            .map(|binding| Local { name: binding.name, symbol: binding.symbol, value: binding.value })
            .collect();
        locals.sort_by_key(|local| local.name);
        let mut imports: Vec<ImportEntry<'a>> =
            snapshot.imports_in(file).map(|view| ImportEntry { view, resolved: OnceCell::new() }).collect();
        imports.sort_by_key(|entry| entry.view.alias_hash);
        let globs = (0..imports.len()).filter(|&at| imports[at].view.is_glob).collect();
        Self {
            file,
            path: view.path,
            folder: folder_of(view.path),
            package: view.package,
            language: view.language.map(language),
            symbols,
            locals,
            imports,
            globs,
            has_modules,
            uses: OnceCell::new(),
        }
    }

    /// The parent types that the file names.
    pub(super) fn heritage(&self, snapshot: &'a IndexSnapshot) -> &[ReferenceView<'a>] {
        &self.uses(snapshot).heritage
    }

    /// The calls of something called `name` in the file.
    pub(super) fn calls_of(&self, snapshot: &'a IndexSnapshot, name: NameHash) -> &[ReferenceView<'a>] {
        named(&self.uses(snapshot).calls, name)
    }

    /// The uses of something called `name` as a type in the file.
    pub(super) fn types_of(&self, snapshot: &'a IndexSnapshot, name: NameHash) -> &[ReferenceView<'a>] {
        named(&self.uses(snapshot).types, name)
    }

    fn uses(&self, snapshot: &'a IndexSnapshot) -> &Uses<'a> {
        self.uses.get_or_init(|| {
            let (mut calls, mut types, mut heritage) = (Vec::new(), Vec::new(), Vec::new());
            for reference in snapshot.references_in(self.file) {
                match reference.kind {
                    ReferenceKind::Call => calls.push(reference),
                    ReferenceKind::Type => types.push(reference),
                    ReferenceKind::Extends | ReferenceKind::Implements => heritage.push(reference),
                    _ => {}
                }
            }
            calls.sort_by_key(|call| (call.name, call.id));
            types.sort_by_key(|it| (it.name, it.id));
            Uses { calls, types, heritage }
        })
    }

    pub(super) fn family(&self) -> Option<Family> {
        self.language.map(|language| language.family)
    }

    pub(super) fn style(&self) -> ImportStyle {
        self.language.map_or(ImportStyle::None, |language| language.import_style)
    }

    pub(super) fn has_implicit_this(&self) -> bool {
        self.language.is_some_and(|language| language.implicit_this)
    }

    /// The definitions of that name, in source order.
    pub(super) fn symbols_named(&self, name: NameHash) -> &[Named] {
        let start = self.symbols.partition_point(|named| named.name < name);
        let len = self.symbols[start..].partition_point(|named| named.name == name);
        &self.symbols[start..start + len]
    }

    /// Every definition, by name.
    pub(super) fn symbols(&self) -> impl Iterator<Item = &Candidate> {
        self.symbols.iter().map(|named| &named.symbol)
    }

    /// The locals of that name.
    pub(super) fn locals_named(&self, name: NameHash) -> &[Local] {
        let start = self.locals.partition_point(|local| local.name < name);
        let len = self.locals[start..].partition_point(|local| local.name == name);
        &self.locals[start..start + len]
    }

    /// Places in `imports` of those that give the name `alias`, without those that take everything.
    pub(super) fn imports_named(&self, alias: NameHash) -> impl Iterator<Item = usize> + use<'_, 'a> {
        let start = self.imports.partition_point(|entry| entry.view.alias_hash < alias);
        let len = self.imports[start..].partition_point(|entry| entry.view.alias_hash == alias);
        (start..start + len).filter(|&at| !self.imports[at].view.is_glob)
    }
}

fn named<'r, 'a>(sorted: &'r [ReferenceView<'a>], name: NameHash) -> &'r [ReferenceView<'a>] {
    let start = sorted.partition_point(|it| it.name < name);
    let len = sorted[start..].partition_point(|it| it.name == name);
    &sorted[start..start + len]
}

/// `symbol` and what encloses it, innermost first.
pub(super) fn chain(snapshot: &IndexSnapshot, symbol: Option<SymbolId>) -> Vec<SymbolId> {
    let mut chain = Vec::new();
    let mut next = symbol;
    while let Some(id) = next {
        chain.push(id);
        next = snapshot.symbol(id).parent;
    }
    chain
}
