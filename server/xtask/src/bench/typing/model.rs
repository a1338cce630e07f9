//! A model that answers at once with what it was told to say, so that what is measured is the rest. It understands just enough
//! HTTP to be asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use serde_json::json;

/// The model's address and what it says next.
pub(super) struct ScriptedModel {
    pub(super) url: String,
    words: Arc<Mutex<String>>,
}

impl ScriptedModel {
    /// Starts it on a free port; it ends with the process.
    pub(super) fn start() -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let url = format!("http://{}/v1", listener.local_addr()?);
        let words = Arc::new(Mutex::new(String::new()));
        let said = words.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let said = said.clone();
                std::thread::spawn(move || {
                    let _ = serve(stream, &said);
                });
            }
        });
        Ok(Self { url, words })
    }

    /// From now on it says `text`.
    pub(super) fn say(&self, text: &str) {
        text.clone_into(&mut self.words.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Answers the requests of one connection.
fn serve(stream: TcpStream, words: &Mutex<String>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut output = stream.try_clone()?;
    let mut input = BufReader::new(stream);
    while let Some(length) = head(&mut input)? {
        let mut body = vec![0; length];
        input.read_exact(&mut body)?;
        let text = words.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let delta = json!({"choices": [{"index": 0, "text": text, "delta": {"content": text}, "finish_reason": null}]});
        let end = json!({"choices": [{"index": 0, "text": "", "delta": {}, "finish_reason": "stop"}]});
        let events = format!("data: {delta}\n\ndata: {end}\n\ndata: [DONE]\n\n");
        write!(output, "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: {}\r\n\r\n{events}", events.len())?;
        output.flush()?;
    }
    Ok(())
}

/// The length of the body of the next request; `None` at the end.
fn head(input: &mut impl BufRead) -> std::io::Result<Option<usize>> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let line = line.trim().to_ascii_lowercase();
        if line.is_empty() {
            return Ok(Some(length));
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
}
