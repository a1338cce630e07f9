//! The check before display: whether the file still reads as its language, and whether the names it uses exist.
//!
//! It changes no text and drops nothing itself.

use std::time::Duration;

use sapwood_base::NameHash;
use sapwood_grammars::Family;
use sapwood_index::{IndexSnapshot, SymbolId};
use sapwood_syntax::cursor::{ParsedText, Region};
use sapwood_syntax::{BindingValue, ReferenceKind, SymbolKind};

use super::clock::now;
use super::filters::Fitted;
use super::site::Site;
use super::text::{indentation, is_word, unmatched};

/// Names shorter than this are too common to be invented.
const MIN_NAME: usize = 3;
/// Definitions and uses of one name that are looked at.
const MAX_NAMESAKES: usize = 200;
/// Words before a name that is being defined.
const DEFINING: &[&str] = &[
    "fn",
    "def",
    "func",
    "function",
    "class",
    "struct",
    "enum",
    "trait",
    "interface",
    "let",
    "const",
    "var",
    "val",
    "mut",
    "type",
    "mod",
    "for",
];

/// Something that stands for what is still to be typed.
const OPERAND: &str = "x";
/// The same behind a word such as `let`.
const NAME: &str = " x = x";
/// Time for all trials of one text.
const TIME_LIMIT: Duration = Duration::from_millis(12);

/// What was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Checked {
    /// The file would have more places that do not read as its language.
    pub(super) has_new_errors: bool,
    /// Members and functions that nobody defines or uses anywhere.
    pub(super) invented: Vec<String>,
}

/// Checks `fitted` at `site`. Where there is no tree, or not in time, it counts as readable.
pub(super) fn check(site: &Site, parsed: Option<&ParsedText>, snapshot: &IndexSnapshot, path: &str, fitted: &Fitted) -> Checked {
    let is_code = site.region == Region::Code && !site.language.is_some_and(|language| language.is_prose() || language.is_data());
    Checked {
        has_new_errors: parsed.is_some_and(|parsed| has_new_errors(site, parsed, fitted)),
        invented: if is_code { invented(site, snapshot, path, &fitted.text) } else { Vec::new() },
    }
}

/// True where the file reads worse with the text, however it may be continued.
fn has_new_errors(site: &Site, parsed: &ParsedText, fitted: &Fitted) -> bool {
    let before = parsed.errors();
    let span = site.span(fitted.replaced);
    let started = now();
    continuations(site, &fitted.text).iter().all(|continuation| {
        // What cannot be told in time is not held against the text.
        if now() - started > TIME_LIMIT {
            return false;
        }
        let text = [&fitted.text, continuation.as_str()].concat();
        parsed.errors_with(span, &text).is_some_and(|after| after > before)
    })
}

/// What somebody may type behind the text: nothing, what closes its brackets, the end of its statement, the start of its block, and
/// the same behind an operand or a name that the text asks for.
fn continuations(site: &Site, text: &str) -> Vec<String> {
    let mut closers = unmatched(text).open;
    closers.reverse();
    let closers: String = closers.into_iter().collect();
    let inner = format!("\n{}    pass", indentation(site.line_before()));
    let block = format!(":{inner}");
    // Behind the operand stand the closers, behind those the end.
    let ends: Vec<(&str, &str)> = match site.family() {
        Some(Family::Python) if text.trim_end().ends_with(':') => vec![("", ""), ("", &inner)],
        Some(Family::Python) => vec![("", ""), ("", &block), (OPERAND, ""), (OPERAND, &block)],
        Some(Family::Ruby | Family::Lua) => vec![("", ""), ("", "\nend"), (OPERAND, ""), (OPERAND, "\nend")],
        Some(Family::Shell) => vec![("", ""), ("", "\nfi"), ("", "\ndone"), (OPERAND, "")],
        _ => vec![("", ""), ("", ";"), ("", " {}"), ("", ","), (OPERAND, ";"), (NAME, ";"), (OPERAND, " {}")],
    };
    let mut all = vec![String::new()];
    all.extend(ends.into_iter().map(|(start, end)| [start, &closers, end].concat()).filter(|it| !it.is_empty()));
    all
}

