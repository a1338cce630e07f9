//! `cargo xtask docs`: docs/configuration.md, written from the doc comments of the options. It reads source text, so a
//! setting cannot exist without its sentence in the manual.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};

/// Where options are declared.
pub(crate) const SOURCES: &[&str] = &[
    "server/crates/sapwood/src/config/options.rs",
    "server/crates/assist/src/completion/settings.rs",
    "server/crates/model/src/settings/options.rs",
    "server/crates/model/src/endpoint.rs",
];
pub(crate) const MANUAL: &str = "docs/configuration.md";

const HEAD: &str = "# Configuration

Nothing has to be configured. A client may send these settings as `initializationOptions`, or as the section `sapwood` of
its configuration. The command line reads them from the user's own file: `$XDG_CONFIG_HOME/sapwood/config.json`, by default
`~/.config/sapwood/config.json` (`%APPDATA%\\sapwood\\config.json` on Windows). The server takes the models from there
as well where the client names none. Nothing is ever read from a workspace. `sapwood config` shows what is in force and
what is wrong with it, `sapwood config schema` prints the JSON schema.

A model for inline completion takes one line, in either place:

```json
{\"models\": {\"completion\": \"ollama:qwen2.5-coder:1.5b\"}}
```

This file is written by `cargo xtask docs` from the doc comments of the options
([config/options.rs](../server/crates/sapwood/src/config/options.rs),
[settings/options.rs](../server/crates/model/src/settings/options.rs)); change them there.
";

const TAIL: &str = "
## Naming a model

Where a model is named, an endpoint's name may stand, or the short form `KIND:MODEL` or `KIND:MODEL@URL`:

| kind | address | spoken for completion, else | key |
|---|---|---|---|
| `ollama` | `http://127.0.0.1:11434` | Ollama's own format | none |
| `llamacpp` (model optional) | `http://127.0.0.1:8080` | llama.cpp `/infill`, chat completions | none |
| `lmstudio` | `http://127.0.0.1:1234/v1` | completions, chat completions | none |
| `vllm` | `http://127.0.0.1:8000/v1` | completions, chat completions | none |
| `openai` | `https://api.openai.com/v1` | completions, chat completions | `OPENAI_API_KEY` |
| `openaichat` | `https://api.openai.com/v1` | chat completions | `OPENAI_API_KEY` |
| `mistral` | `https://api.mistral.ai/v1` | `/fim/completions`, chat completions | `MISTRAL_API_KEY` |
| `deepseek` | `https://api.deepseek.com` | `/beta/completions`, chat completions | `DEEPSEEK_API_KEY` |
| `anthropic` | `https://api.anthropic.com` | messages | `ANTHROPIC_API_KEY` |

Keys are read from these environment variables for these addresses only: with `@URL` no key is sent. For a key at another
address, or from another place, describe an endpoint:

```json
{\"models\": {
  \"endpoints\": {\"work\": {\"format\": \"openaiCompletions\", \"url\": \"https://models.example.org/v1\", \"model\": \"coder\",
                         \"key\": {\"command\": [\"pass\", \"show\", \"models\"]}, \"price\": {\"input\": 0.3, \"output\": 0.9}}},
  \"roles\": {\"completion\": [\"work\", \"ollama:qwen2.5-coder:1.5b\"],
            \"chat\": [{\"model\": \"work\", \"weight\": 3}, {\"model\": \"anthropic:claude\", \"weight\": 1}]},
  \"budget\": {\"dailyUsd\": 2}
}}
```

A list is an order: the next model is asked where one fails. Neighbours with a weight share their rank and are asked in
proportion to it; where one fails, the other is asked. A key written into settings is refused.

