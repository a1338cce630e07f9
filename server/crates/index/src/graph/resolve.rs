//! From a use of a name to the definitions it can mean.
//!
//! The steps are those of a reader without a compiler: the scopes around the use, the imports of the file, its package, the
//! only definition of that name, and at last every namesake with an equal share. What stands before the name is typed in
//! [`super::receivers`], members are looked up in [`super::types`], imports in [`super::imports`].

use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use sapwood_base::NameHash;
use sapwood_grammars::{Family, ImportStyle, language};
use sapwood_syntax::{BindingValue, ReferenceKind, SymbolKind};

use super::confidence;
use super::imports::{Found, Place};
use super::namesakes::{keep_some, prefer, program_of, share, with_definitions};
use super::project::Project;
use super::scope::{Candidate, FileScope, chain};
use super::types::{Bases, Members};
use super::{Target, wanted};
use crate::{FileId, IndexSnapshot, ReceiverView, ReferenceId, ReferenceView, SymbolId};

/// A name with more definitions than this says nothing where the receiver is unknown.
const MAX_NAMESAKES: usize = 200;
/// References to one name that are looked at for what leads to a definition.
const MAX_REFERENCES: usize = 20_000;
/// What opening a file costs, in resolved uses.
const FILE_WORK: usize = 20;
/// Namesakes beyond this many are not offered.
const MAX_TARGETS: usize = 12;

/// What kind of definition a use can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    Call,
    Type,
    Macro,
    Any,
}

impl Want {
    pub(super) fn of(kind: ReferenceKind) -> Self {
        match kind {
            ReferenceKind::Call => Self::Call,
            ReferenceKind::Type | ReferenceKind::Extends | ReferenceKind::Implements => Self::Type,
            ReferenceKind::Macro => Self::Macro,
            ReferenceKind::Value | ReferenceKind::Mention => Self::Any,
        }
    }

    /// True where a definition of `kind` can be meant.
    pub(super) fn accepts(self, kind: SymbolKind) -> bool {
        match self {
            Self::Call => !matches!(kind, SymbolKind::Section | SymbolKind::Entry | SymbolKind::Module),
            Self::Type => kind.is_type() || matches!(kind, SymbolKind::Variant | SymbolKind::Module),
            Self::Macro => matches!(kind, SymbolKind::Macro | SymbolKind::Function),
            Self::Any => !matches!(kind, SymbolKind::Section | SymbolKind::Entry),
        }
    }

    /// True where a definition of `kind` is what such a use means at first sight.
    pub(super) fn prefers(self, kind: SymbolKind) -> bool {
        match self {
            Self::Call => kind.is_callable() || kind.is_type() || kind == SymbolKind::Variant,
            Self::Type => kind.is_type(),
            Self::Macro => kind == SymbolKind::Macro,
            Self::Any => true,
        }
    }
}

/// What a name without receiver means.
pub(super) enum Plain {
    /// A parameter or local variable.
    Local(BindingValue, Option<SymbolId>),
    /// Definitions, with the confidence that the step gives which found them.
    Symbols(Vec<Candidate>, f32),
    /// Modules, packages or files.
    Places(Vec<Place>),
    /// Something that the file imports from outside the repository.
    External,
    /// Nothing that the file shows.
    Nothing,
}

/// Resolves references of one snapshot and remembers, for each file and name, what it has worked out.
///
/// A whole-graph pass uses one on each thread; a single question makes a fresh one.
pub struct Resolver<'a> {
    pub(super) snapshot: &'a IndexSnapshot,
    pub(super) project: Arc<Project>,
    scopes: FxHashMap<FileId, Rc<FileScope<'a>>>,
    named: FxHashMap<NameHash, Rc<[Candidate]>>,
    pub(super) types: FxHashMap<(FileId, NameHash), Rc<[Candidate]>>,
    pub(super) declared: FxHashMap<(FileId, NameHash), Option<Rc<[Candidate]>>>,
    pub(super) bases: FxHashMap<SymbolId, Rc<Bases>>,
    pub(super) members: FxHashMap<(SymbolId, NameHash), Rc<Members>>,
    pub(super) includes: FxHashMap<FileId, Rc<FxHashSet<FileId>>>,
    /// Imports that are being resolved: a cycle of re-exports ends where it began.
    pub(super) open_imports: Vec<(FileId, usize)>,
    /// How many uses of one name are looked at for what leads to a definition.
    pub(super) max_references: usize,
    /// What has been done so far, in resolved uses; a file that is opened counts as several.
    pub(super) work: usize,
    /// Work after which the search for what leads to a node is cut short.
    pub(super) max_work: usize,
}

