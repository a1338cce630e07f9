//! Raw definitions become nested symbols and scopes. What is nested here decides who owns what and which names are local.

use rustc_hash::{FxHashMap, FxHashSet};
use sapwood_base::{LineIndex, LineRange, NameHash, Span};
use sapwood_grammars::{Family, Visibility};

use crate::collect::Raw;
use crate::compiled::Compiled;
use crate::expression;
use crate::placing::{Placed, merged, place};
use crate::{Symbol, SymbolKind};

/// A region whose uses and locals belong together: a symbol, or a block whose members belong to a type.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope {
    pub(crate) span: Span,
    /// The definition's own node, without what was added to it.
    pub(crate) node: Span,
    /// Index of the scope around it.
    pub(crate) parent: Option<u32>,
    /// The symbol it is, or the innermost one around it.
    pub(crate) symbol: Option<u32>,
    /// It is a block of members, not a symbol.
    pub(crate) is_container: bool,
    /// Where the name stands that `Self` means in it.
    pub(crate) owner: Span,
    /// A name that means the own value in it.
    pub(crate) this: NameHash,
}

/// Symbols with the scopes they make.
#[derive(Debug, Default)]
pub(crate) struct Nested {
    pub(crate) symbols: Vec<Symbol>,
    /// By start; a parent stands before its children.
    pub(crate) scopes: Vec<Scope>,
    /// For each symbol the text of its value, where its type has to be read from there, and the scope it stands in.
    pub(crate) values: Vec<(u32, Span, Option<u32>)>,
}

/// Nests the definitions of `raw`.
pub(crate) fn nest(compiled: &Compiled, raw: &mut Raw, text: &str, lines: &LineIndex, is_test_file: bool) -> Nested {
    raw.leading.sort_unstable_by_key(|(span, _)| span.start);
    raw.leading.dedup_by_key(|(span, _)| *span);
    let imported: FxHashSet<u32> = raw.imports.iter().flat_map(|import| [import.alias.start, import.name.start]).collect();
    let mut definitions = merged(std::mem::take(&mut raw.definitions));
    // `const x = require('x')` is an import, not a definition.
    definitions.retain(|definition| !imported.contains(&definition.name.start));
    let placed = place(&mut definitions, raw, text);
    let mut builder = Builder {
        compiled,
        text,
        lines,
        is_test_file,
        nested: Nested::default(),
        stack: Vec::new(),
        fields: FxHashMap::default(),
    };
    for definition in placed {
        builder.add(&definition);
    }
    let mut nested = builder.nested;
    apply_marks(compiled, raw, text, &mut nested);
    nested
}

struct Builder<'a> {
    compiled: &'a Compiled,
    text: &'a str,
    lines: &'a LineIndex,
    is_test_file: bool,
    nested: Nested,
    /// Scopes around the current place.
    stack: Vec<u32>,
    /// Fields by owner and name.
    fields: FxHashMap<(NameHash, NameHash), u32>,
}

