//! Rules for every tracked file: length, module documentation, and names that do not belong in a public repository.

use super::{Finding, TrackedFile};

const MAX_LINES: usize = 600;

/// Files written by package managers, which name their registries.
const LOCK_FILES: &[&str] = &["Cargo.lock", "package-lock.json"];

/// Source files longer than a reader holds in mind.
pub(super) fn file_length(files: &[TrackedFile]) -> Vec<Finding> {
    let long = files.iter().filter(|file| file.is_rust()).map(|file| (file, file.text.lines().count()));
    long.filter(|(_, lines)| *lines > MAX_LINES)
        .map(|(file, lines)| Finding::new(&file.path, format!("{lines} lines, at most {MAX_LINES}")))
        .collect()
}

/// Modules whose first line does not say what they are for.
pub(super) fn module_documentation(files: &[TrackedFile]) -> Vec<Finding> {
    let modules = files.iter().filter(|file| file.is_rust() && file.path.contains("/src/"));
    let silent =
        modules.filter(|file| file.text.lines().next().is_none_or(|line| line.trim_start_matches("//!").trim().len() < 10));
    silent.map(|file| Finding::new(&file.path, "starts without a `//!` line that says what it is for")).collect()
}

/// Paths of somebody's machine and hosts of package registries. The words are put together here so that this file does
/// not contain them.
pub(super) fn foreign_names(files: &[TrackedFile]) -> Vec<Finding> {
    let words = [
        ["/", "work/"].concat(),
        ["/", "root/"].concat(),
        ["/tmp/", "bash_jobs"].concat(),
        ["crates", ".io"].concat(),
        ["pypi", ".org"].concat(),
        ["npmjs", ".org"].concat(),
        ["npmjs", ".com"].concat(),
        ["deb.", "debian.org"].concat(),
        ["proxy.", "golang.org"].concat(),
    ];
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| !LOCK_FILES.iter().any(|name| file.path.ends_with(name))) {
        for (number, line) in file.text.lines().enumerate() {
            if let Some(word) = words.iter().find(|word| line.contains(word.as_str())) {
                findings.push(Finding::new(format!("{}:{}", file.path, number + 1), format!("names {word}")));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> [TrackedFile; 1] {
        [TrackedFile { path: path.into(), text: text.into() }]
    }

    #[test]
    fn long_files_are_found() {
        assert_eq!(file_length(&file("a/src/a.rs", &"x\n".repeat(601))).len(), 1);
        assert!(file_length(&file("a/src/a.rs", &"x\n".repeat(600))).is_empty());
        assert!(file_length(&file("a.json", &"x\n".repeat(601))).is_empty());
    }

    #[test]
    fn modules_say_what_they_are_for() {
        assert_eq!(module_documentation(&file("a/src/a.rs", "use x;\n")).len(), 1);
        assert_eq!(module_documentation(&file("a/src/a.rs", "//! x\n")).len(), 1);
        assert!(module_documentation(&file("a/src/a.rs", "//! Reads files.\n")).is_empty());
    }

    #[test]
    fn machine_paths_are_found_outside_lock_files() {
        let text = ["see /", "root/a\n"].concat();
        assert_eq!(foreign_names(&file("a.md", &text)).len(), 1);
        assert!(foreign_names(&file("Cargo.lock", &text)).is_empty());
    }
}
