//! Each filter on its own text, and what holds for all of them.

use super::*;
use crate::completion::site::fixture::site;
use crate::completion::text::letters;

const BLOCK: &str = "fn f() {\n    $0\n}\n\nfn below() {\n    last();\n}\n";
const LINE: &str = "fn f() {\n    let a = $0\n    after(a);\n}\n";

fn model(text: &str) -> Candidate {
    let source = Source::Model("m".into());
    Candidate { text: text.into(), source, confidence: 0.5, reason: String::new(), is_shown: false }
}

/// What is shown of `text`, with the replaced bytes behind the cursor in brackets, or which filter dropped it.
fn shown(language: &str, fixture: &str, text: &str) -> String {
    let site = site(language, fixture);
    let mut trace = Trace::default();
    let early = before_cache(&site, &model(text), &mut trace);
    match early.and_then(|early| after_cache(&site, &early, &mut trace)) {
        Some(fitted) if fitted.replaced == 0 => fitted.text,
        Some(fitted) => format!("{}[{}]", fitted.text, &site.suffix()[..fitted.replaced]),
        None => format!("dropped: {}", trace.dropped_by.expect("a reason")),
    }
}

fn check(fixture: &str, text: &str, expected: &str) {
    assert_eq!(shown("rust", fixture, text), expected, "{text:?}");
}

#[test]
fn a_line_keeps_to_its_line() {
    check(LINE, "b(1);", "b(1);");
    check(LINE, "b(1);\n    c(2);", "b(1);");
    check(LINE, "\n    c(2);", "dropped: single line");
    check(LINE, "   ", "dropped: empty text");
}

#[test]
fn a_blank_line_has_its_break_and_indentation() {
    check(BLOCK, "\n\n    g();", "g();");
    check(BLOCK, "    g();\n    h();", "g();\n    h();");
    check("fn f() {$0\n}\n", "\n    g();\n", "\n    g();");
}

#[test]
fn repeated_endings_go() {
    check(BLOCK, &format!("g();\n    let a = {}", "abc, ".repeat(9)), "g();");
    check(LINE, &"call_it(x)".repeat(5), "dropped: repeated line ending");
    check(LINE, "(1, 1, 1, 1, 1);", "(1, 1, 1, 1, 1);");
}

#[test]
fn what_is_there_is_not_suggested() {
    check("fn f() {\n    $0\n    call(one, two, three);\n}\n", "call(one, two, three);", "dropped: lines that follow");
    check("fn f() {\n    $0\n    call(one, two, three);\n}\n", "call(one, two, threes);", "dropped: lines that follow");
    check("fn f() {\n    $0\n    call(one, two, three);\n}\n", "call(four);", "call(four);");
    check("fn f() {\n    call($0\n    call(one, two);\n}\n", "one, two);", "dropped: lines that follow");
}

#[test]
fn little_is_not_worth_a_look_unless_it_closes() {
    check(LINE, "b;", "dropped: length");
    check("fn f() {\n    g(a$0\n}\n", ");", ");");
    check("fn f() {\n    g(a$0\n}\n", "bcd);", "bcd);");
}

#[test]
fn circles_of_lines_end() {
    let block = "call(one);\n    then(two);\n";
    check(BLOCK, &format!("{block}    {block}    end();"), "call(one);\n    then(two);");
    check(BLOCK, "a(1);\n    b(2);\n    b(2);\n    b(2);\n    c();", "a(1);\n    b(2);");
    check(BLOCK, "b(2);\n    b(2);\n    c();", "b(2);\n    b(2);\n    c();");
}

#[test]
fn a_block_stays_in_its_scope() {
    check(BLOCK, "g();\n}\n\nfn other() {\n    x();\n}", "g();");
    check("fn f() {\n    $0\n\nfn below() {}\n", "g();\n}\n\nfn other() {}", "g();\n}");
    check("fn f() {\n    if a { $0\n    b();\n}\n", "g(); } }", "g(); }");
    let python = "class A:\n    def f(self):\n        $0\n\n    def g(self):\n        pass\n";
    assert_eq!(shown("python", python, "return 1\n\n    def h(self):\n        return 2"), "return 1");
    assert_eq!(shown("ruby", "def f(a)\n  $0\nend\n", "g(a)\nend"), "g(a)");
}

