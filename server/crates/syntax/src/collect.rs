//! The one pass of a language's query over a tree: matches become raw records of byte spans.
//!
//! Nothing is nested, named or judged here beyond what one match shows; [`crate::analyzer`] does that.

use sapwood_base::Span;
use sapwood_grammars::LanguageId;
use streaming_iterator::StreamingIterator;
use tree_sitter::{Node, QueryCursor, QueryCursorOptions, QueryMatch, Tree};

use crate::SymbolKind;
use crate::compiled::{Compiled, NameCase, Role, UseKind};
use crate::deadline::Deadline;
use crate::declared::{declared, declared_type};

/// One match of a definition.
#[allow(clippy::struct_excessive_bools, reason = "each says whether one capture was there")]
#[derive(Debug, Clone, Copy)]
pub(crate) struct RawDefinition {
    /// `None` for a container.
    pub(crate) kind: Option<SymbolKind>,
    pub(crate) span: Span,
    pub(crate) name: Span,
    pub(crate) owner: Span,
    pub(crate) this: Span,
    pub(crate) type_: Span,
    pub(crate) value: Span,
    pub(crate) params: Span,
    pub(crate) body: Span,
    pub(crate) arity: Option<u8>,
    pub(crate) exported: bool,
    pub(crate) private: bool,
    pub(crate) test: bool,
    /// The query named only the node; its name was read from its fields.
    pub(crate) by_fields: bool,
}

/// One captured use of a name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RawUse {
    pub(crate) span: Span,
    pub(crate) kind: UseKind,
    /// Empty where nothing stands before the name.
    pub(crate) receiver: Span,
    pub(crate) arity: Option<u8>,
}

/// One captured local name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RawBinding {
    pub(crate) name: Span,
    pub(crate) type_: Span,
    pub(crate) value: Span,
    /// The query named only the node around it.
    pub(crate) by_fields: bool,
}

/// One match of an import.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RawImport {
    pub(crate) span: Span,
    pub(crate) path: Span,
    pub(crate) name: Span,
    pub(crate) alias: Span,
    pub(crate) tree: Span,
    /// Path and name in one.
    pub(crate) qualified: Span,
    pub(crate) glob: bool,
    pub(crate) reexport: bool,
    /// The pattern's place in the query of the file's language, or of `foreign`.
    pub(crate) pattern: u16,
    pub(crate) foreign: Option<LanguageId>,
}

/// What may stand before a definition and belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leading {
    Comment,
    Decorator,
    Attribute,
}

/// Text of another language.
#[derive(Debug, Clone)]
pub(crate) struct RawInjection {
    pub(crate) span: Span,
    pub(crate) language: String,
}

/// Everything the matches of one file show.
#[derive(Debug, Default)]
pub(crate) struct Raw {
    pub(crate) definitions: Vec<RawDefinition>,
    pub(crate) uses: Vec<RawUse>,
    pub(crate) bindings: Vec<RawBinding>,
    pub(crate) imports: Vec<RawImport>,
    pub(crate) leading: Vec<(Span, Leading)>,
    /// A wrapper and whether it exports what it holds.
    pub(crate) wrappers: Vec<(Span, bool)>,
    pub(crate) docs: Vec<Span>,
    pub(crate) tests: Vec<Span>,
    pub(crate) exported: Vec<Span>,
    pub(crate) private: Vec<Span>,
    pub(crate) exported_names: Vec<Span>,
    pub(crate) chunks: Vec<Span>,
    pub(crate) mentions: Vec<Span>,
    /// Text whose identifiers are unparsed tokens.
    pub(crate) tokens: Vec<Span>,
    pub(crate) packages: Vec<Span>,
    pub(crate) injections: Vec<RawInjection>,
}

/// Runs the query of `compiled` over `tree` and adds what it finds to `raw`. Returns false where the pass took too long and was cut short.
pub(crate) fn collect(compiled: &Compiled, cursor: &mut QueryCursor, tree: &Tree, text: &str, raw: &mut Raw) -> bool {
    let deadline = Deadline::for_text(text.len());
    let mut in_time = true;
    let mut check = |_: &tree_sitter::QueryCursorState| {
        let answer = deadline.check();
        in_time = answer.is_continue();
        answer
    };
    let options = QueryCursorOptions::new().progress_callback(&mut check);
    let mut matches = cursor.matches_with_options(compiled.query, tree.root_node(), text.as_bytes(), options);
    while let Some(found) = matches.next() {
        record(compiled, found, text, raw);
    }
    drop(matches);
    in_time
}

