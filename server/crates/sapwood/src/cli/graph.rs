//! `sapwood graph`: a definition with what it uses and what uses it.

use std::time::Instant;

use sapwood_index::{Edge, EdgeKind, IndexSnapshot, Node};
use serde_json::json;

use super::args::{Common, GraphArguments};
use super::failure::{Failure, Outcome};
use super::names::{line_numbers, node_kind, node_name, node_place, qualified, rounded, signature};
use super::session::Session;
use super::terminal::{Role, Terminal, clip, clip_path, fit, milliseconds, time};

/// Edges of one kind and direction, as a heading of the screen.
const GROUPS: &[(EdgeKind, bool, &str)] = &[
    (EdgeKind::Contains, true, "inside"),
    (EdgeKind::Calls, true, "called by"),
    (EdgeKind::References, true, "used by"),
    (EdgeKind::Extends, true, "extended by"),
    (EdgeKind::Implements, true, "implemented by"),
    (EdgeKind::Tests, true, "tested by"),
    (EdgeKind::Documents, true, "described in"),
    (EdgeKind::Contains, false, "contains"),
    (EdgeKind::Calls, false, "calls"),
    (EdgeKind::References, false, "uses"),
    (EdgeKind::Extends, false, "extends"),
    (EdgeKind::Implements, false, "implements"),
    (EdgeKind::Tests, false, "tests"),
    (EdgeKind::Documents, false, "describes"),
    (EdgeKind::Imports, false, "imports"),
    (EdgeKind::CoChanges, false, "changes together with"),
];

/// The neighbours of one node that are connected in one way.
pub(crate) struct Group {
    pub(crate) label: &'static str,
    /// The other ends with their confidence, the surest first.
    pub(crate) neighbours: Vec<(Node, f32)>,
}

/// Every neighbour of `node`, by the way it is connected.
pub(crate) fn neighbours(snapshot: &IndexSnapshot, node: &Node) -> Vec<Group> {
    let incoming = snapshot.incoming(node.clone());
    let outgoing = snapshot.outgoing(node.clone());
    let group = |&(kind, is_incoming, label): &(EdgeKind, bool, &'static str)| {
        let edges: &[Edge] = if is_incoming { &incoming } else { &outgoing };
        let other = |edge: &Edge| if is_incoming { edge.from.clone() } else { edge.to.clone() };
        let mut neighbours: Vec<(Node, f32)> =
            edges.iter().filter(|edge| edge.kind == kind).map(|edge| (other(edge), edge.confidence)).collect();
        neighbours.sort_by(|a, b| b.1.total_cmp(&a.1));
        Group { label, neighbours }
    };
    GROUPS.iter().map(group).filter(|group| !group.neighbours.is_empty()).collect()
}

pub(crate) fn run(arguments: &GraphArguments, common: &Common, terminal: &mut Terminal) -> Outcome {
    let session = Session::open(common.root.as_deref())?;
    let snapshot = &*session.snapshot;
    let started = Instant::now();
    let found = find(&session, &arguments.symbol)?;
    if common.json {
        let value = as_json(snapshot, &found[0], arguments, started);
        return terminal.json(&value);
    }
    let shown = usize::min(found.len(), 3);
    for node in &found[..shown] {
        print_node(&session, node, arguments, terminal)?;
    }
    if found.len() > shown {
        print_others(snapshot, &found[shown..], arguments.limit as usize, terminal)?;
    }
    let elapsed = time(started.elapsed());
    terminal.line(terminal.paint.faint(elapsed))
}

/// The nodes that `wanted` can mean, the likeliest first.
fn find(session: &Session, wanted: &str) -> Outcome<Vec<Node>> {
    let snapshot = &*session.snapshot;
    let root = session.folder.root().to_string_lossy().replace('\\', "/");
    let relative = wanted.strip_prefix(&*root).and_then(|rest| rest.strip_prefix('/'));
    let found = snapshot.find_nodes(relative.unwrap_or(wanted));
    if !found.is_empty() {
        return Ok(found);
    }
    if let Some((file, line)) = snapshot.place_of(relative.unwrap_or(wanted)) {
        let path = snapshot.file(file).path;
        let failure = Failure::new(format!("nothing is defined at {path}:{}", line + 1));
        return Err(failure.hint(format!("`sapwood graph {path}` shows what the file holds")));
    }
    let near: Vec<String> = snapshot.search_names(wanted, 5).into_iter().map(|symbol| qualified(snapshot, symbol)).collect();
    let failure = Failure::new(format!("no definition is called {wanted}"));
    let other_words = || "try `sapwood search` with other words".to_owned();
    Err(failure.hint(if near.is_empty() { other_words() } else { format!("there is {}", near.join(", ")) }))
}

