//! Captured uses become references: the most telling capture of each node, without what is local, counted per symbol.

use rustc_hash::FxHashMap;
use sapwood_base::{NameHash, Span};
use sapwood_grammars::Family;

use crate::collect::{Leading, Raw, RawUse};
use crate::compiled::{Compiled, UseKind};
use crate::expression::Expression;
use crate::locals::{Locals, MAX_EXPRESSION};
use crate::scopes::{Nested, Walk};
use crate::{BindingValue, Receiver, Reference, ReferenceKind};

/// The references of one file and the paths their receivers point into.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    pub(crate) references: Vec<Reference>,
    pub(crate) paths: Vec<String>,
}

/// Reads the uses of `raw`.
pub(crate) fn read(compiled: &Compiled, raw: &mut Raw, nested: &Nested, locals: &Locals<'_>, text: &str) -> Uses {
    add_names(raw, nested);
    raw.uses.extend(crate::mentions::uses(&raw.mentions, text));
    raw.uses.extend(crate::tokens::names(&raw.tokens, text));
    raw.uses.sort_unstable_by_key(|found| (found.span.start, found.kind, found.receiver.is_empty(), found.arity.is_none()));
    let silent = silent_spans(raw);
    let mut reader = Reader {
        compiled,
        nested,
        locals,
        text,
        uses: Uses::default(),
        seen: FxHashMap::default(),
        path_ids: FxHashMap::default(),
    };
    let mut walk = Walk::new(&nested.scopes);
    let mut silent_at = 0;
    for group in raw.uses.chunk_by(|a, b| a.span.start == b.span.start) {
        let Some(found) = strongest(group) else { continue };
        while silent.get(silent_at).is_some_and(|span| span.end <= found.span.start) {
            silent_at += 1;
        }
        let is_silent = silent.get(silent_at).is_some_and(|span| span.contains(found.span.start));
        let scope = walk.innermost(found.span.start);
        if !is_silent {
            reader.read(found, scope);
        }
    }
    reader.uses
}

/// Names of definitions, bindings and packages are not uses of themselves.
fn add_names(raw: &mut Raw, nested: &Nested) {
    let ignore = |span: Span| RawUse { span, kind: UseKind::Ignore, receiver: Span::default(), arity: None };
    raw.uses.extend(nested.symbols.iter().map(|symbol| ignore(symbol.name_span)));
    raw.uses.extend(raw.bindings.iter().map(|binding| ignore(binding.name)));
    raw.uses.extend(raw.packages.iter().map(|&span| ignore(span)));
}

/// Regions without references, joined and in order: imports, attributes.
fn silent_spans(raw: &Raw) -> Vec<Span> {
    let attributes = raw.leading.iter().filter(|(_, kind)| *kind == Leading::Attribute).map(|(span, _)| *span);
    let imports = raw.imports.iter().map(|import| import.span);
    let mut spans: Vec<Span> = imports.chain(attributes).chain(raw.packages.iter().copied()).collect();
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}

/// The most telling capture of one node, completed by what the others saw before it.
fn strongest(group: &[RawUse]) -> Option<RawUse> {
    let mut best = *group.first()?;
    if best.kind == UseKind::Ignore {
        return None;
    }
    for other in &group[1..] {
        if best.receiver.is_empty() {
            best.receiver = other.receiver;
        }
        best.arity = best.arity.or(other.arity);
    }
    Some(best)
}

struct Reader<'a> {
    compiled: &'a Compiled,
    nested: &'a Nested,
    locals: &'a Locals<'a>,
    text: &'a str,
    uses: Uses,
    seen: FxHashMap<(Option<u32>, NameHash, ReferenceKind, Receiver), u32>,
    path_ids: FxHashMap<String, u32>,
}

