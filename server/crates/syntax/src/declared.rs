//! What a node declares, read from its fields where a query names only the node itself.
//!
//! Most grammars put a name straight under `name`. Those of the C family wrap it in declarators, several of which may share
//! one declaration; they are followed here to the names inside.

use tree_sitter::Node;

/// One name that a node declares.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Declared<'t> {
    pub(crate) name: Node<'t>,
    /// The type that qualifies the name (`A` in `A::f`).
    pub(crate) owner: Option<Node<'t>>,
    pub(crate) params: Option<Node<'t>>,
    pub(crate) value: Option<Node<'t>>,
    /// The declarator is that of a function, not of a value that points to one.
    pub(crate) is_function: bool,
}

/// The names that `node` declares, in the order of the source.
pub(crate) fn declared(node: Node<'_>) -> Vec<Declared<'_>> {
    let pattern = node.child_by_field_name("pattern").filter(|pattern| pattern.child_count() == 0);
    if let Some(name) = node.child_by_field_name("name").or(pattern) {
        let name = name.child_by_field_name("bound_identifier").unwrap_or(name);
        let params = node.child_by_field_name("parameters");
        let value = node.child_by_field_name("value").or_else(|| node.child_by_field_name("default_value"));
        return vec![Declared { name, owner: None, params, value, is_function: false }];
    }
    let mut cursor = node.walk();
    let mut found = Vec::new();
    for declarator in node.children_by_field_name("declarator", &mut cursor) {
        follow(declarator, &mut found);
    }
    for name in node.children_by_field_name("bound_identifier", &mut cursor) {
        let value = name.next_sibling().filter(|sign| sign.kind() == "=").and_then(|sign| sign.next_named_sibling());
        found.push(Declared { name, owner: None, params: None, value, is_function: false });
    }
    let value = node.child_by_field_name("value");
    for declared in &mut found {
        declared.value = declared.value.or(value);
    }
    found
}

/// The declared type of `node`, or what it returns.
pub(crate) fn declared_type(node: Node<'_>) -> Option<Node<'_>> {
    ["type", "return_type", "returns"].iter().find_map(|field| node.child_by_field_name(field))
}

/// Walks from a declarator to the name inside it. A declarator that names nothing adds nothing.
fn follow<'t>(declarator: Node<'t>, found: &mut Vec<Declared<'t>>) {
    let mut at = declarator;
    let mut declared = Declared { name: declarator, owner: None, params: None, value: None, is_function: false };
    declared.value = declarator.child_by_field_name("default_value");
    for _ in 0..16 {
        declared.value = declared.value.or_else(|| at.child_by_field_name("value"));
        let inner = at.child_by_field_name("declarator");
        if let Some(params) = at.child_by_field_name("parameters") {
            declared.params = declared.params.or(Some(params));
            declared.is_function = inner.is_some_and(|inner| inner.kind() != "parenthesized_declarator");
        }
        if at.kind() == "structured_binding_declarator" {
            let mut cursor = at.walk();
            found.extend(at.named_children(&mut cursor).map(|name| Declared { name, ..declared }));
            return;
        }
        let unnamed = matches!(at.kind(), "reference_declarator" | "parenthesized_declarator" | "variadic_declarator");
        let inner =
            inner.or_else(|| if unnamed { at.named_child(at.named_child_count().saturating_sub(1) as u32) } else { None });
        match inner {
            Some(inner) => at = inner,
            None => break,
        }
    }
    unqualify(at, &mut declared);
    if declared.name.child_count() == 0 || declared.name.kind().ends_with("_name") {
        found.push(declared);
    }
}

/// Takes `a::B::f` apart into the name `f` and its owner `B`.
fn unqualify<'t>(mut at: Node<'t>, declared: &mut Declared<'t>) {
    for _ in 0..16 {
        let Some(name) = at.child_by_field_name("name") else { break };
        if let Some(scope) = at.child_by_field_name("scope") {
            declared.owner = Some(scope.child_by_field_name("name").unwrap_or(scope));
        }
        at = name;
    }
    declared.name = at;
}
