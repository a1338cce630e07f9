//! What becomes of answers: good ones in every format, and those that have to be healed or dropped.

use sapwood_base::LineEdit;

use super::super::super::{Answer, Source};
use super::super::answer::{Said, parse};
use super::super::check::Checker;
use super::super::format::named;
use super::super::place::choose;
use super::super::testing::{edit, situation};

/// Four functions; the cursor stands in the second.
const TEXT: &str = "fn one() -> u32 {\n    1\n}\n\nfn two() -> u32 {\n    one()$0 + 1\n}\n\nfn three() -> u32 {\n    two() + 1\n}\n\nfn four() -> u32 {\n    three() + 1\n}\n";
/// The lines that may be edited by `window_v1`: 3 to 10.
const WINDOW: &str = "\nfn two() -> u32 {\n    one() + 1\n}\n\nfn three() -> u32 {\n    two() + 1\n}";

/// What is left of an answer: each edit as `line: old -> new`, and each sentence.
fn outcome(format: &str, text: &str, history: Vec<LineEdit>, said: &str, is_whole: bool) -> Vec<String> {
    let here = situation(&[("src/a.rs", text)], history);
    let format = named(format).expect("a format");
    let places = choose(&here, &Answer::default(), &format.window, format.places, &|_| false);
    let parsed = parse(format, &places, &Said { text: said.to_owned(), is_whole });
    let checker = Checker::new(&here, &places, format, "m");
    let mut out = Vec::new();
    for proposal in parsed.proposals {
        out.push(match checker.check(proposal) {
            Ok(it) => {
                assert_eq!((it.path.as_str(), &it.source), ("src/a.rs", &Source::Model("m".into())));
                format!("{}: {} -> {}", it.lines.start + 1, it.old, it.text.as_deref().unwrap_or("nothing"))
            }
            Err(why) => why.to_owned(),
        });
    }
    out.extend(parsed.notes);
    out
}

fn window(said: &str) -> Vec<String> {
    outcome("window_v1", TEXT, Vec::new(), said, true)
}

fn changed() -> String {
    WINDOW.replace("one() + 1", "one() + 2")
}

const DONE: [&str; 1] = ["6:     one() + 1 ->     one() + 2"];

#[test]
fn a_good_answer_in_every_format() {
    assert_eq!(window(&format!("<window>\n{}\n</window>", changed())), DONE);
    let file = TEXT.replace("$0", "").replace("one() + 1", "one() + 2");
    let zeta = format!("```src/a.rs\n<|editable_region_start|>\n{file}<|editable_region_end|>\n```");
    assert_eq!(outcome("zeta_v1", TEXT, Vec::new(), &zeta, true), DONE);
    let with_cursor = zeta.replace("+ 2", "+ 2<|user_cursor_is_here|>");
    assert_eq!(outcome("zeta_v1", TEXT, Vec::new(), &with_cursor, true), DONE);
    assert_eq!(outcome("zeta_v2", TEXT, Vec::new(), &format!("{file}>>>>>>> UPDATED\n"), true), DONE);
    assert_eq!(outcome("zeta_v2", TEXT, Vec::new(), &file, true), DONE, "the mark ended it");
    assert_eq!(outcome("zeta_v2_1", TEXT, Vec::new(), &format!("<|marker_1|>\n{file}<|marker_2|>"), true), DONE);
    assert_eq!(outcome("sweep_v1", TEXT, Vec::new(), &file, true), DONE);
    let blocks = "src/a.rs\n<<<<<<< SEARCH\n    one() + 1\n=======\n    one() + 2\n>>>>>>> REPLACE\n";
    assert_eq!(outcome("blocks_v1", TEXT, Vec::new(), blocks, true), DONE);
}

