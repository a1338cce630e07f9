//! Reads recorded items. It does not know what they hold.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::de::DeserializeOwned;

/// Reads the items of every `PREFIX*.jsonl` below `dir`, `sample` of each file, with the repository they are from. Only
/// repositories whose name contains `only` are returned.
pub fn read_items<T: DeserializeOwned>(
    dir: &Path,
    prefix: &str,
    only: Option<&str>,
    sample: Option<usize>,
    repository: fn(&T) -> &str,
) -> Result<Vec<(String, Vec<T>)>> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(dir)
        .with_context(|| format!("items in {}", dir.display()))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| is_item_file(path, prefix))
        .collect();
    files.sort();
    let mut repositories = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let lines = text.lines().take(sample.unwrap_or(usize::MAX));
        let items: Vec<T> =
            lines.map(serde_json::from_str).collect::<Result<_, _>>().with_context(|| file.display().to_string())?;
        let Some(name) = items.first().map(|item| repository(item).to_owned()) else { continue };
        if only.is_none_or(|only| name.contains(only)) {
            repositories.push((name, items));
        }
    }
    Ok(repositories)
}

fn is_item_file(path: &Path, prefix: &str) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.starts_with(prefix) && path.extension().is_some_and(|extension| extension == "jsonl")
}
