//! The JSON texts inside an answer: server-sent events, one JSON text a line, or one JSON document over many lines.
//! Which of them it is shows at the first line; the content type that servers state is often wrong.

use super::lines::{LineTooLong, Lines, MAX_LINE};

/// Why an answer could not be cut into events.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum FrameFault {
    /// A line, an event or a document was too large.
    TooLarge,
    /// The bytes are no UTF-8.
    NotText,
}

impl From<LineTooLong> for FrameFault {
    fn from(_: LineTooLong) -> Self {
        Self::TooLarge
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Nothing but empty lines so far.
    Unknown,
    /// `field: value` lines; an empty line ends an event.
    ServerSent,
    /// One JSON text a line.
    JsonLines,
    /// One JSON text over all lines.
    Document,
}

/// Cuts an answer into JSON texts, wherever its bytes are split.
#[derive(Debug)]
pub(crate) struct Events {
    lines: Lines,
    mode: Mode,
    /// The event or document that has not ended yet.
    open: Vec<u8>,
    has_data: bool,
    /// Lines seen; a sign of life, comments included.
    pub(crate) line_count: u64,
}

impl Events {
    pub(crate) fn new() -> Self {
        Self { lines: Lines::default(), mode: Mode::Unknown, open: Vec::new(), has_data: false, line_count: 0 }
    }

    /// The texts that `bytes` completes.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<Vec<String>, FrameFault> {
        let mut whole = Vec::new();
        let mut lines = std::mem::take(&mut self.lines);
        let mut fault = None;
        let cut = lines.push(bytes, |line| {
            if fault.is_none() {
                fault = self.line(line, &mut whole).err();
            }
        });
        self.lines = lines;
        fault.map_or(Ok(()), Err)?;
        cut?;
        Ok(whole)
    }

    /// The texts that the end of the answer completes.
    pub(crate) fn finish(&mut self) -> Result<Vec<String>, FrameFault> {
        let mut whole = Vec::new();
        if let Some(line) = self.lines.finish() {
            self.line(&line, &mut whole)?;
        }
        if self.has_data {
            self.close(&mut whole)?;
        }
        Ok(whole)
    }

    fn line(&mut self, line: &[u8], whole: &mut Vec<String>) -> Result<(), FrameFault> {
        self.line_count += 1;
        match self.mode {
            Mode::Unknown => self.first_line(line, whole),
            Mode::ServerSent => self.field(line, whole),
            Mode::JsonLines => {
                self.append(line)?;
                self.close(whole)
            }
            Mode::Document => {
                self.append(b"\n")?;
                self.append(line)
            }
        }
    }

    fn first_line(&mut self, line: &[u8], whole: &mut Vec<String>) -> Result<(), FrameFault> {
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        let text = line.trim_ascii();
        if text.is_empty() {
            return Ok(());
        }
        if !matches!(text[0], b'{' | b'[') {
            self.mode = Mode::ServerSent;
            return self.field(line, whole);
        }
        self.append(text)?;
        if serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok() {
            self.mode = Mode::JsonLines;
            return self.close(whole);
        }
        self.mode = Mode::Document;
        Ok(())
    }

    /// One line of a server-sent event. Fields other than `data` carry nothing that the data does not say again.
    fn field(&mut self, line: &[u8], whole: &mut Vec<String>) -> Result<(), FrameFault> {
        if line.is_empty() {
            return if self.has_data { self.close(whole) } else { Ok(()) };
        }
        let Some(value) = line.strip_prefix(b"data") else { return Ok(()) };
        let value = match value {
            [] => value,
            [b':', b' ', rest @ ..] | [b':', rest @ ..] => rest,
            _ => return Ok(()),
        };
        // Each piece of one event is a JSON text of its own at servers that forget the empty line between events.
        if self.has_data && serde_json::from_slice::<serde::de::IgnoredAny>(&self.open).is_ok() {
            self.close(whole)?;
        } else if self.has_data {
            self.append(b"\n")?;
        }
        self.append(value)?;
        // The last event of the usual format often has no empty line behind it, on a connection that stays open.
        if self.open == b"[DONE]" { self.close(whole) } else { Ok(()) }
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), FrameFault> {
        let limit = if self.mode == Mode::Document { 8 * MAX_LINE } else { MAX_LINE };
        if self.open.len() + bytes.len() > limit {
            self.open = Vec::new();
            return Err(FrameFault::TooLarge);
        }
        self.open.extend_from_slice(bytes);
        self.has_data = true;
        Ok(())
    }