#[test]
fn what_stands_around_an_answer_falls_away() {
    for said in [
        format!("```rust\n{}\n```", changed()),
        format!("Sure, here is the updated code:\n\n```rust\n{}\n```\n\nI changed the number.", changed()),
        format!("Here is the updated code:\n{}\n\nI changed the number for you.", changed()),
        format!("<think>\nWhat next?\n</think>\n\n<window>\n{}\n</window>\nDone.", changed()),
        format!("<window>\r\n{}\r\n</window>", changed().replace('\n', "\r\n")),
        format!("<window>\n{}", changed()),
        changed().replace("+ 2", "+ 2<|cursor|>"),
        changed().replace("+ 2", "+ 2\0"),
        format!("\n\n{}\n\n\n", changed()),
        changed().replace('\n', "  \n"),
    ] {
        assert_eq!(window(&said), DONE, "{said}");
    }
}

#[test]
fn indentation_is_the_files_own() {
    let nested = "mod m {\n    use a::b;\n    use d::d;\n\n    fn a() {\n        b($0);\n        c();\n    }\n\n    fn z() {\n        y();\n    }\n}\n";
    let said = "\nfn a() {\n    b(1);\n    if d {\n        c();\n    }\n}\n\nfn z() {\n    y();";
    assert_eq!(
        outcome("window_v1", nested, Vec::new(), said, true),
        ["6:         b();\n        c(); ->         b(1);\n        if d {\n            c();\n        }"]
    );
    let tabs = nested.replace("    ", "\t");
    let found = outcome("window_v1", &tabs, Vec::new(), said, true);
    assert_eq!(found, ["6: \t\tb();\n\t\tc(); -> \t\tb(1);\n\t\tif d {\n\t\t\tc();\n\t\t}"]);
}

#[test]
fn an_answer_that_was_cut_off_counts_as_far_as_it_is_sure() {
    let cut = |said: &str| outcome("window_v1", TEXT, Vec::new(), said, false);
    let end = changed().find("two() + 1").expect("there");
    assert_eq!(cut(&changed()[..end]), DONE);
    assert_eq!(cut("<window>\n\nfn two() -> u32 {\n    one() + 2"), ["The model sees nothing to edit."]);
    assert_eq!(cut("fn tw"), ["The model's answer was dropped: it was cut off before anything of it could be told."]);
}

#[test]
fn lines_around_the_window_are_not_written_twice() {
    let beyond = format!("{}\n\nfn four() -> u32 {{\n    three() + 1\n}}", changed());
    assert_eq!(window(&beyond), DONE);
    let before = format!("    1\n}}\n{}", changed());
    assert_eq!(window(&before), DONE);
    let lost = changed().replace("\n    two() + 1\n}", "");
    assert_eq!(window(&lost), DONE, "the end got lost");
}

#[test]
fn garbage_is_dropped_with_a_sentence() {
    let circles = "    one();\n".repeat(60);
    let long = (0..100).map(|n| format!("    call_{n}(a{n}, b);")).collect::<Vec<_>>().join("\n");
    let cases = [
        ("", "The model had nothing to say."),
        ("\0\0\0", "The model had nothing to say."),
        ("NO_EDITS", "The model sees nothing to edit."),
        (WINDOW, "The model sees nothing to edit."),
        ("I'm sorry, but I cannot help with that.", "The model's answer was dropped: it is talk instead of code."),
        (
            "The moon is made of cheese.\nIt shines at night.\nNobody lives there.",
            "The model's answer was dropped: it does not rewrite the lines that were shown.",
        ),
        (
            "import os\n\ndef main():\n    print(os.name)\n",
            "The model's answer was dropped: it does not rewrite the lines that were shown.",
        ),
        (circles.as_str(), "The model's answer was dropped: it runs in circles."),
        (long.as_str(), "The model's answer was dropped: it is longer than an edit can be."),
    ];
    for (said, why) in cases {
        assert_eq!(window(said), [why], "{said:?}");
    }
    let broken = WINDOW.replace("one() + 1", "one() + (1 }");
    assert_eq!(window(&broken), ["the file would not read as its language"]);
    let blanks = WINDOW.replace("    one() + 1", "one() + 1");
    assert_eq!(window(&blanks), ["it changes nothing but blanks"]);
    let hidden = WINDOW.replace("one() + 1", "login(\"<hidden: password>\")");
    assert_eq!(window(&hidden), ["it holds the mark of a secret that was hidden from the model"]);
    let marked = WINDOW.replace("one() + 1", "one() // <window>");
    assert_eq!(window(&format!("{marked}\n</window>")).len(), 1);
    let short = "    x();\n".repeat(14) + &"    y();\n".repeat(30);
    assert_eq!(window(&short), ["The model's answer was dropped: it runs in circles."]);
}

