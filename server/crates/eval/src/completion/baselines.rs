//! The plain methods that the product is compared with, each filling the same budget with the files that it sees.

use rustc_hash::{FxHashMap, FxHashSet};

use super::items::Replay;
use super::product::Indexed;
use super::score::{Piece, Score, first_tokens};

/// A plain method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Baseline {
    /// BM25 over windows of 60 lines, asked with the last ten lines.
    Windows,
    /// BM25 over functions and what lies between them, asked with the last ten lines.
    Functions,
    /// Signatures of the files whose names stand in the text, then of the files that BM25 ranks first.
    NamedFiles,
    /// BM25 over functions, asked with the last ten lines and the hidden one.
    Told,
}

impl Baseline {
    /// Every baseline, in the order of the report.
    pub const ALL: [Self; 4] = [Self::Windows, Self::Functions, Self::NamedFiles, Self::Told];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Windows => "BM25, 60-line windows",
            Self::Functions => "BM25, functions",
            Self::NamedFiles => "files named in the text, then BM25; signatures",
            Self::Told => "told the hidden line: BM25, functions",
        }
    }
}

const K1: f32 = 1.2;
const B: f32 = 0.75;
const WINDOW: usize = 60;
/// Lines before the cursor that are the question.
const ASKED: usize = 10;

struct Document {
    /// Place of its file among the sources.
    file: usize,
    /// First line and one past the last, 0-based.
    lines: (usize, usize),
    length: f32,
    counts: FxHashMap<u32, u16>,
}

/// The documents of one repository.
struct Corpus {
    vocabulary: FxHashMap<String, u32>,
    documents: Vec<Document>,
    frequency: FxHashMap<u32, u32>,
    average: f32,
}

