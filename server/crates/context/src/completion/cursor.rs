//! What the text before the cursor shows without a parser: the words near it, the names used so far, what the cursor stands behind.
//!
//! A file that is being written is broken where it is written, so nothing here relies on its tree.

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use sapwood_base::NameHash;
use sapwood_index::{BindingView, FileId, IndexSnapshot, tokenize};
use sapwood_syntax::BindingValue;

use super::CompletionPlace;

/// Lines before the cursor whose words are looked up.
const NEAR_LINES: usize = 30;
/// Distinct tokens near the cursor that are kept.
const NEAR_TOKENS: usize = 80;
/// Tokens looked up by one task.
const TOKENS_PER_TASK: usize = 16;
/// What a line counts beside the one below it.
const DECAY: f32 = 0.9;
/// Bytes before the cursor that are read at most: what stands further up is hardly related.
const MAX_PREFIX: usize = 100_000;
/// Lines behind the cursor whose names are known at most.
const SUFFIX_LINES: usize = 1000;

/// What the characters before the cursor ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    /// Nothing on the line but white space.
    LineStart,
    /// Behind `.`, `->` or `?.`.
    Member,
    /// Behind `::`.
    Path,
    /// Behind `:`, `<`, `new`, `->` and the like.
    Type,
    /// Somewhere in an expression.
    Expression,
}

/// A token near the cursor.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Near {
    pub(super) token: String,
    /// How near it is, and how often it is repeated.
    pub(super) weight: f32,
    /// How much it tells: the logarithm of its rarity.
    pub(super) rarity: f32,
}

/// A name that stands before the cursor.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    /// How often.
    pub(super) count: u32,
    /// Lines between its last use and the cursor.
    pub(super) distance: u32,
}

/// The cursor and what is before it.
pub(super) struct Cursor<'a> {
    pub(super) folder: &'a str,
    pub(super) file: Option<FileId>,
    /// The cursor, in bytes of the file.
    pub(super) offset: usize,
    /// The text up to the cursor.
    pub(super) prefix: &'a str,
    pub(super) position: Position,
    /// The letters of a name that are typed already.
    pub(super) partial: &'a str,
    /// The name before the `.` or `::` that the cursor stands behind.
    pub(super) receiver: Option<&'a str>,
    /// The types that the receiver may have, by the hashes of their names.
    pub(super) receiver_types: Vec<NameHash>,
    /// Names in the text, without the one that is being typed.
    pub(super) known: FxHashMap<NameHash, Known>,
    /// Tokens near the cursor, heaviest first.
    pub(super) near: Vec<Near>,
}

impl<'a> Cursor<'a> {
    pub(super) fn read(snapshot: &IndexSnapshot, place: &CompletionPlace<'a>) -> Self {
        let mut offset = (place.offset as usize).min(place.text.len());
        while !place.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &place.text[..offset];
        let mut start = before.len().saturating_sub(MAX_PREFIX);
        while !before.is_char_boundary(start) {
            start += 1;
        }
        let prefix = &before[start..];
        let rest = &place.text[offset..];
        let suffix = rest.find('\n').map_or("", |at| &rest[at..]);
        let partial = trailing_name(prefix);
        let done = &prefix[..prefix.len() - partial.len()];
        let (position, receiver) = position(done);
        let file = snapshot.file_by_path(place.path);
        let mut cursor = Self {
            folder: place.path.rsplit_once('/').map_or("", |(folder, _)| folder),
            file,
            offset,
            prefix,
            position,
            partial,
            receiver,
            receiver_types: Vec::new(),
            known: known(done, suffix),
            near: near(snapshot, done, place.path),
        };
        cursor.receiver_types = receiver_types(snapshot, &cursor);
        cursor
    }

    /// What stands on the last `count` lines before the cursor that are not blank, the nearest first.
    pub(super) fn last_lines(&self, count: usize) -> Vec<&'a str> {
        let lines = self.prefix.rsplit('\n').map(str::trim).filter(|line| !line.is_empty());
        lines.take(count).collect()
    }

    /// True where the text holds the name already.
    pub(super) fn knows(&self, name: NameHash) -> bool {
        self.known.contains_key(&name)
    }
}

fn is_name_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn trailing_name(text: &str) -> &str {
    let start = text.rfind(|c| !is_name_char(c)).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let name = &text[start..];
    if name.starts_with(|c: char| c.is_ascii_digit()) { "" } else { name }
}

/// What the text that ends at the cursor asks for, and the name before a `.` or `::` at its end.
fn position(done: &str) -> (Position, Option<&str>) {
    let line = done.rsplit('\n').next().unwrap_or("");
    let trimmed = line.trim_end();
    if trimmed.is_empty() {
        return (Position::LineStart, None);
    }
    let behind = |mark: &str| trimmed.strip_suffix(mark).filter(|_| trimmed.len() == line.len());
    if let Some(head) = behind("::") {
        return (Position::Path, Some(trailing_name(head)).filter(|name| !name.is_empty()));
    }
    if let Some(head) = behind("?.").or_else(|| behind("->")).or_else(|| behind(".")) {
        return (Position::Member, receiver_name(head));
    }
    let word = trailing_name(trimmed);
    let is_type = matches!(word, "new" | "extends" | "implements" | "impl" | "instanceof" | "throws" | "as" | "for" | "dyn");
    let is_annotated = trimmed.ends_with(':') || trimmed.ends_with('<') || trimmed.ends_with("->");
    (if is_type || is_annotated { Position::Type } else { Position::Expression }, None)
}

