//! What one edit did, token by token.

use rustc_hash::FxHashSet;
use sapwood_base::LineEdit;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::token::{Class, Token, tokens};

/// Tokens kept on either side of a changed run.
const CONTEXT: usize = 6;
/// Tokens of an edit that are compared; the rest of a larger one is not looked at.
const MAX_TOKENS: usize = 1500;

/// One run of tokens that was replaced, with what stood around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Op<'a> {
    /// What stood there; empty where tokens were only added.
    pub(super) removed: Vec<&'a str>,
    /// What stands there now; empty where tokens were only removed.
    pub(super) added: Vec<&'a str>,
    /// The tokens before it, nearest first, of the old text.
    pub(super) left: Vec<&'a str>,
    /// The tokens behind it, nearest first.
    pub(super) right: Vec<&'a str>,
    /// The old text from the first to the last removed token.
    pub(super) old_text: &'a str,
    /// The new text from the first to the last added token.
    pub(super) new_text: &'a str,
    /// The white space and the new text between the tokens around it, for an edit that only adds or only removes.
    pub(super) new_gap: &'a str,
    /// Index of the first removed token among the old ones.
    pub(super) at: usize,
    /// Where the same was done at least twice: how many tokens before and behind were the same each time.
    pub(super) common: Option<(usize, usize)>,
}

impl Op<'_> {
    /// True where as many tokens around a place agree as around all examples, of which there were several.
    pub(super) fn is_confirmed(&self, left: usize, right: usize) -> bool {
        self.common.is_some_and(|common| left >= common.0 && right >= common.1)
    }
}

/// An edit and its changed runs.
#[derive(Debug)]
pub(super) struct Delta<'a> {
    /// Tokens of the old text.
    pub(super) old: Vec<Token<'a>>,
    /// Tokens of the new text.
    pub(super) new: Vec<Token<'a>>,
    /// The changed runs, in order.
    pub(super) ops: Vec<Op<'a>>,
    /// Names that took the place of one other name each.
    pub(super) renames: Vec<(&'a str, &'a str)>,
    /// Names that were removed somewhere.
    pub(super) removed: FxHashSet<&'a str>,
    /// Names that were added somewhere.
    pub(super) added: FxHashSet<&'a str>,
}

/// The old and the new text of an edit, joined.
#[derive(Debug)]
pub(super) struct Sides {
    pub(super) old: String,
    pub(super) new: String,
}

impl Sides {
    pub(super) fn of(edit: &LineEdit) -> Self {
        Self { old: edit.old.join("\n"), new: edit.new.join("\n") }
    }
}

impl<'a> Delta<'a> {
    /// Compares the two sides.
    pub(super) fn new(sides: &'a Sides) -> Self {
        let (mut old, mut new) = (tokens(&sides.old), tokens(&sides.new));
        old.truncate(MAX_TOKENS);
        new.truncate(MAX_TOKENS);
        let mut delta =
            Self { old, new, ops: Vec::new(), renames: Vec::new(), removed: FxHashSet::default(), added: FxHashSet::default() };
        let texts = |tokens: &[Token<'a>]| tokens.iter().map(|token| token.text).collect::<Vec<_>>();
        let (before, after) = (texts(&delta.old), texts(&delta.new));
        for op in capture_diff_slices(Algorithm::Patience, &before, &after) {
            let (from, to) = match op {
                DiffOp::Equal { .. } => continue,
                DiffOp::Delete { old_index, old_len, new_index } => ((old_index, old_len), (new_index, 0)),
                DiffOp::Insert { old_index, new_index, new_len } => ((old_index, 0), (new_index, new_len)),
                DiffOp::Replace { old_index, old_len, new_index, new_len } => ((old_index, old_len), (new_index, new_len)),
            };
            delta.push(sides, from, to);
        }
        delta
    }

    fn push(&mut self, sides: &'a Sides, (from, old_len): (usize, usize), (to, new_len): (usize, usize)) {
        let removed = &self.old[from..from + old_len];
        let added = &self.new[to..to + new_len];
        if removed.len() == added.len() {
            let pairs = removed.iter().zip(added).filter(|(a, b)| a.is_name() && b.is_name());
            self.renames.extend(pairs.map(|(a, b)| (a.text, b.text)).filter(|pair| pair.0 != pair.1));
        }
        let names = |tokens: &[Token<'a>]| tokens.iter().filter(|it| it.is_name()).map(|it| it.text).collect::<Vec<_>>();
        self.removed.extend(names(removed));
        self.added.extend(names(added));
        let gap_start = to.checked_sub(1).map_or(0, |at| self.new[at].end());
        let gap_end = self.new.get(to + new_len).map_or(sides.new.len(), |token| token.start);
        self.ops.push(Op {
            removed: removed.iter().map(|it| it.text).collect(),
            added: added.iter().map(|it| it.text).collect(),
            left: self.old[..from].iter().rev().take(CONTEXT).map(|it| it.text).collect(),
            right: self.old[from + old_len..].iter().take(CONTEXT).map(|it| it.text).collect(),
            old_text: slice(&sides.old, removed),
            new_text: slice(&sides.new, added),
            new_gap: sides.new.get(gap_start..gap_end).unwrap_or(""),
            at: from,
            common: None,
        });
    }

    /// Names on both sides that the edit did not touch.
    pub(super) fn kept(&self) -> FxHashSet<&'a str> {
        let new: FxHashSet<&str> = self.new.iter().filter(|it| it.is_name()).map(|it| it.text).collect();
        let kept = self.old.iter().filter(|it| it.is_name()).map(|it| it.text);
        let is_kept = |name: &&str| new.contains(name) && !self.removed.contains(name) && !self.added.contains(name);
        kept.filter(is_kept).collect()
    }
}

fn slice<'a>(text: &'a str, run: &[Token<'_>]) -> &'a str {
    match (run.first(), run.last()) {
        (Some(first), Some(last)) => text.get(first.start..last.end()).unwrap_or(""),
        _ => "",
    }
}

/// The words of a run, sorted: what [`likeness`] compares.
pub(super) fn words<'a>(run: &[Token<'a>]) -> Vec<&'a str> {
    let mut words: Vec<&str> = run.iter().filter(|it| it.class != Class::Mark).map(|it| it.text).collect();
    words.sort_unstable();
    words
}

/// The share of words that two sorted lists have in common, by multiset, in 0..=1.
pub(super) fn likeness(a: &[&str], b: &[&str]) -> f32 {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
        }
    }
    if a.is_empty() || b.is_empty() { 0.0 } else { 2.0 * shared as f32 / (a.len() + b.len()) as f32 }
}
