//! Cuts a model's answer while it comes, so that the model can be stopped as soon as it says nothing useful any more.
//!
//! It looks at the answer and the lines around the cursor only; what the finished text still needs is done by the filters.

use sapwood_grammars::Family;

use super::repetition;
use super::site::Site;
use super::text::{is_word, letters, unmatched, with_plain_breaks};

/// Marks of templates, at which every model stops.
const STOP_MARKS: &[&str] = &[
    "<|",
    "<fim_",
    "<｜",
    "<file_sep>",
    "<repo_name>",
    "<filename>",
    "<EOT>",
    "<PRE>",
    "<SUF>",
    "<MID>",
    "</s>",
    "<s>",
    "[SUFFIX]",
    "[PREFIX]",
    "[MIDDLE]",
    "<eos>",
    "<bos>",
    "<pad>",
];
/// What a model sees in place of a secret; nobody wants it in a file.
const HIDDEN: &str = "<hidden: ";
/// How talk begins.
const TALK: &[&str] = &[
    "sure",
    "certainly",
    "of course",
    "okay",
    "here is",
    "here's",
    "here are",
    "i'm sorry",
    "i am sorry",
    "sorry",
    "i cannot",
    "i can't",
    "as an ai",
    "the code",
    "this code",
    "the following",
    "to complete",
    "based on",
    "unfortunately",
    "it looks like",
    "it seems",
    "you can",
    "let me",
    "the missing",
    "the completed",
    "the completion",
    "below is",
    "note:",
    "explanation",
    "i think",
    "i would",
];
/// Talk may take this long before the code that follows it in a fence.
const MAX_TALK: usize = 800;
/// An answer longer than this is not read on.
const MAX_BYTES: usize = 6000;
/// Nor one of more lines than this.
const MAX_LINES: usize = 60;

/// What is left of an answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Cut {
    /// The text.
    pub(super) text: String,
    /// Why nothing more of the answer counts, if there was more.
    pub(super) stopped: Option<&'static str>,
}

impl Cut {
    fn at(text: &str, stopped: &'static str) -> Self {
        Self { text: text.to_owned(), stopped: Some(stopped) }
    }
}

/// What is left of `answer` at `site`. Where `is_whole` is false more may come, and a stop says that it is not needed.
pub(super) fn cut(site: &Site, answer: &str, is_whole: bool) -> Cut {
    let mut text = with_plain_breaks(answer);
    let mut stopped = None;
    let mut stop = |text: &mut String, at: Option<usize>, why| {
        if let Some(at) = at {
            text.truncate(at);
            stopped.get_or_insert(why);
        }
    };
    let at = text.find('\0');
    stop(&mut text, at, "a null byte");
    let at = text.len() > MAX_BYTES;
    let end = at.then(|| (0..=MAX_BYTES).rev().find(|&at| text.is_char_boundary(at))).flatten();
    stop(&mut text, end, "its length");
    let at = text.find(HIDDEN);
    stop(&mut text, at, "a secret that was hidden from it");
    let at = STOP_MARKS.iter().filter_map(|mark| text.find(mark)).min().filter(|_| !uses_marks(site));
    stop(&mut text, at, "a mark of its template");
    let code = match unwrapped(site, &text, is_whole || stopped.is_some()) {
        Unwrapped::Code(code, None) => code,
        Unwrapped::Code(code, Some(why)) => {
            stopped.get_or_insert(why);
            code
        }
        Unwrapped::Undecided => return Cut::default(),
        Unwrapped::Talk => return Cut::at("", "talk instead of code"),
    };
    let mut found = by_lines(site, code);
    if let Some(end) = repetition::end(&found.text) {
        found = Cut::at(&found.text[..end], "repetition");
    }
    found.stopped = found.stopped.or(stopped);
    found
}

/// True in texts where such marks are part of the language.
fn uses_marks(site: &Site) -> bool {
    matches!(site.family(), Some(Family::Prose)) || site.language.is_some_and(|language| language.name == "html")
}

enum Unwrapped<'a> {
    Code(&'a str, Option<&'static str>),
    /// It may still turn out to be talk, or code behind it.
    Undecided,
    Talk,
}

