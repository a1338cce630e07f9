//! The part of the graph around one definition.

use std::collections::BTreeMap;

use super::edges::{Edge, Node};
use super::resolve::Resolver;
use crate::{IndexSnapshot, SymbolId};

/// Edges less sure than this lead nowhere.
const MIN_CONFIDENCE: f32 = 0.2;

/// A node of a [`Subgraph`].
#[derive(Debug, Clone, PartialEq)]
pub struct SubgraphNode {
    /// The node.
    pub node: Node,
    /// Its stable name.
    pub id: String,
    /// Edges between it and the start.
    pub distance: usize,
}

/// Nodes with the edges among them, in an order that depends on their names only.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Subgraph {
    /// By distance, then by id.
    pub nodes: Vec<SubgraphNode>,
    /// By the ids of their ends, then by kind.
    pub edges: Vec<Edge>,
}

impl IndexSnapshot {
    /// What lies within `depth` edges of `symbol`, at most `limit` nodes, the nearest and surest first.
    pub fn neighbourhood(&self, symbol: SymbolId, depth: usize, limit: usize) -> Subgraph {
        let mut walk = Walk { resolver: Resolver::new(self), limit: limit.max(1), known: BTreeMap::new(), edges: Vec::new() };
        let mut frontier = vec![Node::Symbol(symbol)];
        walk.know(&frontier[0], 0);
        for distance in 1..=depth {
            frontier = walk.expand(&frontier, distance);
        }
        walk.finish()
    }
}

struct Walk<'a> {
    resolver: Resolver<'a>,
    limit: usize,
    known: BTreeMap<Node, (String, usize)>,
    edges: Vec<Edge>,
}

impl Walk<'_> {
    fn know(&mut self, node: &Node, distance: usize) -> bool {
        if self.known.contains_key(node) || self.known.len() >= self.limit {
            return false;
        }
        let id = self.resolver.snapshot.node_id(node);
        self.known.insert(node.clone(), (id, distance));
        true
    }

    /// Adds the edges of every node of `frontier`; gives the nodes that were not known before.
    fn expand(&mut self, frontier: &[Node], distance: usize) -> Vec<Node> {
        let mut found: Vec<(f32, String, Node)> = Vec::new();
        for node in frontier {
            let mut edges = self.resolver.outgoing(node);
            edges.extend(self.resolver.incoming(node));
            edges.retain(|edge| edge.confidence >= MIN_CONFIDENCE);
            for edge in &edges {
                let other = if edge.from == *node { &edge.to } else { &edge.from };
                if !self.known.contains_key(other) {
                    found.push((edge.confidence, self.resolver.snapshot.node_id(other), other.clone()));
                }
            }
            self.edges.extend(edges);
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        found.into_iter().map(|(_, _, node)| node).filter(|node| self.know(node, distance)).collect()
    }

    fn finish(self) -> Subgraph {
        let known = self.known;
        let mut edges: Vec<Edge> =
            self.edges.into_iter().filter(|edge| known.contains_key(&edge.from) && known.contains_key(&edge.to)).collect();
        let key = |edge: &Edge| (known[&edge.from].0.clone(), known[&edge.to].0.clone(), edge.kind);
        edges.sort_by_cached_key(|edge| (key(edge), (edge.confidence * -1000.0) as i32));
        edges.dedup_by_key(|edge| key(edge));
        let mut nodes: Vec<SubgraphNode> = known
            .iter()
            .map(|(node, (id, distance))| SubgraphNode { node: node.clone(), id: id.clone(), distance: *distance })
            .collect();
        nodes.sort_by(|a, b| (a.distance, &a.id).cmp(&(b.distance, &b.id)));
        Subgraph { nodes, edges }
    }
}
