//! Text in; symbols, references, imports and chunks out.
//!
//! Analysis never fails: what a grammar cannot read becomes a [`Problem`] beside the facts of the rest. This crate reads
//! no files, knows no other file than the one it is given, and resolves nothing.

mod analyzer;
mod chunks;
mod collect;
mod compiled;
pub mod cursor;
mod cuts;
mod deadline;
mod declared;
mod expression;
mod facts;
mod guard;
mod imports;
mod locals;
mod manifest;
mod masking;
mod mentions;
mod placing;
mod scala_imports;
mod scopes;
mod tokens;
mod uses;

pub use analyzer::{Analyzer, Input, analyze};
pub use facts::*;
pub use tree_sitter::{InputEdit, Point, Tree};
