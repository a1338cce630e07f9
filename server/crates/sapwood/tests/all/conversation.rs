//! Conversations as editors hold them.

use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{Workbench, edit, names, position};

const LIB: &str = "pub struct Sap;\n\nimpl Sap {\n    pub fn rise(&self) -> u32 {\n        measure()\n    }\n}\n\nfn measure() -> u32 {\n    7\n}\n";

#[test]
fn a_session_from_initialize_to_exit() {
    let bench = Workbench::new(&[("src/lib.rs", LIB), ("README.md", "# Sap\n\nHow sap rises.\n")]);
    let mut client = bench.spawn(&[]);
    let result = client.initialize(&[bench.root()], json!({}), json!({}));
    assert_eq!(result["capabilities"]["positionEncoding"], "utf-16");
    assert_eq!(result["capabilities"]["textDocumentSync"]["change"], 2);
    assert_eq!(result["serverInfo"]["name"], "sapwood");
    let status = client.wait_ready();
    assert_eq!(status["roots"][0]["files"], 2, "{status}");
    assert_eq!(status["roots"][0]["uri"], bench.uri("").trim_end_matches('/'));
    assert!(status["memoryBytes"].as_u64().is_none_or(|bytes| bytes > 1 << 20));

    let found = client.request("workspace/symbol", json!({"query": "measure"}));
    assert_eq!(found[0]["location"]["uri"], bench.uri("src/lib.rs"));
    assert_eq!(found[0]["location"]["range"], json!({"start": position(8, 3), "end": position(8, 10)}));

    let found = client.request("sapwood/search", json!({"query": "how does sap rise", "limit": 3}));
    assert!(!found["hits"].as_array().expect("hits").is_empty(), "{found}");
    assert_eq!(found["state"], "ready");
    let found = client.request("sapwood/search", json!({"query": "measure", "language": "rust"}));
    assert_eq!(found["hits"][0]["symbol"], "measure", "{found}");
    assert_eq!(found["hits"][0]["range"]["end"], position(10, 1), "{found}");
    assert!(found["hits"][0]["preview"].as_str().is_some_and(|text| text.contains("fn ")), "{found}");

    let graph = client.request("sapwood/graph", json!({"symbol": "measure"}));
    let is_call =
        |edge: &Value| edge["kind"] == "calls" && edge["from"] == "src/lib.rs#Sap.rise" && edge["to"] == "src/lib.rs#measure";
    assert!(graph["edges"].as_array().expect("edges").iter().any(is_call), "{graph}");
    let asked = client.request("sapwood/context", json!({"query": "how does sap rise", "budgetTokens": 50}));
    assert!(asked["tokens"].as_u64().is_some_and(|tokens| tokens > 0 && tokens <= 50), "{asked}");
    // The same definition is meant where it is used.
    let place = json!({"textDocument": {"uri": bench.uri("src/lib.rs")}, "position": position(4, 10)});
    let from_use = client.request("sapwood/graph", place);
    assert_eq!(from_use["nodes"], graph["nodes"]);
    assert!(client.stop().success());
}

#[test]
fn context_holds_what_the_place_is_built_on() {
    let user = "use crate::gauge::measure;\n\npub fn rise() -> u32 {\n    measure() + 1\n}\n";
    let bench = Workbench::new(&[("src/user.rs", user), ("src/gauge.rs", "pub fn measure() -> u32 {\n    7\n}\n")]);
    let mut client = bench.client();
    let mut place =
        json!({"textDocument": {"uri": bench.uri("src/user.rs")}, "position": position(3, 6), "purpose": "completion"});
    let context = client.request("sapwood/context", place.clone());
    let items = context["items"].as_array().expect("items");
    let is_measure = |item: &Value| item["symbol"] == "measure" && item["text"].as_str().is_some_and(|text| text.contains('7'));
    assert!(items.iter().any(is_measure), "{context}");
    assert!(items.iter().all(|item| item["symbol"] != "rise"), "what is around the place is known: {context}");
    // The buffer counts, not the stale file.
    client.open(&bench.uri("src/gauge.rs"), "pub fn measure() -> u32 {\n    8\n}\n");
    place["query"] = json!("what is measured");
    let context = client.request("sapwood/context", place);
    assert!(context.to_string().contains("8\\n") && !context.to_string().contains("7\\n"), "{context}");
    client.stop();
}

