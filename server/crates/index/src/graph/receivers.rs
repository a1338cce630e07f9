//! What stands before a name: its type, module or package, and what that has under the name.
//!
//! Types come from what the tree shows: declarations, parameters, constructions, fields, and the return types of calls that
//! themselves resolve. A receiver of a type that the repository does not define gives no target, except what the repository adds to it.

use std::rc::Rc;

use sapwood_base::NameHash;
use sapwood_grammars::{Family, ImportStyle};
use sapwood_syntax::{BindingValue, ReferenceKind, SymbolKind};

use super::imports::{Found, Name, Place};
use super::resolve::{Plain, Resolver, Want};
use super::scope::{Candidate, FileScope, chain};
use super::types::TypeEntity;
use super::{Target, confidence};
use crate::{ReceiverView, ReferenceView, SymbolId};

/// How many calls, fields and segments lead to a receiver at most.
const MAX_STEPS: u8 = 14;
/// Less than this is not proved.
const SURE: f32 = 0.9;
/// A path of more segments is nobody's receiver.
const MAX_SEGMENTS: usize = 12;

/// What a receiver is known to be.
#[derive(Debug, Clone)]
pub(super) enum Entity {
    /// A type of the repository or a value of it, and how sure that is.
    Types(Vec<SymbolId>, f32),
    /// A type that the repository does not define, or a value of it.
    Foreign(NameHash),
    /// A module, package or file.
    Places(Vec<Place>),
    /// Something from outside the repository.
    External,
    /// A value whose type does not show.
    Unknown,
}

impl<'a> Resolver<'a> {
    /// The definitions that a name behind a receiver can mean.
    pub(super) fn resolve_with_receiver(
        &mut self,
        scope: &Rc<FileScope<'a>>,
        view: &ReferenceView<'a>,
        want: Want,
    ) -> Vec<Target> {
        let chain = chain(self.snapshot, view.symbol);
        let entity = self.receiver(scope, &chain, &view.receiver, MAX_STEPS);
        let targets = self.targets_of(scope, entity, view, want);
        match view.receiver {
            // A local does not hide a module from `module::function`.
            ReceiverView::Name(name) if targets.iter().all(|it| it.confidence < SURE) && scope.style() == ImportStyle::Rust => {
                match self.beyond_file(scope, name, Want::Type) {
                    Plain::Places(places) => {
                        Some(self.place_targets(&places, view, want)).filter(|it| !it.is_empty()).unwrap_or(targets)
                    }
                    _ => targets,
                }
            }
            _ => targets,
        }
    }

    fn targets_of(&mut self, scope: &Rc<FileScope<'a>>, entity: Entity, view: &ReferenceView<'a>, want: Want) -> Vec<Target> {
        match entity {
            Entity::Types(types, certainty) => self.member_targets(&types, certainty, view, want),
            Entity::Foreign(owner) => self.added_members(scope, owner, view, want),
            Entity::Places(places) => self.place_targets(&places, view, want),
            Entity::External => Vec::new(),
            Entity::Unknown if view.kind == ReferenceKind::Value => self.unknown_field(scope, view),
            Entity::Unknown => self.unknown_receiver(scope, view, want),
        }
    }

    fn receiver(&mut self, scope: &Rc<FileScope<'a>>, chain: &[SymbolId], receiver: &ReceiverView<'a>, steps: u8) -> Entity {
        if steps == 0 {
            return Entity::Unknown;
        }
        match *receiver {
            ReceiverView::None | ReceiverView::Unknown => Entity::Unknown,
            ReceiverView::This => self.own_value(scope, chain),
            ReceiverView::Super => self.parent_value(scope, chain),
            ReceiverView::Name(name) => self.named_entity(scope, chain, Name::hash(name), steps),
            ReceiverView::ThisField(field) => match self.own_value(scope, chain) {
                Entity::Types(types, certainty) => self.field_entity(&types, certainty, field, steps),
                _ => Entity::Unknown,
            },
            ReceiverView::Type(name) => self.type_value(scope, chain, name, confidence::TYPED),
            ReceiverView::CallResult(function) => self.call_entity(scope, chain, function, steps),
            ReceiverView::Path(path) => self.path_entity(scope, chain, path, steps),
        }
    }

