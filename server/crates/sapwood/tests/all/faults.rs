//! Bad input and bad luck: the server answers, says what is wrong, and lives on.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::{Workbench, edit, position};

#[test]
fn bad_messages_are_answered_and_the_server_lives_on() {
    let bench = Workbench::new(&[("a.rs", "fn alive() {}\n")]);
    let mut client = bench.client();
    for bytes in [
        "Content-Length: 9\r\n\r\n{\"broken\"".as_bytes(),
        b"Content-Length: nine\r\n\r\n",
        b"complete garbage\r\n\r\n",
        b"Content-Length: 4\r\n\r\n\xff\xfe\xfd\xfc",
        b"Content-Length: 2\r\n\r\n[]",
        b"Content-Length: 4\r\n\r\nnull",
    ] {
        client.send_bytes(bytes);
        let answer = client.stray_answer();
        assert!(answer["error"]["code"] == -32700 || answer["error"]["code"] == -32600, "{answer}");
        assert_eq!(client.symbols("alive"), ["alive"], "after {:?}", String::from_utf8_lossy(bytes));
    }
    client.send(&json!({"jsonrpc": "2.0", "id": 9000, "method": 7}));
    assert_eq!(client.answer(9000).1["error"]["code"], -32600);
    client.notify("no/such", json!({}));
    client.notify("$/noSuch", json!({}));
    client.send(&json!({"jsonrpc": "2.0", "id": 77777, "result": "to a question nobody asked"}));
    assert_eq!(client.try_request("no/such", json!({})).expect_err("unknown")["code"], -32601);
    assert!(client.stop().success());
}

#[test]
fn bad_parameters_get_a_sentence() {
    let bench = Workbench::new(&[("a.rs", "fn a() {}\n")]);
    let mut client = bench.client();
    for (method, params) in [
        ("sapwood/search", json!({})),
        ("sapwood/search", json!({"query": 7})),
        ("sapwood/search", json!({"query": "x", "language": "klingon"})),
        ("sapwood/graph", json!({})),
        ("sapwood/graph", json!([])),
        ("sapwood/context", json!({"purpose": "chat"})),
        ("sapwood/context", json!({"query": "x", "purpose": "cooking"})),
        ("workspace/symbol", json!({"query": null})),
        ("workspace/executeCommand", json!({"command": "sapwood.none", "arguments": []})),
    ] {
        let error = client.try_request(method, params.clone()).expect_err("refused");
        assert_eq!(error["code"], -32602, "{method} {params} {error}");
        assert!(error["message"].as_str().is_some_and(|text| text.len() > 10), "{error}");
    }
    let nowhere = json!({"textDocument": {"uri": "file:///no/such.rs"}, "position": position(0, 0)});
    assert_eq!(client.request("sapwood/graph", nowhere.clone())["nodes"], json!([]));
    assert_eq!(client.request("sapwood/context", nowhere)["items"], json!([]));
    assert_eq!(client.request("sapwood/graph", json!({"symbol": "nobody"}))["nodes"], json!([]));
    assert_eq!(client.request("sapwood/search", json!({"query": ""}))["hits"], json!([]));
    let far = json!({"textDocument": {"uri": bench.uri("a.rs")}, "position": position(4_000_000_000, 4_000_000_000)});
    client.request("sapwood/graph", far);
    client.stop();
}

#[test]
fn changes_that_make_no_sense_are_ignored() {
    let bench = Workbench::new(&[("a.rs", "fn a() {}\n")]);
    let mut client = bench.client();
    let uri = bench.uri("a.rs");
    client.change(&bench.uri("never_opened.rs"), 2, &[edit((0, 0), (0, 0), "fn ghost() {}")]);
    client.close(&bench.uri("never_opened.rs"));
    client.open(&uri, "fn a() {}\n");
    client.change(&uri, 5, &[edit((90, 90), (99, 4_000_000_000), "fn at_the_end() {}\n")]);
    client.change(&uri, 5, &[edit((0, 0), (0, 0), "fn stale() {}\n")]);
    client.change(&uri, 4, &[edit((0, 0), (0, 0), "fn older() {}\n")]);
    assert_eq!(client.symbols("at_the_end"), ["at_the_end"]);
    assert_eq!(client.symbols("a"), ["a", "at_the_end"]);
    for name in ["ghost", "stale", "older"] {
        assert_eq!(client.symbols(name), [""; 0]);
    }
    client.stop();
}

