//! Context for somebody who types: what the cursor uses, what looks like the lines before it, what was worked on lately.
//!
//! It never shows text of the file that is edited from behind the cursor, nor that file as it is on disk.

use sapwood_base::LineRange;
use sapwood_index::{FileId, IndexSnapshot};

use crate::pack::{ContextAnswer, ContextOptions};
use crate::search::Texts;

/// What somebody did lately at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// Changed it.
    Edited,
    /// Looked at it.
    Viewed,
}

/// A place somebody was at lately.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecentPlace {
    /// The file.
    pub file: FileId,
    /// The lines.
    pub lines: LineRange,
    /// What was done there.
    pub activity: Activity,
}

/// Where somebody types. The snapshot already shows `text` as the content of `path`, or knows nothing of that path.
#[derive(Debug, Clone, Copy)]
pub struct CompletionPlace<'a> {
    /// The file's path in its workspace folder.
    pub path: &'a str,
    /// Its text, unsaved changes included.
    pub text: &'a str,
    /// The cursor, in bytes of `text`.
    pub offset: u32,
    /// Where somebody was lately, latest first.
    pub recent: &'a [RecentPlace],
}

/// What somebody who types at `place` should have before them, best first.
pub fn completion_context(
    _snapshot: &IndexSnapshot,
    _place: &CompletionPlace<'_>,
    _options: &ContextOptions,
    _texts: &dyn Texts,
) -> ContextAnswer {
    ContextAnswer::default()
}
