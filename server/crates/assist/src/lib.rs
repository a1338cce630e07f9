//! Features over an index snapshot: inline completion and the local predictor.
//!
//! They know neither an editor protocol nor where texts come from; time and CPU work are handed in.

pub mod completion;
pub mod predict;
