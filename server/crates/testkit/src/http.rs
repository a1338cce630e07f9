//! As much HTTP/1.1 as a scripted server needs: it reads requests with a stated length and writes answers in any framing.

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::sleep;

use crate::{Answer, Framing, Part};

/// Requests are read up to this size.
const MAX_REQUEST: usize = 64 << 20;

/// A request that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedRequest {
    /// Such as `POST`.
    pub method: String,
    /// Such as `/v1/completions`.
    pub path: String,
    /// Names in lower case, with values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl RecordedRequest {
    /// The value of the header called `name`, given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON; null where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// The next request on a connection; `None` where the connection ends or what comes is no request.
pub(crate) async fn read_request(socket: &mut TcpStream) -> Option<RecordedRequest> {
    let mut bytes: Vec<u8> = Vec::new();
    let head_end = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
        // Like most servers, this one hangs up on what cannot be a request, such as the greeting of a secure connection.
        let is_other = bytes.first().is_some_and(|byte: &u8| !byte.is_ascii_uppercase());
        if is_other || bytes.len() > 1 << 20 || socket.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..head_end].to_vec()).ok()?;
    let mut lines = head.split("\r\n");
    let mut words = lines.next()?.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let header = |line: &str| line.split_once(':').map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()));
    let headers: Vec<(String, String)> = lines.filter_map(header).collect();
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    let mut body = bytes.split_off(head_end + 4);
    while body.len() < length && body.len() < MAX_REQUEST {
        if socket.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some(RecordedRequest { method, path, headers, body })
}

/// Plays `answer`, and closes the connection unless the answer keeps it.
pub(crate) async fn write_answer(socket: &mut (impl AsyncWrite + Unpin), answer: &Answer) -> std::io::Result<()> {
    sleep(answer.delay).await;
    if answer.framing != Framing::Raw {
        socket.write_all(head(answer).as_bytes()).await?;
    }
    for part in &answer.parts {
        match part {
            Part::Bytes(bytes) => write_piece(socket, answer.framing, bytes).await?,
            Part::Pause(pause) => sleep(*pause).await,
            Part::Forever(bytes) => loop {
                write_piece(socket, answer.framing, bytes).await?;
                tokio::task::yield_now().await;
            },
            Part::Hang => std::future::pending().await,
        }
    }
    if answer.framing == Framing::Chunked {
        socket.write_all(b"0\r\n\r\n").await?;
    }
    if answer.keeps_alive { socket.flush().await } else { socket.shutdown().await }
}

fn head(answer: &Answer) -> String {
    let named = answer.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n"));
    let framing = match answer.framing {
        Framing::Chunked | Framing::BrokenOff => "transfer-encoding: chunked\r\n".to_owned(),
        Framing::Length => format!("content-length: {}\r\n", length(answer)),
        Framing::UntilClose | Framing::Raw => String::new(),
    };
    let connection = if answer.keeps_alive { "keep-alive" } else { "close" };
    let start = format!("HTTP/1.1 {} Scripted\r\nconnection: {connection}\r\n", answer.status);
    let rest = [framing, "\r\n".to_owned()];
    std::iter::once(start).chain(named).chain(rest).collect()
}

fn length(answer: &Answer) -> usize {
    let length = |part: &Part| if let Part::Bytes(bytes) = part { bytes.len() } else { 0 };
    answer.parts.iter().map(length).sum()
}

async fn write_piece(socket: &mut (impl AsyncWrite + Unpin), framing: Framing, bytes: &[u8]) -> std::io::Result<()> {
    if bytes.is_empty() {
        return Ok(());
    }
    if matches!(framing, Framing::Chunked | Framing::BrokenOff) {
        let chunk = [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat();
        return socket.write_all(&chunk).await;
    }
    socket.write_all(bytes).await
}
