//! The baseline: an n-gram model of order six over the repository with a cache of the file, and nothing else.
//!
//! Both are blended by Witten and Bell's estimate over their orders; the cache counts as much as its evidence. It sees the same tokens
//! as the product, and it is told where tokens end. It writes line by line: the likeliest next token, until the line is over.

use std::rc::Rc;

use rustc_hash::FxHashMap;
use sapwood_index::stream::{FIRST_WORD, LITERAL, Rules, TokenText, is_line_end, tokens_of};

use super::corpus::Corpus;
use super::typing::Suggests;

const ORDER: usize = 6;
const MAX_TOKENS: usize = 40;

/// Rows of more tokens than this are searched by a table.
const SHORT_ROW: usize = 24;

/// Counts of what follows each context of one to five tokens.
#[derive(Default)]
pub struct Counts {
    next: FxHashMap<u64, Row>,
}

/// What follows one context.
#[derive(Default)]
struct Row {
    /// Tokens and how often they followed.
    entries: Vec<(u32, u32)>,
    /// Where each token stands in a long row; empty in a short one.
    places: FxHashMap<u32, u32>,
}

impl Row {
    fn count(&mut self, token: u32) {
        let place = if self.entries.len() <= SHORT_ROW {
            self.entries.iter().position(|entry| entry.0 == token)
        } else {
            if self.places.is_empty() {
                self.places = self.entries.iter().zip(0..).map(|(entry, at)| (entry.0, at)).collect();
            }
            self.places.get(&token).map(|&at| at as usize)
        };
        if let Some(at) = place {
            self.entries[at].1 += 1;
            return;
        }
        if !self.places.is_empty() {
            self.places.insert(token, self.entries.len() as u32);
        }
        self.entries.push((token, 1));
    }
}

impl Counts {
    fn count(&mut self, tokens: &[u32], at: usize) {
        for length in 1..ORDER.min(at + 1) {
            self.next.entry(context(&tokens[at - length..at])).or_default().count(tokens[at]);
        }
    }

    /// Probability of each token that was seen behind any suffix of `past`, with how much evidence the longest had.
    fn shares(&self, past: &[u32]) -> (FxHashMap<u32, f64>, f64) {
        let mut shares: FxHashMap<u32, f64> = FxHashMap::default();
        let mut evidence = 0.0;
        for length in 1..ORDER.min(past.len() + 1) {
            let Some(row) = self.next.get(&context(&past[past.len() - length..])) else { break };
            let total: f64 = row.entries.iter().map(|entry| f64::from(entry.1)).sum();
            let distinct = row.entries.len() as f64;
            for share in shares.values_mut() {
                *share *= distinct / (total + distinct);
            }
            for &(token, count) in &row.entries {
                *shares.entry(token).or_default() += f64::from(count) / (total + distinct);
            }
            evidence = total;
        }
        (shares, evidence)
    }
}

