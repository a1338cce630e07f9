//! The index through its public interface: layers, overlays, storage, damage.

use std::fs;
use std::path::Path;

use sapwood_base::{LineRange, NameHash, Span};
use sapwood_grammars::FileClass;
use sapwood_index::tokenize::{distinct, similarity_tokens};
use sapwood_index::{
    Bm25Params, Change, ChunkHit, FileInput, Index, IndexSnapshot, QueryTerm, Segment, SegmentBuilder, Stamp, Store,
};
use sapwood_syntax::{Chunk, ChunkKind, FileFacts, Receiver, Reference, ReferenceKind, Symbol, SymbolKind};

/// A file whose every line `name: words` is a function that calls each word.
fn facts(text: &str) -> FileFacts {
    let mut facts = FileFacts { lines: text.lines().count() as u32, ..FileFacts::default() };
    let mut at = 0;
    for (line, row) in text.split_inclusive('\n').enumerate() {
        let name = row.split(':').next().unwrap_or_default();
        let span = Span::new(at, at + row.len() as u32);
        let lines = LineRange { start: line as u32, end: line as u32 };
        let symbol = facts.symbols.len() as u32;
        facts.symbols.push(Symbol {
            name: name.to_owned(),
            kind: SymbolKind::Function,
            parent: None,
            owner: None,
            type_name: NameHash::NONE,
            span,
            lines,
            name_span: Span::new(at, at + name.len() as u32),
            signature: Span::new(at, at + name.len() as u32),
            doc: Span::default(),
            is_test: false,
            is_exported: true,
            arity: Some(0),
        });
        for word in row.split_whitespace().skip(1) {
            facts.references.push(Reference {
                name: NameHash::of(word),
                kind: ReferenceKind::Call,
                receiver: Receiver::None,
                symbol: Some(symbol),
                at,
                count: 1,
                arity: None,
            });
        }
        facts.chunks.push(Chunk { span, lines, symbol: Some(symbol), kind: ChunkKind::Function });
        at += row.len() as u32;
    }
    facts
}

fn segment(files: &[(&str, &str)]) -> Segment {
    let mut builder = SegmentBuilder::new();
    for (path, text) in files {
        let stamp = Stamp { modified: 7, size: text.len() as u64, content: [1; 16] };
        builder.add(&FileInput { path, text, class: FileClass::Source, stamp }, &facts(text));
    }
    builder.finish().expect("a segment of sound facts")
}

fn add(index: &Index, files: &[(&str, &str)]) -> u64 {
    index.apply(Change { segments: vec![segment(files)], ..Change::default() })
}

/// Files, symbols with their paths, best lexical hit and most similar fragment for `query`, callers' count.
fn found(snapshot: &IndexSnapshot, query: &str) -> String {
    let mut paths: Vec<&str> = snapshot.files().map(|file| snapshot.file(file).path).collect();
    paths.sort_unstable();
    let terms: Vec<_> = distinct(query).into_iter().map(|text| QueryTerm { text, weight: 1.0 }).collect();
    let lexical = snapshot.lexical(&terms, &Bm25Params::default());
    let best = lexical.chunks.iter().max_by(|a, b| a.score.total_cmp(&b.score).then(b.chunk.cmp(&a.chunk)));
    let name = |chunk| {
        let symbol = snapshot.chunk(chunk).symbol.expect("every test chunk has a symbol");
        format!("{}#{}", snapshot.file(snapshot.chunk(chunk).file).path, snapshot.symbol(symbol).name)
    };
    let similar = snapshot.similar(&similarity_tokens(query), 1, None);
    let callers = snapshot.references_to_name(NameHash::of(query)).count();
    let defined = snapshot.symbols_named(NameHash::of(query)).count();
    format!(
        "{} | lexical {} | similar {} | defined {defined} | used {callers}",
        paths.join(" "),
        best.map_or_else(|| "-".to_owned(), |hit| name(hit.chunk)),
        similar.first().map_or_else(|| "-".to_owned(), |&(chunk, _)| name(chunk)),
    )
}

