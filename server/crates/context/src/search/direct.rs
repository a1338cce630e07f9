//! Answers to questions that point at one thing: the definitions of a name, what stands at a line, where a text is quoted from.
//!
//! These come before what the words of the question find. They are facts of the index, not likelihoods.

use std::cmp::Reverse;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use sapwood_base::NameHash;
use sapwood_grammars::{FileClass, is_example_path};
use sapwood_index::{ChunkId, FileId, FileView, IndexSnapshot, QueryTerm, SymbolId, SymbolView, tokenize};
use sapwood_syntax::SymbolKind;

use super::naming::has_segments;
use super::priors::is_wanted;
use super::{Hit, SearchOptions, Texts};
use crate::query::{Direct, MAX_TERMS, Query, direct};
use crate::ranking::RankingParams;

/// Definitions of one name that are compared.
const MAX_NAMESAKES: usize = 3000;
/// Uses of a type's name that are counted.
const MAX_USES: usize = 2000;
/// Files whose text is searched for a quoted phrase.
const MAX_TEXTS: usize = 500;

/// The definitions that the question points at, best first.
pub(super) fn definitions(snapshot: &IndexSnapshot, query: &Query, options: &SearchOptions, params: &RankingParams) -> Vec<Hit> {
    let found = match &query.direct {
        Some(Direct::Name { owner, name }) => named(snapshot, query, options, owner, name),
        Some(Direct::Place { path, line }) => at_line(snapshot, options, path, *line),
        Some(Direct::Path(path)) if !is_path(snapshot, path) => match direct::name(path) {
            Some(Direct::Name { owner, name }) => named(snapshot, query, options, &owner, &name),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    let line = if let Some(Direct::Place { line, .. }) = &query.direct { Some(*line) } else { None };
    let mut hits: Vec<Hit> = Vec::new();
    for symbol in found {
        if hits.len() >= options.limit {
            break;
        }
        let Some(hit) = whole(snapshot, symbol, line, params) else { continue };
        if !hits.iter().any(|other| other.file == hit.file && other.lines.overlaps(hit.lines)) {
            hits.push(hit);
        }
    }
    hits
}

/// True where a file of the index is named by `path`.
pub(super) fn is_path(snapshot: &IndexSnapshot, path: &str) -> bool {
    snapshot.files().any(|file| has_segments(snapshot.file(file).path, path))
}

fn at_line(snapshot: &IndexSnapshot, options: &SearchOptions, path: &str, line: u32) -> Vec<SymbolId> {
    let mut files: Vec<FileView<'_>> = snapshot.files().map(|file| snapshot.file(file)).collect();
    files.retain(|file| is_wanted(file, options) && file.lines > line && has_segments(file.path, path));
    files.sort_by_key(|file| (file.path.len(), file.path));
    let innermost = |file: FileView<'_>| {
        let symbols = snapshot.symbols_in(file.id);
        symbols.filter(|&symbol| (snapshot.symbol(symbol).lines.start..=snapshot.symbol(symbol).lines.end).contains(&line)).last()
    };
    files.into_iter().filter_map(innermost).collect()
}

/// The definitions of `name`, those first that are likeliest meant: members of `owner`, the project's own code, types and
/// functions, what has a body, what others see, members of what is used most.
fn named(snapshot: &IndexSnapshot, query: &Query, options: &SearchOptions, owner: &str, name: &str) -> Vec<SymbolId> {
    let mut counts: FxHashMap<NameHash, usize> = FxHashMap::default();
    let mut found: Vec<_> = snapshot
        .symbols_named(NameHash::of(name))
        .take(MAX_NAMESAKES)
        .filter_map(|symbol| {
            let view = snapshot.symbol(symbol);
            let file = snapshot.file(view.file);
            is_wanted(&file, options).then(|| {
                let used = *counts.entry(view.owner_hash).or_insert_with(|| match view.owner {
                    "" => MAX_USES,
                    _ => snapshot.references_to_name(view.owner_hash).take(MAX_USES).count(),
                });
                let place = (belongs(snapshot, &view, &file, owner), aside(&view, &file, query), kind(view.kind));
                (place, is_declaration(snapshot, &view), !view.is_exported, Reverse(used), file.path.matches('/').count(), symbol)
            })
        })
        .collect();
    found.sort_unstable();
    let best = found.first().map(|(place, ..)| place.0);
    found.retain(|(place, ..)| Some(place.0) == best);
    found.into_iter().map(|(.., symbol)| symbol).collect()
}

/// How well `owner` names what the definition belongs to; 0 is best.
fn belongs(snapshot: &IndexSnapshot, symbol: &SymbolView<'_>, file: &FileView<'_>, owner: &str) -> u8 {
    if owner.is_empty() || symbol.owner == owner {
        return 0;
    }
    let is_inside = symbol.parent.is_some_and(|parent| snapshot.symbol(parent).name == owner);
    let package = file.package.rsplit(['.', '/', ':', '\\']).next();
    if is_inside || symbol.owner.eq_ignore_ascii_case(owner) {
        1
    } else if package == Some(owner) || file.path.split(['/', '.']).any(|part| part == owner) {
        2
    } else {
        3
    }
}

/// Tests and examples stand behind the code, prose and what is not the project's own behind those.
fn aside(symbol: &SymbolView<'_>, file: &FileView<'_>, query: &Query) -> u8 {
    match file.class {
        FileClass::Source if symbol.is_test && !query.wants_tests => 1,
        FileClass::Source if is_fixture(file.path) => 1,
        FileClass::Source if is_example_path(file.path) && !query.wants_examples => 1,
        FileClass::Source => 0,
        FileClass::Test => u8::from(!query.wants_tests),
        _ => 2,
    }
}

/// True for code that tests read as data.
fn is_fixture(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "test_data" | "testdata" | "fixtures" | "__fixtures__"))
}