impl<'a> Resolver<'a> {
    /// A resolver with nothing remembered.
    pub fn new(snapshot: &'a IndexSnapshot) -> Self {
        Self {
            snapshot,
            project: snapshot.project(),
            scopes: FxHashMap::default(),
            named: FxHashMap::default(),
            types: FxHashMap::default(),
            declared: FxHashMap::default(),
            bases: FxHashMap::default(),
            members: FxHashMap::default(),
            includes: FxHashMap::default(),
            open_imports: Vec::new(),
            max_references: MAX_REFERENCES,
            work: 0,
            max_work: usize::MAX,
        }
    }

    /// The definitions that `reference` can mean, the likeliest first; equal ones in the order of the files.
    pub fn resolve(&mut self, reference: ReferenceId) -> Vec<Target> {
        self.work += 1;
        let view = self.snapshot.reference(reference);
        let scope = self.scope(view.file);
        let Some(family) = scope.family() else { return Vec::new() };
        if view.kind == ReferenceKind::Mention || family == Family::Prose {
            return self.mention(&view);
        }
        let want = Want::of(view.kind);
        let mut targets = match view.receiver {
            ReceiverView::None => self.resolve_plain(&scope, &view, want),
            _ => self.resolve_with_receiver(&scope, &view, want),
        };
        if matches!(view.kind, ReferenceKind::Extends | ReferenceKind::Implements) {
            targets.retain(|it| self.is_parent_type(it.symbol));
        }
        targets.sort_by(|a, b| b.confidence.total_cmp(&a.confidence).then_with(|| a.symbol.cmp(&b.symbol)));
        targets.dedup_by_key(|target| target.symbol);
        targets.truncate(MAX_TARGETS);
        targets
    }

