//! Finding definitions by a fragment of their name, as people type it into a symbol picker.

use rayon::prelude::*;
use sapwood_syntax::SymbolKind;

use crate::ids::SymbolId;
use crate::segment::row::SymbolRow;
use crate::snapshot::{IndexSnapshot, Part};

/// A match's rank: class of match, then length of the name, then id; lower is better.
type Rank = (u8, u32, u32);

impl IndexSnapshot {
    /// At most `limit` definitions whose name holds the letters of `fragment` in order, best first: equal names, then names that
    /// start with it, then names a word of which starts with it, then the rest. Case counts only where `fragment` has capitals.
    /// `Owner.name` and `Owner::name` ask for members. An empty fragment finds nothing.
    pub fn search_names(&self, fragment: &str, limit: usize) -> Vec<SymbolId> {
        let fragment = fragment.trim();
        let (owner, name) = match fragment.rsplit_once("::").or_else(|| fragment.rsplit_once('.')) {
            Some((owner, name)) => (owner.rsplit(['.', ':']).next().unwrap_or(owner), name),
            None => ("", fragment),
        };
        if name.is_empty() && owner.is_empty() {
            return Vec::new();
        }
        let wanted = Pattern { name, owner, is_exact_case: name.chars().any(char::is_uppercase) };
        let mut found: Vec<Rank> = self.parts.par_iter().flat_map_iter(|part| matches_in(part, &wanted)).collect();
        found.sort_unstable();
        found.into_iter().take(limit).map(|(_, _, symbol)| SymbolId(symbol)).collect()
    }
}

struct Pattern<'a> {
    name: &'a str,
    owner: &'a str,
    is_exact_case: bool,
}

fn matches_in(part: &Part, wanted: &Pattern<'_>) -> Vec<Rank> {
    let mut found = Vec::new();
    for file in part.alive_files() {
        for symbol in part.segment.range(file, |row| row.symbols) {
            let row = &part.segment.symbol_rows()[symbol as usize];
            let name = part.segment.text(row.name_text);
            let is_member = wanted.owner.is_empty() || part.segment.text(row.owner_text).eq_ignore_ascii_case(wanted.owner);
            if is_member && let Some(class) = rank(name, wanted) {
                found.push((class + demotion(row), name.len() as u32, part.symbols + symbol));
            }
        }
    }
    found
}

/// Sections and entries stand behind code of the same rank.
fn demotion(row: &SymbolRow) -> u8 {
    u8::from(row.kind >= SymbolKind::Section as u8)
}

fn rank(name: &str, wanted: &Pattern<'_>) -> Option<u8> {
    let same = |a: u8, b: u8| if wanted.is_exact_case { a == b } else { a.eq_ignore_ascii_case(&b) };
    let (name, pattern) = (name.as_bytes(), wanted.name.as_bytes());
    let starts = |from: usize| {
        name.get(from..from + pattern.len()).is_some_and(|part| part.iter().zip(pattern).all(|(&a, &b)| same(a, b)))
    };
    if starts(0) {
        return Some(if name.len() == pattern.len() { 0 } else { 2 });
    }
    let mut letters = pattern.iter();
    let mut next = letters.next();
    for &byte in name {
        if next.is_some_and(|&letter| same(byte, letter)) {
            next = letters.next();
        }
    }
    if next.is_some() {
        return None;
    }
    let at_word = |at: usize| {
        name[at].is_ascii_uppercase() && !name[at - 1].is_ascii_uppercase() || matches!(name[at - 1], b'_' | b'-' | b' ' | b'.')
    };
    let word = (1..name.len()).any(|at| at_word(at) && starts(at));
    let inside = || (1..name.len()).any(starts);
    Some(if word {
        4
    } else if inside() {
        6
    } else {
        8
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranks(pattern: &str, names: &[&str]) -> Vec<Option<u8>> {
        let wanted = Pattern { name: pattern, owner: "", is_exact_case: pattern.chars().any(char::is_uppercase) };
        names.iter().map(|name| rank(name, &wanted)).collect()
    }

    #[test]
    fn better_matches_rank_lower() {
        let names = ["parse", "Parser", "tree_parse", "TreeParser", "sparse", "p_a_r_s_e", "render"];
        assert_eq!(ranks("parse", &names), [Some(0), Some(2), Some(4), Some(4), Some(6), Some(8), None]);
        assert_eq!(ranks("Parse", &names), [None, Some(2), None, Some(4), None, None, None]);
    }

    #[test]
    fn names_in_other_scripts_do_not_panic() {
        assert_eq!(ranks("路由", &["处理路由", "x"]), [Some(6), None]);
    }
}