#[test]
fn requests_before_and_after_the_session_are_refused() {
    let bench = Workbench::new(&[("a.rs", "fn a() {}\n")]);
    let mut client = bench.spawn(&[]);
    assert_eq!(client.try_request("sapwood/status", json!({})).expect_err("too early")["code"], -32002);
    client.notify(
        "textDocument/didOpen",
        json!({"textDocument": {"uri": bench.uri("a.rs"), "languageId": "rust", "version": 1, "text": ""}}),
    );
    client.initialize(&[bench.root()], json!({}), json!({}));
    assert_eq!(client.try_request("initialize", json!({"capabilities": {}})).expect_err("twice")["code"], -32600);
    client.wait_ready();
    client.request("shutdown", Value::Null);
    assert_eq!(client.try_request("sapwood/status", json!({})).expect_err("too late")["code"], -32600);
    client.notify("exit", Value::Null);
    assert!(client.ended().success());
}

#[test]
fn a_client_that_hangs_up_ends_the_server() {
    let bench = Workbench::new(&[("a.rs", "fn a() {}\n")]);
    let mut client = bench.client();
    client.hang_up();
    assert!(!client.ended().success(), "nobody said exit");
}

#[test]
fn cancelled_requests_are_answered_at_once_and_once() {
    let text: String = (0..3000)
        .map(|at| format!("fn common_{at}() {{ common_{}(); common_{}(); }}\n", (at * 7) % 3000, (at * 13) % 3000))
        .collect();
    let bench = Workbench::new(&[("a.rs", &text)]);
    let mut client = bench.client();
    let ids: Vec<i64> = (0..40)
        .map(|_| client.start_request("sapwood/graph", json!({"symbol": "common_7", "depth": 4, "limit": 1000})))
        .collect();
    let mut slowest = Duration::ZERO;
    for &id in ids.iter().rev() {
        let asked = Instant::now();
        client.notify("$/cancelRequest", json!({"id": id}));
        let (came, answer) = client.answer(id);
        if answer["error"]["code"] == -32800 {
            slowest = slowest.max(came.saturating_duration_since(asked));
        }
    }
    assert!(slowest > Duration::ZERO, "at least one was still waiting");
    assert!(slowest < Duration::from_millis(100), "{slowest:?}; 10 ms on a machine that does nothing else");
    client.request("sapwood/status", json!({}));
    assert!(ids.iter().all(|&id| client.answer_count(id) == 1), "one answer each");
    client.stop();
}

#[test]
fn a_killed_server_leaves_an_index_that_opens() {
    let bench = Workbench::new(&[]);
    for at in 0..600 {
        bench.write(&format!("src/f{at}.rs"), &format!("pub fn made_{at}() {{}}\n").repeat(40));
    }
    for delay in [5, 30, 80, 200] {
        let mut client = bench.client_with(json!({}), json!({}));
        client.pause(Duration::from_millis(delay));
        client.kill();
    }
    let mut client = bench.client();
    let status = client.request("sapwood/status", json!({}));
    assert_eq!((&status["roots"][0]["files"], &status["roots"][0]["problems"]), (&json!(600), &json!([])), "{status}");
    client.stop();
}

