//! The plain methods that the product is compared with: BM25 over fixed windows and over functions, without any index.

use rustc_hash::FxHashMap;
use sapwood_grammars::FileClass;

use super::items::Replay;
use super::score::{PLACES, Row, Score};
use crate::trees::Version;

/// A plain method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Baseline {
    /// BM25 over windows of 60 lines.
    Windows,
    /// BM25 over functions, types and what lies between them.
    Functions,
    /// The same, with a share of the file's score added and tests set back.
    FunctionsAndFiles,
}

impl Baseline {
    /// Every baseline, in the order of the report.
    pub const ALL: [Self; 3] = [Self::Windows, Self::Functions, Self::FunctionsAndFiles];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Windows => "BM25, 60-line windows",
            Self::Functions => "BM25, function",
            Self::FunctionsAndFiles => "BM25, function + 0.6 × file, tests × 0.3",
        }
    }
}

const K1: f32 = 1.2;
const B: f32 = 0.75;
const WINDOW: usize = 60;
/// What a function gets of its file's score.
const FILE_SHARE: f32 = 0.6;
/// Factor on functions of test files.
const TEST_FACTOR: f32 = 0.3;

struct Document {
    start: u32,
    end: u32,
    length: f32,
    /// Sorted by term.
    counts: Vec<(u32, u16)>,
}

#[derive(Default)]
struct Vocabulary(FxHashMap<String, u32>);

impl Vocabulary {
    fn id(&mut self, term: &str) -> u32 {
        if let Some(&id) = self.0.get(term) {
            return id;
        }
        let id = self.0.len() as u32;
        self.0.insert(term.to_owned(), id);
        id
    }
}

/// The documents of every version.
struct Corpus {
    vocabulary: Vocabulary,
    /// The units that are ranked.
    parts: Vec<Vec<Document>>,
    /// Whole files, one each.
    files: Vec<Vec<Document>>,
}

/// Scores `baseline` on every item. `cut` gives the functions and fragments of a version, as first and last row.
pub fn score(baseline: Baseline, replay: &Replay, cut: &dyn Fn(u32) -> Vec<(u32, u32)>) -> Score {
    let mut corpus = Corpus { vocabulary: Vocabulary::default(), parts: Vec::new(), files: Vec::new() };
    for at in 0..replay.trees.versions.len() as u32 {
        corpus.add(baseline, &replay.trees.versions[at as usize], &|| cut(at));
    }
    let mut score = Score::default();
    for (item, tree) in replay.items.iter().zip(&replay.trees.trees) {
        let mut terms: Vec<u32> = Vec::new();
        tokens(&item.query, &mut |token| terms.extend(corpus.vocabulary.0.get(token)));
        terms.sort_unstable();
        terms.dedup();
        score.add(item, &rank(baseline, replay, tree, &corpus, &terms));
    }
    score
}

impl Corpus {
    fn add(&mut self, baseline: Baseline, version: &Version, cut: &dyn Fn() -> Vec<(u32, u32)>) {
        let (mut parts, mut files) = (Vec::new(), Vec::new());
        if is_source(&version.path) {
            let lines: Vec<&str> = version.text.lines().collect();
            let ranges = match baseline {
                Baseline::Windows => windows(lines.len()),
                Baseline::Functions | Baseline::FunctionsAndFiles => cut(),
            };
            for (first, last) in ranges {
                let last = (last as usize).min(lines.len());
                let first = (first as usize - 1).min(last);
                parts.push(document(&version.path, first, &lines[first..last], &mut self.vocabulary));
            }
            if baseline == Baseline::FunctionsAndFiles {
                files.push(document(&version.path, 0, &lines, &mut self.vocabulary));
            }
        }
        self.parts.push(parts);
        self.files.push(files);
    }
}

fn windows(lines: usize) -> Vec<(u32, u32)> {
    (0..lines).step_by(WINDOW).map(|start| (start as u32 + 1, (start + WINDOW).min(lines) as u32)).collect()
}

/// The path's words count as words of each document.
fn document(path: &str, first: usize, lines: &[&str], vocabulary: &mut Vocabulary) -> Document {
    let mut counts: FxHashMap<u32, u16> = FxHashMap::default();
    let mut length = 0;
    for line in lines.iter().copied().chain([path]) {
        tokens(line, &mut |token| {
            length += 1;
            *counts.entry(vocabulary.id(token)).or_default() += 1;
        });
    }
    let mut counts: Vec<(u32, u16)> = counts.into_iter().collect();
    counts.sort_unstable();
    Document { start: first as u32 + 1, end: (first + lines.len()) as u32, length: length as f32, counts }
}