    /// The scope of `file`.
    pub(super) fn scope(&mut self, file: FileId) -> Rc<FileScope<'a>> {
        let (snapshot, work) = (self.snapshot, &mut self.work);
        let open = || {
            *work += FILE_WORK;
            Rc::new(FileScope::new(snapshot, file))
        };
        self.scopes.entry(file).or_insert_with(open).clone()
    }

    /// Every definition of that name in the repository, sorted by owner.
    pub(super) fn named(&mut self, name: NameHash) -> Rc<[Candidate]> {
        let snapshot = self.snapshot;
        self.named
            .entry(name)
            .or_insert_with(|| {
                let mut found: Vec<Candidate> =
                    snapshot.symbols_named(name).map(|id| Candidate::new(snapshot, &snapshot.symbol(id))).collect();
                found.retain(|candidate| !candidate.is_title);
                found.sort_by_key(|candidate| (candidate.owner, candidate.id));
                found.into()
            })
            .clone()
    }

    /// The definitions of `name` that are members of a type called `owner`.
    pub(super) fn owned(&mut self, owner: NameHash, name: NameHash) -> Vec<Candidate> {
        let all = self.named(name);
        let start = all.partition_point(|candidate| candidate.owner < owner);
        all[start..].iter().take_while(|candidate| candidate.owner == owner).copied().collect()
    }

    /// The family of languages that `file` belongs to.
    pub(super) fn family_of(&self, file: FileId) -> Option<Family> {
        self.snapshot.file(file).language.map(|id| language(id).family)
    }

    /// True where code of `scope` can use `candidate` if it can name it.
    fn is_reachable(&self, scope: &FileScope<'a>, candidate: &Candidate) -> bool {
        (!candidate.is_hidden || candidate.file == scope.file) && self.family_of(candidate.file) == scope.family()
    }

    /// Keeps of several namesakes of C those that are linked into the same program as `scope`, as far as folders show it.
    fn linked(&self, scope: &FileScope<'a>, found: &mut Vec<Candidate>, base: f32) -> f32 {
        let own = program_of(scope.path);
        let is_near = |it: &Candidate| program_of(self.snapshot.file(it.file).path) == own;
        keep_some(found, is_near);
        if found.len() == 1 && is_near(&found[0]) { base.max(confidence::LINKED) } else { base }
    }

    pub(super) fn resolve_plain(&mut self, scope: &Rc<FileScope<'a>>, view: &ReferenceView<'a>, want: Want) -> Vec<Target> {
        let chain = chain(self.snapshot, view.symbol);
        match self.plain(scope, &chain, view.name, want) {
            Plain::Symbols(found, confidence) => {
                let found = with_definitions(found, want, view.arity);
                share(&found, confidence)
            }
            Plain::Nothing => self.unique_plain(scope, view, want),
            Plain::Local(..) | Plain::Places(_) | Plain::External => Vec::new(),
        }
    }

    /// What `name` means at a place enclosed by `chain`, as far as scopes, imports and packages tell.
    pub(super) fn plain(&mut self, scope: &Rc<FileScope<'a>>, chain: &[SymbolId], name: NameHash, want: Want) -> Plain {
        let lexical = self.lexical(scope, chain, name, want);
        if want != Want::Type
            && let Some((depth, value, symbol)) = local(scope, chain, name)
            && lexical.as_ref().is_none_or(|(at, _)| depth < *at)
        {
            return Plain::Local(value, symbol);
        }
        let is_inner = |at: usize| at < chain.len();
        match lexical {
            Some((at, found)) if is_inner(at) => return Plain::Symbols(found, confidence::LEXICAL),
            _ => {}
        }
        if scope.has_implicit_this()
            && want != Want::Macro
            && let Some(found) = self.implicit_member(scope, chain, name, want)
        {
            return found;
        }
        if let Some((_, found)) = lexical {
            return self.overridden_by_import(scope, chain, name, want).unwrap_or(Plain::Symbols(found, confidence::LEXICAL));
        }
        self.beyond_file(scope, name, want)
    }

    /// What an import says of a name that the file defines too.
    ///
    /// In Rust both can only be visible where they are of different kinds, or where the import stands further inside.
    fn overridden_by_import(
        &mut self,
        scope: &Rc<FileScope<'a>>,
        chain: &[SymbolId],
        name: NameHash,
        want: Want,
    ) -> Option<Plain> {
        let is_rust = scope.style() == ImportStyle::Rust;
        let is_visible = |at: usize| {
            let import = &scope.imports[at].view;
            let around = if is_rust { self.snapshot.symbol_at(scope.file, import.at) } else { None };
            !import.is_reexport && around.map_or(!is_rust, |around| chain.contains(&around))
        };
        if !scope.imports_named(name).any(is_visible) {
            return None;
        }
        self.imported(scope, name, want).filter(|it| matches!(it, Plain::Symbols(..) | Plain::External))
    }

    /// What `name` means in `scope` where nothing in the file defines it.
    pub(super) fn beyond_file(&mut self, scope: &Rc<FileScope<'a>>, name: NameHash, want: Want) -> Plain {
        if let Some(found) = self.imported(scope, name, want) {
            return found;
        }
        if let Some(found) = self.in_package(scope, name, want) {
            return Plain::Symbols(found, confidence::PACKAGE);
        }
        if let Some(found) = self.among_globs(scope, name, want) {
            return Plain::Symbols(found, confidence::GLOB);
        }
        Plain::Nothing
    }

    /// The innermost definitions of `name` in the file that are visible from `chain`, and at which step of it.
    fn lexical(
        &mut self,
        scope: &FileScope<'a>,
        chain: &[SymbolId],
        name: NameHash,
        want: Want,
    ) -> Option<(usize, Vec<Candidate>)> {
        let mut best = usize::MAX;
        let mut found: Vec<Candidate> = Vec::new();
        for named in scope.symbols_named(name) {
            let candidate = named.symbol;
            let Some(depth) = self.depth(scope, chain, &candidate).filter(|_| want.accepts(candidate.kind)) else { continue };
            if depth < best {
                best = depth;
                found.clear();
            }
            if depth == best {
                found.push(candidate);
            }
        }
        prefer(&mut found, want);
        if found.is_empty() { None } else { Some((best, found)) }
    }

    /// The step of `chain` at which `candidate` is visible by its plain name; the length of `chain` for the whole file.
    fn depth(&self, scope: &FileScope<'a>, chain: &[SymbolId], candidate: &Candidate) -> Option<usize> {
        let Some(parent) = candidate.parent else {
            return candidate.owner.is_none().then_some(chain.len());
        };
        let parent_kind = self.snapshot.symbol(parent).kind;
        let at = chain.iter().position(|&id| id == parent);
        if parent_kind == SymbolKind::Module {
            let is_open = scope.style() != ImportStyle::Rust && candidate.owner.is_none();
            return at.or(is_open.then_some(chain.len()));
        }
        let is_member = parent_kind.is_type() && !candidate.kind.is_type();
        if is_member && !scope.has_implicit_this() {
            // A class body sees its own names; the functions inside it do not.
            return at.filter(|&at| at == 0 && scope.style() == ImportStyle::Python);
        }
        at
    }

    /// A member of the enclosing types that a plain name means in languages where `this` may be left out.
    fn implicit_member(&mut self, scope: &Rc<FileScope<'a>>, chain: &[SymbolId], name: NameHash, want: Want) -> Option<Plain> {
        for owner in self.enclosing_types(scope, chain) {
            let members = self.members_of(owner, name);
            let mut found: Vec<Candidate> = members.found.iter().filter(|member| want.accepts(member.kind)).copied().collect();
            prefer(&mut found, want);
            if !found.is_empty() {
                let confidence = if members.is_inherited { confidence::INHERITED } else { confidence::MEMBER };
                return Some(Plain::Symbols(found, confidence));
            }
        }
        None
    }

    /// What the imports of the file say about `name`; `None` where they do not speak of it.
    fn imported(&mut self, scope: &Rc<FileScope<'a>>, name: NameHash, want: Want) -> Option<Plain> {
        let entries: Vec<usize> = scope.imports_named(name).collect();
        let mut symbols = Vec::new();
        let mut places = Vec::new();
        for &at in &entries {
            let imported = self.import(scope, at);
            for found in &imported.found {
                match found {
                    Found::Symbol(symbol) => symbols.push(*symbol),
                    Found::Place(place) => places.push(place.clone()),
                }
            }
        }
        symbols.sort_by_key(|candidate| candidate.id);
        symbols.dedup_by_key(|candidate| candidate.id);
        symbols.retain(|candidate| want.accepts(candidate.kind));
        prefer(&mut symbols, want);
        if !symbols.is_empty() && (want != Want::Any || places.is_empty()) {
            return Some(Plain::Symbols(symbols, confidence::IMPORT));
        }
        if !places.is_empty() {
            return Some(Plain::Places(places));
        }
        (!entries.is_empty()).then_some(Plain::External)
    }

    /// The definitions of `name` that the file's package or folder shares with it.
    fn in_package(&mut self, scope: &Rc<FileScope<'a>>, name: NameHash, want: Want) -> Option<Vec<Candidate>> {
        let style = scope.style();
        if matches!(style, ImportStyle::Python | ImportStyle::JavaScript | ImportStyle::Rust | ImportStyle::None) {
            return None;
        }
        let mut found: Vec<Candidate> =
            self.named(name).iter().filter(|it| it.is_top && want.accepts(it.kind)).copied().collect();
        found.retain(|it| it.file != scope.file && self.is_reachable(scope, it));
        found.retain(|it| self.shares_package(scope, it.file));
        prefer(&mut found, want);
        (!found.is_empty()).then_some(found)
    }

    fn shares_package(&mut self, scope: &Rc<FileScope<'a>>, file: FileId) -> bool {
        let view = self.snapshot.file(file);
        match scope.style() {
            ImportStyle::Go => super::project::folder_of(view.path) == scope.folder && view.package == scope.package,
            ImportStyle::JvmPackage | ImportStyle::Php => view.package == scope.package,
            ImportStyle::CSharpNamespace => {
                scope.package == view.package
                    || view.package.is_empty()
                    || scope.package.strip_prefix(view.package).is_some_and(|rest| rest.starts_with('.'))
            }
            ImportStyle::CInclude => self.included(scope.file).contains(&file),
            ImportStyle::Swift => {
                let module = super::imports::swift_module(view.path);
                module == super::imports::swift_module(scope.path) || scope.imports.iter().any(|it| it.view.path == module)
            }
            _ => false,
        }
    }

    /// The only definition of a plain name in the repository, or all its namesakes.
    fn unique_plain(&mut self, scope: &Rc<FileScope<'a>>, view: &ReferenceView<'a>, want: Want) -> Vec<Target> {
        let base = unique_confidence(scope, want);
        let all = self.named(view.name);
        if all.is_empty() || all.len() > MAX_NAMESAKES {
            return Vec::new();
        }
        // A constant of Ruby may be reached without the modules around it.
        let is_reached = |it: &&Candidate| it.is_top || (scope.style() == ImportStyle::Ruby && it.kind.is_type());
        let mut found: Vec<Candidate> = all.iter().filter(|it| is_reached(it) && want.accepts(it.kind)).copied().collect();
        found.retain(|it| self.is_reachable(scope, it));
        prefer(&mut found, want);
        let mut found = with_definitions(found, want, view.arity);
        let base = if scope.style() == ImportStyle::CInclude { self.linked(scope, &mut found, base) } else { base };
        let base = if wanted::is_common(view.name) { base.min(confidence::COMMON_NAME) } else { base };
        share(&found, base)
    }

    /// Members called as `view` says on a receiver of which nothing is known.
    pub(super) fn unknown_receiver(&mut self, scope: &Rc<FileScope<'a>>, view: &ReferenceView<'a>, want: Want) -> Vec<Target> {
        let all = self.named(view.name);
        if all.is_empty() || all.len() > MAX_NAMESAKES {
            return Vec::new();
        }
        let mut found: Vec<Candidate> =
            all.iter().filter(|it| want.accepts(it.kind) && !it.is_top && !it.owner.is_none()).copied().collect();
        if want == Want::Call {
            found.retain(|it| it.kind.is_callable() || matches!(it.kind, SymbolKind::Field | SymbolKind::Variant));
        }
        found.retain(|it| self.is_reachable(scope, it));
        if !self.is_test_use(view) {
            found.retain(|it| it.file == scope.file || !self.is_test_help(it));
        }
        let found = with_definitions(found, want, view.arity);
        let base = self.unknown_confidence(scope, view, &found);
        share(&found, base)
    }

    fn unknown_confidence(&mut self, scope: &Rc<FileScope<'a>>, view: &ReferenceView<'a>, found: &[Candidate]) -> f32 {
        let [only] = found else { return confidence::UNIQUE };
        if wanted::is_common(view.name) {
            return confidence::COMMON_NAME;
        }
        let is_near = only.file == scope.file
            || super::project::folder_of(self.snapshot.file(only.file).path) == scope.folder
            || self.type_named(scope.file, only.owner).iter().any(|it| it.file == only.file);
        let base = if is_near { confidence::UNIQUE_NEAR } else { confidence::UNIQUE };
        match (view.arity, only.arity) {
            (Some(given), Some(taken)) if given != taken => base * confidence::OTHER_ARITY,
            _ => base,
        }
    }
}