#[test]
fn columns_count_in_the_negotiated_encoding() {
    let text = "/* \u{e9}\u{1f600} */ fn lean() {}\n";
    let bench = Workbench::new(&[("a.rs", text)]);
    for (offered, expected, column) in [
        (json!(["utf-8", "utf-16"]), "utf-8", 16),
        (json!(["utf-16", "utf-8"]), "utf-16", 13),
        (json!(["utf-32"]), "utf-32", 12),
        (json!(["utf-7"]), "utf-16", 13),
    ] {
        let mut client = bench.spawn(&[]);
        let capabilities = json!({"general": {"positionEncodings": offered}});
        let result = client.initialize(&[bench.root()], capabilities, json!({}));
        assert_eq!(result["capabilities"]["positionEncoding"], expected);
        client.wait_ready();
        let found = client.request("workspace/symbol", json!({"query": "lean"}));
        assert_eq!(found[0]["location"]["range"]["start"], position(0, column), "{expected}");
        client.open(&bench.uri("a.rs"), text);
        client.change(&bench.uri("a.rs"), 2, &[edit((0, column), (0, column + 4), "bent")]);
        assert_eq!(client.symbols("bent"), ["bent"], "{expected}");
        assert_eq!(client.symbols("lean"), [""; 0], "{expected}");
        client.stop();
    }
}

#[test]
fn a_buffer_counts_until_it_is_closed() {
    let bench = Workbench::new(&[("src/lib.rs", LIB), ("src/other.rs", "fn other() {}\n")]);
    let mut client = bench.client();
    let uri = bench.uri("src/lib.rs");
    client.open(&uri, LIB);
    client.change(&uri, 2, &[edit((8, 3), (8, 10), "gauge"), edit((4, 8), (4, 15), "gauge")]);
    assert_eq!(client.symbols("gauge"), ["gauge"]);
    assert_eq!(client.symbols("measure"), [""; 0]);
    let found = client.request("sapwood/search", json!({"query": "gauge"}));
    assert_eq!(found["hits"][0]["symbol"], "gauge", "{found}");
    let graph = client.request("sapwood/graph", json!({"symbol": "gauge"}));
    assert!(graph["edges"].as_array().expect("edges").iter().any(|edge| edge["kind"] == "calls"), "{graph}");
    let status = client.request("sapwood/status", json!({}));
    assert_eq!(status["documents"][0], json!({"uri": uri, "version": 2, "indexedVersion": 2}));
    client.close(&uri);
    client.wait_symbol("measure", true);
    assert_eq!(client.symbols("gauge"), [""; 0]);
    assert_eq!(client.request("sapwood/status", json!({}))["documents"], json!([]));
    client.stop();
}

#[test]
fn a_buffer_without_a_file_counts_as_well() {
    let bench = Workbench::new(&[("a.rs", "fn a() {}\n")]);
    let mut client = bench.client();
    client.open(&bench.uri("new.rs"), "fn brand_new() {}\n");
    assert_eq!(client.symbols("brand_new"), ["brand_new"]);
    client.open("untitled:Untitled-1", "fn nowhere() {}\n");
    client.change("untitled:Untitled-1", 2, &[edit((0, 3), (0, 10), "somewhere")]);
    assert_eq!(client.symbols("somewhere"), [""; 0], "it lies in no folder");
    client.close(&bench.uri("new.rs"));
    client.wait_symbol("brand_new", false);
    client.stop();
}

#[test]
fn notifications_keep_their_order_under_load() {
    let bench = Workbench::new(&[("a.rs", "fn a() {}\n")]);
    let mut client = bench.client();
    let uri = bench.uri("a.rs");
    client.open(&uri, "");
    let name: String = (0..600).map(|at| char::from(b'a' + (at % 26) as u8)).collect();
    let mut asked = Vec::new();
    client.change(&uri, 2, &[edit((0, 0), (0, 0), "fn ")]);
    for (at, letter) in name.chars().enumerate() {
        let column = 3 + at as u32;
        client.change(&uri, 3 + at as i64, &[edit((0, column), (0, column), &letter.to_string())]);
        if at % 10 == 0 {
            asked.push(client.start_request("workspace/symbol", json!({"query": "abc"})));
            asked.push(client.start_request("sapwood/search", json!({"query": "letters"})));
        }
    }
    client.change(&uri, 700, &[edit((0, 603), (0, 603), "() {}")]);
    let found = client.request("workspace/symbol", json!({"query": name}));
    assert_eq!(names(&found), std::slice::from_ref(&name), "every letter stands where it was typed");
    for id in asked {
        client.answer(id);
        assert_eq!(client.answer_count(id), 1);
    }
    client.stop();
}