#[test]
fn a_block_is_not_closed_twice() {
    check(BLOCK, "g();\n    }", "g();");
    check(BLOCK, "if a {\n        g();\n    }", "if a {\n        g();\n    }");
}

#[test]
fn indentation_follows_the_file() {
    check("fn f() {\n\t$0\n}\n\nfn g() {\n\tx();\n\ty();\n}\n", "if a {\n        g();\n    }", "if a {\n\t\tg();\n\t}");
    check("fn g() {\n    x();\n}\n\nfn f() {\n    $0\n}\n", "if a {\n\t\tg();\n\t}", "if a {\n        g();\n    }");
}

#[test]
fn lines_of_the_suffix_are_not_repeated() {
    check("fn f() {\n    $0\n\nfn below() {\n    last();\n}\n", "g();\n}\n\nfn below() {\n    last();", "g();\n}");
}

#[test]
fn closers_behind_the_cursor_are_not_doubled() {
    check("fn f() {\n    g($0)\n}\n", "a, b)", "a, b");
    check("fn f() {\n    g($0);\n}\n", "a, b);", "a, b");
    check("fn f() {\n    g($0)\n}\n", "h(x)", "h(x)");
    check("fn f() {\n    g($0)\n}\n", "h(x))", "h(x)");
    check("fn f() {\n    g($0)\n}\n", "a, b).run();", "a, b).run();[)]");
    check("fn f() {\n    g($0);\n}\n", "a, b).run();", "a, b).run()[)]");
    check("fn f() {\n    g(\"$0\")\n}\n", "text\")", "text");
    check("fn f() {\n    g(\"$0\")\n}\n", "text\", more(1))", "text\", more(1))[\")]");
    check("fn f() {\n    let a = $0;\n}\n", "call(1);", "call(1)");
}

#[test]
fn files_keep_their_line_breaks() {
    assert_eq!(shown("rust", "fn f() {\r\n    $0\r\n}\r\n", "g();\n    h();"), "g();\r\n    h();");
}

/// Whatever a model says, what is shown fits and does not repeat the line below.
#[test]
fn what_is_shown_never_repeats_what_follows() {
    let documents = [
        BLOCK,
        LINE,
        "fn f() {\n    g($0)\n    after_this(1);\n}\n",
        "fn f() {\r\n    $0\r\n}\r\n\r\nfn below() {}\r\n",
        "fn f() {\n    g(\"$0\");\n}\n",
        "fn f() {\n    $0\n\nfn below() {\n",
        "$0",
    ];
    let pieces = [
        "g();",
        "\n",
        "    ",
        "}",
        "{",
        "(",
        ")",
        "\"",
        "after(a);",
        "fn below() {",
        "last();",
        "é",
        "if a {",
        ";",
        "\r\n",
        "\t",
        "after_this(1);",
        "let x = ",
        "\n}\n\n",
        "    after(a);",
    ];
    let mut random = fastrand::Rng::with_seed(3);
    for round in 0..6_000 {
        let site = site("rust", documents[round % documents.len()]);
        let text: String = (0..random.usize(1..9)).map(|_| pieces[random.usize(..pieces.len())]).collect();
        let mut trace = Trace::default();
        let Some(early) = before_cache(&site, &model(&text), &mut trace) else { continue };
        let Some(fitted) = after_cache(&site, &early, &mut trace) else { continue };
        assert!(fitted.replaced <= site.line_after().len(), "{text:?}");
        assert!(site.text.is_char_boundary(site.offset + fitted.replaced), "{text:?}");
        let applied = site.applied(&fitted.text, fitted.replaced);
        assert!(applied.len() + fitted.replaced == site.text.len() + fitted.text.len());
        assert!(!fitted.text.trim().is_empty());
        let next = site.next_line().trim();
        let end = site.offset + fitted.text.len();
        let line = &applied[applied[..end].rfind('\n').map_or(0, |at| at + 1)..end];
        assert!(letters(next) < 4 || line.trim() != next, "{text:?} gives {applied:?}");
        let has_cr = site.line_break() == "\r\n";
        assert!(has_cr == fitted.text.contains('\r') || !fitted.text.contains('\n'), "{text:?}");
    }
}
