//! Changes on disk while the server runs.

use std::fs;
use std::time::Instant;

use serde_json::json;

use crate::client::Workbench;

#[test]
fn files_that_come_change_move_and_go_are_followed() {
    let bench = Workbench::new(&[("src/a.rs", "fn first() {}\n"), (".gitignore", "out/\n")]);
    let mut client = bench.client();
    bench.write("src/b.rs", "fn second() {}\n");
    client.wait_symbol("second", true);
    bench.write("src/a.rs", "fn changed() {}\n");
    client.wait_symbol("changed", true);
    assert_eq!(client.symbols("first"), [""; 0]);
    fs::rename(bench.path("src/b.rs"), bench.path("src/c.rs")).expect("renamed");
    client.wait_for("workspace/symbol", &json!({"query": "second"}), |found| {
        found.as_array().is_some_and(|found| found.len() == 1 && found[0]["location"]["uri"] == bench.uri("src/c.rs"))
    });
    bench.write("new/folder/d.rs", "fn deep() {}\n");
    bench.write("out/made.rs", "fn made() {}\n");
    client.wait_symbol("deep", true);
    bench.write("new/folder/e.rs", "fn deeper() {}\n");
    client.wait_symbol("deeper", true);
    fs::rename(bench.path("new"), bench.path("moved")).expect("renamed");
    client.wait_for("workspace/symbol", &json!({"query": "deeper"}), |found| {
        found.as_array().is_some_and(|found| found.len() == 1 && found[0]["location"]["uri"] == bench.uri("moved/folder/e.rs"))
    });
    fs::remove_dir_all(bench.path("moved")).expect("removed");
    client.wait_symbol("deep", false);
    assert_eq!(client.symbols("made"), [""; 0], "ignored files stay out");
    bench.write(".gitignore", "");
    client.wait_symbol("made", true);
    client.stop();
}

#[test]
fn a_client_may_do_the_watching() {
    let bench = Workbench::new(&[("a.rs", "fn first() {}\n")]);
    let capabilities = json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}});
    let mut client = bench.client_with(capabilities, json!({"watch": "client"}));
    client.wait_ready();
    client.wait("a registration", |client| {
        client.server_requests.iter().find(|request| request["method"] == "client/registerCapability").map(drop)
    });
    bench.write("b.rs", "fn second() {}\n");
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": bench.uri("b.rs"), "type": 1}]}));
    client.wait_symbol("second", true);
    bench.write("c.rs", "fn third() {}\n");
    bench.write("a.rs", "fn saved() {}\n");
    client.open(&bench.uri("a.rs"), "fn saved() {}\n");
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": bench.uri("a.rs")}}));
    client.close(&bench.uri("a.rs"));
    client.wait_symbol("saved", true);
    client.stop();
}

#[test]
fn nobody_watches_where_that_is_switched_off() {
    let bench = Workbench::new(&[("a.rs", "fn first() {}\n")]);
    let mut client = bench.client_with(json!({}), json!({"watch": "off"}));
    client.wait_ready();
    bench.write("b.rs", "fn second() {}\n");
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": bench.uri("b.rs"), "type": 1}]}));
    assert_eq!(client.symbols("second"), [""; 0]);
    client.request("workspace/executeCommand", json!({"command": "sapwood.reindex"}));
    client.wait_symbol("second", true);
    client.stop();
}

#[test]
fn a_branch_switch_is_followed() {
    let bench = Workbench::new(&[]);
    let write_all = |word: &str, count: usize| {
        for at in 0..count {
            bench.write(&format!("src/m{}/f{at}.rs", at % 20), &format!("pub fn {word}_{at}() {{ helper(); }}\n"));
        }
    };
    bench.git(&["init", "-q", "-b", "main"]);
    write_all("old", 300);
    bench.git(&["add", "."]);
    bench.git(&["commit", "-qm", "old"]);
    bench.git(&["checkout", "-qb", "other"]);
    write_all("new", 280);
    (280..300).for_each(|at| fs::remove_file(bench.path(&format!("src/m{}/f{at}.rs", at % 20))).expect("removed"));
    bench.git(&["add", "-A"]);
    bench.git(&["commit", "-qm", "new"]);
    let mut client = bench.client();
    assert_eq!(client.symbols("new_279"), ["new_279"]);
    client.open(&bench.uri("src/m0/f0.rs"), "pub fn unsaved() {}\n");
    let switched = Instant::now();
    bench.git(&["checkout", "-q", "main"]);
    client.wait_symbol("old_299", true);
    client.wait_symbol("new_279", false);
    let elapsed = switched.elapsed();
    let status = client.wait_for("sapwood/status", &json!({}), |status| status["roots"][0]["files"] == 300);
    assert_eq!(client.symbols("unsaved"), ["unsaved"], "a buffer outlives the switch: {status}");
    assert_eq!(client.symbols("old_0").iter().filter(|name| *name == "old_0").count(), 0);
    client.close(&bench.uri("src/m0/f0.rs"));
    client.wait_symbol("old_0", true);
    assert!(elapsed.as_secs() < 10, "{elapsed:?}");
    client.stop();
}
