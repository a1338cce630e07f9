//! Understands a question: what is asked for, how much each word counts, and what is named verbatim.
//!
//! It does not know the index: whether a word exists in the repository is the search's business.

mod chinese;
pub(crate) mod direct;
mod scan;
mod words;

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use sapwood_grammars::LanguageId;
use sapwood_index::tokenize;
use serde::{Deserialize, Serialize};

pub use direct::Direct;
use scan::{Piece, PieceKind};

/// A token of the lexical index and how much it counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The token, as the index's tokenizer gives it.
    pub text: String,
    /// How much it counts; 1 is a plain word of the subject.
    pub weight: f32,
}

/// How much each kind of word counts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct QueryWeights {
    /// Lines below the first one of a text of several lines.
    pub body: f32,
    /// Words that say what is done to the code (`fix`, `add`).
    pub deed: f32,
    /// What is written as code: in backticks, or with the shape of an identifier.
    pub code: f32,
    /// A word that means the same as one of the query's.
    pub synonym: f32,
    /// Two words that follow one another, as one identifier.
    pub joined: f32,
    /// The part before the colon: `fix(compiler): …`, `routing: …`.
    pub scope: f32,
}

impl Default for QueryWeights {
    fn default() -> Self {
        Self { body: 0.4, deed: 0.3, code: 1.2, synonym: 0.3, joined: 0.6, scope: 1.0 }
    }
}

/// A question, understood.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// Tokens for the lexical index, each once, the weightiest first; at most [`MAX_TERMS`].
    pub terms: Vec<Term>,
    /// Names written as code, exactly as written: `from_bytes`, `Router`, `ssrRenderAttrs`.
    pub identifiers: Vec<String>,
    /// Plain words of the subject that could be names of files or folders, lower case.
    pub words: Vec<String>,
    /// Words of the subject that say what is done, lower case.
    pub deeds: Vec<String>,
    /// Paths, exactly as written: `src/json.rs`, `routing/mod.rs`.
    pub paths: Vec<String>,
    /// Quoted texts of several words.
    pub phrases: Vec<String>,
    /// What stands before the colon of a conventional subject, lower case.
    pub scopes: Vec<String>,
    /// Tests are asked for.
    pub wants_tests: bool,
    /// Documentation is asked for.
    pub wants_docs: bool,
    /// Examples or benchmarks are asked for.
    pub wants_examples: bool,
    /// Languages that are named.
    pub languages: Vec<LanguageId>,
    /// The question is written in Chinese, Japanese or Korean.
    pub is_cjk: bool,
    /// What the question points at, where it is nothing but one name.
    pub direct: Option<Direct>,
    /// The question is a name, or a few: no sentence.
    pub is_names: bool,
}

/// A question of more names than this is a sentence.
const MAX_NAMES: usize = 3;

/// The lexical score keeps one bit for each term.
pub const MAX_TERMS: usize = 40;

impl Query {
    /// Understands `text`, a question in English or Chinese, a commit message, a list of identifiers.
    pub fn parse(text: &str) -> Self {
        Self::parse_with(text, &QueryWeights::default())
    }

    /// Like [`Query::parse`], with other weights.
    pub fn parse_with(text: &str, weights: &QueryWeights) -> Self {
        let mut builder = Builder { weights, query: Self::default(), terms: FxHashMap::default(), after_deed: false };
        let direct = Direct::of(text);
        let text = match &direct {
            Some(Direct::Place { path, .. }) => path,
            _ => text,
        };
        let pieces = scan::pieces(text);
        for piece in &pieces {
            builder.take(piece);
        }
        builder.join(&pieces);
        // A stop word that is all there is was meant as a name.
        if let Some(Direct::Name { owner, name }) = &direct {
            builder.code(name, weights.code);
            builder.tokens(owner, 1.0);
        }
        let are_names = pieces.len() <= MAX_NAMES && pieces.iter().all(|piece| piece.kind == PieceKind::Code);
        builder.query.is_names = direct.is_some() || are_names && !pieces.is_empty();
        builder.query.direct = direct;
        builder.finish()
    }
}

struct Builder<'a> {
    weights: &'a QueryWeights,
    query: Query,
    terms: FxHashMap<String, (f32, usize)>,
    /// The word before says what is done.
    after_deed: bool,
}