    fn own_value(&mut self, scope: &Rc<FileScope<'a>>, chain: &[SymbolId]) -> Entity {
        let types = self.enclosing_types(scope, chain);
        if let Some(&own) = types.first() {
            return Entity::Types(vec![own], confidence::MEMBER);
        }
        let owner = chain.iter().map(|&id| self.snapshot.symbol(id).owner_hash).find(|owner| !owner.is_none());
        owner.map_or(Entity::Unknown, Entity::Foreign)
    }

    fn parent_value(&mut self, scope: &Rc<FileScope<'a>>, chain: &[SymbolId]) -> Entity {
        if scope.family() == Some(Family::Rust) {
            return self.rust_path(scope, chain, &["super"]).map_or(Entity::External, entity_of);
        }
        let Some(&own) = self.enclosing_types(scope, chain).first() else { return Entity::Unknown };
        let bases = self.bases_of(own);
        if bases.types.is_empty() { Entity::External } else { Entity::Types(bases.types.clone(), confidence::INHERITED) }
    }

    fn named_entity(&mut self, scope: &Rc<FileScope<'a>>, chain: &[SymbolId], name: Name<'_>, steps: u8) -> Entity {
        let plain = self.plain(scope, chain, name.hash, Want::Any);
        match plain {
            Plain::Local(value, symbol) => self.local_entity(scope, chain, name.hash, value, symbol, steps),
            Plain::Symbols(found, certainty) => self.symbols_entity(&found, certainty, steps),
            Plain::Places(places) => Entity::Places(places),
            Plain::External => Entity::External,
            Plain::Nothing => self.distant_entity(scope, name),
        }
    }

    fn local_entity(
        &mut self,
        scope: &Rc<FileScope<'a>>,
        chain: &[SymbolId],
        name: NameHash,
        value: BindingValue,
        symbol: Option<SymbolId>,
        steps: u8,
    ) -> Entity {
        let around: &[SymbolId] = match symbol.and_then(|id| chain.iter().position(|&it| it == id)) {
            Some(at) => &chain[at..],
            None => chain,
        };
        match value {
            BindingValue::Type(type_name) if type_name == name && scope.style() != ImportStyle::CInclude => Entity::Unknown,
            BindingValue::Type(type_name) => self.type_value(scope, around, type_name, confidence::TYPED),
            BindingValue::CallResult(function) => self.call_entity(scope, around, function, steps - 1),
            BindingValue::Unknown => Entity::Unknown,
        }
    }

    /// What a name means that neither the file nor its imports explain: a type of the repository in a language that needs no
    /// import for it, the module of a crate, or nothing.
    fn distant_entity(&mut self, scope: &Rc<FileScope<'a>>, name: Name<'_>) -> Entity {
        let found = self.type_named(scope.file, name.hash);
        if !found.is_empty() {
            return Entity::Types(found.iter().map(|it| it.id).collect(), confidence::GLOBAL_CONSTANT);
        }
        if scope.style() == ImportStyle::CInclude || scope.style() == ImportStyle::Ruby {
            let modules = self.modules_named(scope, name.hash);
            if !modules.is_empty() {
                return Entity::Places(modules);
            }
        }
        if scope.style() == ImportStyle::Rust
            && let Some(root) = self.crate_root_called(scope, name.hash)
        {
            return Entity::Places(vec![Place::File(root)]);
        }
        match scope.style() {
            // Such a name is a type or module from outside, a global of the platform, or a local that the tree does not show.
            ImportStyle::Rust
            | ImportStyle::Python
            | ImportStyle::JavaScript
            | ImportStyle::Go
            | ImportStyle::JvmPackage
            | ImportStyle::CSharpNamespace
            | ImportStyle::Php => Entity::Foreign(name.hash),
            _ => Entity::Unknown,
        }
    }

    fn modules_named(&mut self, scope: &FileScope<'a>, name: NameHash) -> Vec<Place> {
        let all = self.named(name);
        let modules = all.iter().filter(|it| it.kind == SymbolKind::Module && self.family_of(it.file) == scope.family());
        modules.map(|it| Place::Module(it.id)).collect()
    }