/// Names that the text uses and that neither the repository nor the rest of the file knows.
fn invented(site: &Site, snapshot: &IndexSnapshot, path: &str, text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let with_start = [site.line_before(), text].concat();
    for used in uses(&with_start, site.line_before().len()) {
        let is_known = is_known(snapshot, used.name) || has_word(&site.text, used.name, "");
        let is_foreign = is_known && is_foreign(site, snapshot, path, &used);
        if (!is_known || is_foreign) && !found.iter().any(|name| name == used.name) {
            found.push(used.name.to_owned());
        }
    }
    found
}

/// A name that is called or used as a member.
struct Use<'a> {
    name: &'a str,
    /// The one name that it is a member of; empty where it is none, or of something longer.
    receiver: &'a str,
}

/// The names that are called, or used as members, from the byte `start` on.
fn uses(text: &str, start: usize) -> Vec<Use<'_>> {
    let mut found = Vec::new();
    let mut defined: Vec<&str> = Vec::new();
    let mut before = "";
    for (at, name) in words(text) {
        let end = at + name.len();
        let head = text[..at].trim_end();
        let is_member = head.ends_with('.') || head.ends_with("->");
        let is_called = text[end..].starts_with('(');
        if DEFINING.contains(&before) || text[end..].trim_start().starts_with(":=") {
            defined.push(name);
        } else if end > start
            && name.len() >= MIN_NAME
            && (is_member || is_called)
            && !defined.contains(&name)
            && !is_quoted(head)
        {
            found.push(Use { name, receiver: if is_member { receiver(head) } else { "" } });
        }
        before = name;
    }
    found
}

/// True where a string or a line comment stands open at the end of `text`.
fn is_quoted(text: &str) -> bool {
    let line = &text[text.rfind('\n').map_or(0, |at| at + 1)..];
    line.matches('"').count() % 2 == 1
        || line.matches('`').count() % 2 == 1
        || line.contains("//")
        || line.trim_start().starts_with('#')
}

fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let starts = text.char_indices().filter(|(at, c)| is_word(*c) && !c.is_numeric() && !text[..*at].ends_with(is_word));
    starts.map(|(at, _)| (at, &text[at..at + text[at..].find(|c| !is_word(c)).unwrap_or(text.len() - at)]))
}

/// The name at the end of `text` before its dot or arrow, if that is the whole receiver.
fn receiver(text: &str) -> &str {
    let text = text.trim_end_matches(['.', '-', '>']);
    let name = text.trim_end_matches(is_word).len();
    if text[..name].ends_with(['.', '>', ':', '?', '!']) { "" } else { &text[name..] }
}

fn is_known(snapshot: &IndexSnapshot, name: &str) -> bool {
    let hash = NameHash::of(name);
    snapshot.symbols_named(hash).next().is_some() || snapshot.references_to_name(hash).next().is_some()
}

/// True where `text` holds `word`, as a member of `receiver` where there is one.
fn has_word(text: &str, word: &str, receiver: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        let is_whole = !before.ends_with(is_word) && !after.starts_with(is_word);
        is_whole && (receiver.is_empty() || before.trim_end_matches(['.', '-', '>']).ends_with(receiver))
    })
}

/// True where the receiver's type is known and has no parents, and only other types have such a member.
fn is_foreign(site: &Site, snapshot: &IndexSnapshot, path: &str, used: &Use<'_>) -> bool {
    if used.receiver.is_empty() || has_word(&site.text, used.name, used.receiver) {
        return false;
    }
    let Some(owner) = type_of(snapshot, path, site.offset as u32, used.receiver) else { return false };
    let namesakes: Vec<SymbolId> = snapshot.symbols_named(NameHash::of(used.name)).take(MAX_NAMESAKES).collect();
    let is_elsewhere = |id: &SymbolId| {
        let symbol = snapshot.symbol(*id);
        !symbol.owner_hash.is_none() && symbol.owner_hash != owner && !is_abstract(snapshot, symbol.owner_hash)
    };
    let is_sure = !namesakes.is_empty() && namesakes.len() < MAX_NAMESAKES;
    is_sure && namesakes.iter().all(is_elsewhere) && !has_parents(snapshot, owner)
}

