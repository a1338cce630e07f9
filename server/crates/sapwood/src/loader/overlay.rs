//! A text that stands in for a file, for callers that have no workspace of open documents. It reads nothing.

use sapwood_grammars::classify;
use sapwood_index::{Change, FileInput, SegmentBuilder, SegmentError, Stamp};

use super::analyze::analyze_text;
use super::folder::Folder;
use super::read::content_hash;

impl Folder {
    /// Shows `text` in place of the file at `path`, until the process ends; the disk's version is hidden and the stored index
    /// is left alone. False where the text is not of a kind that is indexed, in which case nothing is shown for the file.
    pub fn overlay(&self, path: &str, text: &str) -> Result<bool, SegmentError> {
        let class = classify(path, text.as_bytes());
        let facts = class.is_indexed_text().then(|| analyze_text(path, text, class)).flatten();
        let Some(facts) = facts else {
            self.index().apply(Change { removed: vec![path.to_owned()], ..Change::default() });
            return Ok(false);
        };
        let stamp = Stamp { modified: 0, size: text.len() as u64, content: content_hash(text.as_bytes()) };
        let mut builder = SegmentBuilder::live();
        builder.add(&FileInput { path, text, class, stamp }, &facts);
        self.index().apply(Change { segments: vec![builder.finish()?], overlay: true, ..Change::default() });
        Ok(true)
    }
}
