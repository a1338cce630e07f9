//! `sapwood/graph`: a definition with what it uses and what uses it.

use std::path::Path;
use std::time::Instant;

use sapwood_base::NameHash;
use sapwood_index::{FileId, IndexSnapshot, Node, Subgraph, SymbolId};
use tower_lsp::jsonrpc::{Error, Result};

use crate::lsp::convert::{path_of, uri_of};
use crate::lsp::protocol::{GraphEdge, GraphNode, GraphParams, GraphResult, PlaceParams};
use crate::lsp::server::Server;
use crate::lsp::texts::{Quoted, milliseconds, rounded};
use crate::workspace::{RootSnapshot, WorkspaceSnapshot};

const DEFAULT_LIMIT: usize = 60;
const MAX_LIMIT: usize = 1000;
const MAX_DEPTH: usize = 4;

pub(in crate::lsp) async fn handle_graph(server: &Server, params: GraphParams) -> Result<GraphResult> {
    let started = Instant::now();
    if params.symbol.is_none() && params.place.is_none() {
        return Err(Error::invalid_params("Either `symbol`, or `textDocument` and `position`, must be given."));
    }
    let mut result = server
        .ask(move |snapshot, encoding, cancel| {
            let quoted = Quoted::new(snapshot, encoding);
            let (nodes, edges) = graph(snapshot, &params, &quoted, &|| cancel.is_cancelled()).unwrap_or_default();
            GraphResult { nodes, edges, state: snapshot.state(), generation: snapshot.generation(), elapsed_ms: 0.0 }
        })
        .await?;
    result.elapsed_ms = milliseconds(started.elapsed());
    Ok(result)
}

/// `None` where nothing is called so, or nothing is known of the place.
fn graph(
    snapshot: &WorkspaceSnapshot,
    params: &GraphParams,
    quoted: &Quoted<'_>,
    is_cancelled: &dyn Fn() -> bool,
) -> Option<(Vec<GraphNode>, Vec<GraphEdge>)> {
    let (root, node) = match (&params.symbol, &params.place) {
        (Some(name), _) => snapshot.roots.iter().find_map(|root| Some((root, named(root, name)?)))?,
        (None, Some(place)) => symbol_at(snapshot, place, quoted).map(|(root, symbol)| (root, Node::Symbol(symbol)))?,
        (None, None) => return None,
    };
    let depth = params.depth.unwrap_or(1).clamp(1, MAX_DEPTH);
    let limit = params.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT);
    Some(to_proto(root, &root.index.neighbourhood_until(node, depth, limit, is_cancelled), quoted))
}

/// The likeliest node that `name` means in a folder: a definition, a place or a file, whose path may be absolute.
fn named(root: &RootSnapshot, name: &str) -> Option<Node> {
    let relative = root.root.relative(Path::new(name)).map(|path| path.to_string_lossy().replace('\\', "/"));
    root.index.find_nodes(relative.as_deref().unwrap_or(name)).into_iter().next()
}

/// The definition that is meant by the name at a place, else the one around it.
fn symbol_at<'a>(
    snapshot: &'a WorkspaceSnapshot,
    place: &PlaceParams,
    quoted: &Quoted<'_>,
) -> Option<(&'a RootSnapshot, SymbolId)> {
    let path = path_of(&place.text_document.uri);
    let (root, relative) = snapshot.locate(&path)?;
    let file = root.index.file_by_path(&relative)?;
    let text = quoted.text(&path)?;
    let offset = quoted.range(&path, |ranges| ranges.offset(place.position))?;
    let around = root.index.symbol_at(file, offset);
    let symbol = named_at(&root.index, file, around, word_at(&text, offset as usize)).or(around)?;
    Some((root, symbol))
}

fn named_at(index: &IndexSnapshot, file: FileId, around: Option<SymbolId>, word: &str) -> Option<SymbolId> {
    let name = NameHash::of(word);
    if name.is_none() || around.is_some_and(|symbol| index.symbol(symbol).name_hash == name) {
        return None;
    }
    let mut uses: Vec<_> = index.references_in(file).filter(|reference| reference.name == name).collect();
    uses.sort_by_key(|reference| reference.symbol != around);
    uses.iter().find_map(|reference| index.resolve(reference.id).first().map(|target| target.symbol))
}

fn word_at(text: &str, offset: usize) -> &str {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let (before, after) = (text.get(..offset).unwrap_or(""), text.get(offset..).unwrap_or(""));
    let start = offset - before.chars().rev().take_while(|&c| is_word(c)).map(char::len_utf8).sum::<usize>();
    let end = offset + after.chars().take_while(|&c| is_word(c)).map(char::len_utf8).sum::<usize>();
    text.get(start..end).unwrap_or("")
}

fn to_proto(root: &RootSnapshot, graph: &Subgraph, quoted: &Quoted<'_>) -> (Vec<GraphNode>, Vec<GraphEdge>) {
    let nodes = graph.nodes.iter().filter_map(|node| to_node(root, &node.node, node.id.clone(), quoted)).collect();
    let edges = graph.edges.iter().map(|edge| GraphEdge {
        from: root.index.node_id(&edge.from),
        to: root.index.node_id(&edge.to),
        kind: edge.kind.name(),
        confidence: rounded(edge.confidence.into(), 3),
    });
    (nodes, edges.collect())
}

fn to_node(root: &RootSnapshot, node: &Node, id: String, quoted: &Quoted<'_>) -> Option<GraphNode> {
    let index = &root.index;
    let (kind, name, path, span) = match node {
        Node::Root => ("folder", file_name(root.root.name()), root.root.name().to_owned(), None),
        Node::Directory(path) => ("directory", file_name(Path::new(&**path)), root.root.absolute(path), None),
        Node::File(file) => ("file", file_name(Path::new(index.file(*file).path)), root.path(*file), None),
        Node::Symbol(symbol) => {
            let view = index.symbol(*symbol);
            (view.kind.name(), view.name.to_owned(), root.path(view.file), Some((view.span, view.lines)))
        }
        Node::Chunk(chunk) => {
            let view = index.chunk(*chunk);
            ("fragment", id.clone(), root.path(view.file), Some((view.span, view.lines)))
        }
    };
    let range = span.and_then(|(span, _)| quoted.range(&path, |ranges| ranges.span(span)));
    let lines = span.map(|(_, lines)| [lines.start + 1, lines.end + 1]);
    Some(GraphNode { id, kind, name, uri: uri_of(&path)?, range, lines })
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_at_a_place_reaches_both_ways() {
        let text = "let caf\u{e9}_1 = x;";
        assert_eq!(word_at(text, 6), "caf\u{e9}_1");
        assert_eq!(word_at(text, 4), "caf\u{e9}_1");
        assert_eq!(word_at(text, 14), "x");
        assert_eq!(word_at("a + b", 2), "");
        assert_eq!(word_at("", 0), "");
    }
}
