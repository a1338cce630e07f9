//! What the graph proves: uses that stand for nothing any more, and calls that no longer fit.
//!
//! The boosted trees know what people tend to edit next; this knows what would not work otherwise. A proven line is at least as
//! likely as its proof is sure.

use sapwood_base::{LineEdit, NameHash};
use sapwood_index::IndexSnapshot;
use sapwood_syntax::SymbolKind;

use super::file::File;
use super::gather::{Gathered, Site};
use super::rewrite::{Rewrite, Way};
use super::seen::{Renaming, Seen, line_declares};
use super::token::{occurrences, with_literals};

/// The only definition of a name was renamed, and here it is used.
const RENAMED: f32 = 0.95;
/// The same for a member: the name may be one of a type from outside, too.
const RENAMED_MEMBER: f32 = 0.8;
/// A parameter or local was renamed, and here the old name stands in the same definition.
const RENAMED_LOCAL: f32 = 0.95;
/// The parameters of the only definition of that name changed, and here is a call with the old number of arguments.
const CALLED: f32 = 0.85;
/// A struct got a field, and here one is built without it.
const FIELD: f32 = 0.9;
/// The same lines were replaced at least twice, and here they stand in a file where that was done.
const REPEATED: f32 = 0.7;
/// The only definition of a name is gone, and here it is used.
const GONE: f32 = 0.7;
/// What the trees must think of a place where the same tokens, but not the same lines, could be replaced once more.
const SUPPORT: f32 = 0.35;
/// Lines of fewer tokens stand in many places for many reasons.
const MIN_REPEATED: usize = 4;
/// A name that a member shares with more uses than this is not only that member's.
const MAX_MEMBER_USES: usize = 60;

/// What each renaming was of.
pub(super) struct Proofs<'a> {
    snapshot: &'a IndexSnapshot,
    history: &'a [LineEdit],
    seen: &'a Seen<'a>,
    gathered: &'a Gathered,
    renamed: Vec<(&'a Renaming<'a>, Renamed)>,
}

/// What was renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Renamed {
    /// A definition of which no namesake is left.
    Definition { is_member: bool },
    /// A name that only its definition knows: the lines of it, in that file.
    Local { file: usize, lines: (u32, u32) },
}

impl<'a> Proofs<'a> {
    pub(super) fn new(snapshot: &'a IndexSnapshot, history: &'a [LineEdit], seen: &'a Seen<'a>, gathered: &'a Gathered) -> Self {
        let mut proofs = Self { snapshot, history, seen, gathered, renamed: Vec::new() };
        proofs.renamed = seen.renamings.iter().filter_map(|it| Some((it, proofs.renamed(it)?))).collect();
        proofs
    }

    fn renamed(&self, renaming: &Renaming<'_>) -> Option<Renamed> {
        let from = self.seen.name(renaming.from)?;
        if from.is_left {
            return None;
        }
        if let Some(is_member) = self.history.iter().find_map(|edit| self.defined_in(edit, renaming.to)) {
            let is_alone = from.definitions == 0 && (!is_member || from.uses <= MAX_MEMBER_USES);
            return is_alone.then_some(Renamed::Definition { is_member });
        }
        let declares = |edit: &&LineEdit| {
            let names = |lines: &[String], name| lines.iter().any(|line| line_declares(line, name));
            names(&edit.old, renaming.from) && names(&edit.new, renaming.to)
        };
        let edit = self.history.iter().find(declares)?;
        let at = self.gathered.files.iter().position(|file| file.path == edit.path)?;
        let file = &self.gathered.files[at];
        let lines = file.around(edit.start)?;
        let is_edited = |line: u32| edit.start <= line && line < edit.end();
        let is_declared_again = (lines.0..=lines.1).any(|line| !is_edited(line) && line_declares(file.line(line), renaming.from));
        (!is_declared_again).then_some(Renamed::Local { file: at, lines })
    }

