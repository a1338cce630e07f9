//! Conversations with an engine that proposes what the test says.

use std::sync::atomic::{AtomicUsize, Ordering};

use sapwood_assist::next_edit::{Kind, Source};
use sapwood_base::{Position, PositionEncoding};
use serde_json::json;

use super::*;
use crate::workspace::TextChange;

/// A folder, its workspace, and next edits over it.
struct Bench {
    folder: tempfile::TempDir,
    workspace: Workspace,
    edits: NextEdits,
    asked: Arc<AtomicUsize>,
}

/// Proposes `new` for `old` on every line of every file that holds it, and nothing else.
fn replacing(old: &'static str, new: &'static str, asked: Arc<AtomicUsize>) -> Engine {
    Arc::new(move |query: &Query<'_>| {
        asked.fetch_add(1, Ordering::Relaxed);
        let mut suggestions = Vec::new();
        let mut paths: Vec<&str> = query.snapshot.files().map(|file| query.snapshot.file(file).path).collect();
        paths.sort_unstable();
        for path in paths {
            let text = query.texts.text(path).unwrap_or_default();
            let sites = sapwood_base::lines(&text).enumerate().filter(|(_, line)| line.contains(old));
            suggestions.extend(sites.take(query.settings.limit).map(|(at, line)| Suggestion {
                path: path.to_owned(),
                lines: at as u32..at as u32 + 1,
                old: line.to_owned(),
                text: Some(line.replace(old, new)),
                kind: Kind::Rename,
                source: Source::Graph,
                confidence: 0.9,
                reason: format!("{old} is {new} now"),
            }));
        }
        Answer { suggestions, account: vec!["a rename".to_owned()], ..Answer::default() }
    })
}

impl Bench {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, text) in files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            std::fs::write(path, text).expect("written");
        }
        let (settings, _) = Settings::from_json(json!({"index": {"inMemory": true}, "watch": "off"}));
        let tasks = Arc::new(Tasks::new("test", 1).expect("a pool"));
        let asked = Arc::new(AtomicUsize::new(0));
        let edits = NextEdits::with_engine(&settings, tasks, replacing("old", "new", asked.clone()));
        let root = folder.path().canonicalize().expect("it is there");
        let workspace = Workspace::start(settings, &[root], Arc::new(|_| {}));
        let end = Instant::now() + Duration::from_secs(20);
        while workspace.snapshot().roots[0].root.state() != crate::workspace::RootState::Ready {
            assert!(Instant::now() < end, "the folder is not indexed");
            std::thread::park_timeout(Duration::from_millis(5));
        }
        Self { folder, workspace, edits, asked }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().canonicalize().expect("it is there").join(path)
    }

    fn open(&self, path: &str) {
        let text = std::fs::read_to_string(self.path(path)).expect("a file");
        self.edits.opened(&self.path(path), &text);
        self.workspace.open_document(self.path(path), 1, text, "");
    }

    /// Writes `text` over the characters `from..to` of a line.
    fn edit(&self, path: &str, version: i32, line: u32, (from, to): (u32, u32), text: &str) {
        let at = |character| Position { line, character };
        let change = TextChange { range: Some((at(from), at(to))), text: text.to_owned() };
        self.change(path, version, &change);
    }

    fn change(&self, path: &str, version: i32, change: &TextChange) {
        let path = self.path(path);
        let before = self.workspace.document(&path).expect("it is open").text;
        let taken = self.workspace.change_document(&path, version, std::slice::from_ref(change), PositionEncoding::Utf16);
        taken.expect("it is taken");
        let after = self.workspace.document(&path).expect("it is open").text;
        self.edits.edited(&path, &before, &after);
    }

    fn question(&self, path: &str, version: Option<i32>) -> Question {
        Question { path: self.path(path), version, line: 0, is_asked: false }
    }

    async fn ask(&self, path: &str, version: i32) -> Proposed {
        self.edits.propose(&self.workspace, &self.question(path, Some(version))).await
    }

    /// Path, line and new text of what is proposed.
    async fn proposed(&self, path: &str, version: i32) -> Vec<(String, u32, String)> {
        let proposed = self.ask(path, version).await;
        let place = |item: &Item| {
            let own = &item.suggestion;
            let name = Path::new(&own.path).file_name().map(|name| name.to_string_lossy().into_owned());
            (name.unwrap_or_default(), own.lines.start, own.text.clone().unwrap_or_default())
        };
        proposed.items.iter().map(place).collect()
    }
}

