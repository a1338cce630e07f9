//! Which language a file is written in, from its path and its first bytes. It does not look at anything else on the disk.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::registry::{LanguageId, by_name, languages};

/// The language of the file at `path` (with `/` between segments) that starts with `head`; `None` where no grammar knows it.
///
/// The whole file name tells first, then the extension, then a `#!` line.
pub fn detect(path: &str, head: &[u8]) -> Option<LanguageId> {
    let file_name = path.rsplit('/').next().unwrap_or(path);
    if let Some(&id) = FILE_NAMES.get(file_name) {
        return Some(id);
    }
    let Some((stem, extension)) = file_name.rsplit_once('.') else { return by_shebang(head) };
    if stem.is_empty() {
        return by_shebang(head);
    }
    let extension = extension.to_ascii_lowercase();
    match extension.as_str() {
        "h" if looks_like_cpp(head) => by_name("cpp"),
        "inc" if head.starts_with(b"<?php") => by_name("php"),
        "ts" if head.starts_with(b"<?xml") || head.first() == Some(&0x47) && head.get(188) == Some(&0x47) => None,
        _ => EXTENSIONS.get(extension.as_str()).copied().or_else(|| by_shebang(head)),
    }
}

static FILE_NAMES: LazyLock<HashMap<&str, LanguageId>> = LazyLock::new(|| {
    languages().iter().flat_map(|language| language.file_names.iter().map(|name| (*name, language.id))).collect()
});

static EXTENSIONS: LazyLock<HashMap<&str, LanguageId>> = LazyLock::new(|| {
    languages().iter().flat_map(|language| language.extensions.iter().map(|name| (*name, language.id))).collect()
});

/// The language whose interpreter a `#!` line names, directly or through `env`.
fn by_shebang(head: &[u8]) -> Option<LanguageId> {
    let line = head.strip_prefix(b"#!")?;
    let line = line.split(|&byte| byte == b'\n').next()?;
    let line = std::str::from_utf8(line).ok()?;
    let mut words = line.split_whitespace().map(|word| word.rsplit('/').next().unwrap_or(word));
    let interpreter = words.find(|word| *word != "env" && !word.starts_with('-') && !word.contains('='))?;
    by_name(interpreter).or_else(|| by_name(interpreter.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.')))
}

/// Tells a C++ header from a C header: only C++ has these words at the start of a line.
fn looks_like_cpp(head: &[u8]) -> bool {
    const STARTS: &[&[u8]] = &[
        b"class ",
        b"namespace ",
        b"template<",
        b"template <",
        b"public:",
        b"private:",
        b"protected:",
        b"using ",
        b"constexpr ",
        b"inline namespace ",
        b"virtual ",
        b"explicit ",
        b"#include <string>",
        b"#include <vector>",
        b"#include <memory>",
        b"#include <cstd",
        b"#include <map>",
        b"#include <functional>",
        b"#include <utility>",
    ];
    head.split(|&byte| byte == b'\n').any(|line| {
        let line = line.trim_ascii_start();
        STARTS.iter().any(|start| line.starts_with(start))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::language;

    fn name_of(path: &str, head: &str) -> Option<&'static str> {
        detect(path, head.as_bytes()).map(|id| language(id).name)
    }

    #[test]
    fn paths_tell_the_language() {
        let cases = [
            ("src/main.rs", Some("rust")),
            ("a/b/Main.JAVA", Some("java")),
            ("x.test.tsx", Some("tsx")),
            ("x.jsx", Some("javascript")),
            ("Cargo.lock", Some("toml")),
            ("Cargo.toml", Some("toml")),
            ("tsconfig.json", Some("json")),
            ("go.mod", None),
            ("Gemfile", Some("ruby")),
            ("lib/tasks/db.rake", Some("ruby")),
            (".bashrc", Some("bash")),
            ("Dockerfile", None),
            ("a.d.ts", Some("typescript")),
            ("page.vue", Some("vue")),
            ("Pipfile", Some("toml")),
            (".gitignore", None),
            ("build.gradle.kts", Some("kotlin")),
            ("notes.txt", None),
            ("README.md", Some("markdown")),
            ("Makefile", None),
        ];
        for (path, expected) in cases {
            assert_eq!(name_of(path, ""), expected, "{path}");
        }
    }

    #[test]
    fn first_bytes_tell_what_the_path_leaves_open() {
        let cases = [
            ("bin/tool", "#!/usr/bin/env python3\n", Some("python")),
            ("bin/tool", "#!/bin/sh -e\n", Some("bash")),
            ("bin/tool", "#!/usr/bin/env -S FOO=1 node\n", Some("javascript")),
            ("bin/tool", "#!/usr/bin/python3.12\n", Some("python")),
            ("bin/tool", "#!/usr/bin/perl\n", None),
            ("bin/tool", "#!/usr/bin/env", None),
            ("bin/tool", "hello", None),
            ("a.h", "#pragma once\nnamespace a {\n", Some("cpp")),
            ("a.h", "#ifndef A\nstruct class_;\n", Some("c")),
            ("a.h", "  template<class T>\n", Some("cpp")),
            ("a.inc", "<?php\n", Some("php")),
            ("a.inc", "mov eax, 1", None),
        ];
        for (path, head, expected) in cases {
            assert_eq!(name_of(path, head), expected, "{path} {head}");
        }
    }
}