impl Reader<'_> {
    fn read(&mut self, mut found: RawUse, scope: Option<u32>) {
        if found.kind == UseKind::Token {
            let Some(told) = crate::tokens::tell(found.span, self.text) else { return };
            found = told;
        }
        let name = found.span.text(self.text);
        let Some(kind) = kind_of(found.kind, name) else { return };
        if found.receiver.is_empty() && self.is_built_in(name) {
            return;
        }
        let hash = NameHash::of(name);
        let receiver = self.receiver(found.receiver, scope);
        let can_be_local = matches!(kind, ReferenceKind::Call | ReferenceKind::Type | ReferenceKind::Value);
        if receiver == Receiver::None
            && can_be_local
            && let Some(local) = self.locals.find(scope, hash)
            && !(kind == ReferenceKind::Type && local == BindingValue::Type(hash))
        {
            return;
        }
        let (symbol, receiver) = self.place(kind, receiver, scope);
        self.count(Reference { name: hash, kind, receiver, symbol, at: found.span.start, count: 1, arity: found.arity });
    }

    fn count(&mut self, reference: Reference) {
        let key = (reference.symbol, reference.name, reference.kind, reference.receiver);
        match self.seen.entry(key) {
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(self.uses.references.len() as u32);
                self.uses.references.push(reference);
            }
            std::collections::hash_map::Entry::Occupied(entry) => {
                let known = &mut self.uses.references[*entry.get() as usize];
                known.count = known.count.saturating_add(1);
                if known.arity != reference.arity {
                    known.arity = None;
                }
            }
        }
    }

    /// Names that every file of the language can use and none defines.
    fn is_built_in(&self, name: &str) -> bool {
        match self.compiled.language.family {
            Family::Rust => {
                matches!(name, "_" | "Some" | "None" | "Ok" | "Err" | "Self" | "Option" | "Result" | "Vec" | "String" | "Box")
            }
            Family::Go => matches!(name, "_" | "nil" | "true" | "false" | "iota" | "string" | "error" | "int" | "bool" | "byte"),
            Family::Python => PYTHON_BUILT_INS.contains(&name),
            Family::Web => WEB_BUILT_INS.contains(&name),
            Family::Jvm => matches!(name, "var" | "this" | "super" | "_" | "it" | "true" | "false" | "null"),
            Family::Ruby => RUBY_WORDS.contains(&name),
            Family::Lua => name == "self",
            Family::C => C_WORDS.contains(&name),
            Family::DotNet => matches!(name, "var" | "_" | "nameof" | "value"),
            Family::Php => matches!(name, "self" | "static" | "parent"),
            Family::Swift if matches!(name, "self" | "Self" | "_") => true,
            Family::Swift | Family::Shell => name.trim_start_matches('$').starts_with(|c: char| c.is_ascii_digit()),
            _ => false,
        }
    }

    /// The symbol a reference counts for. A parent type named by a member block counts for the block's own type.
    fn place(&self, kind: ReferenceKind, receiver: Receiver, scope: Option<u32>) -> (Option<u32>, Receiver) {
        let Some(scope) = scope.map(|scope| &self.nested.scopes[scope as usize]) else { return (None, receiver) };
        if !scope.is_container || !matches!(kind, ReferenceKind::Implements | ReferenceKind::Extends) {
            return (scope.symbol, receiver);
        }
        let owner = scope.owner.text(self.text);
        let own = self.nested.symbols.iter().position(|symbol| symbol.kind.is_type() && symbol.name == owner);
        match own {
            Some(symbol) => (Some(symbol as u32), receiver),
            None => (scope.symbol, Receiver::Type(NameHash::of(owner))),
        }
    }

    fn receiver(&mut self, span: Span, scope: Option<u32>) -> Receiver {
        if span.is_empty() {
            return Receiver::None;
        }
        if span.len() > MAX_EXPRESSION {
            return Receiver::Unknown;
        }
        let text = span.text(self.text);
        let this = scope.map_or(NameHash::NONE, |scope| self.own_name(scope));
        match self.compiled.expression(text) {
            Expression::This | Expression::Type("Self" | "static") => Receiver::This,
            Expression::Super => Receiver::Super,
            Expression::Name(name) if !this.is_none() && NameHash::of(name) == this => Receiver::This,
            Expression::Name(name) => Receiver::Name(NameHash::of(name)),
            Expression::ThisField(name) => Receiver::ThisField(NameHash::of(name)),
            Expression::Type(name) => Receiver::Type(NameHash::of(name)),
            Expression::Call(name) => Receiver::CallResult(NameHash::of(name)),
            Expression::Path(path) => self.path(path, this),
            Expression::Unknown => Receiver::Unknown,
        }
    }

    /// The name of the own value in `scope` or a callable around it.
    fn own_name(&self, scope: u32) -> NameHash {
        let mut scope = Some(scope);
        while let Some(at) = scope {
            let around = &self.nested.scopes[at as usize];
            if !around.this.is_none() {
                return around.this;
            }
            scope = around.parent;
        }
        NameHash::NONE
    }

    fn path(&mut self, path: &str, this: NameHash) -> Receiver {
        let path: String = path.chars().filter(|c| !c.is_whitespace() && !matches!(c, '?' | '!')).collect();
        if !this.is_none()
            && let Some((first, rest)) = path.split_once('.')
            && NameHash::of(first) == this
        {
            return if rest.contains('.') {
                self.path_id(format!("self.{rest}"))
            } else {
                Receiver::ThisField(NameHash::of(rest))
            };
        }
        self.path_id(path)
    }

    fn path_id(&mut self, path: String) -> Receiver {
        if let Some(&known) = self.path_ids.get(&path) {
            return Receiver::Path(known);
        }
        let id = self.uses.paths.len() as u32;
        self.uses.paths.push(path.clone());
        self.path_ids.insert(path, id);
        Receiver::Path(id)
    }
}