    /// Whether the definition of `name` that `edit` wrote is a member; `None` where it wrote none.
    fn defined_in(&self, edit: &LineEdit, name: &str) -> Option<bool> {
        let file = self.gathered.files.iter().find(|file| file.path == edit.path)?;
        let mut symbols = self.snapshot.symbols_named(NameHash::of(name)).map(|id| self.snapshot.symbol(id));
        let stands = |at: u32| (edit.start..edit.end()).contains(&file.lines.line_of(at));
        let found = symbols.find(|it| Some(it.file) == file.id && stands(it.name_span.start))?;
        Some(!found.owner.is_empty() || matches!(found.kind, SymbolKind::Field | SymbolKind::Method))
    }

    /// How sure it is that the line must change; 0 where nothing is proven.
    pub(super) fn of(&self, site: Site, rewrite: Option<&Rewrite>, likelihood: f32) -> f32 {
        let file = &self.gathered.files[site.file];
        let text = file.line(site.line);
        if file.is_comment(text) {
            return 0.0;
        }
        let renamed = self.renamed.iter().filter(|it| rewrite.is_some() && stands_in_code(text, it.0.from));
        let sure = renamed.map(|(_, what)| match what {
            Renamed::Definition { is_member: true } => RENAMED_MEMBER,
            Renamed::Definition { is_member: false } => RENAMED,
            Renamed::Local { file, lines } if *file == site.file && (lines.0..=lines.1).contains(&site.line) => RENAMED_LOCAL,
            Renamed::Local { .. } => 0.0,
        });
        let sure = sure.fold(0.0, f32::max);
        let called = if self.is_outdated_call(text, rewrite) { CALLED } else { 0.0 };
        let gone = if rewrite.is_none_or(|it| it.text.is_some()) && self.uses_what_is_gone(file, text) { GONE } else { 0.0 };
        let other = rewrite.map_or(0.0, |it| match it.way {
            Way::Field => FIELD,
            Way::Block if it.edits > 1 && it.evidence >= MIN_REPEATED && site.file < self.gathered.edited => REPEATED,
            Way::Shape | Way::Script if it.edits > 1 && it.share >= 1.0 && likelihood >= SUPPORT => REPEATED,
            _ => 0.0,
        });
        sure.max(called).max(gone).max(other)
    }

    fn is_outdated_call(&self, text: &str, rewrite: Option<&Rewrite>) -> bool {
        let is_call = rewrite.is_some_and(|it| it.way == Way::Signature);
        let is_only = |name: &str| {
            let is_defined = self.history.iter().any(|edit| self.defined_in(edit, name).is_some());
            is_defined && self.snapshot.symbols_named(NameHash::of(name)).count() == 1
        };
        let mut names = self.seen.names.iter().filter(|it| it.uses <= MAX_MEMBER_USES && stands_in_code(text, it.text));
        is_call && names.any(|it| is_only(it.text))
    }

    /// True where a name stands in the line that an edit removed with its definition, and nothing took its place.
    fn uses_what_is_gone(&self, file: &File, text: &str) -> bool {
        let is_gone = |name: &&str| {
            let is_defined = |edit: &LineEdit| edit.path == file.path || self.seen.deltas.len() == 1;
            let known = self.seen.name(name);
            known.is_some_and(|it| it.is_declared && !it.is_left && it.definitions == 0 && it.uses <= MAX_MEMBER_USES)
                && self.seen.renaming(name).is_none()
                && self.history.iter().any(|edit| is_defined(edit) && edit.old.iter().any(|line| defines(line, name)))
        };
        let removed = self.seen.deltas.iter().flat_map(|delta| &delta.removed);
        removed.copied().filter(|name| name.len() > 2 && stands_in_code(text, name)).any(|name| is_gone(&name))
    }
}

/// True where `line` defines a function or type called `name`, by the word before it.
fn defines(line: &str, name: &str) -> bool {
    let before = |at: usize| line[..at].split_whitespace().next_back().unwrap_or("");
    let words = ["fn", "def", "func", "function", "class", "struct", "enum", "trait", "interface", "type"];
    occurrences(line, name).any(|at| words.contains(&before(at)))
}

/// True where `name` stands in `line` outside of literals.
fn stands_in_code(line: &str, name: &str) -> bool {
    line.contains(name) && with_literals(line).iter().any(|token| token.text == name)
}