#[test]
fn what_was_just_done_stays() {
    let history = vec![edit("src/a.rs", 5, &["    one() + 2"], &["    one() + 1"])];
    let back = outcome("window_v1", TEXT, history.clone(), &changed(), true);
    assert_eq!(back, ["it takes back what was just done"]);
    let on = WINDOW.replace("two() + 1", "two() + 7");
    assert_eq!(outcome("window_v1", TEXT, history, &on, true), ["10:     two() + 1 ->     two() + 7"]);
}

#[test]
fn secrets_that_were_hidden_come_back_where_they_stood() {
    let text = "let a = 1;\nlet db_password = \"swordfish9\";\nlet b = a$0;\nlet c = b;\n";
    let said = "let a = 1;\nlet db_password = \"<hidden: password>\";\nlet b = a + 1;\nlet c = b;";
    assert_eq!(outcome("window_v1", text, Vec::new(), said, true), ["3: let b = a; -> let b = a + 1;"]);
}

fn block(search: &str, replace: &str) -> String {
    format!("src/a.rs\n<<<<<<< SEARCH\n{search}\n=======\n{replace}\n>>>>>>> REPLACE\n")
}

fn blocks(said: &str) -> Vec<String> {
    outcome("blocks_v1", TEXT, Vec::new(), said, true)
}

#[test]
fn blocks_are_found_where_only_blanks_differ() {
    assert_eq!(blocks(&block("one()  +  1", "one() + 2")), DONE);
    assert_eq!(blocks(&block("fn two() -> u32 {\n  one() + 1", "fn two() -> u32 {\n  one() + 2")), DONE);
    assert_eq!(
        blocks(&block("one() + 1", "if true {\n    one()\n} else { 2 }")),
        ["6:     one() + 1 ->     if true {\n        one()\n    } else { 2 }"]
    );
    assert_eq!(blocks(&block("    one() + 1", "    one() + 2").replace('\n', "\r\n")), DONE);
    assert_eq!(blocks(&block("```\n    one() + 1\n```", "```\n    one() + 2\n```")), DONE);
    assert_eq!(blocks(&format!("Here you are:\n```diff\n{}```\nDone.", block("    one() + 1", "    one() + 2"))), DONE);
}

#[test]
fn blocks_that_fit_nowhere_are_dropped_with_a_sentence() {
    let cases = [
        (block("    nine()", "    ten()"), "Edit 1 was dropped: the lines it searches are not there."),
        (block("}", "};"), "Edit 1 was dropped: the lines it searches are there more than once."),
        (block("", "fn five() {}"), "Edit 1 was dropped: it names no lines to search."),
        (block("    one() + 1", "    one() + 1"), "Edit 1 was dropped: it changes nothing."),
        (
            block("    one() + 1", "    one() + 2").replace("src/a.rs", "src/b.rs"),
            "Edit 1 was dropped: it edits a file that was not shown.",
        ),
        ("Nothing to do here, all is well.".into(), "The model's answer was dropped: it holds no edit."),
    ];
    for (said, why) in cases {
        assert_eq!(blocks(&said), [why], "{said}");
    }
    let two = format!("{}{}", block("    one() + 1", "    one() + 2"), block("    nine()", "    ten()"));
    assert_eq!(blocks(&two), [DONE[0], "Edit 2 was dropped: the lines it searches are not there."]);
    let open = two.replace("    ten()\n>>>>>>> REPLACE\n", "    te");
    let cut = outcome("blocks_v1", TEXT, Vec::new(), &open, false);
    assert_eq!(cut, [DONE[0], "Edit 2 was dropped: it was cut off."]);
    assert_eq!(blocks(&block("    one() + 1", "    one() + (2 }")), ["the file would not read as its language"]);
    assert_eq!(blocks(&block("    one() + 1", "")), ["6:     one() + 1 -> nothing"]);
}
