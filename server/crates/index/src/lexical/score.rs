//! Term-at-a-time BM25F over the segments of a snapshot.
//!
//! Robertson, Zaragoza: "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), the simple BM25F of section 3.6: field
//! frequencies are normalised by field length, weighted and summed before they saturate. The same postings, summed by file, give
//! the BM25 score of the whole file.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use tantivy::directory::OwnedBytes;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentReader;
use tantivy::schema::IndexRecordOption;
use tantivy::{Index, InvertedIndexReader, Segment as TantivySegment, Term};
use xxhash_rust::xxh3::xxh3_64;

use super::directory::PackedDirectory;
use super::live::LiveIndex;
use super::write::{schema, tokenizers};
use crate::ids::{ChunkId, FileId};
use crate::segment::Segment;
use crate::segment::row::ChunkRow;
use crate::snapshot::FileSet;

/// Terms gathered by one task: each task needs room for every fragment.
const TERMS_PER_TASK: usize = 8;
/// Counts of documents that are remembered in one segment.
const MAX_FREQUENCIES: usize = 4096;

/// A token of the query, as [`crate::tokenize::tokens`] gives it, and how much it counts.
#[derive(Debug, Clone, PartialEq)]
pub struct QueryTerm {
    /// The token.
    pub text: String,
    /// Factor on its share of the score.
    pub weight: f32,
}

/// How much a term's appearance in each field counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FieldWeights {
    /// The symbol's name and its owner's.
    pub name: f32,
    /// The file's path.
    pub path: f32,
    /// The signature.
    pub signature: f32,
    /// The documentation comment.
    pub doc: f32,
    /// Everything else.
    pub body: f32,
}

/// Parameters of the score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bm25Params {
    /// Saturation of the term frequency in a fragment.
    pub k1: f32,
    /// Share of length normalisation in a fragment, 0 to 1.
    pub b: f32,
    /// Field weights.
    pub weights: FieldWeights,
    /// Saturation of the term frequency in a file.
    pub file_k1: f32,
    /// Share of length normalisation in a file, 0 to 1.
    pub file_b: f32,
}

impl Default for Bm25Params {
    fn default() -> Self {
        let weights = FieldWeights { name: 3.0, path: 1.5, signature: 1.5, doc: 1.5, body: 1.0 };
        Self { k1: 1.2, b: 0.75, weights, file_k1: 1.2, file_b: 0.75 }
    }
}

/// A fragment's score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChunkHit {
    /// The fragment.
    pub chunk: ChunkId,
    /// Its BM25F score.
    pub score: f32,
    /// Bit `i` is set where the query's term `i` (of the first 64) appears in it.
    pub matched: u64,
}

/// A file's score over all its fragments taken together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FileHit {
    /// The file.
    pub file: FileId,
    /// Its BM25 score.
    pub score: f32,
    /// Bit `i` is set where the query's term `i` (of the first 64) appears in it.
    pub matched: u64,
}

/// Everything that matched, by id.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LexicalHits {
    /// Fragments with a score above zero.
    pub chunks: Vec<ChunkHit>,
    /// Files with a score above zero.
    pub files: Vec<FileHit>,
}

/// The opened lexical part of a segment.
pub(crate) struct LexicalReader {
    source: Source,
    /// Body length of each file, summed over its fragments at the first search.
    file_lengths: OnceLock<Vec<f32>>,
}

#[expect(clippy::large_enum_variant, reason = "there is one of it for each segment")]
enum Source {
    Stored {
        segment: TantivySegment,
        fields: Vec<FieldReader>,
        /// Counts that were asked for, by the hash of the token: somebody who types asks for the same ones with every key.
        frequencies: Mutex<FxHashMap<u64, u32>>,
    },
    Live(LiveIndex),
}

struct FieldReader {
    inverted: Arc<InvertedIndexReader>,
    norms: Option<FieldNormReader>,
}

impl LexicalReader {
    /// Opens the files that a segment packs.
    pub(crate) fn open(names: Vec<(String, std::ops::Range<usize>)>, bytes: &OwnedBytes) -> tantivy::Result<Self> {
        let mut index = Index::open(PackedDirectory::new(names.into_iter(), bytes))?;
        index.set_tokenizers(tokenizers());
        let segment = index.searchable_segments()?.into_iter().next();
        let segment =
            segment.ok_or_else(|| tantivy::TantivyError::InvalidArgument("a lexical index without a segment".into()))?;
        let reader = SegmentReader::open(&segment)?;
        let mut fields = Vec::with_capacity(5);
        for field in schema().1 {
            let inverted = reader.inverted_index(field)?;
            let norms = reader.get_fieldnorms_reader(field).ok();
            fields.push(FieldReader { inverted, norms });
        }
        Ok(Self { source: Source::Stored { segment, fields, frequencies: Mutex::default() }, file_lengths: OnceLock::new() })
    }