/// Scores `baseline` on every item of one repository.
pub fn score(baseline: Baseline, replay: &Replay, items: &[Indexed<'_>], budget: u32) -> Score {
    let corpus = Corpus::new(baseline, replay, items);
    let mut score = Score::default();
    for item in items {
        let pieces = corpus.answer(baseline, replay, item, budget);
        score.add(item.item, item.is_hard, &pieces, budget);
    }
    score
}

impl Corpus {
    fn new(baseline: Baseline, replay: &Replay, items: &[Indexed<'_>]) -> Self {
        let mut corpus =
            Self { vocabulary: FxHashMap::default(), documents: Vec::new(), frequency: FxHashMap::default(), average: 1.0 };
        for (file, source) in replay.trees.versions.iter().enumerate() {
            let lines: Vec<&str> = source.text.lines().collect();
            let cuts: Vec<(usize, usize)> = match baseline {
                Baseline::Windows => (0..lines.len()).step_by(WINDOW).map(|at| (at, (at + WINDOW).min(lines.len()))).collect(),
                Baseline::NamedFiles => vec![(0, lines.len())],
                Baseline::Functions | Baseline::Told => fragments(items, &source.path, lines.len()),
            };
            for (start, end) in cuts {
                corpus.add(file, (start, end), &lines[start..end]);
            }
        }
        let total: f32 = corpus.documents.iter().map(|document| document.length).sum();
        corpus.average = total / corpus.documents.len().max(1) as f32;
        corpus
    }

    fn add(&mut self, file: usize, lines: (usize, usize), text: &[&str]) {
        let mut counts: FxHashMap<u32, u16> = FxHashMap::default();
        let mut length = 0.0;
        for line in text {
            tokens(line, &mut |token| {
                let next = self.vocabulary.len() as u32;
                let id = *self.vocabulary.entry(token.to_owned()).or_insert(next);
                *counts.entry(id).or_default() += 1;
                length += 1.0;
            });
        }
        counts.keys().for_each(|id| *self.frequency.entry(*id).or_default() += 1);
        self.documents.push(Document { file, lines, length, counts });
    }

    fn answer(&self, baseline: Baseline, replay: &Replay, item: &Indexed<'_>, budget: u32) -> Vec<Piece> {
        let mut asked: Vec<&str> = item.cut.rsplit('\n').take(ASKED).collect();
        if baseline == Baseline::Told {
            asked.push(&item.item.groundtruth);
        }
        let own = |document: &Document| replay.trees.versions[document.file].path == item.item.path;
        let mut order = self.rank(&asked);
        order.retain(|&at| !own(&self.documents[at]));
        if baseline == Baseline::NamedFiles {
            return signatures(replay, item, &self.named_first(replay, item, order), budget);
        }
        let mut left = budget;
        let mut pieces = Vec::new();
        for at in order {
            let document = &self.documents[at];
            let source = &replay.trees.versions[document.file];
            let lines: Vec<&str> = source.text.lines().collect();
            let text = lines[document.lines.0..document.lines.1].join("\n");
            let shown = first_tokens(&text, left);
            left -= sapwood_context::tokens::count(shown);
            let (start, end) = (document.lines.0 as u32 + 1, document.lines.1 as u32);
            pieces.push(Piece { path: source.path.clone(), start, end, text: shown.to_owned() });
            if shown.len() < text.len() {
                break;
            }
        }
        pieces
    }

    fn rank(&self, asked: &[&str]) -> Vec<usize> {
        let mut terms: Vec<u32> = Vec::new();
        for line in asked {
            tokens(line, &mut |token| terms.extend(self.vocabulary.get(token)));
        }
        terms.sort_unstable();
        terms.dedup();
        let count = self.documents.len() as f32;
        let score = |document: &Document| {
            let norm = K1 * (1.0 - B + B * document.length / self.average);
            let part = |term: &u32| {
                let tf = f32::from(*document.counts.get(term)?);
                let df = self.frequency.get(term).copied().unwrap_or(0) as f32;
                Some((1.0 + (count - df + 0.5) / (df + 0.5)).ln() * tf * (K1 + 1.0) / (tf + norm))
            };
            terms.iter().filter_map(part).sum::<f32>()
        };
        let mut order: Vec<(f32, usize)> = self.documents.iter().enumerate().map(|(at, it)| (score(it), at)).collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        order.into_iter().filter(|(score, _)| *score > 0.0).map(|(_, at)| at).collect()
    }

    /// The files whose names stand in the text come first, in the order of BM25.
    fn named_first(&self, replay: &Replay, item: &Indexed<'_>, order: Vec<usize>) -> Vec<usize> {
        let words: FxHashSet<&str> = item.cut.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        let is_named = |at: &usize| {
            let path = &replay.trees.versions[self.documents[*at].file].path;
            let name = path.rsplit('/').next().unwrap_or(path);
            words.contains(name.split('.').next().unwrap_or(name))
        };
        let (mut first, rest): (Vec<usize>, Vec<usize>) = order.into_iter().partition(is_named);
        first.extend(rest);
        first.into_iter().map(|at| self.documents[at].file).collect()
    }
}

/// The signatures of `files`, in their order, until the budget is used up.
fn signatures(replay: &Replay, item: &Indexed<'_>, files: &[usize], budget: u32) -> Vec<Piece> {
    let mut left = budget;
    let mut pieces = Vec::new();
    for &file in files {
        let source = &replay.trees.versions[file];
        let text = item.signatures(&source.path, &source.text);
        let shown = first_tokens(&text, left);
        left -= sapwood_context::tokens::count(shown);
        if !shown.is_empty() {
            let end = source.text.lines().count() as u32;
            pieces.push(Piece { path: source.path.clone(), start: 1, end, text: shown.to_owned() });
        }
        if shown.len() < text.len() {
            break;
        }
    }
    pieces
}

/// The lines of every fragment of a file, as the index cuts them.
fn fragments(items: &[Indexed<'_>], path: &str, lines: usize) -> Vec<(usize, usize)> {
    // Any index but one in which that very file is cut short will do.
    let item = items.iter().find(|item| item.item.path != path);
    let cuts = item.map(|item| item.fragments(path)).unwrap_or_default();
    cuts.into_iter().filter(|(start, end)| start < end && *end <= lines).collect()
}

/// Identifiers in lower case, and their parts.
fn tokens(text: &str, receive: &mut impl FnMut(&str)) {
    sapwood_index::tokenize::tokens(text, receive);
}
