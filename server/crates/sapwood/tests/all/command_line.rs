//! The command line as a process: shapes of its JSON, exit codes, colours, and what it does when things are odd.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

pub(crate) struct Project {
    pub(crate) files: TempDir,
    cache: TempDir,
}

impl Project {
    pub(crate) fn new() -> Self {
        let project = Self { files: TempDir::new().expect("a folder"), cache: TempDir::new().expect("a folder") };
        project.write("src/delay.rs", "/// How long to wait before a request is sent again.\npub fn retry_delay(attempt: u32) -> u64 {\n    clamp_delay(1 << attempt)\n}\n\nfn clamp_delay(wanted: u64) -> u64 {\n    wanted.min(64)\n}\n");
        project.write(
            "src/client.rs",
            "use crate::delay::retry_delay;\n\npub fn send_request(attempt: u32) -> u64 {\n    retry_delay(attempt)\n}\n",
        );
        project.write("src/lib.rs", "pub mod client;\npub mod delay;\n");
        project.write("Cargo.toml", "[package]\nname = \"mail\"\nversion = \"0.1.0\"\n");
        project.write("logo.png", "\u{0}\u{1}binary");
        project
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.files.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sapwood"));
        command.args(arguments).current_dir(self.files.path()).env("SAPWOOD_CACHE", self.cache.path());
        command.env_remove("NO_COLOR").stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program starts")
    }

    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[arguments, &["--json"]].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("one JSON value")
    }
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

pub(crate) fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

fn symbols(answer: &Value) -> Vec<&str> {
    answer["hits"].as_array().expect("hits").iter().filter_map(|hit| hit["symbol"].as_str()).collect()
}

#[test]
fn search_answers_in_the_documented_shape() {
    let project = Project::new();
    let answer = project.json(&["search", "how long to wait before sending again"]);
    assert_eq!(keys(&answer), ["elapsed_ms", "generation", "hits"].into());
    let hit = &answer["hits"][0];
    let expected = [
        "end_line",
        "kind",
        "language",
        "path",
        "score",
        "signals",
        "start_line",
        "symbol",
        "symbol_end_line",
        "symbol_start_line",
    ];
    assert_eq!(keys(hit), expected.into());
    assert_eq!((hit["path"].as_str(), hit["symbol"].as_str()), (Some("src/delay.rs"), Some("retry_delay")));
    assert_eq!((hit["kind"].as_str(), hit["language"].as_str()), (Some("function"), Some("rust")));
    assert_eq!(hit["start_line"], 1, "lines are counted from one");
}

#[test]
fn search_sees_what_happened_on_disk_since() {
    let project = Project::new();
    assert_eq!(symbols(&project.json(&["search", "retry_delay"]))[0], "retry_delay");
    project.write("src/delay.rs", "pub fn backoff_after(attempt: u32) -> u32 {\n    attempt\n}\n");
    fs::remove_file(project.files.path().join("src/client.rs")).expect("removed");
    assert_eq!(symbols(&project.json(&["search", "backoff_after"]))[0], "backoff_after");
    let left = project.json(&["search", "send_request"]);
    assert!(!symbols(&left).contains(&"send_request"), "{left}");
}

#[test]
fn the_graph_names_callers_and_callees() {
    let project = Project::new();
    let answer = project.json(&["graph", "retry_delay"]);
    assert_eq!(keys(&answer), ["edges", "elapsed_ms", "generation", "nodes"].into());
    assert_eq!(keys(&answer["nodes"][0]), ["end_line", "id", "kind", "name", "path", "start_line"].into());
    assert_eq!(keys(&answer["edges"][0]), ["confidence", "from", "kind", "to"].into());
    let calls: BTreeSet<(&str, &str)> = answer["edges"]
        .as_array()
        .expect("edges")
        .iter()
        .filter(|edge| edge["kind"] == "calls")
        .filter_map(|edge| Some((edge["from"].as_str()?.rsplit_once('#')?.1, edge["to"].as_str()?.rsplit_once('#')?.1)))
        .collect();
    assert!(calls.contains(&("send_request", "retry_delay")) && calls.contains(&("retry_delay", "clamp_delay")), "{answer}");
}

