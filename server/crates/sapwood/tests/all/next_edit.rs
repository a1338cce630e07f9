//! Next edits as editors ask for them.

use serde_json::{Value, json};

use crate::client::{Client, Workbench, edit, position};

fn asked(uri: &str, version: i64, line: u32) -> Value {
    json!({"textDocument": {"uri": uri, "version": version}, "position": position(line, 0)})
}

fn edits(client: &mut Client, uri: &str, version: i64, line: u32) -> Vec<Value> {
    let result = client.request("sapwood/nextEdit", asked(uri, version, line));
    assert!(result["elapsedMs"].is_number(), "{result}");
    result["edits"].as_array().expect("edits").clone()
}

fn silence(client: &mut Client, uri: &str) -> String {
    let explained = client.request("sapwood/explain", json!({"textDocument": {"uri": uri}}));
    explained["nextEdits"][0]["silence"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn what_cannot_be_answered_gets_an_empty_list_and_a_reason() {
    let bench = Workbench::new(&[("a.rs", "fn a() {}\n"), ("b.rs", "fn b() {}\n")]);
    let mut client = bench.client();
    let uri = bench.uri("a.rs");
    assert!(edits(&mut client, &uri, 1, 0).is_empty());
    assert!(silence(&mut client, &uri).contains("not open"));
    client.open(&uri, "fn a() {}\n");
    assert!(edits(&mut client, &uri, 1, 0).is_empty());
    assert!(silence(&mut client, &uri).contains("Nothing was edited"));
    client.change(&uri, 2, &[edit((0, 3), (0, 4), "z")]);
    assert!(edits(&mut client, &uri, 1, 0).is_empty());
    assert!(silence(&mut client, &uri).contains("version 2"));
    for uri in ["untitled:Untitled-1", "git:/a.rs", "vscode-notebook-cell:/x.ipynb#W0"] {
        client.open(uri, "x\ny");
        client.change(uri, 2, &[edit((0, 0), (0, 1), "\u{1f600}\t")]);
        assert!(edits(&mut client, uri, 2, 7777).is_empty());
    }
    let error = client.try_request("sapwood/nextEdit", json!({"position": 1})).expect_err("no place");
    assert_eq!(error["code"], -32602);
    let result = client.request("textDocument/copilotInlineEdit", asked(&bench.uri("b.rs"), 1, 0));
    assert_eq!(result, json!({"edits": []}));
    client.notify("textDocument/didShowInlineEdit", json!({"item": {"command": null}}));
    client.notify("sapwood/didReject", json!({"id": "edit-77"}));
    client.stop();
}

#[test]
fn the_command_answers_like_the_request() {
    let bench = Workbench::new(&[("a.rs", "fn a() {}\n")]);
    let mut client = bench.spawn(&[]);
    let result = client.initialize(&[bench.root()], json!({}), json!({}));
    assert!(result["capabilities"]["executeCommandProvider"]["commands"].to_string().contains("sapwood.nextEdit"), "{result}");
    assert!(result["capabilities"]["workspace"]["fileOperations"]["didRename"].is_object(), "{result}");
    client.wait_ready();
    let uri = bench.uri("a.rs");
    let mut run = |argument: Value| {
        client.try_request("workspace/executeCommand", json!({"command": "sapwood.nextEdit", "arguments": [argument]}))
    };
    let result = run(json!({"uri": uri, "position": position(0, 0)})).expect("an answer");
    assert_eq!((&result["edits"], result.get("applied")), (&json!([]), None));
    let result = run(json!({"uri": uri, "position": position(0, 0), "apply": true})).expect("an answer");
    assert_eq!(result["applied"], false, "{result}");
    assert!(result["failureReason"].is_string(), "{result}");
    run(json!({"textDocument": {"uri": uri, "version": 1}, "position": position(0, 0), "stop": true})).expect("an answer");
    assert_eq!(run(json!({"position": position(0, 0)})).expect_err("no document")["code"], -32602);
    assert_eq!(run(json!(7)).expect_err("no argument")["code"], -32602);
    client.stop();
}

#[test]
fn a_huge_paste_and_many_questions_delay_nothing() {
    let bench = Workbench::new(&[("a.rs", "fn a() {}\n"), ("b.rs", "fn b() { a() }\n")]);
    let mut client = bench.client();
    let uri = bench.uri("a.rs");
    client.open(&uri, "fn a() {}\n");
    let paste = "let pasted = some_function(argument);\n".repeat(27_000);
    client.change(&uri, 2, &[edit((1, 0), (1, 0), &paste)]);
    let mut asked_ids = Vec::new();
    for version in 3..60 {
        client.change(&uri, version, &[edit((0, 0), (0, 0), "x")]);
        asked_ids.push(client.start_request("sapwood/nextEdit", asked(&uri, version, 0)));
    }
    for id in asked_ids {
        let (_, message) = client.answer(id);
        assert!(message["result"]["edits"].is_array(), "{message}");
        assert_eq!(client.answer_count(id), 1);
    }
    client.stop();
}

/// A function whose parameter is renamed, in three languages: the file, its text, and the column of the name.
const RENAMES: &[(&str, &str, u32)] = &[
    (
        "src/area.rs",
        "pub fn area(width: u32, height: u32) -> u32 {\n    let doubled = width * 2;\n\n    // One.\n    // Two.\n    // Three.\n    // Four.\n    // Five.\n    // Six.\n\n    doubled * height + width\n}\n",
        12,
    ),
    (
        "src/area.ts",
        "export function area(width: number, height: number): number {\n  const doubled = width * 2;\n\n  // One.\n  // Two.\n  // Three.\n  // Four.\n  // Five.\n  // Six.\n\n  return doubled * height + width;\n}\n",
        21,
    ),
    (
        "area.py",
        "def area(width, height):\n    doubled = width * 2\n\n    # One.\n    # Two.\n    # Three.\n    # Four.\n    # Five.\n    # Six.\n\n    return doubled * height + width\n",
        9,
    ),
];

/// A ready client that is shown whatever is found.
fn eager(bench: &Workbench, capabilities: Value) -> Client {
    let mut client = bench.client_with(capabilities, json!({"nextEdit": {"threshold": 0}}));
    client.wait_ready();
    client
}

/// Renames the parameter letter by letter, asks after each, and gives the last answer. The document is at version 9 then.
fn rename(client: &mut Client, uri: &str, column: u32) -> Vec<Value> {
    client.change(uri, 2, &[edit((0, column), (0, column + 5), "")]);
    let mut found = Vec::new();
    for (typed, letter) in "breadth".chars().enumerate() {
        let (version, at) = (3 + typed as i64, column + typed as u32);
        client.change(uri, version, &[edit((0, at), (0, at), &letter.to_string())]);
        found = edits(client, uri, version, 0);
    }
    found
}

/// The edits that write something.
fn changing(found: Vec<Value>) -> Vec<Value> {
    found.into_iter().filter(|edit| edit["text"] != edit["oldText"]).collect()
}

fn start_line(edit: &Value) -> usize {
    edit["range"]["start"]["line"].as_u64().expect("a line") as usize
}

/// The edits that change something, from the bottom up, made in `text`; each says what it replaces.
fn applied(text: &str, found: &[Value]) -> String {
    let mut found = changing(found.to_vec());
    found.sort_by_key(|edit| std::cmp::Reverse(start_line(edit)));
    let mut lines: Vec<&str> = text.split('\n').collect();
    for edit in &found {
        let old: Vec<&str> = edit["oldText"].as_str().expect("a text").split('\n').collect();
        let range = start_line(edit)..start_line(edit) + old.len();
        assert_eq!(lines[range.clone()], old, "{edit}");
        lines.splice(range, edit["text"].as_str().expect("a text").split('\n'));
    }
    lines.join("\n")
}

#[test]
fn a_renamed_parameter_is_renamed_where_it_is_used() {
    for (path, text, column) in RENAMES {
        let bench = Workbench::new(&[(path, text)]);
        let mut client = eager(&bench, json!({}));
        let uri = bench.uri(path);
        client.open(&uri, text);
        let found = rename(&mut client, &uri, *column);
        let now = text.replacen("width", "breadth", 1);
        assert_eq!(applied(&now, &found), text.replace("width", "breadth"), "{path}: {found:?}");
        for (at, edit) in found.iter().enumerate() {
            assert_eq!(edit["textDocument"], json!({"uri": uri, "version": 9}));
            assert_eq!((&edit["series"]["index"], &edit["series"]["total"]), (&json!(at + 1), &json!(found.len())));
            assert_eq!(edit["command"]["arguments"], json!([edit["id"]]));
            assert_eq!(edit["source"], "graph");
        }
        assert_eq!(found[0]["kind"], "rename", "{path}");
        client.stop();
    }
}

#[test]
fn a_series_is_walked_through_and_counted() {
    let (path, text, column) = RENAMES[0];
    let bench = Workbench::new(&[(path, text)]);
    let mut client = eager(&bench, json!({}));
    let uri = bench.uri(path);
    client.open(&uri, text);
    let found = changing(rename(&mut client, &uri, column));
    assert!(found.len() > 1, "{found:?}");
    let first = &found[0];
    client.notify("sapwood/didShow", json!({"id": first["id"]}));
    client.change(&uri, 10, &[json!({"range": first["range"], "text": first["text"]})]);
    client.request("workspace/executeCommand", json!({"command": "sapwood.accept", "arguments": [first["id"]]}));
    let left = edits(&mut client, &uri, 10, 1);
    assert!(left.iter().all(|edit| edit["id"] != first["id"]), "{left:?}");
    let second = left.iter().find(|edit| edit["id"] == found[1]["id"]).expect("the second is left");
    assert_eq!(left[0]["series"]["index"], 2, "{left:?}");
    let inline = client.request("textDocument/copilotInlineEdit", asked(&uri, 10, 1));
    let inline = inline["edits"].as_array().expect("edits");
    let second = inline.iter().find(|edit| edit["command"] == second["command"]).expect("the second is there");
    assert_eq!(second["textDocument"], json!({"uri": uri, "version": 10}));
    client.notify("textDocument/didShowInlineEdit", json!({"item": second}));
    client.notify("sapwood/didReject", json!({"id": found[1]["id"]}));
    assert!(edits(&mut client, &uri, 10, 1).is_empty(), "for a while nothing comes by itself");
    client.stop();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_sapwood"))
        .args(["stats", "--json"])
        .env("SAPWOOD_CACHE", bench.cache())
        .output()
        .expect("it starts");
    let stats: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let counts = &stats["nextEdits"];
    assert_eq!((&counts["shown"], &counts["accepted"], &counts["rejected"]), (&json!(2), &json!(1), &json!(1)), "{stats}");
    assert_eq!(stats["total"]["shown"], 0);
}

#[test]
fn all_of_a_series_is_applied_by_the_client_as_one_change_a_file() {
    let (path, text, column) = RENAMES[0];
    let bench = Workbench::new(&[(path, text)]);
    let capabilities = json!({"workspace": {"workspaceEdit": {"documentChanges": true, "changeAnnotationSupport": {}}}});
    let mut client = eager(&bench, capabilities);
    let uri = bench.uri(path);
    client.open(&uri, text);
    let found = rename(&mut client, &uri, column);
    let count = changing(found).len();
    let argument = json!({"textDocument": {"uri": uri, "version": 9}, "position": position(0, 0), "accept": "file"});
    let outcome = client.request("workspace/executeCommand", json!({"command": "sapwood.nextEdit", "arguments": [argument]}));
    // This client applies nothing, and says so by answering with null.
    assert_eq!((&outcome["applied"], outcome["edits"].as_array().map(Vec::len)), (&json!(false), Some(count)), "{outcome}");
    let request = client.server_requests.iter().find(|request| request["method"] == "workspace/applyEdit").expect("a request");
    let edit = &request["params"]["edit"];
    assert_eq!(edit["documentChanges"].as_array().map(Vec::len), Some(1), "{edit}");
    assert_eq!(edit["documentChanges"][0]["textDocument"], json!({"uri": uri, "version": 9}));
    let annotation = edit["documentChanges"][0]["edits"][0]["annotationId"].as_str().expect("an annotation");
    assert_eq!(edit["changeAnnotations"][annotation]["needsConfirmation"], true, "{edit}");
    client.stop();
}
