//! The program around the index: it reads files, follows changes, and speaks LSP.
//!
//! Ranking, parsing and storage live in their own crates; what stands here converts, schedules and reports.
//! The command line's presentation (`main.rs`, `cli/`) is not part of this library.

pub mod completion;
pub mod config;
pub mod loader;
pub mod lsp;
pub mod metrics;
pub mod next_edit;
pub mod question;
pub mod tasks;
pub mod workspace;
