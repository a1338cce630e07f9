//! Suggestions as editors ask for them: from the repository alone, from a scripted model, and where something is wrong.

use std::time::{Duration, Instant};

use sapwood_testkit::{Answer, Part, Script, ScriptedServer, model_that_says};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::client::{Client, Workbench, edit, position};

const CANCELLED: i64 = -32800;

/// A model server and the threads it runs on.
struct Model {
    server: ScriptedServer,
    _runtime: Runtime,
}

impl Model {
    fn start(script: impl Into<Script>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        let server = runtime.block_on(ScriptedServer::start(script)).expect("a port");
        Self { server, _runtime: runtime }
    }

    fn says(text: &'static str) -> Self {
        Self::start(model_that_says(move |_| text.to_owned()))
    }

    /// Settings by which it is asked.
    fn options(&self) -> Value {
        options_for(&self.server.url())
    }
}

fn options_for(url: &str) -> Value {
    json!({"models": {"completion": format!("openai:scripted@{url}/v1")}})
}

/// What an editor with ghost text can do.
fn ghost_text() -> Value {
    json!({"textDocument": {"inlineCompletion": {}}})
}

fn ready(bench: &Workbench, options: Value) -> Client {
    let mut client = bench.client_with(ghost_text(), options);
    client.wait_ready();
    client
}

fn question(uri: &str, line: u32, character: u32, trigger: u32) -> Value {
    json!({"textDocument": {"uri": uri}, "position": position(line, character), "context": {"triggerKind": trigger}})
}

/// What is suggested when somebody asks.
fn invoked(client: &mut Client, uri: &str, line: u32, character: u32) -> Vec<Value> {
    let result = client.request("textDocument/inlineCompletion", question(uri, line, character, 1));
    result["items"].as_array().expect("items").clone()
}

fn explain(client: &mut Client, uri: &str) -> Value {
    let mut result = client.request("sapwood/explain", json!({"textDocument": {"uri": uri}}));
    result["answers"][0].take()
}

fn texts(items: &[Value]) -> Vec<&str> {
    items.iter().filter_map(|item| item["insertText"].as_str()).collect()
}

/// Four functions that begin alike, so that the beginning of a fifth tells how it goes on.
fn orders() -> String {
    let names = ["draft", "open", "paid", "shipped"];
    let function = |name: &str| {
        format!(
            "pub fn total_of_{name}(order: &Order, rates: &Rates) -> Money {{\n    let total = compute_total(order, rates);\n    audit(\"{name}\", total);\n    total\n}}\n\n"
        )
    };
    names.map(function).concat()
}

const BEGUN: &str =
    "use crate::orders::*;\n\npub fn total_of_lost(order: &Order, rates: &Rates) -> Money {\n    let total = comp\n}\n";

#[test]
fn a_client_is_offered_what_it_can_show() {
    let bench = Workbench::new(&[("a.rs", "fn a() {}\n")]);
    for (capabilities, has_list) in [(ghost_text(), false), (json!({}), true)] {
        let mut client = bench.spawn(&[]);
        let result = client.initialize(&[bench.root()], capabilities, json!({}));
        assert_eq!(result["capabilities"]["inlineCompletionProvider"], true);
        assert_eq!(result["capabilities"]["completionProvider"].is_object(), has_list, "{result}");
        let commands = result["capabilities"]["executeCommandProvider"]["commands"].to_string();
        assert!(commands.contains("sapwood.accept") && commands.contains("sapwood.explain"), "{commands}");
        client.stop();
    }
}

#[test]
fn what_cannot_be_completed_gets_an_empty_list() {
    let bench = Workbench::new(&[("a.rs", "fn a() {}\n"), ("b.rs", "fn b() {}\n")]);
    let mut client = ready(&bench, json!({}));
    assert!(invoked(&mut client, &bench.uri("b.rs"), 0, 3).is_empty(), "it is not open");
    assert!(invoked(&mut client, &bench.uri("none.rs"), 9, 9).is_empty());
    for uri in ["untitled:Untitled-1", "git:/a.rs", "vscode-notebook-cell:/x.ipynb#W0"] {
        client.open(uri, "x");
        invoked(&mut client, uri, 0, 1);
        invoked(&mut client, uri, 77, 1000);
    }
    client.open(&bench.uri("b.rs"), "");
    invoked(&mut client, &bench.uri("b.rs"), 0, 0);
    let error = client.try_request("textDocument/inlineCompletion", json!({"position": 1})).expect_err("no place");
    assert_eq!(error["code"], -32602);
    client.stop();
}

