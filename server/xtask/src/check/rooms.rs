//! Which part of the source may speak of what: files, environment, processes, clocks, the protocol, the search library.

use super::source::production_code;
use super::{Finding, TrackedFile};

/// Words that only some folders may use.
struct Room {
    /// What the words stand for.
    subject: &'static str,
    /// The words, each starting at an identifier's start.
    words: &'static [&'static str],
    /// Path prefixes of the files that may use them.
    owners: &'static [&'static str],
}

const ROOMS: &[Room] = &[
    Room {
        subject: "files",
        words: &["std::fs", "fs::", "File::open", "File::create", "OpenOptions"],
        owners: &[
            "grammars/build.rs",
            "server/crates/index/src/store",
            "server/crates/model/src/usage/store.rs",
            "server/crates/sapwood/src/loader",
            "server/crates/sapwood/src/workspace",
            "server/crates/sapwood/src/config",
            "server/crates/sapwood/src/cli",
            // The count of what became of suggestions.
            "server/crates/sapwood/src/metrics/log.rs",
            // The process's own memory, as the kernel accounts for it.
            "server/crates/sapwood/src/lsp/handlers/status.rs",
            "server/crates/eval",
            "server/crates/testkit",
            "server/xtask",
        ],
    },
    Room {
        subject: "the environment",
        words: &["std::env", "env::var", "env::args", "env::current_dir"],
        owners: &[
            "grammars/build.rs",
            "server/crates/sapwood/src/config",
            "server/crates/model/src/keys.rs",
            "server/crates/sapwood/src/main.rs",
            "server/crates/sapwood/src/cli",
            "server/crates/eval",
            "server/crates/testkit",
            "server/xtask",
        ],
    },
    Room {
        subject: "other programs",
        words: &["Command::new", "process::Command"],
        owners: &["server/crates/model/src/keys.rs", "server/crates/eval", "server/crates/testkit", "server/xtask"],
    },
    Room {
        subject: "the clock",
        words: &["Instant::now", "SystemTime::now"],
        owners: &[
            "server/crates/syntax/src/deadline.rs",
            "server/crates/assist/src/completion/clock.rs",
            "server/crates/index",
            "server/crates/model",
            "server/crates/sapwood",
            "server/crates/eval",
            "server/crates/testkit",
            "server/xtask",
        ],
    },
    Room {
        subject: "the editor protocol",
        words: &["tower_lsp", "lsp_types", "ls_types"],
        owners: &["server/crates/sapwood/src/lsp", "server/crates/testkit"],
    },
    Room { subject: "the search library", words: &["tantivy"], owners: &["server/crates/index"] },
    Room { subject: "syntax trees", words: &["tree_sitter"], owners: &["grammars", "server/crates/syntax", "server/xtask"] },
];

/// Words used outside the rooms that own them.
pub(super) fn words(files: &[TrackedFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.is_rust() && !is_test(&file.path)) {
        let code = production_code(&file.text);
        for room in ROOMS.iter().filter(|room| !room.owners.iter().any(|owner| file.path.starts_with(owner))) {
            findings.extend(trespasses(room, &file.path, &code));
        }
    }
    findings
}

fn trespasses(room: &Room, path: &str, code: &str) -> Vec<Finding> {
    let found = |line: &str| room.words.iter().copied().find(|word| has_word(line, word));
    let lines = code.lines().enumerate();
    let hits = lines.filter_map(|(number, line)| Some((number + 1, found(line)?)));
    hits.map(|(number, word)| Finding::new(format!("{path}:{number}"), format!("`{word}`: {} belongs elsewhere", room.subject)))
        .collect()
}

fn has_word(line: &str, word: &str) -> bool {
    let starts_name = |at: usize| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '"');
    line.match_indices(word).any(|(at, _)| starts_name(at))
}

/// The crate that builds prompts refuses iteration in hash order, by lint.
pub(super) fn deterministic_context(files: &[TrackedFile]) -> Vec<Finding> {
    const ROOT: &str = "server/crates/context/src/lib.rs";
    let refuses = |file: &TrackedFile| {
        let code = production_code(&file.text);
        ["#![deny(", "#![warn(", "#![forbid("].iter().any(|lint| code.contains(&format!("{lint}clippy::iter_over_hash_type")))
    };
    match files.iter().find(|file| file.path == ROOT) {
        Some(file) if !refuses(file) => vec![Finding::new(ROOT, "does not deny clippy::iter_over_hash_type")],
        _ => Vec::new(),
    }
}

fn is_test(path: &str) -> bool {
    path.starts_with("tests/")
        || ["/tests/", "/benches/", "/examples/"].iter().any(|folder| path.contains(folder))
        || path.ends_with("/tests.rs")
        || path.ends_with("/testing.rs")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> Vec<String> {
        let files = [TrackedFile { path: path.into(), text: text.into() }];
        words(&files).into_iter().map(|finding| format!("{} {}", finding.place, finding.message)).collect()
    }

    #[test]
    fn a_word_outside_its_room_is_found() {
        let text = "fn f() {\n    let x = std::fs::read(p);\n}\n";
        assert_eq!(findings("server/crates/context/src/a.rs", text).len(), 1);
        assert!(findings("server/crates/context/src/a.rs", text)[0].starts_with("server/crates/context/src/a.rs:2"));
        assert!(findings("server/crates/sapwood/src/loader/read.rs", text).is_empty());
        assert!(findings("server/crates/context/src/a.rs", "// std::fs\nfn offs() { xfs::a() }").is_empty());
    }

    #[test]
    fn the_context_crate_must_carry_the_lint() {
        let file = |text: &str| [TrackedFile { path: "server/crates/context/src/lib.rs".into(), text: text.into() }];
        assert_eq!(deterministic_context(&file("//! Context.\n")).len(), 1);
        assert!(deterministic_context(&file("#![deny(clippy::iter_over_hash_type)]\n")).is_empty());
    }
}
