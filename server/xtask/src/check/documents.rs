//! Documents against the tree: links lead to files that exist, the code map knows every crate.

use super::{Finding, TrackedFile};
use crate::manual;

/// Relative links in Markdown that lead to no tracked file or folder.
pub(super) fn links(files: &[TrackedFile]) -> Vec<Finding> {
    let exists = |target: &str| files.iter().any(|file| file.path == target || file.path.starts_with(&format!("{target}/")));
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.has_extension("md")) {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for target in link_targets(&file.text) {
            let path = resolve(folder, target);
            if !path.is_empty() && !exists(&path) {
                findings.push(Finding::new(&file.path, format!("links to {target}, which does not exist")));
            }
        }
    }
    findings
}

fn link_targets(text: &str) -> Vec<&str> {
    let in_links = text.match_indices("](").filter_map(|(at, _)| text[at + 2..].split(')').next());
    let in_images = text.match_indices("src=\"").filter_map(|(at, _)| text[at + 5..].split('"').next());
    let targets = in_links.chain(in_images).map(|target| target.split('#').next().unwrap_or(target));
    targets.filter(|target| !target.is_empty() && !target.contains("://") && !target.contains(' ')).collect()
}

fn resolve(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Crates that the code map of ARCHITECTURE.md does not mention.
pub(super) fn code_map(files: &[TrackedFile]) -> Vec<Finding> {
    let Some(map) = files.iter().find(|file| file.path == "ARCHITECTURE.md") else {
        return vec![Finding::new("ARCHITECTURE.md", "is missing")];
    };
    let is_ours = |folder: &&str| folder.starts_with("grammars") || folder.starts_with("server/");
    let folders = files.iter().filter_map(|file| file.path.strip_suffix("/Cargo.toml")).filter(is_ours);
    let unknown = folders.filter(|folder| !map.text.contains(*folder));
    unknown.map(|folder| Finding::new("ARCHITECTURE.md", format!("does not mention {folder}"))).collect()
}

/// The manual of settings, where it is not what `cargo xtask docs` would write.
pub(super) fn configuration(files: &[TrackedFile]) -> Vec<Finding> {
    let text = |path: &str| files.iter().find(|file| file.path == path).map_or("", |file| file.text.as_str());
    let source: String = manual::SOURCES.iter().map(|path| text(path)).collect();
    if text(manual::MANUAL) == manual::configuration(&source) {
        return Vec::new();
    }
    vec![Finding::new(manual::MANUAL, "is not up to date: run `cargo xtask docs`")]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> TrackedFile {
        TrackedFile { path: path.into(), text: text.into() }
    }

    #[test]
    fn broken_links_are_found() {
        let files = [
            file("docs/a.md", "[b](b.md) [c](../c.md#x) [d](nowhere.md) [e](https://example.org/x)"),
            file("docs/b.md", ""),
            file("c.md", ""),
        ];
        let messages: Vec<String> = links(&files).into_iter().map(|finding| finding.message).collect();
        assert_eq!(messages, ["links to nowhere.md, which does not exist"]);
    }

    #[test]
    fn crates_missing_from_the_map_are_found() {
        let files = [
            file("ARCHITECTURE.md", "`server/crates/base`: texts"),
            file("server/crates/base/Cargo.toml", ""),
            file("server/xtask/Cargo.toml", ""),
        ];
        let messages: Vec<String> = code_map(&files).into_iter().map(|finding| finding.message).collect();
        assert_eq!(messages, ["does not mention server/xtask"]);
    }
}
