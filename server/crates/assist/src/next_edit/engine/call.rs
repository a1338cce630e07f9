//! Arguments of calls: a parameter that came or went tells what callers must pass.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::file::File;
use super::rewrite::{Rewrite, Way, lines_of};
use super::token::{Token, tokens};
use super::unit::Unit;

/// Lines that a call may span.
const MAX_LINES: u32 = 12;

/// A call or a list of parameters in a text.
#[derive(Debug, PartialEq)]
struct Call<'t> {
    name: &'t str,
    /// What stands between the brackets, by bytes.
    inner: Range<usize>,
    /// The arguments, trimmed, by bytes.
    arguments: Vec<Range<usize>>,
    is_declaration: bool,
}

/// The calls in `text` whose brackets are closed.
fn calls<'t>(text: &'t str, run: &[Token<'t>]) -> Vec<Call<'t>> {
    let mut found = Vec::new();
    for (at, pair) in run.windows(2).enumerate() {
        if !(pair[1].text == "(" && pair[0].is_name()) {
            continue;
        }
        let is_declaration = at > 0 && matches!(run[at - 1].text, "fn" | "def" | "func" | "function" | ")");
        if let Some((inner, arguments)) = arguments(text, &run[at + 1..]) {
            found.push(Call { name: pair[0].text, inner, arguments, is_declaration });
        }
    }
    found
}

/// The arguments behind the bracket that `run` starts with.
fn arguments(text: &str, run: &[Token<'_>]) -> Option<(Range<usize>, Vec<Range<usize>>)> {
    let open = run.first()?.end();
    let (mut depth, mut start, mut all) = (0usize, open, Vec::new());
    let mut push = |from: usize, to: usize| {
        let piece = text.get(from..to).unwrap_or("");
        let lead = piece.len() - piece.trim_start().len();
        if !piece.trim().is_empty() {
            all.push(from + lead..from + lead + piece.trim().len());
        }
    };
    for token in run {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    push(start, token.start);
                    return Some((open..token.start, all));
                }
            }
            "," if depth == 1 => {
                push(start, token.start);
                start = token.end();
            }
            _ => {}
        }
    }
    None
}

/// What happened to the arguments of one call: which were removed, and which came, by position.
#[derive(Debug, PartialEq)]
struct Change {
    /// Number of arguments before.
    before: usize,
    /// Positions that went, in the old list, with their old text.
    removed: Vec<(usize, String)>,
    /// Text that came, before that position of the old list.
    added: Vec<(usize, String)>,
}

fn change(old_text: &str, old: &Call<'_>, new_text: &str, new: &Call<'_>) -> Option<Change> {
    let texts = |text: &str, call: &Call<'_>| call.arguments.iter().map(|it| text[it.clone()].to_owned()).collect::<Vec<_>>();
    let (before, after) = (texts(old_text, old), texts(new_text, new));
    if before == after || before.len() == after.len() {
        return None;
    }
    let mut change = Change { before: before.len(), removed: Vec::new(), added: Vec::new() };
    for op in capture_diff_slices(Algorithm::Myers, &before, &after) {
        match op {
            DiffOp::Equal { .. } => {}
            DiffOp::Delete { old_index, old_len, .. } => {
                change.removed.extend((old_index..old_index + old_len).map(|at| (at, before[at].clone())));
            }
            DiffOp::Insert { old_index, new_index, new_len } => {
                change.added.extend((new_index..new_index + new_len).map(|at| (old_index, after[at].clone())));
            }
            DiffOp::Replace { .. } => return None,
        }
    }
    if old.is_declaration {
        change.added = change.added.into_iter().map(|(at, text)| Some((at, argument_of(&text)?))).collect::<Option<_>>()?;
    }
    Some(change)
}

/// What a caller passes for a parameter: its name. `None` for one that has a default or takes any number.
fn argument_of(parameter: &str) -> Option<String> {
    if parameter.contains('=') || parameter.contains('?') || parameter.starts_with('*') || parameter.contains("...") {
        return None;
    }
    let run = tokens(parameter);
    let names: Vec<&str> = run.iter().filter(|it| it.is_name()).map(|it| it.text).collect();
    let has_colon = run.iter().any(|it| it.text == ":");
    match (has_colon, names.as_slice()) {
        (_, []) => None,
        (_, [only]) => Some((*only).to_owned()),
        (true, [first, ..]) => Some((*first).to_owned()),
        // `name Type` in Go, `Type name` where types come first: the name starts with a small letter.
        (false, [first, .., last]) => {
            let is_small = |it: &str| it.starts_with(char::is_lowercase);
            Some((if is_small(first) && !is_small(last) { first } else { last }).to_string())
        }
    }
}