/// The captures of one match that only mean something together.
#[derive(Default)]
struct Parts<'t> {
    definition: Option<(Node<'t>, Option<SymbolKind>)>,
    name: Span,
    owner: Span,
    this: Span,
    type_: Span,
    params: Option<Node<'t>>,
    body: Span,
    exported: Option<Span>,
    private: Option<Span>,
    test: Option<Span>,
    uses: Option<(Span, UseKind)>,
    receiver: Span,
    arguments: Option<Node<'t>>,
    import: Option<Span>,
    import_path: Span,
    import_name: Span,
    import_alias: Span,
    import_tree: Span,
    import_qualified: Span,
    import_glob: bool,
    import_reexport: bool,
    bindings: Option<Node<'t>>,
    binding: Option<Span>,
    binding_type: Span,
    binding_value: Span,
    injection: Option<Node<'t>>,
    injection_language: Span,
}

fn record(compiled: &Compiled, found: &QueryMatch<'_, '_>, text: &str, raw: &mut Raw) {
    if let [capture] = found.captures
        && let Role::Use(kind) = compiled.roles[capture.index as usize]
    {
        return record_use(
            compiled,
            found.pattern_index,
            text,
            raw,
            RawUse { span: span(capture.node), kind, receiver: Span::default(), arity: None },
        );
    }
    let mut parts = Parts::default();
    for capture in found.captures {
        gather(compiled.roles[capture.index as usize], capture.node, &mut parts, raw);
    }
    finish(compiled, found.pattern_index, &parts, text, raw);
}

fn gather<'t>(role: Role, node: Node<'t>, parts: &mut Parts<'t>, raw: &mut Raw) {
    let at = span(node);
    match role {
        Role::None => {}
        Role::Definition(kind) => parts.definition = Some((node, Some(kind))),
        Role::Container => parts.definition = Some((node, None)),
        Role::Name => parts.name = at,
        Role::Owner => parts.owner = at,
        Role::This => parts.this = at,
        Role::Type => parts.type_ = at,
        Role::Params => parts.params = Some(node),
        Role::Body => parts.body = at,
        Role::Exported => parts.exported = Some(at),
        Role::Private => parts.private = Some(at),
        Role::Test => parts.test = Some(at),
        Role::Use(kind) => parts.uses = Some((at, kind)),
        Role::Receiver => parts.receiver = at,
        Role::Arguments => parts.arguments = Some(node),
        Role::Import => parts.import = Some(at),
        Role::ImportPath => parts.import_path = at,
        Role::ImportName => parts.import_name = at,
        Role::ImportAlias => parts.import_alias = at,
        Role::ImportTree => parts.import_tree = at,
        Role::ImportQualified => parts.import_qualified = at,
        Role::ImportGlob => parts.import_glob = true,
        Role::ImportReexport => parts.import_reexport = true,
        Role::Binding => parts.bindings = Some(node),
        Role::BindingName => parts.binding = Some(at),
        Role::BindingType => parts.binding_type = at,
        Role::BindingValue => parts.binding_value = at,
        Role::InjectionContent => parts.injection = Some(node),
        Role::InjectionLanguage => parts.injection_language = at,
        Role::ExportedName => raw.exported_names.push(at),
        Role::Wrapper => raw.wrappers.push((at, false)),
        Role::WrapperExported => raw.wrappers.push((at, true)),
        Role::Decorator => raw.leading.push((at, Leading::Decorator)),
        Role::Attribute => raw.leading.push((at, Leading::Attribute)),
        Role::Comment => raw.leading.push((at, Leading::Comment)),
        Role::Doc => raw.docs.push(at),
        Role::Chunk => raw.chunks.push(at),
        Role::Mentions => raw.mentions.push(at),
        Role::Tokens => raw.tokens.push(at),
        Role::Package => raw.packages.push(at),
    }
}

