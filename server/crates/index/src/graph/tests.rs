//! Tests of edges over small projects that are written as one text: `//- path` starts a file.

mod agreement;
mod finding;
mod misleading;

use super::*;
use crate::{Change, CoChangeBuilder, FileInput, Index, SegmentBuilder, Stamp};

fn index(fixture: &str) -> Index {
    let index = Index::in_memory();
    index.apply(change(fixture));
    index
}

fn change(fixture: &str) -> Change {
    let mut builder = SegmentBuilder::new();
    for file in fixture.split("//- ").skip(1) {
        let (path, text) = file.split_once('\n').expect("a path on a line of its own");
        let class = sapwood_grammars::classify(path, text.as_bytes());
        let language = sapwood_grammars::detect(path, text.as_bytes());
        let facts = sapwood_syntax::analyze(&sapwood_syntax::Input { path, text, language });
        builder.add(&FileInput { path, text, class, stamp: Stamp { modified: 0, size: 0, content: [0; 16] } }, &facts);
    }
    Change { segments: vec![builder.finish().expect("a segment")], ..Change::default() }
}

/// The edges at the node called `id`, each as `kind other`, without what contains it.
fn around(index: &Index, id: &str, is_incoming: bool) -> Vec<String> {
    let snapshot = index.snapshot();
    let node = snapshot.find_node(id).unwrap_or_else(|| panic!("no node {id}"));
    let edges = if is_incoming { snapshot.incoming(node) } else { snapshot.outgoing(node) };
    let shown = edges.iter().filter(|edge| edge.kind != EdgeKind::Contains).map(|edge| {
        let other = if is_incoming { &edge.from } else { &edge.to };
        format!("{} {}", edge.kind.name(), snapshot.node_id(other))
    });
    shown.collect()
}

const PROJECT: &str = r#"
//- src/lib.rs
pub mod shapes;
pub use shapes::Circle as Ring;

pub fn total(shape: &Ring) -> f64 {
    use shapes::Shape;
    shape.area()
}
//- src/shapes.rs
/// Anything with an area.
pub trait Shape {
    fn area(&self) -> f64;
}

pub struct Circle;

impl Shape for Circle {
    fn area(&self) -> f64 {
        square(1.0)
    }
}

fn square(value: f64) -> f64 {
    value * value
}

#[test]
fn squares() {
    assert_eq!(square(2.0), 4.0);
}
//- tests/shapes.rs
fn square(x: f64) {}
//- README.md
# Shapes

Use `total` to add, see `Circle::area`.
"#;

#[test]
fn calls_lead_to_definitions_and_back() {
    let index = index(PROJECT);
    assert_eq!(
        around(&index, "src/shapes.rs#Circle.area", false),
        ["calls src/shapes.rs#square", "implements src/shapes.rs#Shape.area"]
    );
    assert_eq!(
        around(&index, "src/shapes.rs#square", true),
        ["calls src/shapes.rs#Circle.area", "calls src/shapes.rs#squares", "tests src/shapes.rs#squares"]
    );
    assert_eq!(around(&index, "src/shapes.rs#Shape.area", true), ["implements src/shapes.rs#Circle.area"]);
}

#[test]
fn uses_under_another_name_are_found() {
    let index = index(PROJECT);
    let uses = around(&index, "src/shapes.rs#Circle", true);
    assert!(uses.contains(&"references src/lib.rs#total".to_owned()), "{uses:?}");
    let area = around(&index, "src/shapes.rs#Circle.area", true);
    assert_eq!(area, ["calls src/lib.rs#total", "documents README.md#Shapes"]);
}

#[test]
fn prose_documents_what_it_mentions() {
    let index = index(PROJECT);
    let documented = around(&index, "README.md#Shapes", false);
    assert_eq!(documented, ["documents src/shapes.rs#Circle.area", "documents src/lib.rs#total"]);
}

