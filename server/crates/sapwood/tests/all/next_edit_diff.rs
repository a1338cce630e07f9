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
    let output = piped(&project, &["next-edit", "--diff", "-"], &diff);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let printed = text(&output.stdout);
    assert!(printed.contains("-    let flow = sap * 2;\n+    let flow = resin * 2;"), "{printed}");
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
    let answer = project.json(&["next-edit", "--diff", "done.diff"]);
    assert_eq!(keys(&answer), ["edits", "elapsed_ms"].into());
    let edits = answer["edits"].as_array().expect("edits");
    assert_eq!(edits.len(), 2, "{answer}");
    let expected = ["path", "start_line", "end_line", "new_text", "kind", "source", "confidence", "reason"];
    assert_eq!(keys(&edits[0]), expected.into());
    let first = edits.iter().find(|edit| edit["start_line"] == 2).expect("the second line");
    assert_eq!((&first["end_line"], &first["path"]), (&2.into(), &"src/gauge.rs".into()));
    assert_eq!(
        (&first["new_text"], &first["kind"], &first["source"]),
        (&"    let flow = resin * 2;".into(), &"rename".into(), &"graph".into())
    );
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
    // One part fits, the other does not.
    let output = piped(&project, &["next-edit", "--diff", "-", "--json"], &format!("{diff}@@ -90,1 +90,1 @@\n-old\n+new\n"));
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("line 90"), "{}", text(&output.stderr));
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(answer["edits"].as_array().map(Vec::len), Some(2), "{answer}");
}
