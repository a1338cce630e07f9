//! A small LSP client over the real binary's standard streams.

use std::collections::{HashMap, VecDeque};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// Nothing takes longer than this, even on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A folder of files and a cache, both gone at the end.
pub(crate) struct Workbench {
    folder: TempDir,
    cache: TempDir,
}

impl Workbench {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let bench = Self { folder: TempDir::new().expect("a folder"), cache: TempDir::new().expect("a folder") };
        for (path, text) in files {
            bench.write(path, text);
        }
        bench
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn cache(&self) -> &Path {
        self.cache.path()
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn uri(&self, path: &str) -> String {
        uri(&self.path(path))
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, text).expect("written");
    }

    pub(crate) fn git(&self, arguments: &[&str]) {
        let output = Command::new("git")
            .args(["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"])
            .args(arguments)
            .current_dir(self.root())
            .output()
            .expect("git runs");
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// A ready client on the folder.
    pub(crate) fn client(&self) -> Client {
        let mut client = self.client_with(json!({}), json!({}));
        client.wait_ready();
        client
    }

    /// A client that said `initialize` and `initialized`.
    pub(crate) fn client_with(&self, capabilities: Value, options: Value) -> Client {
        let mut client = self.spawn(&[]);
        client.initialize(&[self.root()], capabilities, options);
        client
    }

    /// The server, before it was told anything.
    pub(crate) fn spawn(&self, environment: &[(&str, &Path)]) -> Client {
        Client::spawn(self.cache(), environment)
    }
}

pub(crate) fn uri(path: &Path) -> String {
    format!("file://{}", path.to_str().expect("Unicode"))
}

/// A conversation with one server.
pub(crate) struct Client {
    child: Child,
    stdin: Option<ChildStdin>,
    incoming: Receiver<Value>,
    answers: HashMap<i64, Vec<(Instant, Value)>>,
    stray: Vec<Value>,
    pub(crate) notifications: VecDeque<Value>,
    pub(crate) server_requests: Vec<Value>,
    next_id: i64,
}

impl Client {
    fn spawn(cache: &Path, environment: &[(&str, &Path)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sapwood"))
            .arg("lsp")
            .env("SAPWOOD_CACHE", cache)
            .env("SAPWOOD_LOG", "error")
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let stdin = child.stdin.take();
        let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
        let (sender, incoming) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read_message(&mut stdout) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self {
            child,
            stdin,
            incoming,
            answers: HashMap::new(),
            stray: Vec::new(),
            notifications: VecDeque::new(),
            server_requests: Vec::new(),
            next_id: 0,
        }
    }

    pub(crate) fn initialize(&mut self, roots: &[&Path], capabilities: Value, options: Value) -> Value {
        let folders: Vec<Value> = roots.iter().map(|root| json!({"uri": uri(root), "name": "root"})).collect();
        let params = json!({
            "processId": null, "rootUri": null, "capabilities": capabilities, "workspaceFolders": folders,
            "initializationOptions": options,
        });
        let result = self.request("initialize", params);
        self.notify("initialized", json!({}));
        result
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().expect("open");
        stdin.write_all(bytes).and_then(|()| stdin.flush()).expect("the server reads");
    }

    pub(crate) fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    pub(crate) fn start_request(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.next_id, "method": method, "params": params}));
        self.next_id
    }

    /// The answer to `id` and when it came.
    pub(crate) fn answer(&mut self, id: i64) -> (Instant, Value) {
        self.wait("an answer", |client| client.answers.get(&id).map(|answers| answers[0].clone()))
    }

    /// All answers that came to `id`: there must be one.
    pub(crate) fn answer_count(&self, id: i64) -> usize {
        self.answers.get(&id).map_or(0, Vec::len)
    }

    pub(crate) fn try_request(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.start_request(method, params);
        let mut message = self.answer(id).1;
        match message.get_mut("error") {
            Some(error) => Err(error.take()),
            None => Ok(message["result"].take()),
        }
    }

    pub(crate) fn request(&mut self, method: &str, params: Value) -> Value {
        self.try_request(method, params).unwrap_or_else(|error| panic!("{method} failed: {error}"))
    }

    /// An answer whose id the server could not tell.
    pub(crate) fn stray_answer(&mut self) -> Value {
        self.wait("an answer without id", |client| client.stray.pop())
    }

    /// Takes messages in until `check` gives something.
    pub(crate) fn wait<T>(&mut self, what: &str, mut check: impl FnMut(&mut Self) -> Option<T>) -> T {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = check(self) {
                return found;
            }
            assert!(Instant::now() < end, "waited too long for {what}");
            match self.incoming.recv_timeout(Duration::from_millis(200)) {
                Ok(message) => self.take_in(message),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => panic!("the server ended while the test waited for {what}"),
            }
        }
    }

    /// Asks again and again until `check` accepts the answer.
    pub(crate) fn wait_for(&mut self, method: &str, params: &Value, mut check: impl FnMut(&Value) -> bool) -> Value {
        let end = Instant::now() + PATIENCE;
        loop {
            let result = self.request(method, params.clone());
            if check(&result) {
                return result;
            }
            assert!(Instant::now() < end, "{method} {params} still says {result}");
            self.pause(Duration::from_millis(20));
        }
    }

    /// Takes messages in for a while.
    pub(crate) fn pause(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while let Some(left) = end.checked_duration_since(Instant::now()) {
            match self.incoming.recv_timeout(left) {
                Ok(message) => self.take_in(message),
                Err(RecvTimeoutError::Timeout) => return,
                Err(RecvTimeoutError::Disconnected) => panic!("the server ended"),
            }
        }
    }

    fn take_in(&mut self, message: Value) {
        assert_eq!(message["jsonrpc"], "2.0", "{message}");
        if message.get("method").is_none() {
            match message["id"].as_i64() {
                Some(id) => self.answers.entry(id).or_default().push((Instant::now(), message)),
                None => self.stray.push(message),
            }
        } else if let Some(id) = message.get("id").cloned() {
            self.send(&json!({"jsonrpc": "2.0", "id": id, "result": null}));
            self.server_requests.push(message);
        } else {
            self.notifications.push_back(message);
        }
    }

    pub(crate) fn wait_ready(&mut self) -> Value {
        self.wait_for("sapwood/status", &json!({}), |status| {
            status["roots"].as_array().is_some_and(|roots| roots.iter().all(|root| root["state"] == "ready"))
        })
    }

    pub(crate) fn open(&mut self, uri: &str, text: &str) {
        self.notify("textDocument/didOpen", json!({"textDocument": {"uri": uri, "languageId": "x", "version": 1, "text": text}}));
    }

    pub(crate) fn change(&mut self, uri: &str, version: i64, changes: &[Value]) {
        self.notify(
            "textDocument/didChange",
            json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": changes}),
        );
    }

    pub(crate) fn close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    }

    /// Names of the definitions that `workspace/symbol` finds.
    pub(crate) fn symbols(&mut self, query: &str) -> Vec<String> {
        names(&self.request("workspace/symbol", json!({"query": query})))
    }

    /// Waits until a definition is found, or is not.
    pub(crate) fn wait_symbol(&mut self, name: &str, is_there: bool) {
        self.wait_for("workspace/symbol", &json!({"query": name}), |found| {
            names(found).iter().any(|found| found == name) == is_there
        });
    }

    /// Ends the session as a client should.
    pub(crate) fn stop(mut self) -> ExitStatus {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.ended()
    }

    /// Waits for the process to end.
    pub(crate) fn ended(&mut self) -> ExitStatus {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("a child of ours") {
                return status;
            }
            assert!(Instant::now() < end, "the server does not end");
            let _ = self.incoming.recv_timeout(Duration::from_millis(10));
        }
    }

    /// Closes the server's input.
    pub(crate) fn hang_up(&mut self) {
        self.stdin = None;
    }

    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("ended");
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn names(symbols: &Value) -> Vec<String> {
    let symbols = symbols.as_array().map(Vec::as_slice).unwrap_or_default();
    symbols.iter().filter_map(|symbol| symbol["name"].as_str().map(str::to_owned)).collect()
}

pub(crate) fn position(line: u32, character: u32) -> Value {
    json!({"line": line, "character": character})
}

/// An edit of `start..end`.
pub(crate) fn edit(start: (u32, u32), end: (u32, u32), text: &str) -> Value {
    json!({"range": {"start": position(start.0, start.1), "end": position(end.0, end.1)}, "text": text})
}

fn read_message(input: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().strip_prefix("Content-Length: ") {
            Some(value) => length = value.parse().expect("a length"),
            None if line.trim_end().is_empty() => break,
            None => panic!("standard output holds something else than messages: {line:?}"),
        }
    }
    let mut body = vec![0; length];
    input.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).expect("JSON"))
}
