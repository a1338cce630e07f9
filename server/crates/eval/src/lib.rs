//! Replays recorded tasks through the product's own code paths and reports how well they are answered.
//!
//! Each set of tasks is one module. Nothing here is linked into the product.

pub mod commit_search;
pub mod completion;
pub mod git;
pub mod graph;
pub mod next_edit;
pub mod prediction;
pub mod trees;