#[test]
fn the_repository_alone_suggests() {
    let bench = Workbench::new(&[("src/orders.rs", &orders()), ("src/lost.rs", BEGUN)]);
    let mut client = ready(&bench, json!({}));
    let uri = bench.uri("src/lost.rs");
    client.open(&uri, BEGUN);
    let items = invoked(&mut client, &uri, 3, 20);
    let expected = "ute_total(order, rates);";
    assert!(texts(&items).iter().any(|text| text.starts_with(expected)), "{items:?} {}", explain(&mut client, &uri));
    assert_eq!(items[0]["range"]["start"]["line"], 3);
    assert_eq!(items[0]["command"]["command"], "sapwood.accept");
    client.stop();
}

#[test]
fn a_document_without_a_file_is_completed_from_what_is_open() {
    let bench = Workbench::new(&[("src/orders.rs", &orders())]);
    let mut client = ready(&bench, json!({}));
    let document = json!({"uri": "untitled:Untitled-1", "languageId": "rust", "version": 1, "text": BEGUN});
    client.notify("textDocument/didOpen", json!({"textDocument": document}));
    let items = invoked(&mut client, "untitled:Untitled-1", 3, 20);
    assert!(texts(&items).iter().any(|text| text.starts_with("ute_total")), "{items:?}");
    client.stop();
}

#[test]
fn the_editor_tells_the_language_of_what_has_no_known_ending() {
    let text = "pub fn told_by_the_editor() {}\n";
    let bench = Workbench::new(&[("src/lib.rs", "fn known() {}\n"), ("src/odd.klingon", text)]);
    let mut client = ready(&bench, json!({}));
    client.wait_symbol("told_by_the_editor", false);
    let document = json!({"uri": bench.uri("src/odd.klingon"), "languageId": "rust", "version": 1, "text": text});
    client.notify("textDocument/didOpen", json!({"textDocument": document}));
    client.wait_symbol("told_by_the_editor", true);
    client.close(&bench.uri("src/odd.klingon"));
    client.wait_symbol("told_by_the_editor", false);
    client.stop();
}

#[test]
fn a_model_suggests_and_what_becomes_of_it_is_counted() {
    let model = Model::says("measure_sap(&tree, season)");
    let bench = Workbench::new(&[("a.rs", "fn rise() -> u32 {\n    let height = \n}\n")]);
    let mut client = ready(&bench, model.options());
    let uri = bench.uri("a.rs");
    client.open(&uri, "fn rise() -> u32 {\n    let height = \n}\n");
    let items = invoked(&mut client, &uri, 1, 17);
    assert_eq!(texts(&items).first().map(|text| text.trim_end_matches(';')), Some("measure_sap(&tree, season)"), "{items:?}");
    let id = items[0]["command"]["arguments"][0].clone();
    client.notify("sapwood/didShow", json!({"id": id}));
    client.notify("sapwood/didPartiallyAccept", json!({"id": id, "acceptedLength": 11}));
    client.change(&uri, 2, &[edit((1, 17), (1, 17), "measure_sap(&tree, season)")]);
    client.request("workspace/executeCommand", json!({"command": "sapwood.accept", "arguments": [id]}));
    client.request("workspace/executeCommand", json!({"command": "sapwood.accept", "arguments": [id]}));
    client.notify("sapwood/didReject", json!({"id": "nothing-like-that"}));
    let events = counted(&mut client, &bench, 3);
    assert_eq!(events.len(), 3, "{events:?}");
    for (event, chars) in [("shown", 26), ("partiallyAccepted", 11), ("accepted", 15)] {
        let is_event = |record: &&Value| record["event"] == event;
        let record = events.iter().find(is_event).unwrap_or_else(|| panic!("{event} in {events:?}"));
        assert!(record["chars"].as_u64().is_some_and(|own| own == chars || own == chars + 1), "{record}");
        assert_eq!(record["language"], "rust");
    }
    let log = std::fs::read_to_string(bench.cache().join("completions.jsonl")).expect("a log");
    assert!(!log.contains("measure") && !log.contains("season"), "no code is written down: {log}");
    client.stop();
}

