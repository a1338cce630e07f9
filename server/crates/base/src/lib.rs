//! Spans, positions, name hashes and query budgets shared by every crate.
//!
//! This crate opens no paths, reads no clock and knows no language, no protocol and no index.

mod name;
mod position;
mod span;

pub use name::{NameHash, token_hash};
pub use position::{LineIndex, Position, PositionEncoding};
pub use span::{LineRange, Span};
