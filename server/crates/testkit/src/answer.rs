//! One scripted answer: what is sent, in which pieces, with which pauses, and how it ends.

use std::time::Duration;

use serde_json::Value;

/// One step of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// These bytes, in one write.
    Bytes(Vec<u8>),
    /// Nothing for a while.
    Pause(Duration),
    /// These bytes again and again, until the client goes.
    Forever(Vec<u8>),
    /// Nothing any more, with the connection left open.
    Hang,
}

/// How the client learns where the body ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// Chunks, and a last empty one.
    Chunked,
    /// Chunks without the last empty one: the body breaks off.
    BrokenOff,
    /// The end of the connection.
    UntilClose,
    /// A stated length.
    Length,
    /// No HTTP at all: the parts are all that is sent.
    Raw,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) parts: Vec<Part>,
    pub(crate) framing: Framing,
    /// Before anything is sent.
    pub(crate) delay: Duration,
    /// Whether the connection serves further requests.
    pub(crate) keeps_alive: bool,
}

impl Answer {
    /// An answer with a body of one piece.
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("content-type".into(), content_type.into())],
            parts: vec![Part::Bytes(body.into())],
            framing: Framing::Chunked,
            delay: Duration::ZERO,
            keeps_alive: false,
        }
    }

    /// A JSON document.
    pub fn json(status: u16, body: &Value) -> Self {
        Self { framing: Framing::Length, ..Self::new(status, "application/json", body.to_string()) }
    }

    /// A plain text.
    pub fn text(status: u16, body: &str) -> Self {
        Self { framing: Framing::Length, ..Self::new(status, "text/plain", body) }
    }

    /// Server-sent events with this data, one piece each.
    pub fn events<T: AsRef<str>>(data: impl IntoIterator<Item = T>) -> Self {
        let parts = data.into_iter().map(|data| Part::Bytes(format!("data: {}\n\n", data.as_ref()).into_bytes()));
        Self { parts: parts.collect(), ..Self::new(200, "text/event-stream", "") }
    }

    /// JSON texts, one a line and piece.
    pub fn lines(values: impl IntoIterator<Item = Value>) -> Self {
        let parts = values.into_iter().map(|value| Part::Bytes(format!("{value}\n").into_bytes()));
        Self { parts: parts.collect(), ..Self::new(200, "application/x-ndjson", "") }
    }

    /// Events in the usual format that say `text`, a few words at a time.
    pub fn completion(text: &str) -> Self {
        Self::events(crate::completion_events(text))
    }

    /// No byte at all, with the connection left open.
    pub fn never() -> Self {
        Self::raw(Vec::new()).then(Part::Hang)
    }

    /// Bytes that are no HTTP.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self { framing: Framing::Raw, ..Self::new(200, "", bytes) }
    }

    /// A redirect that keeps the request as it is.
    pub fn redirect(status: u16, to: &str) -> Self {
        Self::text(status, "").header("location", to)
    }

    /// With a header more.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// With another framing.
    #[must_use]
    pub fn framed(mut self, framing: Framing) -> Self {
        self.framing = framing;
        self
    }

    /// With a step more.
    #[must_use]
    pub fn then(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }

    /// After a delay.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// On a connection that stays open for further requests.
    #[must_use]
    pub fn kept_alive(mut self) -> Self {
        self.keeps_alive = true;
        self
    }

    /// With a pause after each piece.
    #[must_use]
    pub fn with_pauses(mut self, pause: Duration) -> Self {
        let parts = std::mem::take(&mut self.parts);
        self.parts = parts.into_iter().flat_map(|part| [part, Part::Pause(pause)]).collect();
        self
    }

    /// With the bytes cut into pieces of at most `size`, whatever pieces they had.
    #[must_use]
    pub fn in_pieces_of(mut self, size: usize) -> Self {
        let cut = |part: Part| match part {
            Part::Bytes(bytes) => bytes.chunks(size.max(1)).map(|piece| Part::Bytes(piece.to_vec())).collect(),
            other => vec![other],
        };
        self.parts = std::mem::take(&mut self.parts).into_iter().flat_map(cut).collect();
        self
    }

    /// With only the first `count` pieces, and broken off after them.
    #[must_use]
    pub fn broken_off_after(mut self, count: usize) -> Self {
        self.parts.truncate(count);
        self.framed(Framing::BrokenOff)
    }
}