/// The records of the log once there are `count`.
fn counted(client: &mut Client, bench: &Workbench, count: usize) -> Vec<Value> {
    let end = Instant::now() + Duration::from_secs(10);
    loop {
        let log = std::fs::read_to_string(bench.cache().join("completions.jsonl")).unwrap_or_default();
        let records: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        if records.len() >= count || Instant::now() > end {
            return records;
        }
        client.pause(Duration::from_millis(20));
    }
}

#[test]
fn a_cancelled_question_is_answered_at_once() {
    let model = Model::start(Answer::never());
    let bench = Workbench::new(&[("a.rs", "fn a() {\n    \n}\n")]);
    let mut client = ready(&bench, model.options());
    let uri = bench.uri("a.rs");
    client.open(&uri, "fn a() {\n    \n}\n");
    let mut times = Vec::new();
    for _ in 0..5 {
        let id = client.start_request("textDocument/inlineCompletion", question(&uri, 1, 4, 1));
        client.pause(Duration::from_millis(150));
        let asked = Instant::now();
        client.notify("$/cancelRequest", json!({"id": id}));
        let (answered, message) = client.answer(id);
        assert_eq!(message["error"]["code"], CANCELLED, "{message}");
        assert_eq!(client.answer_count(id), 1);
        times.push(answered - asked);
    }
    times.sort();
    assert!(times[1] < Duration::from_millis(10), "{times:?}");
    client.stop();
}

#[test]
fn every_key_gets_one_answer_for_its_own_text() {
    let model = Model::start(model_that_says(|_| "typed_by_a_model()".to_owned()).delayed(Duration::from_millis(30)));
    let bench = Workbench::new(&[("a.rs", "fn a() {\n    \n}\n")]);
    let mut client = ready(&bench, model.options());
    let uri = bench.uri("a.rs");
    client.open(&uri, "fn a() {\n    \n}\n");
    let mut asked = Vec::new();
    for (at, letter) in "let sum = first + second + third + fourth".chars().enumerate() {
        let column = 4 + at as u32;
        client.change(&uri, 2 + at as i64, &[edit((1, column), (1, column), &letter.to_string())]);
        asked.push((client.start_request("textDocument/inlineCompletion", question(&uri, 1, column + 1, 2)), column + 1));
        if at % 3 == 0 {
            let previous = asked[asked.len() / 2].0;
            client.notify("$/cancelRequest", json!({"id": previous}));
        }
        client.pause(Duration::from_millis(if at % 5 == 0 { 60 } else { 2 }));
    }
    for (id, column) in asked {
        let (_, message) = client.answer(id);
        assert_eq!(client.answer_count(id), 1);
        let items = message["result"]["items"].as_array().cloned().unwrap_or_default();
        assert!(message["error"].is_null() || message["error"]["code"] == CANCELLED, "{message}");
        for item in items {
            assert_eq!(item["range"]["end"], position(1, column), "{message}");
        }
    }
    client.stop();
}

#[test]
fn faults_of_a_model_are_silence_with_a_reason() {
    let refused = "http://127.0.0.1:9".to_owned();
    let broken = Model::start(Answer::text(500, "no"));
    let garbage = Model::start(Answer::new(200, "text/event-stream", "data: {broken\n\ndata: 7\n\n"));
    let denied = Model::start(Answer::text(401, "no"));
    let slow = Model::start(Answer::new(200, "text/event-stream", "data: ").then(Part::Hang));
    let text = "fn a() {\n    zzz_unheard_of_\n}\n";
    for url in [refused, broken.server.url(), garbage.server.url(), denied.server.url(), slow.server.url()] {
        let bench = Workbench::new(&[("a.rs", text)]);
        let mut client = ready(&bench, options_for(&url));
        let uri = bench.uri("a.rs");
        client.open(&uri, text);
        assert!(invoked(&mut client, &uri, 1, 19).is_empty(), "{url}");
        let last = explain(&mut client, &uri);
        assert!(last["silence"].as_str().is_some_and(|silence| !silence.is_empty()), "{url} {last}");
        assert_eq!(last["position"], position(1, 19));
        assert_eq!(last["trigger"], "invoked");
        // Typing goes on as if nothing had been.
        client.change(&uri, 2, &[edit((0, 3), (0, 4), "bent")]);
        assert_eq!(client.symbols("bent"), ["bent"]);
        client.stop();
    }
}

