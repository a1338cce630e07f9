//! Style sheets, configuration and documents.

use expect_test::{Expect, expect};

use super::show::show;

fn check(path: &str, text: &str, expected: &Expect) {
    expected.assert_eq(&show(path, text));
}

#[test]
fn css() {
    check(
        "a.css",
        r#"@import "base.css";
:root { --main: #fff; }
/* A button. */
.btn, #top { color: var(--main); }
.card .title { animation: spin; }
@keyframes spin { from { top: 1px } }
"#,
        &expect![[r#"
            variable --main
            entry btn documented
            entry top documented
            entry title
            entry spin
            import base.css  as css
            value top> --main
            value title> spin
        "#]],
    );
}

#[test]
fn json() {
    check(
        "a.json",
        r#"{"name": "x", "scripts": {"build": "tsc"}, "list": [{"deep": 1}]}
"#,
        &expect![[r#"
            entry name
            entry scripts
              entry build
            entry list
        "#]],
    );
}

#[test]
fn yaml() {
    check(
        "a.yaml",
        r#"# What runs.
name: ci
jobs:
  build:
    runs-on: linux
"#,
        &expect![[r#"
            entry name documented
            entry jobs
              entry build
        "#]],
    );
}

#[test]
fn toml() {
    check(
        "a.toml",
        r#"[package]
name = "x"

[dependencies.serde]
version = "1"

[[bin]]
path = "a"
"#,
        &expect![[r#"
            entry package
              entry name
            entry dependencies.serde
              entry version
            entry bin
              entry path
        "#]],
    );
}

#[test]
fn markdown() {
    check(
        "README.md",
        r#"# Orders

Call `OrderService.place` or `run()`.

## Usage

```rust
let service = OrderService::new(repo);
service.place(order);
```

| name | use |
|------|-----|
| `Repo` | storage |
"#,
        &expect![[r#"
            section Orders
              section Usage
            mention Orders> OrderService.place
            mention Orders> run
            mention Usage> OrderService.new/1
            mention Usage> service.place/1
            mention Usage> Repo
        "#]],
    );
}