impl Builder<'_> {
    fn add(&mut self, placed: &Placed) {
        while let Some(&top) = self.stack.last().filter(|&&top| self.scope(top).span.end <= placed.raw.span.start) {
            self.end_at(top, placed.span.start);
            self.stack.pop();
        }
        // Several names may share one definition node (`a, b int`); they stand side by side.
        if self.stack.last().is_some_and(|&top| placed.raw.kind.is_some() && self.scope(top).node == placed.raw.span) {
            self.stack.pop();
        }
        let around = self.stack.last().copied();
        let parent = around.and_then(|scope| self.scope(scope).symbol);
        let Some(kind) = placed.raw.kind else {
            self.push(Scope {
                span: placed.span,
                node: placed.raw.span,
                parent: around,
                symbol: parent,
                is_container: true,
                owner: placed.raw.name,
                this: NameHash::NONE,
            });
            return;
        };
        if placed.raw.by_fields && kind == SymbolKind::Variable && self.in_callable(around) {
            return;
        }
        let owner = self.owner(placed, kind, around);
        if kind == SymbolKind::Field && self.in_callable(around) && self.is_known_field(placed, owner, around) {
            return;
        }
        let kind =
            if placed.raw.by_fields && kind == SymbolKind::Variable && !owner.is_empty() { SymbolKind::Field } else { kind };
        let symbol = self.symbol(placed, kind, parent, owner);
        let ordinal = self.nested.symbols.len() as u32;
        if placed.raw.type_.is_empty() && !placed.raw.value.is_empty() {
            self.nested.values.push((ordinal, placed.raw.value, around));
        }
        let is_member_of_outer = kind == SymbolKind::Field && self.in_callable(around);
        let own_type = if kind.is_type() { placed.raw.name } else { owner };
        if kind == SymbolKind::Field {
            self.fields.entry((NameHash::of(owner.text(self.text)), NameHash::of(&symbol.name))).or_insert(ordinal);
        }
        self.nested.symbols.push(symbol);
        if !is_member_of_outer {
            self.push(Scope {
                span: placed.span,
                node: placed.raw.span,
                parent: around,
                symbol: Some(ordinal),
                is_container: false,
                owner: if own_type.is_empty() { around.map_or(own_type, |scope| self.scope(scope).owner) } else { own_type },
                this: NameHash::of(placed.raw.this.text(self.text)),
            });
        }
    }

    /// Ends `scope` where the next definition takes over the comments that trail it.
    fn end_at(&mut self, scope: u32, end: u32) {
        let scope = &mut self.nested.scopes[scope as usize];
        if scope.span.end <= end {
            return;
        }
        scope.span.end = end.max(scope.span.start + 1);
        let (span, symbol) = (scope.span, scope.symbol.filter(|_| !scope.is_container));
        let lines = self.lines_of(span);
        if let Some(symbol) = symbol.and_then(|symbol| self.nested.symbols.get_mut(symbol as usize)) {
            symbol.span = span;
            symbol.lines = lines;
        }
    }

    fn push(&mut self, scope: Scope) {
        self.stack.push(self.nested.scopes.len() as u32);
        self.nested.scopes.push(scope);
    }

    fn scope(&self, scope: u32) -> &Scope {
        &self.nested.scopes[scope as usize]
    }

    /// The kind of the symbol that `scope` is; `None` for a container.
    fn kind(&self, scope: u32) -> Option<SymbolKind> {
        let scope = self.scope(scope);
        let symbol = scope.symbol.filter(|_| !scope.is_container)?;
        self.nested.symbols.get(symbol as usize).map(|symbol| symbol.kind)
    }

    /// True where the type has that field already; an assignment in a method may still tell the field's type.
    fn is_known_field(&mut self, placed: &Placed, owner: Span, around: Option<u32>) -> bool {
        let key = (NameHash::of(owner.text(self.text)), NameHash::of(placed.raw.name.text(self.text)));
        let Some(&known) = self.fields.get(&key) else { return false };
        if self.nested.symbols[known as usize].type_name.is_none() && !placed.raw.value.is_empty() {
            self.nested.values.push((known, placed.raw.value, around));
        }
        true
    }

    fn in_callable(&self, around: Option<u32>) -> bool {
        around.and_then(|scope| self.kind(scope)).is_some_and(SymbolKind::is_callable)
    }

    /// Where the name of the type stands that the definition is a member of; empty where it is none.
    fn owner(&self, placed: &Placed, kind: SymbolKind, around: Option<u32>) -> Span {
        if !placed.raw.owner.is_empty() {
            return placed.raw.owner;
        }
        let Some(scope) = around else { return Span::default() };
        if kind == SymbolKind::Field && self.in_callable(around) {
            return self.scope(scope).owner;
        }
        let holds_members = match self.kind(scope) {
            None => true,
            Some(around) => around.is_type() || around == SymbolKind::Variant,
        };
        if holds_members {
            return if self.scope(scope).is_container { self.scope(scope).owner } else { self.name_of(scope) };
        }
        let is_object = matches!(self.kind(scope), Some(SymbolKind::Constant | SymbolKind::Variable));
        if is_object && kind == SymbolKind::Method { self.name_of(scope) } else { Span::default() }
    }

    fn name_of(&self, scope: u32) -> Span {
        let symbol = self.scope(scope).symbol.and_then(|symbol| self.nested.symbols.get(symbol as usize));
        symbol.map(|symbol| symbol.name_span).unwrap_or_default()
    }

    fn symbol(&self, placed: &Placed, kind: SymbolKind, parent: Option<u32>, owner: Span) -> Symbol {
        let raw = &placed.raw;
        let name = raw.name.text(self.text);
        let kind = member_kind(kind, name, owner.text(self.text), self.compiled.language.family == Family::C);
        let around = parent.and_then(|parent| self.nested.symbols.get(parent as usize));
        let prefix = self.compiled.language.test_prefix;
        let is_named_test = self.is_test_file && kind.is_callable() && !prefix.is_empty() && name.starts_with(prefix);
        Symbol {
            name: name.to_owned(),
            kind,
            parent,
            owner: (!owner.is_empty()).then(|| owner.text(self.text).to_owned()),
            type_name: self.declared_type(kind, raw.type_, owner),
            span: placed.span,
            lines: self.lines_of(placed.span),
            name_span: raw.name,
            signature: self.signature(placed, kind),
            doc: placed.doc,
            is_test: raw.test || is_named_test || around.is_some_and(|around| around.is_test),
            is_exported: self.is_exported(placed, kind, name, around),
            arity: if kind.is_callable() { raw.arity } else { None },
        }
    }

    fn is_exported(&self, placed: &Placed, kind: SymbolKind, name: &str, around: Option<&Symbol>) -> bool {
        let inherits = around.is_some_and(|around| {
            around.is_exported
                && match around.kind {
                    SymbolKind::Enum => kind == SymbolKind::Variant,
                    SymbolKind::Trait | SymbolKind::Interface | SymbolKind::Variant => true,
                    _ => self.compiled.language.family == Family::Web && around.kind.is_type() && !name.starts_with('#'),
                }
        });
        self.compiled.is_exported(name, placed.raw.exported || inherits, placed.raw.private)
    }

    fn declared_type(&self, kind: SymbolKind, type_: Span, owner: Span) -> NameHash {
        let text = type_.text(self.text);
        let head = if kind.is_callable() { expression::return_head(text) } else { expression::type_head(text) };
        match head {
            Some("Self" | "self" | "this" | "static") => NameHash::of(owner.text(self.text)),
            head => expression::hash(head),
        }
    }

    fn lines_of(&self, span: Span) -> LineRange {
        let end = span.start + span.text(self.text).trim_end().len() as u32;
        LineRange { start: self.lines.line_of(span.start), end: self.lines.line_of(end.max(span.start + 1) - 1) }
    }

    /// From the definition proper to its body; without a body, a callable's whole text, the first line of anything else.
    fn signature(&self, placed: &Placed, kind: SymbolKind) -> Span {
        let body = placed.raw.body;
        let end = if body.is_empty() || body.start <= placed.start { placed.span.end } else { body.start };
        let mut text = Span::new(placed.start, end).text(self.text);
        if body.is_empty() && (!kind.is_callable() || kind == SymbolKind::Macro) {
            text = text.lines().next().unwrap_or(text);
        }
        let trimmed = text.trim_end().trim_end_matches(['{', ':', ';', ',']).trim_end();
        let trimmed = trimmed.strip_suffix("=>").map_or(trimmed, str::trim_end);
        let len = if trimmed.is_empty() { placed.raw.name.end - placed.start } else { trimmed.len() as u32 };
        Span::new(placed.start, placed.start + len.max(1))
    }
}