fn site(path: &str, line: u32, text: &str) -> (String, u32, String) {
    (path.to_owned(), line, text.to_owned())
}

const FILES: &[(&str, &str)] = &[("a.rs", "// here\nlet x = old;\n"), ("b.rs", "use old;\n\nold();\n"), ("c.rs", "fn c() {}\n")];

#[tokio::test]
async fn what_follows_from_an_edit_is_proposed_until_it_is_done() {
    let bench = Bench::new(FILES);
    bench.open("a.rs");
    assert!(bench.proposed("a.rs", 1).await.is_empty(), "nothing was edited");
    bench.edit("a.rs", 2, 0, (0, 0), "// edited\n");
    let all = [site("a.rs", 2, "let x = new;"), site("b.rs", 0, "use new;"), site("b.rs", 2, "new();")];
    assert_eq!(bench.proposed("a.rs", 2).await, all);
    assert_eq!(bench.proposed("a.rs", 2).await, all);
    assert_eq!(bench.asked.load(Ordering::Relaxed), 1, "nothing changed, so nothing is looked for again");
    bench.edit("a.rs", 3, 2, (8, 11), "new");
    let proposed = bench.ask("a.rs", 3).await;
    assert_eq!((proposed.items.len(), proposed.items[0].index), (2, 2));
    assert_eq!((proposed.series.total, proposed.series.files), (3, 1));
    let explained = bench.edits.explain(&bench.path("a.rs"), None);
    assert_eq!((explained[0].items.len(), explained[0].account.as_slice()), (2, &["a rename".to_owned()][..]));
}

#[tokio::test]
async fn what_is_stale_closed_or_switched_off_gets_nothing() {
    let bench = Bench::new(FILES);
    bench.open("a.rs");
    bench.edit("a.rs", 2, 0, (0, 0), "// edited\n");
    for (path, version, told) in [("a.rs", 1, "version 2"), ("a.rs", 3, "version 2"), ("b.rs", 1, "not open")] {
        let proposed = bench.ask(path, version).await;
        assert!(proposed.items.is_empty() && proposed.silence.as_ref().is_some_and(|own| own.contains(told)), "{path} {version}");
    }
    let unversioned = bench.edits.propose(&bench.workspace, &bench.question("a.rs", None)).await;
    assert_eq!(unversioned.items.len(), 3);
    let (settings, _) = Settings::from_json(json!({"nextEdit": {"enabled": false}}));
    bench.edits.set_settings(&settings);
    assert!(bench.ask("a.rs", 2).await.silence.is_some_and(|silence| silence.contains("nextEdit.enabled")));
}

#[tokio::test]
async fn an_edit_while_the_engine_looks_makes_its_answer_stale() {
    let bench = Bench::new(FILES);
    bench.open("a.rs");
    bench.edit("a.rs", 2, 0, (0, 0), "// edited\n");
    let path = bench.path("a.rs");
    let question = bench.question("a.rs", Some(2));
    let asking = bench.edits.propose(&bench.workspace, &question);
    tokio::pin!(asking);
    assert!(futures_util::poll!(&mut asking).is_pending());
    bench.edit("a.rs", 3, 0, (0, 0), "//");
    let proposed = asking.await;
    assert!(proposed.items.is_empty(), "{:?}", proposed.silence);
    assert!(bench.edits.explain(&path, None)[0].silence.is_some());
    assert_eq!(bench.proposed("a.rs", 3).await.len(), 3);
}

#[tokio::test]
async fn files_that_changed_behind_a_series_are_left_out() {
    let bench = Bench::new(FILES);
    bench.open("a.rs");
    bench.edit("a.rs", 2, 0, (0, 0), "// edited\n");
    assert_eq!(bench.proposed("a.rs", 2).await.len(), 3);
    std::fs::write(bench.path("b.rs"), "use something;\n\nold();\n").expect("written");
    assert_eq!(bench.proposed("a.rs", 2).await, [site("a.rs", 2, "let x = new;"), site("b.rs", 2, "new();")]);
    std::fs::remove_file(bench.path("b.rs")).expect("removed");
    assert_eq!(bench.proposed("a.rs", 2).await, [site("a.rs", 2, "let x = new;")]);
}

