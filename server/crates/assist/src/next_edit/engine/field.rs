//! A field added to a struct: every place that builds one must give it a value.
//!
//! Only where the compiler asks for it, so in Rust; other languages fill in what is missing by themselves.

use sapwood_base::{LineEdit, NameHash};
use sapwood_grammars::Family;
use sapwood_index::IndexSnapshot;
use sapwood_syntax::SymbolKind;

use super::file::File;
use super::rewrite::{Rewrite, Way, indentation, lines_of};
use super::token::{occurrences, tokens};

/// Lines that a literal may span.
const MAX_LINES: u32 = 60;

/// A field that an edit added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NewField {
    /// The struct's name.
    pub(super) owner: String,
    /// The file it is defined in: `Self` there may be it.
    path: String,
    name: String,
    type_name: String,
}

/// The fields that the history added to structs.
pub(super) fn new_fields(history: &[LineEdit], snapshot: &IndexSnapshot) -> Vec<NewField> {
    let mut found = Vec::new();
    for edit in history {
        let Some(file) = snapshot.file_by_path(&edit.path) else { continue };
        let language = snapshot.file(file).language.map(sapwood_grammars::language);
        if language.is_none_or(|it| it.family != Family::Rust) {
            continue;
        }
        let holds = |it: &sapwood_index::SymbolView<'_>| {
            it.kind == SymbolKind::Struct && it.lines.start < edit.start && edit.end() <= it.lines.end + 1
        };
        let Some(owner) = snapshot.symbols_in(file).map(|id| snapshot.symbol(id)).find(holds) else { continue };
        if snapshot.symbols_named(NameHash::of(owner.name)).count() != 1 {
            continue;
        }
        let old: Vec<&str> = edit.old.iter().filter_map(|line| field(line)).map(|it| it.0).collect();
        for (name, type_name) in edit.new.iter().filter_map(|line| field(line)).filter(|it| !old.contains(&it.0)) {
            found.push(NewField {
                owner: owner.name.to_owned(),
                path: edit.path.clone(),
                name: name.to_owned(),
                type_name: type_name.to_owned(),
            });
        }
        // A field that took another's place is a renaming.
        if old.len() >= edit.new.len() {
            found.clear();
        }
    }
    found
}

/// The name and the type in `pub name: Type,`.
fn field(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let line = line.strip_prefix("pub").map_or(line, |rest| rest.trim_start().trim_start_matches("(crate)").trim_start());
    let (name, type_name) = line.split_once(':')?;
    let is_name = !name.is_empty() && name.chars().all(|c| c == '_' || c.is_alphanumeric());
    (is_name && !type_name.starts_with(':')).then(|| (name, type_name.trim().trim_end_matches(',')))
}

/// The literal that starts in the line, with the field.
pub(super) fn rewrite(new: &NewField, file: &File, line: u32) -> Option<Rewrite> {
    let first = file.line(line);
    let opens = |name: &str| occurrences(first, name).find(|&at| is_literal(first, at, name));
    let at = opens(&new.owner).or_else(|| (file.path == new.path).then(|| opens("Self")).flatten())?;
    let last = (line..(line + MAX_LINES).min(file.lines.line_count())).find(|&last| {
        let text = lines_of(file, &(line..last + 1));
        closing(&text[at..]).is_some()
    })?;
    let text = lines_of(file, &(line..last + 1));
    let end = at + closing(&text[at..])?;
    let body = &text[at..end];
    if body.contains("..") || occurrences(body, &new.name).next().is_some() {
        return None;
    }
    let value = value(new, file, line);
    let (lines, text) = if last == line {
        let before = text[..end].trim_end();
        let comma = if before.ends_with('{') || before.ends_with(',') { "" } else { "," };
        (line..line + 1, format!("{before}{comma} {value} {}", &text[end..]))
    } else {
        let field_line = last - 1;
        let before = file.line(field_line);
        let is_open = before.trim_end().ends_with('{');
        let indent = if is_open { format!("{}    ", indentation(before)) } else { indentation(before).to_owned() };
        let comma = if is_open || before.trim_end().ends_with(',') { "" } else { "," };
        (field_line..last, format!("{}{comma}\n{indent}{value},", before.trim_end()))
    };
    Some(Rewrite { way: Way::Field, lines, text: Some(text), evidence: 3, share: 1.0, edits: 1, removed: 0 })
}

/// True where the name at `at` is followed by a brace and starts neither a definition nor a pattern.
fn is_literal(line: &str, at: usize, name: &str) -> bool {
    let before = line[..at].trim_end();
    let word = before.rsplit(|c: char| !(c == '_' || c.is_alphanumeric())).next().unwrap_or("");
    let is_expression =
        !matches!(word, "struct" | "impl" | "for" | "let" | "enum" | "trait" | "union") && !before.ends_with("->");
    is_expression && line[at + name.len()..].trim_start().starts_with('{') && !line.contains("=>")
}

/// Where the first brace of `text` is closed.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for token in tokens(text) {
        match token.text {
            "{" => depth += 1,
            "}" => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(token.start);
                }
            }
            _ => {}
        }
    }
    None
}

/// `name` where something of that name is at hand, else a value that the type surely has.
fn value(new: &NewField, file: &File, line: u32) -> String {
    let start = file.around(line).map_or(line, |it| it.0);
    let is_at_hand = (start..line).any(|at| {
        let text = file.line(at);
        let declared = occurrences(text, &new.name).any(|it| {
            let rest = text[it + new.name.len()..].trim_start();
            (rest.starts_with(':') && !rest.starts_with("::")) || text[..it].trim_end().ends_with("let")
        });
        declared && !text.trim_start().starts_with("//")
    });
    if is_at_hand {
        return new.name.clone();
    }
    let head = new.type_name.split('<').next().unwrap_or("").trim();
    let value = match head {
        "bool" => "false",
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" | "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => "0",
        "f32" | "f64" => "0.0",
        "String" => "String::new()",
        "Vec" => "Vec::new()",
        "Option" => "None",
        _ if head.starts_with('&') && head.ends_with("str") => "\"\"",
        _ => "Default::default()",
    };
    format!("{}: {value}", new.name)
}
