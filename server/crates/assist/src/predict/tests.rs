//! Predictions over small repositories.

use std::sync::Arc;

use sapwood_context::completion::CompletionPlace;
use sapwood_grammars::FileClass;
use sapwood_index::{Change, FileInput, Index, IndexSnapshot, SegmentBuilder, Stamp};
use sapwood_syntax::Input;
use tokio_util::sync::CancellationToken;

use super::*;

fn segment(path: &str, text: &str) -> sapwood_index::Segment {
    let language = detect(path, text.as_bytes());
    let facts = sapwood_syntax::analyze(&Input { path, text, language });
    let mut builder = SegmentBuilder::with_capacity(text.len());
    builder.add(&FileInput { path, text, class: FileClass::Source, stamp: Stamp::default() }, &facts);
    builder.finish().expect("a segment")
}

fn index(files: &[(&str, &str)]) -> Index {
    let index = Index::in_memory();
    let segments = files.iter().map(|(path, text)| segment(path, text)).collect();
    index.apply(Change { segments, ..Change::default() });
    index
}

/// What is predicted where `▮` stands.
fn predicted(snapshot: &Arc<IndexSnapshot>, path: &str, text: &str) -> Vec<Prediction> {
    let offset = text.find('▮').expect("a cursor");
    let text = text.replace('▮', "");
    let place = CompletionPlace { path, text: &text, offset: offset as u32, recent: &[] };
    let options = PredictOptions { threshold: 0.4, multi_line: false, limit: 1 };
    predict(snapshot, &place, &options, &CancellationToken::new())
}

fn text_of(predictions: &[Prediction]) -> &str {
    predictions.first().map_or("", |prediction| &prediction.text)
}

const HANDLERS: &str = "package a\n\nfunc one(c *Context) {\n\tif err := c.Bind(&x); err != nil {\n\t\tc.AbortWithError(400, err)\n\t\treturn\n\t}\n}\n\n\
                        func two(c *Context) {\n\tif err := c.Bind(&y); err != nil {\n\t\tc.AbortWithError(400, err)\n\t\treturn\n\t}\n}\n";

#[test]
fn what_the_repository_often_says_is_predicted() {
    let index = index(&[("a.go", HANDLERS)]);
    let typed = "package a\n\nfunc three(c *Context) {\n\tif err := c.Bind(&z); err != nil {\n\t\tc.Abort▮";
    let found = predicted(&index.snapshot(), "b.go", typed);
    assert_eq!(text_of(&found), "WithError(400, err)");
    assert!(found[0].confidence >= 0.4 && found[0].confidence <= 1.0);
    assert_eq!(found, predicted(&index.snapshot(), "b.go", typed), "the same once more");
}

#[test]
fn what_was_typed_a_moment_ago_is_known() {
    let index = index(&[]);
    let typed = "def a(self):\n    self.assert_close(left, right)\n\ndef b(self):\n    self.assert_close(left, right)\n\n\
                 def c(self):\n    self.assert▮\n";
    assert_eq!(text_of(&predicted(&index.snapshot(), "t.py", typed)), "_close(left, right)");
}

#[test]
fn the_version_on_disk_of_an_edited_file_says_nothing() {
    let index = index(&[("a.go", HANDLERS)]);
    let typed = "package a\n\nfunc one(c *Context) {\n\tif err := c.Bind(&x); err != nil {\n\t\tc.Abort▮";
    assert_eq!(text_of(&predicted(&index.snapshot(), "a.go", typed)), "");
}

#[test]
fn a_removed_file_says_nothing() {
    let index = index(&[("a.go", HANDLERS)]);
    index.apply(Change { removed: vec!["a.go".to_owned()], ..Change::default() });
    let typed = "package a\n\nfunc three(c *Context) {\n\tif err := c.Bind(&z); err != nil {\n\t\tc.Abort▮";
    assert_eq!(text_of(&predicted(&index.snapshot(), "b.go", typed)), "");
}

#[test]
fn comments_and_lines_that_go_on_get_nothing() {
    let index = index(&[("a.go", HANDLERS)]);
    let start = "package a\n\nfunc three(c *Context) {\n\tif err := c.Bind(&z); err != nil {\n\t\t";
    for line in ["// c.Abort▮", "/* c.Abort▮", "c.Abort▮ + 1", "c.Ab▮ort"] {
        assert_eq!(text_of(&predicted(&index.snapshot(), "b.go", &format!("{start}{line}\n}}\n"))), "", "{line}");
    }
}

#[test]
fn any_text_at_any_cursor_is_answered() {
    let index = index(&[("a.go", HANDLERS), ("é.py", "größe = \"ß\"\nprint(größe)\n")]);
    let snapshot = index.snapshot();
    let long = "x(".repeat(5000);
    for text in ["", "\n", "é", "größe = \"ß", "print(", "'", "\"\"\"", long.as_str(), "func one(c *\r\n\tif\r\n"] {
        for path in ["a.go", "b.py", "c.rs", "d.unknown", "e"] {
            for offset in (0..=text.len().min(60)).chain([text.len(), text.len() + 9]) {
                let place = CompletionPlace { path, text, offset: offset as u32, recent: &[] };
                let options = PredictOptions { threshold: 0.3, multi_line: true, limit: 3 };
                for found in predict(&snapshot, &place, &options, &CancellationToken::new()) {
                    assert!(!found.text.is_empty() && found.confidence >= 0.3, "{path} {text:?} {offset}");
                }
            }
        }
    }
}
