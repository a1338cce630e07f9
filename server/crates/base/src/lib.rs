//! Spans, positions, changes of lines, the history of edits and name hashes shared by every crate.
//!
//! This crate opens no paths, reads no clock and knows no language, no protocol and no index.

mod history;
mod line_edit;
mod name;
mod position;
mod span;

pub use history::{EditHistory, lines};
pub use line_edit::LineEdit;
pub use name::{NameHash, token_hash};
pub use position::{LineIndex, Position, PositionEncoding, end_of_line};
pub use span::{LineRange, Span};