    fn symbols_entity(&mut self, found: &[Candidate], certainty: f32, steps: u8) -> Entity {
        let types: Vec<SymbolId> = found.iter().filter(|it| it.kind.is_type()).map(|it| it.id).collect();
        if !types.is_empty() {
            return Entity::Types(types, certainty);
        }
        let modules: Vec<Place> =
            found.iter().filter(|it| it.kind == SymbolKind::Module).map(|it| Place::Module(it.id)).collect();
        if !modules.is_empty() {
            return Entity::Places(modules);
        }
        let mut values: Vec<Candidate> = found.iter().filter(|it| !it.kind.is_callable()).copied().collect();
        values.truncate(4);
        self.common_type(&values, certainty, steps)
    }

    /// The type of a variable, field or constant.
    fn value_entity(&mut self, symbol: &Candidate, certainty: f32, steps: u8) -> Entity {
        let is_value =
            matches!(symbol.kind, SymbolKind::Field | SymbolKind::Constant | SymbolKind::Variable | SymbolKind::Variant);
        if symbol.kind == SymbolKind::Variant {
            let owner = symbol.parent.filter(|&parent| self.snapshot.symbol(parent).kind.is_type());
            return owner.map_or(Entity::Unknown, |owner| Entity::Types(vec![owner], certainty));
        }
        if !is_value || steps == 0 {
            return Entity::Unknown;
        }
        match self.declared_type(symbol.id, certainty) {
            Entity::Unknown => self.initial_type(symbol, steps - 1),
            declared => declared,
        }
    }

    /// The type of a variable or field that is initialised with a call.
    fn initial_type(&mut self, symbol: &Candidate, steps: u8) -> Entity {
        let view = self.snapshot.symbol(symbol.id);
        let scope = self.scope(view.file);
        let own = scope.locals_named(view.name_hash).iter().find(|local| local.symbol == Some(symbol.id));
        let Some(BindingValue::CallResult(function)) = own.map(|local| local.value) else { return Entity::Unknown };
        let inside = |call: &&ReferenceView<'a>| view.span.contains(call.at);
        let calls: Vec<ReferenceView<'a>> = scope.calls_of(self.snapshot, function).iter().filter(inside).copied().collect();
        self.common_result(&scope, &calls, steps)
    }

    /// The type that a definition declares or returns.
    fn declared_type(&mut self, symbol: SymbolId, certainty: f32) -> Entity {
        let view = self.snapshot.symbol(symbol);
        if view.type_name.is_none() {
            return Entity::Unknown;
        }
        let scope = self.scope(view.file);
        let around = chain(self.snapshot, Some(symbol));
        self.type_value(&scope, &around, view.type_name, certainty.min(confidence::TYPED))
    }

    fn type_value(&mut self, scope: &Rc<FileScope<'a>>, chain: &[SymbolId], name: NameHash, certainty: f32) -> Entity {
        match self.type_entity(scope, chain, name) {
            TypeEntity::Known(types) => Entity::Types(types, certainty),
            TypeEntity::Foreign(name) => Entity::Foreign(name),
            TypeEntity::Unknown => Entity::Unknown,
        }
    }

    fn field_entity(&mut self, types: &[SymbolId], certainty: f32, field: NameHash, steps: u8) -> Entity {
        let mut found: Vec<Candidate> = types.iter().flat_map(|&owner| self.members_of(owner, field).found.clone()).collect();
        found.dedup_by_key(|it| it.id);
        found.retain(|it| !it.kind.is_callable() && it.kind != SymbolKind::Module);
        if found.is_empty() {
            // An embedded type of Go is a field of its own name.
            let bases = types.iter().flat_map(|&owner| self.bases_of(owner).types.clone()).collect::<Vec<_>>();
            let embedded: Vec<SymbolId> = bases.into_iter().filter(|&base| self.is_embedded(base, field)).collect();
            return if embedded.is_empty() { Entity::Unknown } else { Entity::Types(embedded, certainty) };
        }
        found.truncate(4);
        self.common_type(&found, certainty, steps)
    }

    fn is_embedded(&self, base: SymbolId, field: NameHash) -> bool {
        let view = self.snapshot.symbol(base);
        view.name_hash == field && self.family_of(view.file) == Some(Family::Go)
    }

