//! Whether a line may start where the cursor stands: in which column, and with which words. It looks at lines only, because a
//! tree of code that is being typed tells neither.

use sapwood_grammars::Family;

use super::site::{Indentation, Site};
use super::text::{columns, indentation};

/// Lines above the cursor that are looked at for the columns of enclosing blocks.
const LINES_ABOVE: usize = 400;

/// Words that start a line only where it is not indented.
const TOP_LEVEL: &[(Family, &[&str])] = &[
    (Family::C, &["#"]),
    (Family::Go, &["func (", "package ", "import "]),
    (Family::Web, &["export "]),
    (Family::Rust, &["#!["]),
];

/// Whether a line may start in the cursor's column, by the lines above it. True where the line has begun already.
pub(super) fn may_start_line(site: &Site) -> bool {
    let before = site.line_before();
    if !before.trim().is_empty() {
        return true;
    }
    let at = columns(before);
    let prefix = site.prefix();
    let mut above = prefix[..prefix.len() - before.len()].lines().rev().filter(|line| !line.trim().is_empty());
    let Some(last) = above.next() else { return at == 0 };
    let (last_at, end) = (columns(indentation(last)), last.trim_end());
    let is_python = site.language.is_some_and(|language| language.family == Family::Python);
    let one_deeper = match site.indentation() {
        Some(Indentation::Spaces(width)) => last_at + width,
        Some(Indentation::Tabs) | None => last_at + 4,
    };
    if end.ends_with('{') || (is_python && end.ends_with(':')) {
        // The cases of some languages stand in the column of what they belong to.
        let has_cases = ["switch", "select"].iter().any(|word| last.trim_start().starts_with(word));
        return at == one_deeper || (has_cases && at == last_at);
    }
    let is_open =
        end.ends_with(['(', '[', ',', ':', '\\', '=', '|', '&', '+', '.']) || end.ends_with("=>") || end.ends_with("->");
    if at > last_at {
        return is_open || !(is_python || end.ends_with([';', '}']));
    }
    at == last_at || above.take(LINES_ABOVE).any(|line| columns(indentation(line)) == at)
}

/// Whether the cursor's line, continued by `text`, would start with words that stand at the top level alone.
pub(super) fn is_out_of_place(site: &Site, text: &str) -> bool {
    let before = site.line_before();
    let Some(language) = site.language.filter(|_| columns(before) > 0) else { return false };
    let line = format!("{}{text}", before.trim_start());
    TOP_LEVEL.iter().any(|(family, words)| *family == language.family && words.iter().any(|word| line.starts_with(word)))
}

#[cfg(test)]
mod tests {
    use super::super::site::fixture::site;
    use super::*;

    fn starts(language: &str, fixture: &str) -> bool {
        may_start_line(&site(language, fixture))
    }

    #[test]
    fn a_line_starts_in_the_column_of_its_block() {
        let python = |blanks: usize| format!("def f():\n    try:\n        g()\n    except E:\n{}$0\n", " ".repeat(blanks));
        let columns: Vec<usize> = (0..14).filter(|&blanks| starts("python", &python(blanks))).collect();
        assert_eq!(columns, [8], "the clause that was opened wants its block");
        let after = |blanks: usize| format!("def f():\n    if a:\n        g()\n{}$0\n", " ".repeat(blanks));
        let columns: Vec<usize> = (0..14).filter(|&blanks| starts("python", &after(blanks))).collect();
        assert_eq!(columns, [0, 4, 8], "the same block, or one that encloses it");
        let c = |blanks: usize| format!("void f(void) {{\n    a();\n{}$0\n}}\n", " ".repeat(blanks));
        let columns: Vec<usize> = (0..9).filter(|&blanks| starts("c", &c(blanks))).collect();
        assert_eq!(columns, [0, 4]);
    }

    #[test]
    fn continued_lines_and_cases_stand_where_they_like() {
        assert!(starts("go", "func f() {\n\tswitch x {\n\t$0\n"));
        assert!(starts("rust", "fn f() {\n    a()\n        $0\n}\n"), "a chain of calls");
        assert!(starts("python", "x = f(\n        $0\n"));
        assert!(starts("rust", "fn f() {\n  a$0\n}\n"), "the line has begun");
        assert!(starts("rust", "$0"));
    }

    #[test]
    fn words_of_the_top_level_stay_there() {
        let c = site("c", "void f(void) {\n    $0\n}\n");
        assert!(is_out_of_place(&c, "#define A") && !is_out_of_place(&c, "define();"));
        assert!(is_out_of_place(&site("go", "func f() {\n\t$0\n"), "func (c *C) g() {"));
        assert!(!is_out_of_place(&site("go", "func f() {\n\t$0\n"), "func() {"));
        assert!(is_out_of_place(&site("typescript", "function f() {\n  exp$0\n}\n"), "ort const"));
        assert!(!is_out_of_place(&site("typescript", "$0"), "export const"));
    }
}