const WEB_BUILT_INS: &[&str] = &[
    "undefined",
    "arguments",
    "Promise",
    "Array",
    "Record",
    "Partial",
    "Readonly",
    "Pick",
    "Omit",
    "Object",
    "Boolean",
    "String",
    "Number",
    "JSON",
    "Math",
    "console",
    "require",
    "exports",
    "module",
];

const PYTHON_BUILT_INS: &[&str] = &[
    "self",
    "cls",
    "_",
    "str",
    "int",
    "float",
    "bool",
    "list",
    "dict",
    "set",
    "tuple",
    "bytes",
    "object",
    "super",
    "print",
    "len",
    "range",
    "isinstance",
    "Exception",
    "ValueError",
    "TypeError",
    "KeyError",
    "property",
    "staticmethod",
    "classmethod",
    "__name__",
];

/// Words of C and C++ that stand among the tokens of a macro's body.
const C_WORDS: &[&str] = &[
    "do",
    "return",
    "while",
    "else",
    "const",
    "char",
    "long",
    "sizeof",
    "NULL",
    "nullptr",
    "__VA_ARGS__",
    "if",
    "for",
    "int",
    "void",
    "static",
    "struct",
    "unsigned",
    "goto",
    "break",
    "continue",
    "switch",
    "case",
    "default",
    "defined",
    "extern",
    "typedef",
    "volatile",
    "signed",
    "short",
    "double",
    "float",
    "inline",
    "template",
    "typename",
    "class",
    "namespace",
    "true",
    "false",
    "this",
    "static_cast",
    "dynamic_cast",
    "reinterpret_cast",
    "const_cast",
    "u",
    "_t",
];

/// Calls of Ruby that look like the program's own but are the language's.
const RUBY_WORDS: &[&str] = &[
    "private",
    "protected",
    "public",
    "module_function",
    "private_class_method",
    "raise",
    "include",
    "extend",
    "prepend",
    "attr_reader",
    "attr_writer",
    "attr_accessor",
    "puts",
    "lambda",
    "proc",
    "loop",
];

fn kind_of(kind: UseKind, name: &str) -> Option<ReferenceKind> {
    match kind {
        UseKind::Ignore | UseKind::Token => None,
        UseKind::Call => Some(ReferenceKind::Call),
        UseKind::Macro => Some(ReferenceKind::Macro),
        UseKind::Extends => Some(ReferenceKind::Extends),
        UseKind::Implements => Some(ReferenceKind::Implements),
        UseKind::Type => Some(ReferenceKind::Type),
        UseKind::Qualifier => name.starts_with(char::is_uppercase).then_some(ReferenceKind::Type),
        UseKind::Mention => Some(ReferenceKind::Mention),
        UseKind::Value => Some(ReferenceKind::Value),
    }
}
