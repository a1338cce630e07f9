//! A question about a repository that nobody has asked yet, made from its own documentation or names.

use sapwood_index::SymbolId;

use crate::cli::session::Session;

/// Words of a question, at least and at most.
const WORDS: std::ops::RangeInclusive<usize> = 4..=11;

/// The first sentence of a definition's documentation, if it makes a question.
pub(super) fn from_documentation(session: &Session, symbol: SymbolId) -> Option<String> {
    let view = session.snapshot.symbol(symbol);
    if view.doc.is_empty() {
        return None;
    }
    first_sentence(view.doc.text(&session.text(session.snapshot.file(view.file).path)))
}

/// A definition's name in words.
pub(super) fn from_name(session: &Session, symbol: SymbolId) -> String {
    words_of(session.snapshot.symbol(symbol).name)
}

/// The words of an identifier: `resolveImportPath` and `resolve_import_path` give "resolve import path".
pub(super) fn words_of(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut was_lower = false;
    for c in name.chars() {
        if c == '_' || c == '-' || (c.is_uppercase() && was_lower) {
            out.push(' ');
        }
        was_lower = c.is_lowercase() || c.is_numeric();
        out.extend(c.to_lowercase().filter(|c| c.is_alphanumeric()));
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first sentence of a documentation comment, if it reads like one: plain words, neither short nor long.
fn first_sentence(doc: &str) -> Option<String> {
    let lines = doc.lines().map(|line| line.trim().trim_start_matches(['/', '*', '#', '!', '"', '\'']).trim());
    let paragraph: Vec<&str> = lines.skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty()).collect();
    let paragraph = paragraph.join(" ");
    let sentence = paragraph.split(['.', ';', ':']).next()?.split(", ").next()?.replace(['`', '[', ']'], "");
    let is_plain = sentence.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '\'' | '_'));
    let words = sentence.split_whitespace().count();
    let is_sentence = is_plain && WORDS.contains(&words) && sentence.len() <= 72;
    is_sentence.then(|| lower_first(sentence.trim()))
}

fn lower_first(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map_or(String::new(), |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words() {
        assert_eq!(words_of("resolve_import_path"), "resolve import path");
        assert_eq!(words_of("resolveImportPath"), "resolve import path");
        assert_eq!(words_of("HTTPServer2Start"), "httpserver2 start");
    }

    #[test]
    fn a_plain_first_sentence_is_a_question() {
        assert_eq!(
            first_sentence("/// Reads the files that have changed. Then more.").as_deref(),
            Some("reads the files that have changed")
        );
        assert_eq!(
            first_sentence("\"\"\"\n    Return the list of\n    open connections.\n\n    More.\n    \"\"\"").as_deref(),
            Some("return the list of open connections")
        );
        assert_eq!(
            first_sentence("/// Makes the [`Index`] agree with the disk, as far as it goes.").as_deref(),
            Some("makes the Index agree with the disk")
        );
        assert_eq!(first_sentence("/// See <http://x>: odd {@link Foo} text in here"), None);
        assert_eq!(first_sentence("/// Short."), None);
        assert_eq!(first_sentence(""), None);
    }
}
