//! The settings in the VS Code extension's package.json, written from the schema that the server prints. The rest of that
//! file is written by hand and kept as it is.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

use super::EXTENSION;
use crate::process;

const MANIFEST: &str = "editors/vscode/package.json";
/// What stands around the settings in the manifest.
const BEFORE: &str = "      \"properties\": {";
const AFTER: &str = "\n      }\n";
/// References are followed this deep, which ends a schema that refers to itself.
const DEPTH: usize = 12;
/// Settings that a workspace must not make: where programs are and where things are kept, which differs by machine.
const OF_THE_MACHINE: &[&str] = &["server.", "index.cacheDir", "index.allowHome", "index.inMemory"];
/// Settings that the user makes, for every window on whichever machine: who is asked.
const OF_THE_USER: &[&str] = &["models"];
/// Groups that are one setting, because their keys are names that the user gives.
const WHOLE: &[&str] = &["models"];

/// Writes the settings that the server knows today.
pub(crate) fn write(project: &Path) -> Result<()> {
    process::run(project, "cargo", &["build", "--quiet", "--package", "sapwood"])?;
    let server = process::target_folder(project)?.join("debug").join(super::package::program_name());
    let manifest = with_settings(project, &server)?;
    fs::write(project.join(MANIFEST), manifest).with_context(|| format!("{MANIFEST} cannot be written"))
}

/// Fails where the manifest is not what `write` would make of it.
pub(super) fn check(project: &Path, server: &Path) -> Result<()> {
    if with_settings(project, server)? != fs::read_to_string(project.join(MANIFEST))? {
        bail!("{MANIFEST} is not up to date: run `cargo xtask docs`");
    }
    Ok(())
}

fn with_settings(project: &Path, server: &Path) -> Result<String> {
    let schema = process::text(Command::new(server).args(["config", "schema"]).current_dir(project.join(EXTENSION)))?;
    let schema = serde_json::from_str(&schema).context("the server's schema is not JSON")?;
    let manifest = fs::read_to_string(project.join(MANIFEST)).with_context(|| format!("{MANIFEST} cannot be read"))?;
    replaced(&manifest, &settings(&schema))
}

fn replaced(manifest: &str, settings: &Map<String, Value>) -> Result<String> {
    let (head, rest) = manifest.split_once(BEFORE).with_context(|| format!("{MANIFEST} has a place for settings"))?;
    let after = if rest.starts_with('}') { Some(0) } else { rest.find(AFTER) };
    let tail = &rest[after.with_context(|| format!("{MANIFEST} closes its settings"))?..];
    let tail = tail.trim_start_matches(['\n', ' ']);
    let rows: Vec<String> = settings
        .iter()
        .map(|(name, value)| {
            Ok(format!("        {}: {}", json!(name), serde_json::to_string_pretty(value)?.replace('\n', "\n        ")))
        })
        .collect::<Result<_>>()?;
    Ok(format!("{head}{BEFORE}\n{}\n      {tail}", rows.join(",\n")))
}

/// The settings of the extension itself, and those of the server as the editor's own kind of schema.
fn settings(schema: &Value) -> Map<String, Value> {
    let mut all = Map::new();
    let own = [
        (
            "server.path",
            json!({"type": "string", "default": "",
            "markdownDescription": "The server's program. Where it is empty, the one in the extension is used, else `sapwood` on `PATH`."}),
        ),
        (
            "server.env",
            json!({"type": "object", "default": {}, "additionalProperties": {"type": "string"},
            "markdownDescription": "Variables added to the server's environment, such as `SAPWOOD_LOG`."}),
        ),
    ];
    for (name, value) in own {
        insert(&mut all, name, value);
    }
    flatten(schema, schema, "", &mut all);
    all
}

fn flatten(root: &Value, group: &Value, prefix: &str, all: &mut Map<String, Value>) {
    for (name, member) in group["properties"].as_object().into_iter().flatten() {
        let key = format!("{prefix}{name}");
        let resolved = inlined(root, member, DEPTH);
        let is_group = resolved["properties"].is_object();
        if is_group && WHOLE.contains(&key.as_str()) {
            insert(all, &key, without_defaults(resolved));
        } else if is_group {
            flatten(root, &resolved, &format!("{key}."), all);
        } else {
            insert(all, &key, resolved);
        }
    }
}