impl Builder<'_> {
    fn take(&mut self, piece: &Piece<'_>) {
        let base = if piece.is_subject { 1.0 } else { self.weights.body };
        match piece.kind {
            PieceKind::Word => self.word(piece.text, base, piece.is_subject),
            PieceKind::Code => self.code(piece.text, base * self.weights.code),
            PieceKind::Path => {
                push(&mut self.query.paths, piece.text.trim_start_matches("./"));
                self.tokens(piece.text, base * self.weights.code);
            }
            PieceKind::Phrase => push(&mut self.query.phrases, piece.text),
            PieceKind::Scope => {
                push(&mut self.query.scopes, &piece.text.to_lowercase());
                self.tokens(piece.text, base * self.weights.scope);
            }
            PieceKind::Cjk => self.cjk(piece.text, base),
            PieceKind::Hyphenated => self.hyphenated(piece.text, base, piece.is_subject),
        }
    }

    fn word(&mut self, word: &str, base: f32, is_subject: bool) {
        let lower = word.to_lowercase();
        if STOP.contains(lower.as_str()) {
            return;
        }
        let is_deed = DEEDS.contains(lower.as_str());
        let after_deed = std::mem::replace(&mut self.after_deed, is_deed);
        // "Add tests" and "see the docs" below the subject tell what else was done, not where to look.
        if is_subject && !after_deed {
            self.intent(&lower);
        }
        let weight = if is_deed { base * self.weights.deed } else { base };
        self.tokens(&lower, weight);
        if is_subject {
            push(if is_deed { &mut self.query.deeds } else { &mut self.query.words }, &lower);
        }
        if word.starts_with(|c: char| c.is_ascii_uppercase()) || !is_deed {
            self.synonyms(&lower, weight);
        }
        let language = sapwood_grammars::by_name(&lower).filter(|_| lower.len() > 1);
        self.query.languages.extend(language.filter(|language| !self.query.languages.contains(language)));
    }

    fn intent(&mut self, lower: &str) {
        self.query.wants_tests |= words::TEST_WORDS.contains(&lower);
        self.query.wants_docs |= words::DOC_WORDS.contains(&lower);
        self.query.wants_examples |= words::EXAMPLE_WORDS.contains(&lower);
    }

    fn code(&mut self, name: &str, weight: f32) {
        push(&mut self.query.identifiers, name);
        self.tokens(name, weight);
    }

    /// What is written with hyphens is often one identifier in the code: `v-if`, `vIf`.
    fn hyphenated(&mut self, word: &str, base: f32, is_subject: bool) {
        let joined = word.replace('-', "").to_lowercase();
        if is_subject {
            push(&mut self.query.words, &joined);
        }
        self.add(joined, base * self.weights.joined);
    }

    fn tokens(&mut self, text: &str, weight: f32) {
        let mut parts: Vec<String> = Vec::new();
        tokenize::tokens(text, |token| parts.push(token.to_owned()));
        for token in parts {
            self.add(token, weight);
        }
    }

    fn synonyms(&mut self, lower: &str, weight: f32) {
        let Some(group) = SYNONYM_OF.get(lower) else { return };
        for other in words::SYNONYMS[*group] {
            if *other != lower {
                self.tokens(other, weight * self.weights.synonym);
            }
        }
    }

    /// A run without spaces: the longest known words are translated; the run's bigrams match comments in the same language.
    fn cjk(&mut self, run: &str, base: f32) {
        self.query.is_cjk = true;
        let mut rest = run;
        while let Some(first) = rest.chars().next() {
            let known = CHINESE.iter().find(|(word, _)| rest.starts_with(word));
            let Some((word, english)) = known else {
                rest = &rest[first.len_utf8()..];
                continue;
            };
            self.intent(word);
            let translations = english.split_whitespace().count().max(1) as f32;
            for translation in english.split_whitespace() {
                self.tokens(translation, base * (1.0 + translations).recip() * 2.0);
                push(&mut self.query.words, translation);
            }
            if !english.is_empty() {
                self.tokens(word, base);
            }
            rest = &rest[word.len()..];
        }
        self.tokens(run, base * 0.5);
    }

    /// What stands apart in a sentence is often one identifier in the code: `trailing slash`, `trailing_slash`.
    fn join(&mut self, pieces: &[Piece<'_>]) {
        let whole: Vec<Piece<'_>> = pieces.iter().filter(|piece| piece.kind != PieceKind::Hyphenated).copied().collect();
        for pair in whole.windows(2) {
            let is_word = |piece: &Piece<'_>| matches!(piece.kind, PieceKind::Word | PieceKind::Code);
            if !pair.iter().all(is_word) || pair[0].is_subject != pair[1].is_subject {
                continue;
            }
            let (a, b) = (pair[0].text.to_lowercase(), pair[1].text.to_lowercase());
            if STOP.contains(a.as_str()) || STOP.contains(b.as_str()) {
                continue;
            }
            let base = if pair[0].is_subject { 1.0 } else { self.weights.body };
            self.add(format!("{a}{b}").replace('_', ""), base * self.weights.joined);
        }
    }

    fn add(&mut self, token: String, weight: f32) {
        let next = self.terms.len();
        let entry = self.terms.entry(token).or_insert((0.0, next));
        entry.0 = entry.0.max(weight);
    }

    fn finish(mut self) -> Query {
        let mut terms: Vec<(String, (f32, usize))> = self.terms.into_iter().filter(|(_, (weight, _))| *weight > 0.0).collect();
        terms.sort_by(|a, b| b.1.0.total_cmp(&a.1.0).then(a.1.1.cmp(&b.1.1)));
        terms.truncate(MAX_TERMS);
        self.query.terms = terms.into_iter().map(|(text, (weight, _))| Term { text, weight }).collect();
        self.query
    }
}

