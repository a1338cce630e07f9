//! Next edits with a model that follows a script.

use std::time::{Duration, Instant};

use sapwood_testkit::{Answer, BackgroundServer, RecordedRequest, Script, model_that_says};
use serde_json::{Value, json};

use crate::client::{Client, Workbench, edit, position};

const TEXT: &str = "alpha = 1\nbeta = 2\n\n\ndef total():\n    return alpha\n";

fn options(server: &BackgroundServer) -> Value {
    json!({"models": {
        "endpoints": {"scripted": {"format": "openaiChat", "url": format!("{}/v1", server.url()), "model": "coder"}},
        "roles": {"nextEdit": "scripted"},
    }})
}

/// A client in which `beta` was just changed.
fn edited(bench: &Workbench, server: &BackgroundServer) -> Client {
    let mut client = bench.client_with(json!({}), options(server));
    client.wait_ready();
    let uri = bench.uri("a.py");
    client.open(&uri, TEXT);
    client.change(&uri, 2, &[edit((1, 7), (1, 8), "20")]);
    client
}

fn asked(client: &mut Client, uri: &str, line: u32) -> Vec<Value> {
    let params = json!({"textDocument": {"uri": uri, "version": 2}, "position": position(line, 0)});
    client.request("sapwood/nextEdit", params)["edits"].as_array().expect("edits").clone()
}

const BLOCK: &str = "a.py\n<<<<<<< SEARCH\n    return alpha\n=======\n    return alpha + beta\n>>>>>>> REPLACE\n";

/// Changes the last line of the function: in the window that is shown, or in a block where several places are.
fn rewritten(request: &RecordedRequest) -> String {
    let body = request.json();
    let shown = body["messages"][1]["content"].as_str().unwrap_or_default();
    let window = shown.split_once("<window>\n").and_then(|(_, rest)| rest.split_once("</window>"));
    let Some((window, _)) = window else { return BLOCK.to_owned() };
    let window = window.replace("<|cursor|>", "");
    format!("Sure:\n<window>\n{}</window>", window.replace("return alpha\n", "return alpha + beta\n"))
}

#[test]
fn a_model_goes_on_where_the_graph_has_nothing() {
    let server = BackgroundServer::start(model_that_says(rewritten)).expect("a server");
    let bench = Workbench::new(&[("a.py", TEXT)]);
    let mut client = edited(&bench, &server);
    let uri = bench.uri("a.py");
    let until = Instant::now() + Duration::from_secs(20);
    // Where the graph has an edit, the model's comes with a later answer.
    let found = loop {
        let edits = asked(&mut client, &uri, 4);
        let is_models = |edit: &Value| edit["text"].as_str().is_some_and(|text| text.contains("return alpha + beta"));
        match edits.into_iter().find(is_models) {
            Some(found) => break found,
            None if Instant::now() < until => {}
            None => panic!("{}", client.request("sapwood/explain", json!({"textDocument": {"uri": uri}}))["nextEdits"][0]),
        }
    };
    assert_eq!(found["kind"], "predicted");
    assert_eq!(found["range"]["start"]["line"], 5);
    assert!(found["reason"].as_str().is_some_and(|reason| reason.contains("scripted/coder")), "{found}");
    let sent = server.requests()[0].json().to_string();
    assert!(sent.contains("-beta = 2") && sent.contains("+beta = 20"), "{sent}");
    client.stop();
}

#[test]
fn a_model_that_fails_is_told_and_delays_nothing() {
    for script in [Script::from(Answer::text(500, "broken")), model_that_says(|_| "I'm sorry, I cannot help with that.".into())] {
        let server = BackgroundServer::start(script).expect("a server");
        let bench = Workbench::new(&[("a.py", TEXT)]);
        let mut client = edited(&bench, &server);
        let uri = bench.uri("a.py");
        let started = Instant::now();
        let edits = asked(&mut client, &uri, 4);
        assert!(edits.iter().all(|edit| edit["source"] == "graph") && started.elapsed() < Duration::from_secs(10));
        server.wait_for_requests(1);
        client.stop();
    }
}
