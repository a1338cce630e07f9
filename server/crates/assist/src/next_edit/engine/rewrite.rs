//! What a line would become if it followed the history.
//!
//! Ways are tried from the most literal to the most general: the very lines that were replaced, lines of the same shape, the same run of
//! tokens, an argument of the same call, a new name.

use std::ops::Range;

use super::call;
use super::delta::Op;
use super::field::{self, NewField};
use super::file::File;
use super::seen::Seen;
use super::token::{Class, Token, tokens, with_literals};
use super::unit::Unit;

/// How the content was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// The same lines were replaced before.
    Block,
    /// Lines of the same shape were replaced, and the names that were removed are the same.
    Shape,
    /// The same run of tokens was replaced.
    Script,
    /// An argument was added to or taken from a call of the same function.
    Argument,
    /// The function's parameters changed.
    Signature,
    /// A struct got a field.
    Field,
    /// A name became another.
    Rename,
}

/// New content for some lines.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rewrite {
    pub(super) way: Way,
    pub(super) lines: Range<u32>,
    /// `None` removes the lines.
    pub(super) text: Option<String>,
    /// Tokens of the line that are as in the example.
    pub(super) evidence: usize,
    /// The share of the example's changes that were made here.
    pub(super) share: f32,
    /// In how many edits the change was seen.
    pub(super) edits: usize,
    /// Characters of the text that goes.
    pub(super) removed: usize,
}

/// What follows for the line, by each way that leads to something.
pub(super) fn rewrites(seen: &Seen<'_>, units: &[Unit<'_>], fields: &[NewField], file: &File, line: u32) -> Vec<Rewrite> {
    let text = file.line(line);
    let here = tokens(text);
    if here.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<Rewrite> = Vec::new();
    let mut add = |rewrite: Option<Rewrite>| {
        let Some(rewrite) = rewrite else { return };
        match found.iter_mut().find(|it| it.way == rewrite.way) {
            Some(known) => {
                let edits = known.edits + usize::from(known.text == rewrite.text);
                if (rewrite.evidence, rewrite.lines.len()) > (known.evidence, known.lines.len()) {
                    *known = rewrite;
                }
                known.edits = edits;
            }
            None => found.push(rewrite),
        }
    };
    for unit in units {
        add(block(unit, file, line));
        add(shape(unit, file, line));
        add(script(unit, text, &here, line));
        add(call::rewrite(unit, file, line));
    }
    for new in fields {
        add(field::rewrite(new, file, line));
    }
    add(rename(seen, text, &here, line));
    found.retain(|it| it.text.as_deref() != Some(&lines_of(file, &it.lines)));
    found
}

pub(super) fn lines_of(file: &File, lines: &Range<u32>) -> String {
    lines.clone().map(|line| file.line(line)).collect::<Vec<_>>().join("\n")
}

/// The example's old lines stand here, whatever their indentation.
fn block(unit: &Unit<'_>, file: &File, line: u32) -> Option<Rewrite> {
    let old = unit.old_lines;
    let has_word = unit.old.iter().any(|it| it.class == Class::Word && it.text.len() > 2);
    if old.is_empty() || !has_word || !file.has(line, old.len()) {
        return None;
    }
    let is_same = old.iter().zip(line..).all(|(old, at)| old.trim() == file.line(at).trim());
    is_same.then(|| Rewrite {
        way: Way::Block,
        lines: line..line + old.len() as u32,
        text: (!unit.new_lines.is_empty()).then(|| indented(unit.new_lines, &old[0], file.line(line))),
        evidence: unit.old.len(),
        share: 1.0,
        edits: 1,
        removed: removed_text(unit),
    })
}

/// Characters that the example removes.
fn removed_text(unit: &Unit<'_>) -> usize {
    unit.ops.iter().map(|op| op.old_text.len()).sum()
}

/// `lines` with the indentation that `model` has replaced by that of `here`.
fn indented(lines: &[String], model: &str, here: &str) -> String {
    let (from, to) = (indentation(model), indentation(here));
    let shift = |line: &String| match line.strip_prefix(from) {
        Some(rest) if !rest.trim().is_empty() => format!("{to}{rest}"),
        _ => line.clone(),
    };
    lines.iter().map(shift).collect::<Vec<_>>().join("\n")
}

pub(super) fn indentation(line: &str) -> &str {
    &line[..line.len() - line.trim_start().len()]
}

