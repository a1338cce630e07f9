//! BM25F over tantivy's postings.
//!
//! tantivy holds the dictionaries, postings and field norms; scoring is done here, term at a time into dense arrays, because
//! one pass then gives scores of fragments and of whole files, and which terms each of them matched.

mod directory;
mod live;
mod score;
mod write;

pub(crate) use live::{LiveBuilder, LiveIndex};
pub use score::{Bm25Params, ChunkHit, FieldWeights, FileHit, LexicalHits, QueryTerm};
pub(crate) use score::{FieldLengths, LexicalReader, SearchedSegment, search};
pub(crate) use write::{ChunkText, LexicalBuilder, PackedIndex, merge, push_token};

/// Name, path, signature, documentation, body: the order of the schema.
pub(crate) const FIELDS: [&str; 5] = ["name", "path", "signature", "doc", "body"];
