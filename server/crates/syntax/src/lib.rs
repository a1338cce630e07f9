//! Text in; symbols, references, imports and chunks out.
//!
//! Analysis never fails: what a grammar cannot read becomes a [`Problem`] beside the facts of the rest. This crate reads
//! no files, knows no other file than the one it is given, and resolves nothing.

mod facts;

pub use facts::*;