fn as_json(snapshot: &IndexSnapshot, node: &Node, arguments: &GraphArguments, started: Instant) -> serde_json::Value {
    let graph = snapshot.neighbourhood(node.clone(), arguments.depth as usize, arguments.limit as usize);
    let nodes: Vec<_> = graph
        .nodes
        .iter()
        .map(|node| {
            let (path, lines) = node_place(snapshot, &node.node);
            json!({
                "id": node.id, "kind": node_kind(snapshot, &node.node), "name": node_name(snapshot, &node.node), "path": path,
                "start_line": lines.map(|lines| lines.start + 1), "end_line": lines.map(|lines| lines.end + 1),
            })
        })
        .collect();
    let edges: Vec<_> = graph
        .edges
        .iter()
        .map(|edge| {
            let (from, to) = (snapshot.node_id(&edge.from), snapshot.node_id(&edge.to));
            json!({"from": from, "to": to, "kind": edge.kind.name(), "confidence": rounded(edge.confidence)})
        })
        .collect();
    json!({"nodes": nodes, "edges": edges, "generation": snapshot.generation(), "elapsed_ms": milliseconds(started.elapsed())})
}

fn print_node(session: &Session, node: &Node, arguments: &GraphArguments, terminal: &mut Terminal) -> Outcome {
    let snapshot = &*session.snapshot;
    let (paint, width) = (terminal.paint, terminal.width);
    let (path, lines) = node_place(snapshot, node);
    let place = lines.map_or(path.clone(), |lines| format!("{path}:{}", line_numbers(lines)));
    terminal.line(format!(
        "{}  {}  {}",
        paint.name(node_name(snapshot, node)),
        paint.faint(node_kind(snapshot, node)),
        paint.path(place)
    ))?;
    if let Node::Symbol(symbol) = node {
        terminal.line(format!("  {}", clip(&signature(session, *symbol), width.saturating_sub(2))))?;
    }
    for group in neighbours(snapshot, node) {
        terminal.line(format!("  {} {}", paint.heading(group.label), paint.faint(group.neighbours.len())))?;
        for (node, confidence) in group.neighbours.iter().take(arguments.limit as usize) {
            let row = neighbour_row(snapshot, node, *confidence, width - 4, terminal);
            terminal.line(format!("    {row}"))?;
        }
        let rest = group.neighbours.len().saturating_sub(arguments.limit as usize);
        if rest > 0 {
            terminal.line(paint.faint(format!("    and {rest} more")))?;
        }
    }
    terminal.line("")
}

/// Name, place and confidence of a neighbour in `width` columns.
pub(crate) fn neighbour_row(snapshot: &IndexSnapshot, node: &Node, confidence: f32, width: usize, terminal: &Terminal) -> String {
    let paint = terminal.paint;
    let role = if confidence >= 0.9 { Role::Good } else { Role::Faint };
    let (path, lines) = node_place(snapshot, node);
    let place = lines.map_or(path.clone(), |lines| format!("{path}:{}", lines.start + 1));
    let name_width = usize::min(width * 2 / 5, 44);
    let place_width = width.saturating_sub(name_width + 7);
    let name = fit(&clip(&node_name(snapshot, node), name_width), name_width);
    let place = fit(&clip_path(&place, place_width), place_width);
    format!("{name} {} {}", paint.path(place), paint.as_role(role, format!("{confidence:.2}")))
}

fn print_others(snapshot: &IndexSnapshot, others: &[Node], limit: usize, terminal: &mut Terminal) -> Outcome {
    let paint = terminal.paint;
    terminal.line(paint.heading(format!("{} more of that name", others.len())))?;
    for node in others.iter().take(limit) {
        let row = neighbour_row(snapshot, node, 1.0, terminal.width - 2, terminal);
        terminal.line(format!("  {row}"))?;
    }
    Ok(())
}
