//! Features over an index snapshot: inline completion, next edit and the local predictor.
//!
//! They know neither an editor protocol nor where texts come from; time and CPU work are handed in.

pub mod completion;
pub mod next_edit;
pub mod predict;