fn check(snapshot: &IndexSnapshot, query: &str, expected: &str) {
    assert_eq!(found(snapshot, query), expected);
}

const A: (&str, &str) = ("src/a.x", "parse_header: read_line trim\nread_line: fill\n");
const B: (&str, &str) = ("src/b.x", "render: parse_header escape\nescape: push\n");

#[test]
fn newer_versions_replace_older_ones() {
    let index = Index::in_memory();
    add(&index, &[A, B]);
    check(
        &index.snapshot(),
        "parse_header",
        "src/a.x src/b.x | lexical src/a.x#parse_header | similar src/b.x#render | defined 1 | used 1",
    );
    let before = index.snapshot();
    let generation = add(&index, &[("src/a.x", "parse_body: read_line\n")]);
    assert_eq!(generation, 2);
    check(
        &index.snapshot(),
        "parse_header",
        "src/a.x src/b.x | lexical src/b.x#render | similar src/b.x#render | defined 0 | used 1",
    );
    let now = index.snapshot();
    for symbol in now.files().flat_map(|file| now.symbols_in(file)) {
        assert_eq!(now.namesake_count(symbol), now.definition_count(now.symbol(symbol).name_hash));
    }
    check(
        &before,
        "parse_header",
        "src/a.x src/b.x | lexical src/a.x#parse_header | similar src/b.x#render | defined 1 | used 1",
    );
    index.apply(Change { removed: vec!["src/b.x".to_owned()], ..Change::default() });
    check(&index.snapshot(), "escape", "src/a.x | lexical - | similar - | defined 0 | used 0");
}

#[test]
fn unsaved_buffers_hide_the_disk_until_closed() {
    let index = Index::in_memory();
    add(&index, &[A, B]);
    let draft = segment(&[("src/b.x", "draft_only: trim\n")]);
    index.apply(Change { segments: vec![draft], overlay: true, ..Change::default() });
    check(
        &index.snapshot(),
        "draft_only",
        "src/a.x src/b.x | lexical src/b.x#draft_only | similar src/b.x#draft_only | defined 1 | used 0",
    );
    check(&index.snapshot(), "escape", "src/a.x src/b.x | lexical - | similar - | defined 0 | used 0");
    add(&index, &[("src/b.x", "from_disk: trim\n")]);
    assert_eq!(index.snapshot().symbols_named(NameHash::of("from_disk")).count(), 0, "the buffer still wins");
    index.apply(Change { closed: vec!["src/b.x".to_owned()], ..Change::default() });
    assert_eq!(index.snapshot().symbols_named(NameHash::of("from_disk")).count(), 1);
    assert_eq!(index.snapshot().symbols_named(NameHash::of("draft_only")).count(), 0);
}

#[test]
fn a_replaced_version_can_be_shown_again() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (index, _) = reopen(folder.path());
    add(&index, &[A, B]);
    index.persist().expect("the folder takes the index");
    add(&index, &[("src/a.x", "parse_body: read_line\n")]);
    let revive = |content| {
        index.apply(Change { revived: vec![("src/a.x".to_owned(), content)], ..Change::default() });
        ["parse_header", "parse_body"].map(|name| index.snapshot().symbols_named(NameHash::of(name)).count())
    };
    assert!(!index.holds("src/a.x", &[9; 16]));
    assert_eq!(revive([9; 16]), [0, 1], "an unknown version changes nothing");
    assert!(index.holds("src/b.x", &[1; 16]));
    index.apply(Change { removed: vec!["src/a.x".to_owned()], ..Change::default() });
    assert_eq!(revive([1; 16]).iter().sum::<usize>(), 1, "one version is shown");
    index.persist().expect("the folder takes the change");
    drop(index);
    assert_eq!(reopen(folder.path()).0.snapshot().stats().files, 2);
}