fn kind(kind: SymbolKind) -> u8 {
    match kind {
        kind if kind.is_type() => 0,
        SymbolKind::Function | SymbolKind::Macro => 1,
        SymbolKind::Method => 2,
        SymbolKind::Constant | SymbolKind::Constructor => 3,
        SymbolKind::Variable | SymbolKind::Variant => 4,
        SymbolKind::Field | SymbolKind::Module => 5,
        _ => 6,
    }
}

/// A function without a body: of an interface, a header, an overload.
fn is_declaration(snapshot: &IndexSnapshot, symbol: &SymbolView<'_>) -> bool {
    let is_member = symbol.parent.is_some_and(|parent| snapshot.symbol(parent).kind == SymbolKind::Interface);
    symbol.kind.is_callable() && (is_member || symbol.signature.end + 1 >= symbol.span.end)
}

/// The definition as a hit: all of it, or its head where it is long.
fn whole(snapshot: &IndexSnapshot, symbol: SymbolId, line: Option<u32>, params: &RankingParams) -> Option<Hit> {
    let view = snapshot.symbol(symbol);
    let at = line.unwrap_or(view.lines.start);
    let chunks: Vec<ChunkId> = snapshot.chunks_in(view.file).collect();
    let own = |chunk: &&ChunkId| line.is_none() && snapshot.chunk(**chunk).span.contains(view.name_span.start);
    let around = |chunk: &&ChunkId| {
        let lines = snapshot.chunk(**chunk).lines;
        lines.start <= at && at <= lines.end
    };
    let chunk = *chunks
        .iter()
        .find(own)
        .or_else(|| chunks.iter().find(around))
        .or_else(|| chunks.iter().find(|chunk| snapshot.chunk(**chunk).lines.overlaps(view.lines)))?;
    let fragment = snapshot.chunk(chunk);
    let is_short = view.lines.count() <= params.span_rows || !fragment.lines.overlaps(view.lines);
    let (mut span, mut lines) = (view.span, view.lines);
    if !is_short {
        span.start = span.start.max(fragment.span.start);
        span.end = span.end.min(fragment.span.end).max(span.start);
        lines.start = lines.start.max(fragment.lines.start);
        lines.end = lines.end.min(fragment.lines.end);
    }
    let signals = vec![("definition", 1.0)];
    Some(Hit { file: view.file, chunk, symbol: Some(symbol), span, lines, focus: lines, score: 0.0, signals })
}

/// The fragments that hold `phrase` as it was quoted.
pub(super) fn quoting(snapshot: &IndexSnapshot, phrase: &str, texts: &dyn Texts, params: &RankingParams) -> FxHashSet<ChunkId> {
    let mut tokens = tokenize::distinct(phrase);
    tokens.truncate(MAX_TERMS);
    let all = (1_u64 << tokens.len()) - 1;
    let terms: Vec<QueryTerm> = tokens.into_iter().map(|text| QueryTerm { text, weight: 1.0 }).collect();
    let mut files = snapshot.lexical(&terms, &params.bm25()).files;
    // The first and the last word may be parts of words of the text.
    let missing = |matched: u64| (all & !matched).count_ones();
    files.retain(|file| missing(file.matched) <= 2);
    files.sort_by(|a, b| missing(a.matched).cmp(&missing(b.matched)).then(b.score.total_cmp(&a.score)).then(a.file.cmp(&b.file)));
    let wanted = phrase.to_lowercase();
    let mut found = FxHashSet::default();
    for file in files.into_iter().take(MAX_TEXTS) {
        find(snapshot, file.file, &wanted, texts, &mut found);
    }
    found
}

fn find(snapshot: &IndexSnapshot, file: FileId, wanted: &str, texts: &dyn Texts, found: &mut FxHashSet<ChunkId>) {
    let Some(text) = texts.text(snapshot.file(file).path) else { return };
    let text: Arc<str> = text;
    if !text.to_lowercase().contains(wanted) {
        return;
    }
    let holds = |chunk: &ChunkId| snapshot.chunk(*chunk).span.text(&text).to_lowercase().contains(wanted);
    found.extend(snapshot.chunks_in(file).filter(holds));
}