/// A function whose arguments or parameters changed in an edit.
#[derive(Debug, PartialEq)]
pub(super) struct CallChange {
    name: String,
    is_declaration: bool,
    change: Change,
}

/// The calls and lists of parameters in `old_text` that have another number of arguments in `new_text`.
pub(super) fn changes(old_text: &str, new_text: &str) -> Vec<CallChange> {
    let (old_run, new_run) = (tokens(old_text), tokens(new_text));
    let news = calls(new_text, &new_run);
    let changed = |old: Call<'_>| {
        let new = news.iter().find(|it| it.name == old.name && it.is_declaration == old.is_declaration)?;
        let change = change(old_text, &old, new_text, new)?;
        Some(CallChange { name: old.name.to_owned(), is_declaration: old.is_declaration, change })
    };
    calls(old_text, &old_run).into_iter().filter_map(changed).collect()
}

/// A call in the line of a function whose arguments changed in `unit`.
pub(super) fn rewrite(unit: &Unit<'_>, file: &File, line: u32) -> Option<Rewrite> {
    let first = file.line(line);
    unit.calls.iter().filter(|it| first.contains(&it.name)).find_map(|it| apply(it, file, line))
}

fn apply(example: &CallChange, file: &File, line: u32) -> Option<Rewrite> {
    let first = file.line(line);
    let mut text = first.to_owned();
    let mut last = line;
    loop {
        let run = tokens(&text);
        let call = calls(&text, &run).into_iter().find(|it| it.name == example.name && it.inner.start <= first.len());
        if let Some(call) = call {
            let new = edited(&example.change, &call, &text)?;
            return Some(Rewrite {
                way: if example.is_declaration { Way::Signature } else { Way::Argument },
                lines: line..last + 1,
                text: Some(new),
                evidence: 1 + call.arguments.len(),
                share: 1.0,
                edits: 1,
                removed: example.change.removed.iter().map(|it| it.1.len()).sum(),
            });
        }
        last += 1;
        if last - line >= MAX_LINES || last >= file.lines.line_count() {
            return None;
        }
        text = lines_of(file, &(line..last + 1));
    }
}

/// `text` with the arguments of `call` changed in the same way; `None` where they are not as many, or removed ones read otherwise.
fn edited(change: &Change, call: &Call<'_>, text: &str) -> Option<String> {
    if call.arguments.len() != change.before || call.is_declaration {
        return None;
    }
    let mut pieces: Vec<String> = Vec::new();
    for at in 0..=call.arguments.len() {
        pieces.extend(change.added.iter().filter(|it| it.0 == at).map(|it| it.1.clone()));
        if let Some(argument) = call.arguments.get(at)
            && !change.removed.iter().any(|it| it.0 == at)
        {
            pieces.push(text[argument.clone()].to_owned());
        }
    }
    let is_multiline = text[call.inner.clone()].contains('\n');
    if is_multiline && !change.removed.is_empty() {
        return None;
    }
    let mut result = text.to_owned();
    if is_multiline {
        let last = call.arguments.last()?;
        let before = &text[..last.start];
        let indent = before.rsplit('\n').next().filter(|it| it.trim().is_empty())?;
        let added: Vec<&String> = change.added.iter().filter(|it| it.0 == change.before).map(|it| &it.1).collect();
        if added.len() != change.added.len() {
            return None;
        }
        let lines: Vec<String> = added.iter().map(|it| format!(",\n{indent}{it}")).collect();
        result.insert_str(last.end, &lines.concat());
    } else {
        result.replace_range(call.inner.clone(), &pieces.join(", "));
    }
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_cut_at_their_own_depth() {
        let text = "x = f(a, g(b, c), [d, e])";
        let run = tokens(text);
        let all: Vec<Vec<&str>> =
            calls(text, &run).iter().map(|call| call.arguments.iter().map(|it| &text[it.clone()]).collect()).collect();
        assert_eq!(all, [vec!["a", "g(b, c)", "[d, e]"], vec!["b", "c"]]);
    }

    #[test]
    fn a_parameter_is_passed_by_its_name() {
        assert_eq!(argument_of("name: &str").as_deref(), Some("name"));
        assert_eq!(argument_of("ctx Context").as_deref(), Some("ctx"));
        assert_eq!(argument_of("final String label").as_deref(), Some("label"));
        assert_eq!(argument_of("limit=3"), None);
    }
}