#[test]
fn files_import_test_and_change_with_files() {
    let index = index(
        r"
//- pkg/store.py
class Store:
    pass
//- pkg/__init__.py
from .store import Store
//- pkg/app.py
from pkg import Store
//- tests/test_store.py
from pkg.store import Store
",
    );
    let mut builder = CoChangeBuilder::default();
    for _ in 0..3 {
        builder.add_commit(["pkg/store.py", "pkg/app.py"], 1.0);
    }
    index.set_cochange(builder.finish(String::new())).expect("nothing is stored");
    let incoming = around(&index, "pkg/store.py", true);
    for expected in [
        "imports pkg/__init__.py",
        "imports pkg/app.py",
        "imports tests/test_store.py",
        "tests tests/test_store.py",
        "coChanges pkg/app.py",
    ] {
        assert!(incoming.contains(&expected.to_owned()), "{expected} in {incoming:?}");
    }
    assert!(around(&index, "tests/test_store.py", false).contains(&"tests pkg/store.py".to_owned()));
}

#[test]
fn constructions_lead_to_constructors() {
    let index = index(
        "
//- a.py
class Store:
    def __init__(self, path):
        self.path = path

def make():
    return Store('x')
",
    );
    assert_eq!(around(&index, "a.py#Store.__init__", true), ["calls a.py#make"]);
}

#[test]
fn nodes_have_names_that_lead_back() {
    let index = index(PROJECT);
    let snapshot = index.snapshot();
    for file in snapshot.files() {
        for symbol in snapshot.symbols_in(file) {
            let id = snapshot.node_id(&Node::Symbol(symbol));
            assert_eq!(snapshot.find_node(&id), Some(Node::Symbol(symbol)), "{id}");
            assert_eq!(snapshot.find_symbol(&id), [symbol], "{id}");
        }
    }
    let named = |query: &str| snapshot.find_symbol(query).iter().map(|&it| snapshot.node_id(&it.into())).collect::<Vec<_>>();
    assert_eq!(named("square"), ["src/shapes.rs#square", "tests/shapes.rs#square"]);
    assert_eq!(named("Circle::area"), ["src/shapes.rs#Circle.area"]);
    assert_eq!(named("Circle.area"), ["src/shapes.rs#Circle.area"]);
    assert_eq!(named("src/shapes.rs:10"), ["src/shapes.rs#Circle.area"]);
    assert_eq!(named("nothing"), [""; 0]);
}

#[test]
fn a_neighbourhood_is_the_same_however_the_files_arrive() {
    let whole = index(PROJECT);
    let pieces = Index::in_memory();
    let files: Vec<String> = PROJECT.split("//- ").skip(1).map(|file| format!("//- {file}")).collect();
    for file in files.iter().rev() {
        pieces.apply(change(file));
    }
    let shown = |index: &Index| {
        let snapshot = index.snapshot();
        let start = snapshot.find_symbol("src/shapes.rs#square")[0];
        let graph = snapshot.neighbourhood(start, 2, 12);
        let nodes: Vec<String> = graph.nodes.iter().map(|node| format!("{} {}", node.distance, node.id)).collect();
        let edges: Vec<String> = graph
            .edges
            .iter()
            .map(|edge| format!("{} {} {}", snapshot.node_id(&edge.from), edge.kind.name(), snapshot.node_id(&edge.to)))
            .collect();
        (nodes, edges, snapshot.edge_count())
    };
    let (nodes, edges, count) = shown(&whole);
    assert_eq!((nodes.clone(), edges.clone(), count), shown(&pieces));
    assert_eq!(nodes[0], "0 src/shapes.rs#square");
    assert!(nodes.len() > 4 && edges.len() >= nodes.len() - 1 && count > 10, "{nodes:?} {edges:?}");
}

#[test]
fn names_of_other_languages_and_of_the_outside_lead_nowhere() {
    let index = index(
        r#"
//- a.py
import json
from requests import Session

def load(text, get):
    json.loads(text)
    Session()
    get(text)
    open(text)
//- b.py
def loads(text): pass
class Session: pass
def get(text): pass
//- c.go
package c

func open(text string) {}
"#,
    );
    let snapshot = index.snapshot();
    let sure = snapshot.outgoing(snapshot.find_symbol("a.py#load")[0]);
    assert!(sure.iter().all(|edge| edge.kind != EdgeKind::Calls || edge.confidence < 0.5), "{sure:?}");
}