#[test]
fn index_and_status_count_the_same() {
    let project = Project::new();
    let first = project.json(&["index"]);
    assert_eq!((first["files"].as_u64(), first["added"].as_u64()), (Some(4), Some(4)), "{first}");
    assert_eq!(first["skipped"]["binary"]["count"], 1);
    let again = project.json(&["index"]);
    assert_eq!([&again["added"], &again["changed"], &again["removed"]], [0, 0, 0].map(Value::from).each_ref());
    let status = project.json(&["status"]);
    assert_eq!(["files", "lines", "symbols"].map(|key| &status[key]), ["files", "lines", "symbols"].map(|key| &first[key]));
    let fresh = project.json(&["index", "--fresh"]);
    assert_eq!(fresh["added"], 4);
}

#[test]
fn exit_codes_tell_failure_from_wrong_usage() {
    let project = Project::new();
    let code = |arguments: &[&str]| project.run(arguments).status.code();
    assert_eq!(code(&["search", "retry"]), Some(0));
    assert_eq!(code(&["search"]), Some(2));
    assert_eq!(code(&["no-such-command"]), Some(2));
    assert_eq!(code(&["search", "x", "--language", "klingon"]), Some(2));
    assert_eq!(code(&["graph", "no_such_symbol_anywhere"]), Some(1));
    assert_eq!(code(&["search", "x", "--root", "/no/such/folder"]), Some(1));
}

#[test]
fn a_failure_is_one_line_and_a_hint() {
    let project = Project::new();
    let output = project.run(&["graph", "retry_dela"]);
    let message = text(&output.stderr);
    assert!(message.starts_with("error: no definition is called retry_dela\n  hint: "), "{message}");
    assert!(message.contains("retry_delay"), "the hint names what is near: {message}");
    assert!(output.stdout.is_empty());
}

#[test]
fn a_home_folder_is_refused_with_a_reason() {
    let project = Project::new();
    let output = project.command(&["index"]).env("HOME", project.files.path()).output().expect("started");
    assert_eq!(output.status.code(), Some(1));
    let message = text(&output.stderr);
    assert!(message.contains("home folder") && message.contains("hint:"), "{message}");
}

#[test]
fn colours_are_for_terminals() {
    let project = Project::new();
    let plain = project.run(&["search", "retry_delay"]);
    assert!(!plain.stdout.contains(&0x1b), "{}", text(&plain.stdout));
    assert!(plain.stderr.is_empty(), "no progress bar: {}", text(&plain.stderr));
    let forced = project.run(&["search", "retry_delay", "--color", "always"]);
    assert!(forced.stdout.contains(&0x1b));
    let without: String = console::strip_ansi_codes(&text(&forced.stdout)).into_owned();
    assert_eq!(without.lines().count(), text(&plain.stdout).lines().count());
}

#[test]
fn a_reader_that_goes_away_ends_the_program_quietly() {
    let project = Project::new();
    let many = (0..3000).fold(String::new(), |text, at| text + &format!("pub fn retry_number_{at}() {{}}\n\n"));
    project.write("src/many.rs", &many);
    let mut child = project.command(&["graph", "src/many.rs:1", "-n", "1000"]);
    let mut child = child.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("started");
    drop(child.stdout.take());
    let mut message = String::new();
    child.stderr.take().expect("piped").read_to_string(&mut message).expect("read");
    assert_eq!((child.wait().expect("ended").code(), message.as_str()), (Some(0), ""));
}

#[test]
fn a_cache_that_cannot_be_used_costs_only_the_cache() {
    let project = Project::new();
    let file = project.cache.path().join("a-file");
    fs::write(&file, "in the way").expect("written");
    let output = project.command(&["search", "retry_delay", "--json"]).env("SAPWOOD_CACHE", &file).output().expect("started");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let doctor = project.command(&["doctor"]).env("SAPWOOD_CACHE", &file).output().expect("started");
    assert!(text(&doctor.stdout).contains("! index"), "{}", text(&doctor.stdout));
}

#[test]
fn a_damaged_index_is_read_again() {
    let project = Project::new();
    project.json(&["index"]);
    for segment in files_below(project.cache.path()).iter().filter(|path| path.extension().is_some_and(|own| own == "segment")) {
        let mut bytes = fs::read(segment).expect("read");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0xff;
        fs::write(segment, bytes).expect("written");
    }
    assert_eq!(symbols(&project.json(&["search", "retry_delay"]))[0], "retry_delay");
}

