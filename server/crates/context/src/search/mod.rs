//! Search: a question in, places in the code out, best first.
//!
//! It reads only the snapshot and the texts it is handed, and equal inputs give equal answers.

mod direct;
mod naming;
mod priors;
mod refine;
mod spans;

use std::sync::Arc;

use rustc_hash::FxHashMap;
use sapwood_base::{LineRange, NameHash, Span};
use sapwood_grammars::LanguageId;
use sapwood_index::{ChunkHit, ChunkId, FileId, IndexSnapshot, LexicalHits, QueryTerm, SymbolId, SymbolView};
use sapwood_syntax::ChunkKind;

use crate::query::{Direct, Query, Term};
use crate::ranking::RankingParams;
use priors::Priors;

/// Where the texts of indexed files come from.
pub trait Texts: Sync {
    /// The text of the file at `path`, as it was indexed; `None` where it is gone.
    fn text(&self, path: &str) -> Option<Arc<str>>;
}

/// What to return.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SearchOptions {
    /// At most this many hits.
    pub limit: usize,
    /// Only files whose path contains this, or starts with what follows a leading `/`, or matches it where it holds `*`.
    pub path: Option<String>,
    /// Only files of this language.
    pub language: Option<LanguageId>,
}

/// One place in the code.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The file.
    pub file: FileId,
    /// The fragment that matched best.
    pub chunk: ChunkId,
    /// The definition that matched best.
    pub symbol: Option<SymbolId>,
    /// The bytes shown.
    pub span: Span,
    /// The lines shown.
    pub lines: LineRange,
    /// The lines among them of the fragment that matched best.
    pub focus: LineRange,
    /// Comparable within one answer.
    pub score: f32,
    /// What the score is made of.
    pub signals: Vec<(&'static str, f32)>,
}

/// Definitions of a name that stand before everything else.
const DEFINITIONS: usize = 5;
/// Fragments whose files are looked at: what names and files add cannot lift a fragment from below this place to the first ones.
const SHORTLIST: usize = 1000;
/// Fragments of one file that speak for one another.
const COMPANY: u32 = 3;

/// A fragment with its score.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    pub(crate) chunk: ChunkId,
    pub(crate) file: FileId,
    pub(crate) score: f32,
    pub(crate) lexical: f32,
    pub(crate) file_score: f32,
    /// What names of the question add, as a share of the best fragment's score.
    pub(crate) bonus: f32,
    /// What the graph adds.
    pub(crate) graph: f32,
}

/// The line on which the name of `symbol` stands in the `text` of its file: what is before it is attributes and comments.
pub fn name_line(symbol: &SymbolView<'_>, text: &str) -> u32 {
    let before = text.as_bytes().get(symbol.span.start as usize..symbol.name_span.start as usize).unwrap_or_default();
    symbol.lines.start + before.split(|&byte| byte == b'\n').skip(1).count() as u32
}

/// The best hits for `query`, best first.
pub fn search(snapshot: &IndexSnapshot, query: &Query, options: &SearchOptions, texts: &dyn Texts) -> Vec<Hit> {
    search_with(snapshot, query, options, texts, &RankingParams::default())
}

/// Like [`search`], with other numbers.
pub fn search_with(
    snapshot: &IndexSnapshot,
    query: &Query,
    options: &SearchOptions,
    texts: &dyn Texts,
    params: &RankingParams,
) -> Vec<Hit> {
    let hits = snapshot.lexical(&terms(snapshot, query, params), &params.bm25());
    let mut candidates = candidates(snapshot, query, options, &hits, params);
    if let Some(Direct::Phrase(phrase)) = &query.direct {
        let quoting = direct::quoting(snapshot, phrase, texts, params);
        candidates.retain(|candidate| quoting.contains(&candidate.chunk));
    }
    refine::refine(snapshot, query, texts, &mut candidates, params);
    let params = RankingParams { span_rows: if query.is_names { 0 } else { params.span_rows }, ..*params };
    let others = spans::select(snapshot, &candidates, options.limit, &params);
    if query.direct.is_none() { others } else { with_definitions(snapshot, query, options, others) }
}

