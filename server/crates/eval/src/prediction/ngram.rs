//! The baseline: an n-gram model of order six over the repository with a cache of the file, and nothing else.
//!
//! Both are blended by Witten and Bell's estimate over their orders; the cache counts as much as its evidence. It sees the same tokens
//! as the product, and it is told where tokens end. It writes line by line: the likeliest next token, until the line is over.

use rustc_hash::FxHashMap;
use sapwood_index::stream::{FIRST_WORD, LITERAL, Rules, TokenText, is_line_end, tokens_of};

use super::corpus::Corpus;
use super::typing::Suggests;

const ORDER: usize = 6;
const MAX_TOKENS: usize = 40;

/// Counts of what follows each context of one to five tokens.
#[derive(Default)]
pub struct Counts {
    next: FxHashMap<u64, Vec<(u32, u32)>>,
}

impl Counts {
    fn count(&mut self, tokens: &[u32], at: usize, by: i32) {
        for length in 0..ORDER.min(at + 1) {
            let row = self.next.entry(context(&tokens[at - length..at])).or_default();
            match row.iter_mut().find(|entry| entry.0 == tokens[at]) {
                Some(entry) => entry.1 = entry.1.saturating_add_signed(by),
                None => row.push((tokens[at], by.max(0) as u32)),
            }
        }
    }

    /// Probability of each token that was seen behind any suffix of `past`, with how much evidence the longest had.
    fn shares(&self, past: &[u32]) -> (FxHashMap<u32, f64>, f64) {
        let mut shares: FxHashMap<u32, f64> = FxHashMap::default();
        let mut evidence = 0.0;
        for length in 1..ORDER.min(past.len() + 1) {
            let Some(row) = self.next.get(&context(&past[past.len() - length..])) else { break };
            let total: f64 = row.iter().map(|entry| f64::from(entry.1)).sum();
            if total == 0.0 {
                break;
            }
            let distinct = row.iter().filter(|entry| entry.1 > 0).count() as f64;
            for share in shares.values_mut() {
                *share *= distinct / (total + distinct);
            }
            for &(token, count) in row {
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
            (1..tokens.len()).for_each(|at| repository.counts.count(&tokens, at, 1));
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

/// The baseline at work on one file.
pub struct Ngram<'a> {
    repository: &'a mut Repository,
    rules: Rules,
    threshold: f64,
    cuts: bool,
    cache: Counts,
    cached: usize,
}

impl<'a> Ngram<'a> {
    /// Shows what is at least as likely as `threshold`; only whole lines, unless it `cuts`.
    pub fn new(repository: &'a mut Repository, rules: Rules, threshold: f64, cuts: bool) -> Self {
        Self { repository, rules, threshold, cuts, cache: Counts::default(), cached: 1 }
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
            self.cache.count(&tokens, at, 1);
        }
        self.cached = tokens.len();
    }

    fn suggest(&mut self, text: &str) -> Option<String> {
        // A word behind the text makes the line end before it show, as the cursor's indentation does.
        let is_start = text.ends_with([' ', '\t', '\n']);
        let mut past = self.repository.tokens(&if is_start { format!("{text}x") } else { text.to_owned() }, &self.rules);
        if is_start {
            past.pop();
        }
        let (mut found, mut share, mut cut) = (String::new(), 1.0, None);
        for _ in 0..MAX_TOKENS {
            let (token, likely) = self.next(&past)?;
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
            past.push(token);
        }
        let cut = cut.filter(|_| self.cuts)?;
        found.truncate(cut);
        (found.trim().len() >= 3).then_some(found)
    }
}
