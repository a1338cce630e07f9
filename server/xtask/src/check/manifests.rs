//! What each crate may depend on. Versions are not its business: those stand in the workspace's own manifest.

use toml::{Table, Value};

use super::{Finding, TrackedFile};

/// The crates of this project that each crate may know, and the outside crates that nobody else may use.
const ALLOWED: &[(&str, &[&str])] = &[
    ("sapwood-grammars", &[]),
    ("sapwood-base", &[]),
    ("sapwood-syntax", &["sapwood-base", "sapwood-grammars"]),
    ("sapwood-index", &["sapwood-base", "sapwood-grammars", "sapwood-syntax"]),
    ("sapwood-context", &["sapwood-base", "sapwood-grammars", "sapwood-syntax", "sapwood-index"]),
    ("sapwood-model", &[]),
    (
        "sapwood-assist",
        &["sapwood-base", "sapwood-grammars", "sapwood-syntax", "sapwood-index", "sapwood-context", "sapwood-model"],
    ),
    (
        "sapwood",
        &[
            "sapwood-base",
            "sapwood-grammars",
            "sapwood-syntax",
            "sapwood-index",
            "sapwood-context",
            "sapwood-model",
            "sapwood-assist",
        ],
    ),
    (
        "sapwood-eval",
        &["sapwood", "sapwood-base", "sapwood-grammars", "sapwood-syntax", "sapwood-index", "sapwood-context", "sapwood-assist"],
    ),
    ("sapwood-testkit", &[]),
    ("xtask", &["sapwood-grammars", "sapwood-syntax"]),
];

/// Outside crates with one owner (tests may use them too).
const OWNED: &[(&str, &[&str])] = &[
    ("tower-lsp", &["sapwood"]),
    ("tantivy", &["sapwood-index"]),
    ("tokio", &["sapwood", "sapwood-assist", "sapwood-model", "sapwood-testkit"]),
    ("reqwest", &["sapwood-model"]),
    ("notify", &["sapwood"]),
    ("ignore", &["sapwood", "sapwood-eval", "xtask"]),
    ("clap", &["sapwood", "sapwood-eval", "xtask"]),
];

/// Dependencies that a crate's row does not allow.
pub(super) fn dependencies(files: &[TrackedFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, manifest) in manifests(files) {
        let Some(name) = package_name(&manifest) else { continue };
        let Some((_, allowed)) = ALLOWED.iter().find(|(package, _)| *package == name) else {
            findings.push(Finding::new(path, format!("crate {name} has no row in the table of allowed dependencies")));
            continue;
        };
        for dependency in dependency_names(&manifest) {
            if is_ours(dependency) && !allowed.contains(&dependency) {
                findings.push(Finding::new(path, format!("{name} must not know {dependency}")));
            }
            if OWNED.iter().any(|(owned, owners)| *owned == dependency && !owners.contains(&name)) {
                findings.push(Finding::new(path, format!("{name} must not use {dependency}")));
            }
        }
    }
    findings
}

/// Crates that do not inherit the lints of the workspace.
pub(super) fn lints(files: &[TrackedFile]) -> Vec<Finding> {
    let inherits =
        |manifest: &Table| manifest.get("lints").and_then(|lints| lints.get("workspace")) == Some(&Value::Boolean(true));
    let missing = manifests(files).filter(|(_, manifest)| package_name(manifest).is_some() && !inherits(manifest));
    missing.map(|(path, _)| Finding::new(path, "add [lints] workspace = true")).collect()
}

fn manifests(files: &[TrackedFile]) -> impl Iterator<Item = (&str, Table)> {
    let own = files.iter().filter(|file| {
        let is_manifest = file.path == "Cargo.toml" || file.path.ends_with("/Cargo.toml");
        is_manifest && (file.path.starts_with("grammars/") || file.path.starts_with("server/"))
    });
    own.filter_map(|file| Some((file.path.as_str(), file.text.parse::<Table>().ok()?)))
}

fn package_name(manifest: &Table) -> Option<&str> {
    manifest.get("package")?.get("name")?.as_str()
}

fn dependency_names(manifest: &Table) -> Vec<&str> {
    let tables = ["dependencies", "build-dependencies"].into_iter().filter_map(|table| manifest.get(table)?.as_table());
    tables.flat_map(|table| table.keys().map(String::as_str)).collect()
}

fn is_ours(dependency: &str) -> bool {
    dependency == "sapwood" || dependency.starts_with("sapwood-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(text: &str) -> Vec<String> {
        let files = [TrackedFile { path: "server/crates/x/Cargo.toml".into(), text: text.into() }];
        dependencies(&files).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn a_forbidden_dependency_is_found() {
        let text = "[package]\nname = \"sapwood-context\"\n[dependencies]\ntantivy.workspace = true\nsapwood.workspace = true\n";
        assert_eq!(findings(text), ["sapwood-context must not know sapwood", "sapwood-context must not use tantivy"]);
    }

    #[test]
    fn a_crate_without_a_row_is_found() {
        assert_eq!(findings("[package]\nname = \"sapwood-new\"\n").len(), 1);
        assert!(findings("[package]\nname = \"sapwood-base\"\n[dependencies]\nmemchr = \"2\"\n").is_empty());
    }
}
