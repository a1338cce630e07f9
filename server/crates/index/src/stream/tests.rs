//! Streams as segments keep them.

use sapwood_grammars::{FileClass, detect};
use sapwood_syntax::Input;

use super::{LINE_IN, LINE_SAME, LITERAL, StreamPart, is_line_end};
use crate::segment::{FileInput, Segment, SegmentBuilder, Stamp, merge};

fn segment(files: &[(&str, &str)]) -> Segment {
    let mut builder = SegmentBuilder::with_capacity(4096);
    for &(path, text) in files {
        let facts = sapwood_syntax::analyze(&Input { path, text, language: detect(path, text.as_bytes()) });
        builder.add(&FileInput { path, text, class: FileClass::Source, stamp: Stamp::default() }, &facts);
    }
    builder.finish().expect("a segment")
}

/// The text of a file's stream, with line ends for line ends.
fn written(segment: &Segment, path: &str) -> String {
    let part = StreamPart::of(segment);
    let file = segment.file_by_path(path).expect("the file");
    let Some(places) = part.places_of(crate::FileId(file)) else { return String::new() };
    let (mut at, mut text) = (places.start, String::new());
    while let Some((token, next)) = part.token_at(at) {
        assert_eq!(part.token_before(next), Some((token, at)), "streams can be read backwards");
        text.push_str(if is_line_end(token) { "\n" } else { part.text(token) });
        at = next;
    }
    assert_eq!(at, places.end);
    text
}

const RUST: &str = "// why\nfn a(x: &str) -> u32 {\n\n    x.len() /* how */ as u32\n}\n";
const PYTHON: &str = "def a(x):\n    return x[\"é\"] + 12\n";

#[test]
fn a_stream_is_the_file_without_comments_and_layout() {
    let segment = segment(&[("a.rs", RUST), ("b.md", "# A\n"), ("c.py", PYTHON)]);
    assert_eq!(written(&segment, "a.rs"), "fn a(x: &str) -> u32 {\nx.len() as u32\n}");
    assert_eq!(written(&segment, "b.md"), "", "prose has none");
    assert_eq!(written(&segment, "c.py"), "def a(x):\nreturn x[\"é\"] + 12");
}

#[test]
fn places_are_found_by_what_stands_before_them() {
    let segment = segment(&[("a.rs", RUST), ("c.rs", "fn b(y: &str) {\n    y.len();\n    y.len()\n}\n")]);
    let part = StreamPart::of(&segment);
    let token = |text: &str| part.token(text, false).expect("known");
    let runs = part.runs(&[token("."), token("y"), LINE_SAME]);
    assert_eq!(runs.iter().map(std::iter::ExactSizeIterator::len).collect::<Vec<_>>(), [3, 2, 1]);
    let places: Vec<u32> = runs[1].clone().map(|order| part.place(order)).collect();
    for &place in &places {
        assert_eq!(part.token_at(place).map(|(token, _)| part.text(token)), Some("len"));
        assert_eq!(part.file_at(place), Some(crate::FileId(1)));
    }
    assert_eq!(part.runs(&[token("y"), LINE_IN]).len(), 2);
    assert_eq!(part.runs(&[token("len"), token("y")]).len(), 1, "what never stood so ends the runs");
    assert_eq!(part.token("unknown", false), None);
}

#[test]
fn merged_streams_are_those_of_the_files_alive() {
    let (one, two) = (segment(&[("a.rs", RUST), ("dead.rs", "fn dead() {}\n")]), segment(&[("c.py", PYTHON)]));
    let merged = merge(&[&one, &two], &|part, file| (part, file) != (0, 1)).expect("merged").expect("a segment");
    assert_eq!(written(&merged, "a.rs"), written(&one, "a.rs"));
    assert_eq!(written(&merged, "c.py"), written(&two, "c.py"));
    let part = StreamPart::of(&merged);
    assert_eq!(part.token("dead", true), None);
    let bracket = part.token("(", false).expect("known");
    assert_eq!(part.runs(&[bracket])[0].len(), 3);
}

#[test]
fn rare_tokens_take_two_slots() {
    let names: Vec<String> = (0..70_000).map(|at| format!("x{at}")).collect();
    let text = format!("{};\n", names.join(", "));
    let segment = segment(&[("a.rs", &text)]);
    let part = StreamPart::of(&segment);
    for name in ["x1", "x69999"] {
        let token = part.token(name, name != "x0").expect("known");
        let run = part.runs(&[token])[0].clone();
        assert_eq!(run.len(), 1);
        let place = part.place(run.start);
        assert_eq!(part.token_before(place).map(|(token, _)| token), Some(token));
        assert_eq!(part.file_at(place), Some(crate::FileId(0)));
    }
    assert_eq!(written(&segment, "a.rs"), text.trim_end());
}

#[test]
fn long_literals_keep_no_text() {
    let text = format!("let a = \"{}\";\nlet b = \"stands once here\";\nlet c = \"x\";\n", "long ".repeat(40));
    let segment = segment(&[("a.rs", &text)]);
    assert_eq!(written(&segment, "a.rs"), "let a =;\nlet b =;\nlet c = \"x\";");
    let part = StreamPart::of(&segment);
    let equals = part.token("=", true).expect("known");
    let run = part.runs(&[equals])[0].clone();
    let bare = run.filter(|&order| part.token_at(part.place(order)).is_some_and(|(token, _)| token == LITERAL));
    assert_eq!(bare.count(), 2);
}
