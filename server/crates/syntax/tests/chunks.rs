//! How files are cut into fragments.

#![allow(clippy::needless_raw_string_hashes, clippy::needless_pass_by_value, reason = "fixtures and expectations all look alike")]

mod render;

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use sapwood_base::LineIndex;

fn check(path: &str, text: &str, expected: Expect) {
    let text = text.trim_start();
    assert_each_line_once(path, text);
    expected.assert_eq(&render::chunks(path, text));
}

fn assert_each_line_once(path: &str, text: &str) {
    let lines = LineIndex::new(text);
    let mut covered = vec![0; lines.line_count() as usize];
    for chunk in &render::facts(path, text).chunks {
        (chunk.lines.start..=chunk.lines.end).for_each(|line| covered[line as usize] += 1);
        assert!(!chunk.span.text(text).trim().is_empty(), "{path}: {chunk:?} is blank");
    }
    for (line, times) in covered.into_iter().enumerate() {
        let is_blank = text.lines().nth(line).unwrap_or("").trim().is_empty();
        assert!(times == 1 || (times == 0 && is_blank), "{path}:{} lies in {times} chunks", line + 1);
    }
}

#[test]
fn callables_types_and_the_rest() {
    check(
        "src/lib.rs",
        r"
//! Words about the module.

use std::fmt;
use std::io;

const LIMIT: usize = 10;

/// A point.
pub struct Point {
    x: u32,
    y: u32,
}

impl Point {
    /// Makes one.
    pub fn new() -> Self {
        Self { x: 0, y: 0 }
    }

    pub fn x(&self) -> u32 {
        self.x
    }
}

trait Shape {
    fn area(&self) -> f32;
    fn name(&self) -> String {
        String::new()
    }
}
fn one() {} fn two() {}
",
        expect![[r#"
            1-6 window
            8-14 type Point
            15-18 function new
            20-23 function x
            25-26 type Shape
            27-30 function name
            31-31 function one
        "#]],
    );
}

#[test]
fn members_of_a_class_leave_its_header() {
    check(
        "service.py",
        r#"
import os

class Service(Base):
    """A service."""

    name: str

    def run(self):
        return 1

    @property
    def value(self):
        return 2

    limit = 10
    other = 20
    third = 30

if __name__ == "__main__":
    Service().run()
"#,
        expect![[r#"
            1-6 type Service
            8-9 function run
            11-13 function value
            15-20 type Service
        "#]],
    );
}

#[test]
fn a_long_function_is_cut_between_statements() {
    let mut text = String::from("fn long() {\n");
    for block in 0..30 {
        write!(text, "    if ready({block}) {{\n        first();\n        second();\n        third();\n    }}\n")
            .expect("strings take text");
    }
    text.push_str("}\n");
    check(
        "long.rs",
        &text,
        expect![[r#"
            1-51 function long
            52-101 function long
            102-152 function long
        "#]],
    );
}

#[test]
fn text_without_a_grammar_is_cut_at_blank_lines() {
    let paragraph = "one\ntwo\nthree\nfour\n\n";
    check(
        "notes.unknown",
        &paragraph.repeat(40),
        expect![[r#"
            1-59 window
            61-119 window
            121-174 window
            176-199 window
        "#]],
    );
}

#[test]
fn one_line_without_a_boundary_is_one_chunk() {
    check(
        "data.unknown",
        "word ".repeat(5000).as_str(),
        expect![[r#"
        1-1 window
    "#]],
    );
}
