//! A file that is looked at, line by line.

use std::sync::Arc;

use sapwood_base::LineIndex;
use sapwood_index::{FileId, IndexSnapshot};

/// Lines longer than this are not looked at: they were not written by a person.
const MAX_LINE: usize = 500;

/// A file's current text and where it stands.
pub(super) struct File {
    pub(super) path: String,
    pub(super) id: Option<FileId>,
    pub(super) text: Arc<str>,
    pub(super) lines: LineIndex,
    /// The 0-based first and last line of each definition.
    definitions: Vec<(u32, u32)>,
    /// What starts a comment that ends with the line.
    pub(super) comment: &'static str,
    pub(super) is_test: bool,
}

impl File {
    pub(super) fn new(path: &str, text: Arc<str>, snapshot: &IndexSnapshot) -> Self {
        let id = snapshot.file_by_path(path);
        let mut definitions: Vec<(u32, u32)> = Vec::new();
        if let Some(id) = id {
            definitions.extend(snapshot.symbols_in(id).map(|symbol| snapshot.symbol(symbol).lines).map(|it| (it.start, it.end)));
        }
        let language = id.and_then(|id| snapshot.file(id).language);
        Self {
            lines: LineIndex::new(&text),
            is_test: sapwood_grammars::is_test_path(path),
            comment: language.map_or("", |language| sapwood_grammars::language(language).line_comment),
            path: path.to_owned(),
            id,
            text,
            definitions,
        }
    }

    /// The text of a line without its end; empty where it is too long or there is none.
    pub(super) fn line(&self, line: u32) -> &str {
        if line >= self.lines.line_count() {
            return "";
        }
        let (start, end) = (self.lines.line_start(line) as usize, self.lines.line_end(line, &self.text) as usize);
        self.text.get(start..end).filter(|it| it.len() <= MAX_LINE).unwrap_or("")
    }

    /// True where there are `count` lines from `line` on, none of them too long to be looked at.
    pub(super) fn has(&self, line: u32, count: usize) -> bool {
        let end = u64::from(line) + count as u64;
        let short = |at: u32| self.lines.line_end(at, &self.text) - self.lines.line_start(at) <= MAX_LINE as u32;
        end <= u64::from(self.lines.line_count()) && (line..end as u32).all(short)
    }

    /// The innermost definition of several lines around `line`.
    pub(super) fn around(&self, line: u32) -> Option<(u32, u32)> {
        let holding = self.definitions.iter().filter(|it| it.0 <= line && line <= it.1 && it.0 < it.1);
        holding.min_by_key(|it| it.1 - it.0).copied()
    }

    /// True where a definition starts at `line`.
    pub(super) fn defines_at(&self, line: u32) -> bool {
        self.definitions.iter().any(|it| it.0 == line)
    }

    /// True for a line that is all comment.
    pub(super) fn is_comment(&self, line: &str) -> bool {
        is_comment(line, self.comment)
    }
}

/// True for a line that is all comment, where `mark` starts one.
fn is_comment(line: &str, mark: &str) -> bool {
    let line = line.trim_start();
    (!mark.is_empty() && line.starts_with(mark)) || line.starts_with("/*") || line.starts_with("* ") || line == "*"
}

/// True for a line that takes names from elsewhere.
pub(super) fn is_import(line: &str) -> bool {
    let line = line.trim_start();
    let line = line.strip_prefix("pub ").unwrap_or(line);
    ["import ", "import{", "from ", "use ", "using ", "#include", "require", "export {", "export *"]
        .iter()
        .any(|it| line.starts_with(it))
}
