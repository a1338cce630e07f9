//! Query understanding, ranking, fusion and budgeting over an index snapshot.
//!
//! Everything here is a pure function: no file is opened, no clock is read, equal inputs give equal bytes. Texts come through
//! [`search::Texts`]. It does not know how the index stores its postings, nor any protocol.

#![deny(clippy::iter_over_hash_type)]

pub mod completion;
#[cfg(test)]
mod fixture;
pub mod pack;
pub mod query;
pub mod ranking;
pub mod search;
pub mod tokens;