/// The type of the repository that `receiver` has at the byte `offset`, if the tree shows it.
fn type_of(snapshot: &IndexSnapshot, path: &str, offset: u32, receiver: &str) -> Option<NameHash> {
    let file = snapshot.file_by_path(path)?;
    let around = enclosing(snapshot, snapshot.symbol_at(file, offset));
    if matches!(receiver, "self" | "this") {
        return around.iter().map(|&id| snapshot.symbol(id).owner_hash).find(|owner| !owner.is_none());
    }
    let name = NameHash::of(receiver);
    let mut bindings = snapshot.bindings_in(file).filter(|binding| binding.name == name);
    let near = bindings.find(|binding| binding.symbol.is_some_and(|symbol| around.contains(&symbol)))?;
    let BindingValue::Type(owner) = near.value else { return None };
    let is_ours = |id: SymbolId| matches!(snapshot.symbol(id).kind, SymbolKind::Struct | SymbolKind::Enum | SymbolKind::Class);
    snapshot.symbols_named(owner).take(MAX_NAMESAKES).any(is_ours).then_some(owner)
}

/// `symbol` and what encloses it.
fn enclosing(snapshot: &IndexSnapshot, mut symbol: Option<SymbolId>) -> Vec<SymbolId> {
    let mut around = Vec::new();
    while let Some(id) = symbol {
        around.push(id);
        symbol = snapshot.symbol(id).parent;
    }
    around
}

/// True where some type of that name is a trait or interface, whose methods others have.
fn is_abstract(snapshot: &IndexSnapshot, name: NameHash) -> bool {
    let kinds = snapshot.symbols_named(name).map(|id| snapshot.symbol(id).kind);
    kinds.take(MAX_NAMESAKES).any(|kind| matches!(kind, SymbolKind::Trait | SymbolKind::Interface | SymbolKind::Class))
}

/// True where a type of that name is a class, or extends or implements something, in its own file.
fn has_parents(snapshot: &IndexSnapshot, name: NameHash) -> bool {
    snapshot.symbols_named(name).take(MAX_NAMESAKES).any(|id| {
        let view = snapshot.symbol(id);
        view.kind == SymbolKind::Class
            && snapshot.references_of(id).any(|it| matches!(it.kind, ReferenceKind::Extends | ReferenceKind::Implements))
    })
}

#[cfg(test)]
mod tests {
    use super::super::site::fixture::site;
    use super::super::testing::snapshot;
    use super::*;

    fn checked(fixture: &str, text: &str) -> Checked {
        let site = site("rust", fixture);
        let parsed = ParsedText::parse(site.text.clone(), site.language.expect("a language").id, None).expect("a tree");
        let snapshot =
            snapshot(&[("a.rs", &site.text), ("b.rs", "pub struct Other;\nimpl Other {\n    pub fn other_only(&self) {}\n}\n")]);
        check(&site, Some(&parsed), &snapshot, "a.rs", &Fitted { text: text.into(), replaced: 0 })
    }

    const METHOD: &str = "struct A {\n    field: u32,\n}\n\nimpl A {\n    fn known(&self) {}\n    fn f(&self, typed: &A) {\n        $0\n    }\n}\n";

    #[tokio::test(start_paused = true)]
    async fn errors_count_only_where_nothing_continues_the_text() {
        let is_bad = |text: &str| checked(METHOD, text).has_new_errors;
        assert!(!is_bad("self.known();"));
        assert!(!is_bad("if self.field > 1 {"), "a block is opened");
        assert!(!is_bad("let a = self.field"), "the statement may go on");
        assert!(!is_bad("self.known("));
        assert!(!is_bad("let a = 1 +"), "an operand is still to come");
        assert!(!is_bad("let"), "a name is still to come");
        assert!(!is_bad("let a = Kind::"));
        assert!(is_bad("self.known()); }} let"));
        assert!(is_bad("let let = ;;("));
    }

    #[test]
    fn invented_names_are_found() {
        let invented = |text: &str| checked(METHOD, text).invented;
        assert_eq!(invented("self.known();"), [""; 0]);
        assert_eq!(invented("self.made_up(self.field);"), ["made_up"]);
        assert_eq!(invented("completely_made_up(1);"), ["completely_made_up"]);
        assert_eq!(invented("self.other_only();"), ["other_only"], "another type has it");
        assert_eq!(invented("unknown.other_only();"), [""; 0]);
        assert_eq!(invented("typed.other_only();"), ["other_only"], "a parameter of another type");
        assert_eq!(invented("typed.known();"), [""; 0]);
        assert_eq!(invented("typed.field.other_only();"), [""; 0], "what the field is, nobody knows");
        assert_eq!(invented("fn helper() {}\nhelper();"), [""; 0], "the text defines it");
        assert_eq!(invented("print(\"made_up(1)\");"), ["print"], "what a string says is no use");
    }
}
