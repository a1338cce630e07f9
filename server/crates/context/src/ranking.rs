//! The numbers of the ranking, in one place, so that a measurement can vary them.
//!
//! The defaults are what the evaluation chose; `docs/ranking.md` says what each was worth.

use sapwood_index::{Bm25Params, FieldWeights};
use serde::{Deserialize, Serialize};

use crate::query::QueryWeights;

/// Every number that search depends on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RankingParams {
    /// How much each kind of word counts.
    pub query: QueryWeights,
    /// Saturation of term frequencies in a fragment.
    pub k1: f32,
    /// Length normalisation in a fragment.
    pub b: f32,
    /// Saturation of term frequencies in a file.
    pub file_k1: f32,
    /// Length normalisation in a file.
    pub file_b: f32,
    /// Field weight of names.
    pub name: f32,
    /// Field weight of paths.
    pub path: f32,
    /// Field weight of signatures.
    pub signature: f32,
    /// Field weight of documentation comments.
    pub doc: f32,
    /// Share of the file's score that each of its fragments gets.
    pub file: f32,
    /// Factor on tests that nobody asked for.
    pub test_class: f32,
    /// Factor on examples and benchmarks that nobody asked for.
    pub example_class: f32,
    /// Factor on documentation that nobody asked for.
    pub doc_class: f32,
    /// Factor on configuration and data.
    pub data_class: f32,
    /// Factor on generated and vendored files.
    pub foreign_class: f32,
    /// Factor on fragments that no definition covers.
    pub window_kind: f32,
    /// Factor on fragments of types.
    pub type_kind: f32,
    /// Bonus of a fragment whose name the query writes as code, as a share of the best score.
    pub identifier: f32,
    /// Bonus of a definition whose name is a plain word of the query.
    pub word_name: f32,
    /// Share of the next best fragments of the same file.
    pub file_more: f32,
    /// Bonus of a file whose name is a word of the query, as a share of the best score.
    pub stem: f32,
    /// Share of that bonus where the file's name is a form of the query's words: `parser` for parse, `borrowck` for borrow checker.
    pub stem_form: f32,
    /// More of that bonus, times the share of the query's words that the file's name holds.
    pub stem_share: f32,
    /// Terms that are looked up at most: the rarest and weightiest.
    pub terms: u32,
    /// Hits at the front of which no two belong to one definition.
    pub distinct: u32,
    /// Bonus of a file below a folder, or with a name, that is the query's scope.
    pub scope: f32,
    /// Bonus of a file whose path the query holds.
    pub path_named: f32,
    /// Rows up to which neighbouring fragments are shown as one hit.
    pub span_rows: u32,
    /// Share of the scores of the other fragments of a hit that the hit gets.
    pub span_share: f32,
    /// Hits of one file among the first ten.
    pub per_file: u32,
    /// Bonus of a fragment that holds a quoted text, as a share of the best score.
    pub phrase: f32,
    /// Share of a matching test's score that what it uses gets.
    pub tests: f32,
    /// Share of a matching function's score that what it calls gets.
    pub callee: f32,
    /// Share of a matching function's score that its callers get.
    pub caller: f32,
    /// Factor on each further hit of the same file.
    pub repeat: f32,
}

impl Default for RankingParams {
    fn default() -> Self {
        Self {
            query: QueryWeights::default(),
            k1: 1.2,
            b: 0.4,
            file_k1: 1.2,
            file_b: 0.75,
            name: 3.0,
            path: 1.5,
            signature: 1.5,
            doc: 0.0,
            file: 0.6,
            test_class: 0.3,
            example_class: 0.4,
            doc_class: 0.2,
            data_class: 0.2,
            foreign_class: 0.1,
            window_kind: 0.4,
            type_kind: 0.7,
            identifier: 0.3,
            word_name: 0.15,
            file_more: 0.1,
            stem: 0.2,
            stem_form: 0.5,
            stem_share: 0.6,
            terms: 40,
            distinct: 3,
            scope: 0.4,
            path_named: 0.5,
            span_rows: 60,
            span_share: 0.0,
            per_file: 5,
            phrase: 0.8,
            tests: 0.1,
            callee: 0.2,
            caller: 0.1,
            repeat: 1.0,
        }
    }
}

impl RankingParams {
    pub(crate) fn bm25(&self) -> Bm25Params {
        let weights = FieldWeights { name: self.name, path: self.path, signature: self.signature, doc: self.doc, body: 1.0 };
        Bm25Params { k1: self.k1, b: self.b, weights, file_k1: self.file_k1, file_b: self.file_b }
    }
}