fn push(list: &mut Vec<String>, text: &str) {
    if !text.is_empty() && !list.iter().any(|known| known == text) {
        list.push(text.to_owned());
    }
}

static STOP: LazyLock<FxHashSet<&str>> = LazyLock::new(|| words::STOP_WORDS.iter().copied().collect());
static DEEDS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| words::DEED_WORDS.iter().copied().collect());
static SYNONYM_OF: LazyLock<FxHashMap<&str, usize>> = LazyLock::new(|| {
    words::SYNONYMS.iter().enumerate().flat_map(|(at, group)| group.iter().map(move |word| (*word, at))).collect()
});
/// Longest words first, so that the longest match wins.
static CHINESE: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let mut table = chinese::WORDS.to_vec();
    table.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    table
});

#[cfg(test)]
mod tests {
    use super::*;

    fn weight(query: &Query, text: &str) -> f32 {
        query.terms.iter().find(|term| term.text == text).map_or(0.0, |term| term.weight)
    }

    #[test]
    fn code_in_a_message_is_kept_as_written() {
        let query = Query::parse("Make `RequestParts::body_mut` return `&mut Option<B>` in axum/src/json.rs");
        assert!(query.identifiers.iter().any(|name| name == "body_mut"), "{:?}", query.identifiers);
        assert!(query.identifiers.iter().any(|name| name == "RequestParts"));
        assert_eq!(query.paths, ["axum/src/json.rs"]);
        assert!(weight(&query, "bodymut") > weight(&query, "make"));
    }

    #[test]
    fn a_conventional_subject_has_a_scope() {
        let query = Query::parse("fix(compiler-sfc): support `:is` selector\n\nclose the case");
        assert_eq!(query.scopes, ["compiler-sfc"]);
        assert!(weight(&query, "selector") > weight(&query, "support"));
        assert!(weight(&query, "selector") > weight(&query, "close"), "the subject counts more than what is below it");
        assert_eq!(Query::parse("nodes,python: mark abstract").scopes, ["nodes", "python"]);
        assert!(Query::parse("see this: a thing").scopes.is_empty());
    }

    #[test]
    fn chinese_words_are_translated() {
        let query = Query::parse("在哪里处理路由");
        assert!(query.is_cjk);
        for word in ["handl", "router", "rout", "路由"] {
            assert!(weight(&query, word) > 0.0, "{word} in {:?}", query.terms);
        }
    }

    #[test]
    fn abbreviations_are_weaker_than_the_word() {
        let query = Query::parse("wrong error message");
        assert!(weight(&query, "msg") > 0.0 && weight(&query, "msg") < weight(&query, "messag"));
    }

    #[test]
    fn intent_is_told() {
        assert!(Query::parse("tests of the router").wants_tests);
        assert!(Query::parse("README says").wants_docs);
        assert!(!Query::parse("the latest contest").wants_tests);
        assert!(!Query::parse("fix the router and add tests\n\nwith docs").wants_tests);
        assert!(!Query::parse("fix the router\n\nwith docs").wants_docs);
    }

    #[test]
    fn nothing_is_understood_as_nothing() {
        assert_eq!(Query::parse("  \n").terms, []);
        assert_eq!(Query::parse("the of and").terms, []);
    }
}
