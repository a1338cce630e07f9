//! What the tree shows around a cursor, written as `$0` in the text.

use std::sync::Arc;

use sapwood_base::Span;
use sapwood_grammars::by_name;
use sapwood_syntax::cursor::{CursorPlace, ParsedText, Region};

fn parsed(language: &str, text: &str) -> ParsedText {
    ParsedText::parse(Arc::from(text), by_name(language).expect("a language"), None).expect("a tree")
}

fn place(language: &str, fixture: &str) -> CursorPlace {
    let at = fixture.find("$0").expect("a cursor");
    parsed(language, &fixture.replace("$0", "")).place(at as u32)
}

fn region(language: &str, fixture: &str) -> Region {
    place(language, fixture).region
}

/// `None`, or whether the empty block is closed.
fn block(language: &str, fixture: &str) -> Option<bool> {
    place(language, fixture).empty_block.map(|block| block.is_closed)
}

#[test]
fn comments_and_strings_are_told_from_code() {
    assert_eq!(region("rust", "fn f() {\n    // some $0\n}\n"), Region::Comment);
    assert_eq!(region("rust", "/// doc$0\nfn f() {}\n"), Region::Comment);
    assert_eq!(region("rust", "/// doc\n$0fn f() {}\n"), Region::Code);
    assert_eq!(region("rust", "/* a $0 b */ fn f() {}\n"), Region::Comment);
    assert_eq!(region("rust", "/* a b */$0 fn f() {}\n"), Region::Code);
    assert_eq!(region("rust", "fn f() { g(\"a $0 b\"); }\n"), Region::String);
    assert_eq!(region("rust", "fn f() { g(\"a b\"$0); }\n"), Region::Code);
    assert_eq!(region("rust", "fn f<'a>(x: &'a str) {\n    $0\n}\n"), Region::Code);
    assert_eq!(region("python", "x = 'it$0'\n"), Region::String);
    assert_eq!(region("python", "def f():\n    \"\"\"Does $0.\"\"\"\n"), Region::Comment);
    assert_eq!(region("python", "x = f'{na$0me}'\n"), Region::Code);
    assert_eq!(region("python", "def f():\n    # no$0\n    pass\n"), Region::Comment);
    assert_eq!(region("typescript", "const a = `x ${b$0} y`;\n"), Region::Code);
    assert_eq!(region("typescript", "const a = `x $0 y`;\n"), Region::String);
    assert_eq!(region("typescript", "const a = \"open $0\nconst b = 1;\n"), Region::String);
}

#[test]
fn an_empty_block_is_seen_in_every_style() {
    assert_eq!(block("rust", "fn f() {\n    $0\n}\n"), Some(true));
    assert_eq!(block("rust", "fn f() {$0\n}\n"), Some(true));
    assert_eq!(block("rust", "fn f() {\n    // says what\n    $0\n}\n"), Some(true));
    assert_eq!(block("rust", "fn f() {\n    $0\n\nfn g() {}\n"), Some(false));
    assert_eq!(block("rust", "fn f() {\n    let a = 1;\n    $0\n}\n"), None);
    assert_eq!(block("rust", "fn f() {\n    $0\n    let a = 1;\n}\n"), None);
    assert_eq!(block("python", "def f(a):\n    $0\n\ndef g():\n    pass\n"), Some(false));
    assert_eq!(block("python", "class A:\n    def f(self):\n        $0\n\n    def g(self):\n        pass\n"), Some(false));
    assert_eq!(block("python", "def f(a):\n    $0\n    return a\n"), None);
    assert_eq!(block("python", "a = {1:\n    $0\n}\n"), None);
    assert_eq!(block("typescript", "function f() {\n  $0\n}\n"), Some(true));
    assert_eq!(block("go", "func f() {\n\t$0\n}\n"), Some(true));
    assert_eq!(block("ruby", "def f(a)\n  $0\nend\n"), Some(true));
    assert_eq!(block("ruby", "def f(a)\n  a + 1\n  $0\nend\n"), None);
    assert_eq!(block("lua", "function f(a)\n  $0\nend\n"), Some(true));
    assert_eq!(block("bash", "if true; then\n  $0\nfi\n"), Some(true));
}

#[test]
fn errors_are_counted_with_an_insertion() {
    let text = "fn f() {\n    g();\n}\n";
    let parsed = parsed("rust", text);
    let at = Span::new(13, 13);
    assert_eq!(parsed.errors(), 0);
    assert_eq!(parsed.errors_with(at, "h(1);\n    "), Some(0));
    assert!(parsed.errors_with(at, "h(1;\n    ").is_some_and(|count| count > 0));
    assert_eq!(parsed.errors_with(Span::new(4, 900), "x"), None, "a span that does not fit");
}

#[test]
fn a_tree_that_follows_its_text_is_as_good_as_a_new_one() {
    let language = by_name("rust").expect("a language");
    let mut text = String::from("fn f() {\n    let s = \"a\";\n}\n\nfn g() {}\n");
    let mut followed = parsed("rust", &text);
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..300 {
        let start = random.usize(..=text.len());
        let end = random.usize(start..=text.len().min(start + 3));
        text.replace_range(start..end, ["", "x", "{", "}", "\n", "\"", "let a = 1;"][random.usize(..7)]);
        followed = ParsedText::parse(Arc::from(text.as_str()), language, Some(&followed)).expect("a tree");
        let fresh = parsed("rust", &text);
        let at = random.u32(..=text.len() as u32);
        assert_eq!(followed.errors() == 0, fresh.errors() == 0, "{text:?}");
        if fresh.errors() == 0 {
            assert_eq!(followed.place(at), fresh.place(at), "{text:?} at {at}");
        }
    }
}

#[test]
fn a_large_text_is_parsed_around_the_cursor() {
    let language = by_name("rust").expect("a language");
    let item = format!("fn f() {{\n{}}}\n\n", "    call();\n".repeat(30));
    let half = item.repeat(100);
    let text = format!("{half}fn g() {{\n    \n}}\n\n{half}");
    let at = half.len() as u32 + 13;
    let near = ParsedText::parse_near(Arc::from(text.as_str()), at, language, None).expect("a tree");
    let whole = parsed("rust", &text);
    assert!(near.covers(at) && !near.covers(0) && whole.covers(0));
    assert_eq!(near.place(at), whole.place(at));
    assert_eq!(near.place(at).empty_block.map(|block| block.opener), Some(at - 6));
    assert_eq!(near.errors_with(Span::new(at, at), "g();"), Some(0));
    assert!(near.errors_with(Span::new(at, at), "g(;").is_some_and(|count| count > 0));
    assert_eq!(near.errors_with(Span::new(0, 0), "g();"), None, "outside of what was parsed");
}