#[test]
fn scores_do_not_depend_on_history() {
    let scores = |index: &Index| {
        let snapshot = index.snapshot();
        let terms = distinct("parse read line trim").into_iter().map(|text| QueryTerm { text, weight: 1.0 }).collect::<Vec<_>>();
        let hits = snapshot.lexical(&terms, &Bm25Params::default());
        let path = |file| snapshot.file(file).path.to_owned();
        let chunk = |hit: &ChunkHit| (path(snapshot.chunk(hit.chunk).file), snapshot.chunk(hit.chunk).lines.start, hit.score);
        let mut chunks: Vec<_> = hits.chunks.iter().map(chunk).collect();
        let mut files: Vec<_> = hits.files.iter().map(|hit| (path(hit.file), hit.score)).collect();
        chunks.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
        files.sort_by(|a, b| a.0.cmp(&b.0));
        (chunks, files)
    };
    let fresh = Index::in_memory();
    add(&fresh, &[A, B]);
    let aged = Index::in_memory();
    add(&aged, &[A, ("src/b.x", "parse_all: read_line trim trim_line\nparse_line: read\n"), ("src/c.x", "trim: line\n")]);
    add(&aged, &[B]);
    aged.apply(Change { removed: vec!["src/c.x".to_owned()], ..Change::default() });
    assert!(!scores(&fresh).0.is_empty());
    assert_eq!(scores(&aged), scores(&fresh));
}

fn reopen(folder: &Path) -> (Index, usize) {
    let (index, problems) = Index::open(Store::open(folder));
    (index, problems.len())
}

#[test]
fn a_stored_index_opens_as_it_was() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (index, problems) = reopen(folder.path());
    assert_eq!(problems, 0);
    add(&index, &[A, B]);
    assert!(index.persist().expect("the folder takes the index"));
    add(&index, &[("src/a.x", "parse_body: read_line\n")]);
    index.apply(Change { removed: vec!["src/b.x".to_owned()], ..Change::default() });
    let draft = segment(&[("src/c.x", "draft_only: trim\n")]);
    index.apply(Change { segments: vec![draft], overlay: true, ..Change::default() });
    assert!(index.persist().expect("the folder takes the change"));
    assert!(!index.persist().expect("nothing is left to store"));
    drop(index);
    let (index, problems) = reopen(folder.path());
    assert_eq!(problems, 0);
    check(
        &index.snapshot(),
        "parse_body",
        "src/a.x | lexical src/a.x#parse_body | similar src/a.x#parse_body | defined 1 | used 0",
    );
    assert_eq!(index.snapshot().stats().files, 1, "neither the removed file nor the unsaved buffer came back");
}

#[test]
fn compaction_keeps_every_answer() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (index, _) = reopen(folder.path());
    for at in 0..12 {
        let (path, text) = (format!("src/f{at}.x"), format!("function_{at}: shared callee_{at}\n"));
        add(&index, &[(&path, &text), ("src/hot.x", &format!("hot_{at}: shared\n"))]);
        index.persist().expect("the folder takes the index");
    }
    let answers = |index: &Index| {
        ["function_3", "hot_11", "hot_4", "shared", "callee_7"].map(|query| found(&index.snapshot(), query)).join("\n")
    };
    let before = answers(&index);
    assert!(index.compact().expect("the folder takes the merge"));
    assert_eq!(answers(&index), before);
    let segments = fs::read_dir(folder.path()).expect("the folder is there").flatten();
    assert!(segments.filter(|entry| entry.file_name().to_string_lossy().ends_with(".segment")).count() <= 8);
    drop(index);
    assert_eq!(answers(&reopen(folder.path()).0), before);
}

#[test]
fn one_process_writes_and_others_read() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (writer, _) = reopen(folder.path());
    add(&writer, &[A]);
    writer.persist().expect("the folder takes the index");
    let (reader, problems) = reopen(folder.path());
    assert_eq!((writer.is_writer(), reader.is_writer(), problems), (true, false, 0));
    add(&reader, &[B]);
    assert!(!reader.persist().expect("a reader has nothing to store"));
    assert_eq!(reader.snapshot().stats().files, 2);
    drop((reader, writer));
    assert_eq!(reopen(folder.path()).0.snapshot().stats().files, 1);
}

