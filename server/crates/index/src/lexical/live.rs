//! The lexical part of a segment that is never stored: postings in plain arrays.
//!
//! Somebody who types has the whole file indexed anew with every key. tantivy's dictionaries are made for large segments and take
//! longer to set up than such a file takes to count. Documents, frequencies and lengths are what tantivy would hold, so both score
//! alike. It scores nothing itself.

use rustc_hash::FxHashMap;
use tantivy::fieldnorm::FieldNormReader;
use xxhash_rust::xxh3::xxh3_64;

use super::{ChunkText, FIELDS};
use crate::tokenize::tokens;

/// The terms of one field.
#[derive(Default)]
struct LiveField {
    /// Term by the hash of its text.
    terms: FxHashMap<u64, u32>,
    /// Where each term's postings start, and the end of the last.
    starts: Vec<u32>,
    /// Documents with frequencies, in order of documents.
    postings: Vec<(u32, u32)>,
    /// The length of each document in the form tantivy rounds it to.
    norms: Vec<u8>,
}

/// A finished index in memory.
pub(crate) struct LiveIndex {
    fields: [LiveField; FIELDS.len()],
}

impl LiveIndex {
    /// Documents that hold `term` in a field, with frequencies.
    pub(super) fn postings(&self, field: usize, term: &str) -> &[(u32, u32)] {
        let field = &self.fields[field];
        let Some(&term) = field.terms.get(&xxh3_64(term.as_bytes())) else { return &[] };
        let bounds = field.starts.get(term as usize).zip(field.starts.get(term as usize + 1));
        bounds.and_then(|(start, end)| field.postings.get(*start as usize..*end as usize)).unwrap_or(&[])
    }

    /// The rounded length of a document in a field.
    pub(super) fn norm(&self, field: usize, document: u32) -> u8 {
        self.fields[field].norms.get(document as usize).copied().unwrap_or(0)
    }
}

/// One field while documents are added.
#[derive(Default)]
struct FieldBuilder {
    terms: FxHashMap<u64, u32>,
    /// For each term, the place of its last entry in `entries` and the number of its entries.
    last: Vec<(u32, u32)>,
    /// Term, document, frequency, in order of documents.
    entries: Vec<(u32, u32, u32)>,
    norms: Vec<u8>,
}

impl FieldBuilder {
    fn add(&mut self, document: u32, term: &str) {
        let next = self.last.len() as u32;
        let term = *self.terms.entry(xxh3_64(term.as_bytes())).or_insert(next);
        let here = self.entries.len() as u32;
        if term == next {
            self.last.push((here, 0));
        }
        let (last, count) = &mut self.last[term as usize];
        match self.entries.get_mut(*last as usize) {
            Some(entry) if entry.0 == term && entry.1 == document => entry.2 += 1,
            _ => {
                (*last, *count) = (here, *count + 1);
                self.entries.push((term, document, 1));
            }
        }
    }

    fn finish(self) -> LiveField {
        let mut starts = Vec::with_capacity(self.last.len() + 1);
        starts.push(0);
        let mut end = 0;
        for &(_, count) in &self.last {
            end += count;
            starts.push(end);
        }
        let mut next = starts.clone();
        let mut postings = vec![(0, 0); self.entries.len()];
        for (term, document, frequency) in self.entries {
            let at = &mut next[term as usize];
            postings[*at as usize] = (document, frequency);
            *at += 1;
        }
        LiveField { terms: self.terms, starts, postings, norms: self.norms }
    }
}

/// Adds fragments in order; document ids are their ordinals.
#[derive(Default)]
pub(crate) struct LiveBuilder {
    fields: [FieldBuilder; FIELDS.len()],
    documents: u32,
}

impl LiveBuilder {
    pub(crate) fn add(&mut self, chunk: &ChunkText<'_>) {
        let document = self.documents;
        self.documents += 1;
        let texts = [chunk.name, chunk.path, chunk.signature, chunk.doc];
        for (field, text) in self.fields.iter_mut().zip(texts) {
            let mut length = 0;
            tokens(text, |token| {
                field.add(document, token);
                length += 1;
            });
            field.norms.push(FieldNormReader::fieldnorm_to_id(length));
        }
        let [.., body] = &mut self.fields;
        let mut length = 0;
        for token in chunk.body_tokens.split_terminator(' ') {
            body.add(document, token);
            length += 1;
        }
        body.norms.push(FieldNormReader::fieldnorm_to_id(length));
    }

    pub(crate) fn finish(self) -> LiveIndex {
        LiveIndex { fields: self.fields.map(FieldBuilder::finish) }
    }
}
