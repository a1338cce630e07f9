//! What manifests state about their project.

#![allow(clippy::needless_raw_string_hashes, clippy::needless_pass_by_value, reason = "fixtures and expectations all look alike")]

mod render;

use expect_test::{Expect, expect};

fn check(path: &str, text: &str, expected: Expect) {
    let facts = render::facts(path, text);
    let lines: Vec<String> =
        facts.manifest.iter().map(|fact| format!("{:?} {:?} -> {:?}\n", fact.kind, fact.key, fact.value)).collect();
    expected.assert_eq(&lines.concat());
}

#[test]
fn go_mod_states_its_module() {
    check(
        "api/go.mod",
        "// comment\nmodule example.com/acme/api // the module\n\ngo 1.22\n",
        expect![[r#"
        GoModule "example.com/acme/api" -> ""
    "#]],
    );
}

#[test]
fn cargo_toml_states_its_crate() {
    check(
        "Cargo.toml",
        "[package]\nname = \"acme-core\"\nversion.workspace = true\n",
        expect![[r#"
        Crate "acme_core" -> "src/lib.rs"
    "#]],
    );
    check(
        "Cargo.toml",
        "[package]\nname = \"acme\"\n[lib]\nname = \"engine\"\npath = \"engine/mod.rs\"\n",
        expect![[r#"
        Crate "engine" -> "engine/mod.rs"
    "#]],
    );
    check("Cargo.toml", "[workspace]\nmembers = [\"a\"]\n", expect![[""]]);
}

#[test]
fn package_json_states_its_entry() {
    check(
        "package.json",
        r#"{"name": "@acme/ui", "main": "./dist/index.js"}"#,
        expect![[r#"
        NodePackage "@acme/ui" -> "dist/index.js"
    "#]],
    );
    check(
        "package.json",
        r#"{"name": "ui", "exports": {".": {"import": "./src/index.ts"}}}"#,
        expect![[r#"
        NodePackage "ui" -> "src/index.ts"
    "#]],
    );
    check("package.json", r#"{"private": true}"#, expect![[""]]);
}

#[test]
fn tsconfig_is_read_with_comments_and_trailing_commas() {
    let text = r#"{
  // Paths of the project; "not": "a string"
  "compilerOptions": {
    "baseUrl": "./src", /* base */
    "paths": { "@/*": ["./*"], "lib/*": ["../lib/*", "vendor//lib/*",], },
  },
}"#;
    check(
        "tsconfig.app.json",
        text,
        expect![[r#"
        TsBase "" -> "src"
        TsPath "@/*" -> "src/*"
        TsPath "lib/*" -> "src/../lib/*"
        TsPath "lib/*" -> "src/vendor//lib/*"
    "#]],
    );
}

#[test]
fn a_broken_manifest_is_a_problem_and_no_more() {
    for path in ["Cargo.toml", "package.json", "tsconfig.json"] {
        let facts = render::facts(path, "{ this is no manifest");
        assert!(facts.manifest.is_empty());
        assert!(!facts.problems.is_empty(), "{path}");
        assert_eq!(facts.chunks.len(), 1);
    }
}
