//! What an edge says does not depend on the end from which it is asked for: checked on the projects of `tests/graph`.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::*;
use super::index;
use crate::Index;

/// The files below `folder` as one text, paths in order.
fn project(folder: &Path) -> String {
    let mut folders = vec![folder.to_owned()];
    let mut files = Vec::new();
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).expect("a folder of the repository").flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    let text = |path: &Path| {
        let relative = path.strip_prefix(folder).expect("a path below the folder").to_string_lossy().replace('\\', "/");
        format!("//- {relative}\n{}\n", std::fs::read_to_string(path).expect("a text").replace("//- ", "// - "))
    };
    files.iter().map(|path| text(path)).collect()
}

type Edges = BTreeMap<(String, String, &'static str), String>;

/// Every edge between definitions, asked for at its start and at its end.
fn both_ways(index: &Index) -> (Edges, Edges) {
    let snapshot = index.snapshot();
    let is_compared = |edge: &Edge| {
        matches!(edge.kind, EdgeKind::Calls | EdgeKind::References | EdgeKind::Extends | EdgeKind::Implements | EdgeKind::Tests)
            && matches!((&edge.from, &edge.to), (Node::Symbol(_), Node::Symbol(_)))
    };
    let mut edges = (Edges::new(), Edges::new());
    for symbol in snapshot.files().flat_map(|file| snapshot.symbols_in(file)) {
        for (found, known) in [(snapshot.outgoing(symbol), &mut edges.0), (snapshot.incoming(symbol), &mut edges.1)] {
            known.extend(found.iter().filter(|edge| is_compared(edge)).map(|edge| {
                let ends = (snapshot.node_id(&edge.from), snapshot.node_id(&edge.to), edge.kind.name());
                (ends, format!("{:.3}", edge.confidence))
            }));
        }
    }
    edges
}

#[test]
fn both_ends_of_an_edge_show_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/graph");
    let mut count = 0;
    for project_folder in std::fs::read_dir(folder).expect("the projects").flatten().filter(|it| it.path().is_dir()) {
        let (outgoing, incoming) = both_ways(&index(&project(&project_folder.path())));
        let only_outgoing: Vec<_> = outgoing.iter().filter(|(ends, sure)| incoming.get(*ends) != Some(sure)).collect();
        let only_incoming: Vec<_> = incoming.iter().filter(|(ends, sure)| outgoing.get(*ends) != Some(sure)).collect();
        let name = project_folder.file_name();
        assert!(only_outgoing.is_empty() && only_incoming.is_empty(), "{name:?}: {only_outgoing:#?} {only_incoming:#?}");
        count += outgoing.len();
    }
    assert!(count > 300, "{count} edges");
}

#[test]
fn constructions_lead_to_constructors_of_their_language() {
    let java = index(
        "
//- Svc.java
package a;
public class Svc {
    Svc(int size) { }
    void init(int size) { }
    Svc make() { return new Svc(1); }
}
",
    );
    let snapshot = java.snapshot();
    let calls: Vec<String> = snapshot
        .outgoing(snapshot.find_node("Svc.java#Svc.make").expect("the method"))
        .iter()
        .filter(|edge| edge.kind == EdgeKind::Calls)
        .map(|edge| snapshot.node_id(&edge.to))
        .collect();
    assert!(calls.contains(&"Svc.java#Svc.Svc".to_owned()) && !calls.contains(&"Svc.java#Svc.init".to_owned()), "{calls:?}");
    assert_eq!(snapshot.incoming(snapshot.find_node("Svc.java#Svc.init").expect("the method")).len(), 1, "its type only");
}