    /// A reader of what is held in memory only.
    pub(crate) fn live(index: LiveIndex) -> Self {
        Self { source: Source::Live(index), file_lengths: OnceLock::new() }
    }

    /// What tantivy merges; `None` where tantivy does not hold the index.
    pub(crate) fn tantivy_segment(&self) -> Option<&TantivySegment> {
        match &self.source {
            Source::Stored { segment, .. } => Some(segment),
            Source::Live(_) => None,
        }
    }

    /// Number of documents that hold `token` in any field, counted for each field.
    pub(crate) fn document_frequency(&self, token: &str) -> u32 {
        let (fields, frequencies) = match &self.source {
            Source::Stored { fields, frequencies, .. } => (fields, frequencies),
            Source::Live(index) => return (0..super::FIELDS.len()).map(|at| index.postings(at, token).len() as u32).sum(),
        };
        let hash = xxh3_64(token.as_bytes());
        if let Some(&known) = frequencies.lock().unwrap_or_else(PoisonError::into_inner).get(&hash) {
            return known;
        }
        let in_field = |(at, field): (usize, &FieldReader)| {
            field.inverted.doc_freq(&Term::from_field_text(schema().1[at], token)).unwrap_or(0)
        };
        let frequency = fields.iter().enumerate().map(in_field).sum();
        let mut known = frequencies.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MAX_FREQUENCIES {
            known.clear();
        }
        known.insert(hash, frequency);
        frequency
    }

    /// The length of a document in a field.
    fn length(&self, field: usize, document: u32) -> u32 {
        match &self.source {
            Source::Stored { fields, .. } => fields[field].norms.as_ref().map_or(0, |norms| norms.fieldnorm(document)),
            Source::Live(index) => FieldNormReader::id_to_fieldnorm(index.norm(field, document)),
        }
    }

    /// Visits the documents that hold `term` in a field, with its frequency and the rounded length of the field there.
    fn each_posting(&self, field: usize, term: &str, mut visit: impl FnMut(u32, u32, u8)) {
        let fields = match &self.source {
            Source::Stored { fields, .. } => fields,
            Source::Live(index) => {
                let postings = index.postings(field, term);
                return postings.iter().for_each(|&(doc, frequency)| visit(doc, frequency, index.norm(field, doc)));
            }
        };
        let FieldReader { inverted, norms } = &fields[field];
        let term = Term::from_field_text(schema().1[field], term);
        let Some(mut postings) = inverted.read_block_postings(&term, IndexRecordOption::WithFreqs).ok().flatten() else { return };
        while postings.block_len() > 0 {
            for (&doc, &frequency) in postings.docs().iter().zip(postings.freqs()) {
                visit(doc, frequency, norms.as_ref().map_or(0, |norms| norms.fieldnorm_id(doc)));
            }
            postings.advance();
        }
    }

    fn file_lengths(&self, segment: &Segment) -> &[f32] {
        self.file_lengths.get_or_init(|| {
            let mut lengths = vec![0.0; segment.file_count()];
            for (chunk, row) in segment.chunk_rows()[..segment.chunk_count()].iter().enumerate() {
                if let Some(length) = lengths.get_mut(row.file as usize) {
                    *length += self.length(super::FIELDS.len() - 1, chunk as u32) as f32;
                }
            }
            lengths
        })
    }
}

/// A segment among those that are searched.
#[derive(Clone, Copy)]
pub(crate) struct SearchedSegment<'a> {
    pub(crate) segment: &'a Segment,
    pub(crate) alive: &'a FileSet,
    /// First chunk and file id in the snapshot's numbering.
    pub(crate) chunk_base: u32,
    pub(crate) file_base: u32,
}

/// Number of alive fragments and files of a segment, and the fragments' lengths by field, in tokens.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct FieldLengths {
    chunks: usize,
    files: usize,
    tokens: [u64; 5],
}

