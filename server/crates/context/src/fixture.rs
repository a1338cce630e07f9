//! A small repository in memory, for tests.

use std::collections::BTreeMap;
use std::sync::Arc;

use sapwood_index::{Change, FileInput, Index, IndexSnapshot, SegmentBuilder, Stamp};
use sapwood_syntax::{Input, analyze};

use crate::search::Texts;

/// Files and the index of them.
pub(crate) struct Fixture {
    files: BTreeMap<String, Arc<str>>,
    pub(crate) snapshot: Arc<IndexSnapshot>,
}

impl Texts for Fixture {
    fn text(&self, path: &str) -> Option<Arc<str>> {
        self.files.get(path).cloned()
    }
}

impl Fixture {
    /// Reads a text of files, each behind a line `//- path`.
    pub(crate) fn new(text: &str) -> Self {
        let mut files = BTreeMap::new();
        for part in text.split("//- ").skip(1) {
            let (path, body) = part.split_once('\n').expect("a path and a body");
            files.insert(path.trim().to_owned(), Arc::from(body));
        }
        let mut builder = SegmentBuilder::new();
        for (path, text) in &files {
            let text: &str = text;
            let language = sapwood_grammars::detect(path, text.as_bytes());
            let class = sapwood_grammars::classify(path, text.as_bytes());
            let stamp = Stamp { modified: 0, size: text.len() as u64, content: [0; 16] };
            builder.add(&FileInput { path, text, class, stamp }, &analyze(&Input { path, text, language }));
        }
        let index = Index::in_memory();
        index.apply(Change { segments: vec![builder.finish().expect("a segment")], ..Change::default() });
        Self { files, snapshot: index.snapshot() }
    }
}

/// A router with a test, a helper, prose and much else.
pub(crate) fn web() -> Fixture {
    let filler = (0..40)
        .map(|at| {
            format!(
                "//- src/other/part{at}.rs\n/// Number {at}.\npub fn part_{at}(value: u32) -> u32 {{\n    value + {at}\n}}\n\n"
            )
        })
        .collect::<Vec<_>>()
        .concat();
    Fixture::new(&format!(
        "//- src/routing.rs\nuse crate::path::split_path;\n\n/// Finds the handler for a request.\npub struct Router {{\n    routes: Vec<String>,\n    \
         fallback: String,\n}}\n\nimpl Router {{\n    /// Strips a trailing slash before the routes are tried.\n    pub fn route_request(&self, path: &str) -> \
         Option<String> {{\n        let parts = split_path(path.trim_end_matches('/'));\n        self.routes.iter().find(|route| \
         parts.contains(*route)).cloned()\n    }}\n}}\n\n\
         //- src/path.rs\n/// Cuts at slashes.\npub fn split_path(path: &str) -> Vec<String> {{\n    path.split('/').map(str::to_owned).collect()\n}}\n\n\
         //- src/server.rs\nuse crate::routing::Router;\n\npub fn serve(router: &Router, path: &str) {{\n    let found = \
         router.route_request(path);\n    report(found);\n}}\n\nfn report(found: Option<String>) {{\n    log(\"no such page\", found);\n}}\n\n\
         //- tests/routing.rs\n#[test]\nfn trailing_slash_is_stripped() {{\n    let router = Router::default();\n    \
         assert!(router.route_request(\"/a/\").is_some());\n}}\n\n\
         //- README.md\n# Web\n\nA trailing slash is stripped by the router.\n\n{filler}"
    ))
}