/// An object that is empty where nothing is set: the server has the defaults of its fields.
fn without_defaults(schema: Value) -> Value {
    fn strip(schema: &mut Value) {
        if let Value::Object(fields) = schema {
            fields.remove("default");
            fields.values_mut().for_each(strip);
        } else if let Value::Array(items) = schema {
            items.iter_mut().for_each(strip);
        }
    }
    let mut schema = schema;
    strip(&mut schema);
    schema["default"] = json!({});
    schema
}

fn insert(all: &mut Map<String, Value>, key: &str, mut setting: Value) {
    if let Some(fields) = setting.as_object_mut() {
        if let Some(text) = fields.remove("description") {
            fields.insert("markdownDescription".into(), text);
        }
        let is_among = |starts: &[&str]| starts.iter().any(|start| key.starts_with(start));
        let scope = match () {
            () if is_among(OF_THE_MACHINE) => "machine",
            () if is_among(OF_THE_USER) => "application",
            () => "window",
        };
        fields.insert("scope".into(), json!(scope));
    }
    all.insert(format!("sapwood.{key}"), setting);
}

/// `schema` with every reference replaced by what it refers to: the editor follows none.
fn inlined(root: &Value, schema: &Value, depth: usize) -> Value {
    match schema {
        Value::Object(fields) => {
            let mut out = Map::new();
            let target = fields.get("$ref").and_then(Value::as_str).and_then(|path| root.pointer(path.trim_start_matches('#')));
            if let Some(Value::Object(target)) = target.filter(|_| depth > 0).map(|target| inlined(root, target, depth - 1)) {
                out.extend(target);
            }
            let own = fields.iter().filter(|(name, _)| *name != "$ref" && *name != "format");
            out.extend(own.map(|(name, value)| (name.clone(), inlined(root, value, depth))));
            Value::Object(choices_as_enum(out))
        }
        Value::Array(items) => Value::Array(items.iter().map(|item| inlined(root, item, depth)).collect()),
        other => other.clone(),
    }
}

/// Alternatives that are one value each become the list that the editor offers, with their descriptions.
fn choices_as_enum(mut fields: Map<String, Value>) -> Map<String, Value> {
    let Some(choices) = fields.get("oneOf").and_then(Value::as_array) else { return fields };
    let values: Option<Vec<Value>> = choices.iter().map(|choice| choice.get("const").cloned()).collect();
    let Some(values) = values else { return fields };
    let words = choices.iter().map(|choice| choice.get("description").cloned().unwrap_or_else(|| json!(""))).collect();
    fields.remove("oneOf");
    fields.insert("type".into(), json!("string"));
    fields.insert("enum".into(), Value::Array(values));
    fields.insert("markdownEnumDescriptions".into(), Value::Array(words));
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_becomes_settings() {
        let schema = json!({
            "properties": {
                "watch": {"$ref": "#/$defs/Watch", "default": "auto"},
                "index": {"$ref": "#/$defs/Index", "default": {}},
                "models": {"properties": {"completion": {"type": "string"}}},
            },
            "$defs": {
                "Index": {"properties": {"cacheDir": {"type": ["string", "null"], "description": "Where."}}},
                "Watch": {"oneOf": [{"const": "auto", "description": "Both."}, {"const": "off", "description": "None."}]},
            },
        });
        let all = settings(&schema);
        let names: Vec<&str> = all.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            ["sapwood.index.cacheDir", "sapwood.models", "sapwood.server.env", "sapwood.server.path", "sapwood.watch"]
        );
        assert_eq!(all["sapwood.watch"]["enum"], json!(["auto", "off"]));
        assert_eq!(all["sapwood.watch"]["default"], json!("auto"));
        assert_eq!(all["sapwood.models"]["scope"], json!("application"));
        assert_eq!(all["sapwood.index.cacheDir"]["markdownDescription"], json!("Where."));
    }

    #[test]
    fn only_the_settings_are_replaced() {
        let manifest = "{\n  \"a\": 1,\n      \"properties\": {}\n    },\n  \"b\": {\n      }\n}\n";
        let once = replaced(manifest, &settings(&json!({}))).expect("a manifest");
        assert!(once.starts_with("{\n  \"a\": 1,\n") && once.ends_with("\n      }\n    },\n  \"b\": {\n      }\n}\n"), "{once}");
        assert_eq!(replaced(&once, &settings(&json!({}))).expect("a manifest"), once);
    }
}
