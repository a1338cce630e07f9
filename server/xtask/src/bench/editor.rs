//! A small language-server client that measures: it starts the server, asks, and times the answers.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

pub(super) struct Editor {
    server: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    last_id: u64,
    /// Answers that came while another one was waited for.
    answers: HashMap<u64, Value>,
}

impl Editor {
    /// Starts `command` as a server for the workspace at `root`.
    pub(super) fn start(command: &mut Command, root: &Path) -> Result<Self> {
        Self::start_with(command, root, &json!({"general": {"positionEncodings": ["utf-8"]}}), &json!({"watch": "auto"}))
    }

    /// The same for a client of other abilities, with other settings.
    pub(super) fn start_with(command: &mut Command, root: &Path, capabilities: &Value, options: &Value) -> Result<Self> {
        let mut server = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let input = server.stdin.take().context("the server's input is piped")?;
        let output = BufReader::new(server.stdout.take().context("the server's output is piped")?);
        let mut editor = Self { server, input, output, last_id: 0, answers: HashMap::new() };
        let uri = file_uri(root);
        editor.request(
            "initialize",
            &json!({
                "processId": std::process::id(),
                "rootUri": uri,
                "workspaceFolders": [{"uri": uri, "name": "bench"}],
                "capabilities": capabilities,
                "initializationOptions": options,
            }),
        )?;
        editor.notify("initialized", &json!({}))?;
        Ok(editor)
    }

    pub(super) fn process(&self) -> u32 {
        self.server.id()
    }

    /// Sends a request and waits for its answer; what the server asks in between is answered with null.
    pub(super) fn request(&mut self, method: &str, params: &Value) -> Result<Value> {
        let id = self.begin(method, params)?;
        let mut message = self.finish(id)?;
        match message.get("error") {
            Some(error) => bail!("{method} failed: {error}"),
            None => Ok(message["result"].take()),
        }
    }

    /// Sends a request and gives its id.
    pub(super) fn begin(&mut self, method: &str, params: &Value) -> Result<u64> {
        self.last_id += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.last_id, "method": method, "params": params}))?;
        Ok(self.last_id)
    }

    /// Waits for the answer to the request `id`, error or not.
    pub(super) fn finish(&mut self, id: u64) -> Result<Value> {
        loop {
            if let Some(answer) = self.answers.remove(&id) {
                return Ok(answer);
            }
            let message = self.receive()?;
            if message.get("method").is_some() {
                if let Some(theirs) = message.get("id") {
                    self.send(&json!({"jsonrpc": "2.0", "id": theirs, "result": null}))?;
                }
            } else if let Some(own) = message["id"].as_u64() {
                self.answers.insert(own, message);
            }
        }
    }

    /// A request with the time that passed until its answer was read.
    pub(super) fn timed(&mut self, method: &str, params: &Value) -> Result<(Value, Duration)> {
        let start = Instant::now();
        let answer = self.request(method, params)?;
        Ok((answer, start.elapsed()))
    }

    pub(super) fn notify(&mut self, method: &str, params: &Value) -> Result<()> {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}))
    }

    /// Waits until every workspace folder says that it is ready.
    pub(super) fn wait_until_ready(&mut self, limit: Duration) -> Result<Value> {
        let start = Instant::now();
        loop {
            let status = self.request("sapwood/status", &json!({}))?;
            let roots = status["roots"].as_array().cloned().unwrap_or_default();
            if !roots.is_empty() && roots.iter().all(|root| root["state"] == "ready") {
                return Ok(status);
            }
            if start.elapsed() > limit {
                bail!("the server was not ready within {limit:?}: {status}");
            }
            super::child::pause(Duration::from_millis(5));
        }
    }

    pub(super) fn stop(mut self) -> Result<()> {
        self.request("shutdown", &Value::Null)?;
        self.notify("exit", &Value::Null)?;
        self.server.wait()?;
        Ok(())
    }

    fn send(&mut self, message: &Value) -> Result<()> {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len())?;
        self.input.flush().context("the server went away")
    }

    fn receive(&mut self) -> Result<Value> {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if self.output.read_line(&mut line)? == 0 {
                bail!("the server went away");
            }
            match line.trim() {
                "" => break,
                header => {
                    if let Some(value) = header.strip_prefix("Content-Length: ") {
                        length = value.parse()?;
                    }
                }
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body)?;
        Ok(serde_json::from_slice(&body)?)
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The `file:` URI of an absolute path.
pub(super) fn file_uri(path: &Path) -> String {
    let mut uri = String::from("file://");
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => uri.push(char::from(byte)),
            _ => uri.extend(['%', hex(byte >> 4), hex(byte & 15)]),
        }
    }
    uri
}

fn hex(digit: u8) -> char {
    char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase()
}