    fn close(&mut self, whole: &mut Vec<String>) -> Result<(), FrameFault> {
        self.has_data = false;
        let text = String::from_utf8(std::mem::take(&mut self.open)).map_err(|_| FrameFault::NotText)?;
        if !text.trim().is_empty() {
            whole.push(text);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pieces: &[&[u8]]) -> Vec<String> {
        let mut events = Events::new();
        let mut found = Vec::new();
        for piece in pieces {
            found.extend(events.push(piece).unwrap());
        }
        found.extend(events.finish().unwrap());
        found
    }

    #[test]
    fn events_with_comments_names_and_any_line_end() {
        let text =
            "\u{feff}: hello\r\nevent: x\r\ndata: {\"a\":1}\r\n\r\n: ping\n\ndata:{\"b\":\ndata: 2}\n\nid: 7\ndata: [DONE]\n\n";
        assert_eq!(read(&[text.as_bytes()]), ["{\"a\":1}", "{\"b\":\n2}", "[DONE]"]);
    }

    #[test]
    fn a_missing_end_is_no_loss() {
        assert_eq!(read(&[b"data: {}\n\ndata: [DONE]"]), ["{}", "[DONE]"]);
        assert_eq!(read(&[b"{\"a\":1}\n{\"b\":2}"]), ["{\"a\":1}", "{\"b\":2}"]);
    }

    #[test]
    fn events_without_empty_lines_between_them() {
        assert_eq!(read(&[b"data: {\"a\":1}\ndata: {\"b\":2}\ndata: [DONE]\n"]), ["{\"a\":1}", "{\"b\":2}", "[DONE]"]);
        assert_eq!(Events::new().push(b"data: {}\ndata: [DONE]\n"), Ok(vec!["{}".to_owned(), "[DONE]".to_owned()]));
    }

    #[test]
    fn one_document_over_many_lines() {
        assert_eq!(read(&[b"\n{\n  \"a\": [\n    1\n  ]\n", b"}\n"]), ["{\n  \"a\": [\n    1\n  ]\n}"]);
    }

    #[test]
    fn any_split_gives_the_same_events() {
        let texts = [
            "event: a\r\ndata: {\"t\":\"größe → 木\"}\r\n\r\n: keep-alive\r\n\r\ndata: {\"t\":\"\\n\"}\r\n\r\ndata: [DONE]\r\n\r\n",
            "{\"response\":\"木\",\"done\":false}\n{\"response\":\"\",\"done\":true}\n",
            "{\n \"choices\": [ {\"text\": \"è木\"} ]\n}",
        ];
        for text in texts {
            let bytes = text.as_bytes();
            let whole = read(&[bytes]);
            for first in 0..=bytes.len() {
                for second in first..=bytes.len() {
                    let pieces = [&bytes[..first], &bytes[first..second], &bytes[second..]];
                    assert_eq!(read(&pieces), whole, "split at {first} and {second}");
                }
            }
            let single: Vec<&[u8]> = bytes.chunks(1).collect();
            assert_eq!(read(&single), whole);
        }
    }

    #[test]
    fn faults() {
        assert_eq!(Events::new().push(b"data: \xff\n\n"), Err(FrameFault::NotText));
        let mut events = Events::new();
        let line = [b"data: {".as_slice(), &vec![b' '; MAX_LINE / 2], b"\n"].concat();
        assert_eq!(events.push(&line), Ok(Vec::new()));
        assert_eq!(events.push(&line), Err(FrameFault::TooLarge));
    }

    #[test]
    fn noise_is_no_event() {
        assert_eq!(read(&[b"\x00\x00\ngarbage\n\n<html>\n"]), Vec::<String>::new());
    }
}
