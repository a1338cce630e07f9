//! Questions that are one name, place or quoted text.

use super::*;
use crate::fixture::{Fixture, web};

fn ask(fixture: &Fixture, text: &str) -> Vec<(String, u32, Option<String>)> {
    let options = SearchOptions { limit: 10, ..SearchOptions::default() };
    let hits = search(&fixture.snapshot, &Query::parse(text), &options, fixture);
    let name = |hit: &Hit| hit.symbol.map(|symbol| fixture.snapshot.symbol(symbol).name.to_owned());
    hits.iter().map(|hit| (fixture.snapshot.file(hit.file).path.to_owned(), hit.lines.start + 1, name(hit))).collect()
}

fn names() -> Fixture {
    Fixture::new(
        "//- src/list.rs\npub struct List {\n    items: Vec<u32>,\n}\n\nimpl List {\n    pub fn first(&self) -> u32 {\n        self.items[0]\n    }\n\n    \
         pub fn get(&self, at: usize) -> u32 {\n        self.items[at]\n    }\n}\n\n\
         //- src/pair.rs\nstruct Pair(u32, u32);\n\nimpl Pair {\n    fn get(&self) -> u32 {\n        self.0\n    }\n}\n\n\
         //- src/uses.rs\nuse crate::list::List;\n\npub fn h(list: &List, more: &List) -> u32 {\n    let get = list.get(1);\n    get + more.get(2) + more.first()\n}\n\n\
         //- tests/list.rs\n#[test]\nfn first() {\n    let list = List::default();\n    assert_eq!(list.first(), 1);\n}\n",
    )
}

#[test]
fn a_name_leads_to_its_definition_even_where_it_is_a_common_word() {
    let fixture = names();
    for text in ["first", "first()", "'first()'", "\"first\"", "`first`", "List::first", "List.first()"] {
        let found = ask(&fixture, text);
        assert_eq!(found[0], ("src/list.rs".into(), 6, Some("first".into())), "{text}: {found:?}");
    }
    assert_eq!(ask(&fixture, "h")[0].2.as_deref(), Some("h"), "one letter is a name, too");
}

#[test]
fn namesakes_are_told_apart_by_owner_and_use() {
    let fixture = names();
    assert_eq!(ask(&fixture, "get")[0].0, "src/list.rs", "its owner is exported and used");
    assert_eq!(ask(&fixture, "Pair::get")[0].0, "src/pair.rs");
    let list = ask(&fixture, "List");
    assert_eq!((list[0].0.as_str(), list[0].1), ("src/list.rs", 1));
}

#[test]
fn a_hit_of_a_name_is_the_definition_alone() {
    let fixture = names();
    let options = SearchOptions { limit: 10, ..SearchOptions::default() };
    let hits = search(&fixture.snapshot, &Query::parse("first"), &options, &fixture);
    assert_eq!((hits[0].lines.start, hits[0].lines.end), (5, 7));
    for hit in hits {
        let chunk = fixture.snapshot.chunk(hit.chunk).lines;
        assert!(hit.lines.count() <= chunk.count().max(hit.focus.count()), "nothing was added to {hit:?}");
    }
}

#[test]
fn a_place_gives_what_stands_there() {
    let fixture = names();
    assert_eq!(ask(&fixture, "list.rs:11")[0], ("src/list.rs".into(), 10, Some("get".into())));
    assert_eq!(ask(&fixture, "src/pair.rs:5:3")[0].2.as_deref(), Some("get"));
}

#[test]
fn a_quoted_text_is_found_as_it_is_or_not_at_all() {
    let fixture = web();
    assert_eq!(ask(&fixture, "\"no such page\"")[0].0, "src/server.rs");
    assert_eq!(ask(&fixture, "\"such a page\""), [], "the words are there, the text is not");
    assert_eq!(ask(&fixture, "\"page no such\""), []);
}

#[test]
fn test_data_stands_behind_the_code() {
    let fixture = Fixture::new(
        "//- src/a/b/lib.rs\nimpl Tree {\n    fn full_reparse(&self) {\n        parse();\n    }\n}\n\n\
         //- test_data/0.rs\npub fn full_reparse() {\n    parse();\n}\n",
    );
    assert_eq!(ask(&fixture, "full_reparse")[0].0, "src/a/b/lib.rs");
}

#[test]
fn a_path_alone_names_its_files() {
    let fixture = Fixture::new(
        "//- crates/ide/src/a.rs\npub fn src_a() {\n    ide();\n    crates();\n}\n\n\
         //- crates/ide-ssr/src/ide.rs\npub fn ide_src_crates() {\n    crates_ide();\n    src();\n}\n\n",
    );
    let found = ask(&fixture, "crates/ide/src/");
    assert!(!found.is_empty() && found.iter().all(|hit| hit.0 == "crates/ide/src/a.rs"), "{found:?}");
}

#[test]
fn a_long_function_takes_one_of_the_first_places() {
    let body = (0..300).map(|at| format!("    let router_{at} = slash_router(request, {at});\n")).collect::<Vec<_>>().concat();
    let fixture = Fixture::new(&format!(
        "//- src/long.rs\npub fn slash_router_long() {{\n{body}}}\n\n//- src/b.rs\npub fn one_router_request() {{\n    slash();\n}}\n\n\
         //- src/c.rs\npub fn two_router_request() {{\n    slash();\n}}\n"
    ));
    let found = ask(&fixture, "how does the slash router treat a request");
    let front: Vec<_> = found.iter().take(3).filter(|hit| hit.0 == "src/long.rs").collect();
    assert!(found.len() > 3 && front.len() == 1, "{found:?}");
}
