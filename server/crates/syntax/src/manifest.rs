//! Project facts stated by manifests: `go.mod`, `Cargo.toml`, `package.json`, `tsconfig.json` and `jsconfig.json`.
//!
//! Only the text of the manifest is read; whether the files it names exist is not known here.

use sapwood_base::Span;
use serde_json::Value;

use crate::{ManifestFact, ManifestKind, Problem};

/// The facts of the file called `path`, none where it is no manifest.
pub(crate) fn read(path: &str, text: &str, problems: &mut Vec<Problem>) -> Vec<ManifestFact> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let result = match name {
        "go.mod" => Ok(go_module(text)),
        "Cargo.toml" => cargo(text),
        "package.json" => json(text).map(|value| node_package(&value)),
        _ if is_ts_config(name) => json(text).map(|value| ts_config(&value)),
        _ => return Vec::new(),
    };
    result.unwrap_or_else(|message| {
        problems.push(Problem { span: Span::new(0, text.len() as u32), message });
        Vec::new()
    })
}

fn is_ts_config(name: &str) -> bool {
    let Some(stem) = name.strip_suffix(".json") else { return false };
    ["tsconfig", "jsconfig"]
        .iter()
        .any(|base| stem.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
}

fn fact(kind: ManifestKind, key: impl Into<String>, value: impl Into<String>) -> ManifestFact {
    ManifestFact { kind, key: key.into(), value: value.into() }
}

fn go_module(text: &str) -> Vec<ManifestFact> {
    let mut lines = text.lines().map(|line| line.split("//").next().unwrap_or("").trim());
    let module = lines.find_map(|line| line.strip_prefix("module").filter(|rest| rest.starts_with([' ', '\t', '"'])));
    let module = module.map(|module| module.trim().trim_matches('"')).filter(|module| !module.is_empty());
    module.map(|module| fact(ManifestKind::GoModule, module, "")).into_iter().collect()
}

fn cargo(text: &str) -> Result<Vec<ManifestFact>, String> {
    let table: toml::Table =
        text.parse().map_err(|error: toml::de::Error| format!("The manifest is not valid TOML: {}.", error.message()))?;
    let string = |table: &toml::Table, key: &str| table.get(key).and_then(toml::Value::as_str).map(str::to_owned);
    let Some(package) = table.get("package").and_then(toml::Value::as_table).and_then(|package| string(package, "name")) else {
        return Ok(Vec::new());
    };
    let library = table.get("lib").and_then(toml::Value::as_table);
    let name = library.and_then(|library| string(library, "name")).unwrap_or(package);
    let root = library.and_then(|library| string(library, "path")).unwrap_or_else(|| "src/lib.rs".to_owned());
    Ok(vec![fact(ManifestKind::Crate, name.replace('-', "_"), root)])
}

fn json(text: &str) -> Result<Value, String> {
    let text = text.trim_start_matches('\u{feff}');
    serde_json::from_str(text)
        .or_else(|_| serde_json::from_str(&without_comments(text)))
        .map_err(|error| format!("The manifest is not valid JSON: {error}."))
}

fn node_package(value: &Value) -> Vec<ManifestFact> {
    let Some(name) = value.get("name").and_then(Value::as_str).filter(|name| !name.is_empty()) else { return Vec::new() };
    let string = |key: &str| value.get(key).and_then(Value::as_str);
    let exported = value.get("exports").and_then(first_export);
    let entry = string("source").or(exported).or_else(|| string("module")).or_else(|| string("main")).or_else(|| string("types"));
    vec![fact(ManifestKind::NodePackage, name, entry.map(clean).unwrap_or_default())]
}

/// The file that `exports` gives for the package itself.
fn first_export(exports: &Value) -> Option<&str> {
    let mut value = exports.get(".").unwrap_or(exports);
    for _ in 0..6 {
        if let Some(path) = value.as_str() {
            return Some(path);
        }
        let conditions = value.as_object()?;
        value = ["source", "import", "default", "require", "types"].iter().find_map(|key| conditions.get(*key))?;
    }
    None
}

fn ts_config(value: &Value) -> Vec<ManifestFact> {
    let Some(options) = value.get("compilerOptions") else { return Vec::new() };
    let base = options.get("baseUrl").and_then(Value::as_str).map(clean);
    let mut facts: Vec<ManifestFact> = base.iter().map(|base| fact(ManifestKind::TsBase, "", base.as_str())).collect();
    let base = base.unwrap_or_default();
    let paths = options.get("paths").and_then(Value::as_object);
    for (pattern, targets) in paths.into_iter().flatten() {
        for target in targets.as_array().into_iter().flatten().filter_map(Value::as_str) {
            facts.push(fact(ManifestKind::TsPath, pattern.as_str(), join(&base, target)));
        }
    }
    facts
}

fn join(base: &str, target: &str) -> String {
    let target = clean(target);
    if base.is_empty() || base == "." { target } else { format!("{base}/{target}") }
}

/// The path without a leading `./` and without a trailing `/`.
fn clean(path: &str) -> String {
    let path = path.trim_end_matches('/');
    let path = if path == "." { "" } else { path };
    path.strip_prefix("./").unwrap_or(path).to_owned()
}

/// JSON as people write it in configuration files, made strict: comments and trailing commas go.
fn without_comments(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut kept: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (b'"', _) => {
                let end = string_end(bytes, at);
                kept.extend_from_slice(&bytes[at..end]);
                at = end;
            }
            (b'/', Some(b'/')) => at += memchr::memchr(b'\n', &bytes[at..]).unwrap_or(bytes.len() - at),
            (b'/', Some(b'*')) => at += memchr::memmem::find(&bytes[at..], b"*/").map_or(bytes.len() - at, |end| end + 2),
            (close @ (b'}' | b']'), _) => {
                drop_trailing_comma(&mut kept);
                kept.push(close);
                at += 1;
            }
            (byte, _) => {
                kept.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&kept).into_owned()
}

fn drop_trailing_comma(kept: &mut Vec<u8>) {
    let end = kept.iter().rposition(|byte| !byte.is_ascii_whitespace()).map_or(0, |at| at + 1);
    if kept[..end].ends_with(b",") {
        kept.truncate(end - 1);
    }
}

/// One past the quote that closes the string which starts at `start`.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}
