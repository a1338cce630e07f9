//! How lines are indented, for predictions of more than one.

use sapwood_index::stream::{LINE_IN, LINE_OUT};

/// The indentation at the cursor and by how much the file indents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Layout {
    current: String,
    unit: String,
}

impl Layout {
    /// The layout of `text` at `offset`, which lies in it.
    pub(super) fn of(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or("");
        let line = before.rfind('\n').map_or(0, |found| found + 1);
        let current = indentation(&before[line..]).to_owned();
        // The smallest indentation in use is the file's unit.
        let used = text.lines().take(2000).map(indentation).filter(|white| !white.is_empty());
        let unit = used.min_by_key(|white| white.len()).unwrap_or("    ");
        let unit = if unit.len() == 1 && unit != "\t" { "    " } else { unit };
        Self { current, unit: unit.to_owned() }
    }

    /// A line break and the indentation behind a line end.
    pub(super) fn line(&mut self, turn: u32) -> String {
        match turn {
            LINE_IN => self.current.push_str(&self.unit),
            LINE_OUT => {
                let shorter = self.current.strip_suffix(self.unit.as_str()).unwrap_or("").to_owned();
                self.current = shorter;
            }
            _ => {}
        }
        format!("\n{}", self.current)
    }
}

fn indentation(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_indented_as_the_file_does() {
        let text = "class A:\n  def b(self):\n    x";
        let mut layout = Layout::of(text, text.len());
        assert_eq!(layout.line(LINE_IN), "\n      ");
        assert_eq!(layout.line(LINE_OUT), "\n    ");
        assert_eq!(layout.line(LINE_OUT), "\n  ");
        let mut tabs = Layout::of("f {\n\tx", 6);
        assert_eq!((tabs.line(LINE_OUT), tabs.line(LINE_OUT), tabs.line(LINE_IN)), ("\n".into(), "\n".into(), "\n\t".into()));
    }
}