fn rank(baseline: Baseline, replay: &Replay, tree: &[u32], corpus: &Corpus, terms: &[u32]) -> Vec<Row> {
    let (all, mut scores) = bm25(tree, &corpus.parts, terms);
    if baseline == Baseline::FunctionsAndFiles {
        let (files, file_scores) = bm25(tree, &corpus.files, terms);
        let of_file: FxHashMap<u32, f32> = files.iter().map(|(version, _)| *version).zip(file_scores).collect();
        for ((version, _), score) in all.iter().zip(&mut scores) {
            let is_test = replay.trees.versions[*version as usize].class == FileClass::Test;
            *score += FILE_SHARE * of_file.get(version).copied().unwrap_or(0.0);
            *score *= if is_test { TEST_FACTOR } else { 1.0 };
        }
    }
    let mut order: Vec<usize> = (0..all.len()).filter(|&at| scores[at] > 0.0).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
    order.truncate(PLACES * 10);
    let row = |at: usize| {
        let (version, document) = all[at];
        Row { path: replay.trees.versions[version as usize].path.clone(), start: document.start, end: document.end }
    };
    order.into_iter().map(row).collect()
}

/// The documents of a tree with their versions, and their scores.
fn bm25<'a>(tree: &[u32], documents: &'a [Vec<Document>], terms: &[u32]) -> (Vec<(u32, &'a Document)>, Vec<f32>) {
    let of = |&version: &u32| documents[version as usize].iter().map(move |document| (version, document));
    let all: Vec<(u32, &Document)> = tree.iter().flat_map(of).collect();
    let average = all.iter().map(|(_, document)| document.length).sum::<f32>() / all.len().max(1) as f32;
    let mut scores = vec![0.0f32; all.len()];
    for &term in terms {
        let holding = all.iter().enumerate().filter_map(|(at, (_, document))| Some((at, frequency(document, term)?)));
        let holding: Vec<(usize, f32)> = holding.collect();
        let n = all.len() as f32;
        let df = holding.len() as f32;
        let idf = (1.0 + (n - df + 0.5) / (df + 0.5)).ln();
        for (at, tf) in holding {
            let norm = K1 * (1.0 - B + B * all[at].1.length / average);
            scores[at] += idf * tf * (K1 + 1.0) / (tf + norm);
        }
    }
    (all, scores)
}

fn frequency(document: &Document, term: u32) -> Option<f32> {
    let at = document.counts.binary_search_by_key(&term, |&(id, _)| id).ok()?;
    Some(f32::from(document.counts[at].1))
}

/// Identifiers in lower case, and their parts where they have several.
fn tokens(text: &str, receive: &mut impl FnMut(&str)) {
    let mut part = String::new();
    let mut whole = String::new();
    for word in text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty()) {
        whole.clear();
        whole.extend(word.chars().map(|c| c.to_ascii_lowercase()));
        if whole.len() > 1 {
            receive(&whole);
        }
        let bytes = word.as_bytes();
        let mut start = 0;
        for at in 1..=bytes.len() {
            let boundary = at == bytes.len()
                || bytes[at] == b'_'
                || bytes[at - 1] == b'_'
                || bytes[at].is_ascii_uppercase() && bytes[at - 1].is_ascii_lowercase();
            if boundary {
                part.clear();
                part.extend(word[start..at].chars().map(|c| c.to_ascii_lowercase()));
                if part.len() > 1 && part.len() < whole.len() {
                    receive(&part);
                }
                start = at;
            }
        }
    }
}

/// The extensions that the items were drawn from, without generated and vendored folders.
fn is_source(path: &str) -> bool {
    const EXTENSIONS: &[&str] =
        &["py", "rs", "java", "ts", "tsx", "js", "jsx", "mjs", "cjs", "go", "c", "h", "cc", "cpp", "cxx", "hpp", "hh", "cs"];
    const FOLDERS: &[&str] = &[
        "vendor",
        "third_party",
        "node_modules",
        "dist",
        "build",
        "generated",
        "gen",
        "__snapshots__",
        "fixture",
        "fixtures",
        "testdata",
        "deps",
        "target",
    ];
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    name.rsplit_once('.').is_some_and(|(_, extension)| EXTENSIONS.contains(&extension))
        && !name.contains(".min.")
        && !name.ends_with(".d.ts")
        && !folders.split('/').any(|folder| FOLDERS.contains(&folder))
}
