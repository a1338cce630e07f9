//! Types by name, their parents, and their members with what they inherit.

use std::rc::Rc;

use sapwood_base::NameHash;
use sapwood_grammars::{Family, ImportStyle};
use sapwood_syntax::{BindingValue, ReferenceKind, SymbolKind};

use super::namesakes::keep_some;
use super::resolve::{Plain, Resolver, Want};
use super::scope::{Candidate, FileScope};
use super::wanted::words;
use crate::{FileId, ReceiverView, ReferenceView, SymbolId};

/// How many types are visited for what one of them inherits.
const MAX_ANCESTORS: usize = 32;
/// More namesakes than this cannot be one type's parts.
const MAX_NAMESAKES: usize = 24;
/// Uses of a type's name that are looked at for what else it implements.
const MAX_MENTIONS: usize = 400;
/// How many qualified uses of a type's name are compared.
const MAX_QUALIFIED: usize = 6;

/// What a type is built on.
#[derive(Debug, Default)]
pub(super) struct Bases {
    pub(super) types: Vec<SymbolId>,
    /// Some parent is not defined in the repository, or not found.
    pub(super) is_open: bool,
}

/// The members of a type that have one name.
#[derive(Debug, Default)]
pub(super) struct Members {
    pub(super) found: Vec<Candidate>,
    pub(super) is_inherited: bool,
    /// None was found, and a parent outside the repository could have it.
    pub(super) is_open: bool,
}

impl<'a> Resolver<'a> {
    /// The types that `name` means in `file`, whatever scope the name stands in. Several where the tree cannot choose.
    pub(super) fn type_named(&mut self, file: FileId, name: NameHash) -> Rc<[Candidate]> {
        if let Some(known) = self.types.get(&(file, name)) {
            return known.clone();
        }
        let scope = self.scope(file);
        let found: Rc<[Candidate]> = self.find_type(&scope, name).into();
        if self.open_imports.is_empty() {
            self.types.insert((file, name), found.clone());
        }
        found
    }

    /// The types that a declaration in `file` means by `name`, of which only the last segment is known (`queue.Queue`, `a::B`).
    ///
    /// The file's own uses of the name say what stands before it; `None` where they differ.
    pub(super) fn declared_type_named(&mut self, scope: &Rc<FileScope<'a>>, name: NameHash) -> Option<Rc<[Candidate]>> {
        if let Some(known) = self.declared.get(&(scope.file, name)) {
            return known.clone();
        }
        let plain = self.type_named(scope.file, name);
        // Whoever asks again while this is being found gets the plain answer.
        self.declared.insert((scope.file, name), Some(plain.clone()));
        let uses = scope.types_of(self.snapshot, name).iter().chain(scope.calls_of(self.snapshot, name));
        let is_bare = |it: &&ReferenceView<'a>| matches!(it.receiver, ReceiverView::None);
        let (bare, qualified): (Vec<ReferenceView<'a>>, Vec<ReferenceView<'a>>) = uses.partition(is_bare);
        let qualified = qualified.into_iter().filter(|it| matches!(it.receiver, ReceiverView::Name(_) | ReceiverView::Path(_)));
        let mut meant: Vec<Vec<SymbolId>> = qualified.take(MAX_QUALIFIED).map(|it| self.base_types(scope, &it)).collect();
        if meant.is_empty() {
            return Some(plain);
        }
        if !bare.is_empty() {
            meant.push(plain.iter().map(|it| it.id).collect());
        }
        meant.dedup();
        let found: Option<Rc<[Candidate]>> = match &meant[..] {
            [only] => Some(only.iter().map(|&id| Candidate::new(self.snapshot, &self.snapshot.symbol(id))).collect()),
            _ => None,
        };
        self.declared.insert((scope.file, name), found.clone());
        found
    }

    fn find_type(&mut self, scope: &Rc<FileScope<'a>>, name: NameHash) -> Vec<Candidate> {
        let mut here: Vec<Candidate> =
            scope.symbols_named(name).iter().map(|named| named.symbol).filter(|it| it.kind.is_type()).collect();
        if !here.is_empty() && self.is_imported(scope, name, &here) {
            here.clear();
        }
        if !here.is_empty() {
            keep_some(&mut here, |it| it.has_body);
            keep_some(&mut here, |it| it.is_top);
            return here;
        }
        match self.beyond_file(scope, name, Want::Type) {
            Plain::Symbols(mut found, _) => {
                found.retain(|it| it.kind.is_type());
                keep_some(&mut found, |it| it.has_body);
                found
            }
            Plain::Nothing => self.only_type(scope, name),
            _ => Vec::new(),
        }
    }