/// Lines with the example's marks and keywords, and with its removed names, but with other names, numbers and literals elsewhere.
fn shape(unit: &Unit<'_>, file: &File, line: u32) -> Option<Rewrite> {
    let count = unit.old_lines.len() as u32;
    if unit.old.len() < 4 || count > 12 || unit.new_lines.is_empty() || !file.has(line, unit.old_lines.len()) {
        return None;
    }
    let text = lines_of(file, &(line..line + count));
    let here = with_literals(&text);
    let (pairs, evidence) = correspondence(unit, &unit.model, &here)?;
    let has_literal_name = unit.ops.iter().any(|op| op.removed.iter().any(|it| it.len() > 2));
    if evidence == here.len() || (!has_literal_name && evidence * 2 < here.len()) {
        return None;
    }
    let new = unit.new_lines.join("\n");
    let changed = substitute(&new, with_literals(&new), |token| pairs.iter().find(|it| it.0 == token.text).map(|it| it.1));
    let lines: Vec<String> = changed.split('\n').map(str::to_owned).collect();
    Some(Rewrite {
        way: Way::Shape,
        lines: line..line + count,
        text: Some(indented(&lines, &unit.old_lines[0], file.line(line))),
        evidence,
        share: 1.0,
        edits: 1,
        removed: removed_text(unit),
    })
}

/// What stands for each name, number and literal of the example, one to one, and how many tokens are the same; `None` where anything else
/// differs.
fn correspondence<'t>(unit: &Unit<'_>, old: &[Token<'t>], here: &[Token<'t>]) -> Option<(Vec<(&'t str, &'t str)>, usize)> {
    if old.len() != here.len() {
        return None;
    }
    let is_open = |token: &Token<'_>| token.is_name() || matches!(token.class, Class::Number | Class::Literal);
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    let mut evidence = 0;
    for (old, new) in old.iter().zip(here) {
        if old.text == new.text {
            evidence += 1;
        } else if !(is_open(old) && old.class == new.class && is_open(new)) || unit.is_removed(old.text) {
            return None;
        }
        if is_open(old) {
            match pairs.iter().find(|it| it.0 == old.text || (old.is_name() && it.1 == new.text)) {
                Some(known) if *known != (old.text, new.text) => return None,
                Some(_) => {}
                None => pairs.push((old.text, new.text)),
            }
        }
    }
    Some((pairs, evidence))
}

/// `text` with the tokens replaced that `replacement` has something for.
fn substitute<'t>(text: &'t str, run: Vec<Token<'t>>, replacement: impl Fn(&Token<'t>) -> Option<&'t str>) -> String {
    let mut result = String::with_capacity(text.len());
    let mut from = 0;
    for token in run {
        if let Some(new) = replacement(&token) {
            result.push_str(&text[from..token.start]);
            result.push_str(new);
            from = token.end();
        }
    }
    result.push_str(&text[from..]);
    result
}

/// One run of tokens to replace in a line, by bytes.
struct Patch {
    span: Range<usize>,
    text: String,
    evidence: usize,
}

/// The example's runs of tokens stand in the line.
fn script(unit: &Unit<'_>, text: &str, here: &[Token<'_>], line: u32) -> Option<Rewrite> {
    if unit.ops.is_empty() || unit.old.is_empty() || unit.ops.len() > 12 {
        return None;
    }
    let mut patches: Vec<Patch> = Vec::new();
    let mut applied = 0;
    for op in &unit.ops {
        let found = if op.removed.is_empty() { insertion(op, text, here) } else { replacement(op, text, here) };
        applied += usize::from(!found.is_empty());
        for patch in found {
            if patches.iter().all(|it| it.span.end <= patch.span.start || patch.span.end <= it.span.start) {
                patches.push(patch);
            }
        }
    }
    if patches.is_empty() {
        return None;
    }
    patches.sort_by_key(|it| it.span.start);
    let mut result = text.to_owned();
    for patch in patches.iter().rev() {
        result.replace_range(patch.span.clone(), &patch.text);
    }
    let is_emptied = result.trim().is_empty();
    Some(Rewrite {
        way: Way::Script,
        lines: line..line + 1,
        text: (!is_emptied).then(|| reindented(&result, unit, text)),
        evidence: patches.iter().map(|it| it.evidence).max().unwrap_or_default(),
        share: applied as f32 / unit.ops.len() as f32,
        edits: 1,
        removed: removed_text(unit),
    })
}