impl SearchedSegment<'_> {
    /// Dead fragments are left out, so that an index that has seen many changes scores as a fresh one does.
    fn lengths(&self) -> &FieldLengths {
        self.alive.lengths(|| {
            let mut sums = FieldLengths { files: self.alive.alive(), ..FieldLengths::default() };
            for (chunk, row) in self.segment.chunk_rows()[..self.segment.chunk_count()].iter().enumerate() {
                if !self.alive.contains(row.file) {
                    continue;
                }
                sums.chunks += 1;
                for (field, sum) in sums.tokens.iter_mut().enumerate() {
                    *sum += u64::from(self.segment.lexical.length(field, chunk as u32));
                }
            }
            sums
        })
    }
}

/// Scores of a segment's fragments and files.
struct Accumulator {
    score: Vec<f32>,
    matched: Vec<u64>,
    file_score: Vec<f32>,
    file_matched: Vec<u64>,
}

impl Accumulator {
    fn new(segment: &Segment) -> Self {
        let (chunks, files) = (segment.chunk_count(), segment.file_count());
        Self { score: vec![0.0; chunks], matched: vec![0; chunks], file_score: vec![0.0; files], file_matched: vec![0; files] }
    }
}

/// Frequencies of one term in a segment while they are gathered; all zero between two terms.
struct Gathering {
    frequency: Vec<f32>,
    touched: Vec<u32>,
    file_frequency: Vec<f32>,
    file_touched: Vec<u32>,
}

impl Gathering {
    fn new(segment: &Segment) -> Self {
        Self {
            frequency: vec![0.0; segment.chunk_count()],
            touched: Vec::new(),
            file_frequency: vec![0.0; segment.file_count()],
            file_touched: Vec::new(),
        }
    }
}

/// Where one term stands in a segment: fragments and files, with its normalised frequency in each.
struct Matches {
    chunks: Vec<(u32, f32)>,
    files: Vec<(u32, f32)>,
}

impl Gathering {
    /// Takes out what was gathered for one term.
    fn take(&mut self) -> Matches {
        let chunks = self.touched.drain(..).map(|chunk| (chunk, std::mem::take(&mut self.frequency[chunk as usize])));
        let files = self.file_touched.drain(..).map(|file| (file, std::mem::take(&mut self.file_frequency[file as usize])));
        Matches { chunks: chunks.collect(), files: files.collect() }
    }
}

/// Scores every fragment and file of `segments` that holds one of `terms`.
pub(crate) fn search(segments: &[SearchedSegment<'_>], terms: &[QueryTerm], params: &Bm25Params) -> LexicalHits {
    let lengths: Vec<&FieldLengths> = segments.iter().map(SearchedSegment::lengths).collect();
    let documents = lengths.iter().map(|sums| sums.chunks).sum::<usize>().max(1) as f32;
    let files = lengths.iter().map(|sums| sums.files).sum::<usize>().max(1) as f32;
    let average = |field: usize| (lengths.iter().map(|sums| sums.tokens[field]).sum::<u64>() as f32 / documents).max(1.0);
    let fields: Vec<Field> = (0..super::FIELDS.len()).map(|at| Field::new(at, average(at), params)).collect();
    let average_file = (average(4) * documents / files).max(1.0);
    // A term's weight needs its count in all segments, so segments are gone through twice, side by side both times.
    let gather_all = |searched: &SearchedSegment<'_>| -> (Accumulator, Vec<Matches>) {
        let gathering = || Gathering::new(searched.segment);
        let gather = |into: &mut Gathering, term: &QueryTerm| gather(searched, into, &term.text, &fields);
        let matches = terms.par_iter().with_min_len(TERMS_PER_TASK).map_init(gathering, gather).collect();
        (Accumulator::new(searched.segment), matches)
    };
    let mut gathered: Vec<(Accumulator, Vec<Matches>)> = segments.par_iter().map(gather_all).collect();
    let weights: Vec<[f32; 2]> = terms
        .iter()
        .enumerate()
        .map(|(at, term)| {
            let chunks: usize = gathered.iter().map(|(_, matches)| matches[at].chunks.len()).sum();
            let in_files: usize = gathered.iter().map(|(_, matches)| matches[at].files.len()).sum();
            [(documents, chunks), (files, in_files)].map(|(all, holding)| term.weight * inverse_frequency(all, holding as f32))
        })
        .collect();
    gathered.par_iter_mut().zip(segments).for_each(|((accumulator, matches), searched)| {
        let lengths = searched.segment.lexical.file_lengths(searched.segment);
        for (at, (matches, &weights)) in matches.iter().zip(&weights).enumerate() {
            let bit = if at < 64 { 1 << at } else { 0 };
            fold(accumulator, matches, lengths, weights, bit, params, average_file);
        }
    });
    collect(segments, &gathered)
}

