//! The language registry: which languages there are, how a file's language and role are told, and the queries that read it.
//!
//! Everything here is data or a pure function of a path and some bytes. This crate opens no files and walks no trees.

mod classify;
mod detect;
mod registry;

pub use classify::{FileClass, MAX_FILE_BYTES, classify, is_example_path, is_test_path};
pub use detect::detect;
pub use registry::{Content, Family, ImportStyle, Language, LanguageId, Visibility, by_name, language, languages};