    /// The type of something that is defined or assigned in several places: what any of them shows, if they do not differ.
    fn common_type(&mut self, found: &[Candidate], certainty: f32, steps: u8) -> Entity {
        let mut best = Entity::Unknown;
        for candidate in found {
            let entity = self.value_entity(candidate, certainty, steps);
            best = match (best, entity) {
                (Entity::Unknown, entity) => entity,
                (best, Entity::Unknown) => best,
                (Entity::Types(a, certainty), Entity::Types(b, _)) if a == b => Entity::Types(a, certainty),
                _ => return Entity::Unknown,
            };
        }
        best
    }

    /// What a call of `function` inside `chain` gives: the type it constructs, or the declared result of what it resolves to.
    fn call_entity(&mut self, scope: &Rc<FileScope<'a>>, chain: &[SymbolId], function: NameHash, steps: u8) -> Entity {
        if steps < 2 {
            return Entity::Unknown;
        }
        let snapshot = self.snapshot;
        let calls = scope.calls_of(snapshot, function);
        let innermost = chain.iter().find_map(|&id| {
            let here: Vec<ReferenceView<'a>> = calls.iter().filter(|call| call.symbol == Some(id)).copied().collect();
            (!here.is_empty()).then_some(here)
        });
        let at_file = || calls.iter().filter(|call| call.symbol.is_none()).copied().collect();
        let here: Vec<ReferenceView<'a>> = innermost.unwrap_or_else(at_file);
        self.common_result(scope, &here, steps)
    }

