//! `FILE:LINE:COL` on the command line. Lines and columns are counted from one, columns in characters.

use std::env;
use std::path::{Component, Path, PathBuf};

use sapwood::loader::slashed;
use sapwood_base::{LineIndex, Position, PositionEncoding};

use super::failure::{Failure, Outcome};

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: String,
    /// From one.
    pub(crate) line: u32,
    /// From one.
    pub(crate) column: u32,
}

impl Place {
    /// Takes `FILE:LINE:COL` or `FILE:LINE` apart; `None` where `text` is something else, such as a question.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (rest, last) = text.rsplit_once(':')?;
        let last = number(last)?;
        let (file, line, column) = match rest.rsplit_once(':') {
            Some((file, line)) if line.parse::<u32>().is_ok() => (file, number(line)?, last),
            _ => (rest, last, 1),
        };
        (!file.is_empty() && !file.contains('\n')).then(|| Self { file: file.to_owned(), line, column })
    }

    /// The file's path in the workspace at `root`: as it stands there, else as it stands from the current folder.
    pub(crate) fn path_in(&self, root: &Path) -> Outcome<String> {
        let given = Path::new(&self.file);
        let here = env::current_dir().unwrap_or_else(|_| root.to_owned());
        let candidates = [here.join(given), root.join(given)];
        let existing = candidates.iter().find(|path| path.exists()).unwrap_or(&candidates[1]);
        let path = existing.canonicalize().unwrap_or_else(|_| tidied(existing));
        let relative = path.strip_prefix(root).ok().and_then(slashed);
        relative.ok_or_else(|| {
            let message = format!("{} is not inside {}", self.file, root.display());
            Failure::usage(message).hint("name the workspace folder with --root DIR")
        })
    }

    /// The place's byte in `text`. What lies outside the text gives the nearest byte inside, and somebody is told.
    pub(crate) fn offset(&self, text: &str) -> u32 {
        let (offset, nearest) = self.nearest(text);
        if let Some(Position { line, character }) = nearest {
            let (line, column) = (line + 1, character + 1);
            eprintln!("note: {}:{}:{} is outside of the file; taken for {line}:{column}", self.file, self.line, self.column);
        }
        offset
    }

    /// The nearest byte inside of `text`, and its position where it is another one.
    fn nearest(&self, text: &str) -> (u32, Option<Position>) {
        let position = Position { line: self.line.saturating_sub(1), character: self.column.saturating_sub(1) };
        let lines = LineIndex::new(text);
        let offset = lines.offset(text, position, PositionEncoding::Utf32);
        let found = lines.position(text, offset, PositionEncoding::Utf32);
        (offset, (found != position).then_some(found))
    }
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok().filter(|&number| number > 0)
}

/// A path of a file that need not exist, without `.` and `..`.
fn tidied(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(file: &str, line: u32, column: u32) -> Place {
        Place { file: file.to_owned(), line, column }
    }

    #[test]
    fn places_are_told_from_questions() {
        assert_eq!(Place::parse("src/a.rs:12:5"), Some(place("src/a.rs", 12, 5)));
        assert_eq!(Place::parse("src/a.rs:12"), Some(place("src/a.rs", 12, 1)));
        assert_eq!(Place::parse("C:/a.rs:3:4"), Some(place("C:/a.rs", 3, 4)));
        for question in ["how does routing work", "Router::route", "fix(core): wait", "a.rs:0:1", ":3:4"] {
            assert_eq!(Place::parse(question), None, "{question}");
        }
    }

    #[test]
    fn columns_count_characters_and_stay_inside() {
        let at = |line, column| Place { file: String::new(), line, column }.nearest("é = 1\nb\n");
        assert_eq!([at(1, 1), at(1, 2), at(3, 1)], [(0, None), (2, None), (9, None)]);
        let end = |line, character| Some(Position { line, character });
        assert_eq!([at(1, 99), at(9, 9)], [(6, end(0, 5)), (9, end(2, 0))]);
    }

    #[test]
    fn a_file_outside_is_wrong_usage() {
        let place = place("../../x.rs", 1, 1);
        assert_eq!(place.path_in(Path::new("/no/such/root")).expect_err("outside").code(), 2);
    }
}
