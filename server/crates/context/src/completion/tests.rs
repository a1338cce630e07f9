//! What the context for a cursor must never and always do.

use std::sync::Arc;

use super::*;
use crate::fixture::Fixture;
use crate::pack::{Item, Role};
use crate::tokens;

/// The fixture's file `path` up to `|`, which is not part of it, and the context there.
fn at(fixture: &Fixture, path: &str, text: &str, budget_tokens: u32) -> ContextAnswer {
    let offset = text.find('|').expect("a cursor") as u32;
    let text = text.replace('|', "");
    let place = CompletionPlace { path, text: &text, offset, recent: &[] };
    completion_context(&fixture.snapshot, &place, &ContextOptions { budget_tokens }, fixture)
}

const EDITED: &str =
    "use crate::store::Store;\nuse crate::codec;\n\npub fn save(store: &Store, key: &str) {\n    let bytes = codec::";

fn shop() -> Fixture {
    Fixture::new(&format!(
        "//- src/save.rs\n{EDITED}secret_of_the_old_copy(key);\n}}\n\npub fn only_on_disk() {{}}\n\
         //- src/store.rs\npub struct Store {{\n    entries: Vec<Entry>,\n}}\n\nimpl Store {{\n    pub fn insert(&mut self, key: &str, value: Vec<u8>) {{\n        \
         self.entries.push(Entry::new(key, value));\n    }}\n\n    pub fn remove(&mut self, key: &str) {{}}\n}}\n\npub struct Entry {{\n    key: String,\n}}\n\n\
         impl Entry {{\n    pub fn new(key: &str, value: Vec<u8>) -> Self {{\n        Self {{ key: key.into() }}\n    }}\n}}\n\
         //- src/codec.rs\npub fn encode_key(key: &str) -> Vec<u8> {{\n    key.as_bytes().to_vec()\n}}\n\npub fn decode_key(bytes: &[u8]) -> String {{\n    \
         String::new()\n}}\n\
         //- src/load.rs\nuse crate::codec;\nuse crate::store::Store;\n\npub fn load(store: &Store, key: &str) {{\n    let bytes = codec::encode_key(key);\n    \
         audit_access(&bytes);\n    store.find(bytes);\n}}\n\
         //- src/audit.rs\npub fn audit_access(bytes: &[u8]) {{}}\n\
         //- src/unrelated/paint.rs\npub fn draw_circle(radius: f32) {{}}\n"
    ))
}

fn shown(answer: &ContextAnswer) -> String {
    answer.items.iter().map(|item| item.text.as_str()).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_edited_file_is_never_shown() {
    let fixture = shop();
    let answer = at(&fixture, "src/save.rs", &format!("{EDITED}|\n}}\n\nfn behind_the_cursor() {{}}\n"), 2000);
    let own = fixture.snapshot.file_by_path("src/save.rs");
    assert!(!answer.items.is_empty() && answer.items.iter().all(|item| Some(item.file) != own));
    for hidden in ["secret_of_the_old_copy", "only_on_disk", "behind_the_cursor"] {
        assert!(!shown(&answer).contains(hidden), "{hidden}");
    }
}

#[test]
fn the_budget_is_kept_and_counted() {
    let fixture = shop();
    for budget in [0, 1, 5, 20, 60, 200, 2000] {
        let answer = at(&fixture, "src/save.rs", &format!("{EDITED}|"), budget);
        assert!(answer.tokens <= budget, "{} of {budget}", answer.tokens);
        assert_eq!(answer.tokens, answer.items.iter().map(|item| tokens::count(&item.text)).sum::<u32>());
        assert!(answer.items.iter().all(|item| item.tokens == tokens::count(&item.text)));
    }
}

#[test]
fn equal_cursors_get_equal_answers() {
    let fixture = shop();
    let ask = || at(&fixture, "src/save.rs", &format!("{EDITED}|"), 300);
    assert_eq!(ask(), ask());
}

#[test]
fn nothing_is_shown_twice() {
    let answer = at(&shop(), "src/save.rs", &format!("{EDITED}|"), 2000);
    for (at, item) in answer.items.iter().enumerate() {
        let repeats = |other: &&Item| other.file == item.file && other.kind != "outline" && other.lines.overlaps(item.lines);
        assert!(item.kind == "outline" || !answer.items[..at].iter().any(|other| repeats(&other)), "{item:?}");
    }
    let names: Vec<&str> = answer
        .items
        .iter()
        .filter(|item| item.kind == "outline")
        .flat_map(|item| item.text.split(['{', '}', '\n']).skip(1).step_by(3).flat_map(str::split_whitespace))
        .collect();
    let mut distinct = names.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), names.len(), "{names:?}");
}

