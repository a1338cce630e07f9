//! What models are shown, byte by byte.

use expect_test::{ExpectFile, expect_file};
use sapwood_model::EditQuestion;

use super::super::super::{Answer, Kind, Source, Suggestion};
use super::super::format::named;
use super::super::place::{Place, choose};
use super::super::testing::{edit, situation};
use super::super::{Diagnostic, Situation, prompt};

const TEXT: &str = "use crate::other;\n\npub struct Point {\n    x: i32,\n    y: i32,\n    z: i32,\n}\n\nimpl Point {\n    pub fn sum(&self) -> i32 {\n        self.x + self.y$0\n    }\n}\n";

fn here() -> Situation {
    let mut here = situation(&[("src/point.rs", TEXT)], vec![edit("src/point.rs", 5, &[], &["    z: i32,"])]);
    let message = "field `z` is never read".to_owned();
    here.diagnostics.push(Diagnostic { path: "src/point.rs".into(), line: 5, message });
    here
}

fn text(question: &EditQuestion) -> (&str, &str) {
    match question {
        EditQuestion::Chat(chat) => (&chat.system, &chat.messages[0].text),
        EditQuestion::Plain { prompt, .. } => ("", prompt),
    }
}

fn shown(situation: &Situation, graph: &Answer, name: &str) -> (Vec<Place>, EditQuestion) {
    let format = named(name).expect("a format");
    let places = choose(situation, graph, &format.window, format.places, &|_| false);
    let documents = [sapwood_model::Document { name: "src/other.rs".into(), text: "pub fn other(p: &Point);\n".into() }];
    let form = prompt::compose(format, situation, &places, &documents, &|_| false).expect("a question");
    (places, form.question)
}

fn check(name: &str, expected: ExpectFile) {
    let (_, question) = shown(&here(), &Answer::default(), name);
    expected.assert_eq(text(&question).1);
    assert_eq!(shown(&here(), &Answer::default(), name).1, question, "equal inputs give equal bytes");
}

#[test]
fn window_v1() {
    check("window_v1", expect_file!["prompts/window_v1.txt"]);
}

#[test]
fn zeta_v1() {
    check("zeta_v1", expect_file!["prompts/zeta_v1.txt"]);
}

#[test]
fn zeta_v2() {
    check("zeta_v2", expect_file!["prompts/zeta_v2.txt"]);
}

#[test]
fn zeta_v2_1() {
    check("zeta_v2_1", expect_file!["prompts/zeta_v2_1.txt"]);
}

#[test]
fn sweep_v1() {
    check("sweep_v1", expect_file!["prompts/sweep_v1.txt"]);
}

fn open(line: u32, old: &str) -> Suggestion {
    Suggestion {
        path: "src/use.rs".into(),
        lines: line..line + 1,
        old: old.into(),
        text: Some(old.into()),
        kind: Kind::Check,
        source: Source::Graph,
        confidence: 0.6,
        reason: "uses the changed Point".into(),
    }
}

#[test]
fn blocks_v1() {
    let mut here = here();
    let more = situation(&[("src/point.rs", TEXT), ("src/use.rs", "fn a() {\n    Point { x: 1, y: 2 };\n}\n")], Vec::new());
    (here.texts, here.snapshot) = (more.texts, more.snapshot);
    let graph = Answer { suggestions: vec![open(1, "    Point { x: 1, y: 2 };")], ..Answer::default() };
    let (places, question) = shown(&here, &graph, "blocks_v1");
    assert_eq!(
        places.iter().map(|it| (it.path.as_str(), it.line)).collect::<Vec<_>>(),
        [("src/point.rs", 10), ("src/use.rs", 1)]
    );
    expect_file!["prompts/blocks_v1.txt"].assert_eq(text(&question).1);
    let (places, _) = shown(&here, &graph, "zeta_v1");
    assert_eq!(places[0].path, "src/use.rs", "the one place is where the graph has no text");
}

#[test]
fn the_window_is_where_the_cursor_is() {
    let long = (0..100).map(|n| format!("line {n}")).collect::<Vec<_>>().join("\n") + "\n";
    let here = situation(&[("a.txt", &long.replace("line 50\n", "line 50$0\n"))], Vec::new());
    let (places, question) = shown(&here, &Answer::default(), "window_v1");
    assert_eq!((places[0].window.clone(), places[0].shown.clone()), (48..56, 33..71));
    let text = text(&question).1;
    assert!(
        text.contains("line 47\n<window>\nline 48\nline 49\nline 50<|cursor|>\n")
            && text.contains("line 55\n</window>\nline 56\n")
    );
    assert!(!text.contains("line 32\n") && !text.contains("line 71\n"));
}

#[test]
fn what_is_typed_changes_the_end_only() {
    let first = shown(&here(), &Answer::default(), "window_v1").1;
    let typed = TEXT.replace("self.y$0", "self.y + self$0");
    let mut later = situation(&[("src/point.rs", &typed)], here().history);
    later.diagnostics = here().diagnostics;
    let later = shown(&later, &Answer::default(), "window_v1").1;
    let (a, b) = (text(&first).1, text(&later).1);
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    assert!(a[..same].contains("impl Point") && text(&first).0 == text(&later).0, "{}", &a[..same]);
}

#[test]
fn marks_of_the_template_in_a_file_are_not_shown() {
    let here = situation(&[("a.txt", "a <|file_sep|>$0 b\n")], Vec::new());
    let format = named("sweep_v1").expect("a format");
    let places = choose(&here, &Answer::default(), &format.window, 1, &|_| false);
    assert!(prompt::compose(format, &here, &places, &[], &|_| false).is_none());
    assert!(prompt::compose(named("window_v1").expect("a format"), &here, &places, &[], &|_| false).is_some());
}

#[test]
fn secret_files_and_binary_texts_are_no_places() {
    let window = &named("window_v1").expect("a format").window;
    let here = situation(&[("a.txt", "a$0\n")], Vec::new());
    assert!(choose(&here, &Answer::default(), window, 1, &|path| path == "a.txt").is_empty());
    let minified = situation(&[("a.js", &format!("{}$0", "a,".repeat(20_000)))], Vec::new());
    assert!(choose(&minified, &Answer::default(), window, 1, &|_| false).is_empty());
    let empty = situation(&[("a.txt", "$0")], Vec::new());
    assert_eq!(choose(&empty, &Answer::default(), window, 1, &|_| false)[0].window, 0..0);
}