/// A text of several lines whose later lines come from the example.
fn reindented(result: &str, unit: &Unit<'_>, here: &str) -> String {
    let Some((first, rest)) = result.split_once('\n') else { return result.trim_end().to_owned() };
    let rest: Vec<String> = rest.split('\n').map(str::to_owned).collect();
    let model = unit.old_lines.first().map_or("", String::as_str);
    format!("{}\n{}", first.trim_end(), indented(&rest, model, here))
}

/// The tokens around `from..to` that are as around the run, nearest first without a gap.
fn agreement(op: &Op<'_>, here: &[Token<'_>], from: usize, to: usize) -> (usize, usize) {
    let left = op.left.iter().zip(here[..from].iter().rev()).take_while(|(a, b)| **a == b.text).count();
    let right = op.right.iter().zip(&here[to..]).take_while(|(a, b)| **a == b.text).count();
    (left, right)
}

fn replacement(op: &Op<'_>, text: &str, here: &[Token<'_>]) -> Vec<Patch> {
    let length = op.removed.len();
    let has_name = op.removed.iter().any(|it| it.len() > 1 && it.starts_with(|c: char| c.is_alphanumeric() || c == '_'));
    let mut found: Vec<Patch> = Vec::new();
    for (at, window) in here.windows(length).enumerate() {
        if !window.iter().zip(&op.removed).all(|(token, removed)| token.text == *removed) {
            continue;
        }
        let (left, right) = agreement(op, here, at, at + length);
        let wanted = if has_name { 2 } else { 4 };
        let is_alike = length + left + right >= wanted && (has_name || left + right >= 2);
        if !is_alike && !op.is_confirmed(left, right) {
            continue;
        }
        let (start, end) = (window[0].start, window[length - 1].end());
        let patch = if op.added.is_empty() {
            let from = at.checked_sub(1).map_or(start, |before| here[before].end());
            let to = here.get(at + length).map_or(text.len(), |next| next.start);
            Patch { span: from..to, text: gap(op), evidence: length + left + right }
        } else {
            Patch { span: start..end, text: op.new_text.to_owned(), evidence: length + left + right }
        };
        found.push(patch);
    }
    let best = found.iter().map(|it| it.evidence).max().unwrap_or_default();
    found.retain(|it| it.evidence + 1 >= best);
    found
}

/// What stands between the neighbours of a run that was only added or only removed. White space across a line end is not carried over.
fn gap(op: &Op<'_>) -> String {
    if op.new_gap.trim().is_empty() && op.new_gap.contains('\n') { String::new() } else { op.new_gap.to_owned() }
}

fn insertion(op: &Op<'_>, text: &str, here: &[Token<'_>]) -> Vec<Patch> {
    let mut best: Option<(usize, usize)> = None;
    for at in 0..=here.len() {
        let (left, right) = agreement(op, here, at, at);
        let is_at_end = at == here.len() && left > 1;
        let has_word = here[at.saturating_sub(left)..at].iter().chain(&here[at..at + right]).any(|it| it.class == Class::Word);
        let is_alike = left > 0 && (right > 0 || is_at_end) && left + right >= 3 && has_word;
        if (is_alike || op.is_confirmed(left, right)) && best.is_none_or(|it| it.1 < left + right) {
            best = Some((at, left + right));
        }
    }
    let Some((at, evidence)) = best else { return Vec::new() };
    let from = at.checked_sub(1).map_or(0, |before| here[before].end());
    let to = here.get(at).map_or(text.trim_end().len(), |next| next.start);
    let gap = gap(op);
    let gap = if at == here.len() { gap.trim_end().to_owned() } else { gap };
    vec![Patch { span: from..to.max(from), text: gap, evidence }]
}

/// Names of the line that became others.
fn rename(seen: &Seen<'_>, text: &str, here: &[Token<'_>], line: u32) -> Option<Rewrite> {
    let known: Vec<_> = seen.renamings.iter().filter(|it| here.iter().any(|token| token.text == it.from)).collect();
    let edits = known.iter().map(|it| it.edits).max()?;
    let new = substitute(text, here.to_vec(), |token| known.iter().find(|it| it.from == token.text).map(|it| it.to));
    Some(Rewrite {
        way: Way::Rename,
        lines: line..line + 1,
        text: Some(new),
        evidence: known.len(),
        share: known.len() as f32 / seen.renamings.len() as f32,
        edits,
        removed: known.iter().map(|it| it.from.len()).sum(),
    })
}