/// The code of an answer that may stand in back-ticks, with talk around it.
fn unwrapped<'a>(site: &Site, text: &'a str, is_whole: bool) -> Unwrapped<'a> {
    let text = without_thoughts(text);
    if site.is_prose() {
        return Unwrapped::Code(text, None);
    }
    let start = text.trim_start();
    let is_talk = is_talk(start);
    let fence = if start.starts_with("```") { Some(start) } else { text.find("\n```").map(|at| &text[at + 1..]) };
    match fence {
        Some(fence) if is_talk || start.starts_with("```") => {
            let Some((_, code)) = fence.split_once('\n') else {
                return if is_whole { Unwrapped::Talk } else { Unwrapped::Undecided };
            };
            match code.find("```") {
                Some(end) => Unwrapped::Code(code[..end].trim_end_matches([' ', '\n']), Some("the end of its back-ticks")),
                None => Unwrapped::Code(code, None),
            }
        }
        Some(fence) => Unwrapped::Code(&text[..text.len() - fence.len()], Some("back-ticks")),
        None if is_talk && (is_whole || text.len() > MAX_TALK) => Unwrapped::Talk,
        None if is_talk || (!is_whole && "```".starts_with(start) && !start.is_empty()) => Unwrapped::Undecided,
        None => Unwrapped::Code(in_back_ticks(site, text), None),
    }
}

/// What stands behind a model's written thoughts.
fn without_thoughts(text: &str) -> &str {
    if text.trim_start().starts_with("<think>") {
        text.split_once("</think>").map_or("", |(_, rest)| rest.trim_start_matches('\n'))
    } else {
        text
    }
}

/// What stands between single back-ticks around the whole answer, where the language has none of its own.
fn in_back_ticks<'a>(site: &Site, text: &'a str) -> &'a str {
    let has_own =
        matches!(site.family(), Some(Family::Web | Family::Go | Family::Shell | Family::Ruby | Family::Sql | Family::Jvm));
    let inner = text.trim().strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
    inner.filter(|inner| !has_own && !inner.contains('`')).unwrap_or(text)
}

/// True for a first line that addresses a person.
fn is_talk(text: &str) -> bool {
    let line = text.lines().next().unwrap_or("");
    let lower: String = line.chars().take(60).collect::<String>().to_lowercase();
    let Some(opening) = TALK.iter().find(|opening| lower.starts_with(**opening)) else { return false };
    let rest = &lower[opening.len()..];
    if rest.starts_with(is_word) {
        return false;
    }
    let is_code = line.chars().any(|c| "(){}[];=".contains(c));
    !is_code && rest.split_whitespace().filter(|word| letters(word) > 0).count() >= 2
}

/// Goes through the lines and stops where nothing good follows.
fn by_lines(site: &Site, text: &str) -> Cut {
    let (text, start) = without_path(site, text);
    let comment = site.language.map_or("", |language| language.line_comment);
    let next = site.next_line();
    let mut has_code = false;
    let mut blanks = 0;
    let mut at = start;
    for (number, line) in text[start..].split_inclusive('\n').enumerate() {
        let is_complete = line.ends_with('\n');
        let bare = line.trim_end();
        let before = || text[start..at].trim_end_matches('\n');
        if number >= MAX_LINES {
            return Cut::at(before(), "its length");
        }
        if number > 0 && is_complete && is_path_comment(bare, comment) {
            return Cut::at(before(), "the start of another file");
        }
        if is_complete && is_same_line(number, bare, next) {
            return Cut::at(before(), "the line below the cursor");
        }
        if has_code && bare.is_empty() && is_complete {
            blanks += 1;
            if blanks > 1 || unmatched(&text[start..at]).open.is_empty() {
                return Cut::at(before(), "an empty line");
            }
        }
        has_code |= !bare.is_empty();
        at += line.len();
        if has_code && is_complete && !site.is_multi_line() {
            return Cut::at(text[start..at].trim_end_matches('\n'), "the end of the line");
        }
    }
    Cut { text: text[start..].to_owned(), stopped: None }
}

/// True where a complete line is the one below the cursor; a line without letters has to stand at the same column.
fn is_same_line(number: usize, line: &str, next: &str) -> bool {
    let next = next.trim_end();
    if next.is_empty() || line.trim().is_empty() {
        return false;
    }
    let is_telling = letters(next) >= 3;
    line == next || (is_telling && number > 0 && line.trim() == next.trim())
}

/// Where the text starts behind a first line that only names a file.
fn without_path<'a>(site: &Site, text: &'a str) -> (&'a str, usize) {
    let comment = site.language.map_or("", |language| language.line_comment);
    match text.split_once('\n') {
        Some((first, rest)) if is_path_comment(first, comment) => (text, text.len() - rest.len()),
        _ => (text, 0),
    }
}

