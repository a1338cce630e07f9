//! Lines and columns of a text, in the three encodings that editors negotiate.

/// The unit in which a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PositionEncoding {
    /// Bytes.
    Utf8,
    /// 16-bit code units, what a client gets that negotiates nothing.
    #[default]
    Utf16,
    /// Code points.
    Utf32,
}

/// A 0-based line and column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Position {
    /// Line, 0-based.
    pub line: u32,
    /// Column, 0-based, in the units of a [`PositionEncoding`].
    pub character: u32,
}

/// The offsets at which a text's lines start. A line ends with `\n`; a `\r` before it belongs to the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
    len: u32,
}

impl LineIndex {
    /// Indexes `text`.
    pub fn new(text: &str) -> Self {
        let mut starts = Vec::with_capacity(text.len() / 32 + 1);
        starts.push(0);
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1));
        Self { starts, len: text.len() as u32 }
    }

    /// Number of lines; a text that ends with a line break has an empty last line.
    pub fn line_count(&self) -> u32 {
        self.starts.len() as u32
    }

    /// The 0-based line that holds the byte `offset`; offsets past the end give the last line.
    pub fn line_of(&self, offset: u32) -> u32 {
        self.starts.partition_point(|&start| start <= offset) as u32 - 1
    }

    /// First byte of `line`, or the text's length where there is no such line.
    pub fn line_start(&self, line: u32) -> u32 {
        self.starts.get(line as usize).copied().unwrap_or(self.len)
    }

    /// End of `line` without its line break.
    pub fn line_end(&self, line: u32, text: &str) -> u32 {
        let Some(&next) = self.starts.get(line as usize + 1) else { return self.len };
        let bytes = text.as_bytes();
        let end = next - 1;
        if end > self.line_start(line) && bytes.get(end as usize - 1) == Some(&b'\r') { end - 1 } else { end }
    }

    /// The byte offset of `position`. A column past the line's end gives the line's end, a line past the text's end the
    /// text's end, a column inside a character that character's start: clients send such positions, and none may fail.
    pub fn offset(&self, text: &str, position: Position, encoding: PositionEncoding) -> u32 {
        if position.line >= self.line_count() {
            return self.len;
        }
        let start = self.line_start(position.line);
        let line = &text[start as usize..self.line_end(position.line, text) as usize];
        let mut units = 0;
        for (at, c) in line.char_indices() {
            let width = width(c, encoding);
            if units + width > position.character {
                return start + at as u32;
            }
            units += width;
        }
        start + line.len() as u32
    }

    /// The position of the byte `offset`; an offset inside a character counts as that character's start.
    pub fn position(&self, text: &str, offset: u32, encoding: PositionEncoding) -> Position {
        let mut offset = offset.min(self.len) as usize;
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line_of(offset as u32);
        let start = self.line_start(line) as usize;
        let character = text[start..offset].chars().map(|c| width(c, encoding)).sum();
        Position { line, character }
    }
}

/// The position of the end of `line` without its line break, as a [`LineIndex`] gives it, for whoever asks once for a text.
pub fn end_of_line(text: &str, line: u32, encoding: PositionEncoding) -> Position {
    let breaks = || memchr::memchr_iter(b'\n', text.as_bytes());
    let start = match line.checked_sub(1) {
        Some(before) => breaks().nth(before as usize).map(|at| at + 1),
        None => Some(0),
    };
    let last = || (breaks().count() as u32, memchr::memrchr(b'\n', text.as_bytes()).map_or(0, |at| at + 1));
    let (line, start) = start.map_or_else(last, |start| (line, start));
    end_of_line_at(text, line, start, encoding)
}

fn end_of_line_at(text: &str, line: u32, start: usize, encoding: PositionEncoding) -> Position {
    let rest = &text[start..];
    let shown = match memchr::memchr(b'\n', rest.as_bytes()) {
        Some(end) => rest[..end].strip_suffix('\r').unwrap_or(&rest[..end]),
        None => rest,
    };
    Position { line, character: shown.chars().map(|c| width(c, encoding)).sum() }
}

fn width(c: char, encoding: PositionEncoding) -> u32 {
    match encoding {
        PositionEncoding::Utf8 => c.len_utf8() as u32,
        PositionEncoding::Utf16 => c.len_utf16() as u32,
        PositionEncoding::Utf32 => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "ab\r\n\u{e9}\u{1f600}x\n";

    fn round_trip(encoding: PositionEncoding, character: u32) {
        let lines = LineIndex::new(TEXT);
        let offset = TEXT.find('x').expect("the text has an x") as u32;
        let position = lines.position(TEXT, offset, encoding);
        assert_eq!(position, Position { line: 1, character });
        assert_eq!(lines.offset(TEXT, position, encoding), offset);
    }

    #[test]
    fn the_end_of_a_line_is_found_without_an_index() {
        for text in [TEXT, "", "\n", "a\r\n\r\nb", "\r"] {
            let lines = LineIndex::new(text);
            for line in 0..5 {
                let expected = lines.position(text, lines.line_end(line, text), PositionEncoding::Utf16);
                assert_eq!(end_of_line(text, line, PositionEncoding::Utf16), expected, "line {line} of {text:?}");
            }
        }
    }

    #[test]
    fn positions_round_trip_in_every_encoding() {
        round_trip(PositionEncoding::Utf8, 6);
        round_trip(PositionEncoding::Utf16, 3);
        round_trip(PositionEncoding::Utf32, 2);
    }

    #[test]
    fn positions_out_of_range_are_clamped() {
        let lines = LineIndex::new(TEXT);
        let at = |line, character| lines.offset(TEXT, Position { line, character }, PositionEncoding::Utf16);
        assert_eq!(at(0, 99), 2, "before the carriage return");
        assert_eq!(at(99, 0), TEXT.len() as u32);
        assert_eq!(at(1, 2), 6, "inside a surrogate pair");
        assert_eq!(lines.position(TEXT, 7, PositionEncoding::Utf16), Position { line: 1, character: 1 });
        assert_eq!(lines.position(TEXT, 999, PositionEncoding::Utf16), Position { line: 2, character: 0 });
    }
}
