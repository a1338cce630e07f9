//! The part of the graph around one definition.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::edges::{Edge, Node};
use super::resolve::Resolver;
use crate::IndexSnapshot;

/// Edges less sure than this lead nowhere.
const MIN_CONFIDENCE: f32 = 0.2;
/// Uses of the name of each node but the first that are followed.
const MAX_REFERENCES: usize = 60;
/// Work on the nodes behind the first one after which none is expanded any more; the unit is one resolved use.
const MAX_WORK: usize = 4_000;

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
    /// What lies within `depth` edges of `start`, at most `limit` nodes, the nearest and surest first.
    ///
    /// The work is bounded whatever the repository: of names that are used very often a sample of the uses is followed.
    pub fn neighbourhood(&self, start: impl Into<Node>, depth: usize, limit: usize) -> Subgraph {
        self.neighbourhood_until(start, depth, limit, &|| false)
    }

    /// Like [`IndexSnapshot::neighbourhood`]; ends with what is known once `is_cancelled` says so.
    pub fn neighbourhood_until(
        &self,
        start: impl Into<Node>,
        depth: usize,
        limit: usize,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Subgraph {
        let mut resolver = Resolver::new(self);
        let mut walk =
            Walk { resolver: &mut resolver, limit: limit.max(1), known: BTreeMap::new(), edges: Vec::new(), is_cancelled };
        let mut frontier = vec![start.into()];
        walk.know(&frontier[0], 0);
        for distance in 1..=depth {
            frontier = walk.expand(&frontier, distance);
            if distance == 1 {
                walk.resolver.max_references = MAX_REFERENCES;
                walk.resolver.max_work = walk.resolver.work + MAX_WORK;
            }
            if walk.known.len() >= walk.limit {
                break;
            }
        }
        walk.finish()
    }
}

struct Walk<'w, 'a> {
    resolver: &'w mut Resolver<'a>,
    is_cancelled: &'w dyn Fn() -> bool,
    limit: usize,
    known: BTreeMap<Node, (String, usize)>,
    edges: Vec<Edge>,
}

impl Walk<'_, '_> {
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
        let mut new: FxHashSet<Node> = FxHashSet::default();
        for node in frontier {
            // The frontier is sorted by confidence, so what is left out is what is least sure.
            let is_enough = distance > 1 && (new.len() >= 2 * self.limit || self.resolver.work > self.resolver.max_work);
            if is_enough || (self.is_cancelled)() {
                break;
            }
            let mut edges = self.resolver.outgoing(node);
            edges.extend(self.resolver.incoming(node));
            edges.retain(|edge| edge.confidence >= MIN_CONFIDENCE);
            for edge in &edges {
                let other = if edge.from == *node { &edge.to } else { &edge.from };
                if !self.known.contains_key(other) {
                    new.insert(other.clone());
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