fn inverse_frequency(documents: f32, holding: f32) -> f32 {
    (1.0 + (documents - holding + 0.5).max(0.0) / (holding + 0.5)).ln()
}

/// How much one appearance of a term counts in a field.
struct Field {
    at: usize,
    /// Weight over normalised length, by field norm: a norm is one byte, so there are 256 possible values.
    scale: [f32; 256],
}

impl Field {
    fn new(at: usize, average: f32, params: &Bm25Params) -> Self {
        let weights = &params.weights;
        let weight = [weights.name, weights.path, weights.signature, weights.doc, weights.body][at];
        let scale = |id: usize| {
            let length = FieldNormReader::id_to_fieldnorm(id as u8) as f32;
            weight / (1.0 - params.b + params.b * length / average)
        };
        Self { at, scale: std::array::from_fn(scale) }
    }

    fn counts(&self) -> bool {
        self.scale[0] > 0.0
    }
}

/// Adds one term's weighted, length-normalised frequencies to the accumulator of one segment.
fn gather(searched: &SearchedSegment<'_>, into: &mut Gathering, term: &str, fields: &[Field]) -> Matches {
    let segment = searched.segment;
    let chunks = segment.chunk_rows();
    let partly_dead = (searched.lengths().files < segment.file_count()).then_some(searched.alive);
    for field in fields.iter().filter(|field| field.counts()) {
        segment.lexical.each_posting(field.at, term, |doc, frequency, norm| {
            let frequency = frequency as f32;
            add(chunks, partly_dead, into, doc, frequency, field.scale[norm as usize] * frequency, field.at);
        });
    }
    into.take()
}

fn add(
    chunks: &[ChunkRow],
    partly_dead: Option<&FileSet>,
    into: &mut Gathering,
    doc: u32,
    frequency: f32,
    scaled: f32,
    field: usize,
) {
    let Some(file) = chunks.get(doc as usize).map(|row| row.file) else { return };
    if partly_dead.is_some_and(|alive| !alive.contains(file)) {
        return;
    }
    let Some(slot) = into.frequency.get_mut(doc as usize) else { return };
    if *slot == 0.0 {
        into.touched.push(doc);
    }
    *slot += scaled;
    let Some(slot) = into.file_frequency.get_mut(file as usize) else { return };
    if *slot == 0.0 {
        into.file_touched.push(file);
    }
    // Each fragment repeats its file's path: counting it once is enough, and it must not grow with the file.
    *slot = if field == 1 { slot.max(1.0) } else { *slot + frequency };
}

/// Turns one term's frequencies into score.
fn fold(
    acc: &mut Accumulator,
    matches: &Matches,
    lengths: &[f32],
    [weight, file_weight]: [f32; 2],
    bit: u64,
    params: &Bm25Params,
    average_file: f32,
) {
    for &(doc, frequency) in &matches.chunks {
        let doc = doc as usize;
        acc.score[doc] += weight * frequency / (params.k1 + frequency);
        acc.matched[doc] |= bit;
    }
    for &(file, frequency) in &matches.files {
        let file = file as usize;
        let norm = 1.0 - params.file_b + params.file_b * lengths.get(file).copied().unwrap_or(average_file) / average_file;
        acc.file_score[file] += file_weight * frequency / (params.file_k1 * norm + frequency);
        acc.file_matched[file] |= bit;
    }
}

fn collect(segments: &[SearchedSegment<'_>], gathered: &[(Accumulator, Vec<Matches>)]) -> LexicalHits {
    let mut hits = LexicalHits::default();
    for (searched, (acc, _)) in segments.iter().zip(gathered) {
        for (file, (&score, &matched)) in acc.file_score.iter().zip(&acc.file_matched).enumerate() {
            if score > 0.0 {
                hits.files.push(FileHit { file: FileId(searched.file_base + file as u32), score, matched });
            }
        }
        for (chunk, (&score, &matched)) in acc.score.iter().zip(&acc.matched).enumerate() {
            if score > 0.0 {
                hits.chunks.push(ChunkHit { chunk: ChunkId(searched.chunk_base + chunk as u32), score, matched });
            }
        }
    }
    hits
}
