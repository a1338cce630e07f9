//! Changes of whole lines.

use std::ops::Range;

/// One contiguous change of whole lines in one file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LineEdit {
    /// The file's path in its workspace folder.
    pub path: String,
    /// Where `new` starts in the file's current text: a 0-based line. Where `new` is empty, the line that now stands behind the gap.
    pub start: u32,
    /// The lines that were replaced, without line ends; empty where lines were only added.
    pub old: Vec<String>,
    /// The lines that took their place, without line ends; empty where lines were only removed.
    pub new: Vec<String>,
}

impl LineEdit {
    /// One past the last line of `new` in the current text.
    pub fn end(&self) -> u32 {
        self.start + self.new.len() as u32
    }

    /// The lines that were replaced, in the text before the edit.
    pub fn replaced(&self) -> Range<u32> {
        self.start..self.start + self.old.len() as u32
    }

    /// Where a line that stood below the replaced ones stands after the edit.
    pub fn moved(&self, line: u32) -> u32 {
        (line + self.new.len() as u32).saturating_sub(self.old.len() as u32)
    }
}
