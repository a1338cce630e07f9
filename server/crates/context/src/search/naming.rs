//! How strongly a question names a file or a folder by its own words.
//!
//! It looks at paths alone, never at what stands in the files.

use rustc_hash::FxHashSet;
use sapwood_index::tokenize;

use crate::query::Query;
use crate::ranking::RankingParams;

/// In a question of fewer words, what is done may be what is looked for: `rename` in "rename a symbol".
const SHORT: usize = 4;

/// The words of a question, made ready to be compared with many paths.
pub(super) struct Naming<'a> {
    params: &'a RankingParams,
    /// Words and identifiers, lower case, letters and digits only.
    words: FxHashSet<String>,
    /// The tokens of the plain words.
    tokens: FxHashSet<String>,
    /// Plain words that follow one another.
    pairs: Vec<(&'a str, &'a str)>,
    /// Number of plain words.
    count: usize,
    scopes: Vec<String>,
    paths: Vec<String>,
}

impl<'a> Naming<'a> {
    pub(super) fn new(query: &'a Query, params: &'a RankingParams) -> Self {
        let words = query.words.iter().map(String::as_str).chain(query.identifiers.iter().map(String::as_str));
        let mut tokens = FxHashSet::default();
        for word in &query.words {
            tokenize::tokens(word, |token| {
                tokens.insert(token.to_owned());
            });
        }
        let pairs = query.words.windows(2).map(|pair| (pair[0].as_str(), pair[1].as_str()));
        let deeds: &[String] = if query.words.len() < SHORT { &query.deeds } else { &[] };
        let words = words.chain(deeds.iter().map(String::as_str));
        Self {
            params,
            count: query.words.len() + deeds.len(),
            words: words.map(normal).collect(),
            tokens,
            pairs: pairs.filter(|(a, b)| a.is_ascii() && b.is_ascii()).collect(),
            scopes: query.scopes.iter().map(|scope| normal(scope)).collect(),
            paths: query.paths.clone(),
        }
    }

    /// What naming the file at `path`, or a folder above it, adds, as a share of the best score.
    pub(super) fn bonus(&self, path: &str) -> f32 {
        let name = path.rsplit('/').next().unwrap_or(path);
        let stem = name.split_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem });
        let plain = normal(stem);
        let named = if self.words.contains(&plain) { 1 } else { self.parts_named(stem) };
        let formed = if self.is_short_for_pair(&plain) { 2 } else { usize::from(self.is_agent(&plain)) };
        let mut bonus = 0.0;
        if named > 0 {
            bonus += self.params.stem + self.covered(named);
        } else if formed > 0 {
            bonus += self.params.stem * self.params.stem_form + self.covered(formed);
        }
        if !self.scopes.is_empty()
            && self.scopes.iter().any(|scope| *scope == plain || path.split('/').any(|part| normal(part) == *scope))
        {
            bonus += self.params.scope;
        }
        if self.paths.iter().any(|named| has_segments(path, named)) {
            bonus += self.params.path_named;
        }
        bonus
    }

    /// A file that is named by several words of a short question is what it asks for; in a long one a name says less, and one
    /// word may be chance.
    fn covered(&self, words: usize) -> f32 {
        if words < 2 {
            return 0.0;
        }
        self.params.stem_share * words as f32 / self.count.max(words) as f32
    }

    /// How many words a name has where each is a word of the question: `syntax_editor` for "the editor of a syntax tree".
    fn parts_named(&self, stem: &str) -> usize {
        if self.tokens.len() < 2 || stem.len() > 60 {
            return 0;
        }
        let (mut count, mut all) = (0_usize, true);
        tokenize::tokens(stem, |token| {
            all &= count == 0 || self.tokens.contains(token);
            count += 1;
        });
        if all && count > 2 { count - 1 } else { 0 }
    }

    /// `borrowck` for "borrow checker": the first word, then letters of the second from its first on.
    fn is_short_for_pair(&self, stem: &str) -> bool {
        self.pairs.iter().any(|(first, second)| {
            let Some(rest) = stem.strip_prefix(first).filter(|rest| !rest.is_empty() && rest.len() < second.len()) else {
                return false;
            };
            let mut letters = second.bytes();
            first.len() > 2
                && rest.as_bytes()[0] == second.as_bytes()[0]
                && rest.bytes().all(|byte| letters.any(|other| other == byte))
        })
    }

    /// `parser` for "parse": who does it.
    fn is_agent(&self, stem: &str) -> bool {
        let agents = [stem.strip_suffix('r'), stem.strip_suffix("er"), stem.strip_suffix("or"), stem.strip_suffix('s')];
        agents.into_iter().flatten().any(|word| word.len() > 2 && self.words.contains(word))
    }
}

/// True where `path` holds the segments of `named` one after the other; the last may lack its extension.
pub(super) fn has_segments(path: &str, named: &str) -> bool {
    let wanted: Vec<&str> = named.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let Some((last, folders)) = wanted.split_last() else { return false };
    let is_folder = named.ends_with('/');
    let parts: Vec<&str> = path.split('/').collect();
    parts.windows(wanted.len()).enumerate().any(|(at, window)| {
        let is_file = at + wanted.len() == parts.len();
        let (end, before) = (window[wanted.len() - 1], &window[..folders.len()]);
        let same_end = end.eq_ignore_ascii_case(last)
            || is_file && end.rsplit_once('.').is_some_and(|(stem, _)| stem.eq_ignore_ascii_case(last));
        same_end && !(is_file && is_folder) && before.iter().zip(folders).all(|(a, b)| a.eq_ignore_ascii_case(b))
    })
}

/// Letters and digits only, lower case: `compiler-sfc`, `compiler_sfc` and `compilerSfc` are one name.
fn normal(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_named(question: &str, path: &str) -> bool {
        Naming::new(&Query::parse(question), &RankingParams::default()).bonus(path) > 0.0
    }

    #[test]
    fn files_are_named_by_their_words() {
        assert!(is_named("syntax tree editor", "crates/syntax/src/syntax_editor.rs"));
        assert!(is_named("borrow checker mir", "crates/hir-ty/src/mir/borrowck.rs"));
        assert!(is_named("compile v-if directive", "packages/compiler-core/src/transforms/vIf.ts"));
        assert!(is_named("parse template into AST", "packages/compiler-core/src/parser.ts"));
        assert!(is_named("内存 淘汰", "src/evict.c"));
        assert!(!is_named("syntax tree editor", "src/text_editor.rs"));
        assert!(!is_named("borrow checker mir", "src/borrowing.rs"));
    }

    #[test]
    fn paths_are_compared_in_whole_segments() {
        assert!(has_segments("crates/ide/src/lib.rs", "crates/ide/src/"));
        assert!(!has_segments("crates/ide-ssr/src/lib.rs", "crates/ide/src/"));
        assert!(has_segments("crates/ide/src/lib.rs", "src/lib.rs") && has_segments("crates/ide/src/lib.rs", "ide/src/lib"));
        assert!(!has_segments("crates/ide/src/lib.rs", "lib.rs/") && !has_segments("a", ""));
    }
}
