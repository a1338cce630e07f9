//! `cargo xtask check`: the invariants of ARCHITECTURE.md that the compiler does not hold. Each rule is one file here; a
//! rule returns its findings and prints nothing.

mod documents;
mod manifests;
mod rooms;
mod source;
mod tree;

use std::path::Path;

use anyhow::{Result, bail};

use crate::process;

/// One place where an invariant does not hold.
struct Finding {
    place: String,
    message: String,
}

impl Finding {
    fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into() }
    }
}

/// A tracked file and its text.
struct TrackedFile {
    path: String,
    text: String,
}

impl TrackedFile {
    fn is_rust(&self) -> bool {
        self.has_extension("rs")
    }

    fn has_extension(&self, extension: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|own| own == extension)
    }
}

type Rule = fn(&[TrackedFile]) -> Vec<Finding>;

const RULES: &[(&str, Rule)] = &[
    ("crates depend only on what their row allows", manifests::dependencies),
    ("crates inherit the workspace's lints", manifests::lints),
    ("each room keeps to its own side of the system", rooms::words),
    ("prompts are built without hash-order iteration", rooms::deterministic_context),
    ("every module says what it is for", tree::module_documentation),
    ("no file has grown into two rooms", tree::file_length),
    ("no machine and no registry host is named", tree::foreign_names),
    ("links in documents lead somewhere", documents::links),
    ("ARCHITECTURE.md names every crate", documents::code_map),
    ("the manual of settings is the one the source gives", documents::configuration),
];

pub(crate) fn run(project: &Path) -> Result<()> {
    let files = tracked_files(project)?;
    let mut failures = 0;
    for (rule, check) in RULES {
        let findings = check(&files);
        println!("{} {rule}", if findings.is_empty() { "ok  " } else { "FAIL" });
        for finding in &findings {
            println!("     {}: {}", finding.place, finding.message);
        }
        failures += findings.len();
    }
    if failures > 0 {
        bail!("{failures} findings in {} files", files.len());
    }
    println!("{} invariants hold in {} files", RULES.len(), files.len());
    Ok(())
}

/// Tracked files and new ones that are not ignored; what is no text stands there without any.
fn tracked_files(project: &Path) -> Result<Vec<TrackedFile>> {
    let listing = process::output(project, "git", &["ls-files", "--cached", "--others", "--exclude-standard", "-z"])?;
    let text = |path: &str| {
        let bytes = std::fs::read(project.join(path)).ok()?;
        Some(String::from_utf8(bytes).unwrap_or_default())
    };
    let paths = listing.split('\0').filter(|path| !path.is_empty());
    Ok(paths.filter_map(|path| Some(TrackedFile { path: path.to_string(), text: text(path)? })).collect())
}
