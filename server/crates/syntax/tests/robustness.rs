//! Texts that no person would write, and texts that a person has not finished.

#![allow(clippy::needless_raw_string_hashes, clippy::needless_pass_by_value, reason = "fixtures and expectations all look alike")]
#![allow(clippy::disallowed_methods, reason = "the tests measure how long a text may take")]

mod render;

use std::time::{Duration, Instant};

use sapwood_syntax::{Analyzer, Input, InputEdit, Point};

const PATHS: [&str; 6] = ["a.rs", "a.py", "a.js", "a.ts", "a.tsx", "a.go"];

#[test]
fn deep_nesting_neither_overflows_nor_hangs() {
    for path in PATHS {
        for unit in ["(", "[", "{", "f(", "a.b().", "if x {"] {
            let text = unit.repeat(4_000);
            let start = Instant::now();
            let facts = render::facts(path, &text);
            assert!(start.elapsed() < Duration::from_secs(20), "{path} with {unit:?} took {:?}", start.elapsed());
            assert!(!facts.chunks.is_empty(), "{path} with {unit:?}");
        }
    }
}

#[test]
fn what_a_scanner_aborts_on_is_only_cut() {
    let facts = render::facts("a.yaml", &"- ".repeat(3_000));
    assert_eq!((facts.problems.len(), facts.chunks.len()), (1, 1));
    let facts = render::facts("a.yaml", "a:\n  - b: 1\n    c:\n      - - d\n");
    assert_eq!(facts.problems, []);
}

#[test]
fn a_hundred_thousand_brackets_take_bounded_time() {
    let start = Instant::now();
    let facts = render::facts("a.rs", &"[".repeat(100_000));
    assert!(start.elapsed() < Duration::from_secs(20), "took {:?}", start.elapsed());
    assert_eq!(facts.chunks.len(), 1);
}

#[test]
fn odd_texts_give_facts() {
    for path in PATHS {
        for text in [
            "",
            "\n",
            "\r\n\r\n",
            "\u{feff}fn",
            "\0\0",
            "é🙂",
            "'",
            "\"",
            "`",
            "/*",
            "#",
            "fn é(é: É) {}",
            "class É:\n  def é(self): é()",
        ] {
            let facts = render::facts(path, text);
            assert_eq!(facts.chunks.is_empty(), text.trim().is_empty(), "{path} with {text:?}");
        }
    }
}

#[test]
fn every_prefix_of_a_file_gives_facts() {
    let text =
        "/// Doc é.\n#[test]\nfn run(a: &Foo) -> Bar { let x = Foo::new(a)?; x.go(|y| y.é()); println!(\"{}\", x.a.b(1)) }\n";
    for (at, _) in text.char_indices() {
        render::facts("a.rs", &text[..at]);
    }
}

#[test]
fn what_does_not_parse_is_a_problem_beside_the_rest() {
    let facts = render::facts("a.rs", "fn good() {}\n\nfn broken( {\n\nfn also_good() {}\n");
    assert!(facts.symbols.iter().any(|symbol| symbol.name == "good"));
    assert_eq!(facts.problems.len(), 1);
}

#[test]
fn an_edited_tree_gives_the_facts_of_a_fresh_one() {
    let (before, after) = ("fn one() {}\nfn two() { one(); }\n", "fn one() {}\nfn added() {}\nfn two() { one(); }\n");
    let language = sapwood_grammars::by_name("rust");
    let input = |text| Input { path: "a.rs", text, language };
    let mut analyzer = Analyzer::new();
    let (_, tree) = analyzer.analyze_with_tree(&input(before), None);
    let mut tree = tree.expect("a small text parses");
    let point = |row| Point { row, column: 0 };
    tree.edit(&InputEdit {
        start_byte: 12,
        old_end_byte: 12,
        new_end_byte: 26,
        start_position: point(1),
        old_end_position: point(1),
        new_end_position: point(2),
    });
    let (incremental, _) = analyzer.analyze_with_tree(&input(after), Some(&tree));
    assert_eq!(incremental, analyzer.analyze(&input(after)));
    assert_eq!(incremental.symbols.len(), 3);
}