fn context(tokens: &[u32]) -> u64 {
    tokens
        .iter()
        .fold(tokens.len() as u64, |hash, &token| (hash.rotate_left(7) ^ u64::from(token)).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// The n-grams of a repository.
#[derive(Default)]
pub struct Repository {
    texts: Vec<String>,
    ids: FxHashMap<String, u32>,
    counts: Counts,
}

impl Repository {
    /// Counts every file that is not held out.
    pub fn of(corpus: &Corpus) -> Self {
        let mut repository = Self::default();
        for (at, file) in corpus.files.iter().enumerate() {
            let Some(rules) = file.rules.as_ref().filter(|_| !corpus.held_out.contains(&at)) else { continue };
            let tokens = repository.tokens(&file.text, rules);
            (1..tokens.len()).for_each(|at| repository.counts.count(&tokens, at));
        }
        repository
    }

    fn tokens(&mut self, text: &str, rules: &Rules) -> Vec<u32> {
        let mut tokens = vec![0];
        tokens_of(text, rules, |_, token| {
            tokens.push(match token {
                TokenText::Bare(token) => token,
                TokenText::Word { text, is_spaced, .. } => {
                    let text = if is_spaced { format!(" {text}") } else { text.to_owned() };
                    let next = FIRST_WORD + self.texts.len() as u32;
                    let texts = &mut self.texts;
                    *self.ids.entry(text).or_insert_with_key(|text| {
                        texts.push(text.clone());
                        next
                    })
                }
            });
        });
        tokens
    }
}

/// The likeliest tokens behind places of one file, with their probabilities: the same for every threshold.
pub type Paths = FxHashMap<usize, Rc<[(u32, f64)]>>;

/// The baseline at work on one file.
pub struct Ngram<'a> {
    repository: &'a mut Repository,
    paths: &'a mut Paths,
    rules: Rules,
    lowest: f64,
    threshold: f64,
    cuts: bool,
    cache: Counts,
    cached: usize,
}

impl<'a> Ngram<'a> {
    /// Shows what is at least as likely as `threshold`, which is no lower than `lowest`; only whole lines, unless it `cuts`. `paths`
    /// is what was found before with the same `lowest` in the same file.
    pub fn new(
        repository: &'a mut Repository,
        paths: &'a mut Paths,
        rules: Rules,
        lowest: f64,
        threshold: f64,
        cuts: bool,
    ) -> Self {
        Self { repository, paths, rules, lowest, threshold, cuts, cache: Counts::default(), cached: 1 }
    }

    /// The likeliest tokens behind `text`, as long as they are likely together.
    fn path(&mut self, text: &str) -> Rc<[(u32, f64)]> {
        if let Some(path) = self.paths.get(&text.len()) {
            return path.clone();
        }
        // A word behind the text makes the line end before it show, as the cursor's indentation does.
        let is_start = text.ends_with([' ', '\t', '\n']);
        let mut past = self.repository.tokens(&if is_start { format!("{text}x") } else { text.to_owned() }, &self.rules);
        if is_start {
            past.pop();
        }
        let (mut path, mut share) = (Vec::new(), 1.0);
        while path.len() < MAX_TOKENS {
            let Some((token, likely)) = self.next(&past) else { break };
            share *= likely;
            if share < self.lowest {
                break;
            }
            path.push((token, likely));
            if is_line_end(token) || token == LITERAL {
                break;
            }
            past.push(token);
        }
        let path: Rc<[(u32, f64)]> = path.into();
        self.paths.insert(text.len(), path.clone());
        path
    }

    fn next(&self, past: &[u32]) -> Option<(u32, f64)> {
        let (file, evidence) = self.cache.shares(past);
        let (all, _) = self.repository.counts.shares(past);
        let own = if file.is_empty() { 0.0 } else { (evidence + 1.0) / (evidence + 2.0) };
        let mut shares: FxHashMap<u32, f64> = FxHashMap::default();
        for (source, weight) in [(file, own), (all, 1.0 - own)] {
            for (token, share) in source {
                *shares.entry(if is_line_end(token) { 1 } else { token }).or_default() += weight * share;
            }
        }
        shares.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
    }
}

impl Suggests for Ngram<'_> {
    fn line(&mut self, text: &str) {
        let tokens = self.repository.tokens(text, &self.rules);
        for at in self.cached..tokens.len() {
            self.cache.count(&tokens, at);
        }
        self.cached = tokens.len();
    }

    fn suggest(&mut self, text: &str) -> Option<String> {
        let (mut found, mut share, mut cut) = (String::new(), 1.0, None);
        for &(token, likely) in self.path(text).iter() {
            share *= likely;
            if share < self.threshold {
                break;
            }
            if is_line_end(token) {
                return (found.trim().len() >= 3).then_some(found);
            }
            if token == LITERAL {
                break;
            }
            found.push_str(&self.repository.texts[(token - FIRST_WORD) as usize]);
            cut = Some(found.len());
        }
        let cut = cut.filter(|_| self.cuts)?;
        found.truncate(cut);
        (found.trim().len() >= 3).then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_any_length_count_each_token_once() {
        for distinct in [1, SHORT_ROW as u32, SHORT_ROW as u32 + 1, 200] {
            let mut row = Row::default();
            for token in (0..distinct).chain(0..distinct).chain([0]) {
                row.count(token);
            }
            let expected: Vec<(u32, u32)> = (0..distinct).map(|token| (token, if token == 0 { 3 } else { 2 })).collect();
            assert_eq!(row.entries, expected);
        }
    }

    #[test]
    fn shares_follow_the_longest_context_that_is_known() {
        let mut counts = Counts::default();
        let tokens = [7, 1, 2, 7, 1, 2, 7, 1, 3];
        (1..tokens.len()).for_each(|at| counts.count(&tokens, at));
        let (shares, evidence) = counts.shares(&[2, 7, 1]);
        // Behind 1: two of three are 2. Behind 7 1 the same; behind 2 7 1 one 2 and one 3.
        assert!((evidence - 2.0).abs() < 1e-9);
        assert_eq!(shares.len(), 2);
        assert!(shares[&2] > shares[&3] && shares[&2] + shares[&3] < 1.0);
    }
}
