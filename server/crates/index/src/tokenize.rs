//! The code tokenizer, shared by lexical indexing, similarity arrays and queries.
//!
//! A word of several parts gives the whole identifier, joined and lower-cased (`getUserName` and `get_user_name` both give
//! `getusername`), and each part, lower-cased and stemmed (Porter's English stemmer). A run of CJK characters gives its bigrams.
//! One-letter parts and single digits are dropped: they select nothing.

use std::cell::RefCell;

use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

/// Words longer than this are data (hashes, base64), not language, and give no token.
const MAX_WORD: usize = 80;
/// Distinct words remembered per thread with their stems; the memory is cleared when it is full.
const MAX_STEMS: usize = 50_000;

/// Calls `emit` with each token of `text`, in order, repeats included.
pub fn tokens(text: &str, mut emit: impl FnMut(&str)) {
    let bytes = text.as_bytes();
    let mut scratch = String::new();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte.is_ascii() {
            if !is_word_byte(byte) {
                at += 1;
                continue;
            }
            let start = at;
            while at < bytes.len() && is_word_byte(bytes[at]) {
                at += 1;
            }
            if text[at..].chars().next().is_some_and(|c| !c.is_ascii() && c.is_alphanumeric() && !is_cjk(c)) {
                at = other_script(text, start, &mut scratch, &mut emit);
            } else {
                word(&text[start..at], &mut scratch, &mut emit);
            }
        } else {
            at = other_script(text, at, &mut scratch, &mut emit);
        }
    }
}

/// The tokens of `text`, each once, in order of first appearance.
pub fn distinct(text: &str) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    tokens(text, |token| {
        if !seen.iter().any(|known| known == token) {
            seen.push(token.to_owned());
        }
    });
    seen
}

/// The sorted, distinct token hashes of `text`: its similarity array.
pub fn similarity_tokens(text: &str) -> Vec<u32> {
    let mut hashes = Vec::new();
    tokens(text, |token| hashes.push(sapwood_base::token_hash(token)));
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// One run of ASCII letters, digits and underscores.
fn word(word: &str, scratch: &mut String, emit: &mut impl FnMut(&str)) {
    if word.len() > MAX_WORD {
        return;
    }
    let mut parts = 0;
    for_parts(word, |_| parts += 1);
    if parts > 1 {
        scratch.clear();
        scratch.extend(word.bytes().filter(|&b| b != b'_').map(|b| b.to_ascii_lowercase() as char));
        emit(scratch);
    }
    for_parts(word, |part| {
        if part.len() < 2 {
            return;
        }
        scratch.clear();
        scratch.extend(part.bytes().map(|b| b.to_ascii_lowercase() as char));
        stemmed(scratch, emit);
    });
}

/// Calls `each` with the camel-case, snake-case and digit parts of `word`: `HTTPServer2_x` gives `HTTP`, `Server`, `2`, `x`.
fn for_parts(word: &str, mut each: impl FnMut(&str)) {
    let bytes = word.as_bytes();
    let class = |b: u8| match b {
        b'_' => 0,
        b'0'..=b'9' => 1,
        b'A'..=b'Z' => 2,
        _ => 3,
    };
    let mut start = 0;
    for at in 0..bytes.len() {
        let here = class(bytes[at]);
        if here == 0 {
            if start < at {
                each(&word[start..at]);
            }
            start = at + 1;
            continue;
        }
        if at == start {
            continue;
        }
        let before = class(bytes[at - 1]);
        let next = bytes.get(at + 1).map_or(0, |&b| class(b));
        let cut = match (before, here) {
            (2, 3) => false,
            (2, 2) => next == 3,
            (a, b) => a != b,
        };
        if cut {
            each(&word[start..at]);
            start = at;
        }
    }
    if start < bytes.len() {
        each(&word[start..]);
    }
}

/// A run of one script that starts at `at` and is not plain ASCII; returns where it ends.
fn other_script(text: &str, at: usize, scratch: &mut String, emit: &mut impl FnMut(&str)) -> usize {
    let rest = &text[at..];
    let run = |belongs: fn(char) -> bool| rest.find(|c| !belongs(c)).unwrap_or(rest.len());
    let cjk = run(is_cjk);
    if cjk > 0 {
        bigrams(&rest[..cjk], emit);
        return at + cjk;
    }
    let letters = run(|c| (c.is_alphanumeric() && !is_cjk(c)) || c == '_');
    if letters == 0 {
        return at + rest.chars().next().map_or(1, char::len_utf8);
    }
    if letters <= MAX_WORD {
        scratch.clear();
        scratch.extend(rest[..letters].chars().flat_map(char::to_lowercase));
        emit(scratch);
    }
    at + letters
}

fn bigrams(run: &str, emit: &mut impl FnMut(&str)) {
    let mut starts = run.char_indices().map(|(at, _)| at).chain([run.len()]);
    let (Some(mut first), Some(mut second)) = (starts.next(), starts.next()) else { return };
    if second == run.len() {
        return emit(run);
    }
    for third in starts {
        emit(&run[first..third]);
        (first, second) = (second, third);
    }
}

/// True for Han, Hiragana, Katakana and Hangul, which are written without spaces between words or searched by syllable.
pub fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}')
}

/// Emits the stem of `lower`, remembered per thread because a repository repeats its words.
fn stemmed(lower: &str, emit: &mut impl FnMut(&str)) {
    thread_local! {
        static STEMS: RefCell<(Stemmer, FxHashMap<String, Box<str>>)> =
            RefCell::new((Stemmer::create(Algorithm::English), FxHashMap::default()));
    }
    STEMS.with_borrow_mut(|(stemmer, known)| {
        if let Some(stem) = known.get(lower) {
            return emit(stem);
        }
        let stem = stemmer.stem(lower).into_owned().into_boxed_str();
        emit(&stem);
        if known.len() >= MAX_STEMS {
            known.clear();
        }
        known.insert(lower.to_owned(), stem);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let mut found = Vec::new();
        tokens(text, |token| found.push(token.to_owned()));
        assert_eq!(found, expected);
    }

    #[test]
    fn identifiers_give_whole_and_parts() {
        check("getUserName", &["getusername", "get", "user", "name"]);
        check("get_user_name", &["getusername", "get", "user", "name"]);
        check("HTTPServer", &["httpserver", "http", "server"]);
        check("utf8_to_16", &["utf8to16", "utf", "to", "16"]);
        check("x y1 handling", &["y1", "handl"]);
    }

    #[test]
    fn cjk_gives_bigrams() {
        check("处理路由 router", &["处理", "理路", "路由", "router"]);
        check("写", &["写"]);
    }

    #[test]
    fn other_letters_are_words() {
        check("Größe naïve-x", &["größe", "naïve"]);
    }
}