/// The name that a receiver ends in: of `a.b`, `f(x)` and `v[0]` that is `b`, `f` and `v`.
fn receiver_name(head: &str) -> Option<&str> {
    let mut end = head.trim_end_matches(['?', '!']);
    while let Some(close) = end.chars().last().filter(|c| matches!(c, ')' | ']')) {
        let open = if close == ')' { '(' } else { '[' };
        let mut depth = 0;
        let found = end.char_indices().rev().find(|&(_, c)| {
            depth += i32::from(c == close) - i32::from(c == open);
            depth == 0
        });
        end = &end[..found?.0];
    }
    Some(trailing_name(end)).filter(|name| !name.is_empty())
}

fn known(done: &str, suffix: &str) -> FxHashMap<NameHash, Known> {
    let mut known: FxHashMap<NameHash, Known> = FxHashMap::default();
    for (distance, line) in done.rsplit('\n').enumerate() {
        for word in words(line) {
            let entry = known.entry(NameHash::of(word)).or_insert(Known { count: 0, distance: distance as u32 });
            entry.count += 1;
        }
    }
    for (distance, line) in suffix.lines().take(SUFFIX_LINES).enumerate() {
        for word in words(line) {
            let entry = known.entry(NameHash::of(word)).or_insert(Known { count: 0, distance: distance as u32 });
            entry.count += 1;
            entry.distance = entry.distance.min(distance as u32);
        }
    }
    known
}

/// The names in `text`.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_name_char(c)).filter(|word| !word.is_empty() && !word.starts_with(|c: char| c.is_ascii_digit()))
}

/// Tokens near the cursor, and the path's words at a small weight.
fn near(snapshot: &IndexSnapshot, done: &str, path: &str) -> Vec<Near> {
    let mut weights: FxHashMap<String, f32> = FxHashMap::default();
    let mut weight = 1.0;
    let mut lines = 0;
    for line in done.rsplit('\n') {
        if lines == NEAR_LINES {
            break;
        }
        if line.trim().is_empty() {
            continue;
        }
        tokenize::tokens(line, |token| {
            let known = weights.entry(token.to_owned()).or_default();
            // A word that is repeated counts a little more, as far as the nearest line lets it.
            *known = if *known == 0.0 { weight } else { *known + 0.15 * weight };
        });
        lines += 1;
        weight *= DECAY;
    }
    tokenize::tokens(path, |token| *weights.entry(token.to_owned()).or_default() += 0.3);
    let mut near: Vec<(String, f32)> = weights.into_iter().collect();
    near.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    near.truncate(NEAR_TOKENS);
    let fragments = snapshot.id_bounds()[3].max(1) as f32;
    let weigh = |(token, weight): (String, f32)| {
        let rarity = (1.0 + fragments / (1.0 + snapshot.document_frequency(&token) as f32)).ln();
        Near { token, weight, rarity }
    };
    near.into_par_iter().with_min_len(TOKENS_PER_TASK).map(weigh).collect()
}

/// The types of the receiver: its own name where it is a type, what the file binds it to, what a definition of the name gives.
fn receiver_types(snapshot: &IndexSnapshot, cursor: &Cursor<'_>) -> Vec<NameHash> {
    let Some(receiver) = cursor.receiver else { return Vec::new() };
    let name = NameHash::of(receiver);
    let mut types = Vec::new();
    if receiver.starts_with(char::is_uppercase) {
        types.push(name);
    }
    let bound = cursor.file.into_iter().flat_map(|file| snapshot.bindings_in(file)).filter(|binding| binding.name == name);
    let bound: Vec<BindingView> = bound.collect();
    for binding in bound.iter().rev() {
        match binding.value {
            BindingValue::Type(of) => types.push(of),
            BindingValue::CallResult(function) => types.extend(result_types(snapshot, function)),
            BindingValue::Unknown => {}
        }
    }
    if types.is_empty() {
        types.extend(declared_type(cursor.prefix, receiver));
        types.extend(result_types(snapshot, name));
    }
    types.retain(|of| !of.is_none());
    types.dedup();
    types
}

/// The types that definitions called `name` have or return.
fn result_types(snapshot: &IndexSnapshot, name: NameHash) -> Vec<NameHash> {
    let mut types: Vec<NameHash> = snapshot.symbols_named(name).take(8).map(|symbol| snapshot.symbol(symbol).type_name).collect();
    types.sort_unstable();
    types.dedup();
    types
}

/// The last type word behind `name:` in the text, where a parser has not seen one.
fn declared_type(prefix: &str, name: &str) -> Option<NameHash> {
    let mut rest = prefix;
    while let Some(at) = rest.rfind(name) {
        let after = rest[at + name.len()..].trim_start();
        let is_whole = !rest[..at].ends_with(is_name_char);
        if is_whole && let Some(declared) = after.strip_prefix(':').filter(|after| !after.starts_with(':')) {
            let line = declared.lines().next().unwrap_or("");
            return words(line).find(|word| word.starts_with(char::is_uppercase)).map(NameHash::of);
        }
        rest = &rest[..at];
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_and_receivers_are_told_from_the_text() {
        assert_eq!(position("let x = router."), (Position::Member, Some("router")));
        assert_eq!(position("self.routes.get(\"a\")."), (Position::Member, Some("get")));
        assert_eq!(position("make(a, b)[0]."), (Position::Member, Some("make")));
        assert_eq!(position("    Router::"), (Position::Path, Some("Router")));
        assert_eq!(position("x\n    "), (Position::LineStart, None));
        assert_eq!(position("let x: "), (Position::Type, None));
        assert_eq!(position("f(a, "), (Position::Expression, None));
    }

    #[test]
    fn names_that_are_being_typed_are_not_known_yet() {
        assert_eq!(trailing_name("a.rout"), "rout");
        assert_eq!(trailing_name("12"), "");
        assert_eq!(trailing_name("größe"), "größe");
    }
}
