//! How definitions and places are written for people and for scripts.

use sapwood_base::{LineRange, Span};
use sapwood_grammars::{Family, language};
use sapwood_index::{IndexSnapshot, Node, SymbolId};
use serde_json::{Value, json};

use super::session::Session;

/// A definition's name with the type it is a member of, as its language writes it.
pub(crate) fn qualified(snapshot: &IndexSnapshot, symbol: SymbolId) -> String {
    let view = snapshot.symbol(symbol);
    if view.owner.is_empty() {
        return view.name.to_owned();
    }
    let family = snapshot.file(view.file).language.map(|id| language(id).family);
    let separator = if matches!(family, Some(Family::Rust | Family::C | Family::Php)) { "::" } else { "." };
    format!("{}{separator}{}", view.owner, view.name)
}

/// What a node is called, without its place.
pub(crate) fn node_name(snapshot: &IndexSnapshot, node: &Node) -> String {
    match node {
        Node::Symbol(symbol) => qualified(snapshot, *symbol),
        other => snapshot.node_id(other),
    }
}

/// The kind of a node.
pub(crate) fn node_kind(snapshot: &IndexSnapshot, node: &Node) -> &'static str {
    match node {
        Node::Root => "workspace",
        Node::Directory(_) => "directory",
        Node::File(_) => "file",
        Node::Symbol(symbol) => snapshot.symbol(*symbol).kind.name(),
        Node::Chunk(_) => "fragment",
    }
}

/// The path and lines of a node; a directory has no lines.
pub(crate) fn node_place(snapshot: &IndexSnapshot, node: &Node) -> (String, Option<LineRange>) {
    match node {
        Node::Root => (".".to_owned(), None),
        Node::Directory(path) => (path.to_string(), None),
        Node::File(file) => {
            let view = snapshot.file(*file);
            (view.path.to_owned(), Some(LineRange { start: 0, end: view.lines.saturating_sub(1) }))
        }
        Node::Symbol(symbol) => {
            let view = snapshot.symbol(*symbol);
            (snapshot.file(view.file).path.to_owned(), Some(view.lines))
        }
        Node::Chunk(chunk) => {
            let view = snapshot.chunk(*chunk);
            (snapshot.file(view.file).path.to_owned(), Some(view.lines))
        }
    }
}

/// Lines as people count them, `12-40`, or `12` for one line.
pub(crate) fn line_numbers(lines: LineRange) -> String {
    if lines.start == lines.end { (lines.start + 1).to_string() } else { format!("{}-{}", lines.start + 1, lines.end + 1) }
}

/// Signals with their weights as one JSON object.
pub(crate) fn signals_json(signals: &[(&'static str, f32)]) -> Value {
    signals.iter().map(|(name, value)| ((*name).to_owned(), json!(rounded(*value)))).collect::<serde_json::Map<_, _>>().into()
}

/// Four decimals: more would only show the noise of single precision.
pub(crate) fn rounded(value: f32) -> f64 {
    (f64::from(value) * 1e4).round() / 1e4
}

/// The text under `span`, its white space drawn together into one line.
pub(crate) fn one_line(text: &str, span: Span) -> String {
    span.text(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The signature of a definition in one line, read from disk.
pub(crate) fn signature(session: &Session, symbol: SymbolId) -> String {
    let view = session.snapshot.symbol(symbol);
    let text = session.text(session.snapshot.file(view.file).path);
    one_line(&text, view.signature).trim_end_matches(['{', ':', '=']).trim_end().to_owned()
}