#[test]
fn two_servers_share_a_folder() {
    let bench = Workbench::new(&[("a.rs", "fn shared() {}\n")]);
    let mut first = bench.client();
    let mut second = bench.client();
    assert_eq!(second.symbols("shared"), ["shared"]);
    bench.write("b.rs", "fn later() {}\n");
    first.wait_symbol("later", true);
    second.wait_symbol("later", true);
    second.open(&bench.uri("a.rs"), "fn only_here() {}\n");
    assert_eq!(second.symbols("only_here"), ["only_here"]);
    assert_eq!(first.symbols("only_here"), [""; 0]);
    assert!(first.stop().success());
    assert!(second.stop().success());
}

#[test]
fn a_home_folder_is_refused_in_words() {
    let bench = Workbench::new(&[("a.rs", "fn private() {}\n")]);
    let mut client = bench.spawn(&[("HOME", bench.root())]);
    client.initialize(&[bench.root()], json!({}), json!({}));
    let message = client.wait("a message", |client| {
        client.notifications.iter().find(|message| message["method"] == "window/showMessage").cloned()
    });
    assert!(message["params"]["message"].as_str().is_some_and(|text| text.contains("home folder")), "{message}");
    assert_eq!(client.request("sapwood/status", json!({}))["roots"], json!([]));
    client.stop();
    let mut client = bench.spawn(&[("HOME", bench.root())]);
    client.initialize(&[bench.root()], json!({}), json!({"index": {"allowHome": true}}));
    client.wait_ready();
    assert_eq!(client.symbols("private"), ["private"]);
    client.stop();
}

#[test]
fn an_unusable_cache_is_told_and_everything_works() {
    let bench = Workbench::new(&[("a.rs", "fn a_name() {}\n")]);
    fs::write(bench.path("file"), "not a folder").expect("written");
    let mut client = bench.client_with(json!({}), json!({"index": {"cacheDir": bench.path("file")}}));
    let status = client.wait_ready();
    assert_eq!(status["roots"][0]["problems"].as_array().map(Vec::len), Some(1), "{status}");
    assert_eq!(client.symbols("a_name"), ["a_name"]);
    client.stop();
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told_and_everything_works() {
    let bench = Workbench::new(&[]);
    for at in 0..300 {
        bench.write(&format!("f{at}.rs"), &format!("fn fills_{at}() {{ /* {} */ }}\n", "words and words ".repeat(50)));
    }
    let Some(_mounted) = TinyDisk::mount(bench.cache()) else { return };
    let mut client = bench.client();
    let status = client.wait_for("sapwood/status", &json!({}), |status| status["roots"][0]["problems"][0].is_string());
    assert!(status["roots"][0]["problems"][0].as_str().is_some_and(|problem| problem.contains("memory")), "{status}");
    assert_eq!(client.symbols("fills_299"), ["fills_299"]);
    assert!(client.stop().success());
}

/// A file system of a few kilobytes, where this user may mount one.
struct TinyDisk<'a>(&'a Path);

impl<'a> TinyDisk<'a> {
    fn mount(at: &'a Path) -> Option<Self> {
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=16k", "tmpfs"]).arg(at).output();
        mounted.is_ok_and(|output| output.status.success()).then_some(Self(at))
    }
}

impl Drop for TinyDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).output();
    }
}

#[test]
fn a_client_that_stops_listening_ends_the_server() {
    let bench = Workbench::new(&[("src/a.rs", "fn alone() {}\n")]);
    let mut server = Command::new(env!("CARGO_BIN_EXE_sapwood"))
        .arg("lsp")
        .env("SAPWOOD_CACHE", bench.cache())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("started");
    drop(server.stdout.take());
    let mut stdin = server.stdin.take().expect("a pipe");
    let body = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}"#;
    write!(stdin, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("the server reads");
    let (ended, end) = std::sync::mpsc::channel();
    std::thread::spawn(move || ended.send(server.wait().expect("a child")));
    let status = end.recv_timeout(Duration::from_secs(20)).expect("the server ends, though its input is open");
    assert_eq!(status.code(), Some(1), "no exit notification was heard");
    drop(stdin);
}