/// What the question points at, then what its words find, then the rest of what it points at.
fn with_definitions(snapshot: &IndexSnapshot, query: &Query, options: &SearchOptions, mut others: Vec<Hit>) -> Vec<Hit> {
    let mut hits = direct::definitions(snapshot, query, options, &RankingParams::default());
    let rest = hits.split_off(hits.len().min(DEFINITIONS));
    let overlaps = |hits: &[Hit], hit: &Hit| hits.iter().any(|other| other.file == hit.file && other.lines.overlaps(hit.lines));
    others.retain(|hit| !overlaps(&hits, hit));
    let top = others.first().map_or(1.0, |hit| hit.score);
    let count = hits.len();
    for (at, hit) in hits.iter_mut().enumerate() {
        hit.score = top * (1.0 + (count - at) as f32 / count as f32);
    }
    hits.append(&mut others);
    for mut hit in rest {
        if hits.len() < options.limit && !overlaps(&hits, &hit) {
            hit.score = hits.last().map_or(0.0, |last| last.score) * 0.99;
            hits.push(hit);
        }
    }
    hits.truncate(options.limit);
    hits
}

/// The terms to look up. Where there are many, the common ones among them say little and cost most.
fn terms(snapshot: &IndexSnapshot, query: &Query, params: &RankingParams) -> Vec<QueryTerm> {
    let term = |term: &Term| QueryTerm { text: term.text.clone(), weight: term.weight };
    let most = params.terms as usize;
    if query.terms.len() <= most {
        return query.terms.iter().map(term).collect();
    }
    let chunks = snapshot.stats().chunks.max(1) as f32;
    let worth = |term: &Term| term.weight * (1.0 + chunks / (1.0 + snapshot.document_frequency(&term.text) as f32)).ln();
    let mut order: Vec<(f32, &Term)> = query.terms.iter().map(|term| (worth(term), term)).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    order.truncate(most);
    order.into_iter().map(|(_, kept)| term(kept)).collect()
}

/// The matching fragments that could come first, with their scores, best first.
fn candidates(
    snapshot: &IndexSnapshot,
    query: &Query,
    options: &SearchOptions,
    hits: &LexicalHits,
    params: &RankingParams,
) -> Vec<Candidate> {
    let mut priors = Priors::new(snapshot, query, options, hits, params);
    let only = if let Some(Direct::Path(path) | Direct::Place { path, .. }) = &query.direct { Some(path) } else { None };
    if let Some(path) = only.filter(|path| direct::is_path(snapshot, path)) {
        priors.only(path);
    }
    let shortlist = shortlist(snapshot, &hits.chunks, &mut priors, options);
    let best_chunk = shortlist.iter().map(|hit| hit.score).fold(0.0, f32::max);
    let named: Vec<NameHash> = query.identifiers.iter().map(|name| NameHash::of(name)).collect();
    let mut found: Vec<Candidate> = Vec::with_capacity(shortlist.len());
    for hit in &shortlist {
        let chunk = snapshot.chunk(hit.chunk);
        let Some(file) = priors.file(chunk.file) else { continue };
        let is_named = |symbol| named.contains(&snapshot.symbol(symbol).name_hash);
        let identifier = if !named.is_empty() && chunk.symbol.is_some_and(is_named) { params.identifier } else { 0.0 };
        let is_word = |symbol| {
            let name = snapshot.symbol(symbol).name;
            name.len() > 3 && query.words.iter().any(|word| word.eq_ignore_ascii_case(name))
        };
        let word = if params.word_name > 0.0 && chunk.symbol.is_some_and(is_word) { params.word_name } else { 0.0 };
        let bonus = file.bonus + identifier + word;
        let kind = match chunk.kind {
            ChunkKind::Window => params.window_kind,
            ChunkKind::Type => params.type_kind,
            ChunkKind::Function | ChunkKind::Section => 1.0,
        };
        let score = (hit.score + params.file * file.lexical + best_chunk * bonus) * file.factor * kind;
        found.push(Candidate {
            chunk: hit.chunk,
            file: chunk.file,
            score,
            lexical: hit.score,
            file_score: file.lexical,
            bonus,
            graph: 0.0,
        });
    }
    found.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.chunk.cmp(&b.chunk)));
    reward_company(&mut found, params);
    found
}

