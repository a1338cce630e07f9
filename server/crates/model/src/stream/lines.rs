//! Cuts bytes into lines, whatever pieces they arrive in. It does not know what a line means.

/// A longer line is refused instead of being kept in memory.
pub(crate) const MAX_LINE: usize = 1 << 20;

/// A line was longer than [`MAX_LINE`].
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LineTooLong;

/// The bytes of the line that has not ended yet.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    partial: Vec<u8>,
    /// The last byte was a carriage return that ended a line; a line feed right after it belongs to the same line end.
    after_return: bool,
}

impl Lines {
    /// Gives each line that `bytes` completes to `each`, without its end (LF, CR or CRLF).
    pub(crate) fn push(&mut self, bytes: &[u8], mut each: impl FnMut(&[u8])) -> Result<(), LineTooLong> {
        let mut rest = bytes;
        if self.after_return && !rest.is_empty() {
            self.after_return = false;
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        }
        while let Some(end) = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            self.keep(&rest[..end])?;
            each(&self.partial);
            self.partial.clear();
            let is_return = rest[end] == b'\r';
            rest = &rest[end + 1..];
            if is_return && rest.is_empty() {
                self.after_return = true;
            } else if is_return {
                rest = rest.strip_prefix(b"\n").unwrap_or(rest);
            }
        }
        self.keep(rest)
    }

    /// The last line, where it had no end.
    pub(crate) fn finish(&mut self) -> Option<Vec<u8>> {
        (!self.partial.is_empty()).then(|| std::mem::take(&mut self.partial))
    }

    fn keep(&mut self, bytes: &[u8]) -> Result<(), LineTooLong> {
        if self.partial.len() + bytes.len() > MAX_LINE {
            self.partial = Vec::new();
            return Err(LineTooLong);
        }
        self.partial.extend_from_slice(bytes);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(pieces: &[&[u8]]) -> Vec<String> {
        let (mut lines, mut found) = (Lines::default(), Vec::new());
        for piece in pieces {
            lines.push(piece, |line| found.push(String::from_utf8_lossy(line).into_owned())).unwrap();
        }
        found.extend(lines.finish().map(|line| String::from_utf8_lossy(&line).into_owned()));
        found
    }

    #[test]
    fn every_line_end_counts_once() {
        assert_eq!(cut(&[b"a\nb\r\nc\rd"]), ["a", "b", "c", "d"]);
        assert_eq!(cut(&[b"a\r", b"\nb\r", b"c\r", b"\n", b"\n"]), ["a", "b", "c", ""]);
        assert_eq!(cut(&[b"a\n", b"\nb"]), ["a", "", "b"]);
    }

    #[test]
    fn a_line_beyond_the_limit_is_not_kept() {
        let mut lines = Lines::default();
        let piece = vec![b'x'; 64 * 1024];
        let refused = (0..160).find(|_| lines.push(&piece, |_| {}).is_err());
        assert_eq!(refused, Some(16));
        assert!(lines.partial.capacity() <= MAX_LINE);
    }
}