fn finish(compiled: &Compiled, pattern: usize, parts: &Parts<'_>, text: &str, raw: &mut Raw) {
    let settings = &compiled.settings[pattern];
    if let Some((span, kind)) = parts.uses {
        let arity = parts.arguments.map(count_children);
        record_use(compiled, pattern, text, raw, RawUse { span, kind, receiver: parts.receiver, arity });
    }
    if let Some(name) = parts.binding
        && has_case(name.text(text), settings.case)
    {
        raw.bindings.push(RawBinding { name, type_: parts.binding_type, value: parts.binding_value, by_fields: false });
    }
    if let Some(node) = parts.bindings {
        record_bindings(node, parts.binding_type, raw);
    }
    if let Some(import) = parts.import {
        raw.imports.push(RawImport {
            span: import,
            path: parts.import_path,
            name: parts.import_name,
            alias: parts.import_alias,
            tree: parts.import_tree,
            qualified: parts.import_qualified,
            glob: parts.import_glob,
            reexport: parts.import_reexport,
            pattern: pattern as u16,
            foreign: None,
        });
    }
    if let Some(node) = parts.injection {
        let named = settings.injection_language.as_deref().unwrap_or_else(|| parts.injection_language.text(text));
        raw.injections.push(RawInjection { span: span(node), language: named.to_owned() });
    }
    record_definition(parts, text, raw);
}

fn record_definition(parts: &Parts<'_>, text: &str, raw: &mut Raw) {
    let Some((node, kind)) = parts.definition else {
        raw.exported.extend(parts.exported);
        raw.private.extend(parts.private);
        raw.tests.extend(parts.test);
        return;
    };
    if parts.name.is_empty() {
        return record_by_fields(node, kind, parts, text, raw);
    }
    let definition = RawDefinition {
        name: trimmed(parts.name, kind, text),
        params: parts.params.map(span).unwrap_or_default(),
        arity: parts.params.map(|params| count_parameters(params, text)),
        ..bare(node, kind, parts)
    };
    raw.definitions.push(with_function(node, definition, text));
}

/// Completes a callable whose code is the value of its node: `name = (x) => x`, `{ name: function (x) {} }`.
fn with_function(node: Node<'_>, mut definition: RawDefinition, text: &str) -> RawDefinition {
    if !definition.body.is_empty() || !definition.kind.is_some_and(SymbolKind::is_callable) {
        return definition;
    }
    let Some(function) = node.child_by_field_name("value").or_else(|| node.child_by_field_name("right")) else {
        return definition;
    };
    let Some(body) = function.child_by_field_name("body") else { return definition };
    definition.body = span(body);
    definition.value = Span::default();
    if definition.type_.is_empty() {
        definition.type_ = function.child_by_field_name("return_type").map(span).unwrap_or_default();
    }
    if let Some(params) = function.child_by_field_name("parameters") {
        definition.params = span(params);
        definition.arity = Some(count_parameters(params, text));
    } else if function.child_by_field_name("parameter").is_some() {
        definition.arity = Some(1);
    }
    // What a CommonJS module exports is a free function, not a method of `exports`.
    if definition.owner.text(text) == "exports" {
        definition.owner = Span::default();
        definition.kind = Some(SymbolKind::Function);
    }
    definition
}

/// What a definition's match shows beside the name and the parameters.
fn bare(node: Node<'_>, kind: Option<SymbolKind>, parts: &Parts<'_>) -> RawDefinition {
    RawDefinition {
        kind,
        span: span(node),
        name: Span::default(),
        owner: parts.owner,
        this: parts.this,
        type_: parts.type_,
        value: parts.binding_value,
        params: Span::default(),
        body: parts.body,
        arity: None,
        exported: parts.exported.is_some(),
        private: parts.private.is_some(),
        test: parts.test.is_some(),
        by_fields: false,
    }
}

