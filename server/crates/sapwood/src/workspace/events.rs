//! What a workspace tells those who listen.

use std::path::PathBuf;
use std::sync::Arc;

use crate::loader::{Progress, Report};

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// A pass over a folder has files to read.
    Started(PathBuf),
    /// How far that pass is.
    Progress(PathBuf, Progress),
    /// The pass ended.
    Finished(PathBuf, Arc<Report>),
    /// Another branch was checked out there, or many files were changed at once.
    Switched(PathBuf),
    /// Something went wrong that a person may want to know, in a sentence.
    Problem(String),
}
