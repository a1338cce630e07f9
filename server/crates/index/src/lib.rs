//! The live code knowledge graph of one workspace folder, with lexical and similarity search.
//!
//! An [`Index`] is a stack of immutable [`Segment`]s, newest version of a file wins. Writers hand in finished segments
//! (built with [`SegmentBuilder`] from texts and their facts) and get a new [`IndexSnapshot`] published; readers own a snapshot and
//! never wait. Edges are not stored: they are computed from the snapshot when asked for, so none can be stale.
//!
//! This crate never reads a source file, knows no prompt, no protocol and no editor. Storage is a folder it is given.

mod cochange;
mod graph;
mod ids;
mod lexical;
mod live;
mod names;
mod segment;
mod similarity;
mod snapshot;
mod store;
pub mod stream;
pub mod tokenize;
mod view;

pub use cochange::{CoChange, CoChangeBuilder};
pub use graph::{Edge, EdgeKind, ImportTargets, Node, Resolver, Subgraph, SubgraphNode, Target};
pub use ids::{ChunkId, FileId, ReferenceId, SymbolId};
pub use lexical::{Bm25Params, ChunkHit, FieldWeights, FileHit, LexicalHits, QueryTerm};
pub use tantivy::directory::OwnedBytes;

pub use live::{Change, Index};
pub use segment::{FORMAT_VERSION, FileInput, Segment, SegmentBuilder, SegmentError, Stamp};
pub use snapshot::{IndexSnapshot, Stats};
pub use store::{Store, StoreError, StoreProblem};
pub use view::{BindingView, ChunkView, FileView, ImportView, ManifestView, ReceiverView, ReferenceView, SymbolView};