/// True for a comment that holds a path and nothing else, as prompts put it above a file.
fn is_path_comment(line: &str, comment: &str) -> bool {
    let Some(rest) = line.trim().strip_prefix(comment).filter(|_| !comment.is_empty()) else { return false };
    let rest = rest.trim();
    let path = ["Path:", "path:", "File:", "file:"].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest).trim();
    let has_extension = path
        .rsplit_once('.')
        .is_some_and(|(stem, end)| !stem.is_empty() && (1..=5).contains(&end.len()) && end.chars().all(char::is_alphanumeric));
    has_extension && (path.contains('/') || path != rest) && !path.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::super::site::fixture::site;
    use super::*;

    const BLOCK: &str = "fn f() {\n    $0\n}\n\nfn below_it() {}\n";
    const LINE: &str = "fn f() {\n    let a = $0;\n    after_it(a);\n}\n";

    fn check(fixture: &str, answer: &str, text: &str, stopped: Option<&'static str>) {
        let site = site("rust", fixture);
        assert_eq!(cut(&site, answer, true), Cut { text: text.into(), stopped }, "{answer:?}");
        // Whatever arrives in between, the text never shrinks below what is kept in the end unless it was undecided.
        for at in (0..answer.len()).filter(|&at| answer.is_char_boundary(at)) {
            let partial = cut(&site, &answer[..at], false);
            assert!(partial.stopped.is_none() || partial.text == text, "{:?} of {answer:?}: {partial:?}", &answer[..at]);
        }
    }

    #[test]
    fn a_good_answer_is_left_alone() {
        check(BLOCK, "let a = 1;\n    g(a);", "let a = 1;\n    g(a);", None);
        check(LINE, "g(1)", "g(1)", None);
    }

    #[test]
    fn a_single_line_ends_the_answer_early() {
        check(LINE, "g(1)\n    h(2);\n", "g(1)", Some("the end of the line"));
        check(LINE, "\n    h(2);\nx", "\n    h(2);", Some("the end of the line"));
    }

    #[test]
    fn marks_of_templates_and_null_bytes_end_it() {
        check(BLOCK, "g();<|endoftext|>more", "g();", Some("a mark of its template"));
        check(BLOCK, "g();</s>", "g();", Some("a mark of its template"));
        check(LINE, "\"<hidden: password>\"", "\"", Some("a secret that was hidden from it"));
        check(BLOCK, "g();\0\0\0", "g();", Some("a null byte"));
    }

    #[test]
    fn back_ticks_are_taken_off() {
        check(BLOCK, "```rust\ng();\n```\nThis calls g.", "g();", Some("the end of its back-ticks"));
        check(BLOCK, "Sure, here is the code:\n```rust\ng();\n```", "g();", Some("the end of its back-ticks"));
        check(BLOCK, "g();\n```\n\nThis calls g.", "g();\n", Some("back-ticks"));
        check(LINE, "`g(1)`", "g(1)", None);
    }

    #[test]
    fn talk_is_no_code() {
        check(BLOCK, "Sure, here is what you asked for.", "", Some("talk instead of code"));
        check(BLOCK, "I'm sorry, but I cannot help with that", "", Some("talk instead of code"));
        check(BLOCK, "<think>well", "", None);
        check(BLOCK, "<think>well</think>\ng();", "g();", None);
        check(BLOCK, "sure_thing(a);", "sure_thing(a);", None);
        check(BLOCK, "Okay(value) => value,", "Okay(value) => value,", None);
        assert_eq!(cut(&site("rust", "// $0\n"), "Here is how it works", true).text, "Here is how it works");
    }

    #[test]
    fn it_stops_at_the_lines_that_follow() {
        check(BLOCK, "g();\n}\n\nfn below_it() {}", "g();", Some("the line below the cursor"));
        let inner = "if a {\n        g();\n    }\n    h();\n}\n";
        check(BLOCK, inner, "if a {\n        g();\n    }\n    h();", Some("the line below the cursor"));
        let open = "fn f() {\n    $0\n    \nfn below_it() {\n}\n";
        check(open, "g();\n  fn below_it() {\n  x", "g();", Some("the line below the cursor"));
    }

    #[test]
    fn an_empty_line_or_another_file_ends_it() {
        check(BLOCK, "g();\n\n    h();\n", "g();", Some("an empty line"));
        let kept = "if a {\n        g();\n\n        h();\n    }";
        check(BLOCK, kept, kept, None);
        check(BLOCK, "// src/main.rs\ng();\n", "g();\n", None);
        check(BLOCK, "g();\n// Path: src/other.rs\nh();", "g();", Some("the start of another file"));
        check(BLOCK, "// see main\ng();", "// see main\ng();", None);
    }

    #[test]
    fn endless_answers_are_cut() {
        let answer = "a.b(c);\n    ".repeat(400);
        let found = cut(&site("rust", BLOCK), &answer, false);
        assert!(found.stopped.is_some() && found.text.len() < 40, "{found:?}");
        let long = (0..3000).map(|n| format!("x{n}")).collect::<Vec<_>>().join(" ");
        assert_eq!(cut(&site("rust", BLOCK), &long, false).stopped, Some("its length"));
    }
}
