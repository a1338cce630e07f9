//! Collects what could be part of the context: the hits of a search, and the neighbours of the best of them in the graph.

use rustc_hash::FxHashSet;
use sapwood_base::{LineRange, Span};
use sapwood_index::{ChunkId, EdgeKind, FileId, IndexSnapshot, Node, Resolver, SymbolId};

use super::Role;
use crate::query::Query;
use crate::search::{Hit, SearchOptions, Texts, search};

/// Hits asked of the search.
const HITS: usize = 16;
/// Hits whose neighbours are looked at.
const SOURCES: usize = 6;
/// Neighbours of one role taken from one hit.
const PER_ROLE: usize = 4;
/// Edges less sure than this are left out.
const MIN_CONFIDENCE: f32 = 0.3;
/// Fragments less alike than this are not called similar.
const MIN_SIMILARITY: f32 = 0.4;

/// Something that could be shown.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    pub(super) file: FileId,
    pub(super) span: Span,
    pub(super) lines: LineRange,
    pub(super) chunk: Option<ChunkId>,
    pub(super) symbol: Option<SymbolId>,
    pub(super) role: Role,
    pub(super) score: f32,
    pub(super) signals: Vec<(&'static str, f32)>,
}

/// Matches in their order, then neighbours.
pub(super) fn gather(snapshot: &IndexSnapshot, question: &str, texts: &dyn Texts) -> Vec<Candidate> {
    let query = Query::parse(question);
    let options = SearchOptions { limit: HITS, ..SearchOptions::default() };
    let hits = search(snapshot, &query, &options, texts);
    let mut gathering = Gathering {
        snapshot,
        resolver: Resolver::new(snapshot),
        seen: hits.iter().filter_map(|hit| hit.symbol).collect(),
        found: Vec::new(),
    };
    for hit in hits.iter().take(SOURCES) {
        gathering.neighbours(hit);
    }
    let mut candidates: Vec<Candidate> = hits.into_iter().map(matched).collect();
    candidates.append(&mut gathering.found);
    candidates
}

fn matched(hit: Hit) -> Candidate {
    Candidate {
        file: hit.file,
        span: hit.span,
        lines: hit.lines,
        chunk: Some(hit.chunk),
        symbol: hit.symbol,
        role: Role::Match,
        score: hit.score,
        signals: hit.signals,
    }
}

struct Gathering<'a> {
    snapshot: &'a IndexSnapshot,
    resolver: Resolver<'a>,
    seen: FxHashSet<SymbolId>,
    found: Vec<Candidate>,
}

impl Gathering<'_> {
    fn neighbours(&mut self, hit: &Hit) {
        if let Some(symbol) = hit.symbol {
            let node = Node::Symbol(symbol);
            let mut counts = [0; 4];
            for edge in self.resolver.outgoing(&node).into_iter().chain(self.resolver.incoming(&node)) {
                let is_outgoing = edge.from == node;
                let other = if is_outgoing { &edge.to } else { &edge.from };
                let (Some((role, weight)), &Node::Symbol(other)) = (role_of(edge.kind, is_outgoing), other) else { continue };
                let count = &mut counts[role as usize - Role::Definition as usize];
                if *count < PER_ROLE && edge.confidence >= MIN_CONFIDENCE && self.seen.insert(other) {
                    *count += 1;
                    self.add_symbol(other, role, hit.score * weight * edge.confidence, edge.confidence);
                }
            }
        }
        self.similar(hit);
        self.cochanged(hit);
    }

    fn add_symbol(&mut self, symbol: SymbolId, role: Role, score: f32, confidence: f32) {
        let view = self.snapshot.symbol(symbol);
        self.found.push(Candidate {
            file: view.file,
            span: view.span,
            lines: view.lines,
            chunk: None,
            symbol: Some(symbol),
            role,
            score,
            signals: vec![("graph", confidence)],
        });
    }

    fn similar(&mut self, hit: &Hit) {
        let tokens = self.snapshot.chunk_tokens(hit.chunk);
        for (chunk, likeness) in self.snapshot.similar(tokens, 2, Some(hit.file)) {
            if likeness >= MIN_SIMILARITY {
                self.add_chunk(chunk, Role::Similar, hit.score * 0.3 * likeness, ("similarity", likeness));
            }
        }
    }

    /// The first definitions' fragment of the file that changes most often with the hit's.
    fn cochanged(&mut self, hit: &Hit) {
        let Some(&(file, weight)) = self.snapshot.cochanged(hit.file).first() else { return };
        let first = self.snapshot.chunks_in(file).find(|&chunk| self.snapshot.chunk(chunk).symbol.is_some());
        if let Some(chunk) = first {
            self.add_chunk(chunk, Role::Cochanged, hit.score * 0.2 * weight, ("cochange", weight));
        }
    }

    fn add_chunk(&mut self, chunk: ChunkId, role: Role, score: f32, signal: (&'static str, f32)) {
        let view = self.snapshot.chunk(chunk);
        if view.symbol.is_some_and(|symbol| !self.seen.insert(symbol)) {
            return;
        }
        self.found.push(Candidate {
            file: view.file,
            span: view.span,
            lines: view.lines,
            chunk: Some(chunk),
            symbol: view.symbol,
            role,
            score,
            signals: vec![signal],
        });
    }
}

/// What the other end of an edge is to a match, and its share of the match's score.
fn role_of(kind: EdgeKind, is_outgoing: bool) -> Option<(Role, f32)> {
    match (kind, is_outgoing) {
        (EdgeKind::Calls | EdgeKind::Tests, true) => Some((Role::Definition, 0.6)),
        (EdgeKind::References | EdgeKind::Extends | EdgeKind::Implements, true) => Some((Role::Definition, 0.5)),
        (EdgeKind::Calls, false) => Some((Role::Caller, 0.4)),
        (EdgeKind::Extends | EdgeKind::Implements | EdgeKind::References, false) => Some((Role::Caller, 0.3)),
        (EdgeKind::Tests, false) => Some((Role::Test, 0.35)),
        (EdgeKind::Documents, false) => Some((Role::Doc, 0.35)),
        _ => None,
    }
}
