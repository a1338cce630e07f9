//! An outline of a file: names of its likeliest definitions under the types that own them.
//!
//! `Router { new route nest }` stands for a type and three of its members; what belongs to no type stands under its kind.

use std::fmt::Write as _;

use sapwood_base::{LineRange, Span};
use sapwood_index::{FileId, SymbolView};
use sapwood_syntax::SymbolKind;

use crate::pack::{Item, Role};
use crate::tokens;

/// The kind of an item that is an outline.
pub const OUTLINE: &str = "outline";
/// Tokens of a group without its members: its name and two braces.
const GROUP_TOKENS: u32 = 3;

/// What stands before the braces.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Head<'a> {
    /// A type.
    Owner(&'a str),
    /// Definitions of a kind that no type owns.
    Kind(&'static str),
}

/// Names under one head, in the order in which they were added.
#[derive(Debug, Clone)]
struct Group<'a> {
    head: Head<'a>,
    names: Vec<&'a str>,
}

/// The outline of one file.
#[derive(Debug, Clone)]
pub(super) struct Outline<'a> {
    file: FileId,
    groups: Vec<Group<'a>>,
    score: f32,
    signals: Vec<(&'static str, f32)>,
    lines: LineRange,
    span: Span,
}

/// The group that a definition belongs to.
fn head_of<'a>(view: &SymbolView<'a>) -> Head<'a> {
    if !view.owner.is_empty() && !view.kind.is_type() {
        return Head::Owner(view.owner);
    }
    Head::Kind(match view.kind {
        SymbolKind::Function | SymbolKind::Method | SymbolKind::Constructor => "functions",
        SymbolKind::Macro => "macros",
        SymbolKind::Constant | SymbolKind::Variable | SymbolKind::Field | SymbolKind::Variant => "values",
        SymbolKind::Module => "modules",
        _ => "types",
    })
}

impl<'a> Outline<'a> {
    pub(super) fn new(view: &SymbolView<'a>, score: f32) -> Self {
        Self { file: view.file, groups: Vec::new(), score, signals: Vec::new(), lines: view.lines, span: view.span }
    }

    /// Tokens that the name of `view` would add.
    pub(super) fn cost(&self, view: &SymbolView<'a>) -> u32 {
        let head = head_of(view);
        if self.groups.iter().any(|group| group.head == head) { 1 } else { 1 + GROUP_TOKENS }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Adds the name of `view`; what speaks for the first one speaks for the outline.
    pub(super) fn add(&mut self, view: &SymbolView<'a>, signals: Vec<(&'static str, f32)>) {
        if self.groups.is_empty() {
            self.signals = signals;
        }
        let head = head_of(view);
        match self.groups.iter_mut().find(|group| group.head == head) {
            Some(group) => group.names.push(view.name),
            None => self.groups.push(Group { head, names: vec![view.name] }),
        }
        self.lines = LineRange { start: self.lines.start.min(view.lines.start), end: self.lines.end.max(view.lines.end) };
        self.span = Span::new(self.span.start.min(view.span.start), self.span.end.max(view.span.end));
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for group in &self.groups {
            let head = match group.head {
                Head::Owner(name) => name,
                Head::Kind(kind) => kind,
            };
            let _ = writeln!(text, "{head} {{ {} }}", group.names.join(" "));
        }
        text.truncate(text.trim_end().len());
        text
    }

    pub(super) fn into_item(self) -> Item {
        let text = self.text();
        Item {
            file: self.file,
            lines: self.lines,
            span: self.span,
            symbol: None,
            kind: OUTLINE,
            role: Role::Definition,
            score: self.score,
            signals: self.signals,
            tokens: tokens::count(&text),
            text,
        }
    }
}
