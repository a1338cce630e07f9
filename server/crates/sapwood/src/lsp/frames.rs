//! The base protocol's frames: JSON bodies behind a `Content-Length` header. Bad input is reported and passed over; the stream
//! is read on from the next header that can be found. It does not know what the messages mean.

use std::io::{self, BufRead, BufReader, Read, Write};

use serde_json::Value;

/// Longest header line; what is longer is not a header.
const MAX_HEADER_BYTES: u64 = 8 * 1024;
/// Largest body: more than any editor sends, less than memory.
const MAX_BODY_BYTES: usize = 256 * 1024 * 1024;
const LENGTH_HEADER: &[u8] = b"content-length:";

/// What was read.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Frame {
    /// A JSON value.
    Json(Value),
    /// Something else; the reason in words.
    Malformed(String),
}

/// Reads frames from a stream.
pub(super) struct FrameReader<R> {
    input: BufReader<R>,
    /// Bytes of a broken body that hold the start of the next frame.
    again: io::Cursor<Vec<u8>>,
}

impl<R: Read> FrameReader<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input: BufReader::new(input), again: io::Cursor::default() }
    }

    /// The next frame; `None` at the end of the stream.
    pub(super) fn next_frame(&mut self) -> io::Result<Option<Frame>> {
        let mut garbage = 0;
        let mut length = None;
        loop {
            let line = self.header_line()?;
            if line.is_empty() {
                return Ok(None);
            }
            match header(&line) {
                Header::Length(bytes) => length = Some(bytes),
                Header::BadLength => return Ok(Some(Frame::Malformed("the Content-Length is not a number".to_owned()))),
                Header::Other => {}
                Header::Garbage => garbage += line.len(),
                Header::End if garbage > 0 && length.is_none() => {
                    return Ok(Some(Frame::Malformed(format!("{garbage} bytes are not a header"))));
                }
                Header::End => {
                    if let Some(length) = length {
                        return self.body(length);
                    }
                }
            }
        }
    }

    fn header_line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        (&mut self.again).chain(&mut self.input).take(MAX_HEADER_BYTES).read_until(b'\n', &mut line)?;
        Ok(line)
    }

    fn body(&mut self, length: usize) -> io::Result<Option<Frame>> {
        if length > MAX_BODY_BYTES {
            return Ok(Some(Frame::Malformed(format!("a message of {length} bytes is too large"))));
        }
        let mut body = Vec::new();
        (&mut self.again).chain(&mut self.input).take(length as u64).read_to_end(&mut body)?;
        if body.len() < length {
            self.resume_inside(&body);
            return Ok(Some(Frame::Malformed("the stream ended within a message".to_owned())));
        }
        match serde_json::from_slice(&body) {
            Ok(value) => Ok(Some(Frame::Json(value))),
            Err(error) => {
                self.resume_inside(&body);
                Ok(Some(Frame::Malformed(format!("a message is not JSON: {error}"))))
            }
        }
    }

    /// A wrong length makes a body that holds the next frame's start; reading goes on from there.
    fn resume_inside(&mut self, body: &[u8]) {
        if let Some(at) = find_length(body) {
            let mut rest = body[at..].to_vec();
            let position = self.again.position() as usize;
            rest.extend_from_slice(self.again.get_ref().get(position..).unwrap_or_default());
            self.again = io::Cursor::new(rest);
        }
    }
}

enum Header {
    Length(usize),
    BadLength,
    Other,
    Garbage,
    End,
}

fn header(line: &[u8]) -> Header {
    if line.trim_ascii().is_empty() {
        return Header::End;
    }
    // What stands before the header's name on its line is left over from a message that was longer than it said.
    if let Some(at) = find_length(line) {
        let value = std::str::from_utf8(line[at + LENGTH_HEADER.len()..].trim_ascii()).unwrap_or("");
        return value.parse().map_or(Header::BadLength, Header::Length);
    }
    let name = line.split(|&byte| byte == b':').next().unwrap_or_default();
    let is_name = name.len() < line.len() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
    if is_name && !name.is_empty() { Header::Other } else { Header::Garbage }
}

fn find_length(bytes: &[u8]) -> Option<usize> {
    bytes.windows(LENGTH_HEADER.len()).rposition(|window| window.eq_ignore_ascii_case(LENGTH_HEADER))
}

/// Writes one message as a frame.
pub(super) fn write_frame(output: &mut impl Write, body: &[u8]) -> io::Result<()> {
    write!(output, "Content-Length: {}\r\n\r\n", body.len())?;
    output.write_all(body)?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(input: &[u8]) -> Vec<Frame> {
        let mut reader = FrameReader::new(input);
        std::iter::from_fn(|| reader.next_frame().expect("no input error")).collect()
    }

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    fn is_bad(frame: &Frame) -> bool {
        matches!(frame, Frame::Malformed(_))
    }

    #[test]
    fn frames_follow_one_another() {
        let mut bytes = Vec::new();
        write_frame(&mut bytes, b"{\"a\":1}").expect("written");
        bytes.extend(b"content-type: application/vscode-jsonrpc; charset=utf-8\r\nCONTENT-LENGTH:2\r\n\r\n[]");
        assert_eq!(read(&bytes), [Frame::Json(json!({"a": 1})), Frame::Json(json!([]))]);
    }

    #[test]
    fn reading_goes_on_after_bad_input() {
        let good = framed("{\"ok\":true}");
        let ok = Frame::Json(json!({"ok": true}));
        for bad in [
            framed("{broken"),
            framed("\u{fffd}x"),
            "Content-Length: many\r\n\r\n".to_owned(),
            "no header at all\r\n\r\n".to_owned(),
            "Content-Length: 99999999999\r\n\r\n".to_owned(),
            // Shorter than the body, so that its rest stands before the next header.
            "Content-Length: 5\r\n\r\n{\"a\":1}".to_owned(),
            // Longer, so that the next frame is swallowed at first.
            "Content-Length: 30\r\n\r\n{\"a\":1}".to_owned(),
        ] {
            let frames = read(format!("{bad}{good}").as_bytes());
            assert!(frames[..frames.len() - 1].iter().all(is_bad), "{bad:?} {frames:?}");
            assert_eq!(frames.last(), Some(&ok), "{bad:?}");
            assert!(frames.len() >= 2, "{bad:?} is told");
        }
    }

    #[test]
    fn a_cut_stream_ends() {
        assert_eq!(read(b""), []);
        assert_eq!(read(b"Content-Le"), []);
        let frames = read(b"Content-Length: 10\r\n\r\n{");
        assert!(frames.len() == 1 && is_bad(&frames[0]));
    }
}