#[test]
fn imports_lead_to_what_can_be_used() {
    let answer = at(&shop(), "src/save.rs", &format!("{EDITED}|"), 80);
    assert!(shown(&answer).contains("encode_key"), "{answer:?}");
}

#[test]
fn members_of_the_receiver_stand_first() {
    let text = "use crate::store::Store;\n\npub fn drop_one(store: &Store, key: &str) {\n    store.|";
    let fixture = shop();
    let answer = at(&fixture, "src/save.rs", text, 60);
    assert_eq!(answer.items.first().map(|item| item.file), fixture.snapshot.file_by_path("src/store.rs"));
    assert!(shown(&answer).contains("insert") && shown(&answer).contains("remove"), "{answer:?}");
}

#[test]
fn look_alike_code_is_shown_with_what_follows_it() {
    let text = "use crate::codec;\n\npub fn save(store: &Store, key: &str) {\n    let bytes = codec::encode_key(key);\n    |";
    let answer = at(&shop(), "src/save.rs", text, 400);
    let similar: Vec<&Item> = answer.items.iter().filter(|item| item.role == Role::Similar).collect();
    assert!(similar.iter().any(|item| item.text.contains("audit_access")), "{answer:?}");
}

#[test]
fn what_was_worked_on_lately_counts() {
    let fixture = shop();
    let file = fixture.snapshot.file_by_path("src/unrelated/paint.rs").expect("a file");
    let recent = [RecentPlace { file, lines: LineRange::default(), activity: Activity::Edited }];
    let text = "fn f() {\n    ";
    let score = |recent: &[RecentPlace]| {
        let place = CompletionPlace { path: "src/new.rs", text, offset: text.len() as u32, recent };
        let found = likely(&fixture.snapshot, &place, &Weights::default());
        found.iter().find(|it| fixture.snapshot.symbol(it.symbol).name == "draw_circle").map(|it| it.score)
    };
    assert!(score(&recent) > score(&[]));
}

#[test]
fn letters_typed_so_far_choose_among_names() {
    let fixture = shop();
    let text = "use crate::codec;\nfn f() {\n    codec::deco";
    let place = CompletionPlace { path: "src/new.rs", text, offset: text.len() as u32, recent: &[] };
    let first = likely(&fixture.snapshot, &place, &Weights::default())[0].symbol;
    assert_eq!(fixture.snapshot.symbol(first).name, "decode_key");
}

#[test]
fn texts_that_are_gone_or_foreign_do_no_harm() {
    struct Gone;
    impl Texts for Gone {
        fn text(&self, _path: &str) -> Option<Arc<str>> {
            None
        }
    }
    let fixture = shop();
    let text = "é";
    let place = CompletionPlace { path: "src/new.xyz", text, offset: 1, recent: &[] };
    let options = ContextOptions { budget_tokens: 100 };
    assert!(completion_context(&fixture.snapshot, &place, &options, &Gone).tokens <= 100);
    let empty = Fixture::new("//- a.txt\n\n");
    assert!(completion_context(&empty.snapshot, &place, &options, &empty).items.is_empty());
}