#[tokio::test]
async fn generated_and_read_only_files_are_left_alone() {
    let generated = "// Code generated by a tool. DO NOT EDIT.\nold();\n";
    let bench = Bench::new(&[("a.rs", "// here\n"), ("made.rs", generated), ("locked.rs", "old();\n"), ("b.rs", "old();\n")]);
    let mut permissions = std::fs::metadata(bench.path("locked.rs")).expect("a file").permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(bench.path("locked.rs"), permissions).expect("set");
    bench.open("a.rs");
    bench.edit("a.rs", 2, 0, (0, 0), "// edited\n");
    assert_eq!(bench.proposed("a.rs", 2).await, [site("b.rs", 0, "new();")]);
    let account = bench.edits.explain(&bench.path("a.rs"), None)[0].account.join(" ");
    assert!(account.contains("2 left out") && account.contains("read-only"), "{account}");
}

#[tokio::test]
async fn nothing_brings_back_what_was_just_edited_away() {
    let bench = Bench::new(&[("a.rs", "// here\nnew();\n"), ("b.rs", "old();\n")]);
    bench.open("a.rs");
    bench.edit("a.rs", 2, 1, (0, 3), "old");
    assert_eq!(bench.proposed("a.rs", 2).await, [site("b.rs", 0, "new();")]);
}

#[tokio::test]
async fn dismissed_means_dismissed() {
    let bench = Bench::new(FILES);
    bench.open("a.rs");
    bench.edit("a.rs", 2, 0, (0, 0), "// edited\n");
    let first = bench.ask("a.rs", 2).await.items[0].id;
    bench.edits.rejected(first);
    assert!(bench.ask("a.rs", 2).await.items.is_empty(), "for a while nothing comes by itself");
    let asked = Question { is_asked: true, ..bench.question("a.rs", Some(2)) };
    let proposed = bench.edits.propose(&bench.workspace, &asked).await;
    assert_eq!((proposed.items.len(), proposed.items[0].index), (2, 2));
    bench.edits.skipped(proposed.items[0].id);
    assert_eq!(bench.edits.propose(&bench.workspace, &asked).await.items.len(), 1);
    bench.edits.stopped();
    assert!(bench.edits.propose(&bench.workspace, &asked).await.items.is_empty());
}

#[tokio::test]
async fn everything_at_once_is_more_than_what_is_kept() {
    let many = "old();\n".repeat(3000);
    let bench = Bench::new(&[("a.rs", "// here\nold();\n"), ("b.rs", &many)]);
    bench.open("a.rs");
    bench.edit("a.rs", 2, 0, (0, 0), "// edited\n");
    assert_eq!(bench.ask("a.rs", 2).await.items.len(), 50);
    let question = bench.question("a.rs", Some(2));
    let all = bench.edits.everything(&bench.workspace, &question, None).await;
    assert_eq!(all.items.len(), 3001);
    let own = bench.path("a.rs").to_string_lossy().into_owned();
    assert_eq!(bench.edits.everything(&bench.workspace, &question, Some(&own)).await.items.len(), 1);
}

#[tokio::test]
async fn a_document_closed_and_changed_elsewhere_is_followed() {
    let bench = Bench::new(FILES);
    bench.open("a.rs");
    bench.edit("a.rs", 2, 0, (0, 0), "// edited\n");
    let text = bench.workspace.document(&bench.path("a.rs")).expect("it is open").text;
    bench.edits.closed(&bench.path("a.rs"), text.clone());
    bench.workspace.close_document(&bench.path("a.rs"));
    bench.open("c.rs");
    assert!(bench.proposed("c.rs", 1).await.is_empty(), "the edit was not saved");
    std::fs::write(bench.path("a.rs"), format!("// more\n{text}")).expect("written");
    bench.open("a.rs");
    assert_eq!(bench.proposed("a.rs", 1).await.len(), 3);
    bench.edits.switched();
    assert!(bench.proposed("a.rs", 1).await.is_empty());
}

#[tokio::test]
async fn a_document_outside_every_folder_gets_nothing() {
    let bench = Bench::new(FILES);
    let elsewhere = tempfile::tempdir().expect("a folder");
    let path = elsewhere.path().join("x.rs");
    bench.workspace.open_document(path.clone(), 1, "a\n".to_owned(), "");
    bench.edits.edited(&path, "b\n", "a\n");
    let question = Question { path, version: Some(1), line: 0, is_asked: true };
    let proposed = bench.edits.propose(&bench.workspace, &question).await;
    assert!(proposed.items.is_empty() && proposed.silence.is_some_and(|silence| silence.contains("no folder")));
}