/// How much the only definition of a plain name is worth in a language whose imports did not show it.
fn unique_confidence(scope: &FileScope<'_>, want: Want) -> f32 {
    let is_open = scope.globs.iter().any(|&at| scope.imports[at].resolved.get().is_some_and(|it| it.is_external));
    match scope.style() {
        ImportStyle::Ruby if want == Want::Type => confidence::GLOBAL_CONSTANT,
        ImportStyle::CInclude
        | ImportStyle::Ruby
        | ImportStyle::Lua
        | ImportStyle::Shell
        | ImportStyle::Swift
        | ImportStyle::None
        | ImportStyle::Css => confidence::UNIQUE,
        ImportStyle::Rust if want == Want::Macro => confidence::GLOBAL_CONSTANT,
        _ if is_open => confidence::BEHIND_GLOB,
        _ => confidence::NOT_IN_SCOPE,
    }
}

/// The innermost local called `name` that is visible from `chain`, with the step of the chain it belongs to.
pub(super) fn local(
    scope: &FileScope<'_>,
    chain: &[SymbolId],
    name: NameHash,
) -> Option<(usize, BindingValue, Option<SymbolId>)> {
    let locals = scope.locals_named(name);
    let depth = |symbol: Option<SymbolId>| match symbol {
        Some(id) => chain.iter().position(|&enclosing| enclosing == id),
        None => Some(chain.len()),
    };
    let mut best: Option<(usize, BindingValue, Option<SymbolId>)> = None;
    for local in locals {
        let Some(at) = depth(local.symbol) else { continue };
        best = match best {
            Some((depth, value, symbol)) if depth < at => Some((depth, value, symbol)),
            Some((depth, value, symbol)) if depth == at => Some((depth, merge(value, local.value), symbol)),
            _ => Some((at, local.value, local.symbol)),
        };
    }
    best
}

/// What is known of a local that is bound twice: what both say, or the one that says anything.
fn merge(a: BindingValue, b: BindingValue) -> BindingValue {
    match (a, b) {
        (BindingValue::Unknown, known) | (known, BindingValue::Unknown) => known,
        (a, b) if a == b => a,
        _ => BindingValue::Unknown,
    }
}
