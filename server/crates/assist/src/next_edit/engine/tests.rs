//! What somebody did, and what must follow, in small repositories.

use std::collections::BTreeMap;
use std::sync::Arc;

use sapwood_base::LineEdit;
use sapwood_context::search::Texts;
use sapwood_grammars::FileClass;
use sapwood_index::{Change, FileInput, Index, IndexSnapshot, SegmentBuilder, Stamp};
use sapwood_syntax::{Input, analyze};
use tokio_util::sync::CancellationToken;

use crate::next_edit::{Answer, Kind, NextEditSettings, Query, suggest};

struct Repository {
    files: BTreeMap<String, Arc<str>>,
    snapshot: Arc<IndexSnapshot>,
}

impl Texts for Repository {
    fn text(&self, path: &str) -> Option<Arc<str>> {
        self.files.get(path).cloned()
    }
}

/// Files, each behind a line `//- path`, as they are after the edits.
fn repository(text: &str) -> Repository {
    let part = |part: &str| part.split_once('\n').map(|(path, body)| (path.trim().to_owned(), Arc::from(body)));
    let files: BTreeMap<String, Arc<str>> = text.split("//- ").skip(1).filter_map(part).collect();
    let mut builder = SegmentBuilder::new();
    for (path, text) in &files {
        let language = sapwood_grammars::detect(path, text.as_bytes());
        let stamp = Stamp { modified: 1, size: text.len() as u64, content: [0; 16] };
        builder.add(&FileInput { path, text, class: FileClass::Source, stamp }, &analyze(&Input { path, text, language }));
    }
    let index = Index::in_memory();
    index.apply(Change { segments: vec![builder.finish().expect("a segment")], ..Change::default() });
    Repository { files, snapshot: index.snapshot() }
}

/// The edit that left `new` in `path` where `old` was; `new` stands there once.
fn edit(repository: &Repository, path: &str, old: &[&str], new: &[&str]) -> LineEdit {
    let text = &repository.files[path];
    let lines: Vec<&str> = text.lines().collect();
    let start = lines.windows(new.len().max(1)).position(|window| window == new).expect("the new text stands in the file");
    let owned = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
    LineEdit { path: path.to_owned(), start: start as u32, old: owned(old), new: owned(new) }
}

fn ask(repository: &Repository, history: &[LineEdit], threshold: f32) -> Answer {
    let token = CancellationToken::new();
    let settings = NextEditSettings { threshold, limit: 100 };
    suggest(&Query { snapshot: &repository.snapshot, texts: repository, history, cursor: None, settings, token: &token })
}

/// `path:line text` of each suggestion with a content, in the order of files and lines.
fn followed(answer: &Answer) -> Vec<String> {
    let with_content = answer.suggestions.iter().filter(|it| it.kind != Kind::Check);
    let mut rows: Vec<String> = with_content
        .map(|it| {
            let text = it.text.clone().unwrap_or_default();
            let lines: Vec<&str> = text.lines().map(str::trim).collect();
            format!("{}:{} {}", it.path, it.lines.start + 1, lines.join(" | "))
        })
        .collect();
    rows.sort();
    rows
}

const SHIPPED: f32 = 0.65;

#[test]
fn uses_of_a_renamed_parameter_follow() {
    let repository = repository(
        "//- src/lib.rs\npub fn area(width_px: u32, height: u32) -> u32 {\n    let doubled = width * 2;\n    if width > 10 {\n        return doubled;\n    }\n    doubled * height + width\n}\n\npub fn other(width: u32) -> u32 {\n    width + 1\n}\n",
    );
    let history = [edit(
        &repository,
        "src/lib.rs",
        &["pub fn area(width: u32, height: u32) -> u32 {"],
        &["pub fn area(width_px: u32, height: u32) -> u32 {"],
    )];
    let answer = ask(&repository, &history, SHIPPED);
    let rows = followed(&answer);
    assert!(rows.iter().any(|row| row.contains("let doubled = width_px * 2;")), "{rows:?} {:?}", answer.withheld);
}

#[test]
fn calls_in_other_files_follow_a_new_name() {
    let callers: Vec<String> = (1..=4)
        .map(|at| format!("//- src/caller{at}.ts\nimport {{ loadUser }} from './user'\n\nexport function page{at}(id: string) {{\n  const user = loadUser(id)\n  return user\n}}\n\n"))
        .collect();
    let repository = repository(&format!(
        "//- src/user.ts\nexport function fetchUser(id: string) {{\n  return {{ id }}\n}}\n\n{}",
        callers.concat()
    ));
    let history = [edit(
        &repository,
        "src/user.ts",
        &["export function loadUser(id: string) {"],
        &["export function fetchUser(id: string) {"],
    )];
    let answer = ask(&repository, &history, SHIPPED);
    let rows = followed(&answer);
    for at in 1..=4 {
        assert!(
            rows.iter().any(|row| row.starts_with(&format!("src/caller{at}.ts")) && row.contains("fetchUser(id)")),
            "{rows:?} {:?}",
            answer.withheld
        );
    }
}