    /// True where an import gives `name` its meaning, not one of the types `here`: those of Rust may stand in other modules.
    fn is_imported(&self, scope: &FileScope<'a>, name: NameHash, here: &[Candidate]) -> bool {
        let is_rust = scope.style() == ImportStyle::Rust;
        let is_own = here.iter().any(|it| it.is_top && it.parent.is_none() && it.owner.is_none());
        let mut imports = scope.imports_named(name).map(|at| &scope.imports[at].view).filter(|import| !import.is_reexport);
        imports.any(|import| if is_rust { !is_own && self.snapshot.symbol_at(scope.file, import.at).is_none() } else { is_own })
    }

    /// True for what a type can be built on: no variant, and no name that a type has for another one inside it.
    pub(super) fn is_parent_type(&self, symbol: SymbolId) -> bool {
        let view = self.snapshot.symbol(symbol);
        match view.kind {
            SymbolKind::Class | SymbolKind::Struct | SymbolKind::Interface | SymbolKind::Trait | SymbolKind::Module => true,
            SymbolKind::Type => view.owner_hash.is_none() && !self.is_inside_type(view.parent),
            _ => false,
        }
    }

    /// The only type of that name in the repository, in languages where a type need not be imported to be used.
    fn only_type(&mut self, scope: &FileScope<'a>, name: NameHash) -> Vec<Candidate> {
        if !matches!(scope.style(), ImportStyle::Ruby | ImportStyle::CInclude | ImportStyle::Swift | ImportStyle::Lua) {
            return Vec::new();
        }
        let mut found: Vec<Candidate> = self.named(name).iter().filter(|it| it.kind.is_type()).copied().collect();
        found.retain(|it| self.family_of(it.file) == scope.family());
        keep_some(&mut found, |it| it.has_body);
        let is_one = |it: &Candidate| scope.style() == ImportStyle::Ruby && it.owner == found[0].owner;
        if found.len() == 1 || found.iter().all(is_one) { found } else { Vec::new() }
    }

    /// The types whose own value `self` means inside `chain`, innermost first.
    pub(super) fn enclosing_types(&mut self, scope: &Rc<FileScope<'a>>, chain: &[SymbolId]) -> Vec<SymbolId> {
        let mut found = Vec::new();
        for &id in chain {
            let view = self.snapshot.symbol(id);
            if view.kind.is_type() {
                if !found.contains(&id) {
                    found.push(id);
                }
            } else if !view.owner_hash.is_none() && !self.is_inside_type(view.parent) {
                let owners = self.type_named(scope.file, view.owner_hash);
                found.extend(owners.iter().map(|it| it.id));
            }
        }
        found
    }

    fn is_inside_type(&self, parent: Option<SymbolId>) -> bool {
        parent.is_some_and(|parent| self.snapshot.symbol(parent).kind.is_type())
    }

    /// What `symbol` extends and implements.
    pub(super) fn bases_of(&mut self, symbol: SymbolId) -> Rc<Bases> {
        if let Some(known) = self.bases.get(&symbol) {
            return known.clone();
        }
        // A type that leads back to itself has no parents while its parents are being found.
        self.bases.insert(symbol, Rc::default());
        let view = self.snapshot.symbol(symbol);
        let scope = self.scope(view.file);
        let mut bases = Bases::default();
        for heritage in scope.heritage(self.snapshot) {
            if heritage.symbol == Some(symbol) || (heritage.symbol.is_none() && implements_for(heritage, view.name_hash)) {
                self.add_base(&scope, heritage, symbol, &mut bases);
            }
        }
        for heritage in self.distant_heritage(symbol) {
            let scope = self.scope(heritage.file);
            self.add_base(&scope, &heritage, symbol, &mut bases);
        }
        let bases = Rc::new(bases);
        self.bases.insert(symbol, bases.clone());
        bases
    }