/// A fragment in a file with other good fragments is likelier than one that is alone. `found` is in order, and is put in order again.
fn reward_company(found: &mut [Candidate], params: &RankingParams) {
    let mut seen: FxHashMap<FileId, (u32, f32)> = FxHashMap::default();
    for candidate in &*found {
        let (count, company) = seen.entry(candidate.file).or_default();
        *count += 1;
        if (2..=COMPANY).contains(count) {
            *company += candidate.score;
        }
    }
    for candidate in &mut *found {
        candidate.score += params.file_more * seen.get(&candidate.file).map_or(0.0, |(_, company)| *company);
    }
    found.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.chunk.cmp(&b.chunk)));
}

/// The fragments with the best lexical scores. Where only some files are wanted, all of theirs.
fn shortlist(snapshot: &IndexSnapshot, hits: &[ChunkHit], priors: &mut Priors<'_>, options: &SearchOptions) -> Vec<ChunkHit> {
    let mut best: Vec<ChunkHit> = if options.path.is_some() || options.language.is_some() || priors.is_narrowed() {
        hits.iter().filter(|hit| priors.file(snapshot.chunk(hit.chunk).file).is_some()).copied().collect()
    } else {
        hits.to_vec()
    };
    if best.len() > SHORTLIST {
        best.select_nth_unstable_by(SHORTLIST, |a, b| b.score.total_cmp(&a.score).then(a.chunk.cmp(&b.chunk)));
        best.truncate(SHORTLIST);
    }
    best
}

#[cfg(test)]
mod pointed;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, web};

    fn found(fixture: &Fixture, text: &str, options: &SearchOptions) -> Vec<String> {
        let hits = search(&fixture.snapshot, &Query::parse(text), options, fixture);
        hits.iter().map(|hit| fixture.snapshot.file(hit.file).path.to_owned()).collect()
    }

    fn ten() -> SearchOptions {
        SearchOptions { limit: 10, ..SearchOptions::default() }
    }

    #[test]
    fn source_stands_before_its_test_and_its_prose() {
        let fixture = web();
        assert_eq!(found(&fixture, "strip the trailing slash of a route", &ten())[0], "src/routing.rs");
        assert_eq!(found(&fixture, "tests of the trailing slash", &ten())[0], "tests/routing.rs");
        assert_eq!(found(&fixture, "where do the docs speak of a trailing slash", &ten())[0], "README.md");
    }

    #[test]
    fn names_paths_and_phrases_are_taken_at_their_word() {
        let fixture = web();
        assert_eq!(found(&fixture, "why does `split_path` return empty parts", &ten())[0], "src/path.rs");
        assert_eq!(found(&fixture, "fix(server): wrong path", &ten())[0], "src/server.rs");
        assert_eq!(found(&fixture, "it says \"no such page\" for a route request", &ten())[0], "src/server.rs");
        assert_eq!(found(&fixture, "在哪里处理路由", &ten())[0], "src/routing.rs");
    }

    #[test]
    fn answers_keep_to_what_was_asked_for() {
        let fixture = web();
        let below = SearchOptions { path: Some("src/other/".into()), ..ten() };
        let paths = found(&fixture, "value of a part or a route", &below);
        assert!(!paths.is_empty() && paths.iter().all(|path| path.starts_with("src/other/")), "{paths:?}");
        let prose = SearchOptions { language: sapwood_grammars::by_name("markdown"), ..ten() };
        assert_eq!(found(&fixture, "trailing slash", &prose), ["README.md"]);
        assert!(found(&fixture, "", &ten()).is_empty());
        assert!(found(&fixture, "trailing slash", &SearchOptions::default()).is_empty(), "a limit of none");
    }

    #[test]
    fn equal_questions_get_equal_answers() {
        let fixture = web();
        let ask = || search(&fixture.snapshot, &Query::parse("value part number"), &ten(), &fixture);
        assert_eq!(ask(), ask());
        let rows: Vec<_> = ask().iter().map(|hit| (hit.file, hit.lines)).collect();
        for (at, (file, lines)) in rows.iter().enumerate() {
            assert!(!rows[..at].iter().any(|(other, range)| other == file && range.overlaps(*lines)), "rows are shown once");
        }
    }
}
