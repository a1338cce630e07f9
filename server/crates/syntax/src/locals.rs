//! Local names: which are bound where, and what the tree shows of their types.

use rustc_hash::{FxHashMap, FxHashSet};
use sapwood_base::{NameHash, Span};

use crate::collect::{Raw, RawBinding};
use crate::compiled::Compiled;
use crate::expression::{self, Expression};
use crate::scopes::{Nested, Scope, Walk};
use crate::{Binding, BindingValue, SymbolKind};

/// The locals of one file by scope and name.
pub(crate) struct Locals<'a> {
    scopes: &'a [Scope],
    table: FxHashMap<(Option<u32>, NameHash), Local>,
}

#[derive(Debug, Clone, Copy)]
struct Local {
    value: BindingValue,
    /// Where its name first stands.
    at: u32,
    /// All that was seen so far is a placeholder such as `None`.
    is_open: bool,
    /// Its name starts as those of types do.
    is_upper: bool,
    /// The other local whose value it takes.
    alias: NameHash,
}

impl<'a> Locals<'a> {
    /// Reads the bindings of `raw`.
    pub(crate) fn read(compiled: &Compiled, raw: &mut Raw, nested: &'a Nested, text: &str) -> Self {
        raw.bindings.sort_unstable_by_key(|binding| binding.name.start);
        let defined: FxHashMap<u32, SymbolKind> = nested.symbols.iter().map(|s| (s.name_span.start, s.kind)).collect();
        let mut locals = Self { scopes: &nested.scopes, table: FxHashMap::default() };
        let imported: FxHashSet<u32> = raw.imports.iter().flat_map(|import| [import.alias.start, import.name.start]).collect();
        let mut walk = Walk::new(&nested.scopes);
        for binding in &raw.bindings {
            let scope = walk.innermost(binding.name.start);
            let in_callable = scope
                .and_then(|scope| nested.scopes[scope as usize].symbol)
                .is_some_and(|symbol| nested.symbols[symbol as usize].kind.is_callable());
            if binding.by_fields && !in_callable {
                continue;
            }
            let is_parameter_and_field = in_callable && defined.get(&binding.name.start) == Some(&SymbolKind::Field);
            let is_defined = defined.contains_key(&binding.name.start) && !is_parameter_and_field;
            if is_defined || imported.contains(&binding.name.start) || matches!(binding.name.text(text), "_" | "self" | "cls") {
                continue;
            }
            let local = local_of(compiled, binding, scope.map(|scope| &nested.scopes[scope as usize]), text);
            locals.insert((scope, NameHash::of(binding.name.text(text))), local);
        }
        locals.look_through_type_parameters();
        locals.look_through_aliases();
        locals
    }

    fn insert(&mut self, key: (Option<u32>, NameHash), new: Local) {
        let Some(known) = self.table.get_mut(&key) else {
            self.table.insert(key, new);
            return;
        };
        if new.at == known.at {
            if known.value == BindingValue::Unknown {
                *known = new;
            }
        } else if known.is_open {
            *known = new;
        } else if !new.is_open && (new.value, new.alias) != (known.value, known.alias) {
            known.value = BindingValue::Unknown;
            known.alias = NameHash::NONE;
        }
    }

    /// A local that is another one has that one's type. Chains of three are long enough for what people write.
    fn look_through_aliases(&mut self) {
        for _ in 0..3 {
            let aliased = self.table.iter().filter(|(key, local)| !local.alias.is_none() && local.alias != key.1);
            let changes: Vec<_> = aliased.filter_map(|(&key, local)| Some((key, self.find(key.0, local.alias)?))).collect();
            for (key, value) in changes {
                if let Some(local) = self.table.get_mut(&key) {
                    local.value = value;
                }
            }
        }
    }

    /// A local of type `T`, where `T` is itself a type parameter, has the type of `T`'s bound.
    fn look_through_type_parameters(&mut self) {
        let changes: Vec<_> = self
            .table
            .iter()
            .filter_map(|(&key, local)| match local.value {
                BindingValue::Type(name) if name != key.1 => {
                    self.local(key.0, name).filter(|bound| bound.is_upper).map(|bound| (key, bound.value))
                }
                _ => None,
            })
            .collect();
        for (key, bound) in changes {
            if let Some(local) = self.table.get_mut(&key) {
                local.value = bound;
            }
        }
    }

    /// What `name` is bound to in `scope` or a scope around it.
    pub(crate) fn find(&self, scope: Option<u32>, name: NameHash) -> Option<BindingValue> {
        self.local(scope, name).map(|local| local.value)
    }

    fn local(&self, scope: Option<u32>, name: NameHash) -> Option<&Local> {
        let mut scope = scope;
        loop {
            if let Some(local) = self.table.get(&(scope, name)) {
                return Some(local);
            }
            scope = self.scopes[scope? as usize].parent;
        }
    }

    /// The bindings as facts, in the order of the source.
    pub(crate) fn facts(&self) -> Vec<Binding> {
        let mut facts: Vec<(u32, Binding)> = self
            .table
            .iter()
            .filter(|((scope, _), _)| scope.is_none_or(|scope| !self.scopes[scope as usize].is_container))
            .map(|(&(scope, name), local)| {
                let symbol = scope.and_then(|scope| self.scopes[scope as usize].symbol);
                (local.at, Binding { name, value: local.value, symbol })
            })
            .collect();
        facts.sort_unstable_by_key(|(at, _)| *at);
        facts.into_iter().map(|(_, binding)| binding).collect()
    }
}

/// What one binding shows.
fn local_of(compiled: &Compiled, binding: &RawBinding, scope: Option<&Scope>, text: &str) -> Local {
    let is_upper = binding.name.text(text).starts_with(char::is_uppercase);
    let (value, at) = (BindingValue::Unknown, binding.name.start);
    let mut local = Local { value, at, is_open: false, is_upper, alias: NameHash::NONE };
    let told = expression::type_head(binding.type_.text(text));
    if !binding.type_.is_empty() && (told.is_some() || binding.value.is_empty()) {
        local.value = match told {
            Some("Self") => own_type(scope, text),
            Some(name) => BindingValue::Type(NameHash::of(name)),
            None => BindingValue::Unknown,
        };
    } else if !binding.value.is_empty() {
        let value = binding.value.text(text);
        local.value = value_type(compiled, binding.value, scope, text);
        local.is_open = expression::is_placeholder(value);
        if binding.value.len() <= MAX_EXPRESSION
            && let Expression::Name(name) = expression::classify(value, compiled.calls_construct)
        {
            local.alias = NameHash::of(name);
        }
    }
    local
}

/// What the text of an expression tells of its type.
pub(crate) fn value_type(compiled: &Compiled, value: Span, scope: Option<&Scope>, text: &str) -> BindingValue {
    if value.len() > MAX_EXPRESSION {
        return BindingValue::Unknown;
    }
    match compiled.expression(value.text(text)) {
        Expression::Type("Self" | "self" | "static") | Expression::This => own_type(scope, text),
        Expression::Type(name) => BindingValue::Type(NameHash::of(name)),
        Expression::Call(name) => BindingValue::CallResult(NameHash::of(name)),
        _ => BindingValue::Unknown,
    }
}

/// Longer expressions are not read; what they end in is rarely the start of anything.
pub(crate) const MAX_EXPRESSION: u32 = 4000;

fn own_type(scope: Option<&Scope>, text: &str) -> BindingValue {
    match scope.map(|scope| scope.owner.text(text)) {
        None | Some("") => BindingValue::Unknown,
        Some(owner) => BindingValue::Type(NameHash::of(owner)),
    }
}
