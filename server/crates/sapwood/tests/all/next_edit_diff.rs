//! `sapwood next-edit`: what a change forgot.

use std::fs;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::command_line::{Project, keys, text};

const GAUGE: &str = "pub fn gauge(sap: u32, height: u32) -> u32 {\n    let flow = sap * 2;\n    flow + sap + height\n}\n";

/// A repository in which a parameter was renamed in its signature alone.
fn renamed(project: &Project) -> String {
    project.write("src/gauge.rs", GAUGE);
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]).args(arguments);
        let output = command.current_dir(project.files.path()).output().expect("git runs");
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "-m", "first"]);
    project.write("src/gauge.rs", &GAUGE.replacen("sap", "resin", 1));
    git(&["diff"])
}

/// Runs with something on standard input.
fn piped(project: &Project, arguments: &[&str], input: &str) -> Output {
    let mut child = project
        .command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    std::io::Write::write_all(&mut child.stdin.take().expect("piped"), input.as_bytes()).expect("it reads");
    child.wait_with_output().expect("it ends")
}

#[test]
fn what_a_change_forgot_is_printed_as_a_diff_that_git_applies() {
    let project = Project::new();
    let diff = renamed(&project);
    let output = piped(&project, &["next-edit", "--diff", "-", "--threshold", "0"], &diff);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let printed = text(&output.stdout);
    assert!(printed.contains("-    let flow = sap * 2;") && printed.contains("+    let flow = resin * 2;"), "{printed}");
    assert!(printed.lines().any(|line| line.starts_with("# src/gauge.rs:2 ")), "a reason: {printed}");
    project.write("follow.diff", &printed);
    let applied =
        Command::new("git").args(["apply", "follow.diff"]).current_dir(project.files.path()).output().expect("git runs");
    assert!(applied.status.success(), "{}\n{printed}", text(&applied.stderr));
    let now = fs::read_to_string(project.files.path().join("src/gauge.rs")).expect("a file");
    assert_eq!(now, GAUGE.replace("sap", "resin"));
}

#[test]
fn what_a_change_forgot_is_told_to_scripts() {
    let project = Project::new();
    let diff = renamed(&project);
    project.write("done.diff", &diff.replace('\n', "\r\n"));
    let answer = project.json(&["next-edit", "--diff", "done.diff", "--threshold", "0"]);
    assert_eq!(keys(&answer), ["edits", "elapsed_ms"].into());
    let expected = ["path", "start_line", "end_line", "new_text", "kind", "source", "confidence", "reason"];
    let mut lines: Vec<String> = GAUGE.replacen("sap", "resin", 1).lines().map(str::to_owned).collect();
    let mut edits = answer["edits"].as_array().expect("edits").clone();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit["start_line"].as_u64()));
    for edit in &edits {
        assert_eq!(keys(edit), expected.into());
        assert_eq!((&edit["path"], &edit["source"]), (&"src/gauge.rs".into(), &"graph".into()));
        let line = |key: &str| edit[key].as_u64().expect("a line") as usize;
        let new = edit["new_text"].as_str().expect("a text").lines().map(str::to_owned);
        lines.splice(line("start_line") - 1..line("end_line"), new);
    }
    assert_eq!(lines.join("\n") + "\n", GAUGE.replace("sap", "resin"), "{answer}");
}

#[test]
fn a_diff_that_does_not_fit_is_told() {
    let project = Project::new();
    let diff = renamed(&project);
    for (input, told) in
        [("", "empty"), ("no diff at all\n", "no unified diff"), ("--- a/x\n+++ b/x\n@@ -1,9 +1,9 @@\n one\n", "no unified diff")]
    {
        let output = piped(&project, &["next-edit", "--diff", "-"], input);
        assert_eq!(output.status.code(), Some(1), "{input:?}");
        assert!(text(&output.stderr).contains(told), "{}", text(&output.stderr));
    }
    assert_eq!(project.run(&["next-edit", "--diff", "none.diff"]).status.code(), Some(1));
    assert_eq!(project.run(&["next-edit"]).status.code(), Some(2));
    assert_eq!(project.run(&["next-edit", "--diff", "none.diff", "--threshold", "2"]).status.code(), Some(2));
    // One part fits, the other does not.
    let output = piped(
        &project,
        &["next-edit", "--diff", "-", "--json", "--threshold", "0"],
        &format!("{diff}@@ -90,1 +90,1 @@\n-old\n+new\n"),
    );
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("line 90"), "{}", text(&output.stderr));
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(answer["edits"].as_array().is_some_and(|edits| !edits.is_empty()), "{answer}");
}
