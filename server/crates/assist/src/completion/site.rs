//! The place that a text would be put in, as the filters look at it. It parses nothing.

use std::sync::Arc;

use sapwood_base::Span;
use sapwood_grammars::{Family, Language};
use sapwood_syntax::cursor::{EmptyBlock, Region};

use super::text::{columns, indentation};

/// The place that a text would be put in.
#[derive(Clone)]
pub(super) struct Site {
    /// The whole document, as the suggestion finds it.
    pub(super) text: Arc<str>,
    /// The cursor.
    pub(super) offset: usize,
    /// Its language.
    pub(super) language: Option<&'static Language>,
    /// What kind of text the cursor stands in.
    pub(super) region: Region,
    /// The empty block it stands in; nothing else may be filled with several lines.
    pub(super) block: Option<EmptyBlock>,
}

/// How a file indents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Indentation {
    Tabs,
    Spaces(usize),
}

/// Lines that are looked at for how a file indents.
const SAMPLE_LINES: usize = 400;

impl Site {
    /// What stands before the cursor.
    pub(super) fn prefix(&self) -> &str {
        &self.text[..self.offset]
    }

    /// What stands behind it.
    pub(super) fn suffix(&self) -> &str {
        &self.text[self.offset..]
    }

    /// What stands before the cursor on its line.
    pub(super) fn line_before(&self) -> &str {
        let prefix = self.prefix();
        &prefix[prefix.rfind('\n').map_or(0, |at| at + 1)..]
    }

    /// What stands behind the cursor on its line, without the line break.
    pub(super) fn line_after(&self) -> &str {
        let suffix = self.suffix();
        suffix[..suffix.find('\n').unwrap_or(suffix.len())].trim_end_matches('\r')
    }

    /// The lines below the cursor's, without their line breaks.
    pub(super) fn lines_below(&self) -> impl Iterator<Item = &str> {
        self.suffix().lines().skip(1)
    }

    /// The first line below the cursor's that is not blank; empty where there is none.
    pub(super) fn next_line(&self) -> &str {
        self.lines_below().find(|line| !line.trim().is_empty()).unwrap_or("")
    }

    /// Whether several lines may be suggested.
    pub(super) fn is_multi_line(&self) -> bool {
        self.block.is_some()
    }

    /// Columns of the line that opens the empty block.
    pub(super) fn block_columns(&self) -> Option<usize> {
        let opener = self.block?.opener as usize;
        let before = self.text.get(..opener)?;
        Some(columns(&self.text[before.rfind('\n').map_or(0, |at| at + 1)..]))
    }

    /// True where the text is for people, in whole or at the cursor.
    pub(super) fn is_prose(&self) -> bool {
        self.region != Region::Code || self.language.is_some_and(Language::is_prose)
    }

    /// The family of its language.
    pub(super) fn family(&self) -> Option<Family> {
        self.language.map(|language| language.family)
    }

    /// The line break of the file.
    pub(super) fn line_break(&self) -> &'static str {
        let first = self.text.find('\n');
        if first.is_some_and(|at| at > 0 && self.text.as_bytes()[at - 1] == b'\r') { "\r\n" } else { "\n" }
    }

    /// How the file indents; `None` where it does not.
    pub(super) fn indentation(&self) -> Option<Indentation> {
        let start = self.prefix().len().saturating_sub(16_000);
        let start = (start..=self.offset).find(|&at| self.text.is_char_boundary(at)).unwrap_or(0);
        let (mut tabs, mut spaces, mut before) = (0, [0_usize; 9], 0);
        for line in self.text[start..].lines().filter(|line| !line.trim().is_empty()).take(SAMPLE_LINES) {
            let blanks = indentation(line);
            tabs += usize::from(blanks.starts_with('\t'));
            let deeper = blanks.len().saturating_sub(before);
            if !blanks.contains('\t') && (2..=8).contains(&deeper) {
                spaces[deeper] += 1;
            }
            before = blanks.len();
        }
        let (width, count) = spaces.iter().copied().enumerate().max_by_key(|&(width, count)| (count, 9 - width))?;
        match (tabs, count) {
            (0, 0) => None,
            (tabs, count) if tabs > count => Some(Indentation::Tabs),
            _ => Some(Indentation::Spaces(width)),
        }
    }

    /// The document with `insertion` in place of the `replaced` bytes behind the cursor.
    #[cfg(test)]
    pub(super) fn applied(&self, insertion: &str, replaced: usize) -> String {
        [self.prefix(), insertion, &self.suffix()[replaced..]].concat()
    }

    /// The bytes behind the cursor that a suggestion replaces.
    pub(super) fn span(&self, replaced: usize) -> Span {
        Span::new(self.offset as u32, (self.offset + replaced) as u32)
    }
}

#[cfg(test)]
pub(super) mod fixture {
    use sapwood_grammars::{by_name, language};
    use sapwood_syntax::cursor::ParsedText;

    use super::*;

    /// The site of `$0` in `text`.
    pub(in super::super) fn site(name: &str, text: &str) -> Site {
        let offset = text.find("$0").expect("a cursor");
        let text: Arc<str> = text.replace("$0", "").into();
        let id = by_name(name).expect("a language");
        let place = ParsedText::parse(text.clone(), id, None).expect("a tree").place(offset as u32);
        Site { text, offset, language: Some(language(id)), region: place.region, block: place.empty_block }
    }
}

#[cfg(test)]
mod tests {
    use super::fixture::site;
    use super::*;

    #[test]
    fn a_file_tells_how_it_indents() {
        assert_eq!(site("rust", "fn f() {\n\t$0\n\tg();\n}\n").indentation(), Some(Indentation::Tabs));
        assert_eq!(site("rust", "fn f() {\n  if a {\n    $0b();\n  }\n}\n").indentation(), Some(Indentation::Spaces(2)));
        assert_eq!(site("rust", "fn f() {}\n$0").indentation(), None);
    }

    #[test]
    fn lines_around_the_cursor_are_found() {
        let site = site("rust", "fn f() {\r\n    a($0);\r\n\r\n    b();\r\n}\r\n");
        assert_eq!((site.line_before(), site.line_after(), site.next_line()), ("    a(", ");", "    b();"));
        assert_eq!(site.line_break(), "\r\n");
        assert_eq!(site.applied("1", 0).lines().nth(1), Some("    a(1);"));
    }
}
