//! `cargo xtask docs`: docs/configuration.md, written from the doc comments of the options. It reads source text, so a
//! setting cannot exist without its sentence in the manual.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};

pub(crate) const SOURCE: &str = "server/crates/sapwood/src/config.rs";
pub(crate) const MANUAL: &str = "docs/configuration.md";

const HEAD: &str = "# Configuration

Nothing has to be configured. A client may send these settings as `initializationOptions`, or as the section `sapwood` of
its configuration; the command line takes what it needs as flags (`sapwood help`).

This file is written by `cargo xtask docs` from the doc comments in
[config.rs](../server/crates/sapwood/src/config.rs); change them there.
";

const TAIL: &str = "
## Environment

| variable | what |
|---|---|
| `SAPWOOD_CACHE` | folder in which indexes are kept, before the user's own cache folder (`XDG_CACHE_HOME`, `~/.cache`) |
| `SAPWOOD_LOG` | what is logged to standard error, as a `tracing` filter such as `sapwood=debug` |
| `NO_COLOR` | set to anything: the command line writes no colours |

## Files left out

`.gitignore`, `.ignore`, `.git/info/exclude` and git's global ignore file are obeyed; `.sapwoodignore`, in the same syntax, is for Sapwood
alone. `index.exclude` adds to them. Minified, binary and oversized files are left out by their content; generated and
vendored files can be found by their text but give no symbols. `sapwood doctor` lists what was left out and why.
";

pub(crate) fn run(project: &Path) -> Result<()> {
    let source = std::fs::read_to_string(project.join(SOURCE)).with_context(|| format!("{SOURCE} cannot be read"))?;
    std::fs::write(project.join(MANUAL), configuration(&source)).with_context(|| format!("{MANUAL} cannot be written"))
}

/// The manual for the options in `source`.
pub(crate) fn configuration(source: &str) -> String {
    let mut out = HEAD.to_string();
    describe(source, "Options", "", &mut out);
    out.push_str(TAIL);
    out
}

fn describe(source: &str, name: &str, prefix: &str, out: &mut String) {
    let mut rows = String::new();
    let mut groups = Vec::new();
    for field in members(source, &format!("pub struct {name} {{")) {
        let key = format!("{prefix}{}", camel_case(&field.name));
        if field.kind.ends_with("Options") {
            groups.push((key, field));
        } else {
            let values: Vec<String> = members(source, &format!("pub enum {} {{", field.kind))
                .iter()
                .map(|variant| format!(" `\"{}\"`: {}", camel_case(&variant.name), variant.doc))
                .collect();
            let _ = writeln!(rows, "| `{key}` | {} | {}{} |", type_in_words(&field.kind), field.doc, values.concat());
        }
    }
    if !rows.is_empty() {
        let _ = write!(out, "\n| setting | type | what |\n|---|---|---|\n{rows}");
    }
    for (key, field) in groups {
        let _ = write!(out, "\n## `{key}`\n\n{}\n", field.doc);
        describe(source, &field.kind, &format!("{key}."), out);
    }
}

struct Member {
    name: String,
    kind: String,
    doc: String,
}

/// The documented fields or variants of the item that starts with `head`.
fn members(source: &str, head: &str) -> Vec<Member> {
    let Some(body) = source.split_once(head).and_then(|(_, rest)| rest.split_once("\n}")).map(|(body, _)| body) else {
        return Vec::new();
    };
    let mut members = Vec::new();
    let mut doc = Vec::new();
    for line in body.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("///") {
            doc.push(text.trim());
        } else if let Some(item) = line.strip_suffix(',') {
            let (name, kind) = item.split_once(": ").unwrap_or((item, ""));
            members.push(Member { name: name.trim_start_matches("pub ").into(), kind: kind.into(), doc: doc.join(" ") });
            doc.clear();
        }
    }
    members
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or("");
    let mut out = first[..1].to_lowercase() + &first[1..];
    for word in words.filter(|word| !word.is_empty()) {
        out += &(word[..1].to_uppercase() + &word[1..]);
    }
    out
}

fn type_in_words(kind: &str) -> &str {
    match kind.trim_start_matches("Option<").trim_end_matches('>') {
        "bool" => "true or false",
        "u64" | "usize" => "number",
        "PathBuf" | "String" => "text",
        "Vec<String" => "list of texts",
        _ => "one of",
    }
}

#[cfg(test)]
mod tests {
    use super::configuration;

    #[test]
    fn options_become_tables() {
        let source = "pub struct Options {\n    /// Reading.\n    pub index: IndexOptions,\n    /// Watching.\n    pub watch: Mode,\n}\n\
                      pub struct IndexOptions {\n    /// Largest file,\n    /// in bytes.\n    pub max_bytes: Option<u64>,\n}\n\
                      pub enum Mode {\n    /// Both.\n    #[default]\n    Auto,\n}\n";
        let manual = configuration(source);
        assert!(manual.contains("| `watch` | one of | Watching. `\"auto\"`: Both. |"), "{manual}");
        assert!(manual.contains("## `index`\n\nReading."), "{manual}");
        assert!(manual.contains("| `index.maxBytes` | number | Largest file, in bytes. |"), "{manual}");
    }
}