#[test]
fn columns_and_line_breaks_are_the_documents() {
    let model = Model::says("measure(1)");
    let bench = Workbench::new(&[("a.rs", "fn a() {}\n")]);
    for (encoding, column) in [("utf-8", 33), ("utf-16", 30), ("utf-32", 29)] {
        let mut client = bench.spawn(&[]);
        let capabilities = json!({"general": {"positionEncodings": [encoding]}, "textDocument": {"inlineCompletion": {}}});
        client.initialize(&[bench.root()], capabilities, model.options());
        client.wait_ready();
        let uri = bench.uri("new.rs");
        let text = "fn a() {\r\n    /* \u{e9}\u{1f600} */ let height_of = \r\n}\r\n";
        client.open(&uri, text);
        let items = invoked(&mut client, &uri, 1, column);
        assert!(!items.is_empty(), "{encoding} {}", explain(&mut client, &uri));
        let place = position(1, column);
        assert_eq!(items[0]["range"], json!({"start": place, "end": place}), "{encoding}");
        assert!(!items[0]["insertText"].as_str().expect("text").contains('\r'), "{items:?}");
        client.stop();
    }
}

#[test]
fn settings_switch_suggestions_off_and_on() {
    let model = Model::says("measure(1)");
    let bench = Workbench::new(&[("a.rs", "fn a() {\n    let height = \n}\n")]);
    let mut client = ready(&bench, model.options());
    let uri = bench.uri("a.rs");
    client.open(&uri, "fn a() {\n    let height = \n}\n");
    assert!(!invoked(&mut client, &uri, 1, 17).is_empty(), "{}", explain(&mut client, &uri));
    let mut settings = model.options();
    settings["completion"] = json!({"enabled": false});
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"sapwood": settings}}));
    assert!(invoked(&mut client, &uri, 1, 17).is_empty());
    assert!(explain(&mut client, &uri)["silence"].is_string());
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"sapwood": model.options()}}));
    assert!(!invoked(&mut client, &uri, 1, 17).is_empty(), "{}", explain(&mut client, &uri));
    client.stop();
}

#[test]
fn clients_without_ghost_text_get_a_list() {
    let bench = Workbench::new(&[("src/orders.rs", &orders()), ("src/lost.rs", BEGUN)]);
    let mut client = bench.client_with(json!({}), json!({}));
    client.wait_ready();
    let uri = bench.uri("src/lost.rs");
    client.open(&uri, BEGUN);
    let mut place = question(&uri, 3, 20, 1);
    place["context"] = json!({"triggerKind": 1});
    let list = client.request("textDocument/completion", place);
    assert_eq!(list["isIncomplete"], true);
    let item = &list["items"][0];
    assert!(item["label"].as_str().is_some_and(|label| label.starts_with("compute_total")), "{list}");
    assert_eq!(item["textEdit"]["range"], json!({"start": position(3, 16), "end": position(3, 20)}), "{list}");
    assert_eq!(item["filterText"], item["textEdit"]["newText"]);
    assert!(item["data"]["id"].is_string() && item["preselect"].is_null(), "{list}");
    client.stop();
}

#[test]
fn each_folder_suggests_from_its_own_texts() {
    let one = Workbench::new(&[("src/orders.rs", &orders())]);
    let two = Workbench::new(&[("src/lost.rs", BEGUN)]);
    let mut client = one.spawn(&[]);
    client.initialize(&[one.root(), two.root()], ghost_text(), json!({}));
    client.wait_ready();
    client.open(&two.uri("src/lost.rs"), BEGUN);
    let items = invoked(&mut client, &two.uri("src/lost.rs"), 3, 20);
    assert!(!texts(&items).iter().any(|text| text.contains("rates);\n    audit")), "{items:?}");
    client.open(&one.uri("src/lost.rs"), BEGUN);
    let items = invoked(&mut client, &one.uri("src/lost.rs"), 3, 20);
    assert!(texts(&items).iter().any(|text| text.starts_with("ute_total")), "{items:?}");
    client.stop();
}