/// A definition whose query names only the node: the rest is what the node's fields say.
fn record_by_fields(node: Node<'_>, kind: Option<SymbolKind>, parts: &Parts<'_>, text: &str, raw: &mut Raw) {
    let is_callable = kind.is_some_and(SymbolKind::is_callable);
    let field = |found: Span, field: Option<Node<'_>>| if found.is_empty() { field.map(span).unwrap_or_default() } else { found };
    for declared in declared(node) {
        if declared.is_function != is_callable && node.child_by_field_name("declarator").is_some() {
            continue;
        }
        if declared.value.is_none() && span(node).text(text).starts_with("extern ") {
            continue;
        }
        let bare = bare(node, kind, parts);
        let params = parts.params.or(declared.params);
        let definition = RawDefinition {
            name: trimmed(span(declared.name), kind, text),
            owner: field(bare.owner, declared.owner),
            type_: field(bare.type_, declared_type(node)),
            value: field(bare.value, declared.value),
            body: field(bare.body, node.child_by_field_name("body")),
            params: params.map(span).unwrap_or_default(),
            arity: params.map(|params| count_parameters(params, text)),
            by_fields: true,
            ..bare
        };
        raw.definitions.push(with_function(node, definition, text));
    }
}

/// The local names that `node` declares, by its fields.
fn record_bindings(node: Node<'_>, type_: Span, raw: &mut Raw) {
    let type_ = if type_.is_empty() { declared_type(node).map(span).unwrap_or_default() } else { type_ };
    for declared in declared(node).into_iter().filter(|declared| !declared.is_function) {
        let value = declared.value.map(span).unwrap_or_default();
        raw.bindings.push(RawBinding { name: span(declared.name), type_, value, by_fields: true });
    }
}

/// A name without the signs that some languages write around it: `:name`, `@name`, `"name"`, `` `name` ``.
fn trimmed(name: Span, kind: Option<SymbolKind>, text: &str) -> Span {
    if kind == Some(SymbolKind::Section) {
        return name;
    }
    let shown = name.text(text);
    let start = shown.len() - shown.trim_start_matches([':', '@', '"', '\'', '`']).len();
    let end = shown.trim_end_matches(['"', '\'', '`']).len().max(start);
    if start == end { name } else { Span::new(name.start + start as u32, name.start + end as u32) }
}

fn record_use(compiled: &Compiled, pattern: usize, text: &str, raw: &mut Raw, found: RawUse) {
    let case = compiled.settings[pattern].case;
    let kind = if case == NameCase::Any || has_case(found.span.text(text), case) { found.kind } else { UseKind::Ignore };
    raw.uses.push(RawUse { kind, span: trimmed(found.span, None, text), ..found });
}

fn has_case(name: &str, case: NameCase) -> bool {
    match case {
        NameCase::Any => true,
        NameCase::Lower => !name.starts_with(char::is_uppercase),
        NameCase::Upper => name.starts_with(char::is_uppercase),
    }
}

/// Named children that are not comments.
fn count_children(node: Node<'_>) -> u8 {
    let count = node.named_child_count();
    let comments = if count > 0 && node.byte_range().len() > 4 { extras(node) } else { 0 };
    u8::try_from(count.saturating_sub(comments)).unwrap_or(u8::MAX)
}

fn extras(node: Node<'_>) -> usize {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).filter(Node::is_extra).count()
}

/// Parameters, the own value (`self`, `this`, `cls`) left out. A Go parameter list names several in one child.
fn count_parameters(node: Node<'_>, text: &str) -> u8 {
    let mut cursor = node.walk();
    let mut count = 0_usize;
    for child in node.named_children(&mut cursor) {
        let shown = span(child).text(text);
        if child.is_extra() || is_own_value(shown, count) {
            continue;
        }
        let names =
            (0..child.named_child_count() as u32).filter(|&at| child.field_name_for_named_child(at) == Some("name")).count();
        count += names.max(1);
    }
    u8::try_from(count).unwrap_or(u8::MAX)
}

fn is_own_value(parameter: &str, position: usize) -> bool {
    let bare = parameter.trim_start_matches(['&', '\'', '_']).trim_start();
    let word_end = |word: &str| {
        let tail = parameter.strip_prefix(word).or_else(|| bare.strip_prefix(word));
        tail.is_some_and(|tail| !tail.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    };
    position == 0
        && (word_end("self")
            || word_end("mut self")
            || word_end("this")
            || word_end("cls")
            || (parameter.starts_with('&') && (parameter.ends_with(" self"))))
}

pub(crate) fn span(node: Node<'_>) -> Span {
    Span::new(node.start_byte() as u32, node.end_byte() as u32)
}
