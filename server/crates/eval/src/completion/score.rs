//! How an answer is scored: what of the hidden line stands in the texts of the items, and how early the definition's place is named.

use rustc_hash::FxHashSet;
use sapwood_context::tokens;

use super::items::Item;

/// One shown piece, 1-based inclusive rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// File.
    pub path: String,
    /// First row.
    pub start: u32,
    /// Last row.
    pub end: u32,
    /// What is shown.
    pub text: String,
}

/// Sums over items.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Totals {
    /// Number of items.
    pub items: u32,
    /// The symbol's name is shown.
    pub symbol: u32,
    /// Shares of the reachable identifiers that are shown.
    pub recall: f64,
    /// Items with any reachable identifier.
    pub with_reachable: u32,
    /// The definition's file stands among the first five distinct files.
    pub file_5: u32,
    /// One over the place of the first piece that covers the definition.
    pub reciprocal: f64,
    /// Tokens shown.
    pub tokens: u64,
}

/// Totals of all items, and of the hard ones.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Score {
    /// All items.
    pub all: Totals,
    /// Those whose symbol no import and no line before the cursor names.
    pub hard: Totals,
}

impl Score {
    /// Adds the answer `pieces` (best first) to `item`, of which at most `budget` tokens count.
    pub fn add(&mut self, item: &Item, is_hard: bool, pieces: &[Piece], budget: u32) {
        let mut one = Totals { items: 1, ..Totals::default() };
        let mut shown: FxHashSet<&str> = FxHashSet::default();
        let mut left = budget;
        for piece in pieces {
            let text = first_tokens(&piece.text, left);
            let count = tokens::count(text);
            left -= count.min(left);
            one.tokens += u64::from(count);
            shown.extend(words(text));
        }
        one.symbol = u32::from(shown.contains(item.symbol.as_str()));
        if !item.gt_reachable.is_empty() {
            let found = item.gt_reachable.iter().filter(|name| shown.contains(name.as_str())).count();
            one.with_reachable = 1;
            one.recall = found as f64 / item.gt_reachable.len() as f64;
        }
        let is_gold = |piece: &Piece| {
            item.gold.iter().any(|gold| gold.path == piece.path && piece.start <= gold.end && gold.start <= piece.end)
        };
        one.reciprocal = pieces.iter().position(is_gold).map_or(0.0, |at| 1.0 / (at + 1) as f64);
        one.file_5 = u32::from(distinct_files(pieces, 5).iter().any(|path| item.gold.iter().any(|gold| gold.path == *path)));
        self.all.merge(&one);
        if is_hard {
            self.hard.merge(&one);
        }
    }

    /// Adds another score's sums.
    pub fn merge(&mut self, other: &Self) {
        self.all.merge(&other.all);
        self.hard.merge(&other.hard);
    }
}

impl Totals {
    fn merge(&mut self, other: &Self) {
        self.items += other.items;
        self.symbol += other.symbol;
        self.recall += other.recall;
        self.with_reachable += other.with_reachable;
        self.file_5 += other.file_5;
        self.reciprocal += other.reciprocal;
        self.tokens += other.tokens;
    }

    /// `count` as a percentage of the items.
    pub fn percent(&self, count: u32) -> f64 {
        100.0 * f64::from(count) / f64::from(self.items.max(1))
    }

    /// Mean share of reachable identifiers shown, in percent.
    pub fn identifier_recall(&self) -> f64 {
        100.0 * self.recall / f64::from(self.with_reachable.max(1))
    }
}

/// The start of `text` that holds at most `limit` tokens.
pub fn first_tokens(text: &str, limit: u32) -> &str {
    if tokens::count(text) <= limit {
        return text;
    }
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        if tokens::count(&text[..end + line.len()]) > limit {
            break;
        }
        end += line.len();
    }
    &text[..end]
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

fn distinct_files(pieces: &[Piece], limit: usize) -> Vec<&str> {
    let mut files: Vec<&str> = Vec::with_capacity(limit);
    for piece in pieces {
        if files.len() == limit {
            break;
        }
        if !files.contains(&piece.path.as_str()) {
            files.push(&piece.path);
        }
    }
    files
}
