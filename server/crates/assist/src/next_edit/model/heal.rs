//! Takes off an answer what models put around what they were asked for: thoughts, talk, code fences, marks, another indentation. It
//! decides nothing about what is left.

use super::lines::pairs;

/// What stands behind a model's written thoughts.
pub(super) fn without_thoughts(text: &str) -> &str {
    match text.trim_start().strip_prefix("<think>") {
        Some(rest) => rest.split_once("</think>").map_or("", |(_, rest)| rest.trim_start_matches('\n')),
        None => text,
    }
}

/// The inside of the first code fence, where the text that was shown has none; with whether the fence was closed.
pub(super) fn without_fence<'a>(text: &'a str, shown: &[String]) -> (&'a str, Option<bool>) {
    if shown.iter().any(|line| line.trim_start().starts_with("```")) {
        return (text, None);
    }
    let at = if text.trim_start().starts_with("```") { text.find("```") } else { text.find("\n```").map(|at| at + 1) };
    let Some((_, inside)) = at.and_then(|at| text[at..].split_once('\n')) else { return (text, None) };
    match inside.find("\n```") {
        _ if inside.starts_with("```") => ("", Some(true)),
        Some(end) => (&inside[..=end], Some(true)),
        None => (inside, Some(false)),
    }
}

/// The lines from the first to the last that were shown as they are, where the rest addresses a person.
pub(super) fn without_talk<'a>(lines: &'a [String], shown: &[String]) -> &'a [String] {
    let is_shown = |line: &String| !line.trim().is_empty() && shown.iter().any(|it| it.trim() == line.trim());
    let start = lines.iter().position(is_shown).filter(|&at| lines[..at].iter().any(|line| is_talk(line))).unwrap_or(0);
    let end = lines.iter().rposition(is_shown).map(|at| at + 1);
    let end = end.filter(|&at| lines[at..].iter().any(|line| is_talk(line))).unwrap_or(lines.len());
    &lines[start.min(end)..end]
}

/// How sentences for people begin.
const OPENINGS: &[&str] = &[
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
    "the updated",
    "the rewritten",
    "the edited",
    "based on",
    "unfortunately",
    "it looks like",
    "it seems",
    "let me",
    "below is",
    "explanation",
    "i have",
    "i've",
    "i changed",
    "this change",
    "these changes",
    "note that",
    "looking at",
];

/// True for a line that addresses a person.
pub(super) fn is_talk(line: &str) -> bool {
    let line = line.trim();
    let lower: String = line.chars().take(60).collect::<String>().to_lowercase();
    let is_sentence = line.split_whitespace().count() >= 3 && !line.contains(['{', '}', ';', '=']);
    is_sentence
        && OPENINGS.iter().any(|opening| lower.strip_prefix(opening).is_some_and(|rest| rest.starts_with([' ', ',', ':', '!'])))
}

/// The blanks at the start of `line`.
fn indentation(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// The columns that blanks take, where a tab takes four.
fn columns(blanks: &str) -> usize {
    blanks.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

/// `lines` with the indentation of the text they stand for, as far as lines that both have tell it.
pub(super) fn reindented(lines: &[String], shown: &[String]) -> Vec<String> {
    follow(lines, shown, &pairs(shown, lines, |a, b| a.trim() == b.trim()))
}

/// `lines` with the indentation of `shown`: pairs of lines, of `shown` and of `lines`, tell how it differs, and the others follow most
/// of them, else the nearest.
pub(super) fn follow(lines: &[String], shown: &[String], known: &[(usize, usize)]) -> Vec<String> {
    let is_told = |&&(a, _): &&(usize, usize)| !shown[a].trim().is_empty();
    let known: Vec<(usize, usize)> = known.iter().filter(is_told).copied().collect();
    if known.iter().all(|&(a, b)| indentation(&shown[a]) == indentation(&lines[b])) {
        return lines.to_vec();
    }
    let has_tabs = shown.iter().any(|line| line.starts_with('\t'));
    let blanks = |target: usize| if has_tabs { "\t".repeat(target / 4) } else { " ".repeat(target) };
    let shift =
        |&(a, b): &(usize, usize)| columns(indentation(&shown[a])).cast_signed() - columns(indentation(&lines[b])).cast_signed();
    let most = known.iter().map(shift).max_by_key(|it| known.iter().filter(|pair| shift(pair) == *it).count());
    // Where most lines stand as far beside as each other, all do.
    let all = most.filter(|it| known.iter().filter(|pair| shift(pair) == *it).count() * 2 > known.len());
    let place = |(at, line): (usize, &String)| {
        let body = line.trim_start_matches([' ', '\t']);
        let own = columns(indentation(line));
        if body.is_empty() {
            return String::new();
        }
        let told = known
            .iter()
            .find(|&&(_, b)| b == at)
            .or_else(|| known.iter().find(|&&(_, b)| columns(indentation(&lines[b])) == own));
        if let (None, Some(&(a, _))) = (all, told) {
            return format!("{}{body}", indentation(&shown[a]));
        }
        let nearest = known.iter().min_by_key(|&&(_, b)| b.abs_diff(at)).map_or(0, shift);
        format!("{}{body}", blanks(own.saturating_add_signed(all.unwrap_or(nearest))))
    };
    lines.iter().enumerate().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn fences_and_thoughts_fall_away() {
        let shown = lines("a();\nb();");
        assert_eq!(without_fence("Here:\n```rust\na();\n```\nDone.", &shown), ("a();\n", Some(true)));
        assert_eq!(without_fence("```\na();\nb", &shown), ("a();\nb", Some(false)));
        assert_eq!(without_fence("a();\n", &shown), ("a();\n", None));
        assert_eq!(without_fence("```\n```", &shown), ("", Some(true)));
        let prose = lines("```\nx\n```");
        assert_eq!(without_fence("```\ny\n```", &prose), ("```\ny\n```", None), "fences of its own");
        assert_eq!(without_thoughts("<think>hm</think>\na"), "a");
        assert_eq!(without_thoughts("<think>hm"), "");
    }

    #[test]
    fn talk_falls_away_and_code_stays() {
        let shown = lines("fn f() {\n    a();\n}");
        let said = lines("Sure, here is the code:\nfn f() {\n    b();\n}\n\nI changed the call for you.");
        assert_eq!(without_talk(&said, &shown), lines("fn f() {\n    b();\n}"));
        let code = lines("sure_thing(1);\nfn f() {\n    here_is(a);\n}");
        assert_eq!(without_talk(&code, &shown), code);
    }

    #[test]
    fn indentation_follows_the_text() {
        let shown = lines("    fn f() {\n        a();\n    }");
        let missing = lines("fn f() {\n    a(1);\n    if b {\n        c();\n    }\n}");
        assert_eq!(
            reindented(&missing, &shown),
            lines("    fn f() {\n        a(1);\n        if b {\n            c();\n        }\n    }")
        );
        let tabs = lines("\tfn f() {\n\t\ta();\n\t}");
        let spaces = lines("    fn f() {\n        a();\n        b();\n    }");
        assert_eq!(reindented(&spaces, &tabs), lines("\tfn f() {\n\t\ta();\n\t\tb();\n\t}"));
        let right = lines("    fn f() {\n        b();\n    }");
        assert_eq!(reindented(&right, &shown), right);
    }
}