    /// What all of `calls` give.
    fn common_result(&mut self, scope: &Rc<FileScope<'a>>, calls: &[ReferenceView<'a>], steps: u8) -> Entity {
        if steps < 2 {
            return Entity::Unknown;
        }
        let mut result: Option<Entity> = None;
        for call in calls.iter().take(4) {
            let entity = self.result_of(scope, call, steps - 2);
            result = match (result, entity) {
                (None, entity) => Some(entity),
                (Some(Entity::Types(a, certainty)), Entity::Types(b, other)) if a == b => {
                    Some(Entity::Types(a, certainty.min(other)))
                }
                _ => return Entity::Unknown,
            };
        }
        result.unwrap_or(Entity::Unknown)
    }

    fn result_of(&mut self, scope: &Rc<FileScope<'a>>, call: &ReferenceView<'a>, steps: u8) -> Entity {
        let targets = if call.receiver == ReceiverView::None {
            self.resolve_plain(scope, call, Want::Call)
        } else {
            let chain = chain(self.snapshot, call.symbol);
            match self.receiver(scope, &chain, &call.receiver, steps) {
                Entity::Types(types, certainty) => self.member_targets(&types, certainty, call, Want::Call),
                Entity::Places(places) => self.place_targets(&places, call, Want::Call),
                Entity::Unknown | Entity::Foreign(_) | Entity::External => return Entity::Unknown,
            }
        };
        let mut result: Option<Entity> = None;
        for target in targets.iter().take(4) {
            let view = self.snapshot.symbol(target.symbol);
            let certainty = if targets.len() == 1 { target.confidence } else { confidence::TYPED };
            let entity = match view.kind {
                kind if kind.is_type() => Entity::Types(vec![target.symbol], certainty),
                SymbolKind::Constructor => self.owner_of(target.symbol, certainty),
                kind if kind.is_callable() => self.declared_type(target.symbol, certainty),
                _ => Entity::Unknown,
            };
            result = match (result, entity) {
                (None, entity) => Some(entity),
                (Some(Entity::Types(a, x)), Entity::Types(b, y)) if a == b => Some(Entity::Types(a, x.min(y))),
                _ => return Entity::Unknown,
            };
        }
        result.unwrap_or(Entity::Unknown)
    }

    fn owner_of(&mut self, member: SymbolId, certainty: f32) -> Entity {
        let scope = self.scope(self.snapshot.symbol(member).file);
        let around = chain(self.snapshot, Some(member));
        match self.enclosing_types(&scope, &around).first() {
            Some(&owner) => Entity::Types(vec![owner], certainty),
            None => Entity::Unknown,
        }
    }

    fn path_entity(&mut self, scope: &Rc<FileScope<'a>>, chain: &[SymbolId], path: &'a str, steps: u8) -> Entity {
        if scope.family() == Some(Family::Rust) && !path.contains('.') {
            let segments: Vec<&str> = path.split("::").filter(|it| !it.is_empty()).take(MAX_SEGMENTS).collect();
            return match self.rust_path(scope, chain, &segments) {
                Some(found) => entity_of(found),
                None => Entity::External,
            };
        }
        if let Some(entity) = self.whole_path(scope, path) {
            return entity;
        }
        let mut segments = path.split(['.', ':', '\\', '>', '-']).filter(|it| !it.is_empty()).take(MAX_SEGMENTS);
        let Some(first) = segments.next() else { return Entity::Unknown };
        let mut entity = match first {
            "self" | "this" | "Self" | "$this" | "cls" => self.own_value(scope, chain),
            "super" | "base" | "parent" => self.parent_value(scope, chain),
            name => self.named_entity(scope, chain, Name::text(name.trim_start_matches('$')), steps),
        };
        for (at, segment) in segments.enumerate() {
            let left = steps.saturating_sub(at as u8 + 1);
            entity = self.step(entity, Name::text(segment), left);
        }
        entity
    }

    /// What `name` behind `entity` is.
    fn step(&mut self, entity: Entity, name: Name<'_>, steps: u8) -> Entity {
        match entity {
            Entity::Types(types, certainty) => {
                let nested: Vec<SymbolId> = types
                    .iter()
                    .flat_map(|&owner| self.members_of(owner, name.hash).found.clone())
                    .filter(|it| it.kind.is_type())
                    .map(|it| it.id)
                    .collect();
                if nested.is_empty() {
                    self.field_entity(&types, certainty, name.hash, steps)
                } else {
                    Entity::Types(nested, certainty)
                }
            }
            Entity::Places(places) => {
                let found: Vec<Found> = places.iter().flat_map(|place| self.lookup(place, name)).collect();
                let symbols: Vec<Candidate> = found.iter().filter_map(symbol_of).collect();
                if symbols.is_empty() {
                    return if found.is_empty() { Entity::Unknown } else { entity_of(found) };
                }
                self.symbols_entity(&symbols, confidence::IMPORT, steps)
            }
            Entity::Foreign(_) | Entity::External => Entity::External,
            Entity::Unknown => Entity::Unknown,
        }
    }

    /// A dotted path that names one thing as a whole: an imported module, or a definition by its qualified name.
    fn whole_path(&mut self, scope: &Rc<FileScope<'a>>, path: &'a str) -> Option<Entity> {
        let imported = scope.imports_named(NameHash::of(path)).next();
        if let Some(at) = imported {
            let found = self.import(scope, at);
            return Some(if found.is_external { Entity::External } else { entity_of(found.found.clone()) });
        }
        let separator = match scope.style() {
            ImportStyle::JvmPackage | ImportStyle::CSharpNamespace => '.',
            ImportStyle::Php => '\\',
            _ => return None,
        };
        let path = path.trim_start_matches('\\');
        if !path.contains(separator) {
            return None;
        }
        let found: Vec<Candidate> = self.by_full_name(scope, path, separator);
        let types: Vec<SymbolId> = found.iter().filter(|it| it.kind.is_type() && it.is_top).map(|it| it.id).collect();
        if !types.is_empty() {
            return Some(Entity::Types(types, confidence::IMPORT));
        }
        self.project.has_package(self.snapshot, path).then(|| Entity::Places(vec![Place::Package(path.into())]))
    }
}

pub(super) fn symbol_of(found: &Found) -> Option<Candidate> {
    match found {
        Found::Symbol(symbol) => Some(*symbol),
        Found::Place(_) => None,
    }
}

/// What imports and paths found, as a receiver.
fn entity_of(found: Vec<Found>) -> Entity {
    let types: Vec<SymbolId> = found.iter().filter_map(symbol_of).filter(|it| it.kind.is_type()).map(|it| it.id).collect();
    if !types.is_empty() {
        return Entity::Types(types, confidence::IMPORT);
    }
    let places: Vec<Place> = found
        .into_iter()
        .filter_map(|it| match it {
            Found::Place(place) => Some(place),
            Found::Symbol(_) => None,
        })
        .collect();
    if places.is_empty() { Entity::Unknown } else { Entity::Places(places) }
}