#[test]
fn processes_at_the_same_time_all_answer() {
    let project = Project::new();
    let children: Vec<_> = (0..4)
        .map(|_| project.command(&["search", "retry_delay", "--json"]).stdout(Stdio::piped()).spawn().expect("started"))
        .collect();
    for child in children {
        let output = child.wait_with_output().expect("ended");
        let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(symbols(&answer)[0], "retry_delay");
    }
}

#[test]
fn doctor_says_what_was_left_out() {
    let project = Project::new();
    let report = text(&project.run(&["doctor"]).stdout);
    assert!(report.contains("1 binary: logo.png"), "{report}");
    let answer = project.json(&["doctor"]);
    assert!(answer["findings"].as_array().is_some_and(|findings| findings.len() > 6), "{answer}");
}

#[test]
fn the_demo_fits_one_screen() {
    let project = Project::new();
    let output = project.run(&["demo"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let screen = text(&output.stdout);
    assert!(screen.lines().count() <= 40, "{screen}");
    let widest = screen.lines().map(console::measure_text_width).max();
    assert!(widest <= Some(100), "{widest:?}\n{screen}");
    for part in ["4 files", "rust", "search", "graph retry_delay", "called by", "send_request", "1 binary", "context", "tokens"] {
        assert!(screen.contains(part), "{part} is missing:\n{screen}");
    }
}

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

#[test]
fn context_answers_in_the_documented_shape_and_within_its_budget() {
    let project = Project::new();
    let answer = project.json(&["context", "how long to wait before sending again", "--budget", "60"]);
    assert_eq!(keys(&answer), ["elapsed_ms", "items", "tokens"].into());
    assert!(answer["tokens"].as_u64().is_some_and(|tokens| (1..=60).contains(&tokens)), "{answer}");
    let item = &answer["items"][0];
    let expected = ["end_line", "kind", "path", "role", "score", "signals", "start_line", "symbol", "text", "tokens"];
    assert_eq!(keys(item), expected.into());
    assert_eq!(item["path"], "src/delay.rs");
}

#[test]
fn context_at_a_place_shows_what_it_uses_and_not_itself() {
    let project = Project::new();
    let answer = project.json(&["context", "src/client.rs:4:5"]);
    let items = answer["items"].as_array().expect("items");
    assert!(items.iter().any(|item| item["symbol"] == "retry_delay"), "{answer}");
    assert!(items.iter().all(|item| item["symbol"] != "send_request"), "{answer}");
}

#[test]
fn a_buffer_on_standard_input_replaces_the_file() {
    let project = Project::new();
    project.json(&["index"]);
    let mut command =
        project.command(&["context", "src/delay.rs:1:1", "--stdin", "--json", "--query", "clamp_delay retry_delay"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("started");
    let buffer = b"pub fn retry_delay(attempt: u32) -> u64 {\n    backoff_curve(attempt)\n}\n\n\n\n\n\nfn backoff_curve(attempt: u32) -> u64 {\n    attempt.into()\n}\n";
    std::io::Write::write_all(&mut child.stdin.take().expect("piped"), buffer).expect("written");
    let output = child.wait_with_output().expect("ended");
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let texts = text(&output.stdout);
    assert!(!texts.contains("wanted.min(64)"), "the stale copy is not seen: {answer}");
    assert!(!symbols(&project.json(&["search", "backoff_curve"])).contains(&"backoff_curve"), "and the buffer is not kept");
}

#[test]
fn a_place_that_makes_no_sense_is_told() {
    let project = Project::new();
    let missing = project.run(&["context", "src/none.rs:1:1"]);
    assert_eq!(missing.status.code(), Some(1), "{}", text(&missing.stderr));
    assert_eq!(project.run(&["context", "../outside.rs:1:1"]).status.code(), Some(2));
    assert_eq!(project.run(&["context", "how does it work", "--stdin"]).status.code(), Some(2));
    let beyond = project.run(&["context", "src/client.rs:9999:9999"]);
    assert!(beyond.status.success(), "past the end is the end");
    assert!(
        text(&beyond.stderr).contains("src/client.rs:9999:9999 is outside of the file; taken for 6:1"),
        "{}",
        text(&beyond.stderr)
    );
}

#[test]
fn completion_suggests_at_a_place() {
    let project = Project::new();
    let calls: String = (0..5)
        .map(|at| format!("pub fn job_{at}(attempt: u32) -> u64 {{\n    let delay = retry_delay(attempt);\n    delay\n}}\n\n"))
        .collect();
    project.write("src/jobs.rs", &calls);
    project.write("src/more.rs", "pub fn job_more(attempt: u32) -> u64 {\n    let delay = retr\n}\n");
    let found = project.json(&["complete", "src/more.rs:2:21"]);
    assert_eq!(keys(&found), BTreeSet::from(["elapsed_ms", "items"]));
    let item = &found["items"][0];
    assert_eq!(keys(item), BTreeSet::from(["confidence", "range", "reason", "source", "text"]), "{found}");
    assert_eq!(item["text"], "y_delay(attempt);", "{found}");
    assert_eq!(item["source"], "local");
    assert_eq!(item["range"]["start"], serde_json::json!({"line": 2, "column": 21}));
    let shown = text(&project.run(&["complete", "src/more.rs:2:21"]).stdout);
    assert!(shown.contains("    let delay = retry_delay(attempt);"), "{shown}");
    let why = project.json(&["explain", "src/more.rs:2:21"]);
    assert!(why["steps"].as_array().is_some_and(|steps| steps.iter().any(|step| step["name"] == "local")), "{why}");
    assert_eq!(why["suggestions"][0]["text"], "y_delay(attempt);");
    assert_eq!(keys(&why), BTreeSet::from(["elapsed_ms", "silence", "steps", "suggestions"]));
    assert_eq!(keys(&why["steps"][0]), BTreeSet::from(["detail", "elapsed_ms", "name"]));
    assert!(project.run(&["explain", "src/more.rs:2:21"]).status.success());
}

#[test]
fn what_cannot_be_completed_is_told() {
    let project = Project::new();
    assert_eq!(project.run(&["complete", "how does it work"]).status.code(), Some(2));
    assert_eq!(project.run(&["complete", "src/none.rs:1:1"]).status.code(), Some(1));
    let mut command = project.command(&["complete", "src/none.rs:9:9", "--stdin", "--json"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program starts");
    std::io::Write::write_all(&mut child.stdin.take().expect("piped"), b"zzz\n").expect("written");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success());
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(found["items"].is_array(), "{found}");
}

#[cfg(unix)]
#[test]
fn broken_settings_are_a_failure_of_config() {
    let project = Project::new();
    let config = TempDir::new().expect("a folder");
    let run = |arguments: &[&str]| {
        let mut command = project.command(arguments);
        command.env("XDG_CONFIG_HOME", config.path()).env_remove("SAPWOOD_MODELS").output().expect("the program starts")
    };
    assert!(run(&["config"]).status.success());
    fs::create_dir_all(config.path().join("sapwood")).expect("made");
    fs::write(config.path().join("sapwood/config.json"), "{\"completion\": ").expect("written");
    for arguments in [&["config"][..], &["config", "--json"]] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(1));
        assert!(text(&output.stderr).contains("config.json is not used"), "{}", text(&output.stderr));
        assert!(!output.stdout.is_empty(), "the settings in force are shown");
    }
}

#[test]
fn stats_count_what_was_logged() {
    let project = Project::new();
    assert!(text(&project.run(&["stats"]).stdout).contains("No suggestion"));
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs();
    let record = |id: &str, event: &str| {
        format!(
            "{{\"at\":{now},\"id\":\"{id}\",\"event\":\"{event}\",\"language\":\"rust\",\"source\":\"local\",\"chars\":20,\"lines\":1}}\n"
        )
    };
    let log = [record("a", "shown"), record("a", "accepted"), record("b", "shown"), "broken\n".to_owned()].concat();
    fs::write(project.cache.path().join("completions.jsonl"), log).expect("written");
    let stats = project.json(&["stats"]);
    assert_eq!(stats["total"], serde_json::json!({"shown": 2, "accepted": 1, "rejected": 0, "chars": 20}), "{stats}");
    assert_eq!(stats["days"].as_array().map(Vec::len), Some(14));
    let shown = text(&project.run(&["stats"]).stdout);
    assert!(shown.contains("2 shown, 1 accepted (50 %)") && shown.contains("rust"), "{shown}");
}
