//! The user's own settings: a file in their configuration folder and the variable `SAPWOOD_MODELS`. Never a workspace's.

use std::io::ErrorKind;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::{home_folder, set_path};

/// The file's largest size; more is no configuration.
const MAX_BYTES: u64 = 1 << 20;

/// Where the user's file stands, if the environment tells it.
pub(super) fn file() -> Option<PathBuf> {
    let folder = if cfg!(windows) {
        set_path("APPDATA")
    } else {
        let set = set_path("XDG_CONFIG_HOME").filter(|path| path.is_absolute());
        set.or_else(|| home_folder().map(|home| home.join(".config")))
    };
    Some(folder?.join("sapwood").join("config.json"))
}

/// The user's settings as JSON, with what could not be read.
pub(super) fn read() -> (Value, Vec<String>) {
    let mut problems = Vec::new();
    let mut value = file().map(|path| read_file(&path, &mut problems)).unwrap_or_default();
    if let Ok(models) = std::env::var("SAPWOOD_MODELS")
        && !models.trim().is_empty()
    {
        if !value.is_object() {
            value = json!({});
        }
        match models_of(&models) {
            Ok(models) => value["models"] = models,
            Err(problem) => problems.push(problem),
        }
    }
    (value, problems)
}

/// The variable holds the section `models` as JSON, or the short form of the model for completion.
fn models_of(text: &str) -> Result<Value, String> {
    let text = text.trim();
    if !text.starts_with('{') {
        return Ok(json!({"completion": text}));
    }
    serde_json::from_str(text)
        .map_err(|error| format!("SAPWOOD_MODELS is not used: it is no JSON (line {}, column {}).", error.line(), error.column()))
}

fn read_file(path: &PathBuf, problems: &mut Vec<String>) -> Value {
    let mut tell = |what: String| problems.push(format!("{} is not used: {what}.", path.display()));
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.len() > MAX_BYTES => {
            tell("it is too large".to_owned());
            return Value::Null;
        }
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => return Value::Null,
        Err(error) => {
            tell(error.to_string());
            return Value::Null;
        }
    }
    match std::fs::read(path).map_err(|error| error.to_string()).and_then(|bytes| {
        serde_json::from_slice(&bytes)
            .map_err(|error| format!("it is no JSON (line {}, column {})", error.line(), error.column()))
    }) {
        Ok(value) => value,
        Err(what) => {
            tell(what);
            Value::Null
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_holds_json_or_a_short_form() {
        assert_eq!(models_of(" ollama:m "), Ok(json!({"completion": "ollama:m"})));
        assert_eq!(models_of(r#"{"roles": {"chat": "ollama:m"}}"#), Ok(json!({"roles": {"chat": "ollama:m"}})));
        let problem = models_of(r#"{"roles": sk-1}"#).expect_err("no JSON");
        assert!(problem.contains("SAPWOOD_MODELS") && !problem.contains("sk-1"), "{problem}");
    }

    #[test]
    fn a_file_that_cannot_be_read_is_told_and_a_missing_one_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut problems = Vec::new();
        assert_eq!(read_file(&folder.path().join("none.json"), &mut problems), Value::Null);
        assert!(problems.is_empty());
        let path = folder.path().join("config.json");
        std::fs::write(&path, "{\"models\": ").expect("written");
        assert_eq!(read_file(&path, &mut problems), Value::Null);
        assert_eq!(problems.len(), 1, "{problems:?}");
        std::fs::write(&path, r#"{"watch": "off"}"#).expect("written");
        assert_eq!(read_file(&path, &mut problems), json!({"watch": "off"}));
    }
}