Next edits need no model. One that is to help with them serves the role `nextEdit`: a model that was trained for it, or any that
chats ([next-edit.md](next-edit.md#with-a-model)):

```json
{\"models\": {\"roles\": {\"nextEdit\": [\"vllm:zed-industries/zeta-2.1\", \"ollama:qwen3-coder:30b\"]}}}
```

One whose name does not tell what it was trained for is named by its format:

```json
{\"models\": {
  \"endpoints\": {\"edits\": {\"format\": \"openaiCompletions\", \"url\": \"http://127.0.0.1:8000/v1\", \"model\": \"mine\", \"template\": \"sweep_v1\"}},
  \"roles\": {\"nextEdit\": \"edits\"}
}}
```

## Environment

| variable | what |
|---|---|
| `SAPWOOD_CACHE` | folder in which indexes are kept, before the user's own cache folder (`XDG_CACHE_HOME`, `~/.cache`) |
| `SAPWOOD_MODELS` | the section `models` as JSON, or the short form of the model for completion; before the user's file |
| `SAPWOOD_LOG` | what is logged to standard error, as a `tracing` filter such as `sapwood=debug` |
| `NO_COLOR` | set to anything: the command line writes no colours |

## Files left out

`.gitignore`, `.ignore`, `.git/info/exclude` and git's global ignore file are obeyed; `.sapwoodignore`, in the same syntax, is for Sapwood
alone. `index.exclude` adds to them. Minified, binary and oversized files are left out by their content; generated and
vendored files can be found by their text but give no symbols. `sapwood doctor` lists what was left out and why.
";

pub(crate) fn run(project: &Path) -> Result<()> {
    let mut source = String::new();
    for path in SOURCES {
        source += &std::fs::read_to_string(project.join(path)).with_context(|| format!("{path} cannot be read"))?;
    }
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
        let mut key = format!("{prefix}{}", camel_case(&field.name));
        let is_group = inner(&field.kind).ends_with("Options") || field.kind.ends_with("Settings");
        if field.kind.starts_with("BTreeMap") && is_group {
            key += ".<name>";
        }
        if is_group {
            groups.push((key, field));
        } else {
            let values: Vec<String> = members(source, &format!("pub enum {} {{", inner(&field.kind)))
                .iter()
                .filter(|variant| !variant.is_tuple())
                .map(|variant| format!(" `\"{}\"`: {}", variant.shown(), variant.doc))
                .collect();
            let _ = writeln!(rows, "| `{key}` | {} | {}{} |", type_in_words(&field.kind), field.doc, values.concat());
        }
    }
    if !rows.is_empty() {
        let _ = write!(out, "\n| setting | type | what |\n|---|---|---|\n{rows}");
    }
    for (key, field) in groups {
        let _ = write!(out, "\n## `{key}`\n\n{}\n", field.doc);
        describe(source, inner(&field.kind), &format!("{key}."), out);
    }
}

struct Member {
    name: String,
    kind: String,
    doc: String,
    /// The name that settings use, where it is not made from the one in the source.
    renamed: Option<String>,
}

impl Member {
    fn shown(&self) -> String {
        self.renamed.clone().unwrap_or_else(|| camel_case(&self.name))
    }

    fn is_tuple(&self) -> bool {
        self.name.contains('(')
    }
}

/// The type within `Option<…>` or a map by name.
fn inner(kind: &str) -> &str {
    let inner = kind.strip_prefix("Option<").or_else(|| kind.strip_prefix("BTreeMap<String, "));
    inner.and_then(|inner| inner.strip_suffix('>')).unwrap_or(kind)
}

/// The documented fields or variants of the item that starts with `head`.
fn members(source: &str, head: &str) -> Vec<Member> {
    let Some(body) = source.split_once(head).and_then(|(_, rest)| rest.split_once("\n}")).map(|(body, _)| body) else {
        return Vec::new();
    };
    let mut members = Vec::new();
    let mut doc = Vec::new();
    let mut renamed = None;
    for line in body.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("///") {
            doc.push(text.trim());
        } else if let Some((_, name)) = line.split_once("rename = \"").filter(|_| line.starts_with("#[")) {
            renamed = name.split('"').next().map(str::to_owned);
        } else if let Some(item) = line.strip_suffix(',') {
            let (name, kind) = item.split_once(": ").unwrap_or((item, ""));
            let member = Member {
                name: name.trim_start_matches("pub ").into(),
                kind: kind.into(),
                doc: doc.join(" "),
                renamed: renamed.take(),
            };
            // What only the crate itself sees is no setting.
            members.extend((!member.name.starts_with("pub(")).then_some(member));
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
    match inner(kind) {
        "bool" if kind.starts_with("BTreeMap") => "true or false for each name",
        "bool" => "true or false",
        "u32" | "u64" | "usize" | "f32" | "f64" => "number",
        "PathBuf" | "String" => "text",
        "Vec<String>" => "list of texts",
        "ModelList" => "a model or a list",
        _ if kind.starts_with("BTreeMap") => "one of, for each name",
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