#[test]
fn a_request_sees_what_was_typed_before_it() {
    let filler: String = (0..400).map(|at| format!("fn filler_{at}() {{ filler_{}(); }}\n", at + 1)).collect();
    let bench = Workbench::new(&[("a.rs", &filler)]);
    let mut client = bench.client();
    let uri = bench.uri("a.rs");
    client.open(&uri, &filler);
    for version in 2..30 {
        client.change(&uri, version, &[edit((0, 0), (0, 0), &format!("fn typed_{version}() {{}}\n"))]);
        let name = format!("typed_{version}");
        assert_eq!(client.symbols(&name).first(), Some(&name));
    }
    client.stop();
}

#[test]
fn several_folders_come_and_go() {
    let one = Workbench::new(&[("a.rs", "fn first() {}\n")]);
    let two = Workbench::new(&[("b.rs", "fn second() {}\n")]);
    let three = Workbench::new(&[("c.rs", "fn third() {}\n")]);
    let mut client = one.spawn(&[]);
    client.initialize(&[one.root(), two.root()], json!({}), json!({}));
    client.wait_ready();
    assert_eq!((client.symbols("first").len(), client.symbols("second").len()), (1, 1));
    client.open(&three.uri("c.rs"), "fn third_unsaved() {}\n");
    let folder = |bench: &Workbench| json!({"uri": bench.uri("").trim_end_matches('/'), "name": "x"});
    client
        .notify("workspace/didChangeWorkspaceFolders", json!({"event": {"added": [folder(&three)], "removed": [folder(&two)]}}));
    client.wait_symbol("third_unsaved", true);
    assert_eq!(client.symbols("second"), [""; 0]);
    let status = client.wait_ready();
    assert_eq!(status["roots"].as_array().map(Vec::len), Some(2));
    client.stop();
}

#[test]
fn progress_is_told_to_clients_that_show_it() {
    let bench = Workbench::new(&[("a.rs", "fn a() {}\n")]);
    (0..200).for_each(|at| bench.write(&format!("src/f{at}.rs"), &format!("fn f{at}() {{}}\n")));
    let mut client = bench.client_with(json!({"window": {"workDoneProgress": true}}), json!({}));
    client.wait("the end of the progress", |client| {
        let is_end = |message: &&Value| message["method"] == "$/progress" && message["params"]["value"]["kind"] == "end";
        client.notifications.iter().find(is_end).map(drop)
    });
    let kinds: Vec<&Value> = client
        .notifications
        .iter()
        .filter(|message| message["method"] == "$/progress")
        .map(|message| &message["params"]["value"]["kind"])
        .collect();
    assert_eq!(kinds.first(), Some(&&json!("begin")));
    assert!(client.server_requests.iter().any(|request| request["method"] == "window/workDoneProgress/create"));
    client.stop();
}

#[test]
fn settings_may_change() {
    let bench = Workbench::new(&[("a.rs", "fn kept() {}\n"), ("gone/b.rs", "fn excluded() {}\n")]);
    let mut client = bench.client();
    assert_eq!(client.symbols("excluded").len(), 1);
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"sapwood": {"index": {"exclude": ["gone/"]}}}}));
    client.wait_symbol("excluded", false);
    assert_eq!(client.symbols("kept").len(), 1);
    client.stop();
}

#[test]
fn the_second_start_reads_nothing_again() {
    let bench = Workbench::new(&[("a.rs", "fn once() {}\n")]);
    // A file that was written a moment ago is looked at again; this one is older than that.
    let mut client = bench.spawn(&[]);
    client.pause(Duration::from_millis(200));
    client.initialize(&[bench.root()], json!({}), json!({}));
    client.wait_ready();
    client.stop();
    let mut client = bench.client();
    let status = client.wait_ready();
    assert_eq!(status["roots"][0]["progress"]["filesTotal"], 0, "{status}");
    assert_eq!(client.symbols("once"), ["once"]);
    client.stop();
}

#[test]
#[cfg(target_os = "linux")]
fn an_idle_server_uses_no_processor() {
    let bench = Workbench::new(&[("a.rs", "fn a() {}\n")]);
    let mut client = bench.client();
    let ticks = |id: u32| {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).expect("the process is there");
        let fields: Vec<u64> =
            stat.rsplit(')').next().unwrap_or("").split_whitespace().skip(11).take(2).map(|n| n.parse().unwrap_or(0)).collect();
        fields.iter().sum::<u64>()
    };
    client.pause(Duration::from_secs(3));
    let before = ticks(client.id());
    client.pause(Duration::from_millis(1500));
    assert!(ticks(client.id()) - before <= 1, "one tick of a hundred a second at most");
    client.stop();
}