    fn add_base(&mut self, scope: &Rc<FileScope<'a>>, heritage: &ReferenceView<'a>, symbol: SymbolId, bases: &mut Bases) {
        let found = self.base_types(scope, heritage);
        bases.is_open |= found.is_empty();
        for base in found {
            if base != symbol && !bases.types.contains(&base) {
                bases.types.push(base);
            }
        }
    }

    /// The parents of `symbol` that other files than its own write down (`impl Trait for T`).
    pub(super) fn distant_heritage(&mut self, symbol: SymbolId) -> Vec<ReferenceView<'a>> {
        let view = self.snapshot.symbol(symbol);
        let (own, name) = (view.file, view.name_hash);
        let mut found = Vec::new();
        if !view.kind.is_type() || self.family_of(own) != Some(Family::Rust) {
            return found;
        }
        let mentions: Vec<_> = self.snapshot.sample(name, MAX_MENTIONS);
        let mut files: Vec<FileId> =
            mentions.iter().map(|&id| self.snapshot.reference(id).file).filter(|&file| file != own).collect();
        files.sort_unstable();
        files.dedup();
        for file in files {
            let scope = self.scope(file);
            let heritage: Vec<ReferenceView<'a>> =
                scope.heritage(self.snapshot).iter().filter(|it| implements_for(it, name)).copied().collect();
            if !heritage.is_empty() && self.type_named(file, name).iter().any(|it| it.id == symbol) {
                found.extend(heritage);
            }
        }
        found
    }

    /// The types that a reference in the header of a type means.
    pub(super) fn base_types(&mut self, scope: &Rc<FileScope<'a>>, heritage: &ReferenceView<'a>) -> Vec<SymbolId> {
        let found: Vec<SymbolId> = match heritage.receiver {
            ReceiverView::Path(_) | ReceiverView::Name(_) => {
                let targets = self.resolve_with_receiver(scope, heritage, Want::Type);
                let types = targets.into_iter().filter(|it| self.snapshot.symbol(it.symbol).kind.is_type());
                types.map(|it| it.symbol).collect()
            }
            _ => self.type_named(scope.file, heritage.name).iter().map(|it| it.id).collect(),
        };
        if matches!(heritage.kind, ReferenceKind::Extends | ReferenceKind::Implements) {
            return found.into_iter().filter(|&it| self.is_parent_type(it)).collect();
        }
        found
    }

    /// The members of `symbol` called `name`: its own, or those of the nearest parents that have one.
    pub(super) fn members_of(&mut self, symbol: SymbolId, name: NameHash) -> Rc<Members> {
        if let Some(known) = self.members.get(&(symbol, name)) {
            return known.clone();
        }
        let mut level = vec![symbol];
        let mut seen = vec![symbol];
        let mut members = Members::default();
        let mut is_open = false;
        while !level.is_empty() && members.found.is_empty() && seen.len() <= MAX_ANCESTORS {
            for &owner in &level {
                members.found.extend(self.own_members(owner, name));
            }
            members.is_inherited = level[0] != symbol;
            if !members.found.is_empty() {
                break;
            }
            let mut next = Vec::new();
            for owner in level {
                let bases = self.bases_of(owner);
                is_open |= bases.is_open;
                next.extend(bases.types.iter().copied().filter(|base| !seen.contains(base)));
                next.extend(self.aliased_type(owner).filter(|base| !seen.contains(base)));
            }
            next.dedup();
            seen.extend(next.iter().copied());
            level = next;
        }
        members.is_open = is_open && members.found.is_empty();
        members.found.dedup_by_key(|it| it.id);
        let members = Rc::new(members);
        if self.open_imports.is_empty() {
            self.members.insert((symbol, name), members.clone());
        }
        members
    }

    /// The type that a type alias stands for.
    fn aliased_type(&mut self, symbol: SymbolId) -> Option<SymbolId> {
        let view = self.snapshot.symbol(symbol);
        if view.kind != SymbolKind::Type || view.type_name.is_none() || view.type_name == view.name_hash {
            return None;
        }
        match self.type_named(view.file, view.type_name)[..] {
            [only] => Some(only.id),
            _ => None,
        }
    }

    /// The members called `name` that `owner` itself has.
    pub(super) fn own_members(&mut self, owner: SymbolId, name: NameHash) -> Vec<Candidate> {
        let view = self.snapshot.symbol(owner);
        let mut found: Vec<Candidate> = Vec::new();
        let candidates = self.owned(view.name_hash, name);
        if candidates.len() > 400 {
            return found;
        }
        for candidate in candidates {
            if self.belongs(&candidate, owner, view.name_hash, view.file) {
                found.push(candidate);
            }
        }
        let scope = self.scope(view.file);
        for named in scope.symbols_named(name) {
            if named.symbol.parent == Some(owner) && !found.iter().any(|it| it.id == named.symbol.id) {
                found.push(named.symbol);
            }
        }
        found
    }

    /// True where `candidate`, a member of some type called like `owner`, is a member of `owner` itself.
    fn belongs(&mut self, candidate: &Candidate, owner: SymbolId, owner_name: NameHash, owner_file: FileId) -> bool {
        if let Some(parent) = candidate.parent.filter(|_| self.is_inside_type(candidate.parent)) {
            // An extension method stands in one type and belongs to another.
            if parent == owner || self.snapshot.symbol(parent).name_hash == owner_name {
                return parent == owner || self.is_same_type(parent, owner);
            }
        }
        if candidate.file == owner_file {
            let scope = self.scope(owner_file);
            let namesakes = scope.symbols_named(owner_name).iter().filter(|it| it.symbol.kind.is_type()).count();
            return namesakes < 2 || self.type_named(owner_file, owner_name).iter().any(|it| it.id == owner);
        }
        if self.family_of(candidate.file) != self.family_of(owner_file) {
            return false;
        }
        let meant = self.type_named(candidate.file, owner_name);
        meant.len() <= MAX_NAMESAKES && meant.iter().any(|it| it.id == owner)
    }

    /// True where two definitions are parts of one type: partial classes, reopened classes, extensions.
    fn is_same_type(&self, a: SymbolId, b: SymbolId) -> bool {
        let (a, b) = (self.snapshot.symbol(a), self.snapshot.symbol(b));
        let (a_file, b_file) = (self.snapshot.file(a.file), self.snapshot.file(b.file));
        let style = a_file.language.map(|id| sapwood_grammars::language(id).import_style);
        match style {
            Some(ImportStyle::CSharpNamespace) => a_file.package == b_file.package && a.parent.is_none() == b.parent.is_none(),
            Some(ImportStyle::Ruby | ImportStyle::Swift) => a.owner_hash == b.owner_hash,
            _ => false,
        }
    }

    /// What a type name means at `chain`: project types, nothing for a wrapper, or a type from elsewhere.
    pub(super) fn type_entity(&mut self, scope: &Rc<FileScope<'a>>, chain: &[SymbolId], name: NameHash) -> TypeEntity {
        if name.is_none() {
            return TypeEntity::Unknown;
        }
        if words().own_type.contains(&name) {
            let own = self.enclosing_types(scope, chain);
            return own.first().map_or(TypeEntity::Unknown, |&id| TypeEntity::Known(vec![id]));
        }
        let bound = if scope.style() == ImportStyle::CInclude { None } else { super::resolve::local(scope, chain, name) };
        if let Some((_, value, _)) = bound {
            return match value {
                BindingValue::Type(bound) if bound != name => self.declared_entity(scope, bound),
                _ => TypeEntity::Unknown,
            };
        }
        self.declared_entity(scope, name)
    }

    fn declared_entity(&mut self, scope: &Rc<FileScope<'a>>, name: NameHash) -> TypeEntity {
        match self.declared_type_named(scope, name) {
            None => TypeEntity::Unknown,
            Some(found) if !found.is_empty() => TypeEntity::of(&found),
            Some(_) if words().wrappers.contains(&name) => TypeEntity::Unknown,
            Some(_) => TypeEntity::Foreign(name),
        }
    }
}

/// What is known of a type by its name.
pub(super) enum TypeEntity {
    Known(Vec<SymbolId>),
    /// A name that the repository does not define.
    Foreign(NameHash),
    Unknown,
}

impl TypeEntity {
    fn of(found: &[Candidate]) -> Self {
        Self::Known(found.iter().map(|it| it.id).collect())
    }
}

/// True where `heritage` stands in an `impl Trait for T` of a type called `name` that another file defines.
fn implements_for(heritage: &ReferenceView<'_>, name: NameHash) -> bool {
    heritage.kind == ReferenceKind::Implements && heritage.receiver == ReceiverView::Type(name)
}