#[test]
fn damage_is_reported_and_the_rest_survives() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (index, _) = reopen(folder.path());
    add(&index, &[A]);
    index.persist().expect("the folder takes the index");
    let first = segment_files(folder.path());
    add(&index, &[B]);
    index.persist().expect("the folder takes the index");
    drop(index);
    let mut bytes = fs::read(&first[0]).expect("the segment is there");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&first[0], bytes).expect("the segment can be damaged");
    let (index, problems) = reopen(folder.path());
    assert_eq!(problems, 1);
    assert_eq!(index.snapshot().stats().files, 1);
    drop(index);
    fs::write(folder.path().join("manifest.json"), b"{ not json").expect("the manifest can be damaged");
    let (index, problems) = reopen(folder.path());
    assert_eq!((problems, index.snapshot().stats().files), (1, 0));
    add(&index, &[A]);
    assert!(index.persist().expect("a damaged folder is written anew"));
}

#[test]
fn a_cut_segment_is_refused() {
    let bytes = segment(&[A, B]).bytes().to_vec();
    for len in [0, 7, 40, bytes.len() / 2, bytes.len() - 1] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (index, _) = reopen(folder.path());
        add(&index, &[A, B]);
        index.persist().expect("the folder takes the index");
        drop(index);
        fs::write(&segment_files(folder.path())[0], &bytes[..len]).expect("the segment can be cut");
        let (index, problems) = reopen(folder.path());
        assert_eq!((problems, index.snapshot().stats().files), (1, 0), "cut to {len} bytes");
    }
}

#[test]
fn an_unusable_folder_leaves_a_working_index() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let blocked = folder.path().join("file");
    fs::write(&blocked, b"").expect("the folder takes a file");
    let store = Store::open(&blocked.join("cache"));
    assert!(!store.is_writer());
    assert!(store.refusal().is_some());
    let (index, _) = Index::open(store);
    add(&index, &[A]);
    assert!(!index.persist().expect("there is nowhere to store"));
    assert_eq!(index.snapshot().stats().files, 1);
}

fn segment_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is there").flatten();
    entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|end| end == "segment")).collect()
}

#[test]
fn a_live_segment_scores_as_a_stored_one() {
    let files = [
        ("src/router.rs", "route: handler path handler\nnested_route: RouteTable path\n"),
        ("src/path.rs", "path: segment segment path segment\nempty:\n"),
    ];
    let answers = [SegmentBuilder::new(), SegmentBuilder::live()].map(|mut builder| {
        for (path, text) in files {
            let stamp = Stamp { modified: 7, size: text.len() as u64, content: [1; 16] };
            builder.add(&FileInput { path, text, class: FileClass::Source, stamp }, &facts(text));
        }
        let index = Index::in_memory();
        add(&index, &[("other.rs", "handler: route path other\n")]);
        index.apply(Change { segments: vec![builder.finish().expect("sound facts")], overlay: true, ..Change::default() });
        let snapshot = index.snapshot();
        let terms = ["path", "route", "segment", "rs", "handler", "missing"];
        let frequencies = terms.map(|term| snapshot.document_frequency(term));
        let terms: Vec<_> = terms.iter().map(|text| QueryTerm { text: (*text).to_owned(), weight: 1.0 }).collect();
        (snapshot.lexical(&terms, &Bm25Params::default()), frequencies)
    });
    assert!(answers[0].0.chunks.len() > 3 && answers[0].1[5] == 0);
    assert_eq!(answers[0], answers[1]);
}

#[test]
fn a_live_segment_stays_in_memory() {
    let folder = tempfile::tempdir().expect("a folder");
    let (index, _) = Index::open(Store::open(folder.path()));
    let mut builder = SegmentBuilder::live();
    let text = "unsaved: words\n";
    let stamp = Stamp { modified: 0, size: text.len() as u64, content: [2; 16] };
    builder.add(&FileInput { path: "a.rs", text, class: FileClass::Source, stamp }, &facts(text));
    index.apply(Change { segments: vec![builder.finish().expect("sound facts")], ..Change::default() });
    assert_eq!(index.snapshot().stats().files, 1);
    assert!(!index.persist().expect("nothing to write"));
}