#[test]
fn an_edit_made_twice_is_made_again() {
    let repository = repository(
        "//- app/views.py\ndef first(request):\n    log.info(request.path)\n    return one(request)\n\n\ndef second(request):\n    log.info(request.path)\n    return two(request)\n\n\ndef third(request):\n    print(request.path)\n    return three(request)\n\n\ndef fourth(request):\n    print(request.path)\n    return four(request)\n",
    );
    let mut second = edit(&repository, "app/views.py", &["    print(request.path)"], &["    log.info(request.path)"]);
    let first = second.clone();
    second.start = 6;
    let answer = ask(&repository, &[first, second], SHIPPED);
    let rows = followed(&answer);
    assert_eq!(
        rows,
        ["app/views.py:12 log.info(request.path)", "app/views.py:17 log.info(request.path)"],
        "{:?}",
        answer.withheld
    );
}

#[test]
fn a_new_parameter_is_passed_by_its_callers() {
    let repository = repository(
        "//- store/store.go\npackage store\n\nfunc Open(ctx Context, path string) *Store {\n\treturn &Store{path: path}\n}\n\n//- cmd/main.go\npackage main\n\nfunc main() {\n\tctx := background()\n\ts := store.Open(\"data.db\")\n\ts.Run(ctx)\n}\n",
    );
    let history = [edit(
        &repository,
        "store/store.go",
        &["func Open(path string) *Store {"],
        &["func Open(ctx Context, path string) *Store {"],
    )];
    let answer = ask(&repository, &history, SHIPPED);
    let rows = followed(&answer);
    assert!(rows.iter().any(|row| row == "cmd/main.go:5 s := store.Open(ctx, \"data.db\")"), "{rows:?}");
}

#[test]
fn nothing_follows_from_nothing() {
    let repository = repository("//- a.py\nx = 1\n");
    let answer = ask(&repository, &[], 0.0);
    assert!(answer.suggestions.is_empty());
    assert_eq!(answer.account, ["nothing was edited lately"]);
}

#[test]
fn a_spelling_fix_leaves_the_rest_alone() {
    let repository = repository(
        "//- lib.py\n# Reads the configuration, and returns it.\ndef read(path):\n    return parse(open(path).read())\n\n\ndef parse(text):\n    return text.split()\n",
    );
    let history = [edit(
        &repository,
        "lib.py",
        &["# Reads the configuartion, and returns it."],
        &["# Reads the configuration, and returns it."],
    )];
    assert_eq!(ask(&repository, &history, SHIPPED).suggestions, []);
}

#[test]
fn literals_of_a_struct_get_its_new_field() {
    let repository = repository(
        "//- src/entry.rs\npub struct Entry {\n    pub id: u64,\n    pub note: String,\n}\n\nimpl Entry {\n    pub fn new(id: u64) -> Self {\n        Self { id }\n    }\n}\n\n//- src/journal.rs\nuse crate::entry::Entry;\n\npub fn record(id: u64, note: String) -> Entry {\n    Entry {\n        id,\n    }\n}\n\npub fn read(entry: &Entry) -> u64 {\n    let Entry { id, .. } = entry;\n    *id\n}\n",
    );
    let history = [edit(&repository, "src/entry.rs", &[], &["    pub note: String,"])];
    let answer = ask(&repository, &history, SHIPPED);
    assert_eq!(
        followed(&answer),
        ["src/entry.rs:8 Self { id, note: String::new() }", "src/journal.rs:5 id, | note,"],
        "{:?}",
        answer.withheld
    );
    assert!(answer.suggestions.iter().all(|it| it.kind == Kind::Field));
}

#[test]
fn callers_in_four_files_lose_an_argument() {
    let callers: Vec<String> = (1..=4)
        .map(|at| format!("//- src/caller{at}.ts\nimport {{ send }} from './send'\n\nexport function page{at}(id: string) {{\n  send(id, 'mail', true)\n}}\n\n"))
        .collect();
    let repository = repository(&format!(
        "//- src/send.ts\nexport function send(to: string, how: string) {{\n  return [to, how]\n}}\n\n{}",
        callers.concat()
    ));
    let old = "export function send(to: string, how: string, now: boolean) {";
    let history = [edit(&repository, "src/send.ts", &[old], &["export function send(to: string, how: string) {"])];
    let rows = followed(&ask(&repository, &history, SHIPPED));
    let expected: Vec<String> = (1..=4).map(|at| format!("src/caller{at}.ts:4 send(id, 'mail')")).collect();
    assert_eq!(rows, expected);
}