/// A function that belongs to a type is a method, or a constructor where its name is the language's word for one.
fn member_kind(kind: SymbolKind, name: &str, owner: &str, is_c: bool) -> SymbolKind {
    match kind {
        SymbolKind::Function | SymbolKind::Method if is_c && name == owner => SymbolKind::Constructor,
        SymbolKind::Function | SymbolKind::Method if !owner.is_empty() => match name {
            "constructor" | "__init__" | "__construct" | "initialize" => SymbolKind::Constructor,
            _ => SymbolKind::Method,
        },
        kind => kind,
    }
}

/// Docstrings, test marks and visibility marks that stand in matches of their own.
fn apply_marks(compiled: &Compiled, raw: &mut Raw, text: &str, nested: &mut Nested) {
    for (marks, apply) in [
        (&mut raw.docs, (|symbol, span| symbol.doc = span) as fn(&mut Symbol, Span)),
        (&mut raw.tests, |symbol, _| symbol.is_test = true),
        (&mut raw.exported, |symbol, _| symbol.is_exported = true),
    ] {
        mark_innermost(marks, nested, apply);
    }
    if compiled.language.visibility == Visibility::Open {
        mark_innermost(&mut raw.private, nested, |symbol, _| symbol.is_exported = false);
    }
    for name in &raw.exported_names {
        let name = name.text(text);
        nested.symbols.iter_mut().filter(|s| s.parent.is_none() && s.name == name).for_each(|s| s.is_exported = true);
    }
    for at in 0..nested.symbols.len() {
        if let Some(parent) = nested.symbols[at].parent {
            nested.symbols[at].is_test |= nested.symbols[parent as usize].is_test;
        }
    }
}

fn mark_innermost(marks: &mut [Span], nested: &mut Nested, apply: fn(&mut Symbol, Span)) {
    marks.sort_unstable();
    let mut walk = Walk::new(&nested.scopes);
    let targets: Vec<_> = marks.iter().map(|span| (walk.innermost(span.start), *span)).collect();
    for (scope, span) in targets {
        let symbol = scope.and_then(|scope| nested.scopes[scope as usize].symbol);
        if let Some(symbol) = symbol.and_then(|symbol| nested.symbols.get_mut(symbol as usize)) {
            apply(symbol, span);
        }
    }
}

/// Finds the innermost scope around offsets that are asked for in rising order.
pub(crate) struct Walk<'a> {
    scopes: &'a [Scope],
    next: usize,
    stack: Vec<u32>,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(scopes: &'a [Scope]) -> Self {
        Self { scopes, next: 0, stack: Vec::new() }
    }

    pub(crate) fn innermost(&mut self, at: u32) -> Option<u32> {
        while let Some(scope) = self.scopes.get(self.next).filter(|scope| scope.span.start <= at) {
            self.pop(scope.span.start);
            self.stack.push(self.next as u32);
            self.next += 1;
        }
        self.pop(at);
        self.stack.last().copied()
    }

    fn pop(&mut self, at: u32) {
        while self.stack.last().is_some_and(|&top| self.scopes[top as usize].span.end <= at) {
            self.stack.pop();
        }
    }
}
