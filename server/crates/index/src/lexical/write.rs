//! Builds the tantivy part of a segment.

use std::path::Path;
use std::sync::OnceLock;

use tantivy::directory::RamDirectory;
use tantivy::fastfield::AliveBitSet;
use tantivy::indexer::merge_filtered_segments;
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};
use tantivy::{Directory, Index, IndexBuilder, IndexSettings, Segment, SingleSegmentIndexWriter, TantivyDocument};

use super::FIELDS;
use crate::tokenize::tokens;

const TOKENIZER: &str = "spaced";
/// tantivy sizes its hash table by a third of this: a table for all terms of 1 MB of text, and not much more than a single file
/// needs, because clearing and walking the table is a good part of a keystroke's cost.
const WRITER_MEMORY: std::ops::RangeInclusive<usize> = 256 << 10..=16 << 20;
const MEMORY_PER_TEXT: usize = 16;

/// The schema of every segment: the fields of [`FIELDS`], with term frequencies and lengths, without positions.
pub(crate) fn schema() -> &'static (Schema, [Field; 5]) {
    static SCHEMA: OnceLock<(Schema, [Field; 5])> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(TOKENIZER)
            .set_index_option(IndexRecordOption::WithFreqs)
            .set_fieldnorms(true);
        let options = TextOptions::default().set_indexing_options(indexing);
        let mut builder = Schema::builder();
        let fields = FIELDS.map(|name| builder.add_text_field(name, options.clone()));
        (builder.build(), fields)
    })
}

pub(crate) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::new();
    manager.register(TOKENIZER, Spaced::default());
    manager
}

/// The texts of one fragment, by field.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ChunkText<'a> {
    pub(crate) name: &'a str,
    pub(crate) path: &'a str,
    pub(crate) signature: &'a str,
    pub(crate) doc: &'a str,
    /// Already tokenized, because the similarity array is made of the same tokens.
    pub(crate) body_tokens: &'a str,
}

/// The files of a finished tantivy index.
#[derive(Default)]
pub(crate) struct PackedIndex {
    pub(crate) files: Vec<(String, Vec<u8>)>,
}

/// Adds fragments in order; document ids are their ordinals.
pub(crate) struct LexicalBuilder {
    directory: RamDirectory,
    writer: SingleSegmentIndexWriter,
    spaced: String,
}

impl LexicalBuilder {
    /// A builder for about `text_bytes` of text; more is no error, only slower.
    pub(crate) fn new(text_bytes: usize) -> tantivy::Result<Self> {
        let memory = text_bytes.saturating_mul(MEMORY_PER_TEXT).clamp(*WRITER_MEMORY.start(), *WRITER_MEMORY.end());
        let directory = RamDirectory::create();
        let writer = IndexBuilder::new()
            .schema(schema().0.clone())
            .tokenizers(tokenizers())
            .settings(settings())
            .single_segment_index_writer(directory.clone(), memory)?;
        Ok(Self { directory, writer, spaced: String::new() })
    }

    pub(crate) fn add(&mut self, chunk: &ChunkText<'_>) -> tantivy::Result<()> {
        let fields = schema().1;
        let mut document = TantivyDocument::new();
        for (field, text) in fields.into_iter().zip([chunk.name, chunk.path, chunk.signature, chunk.doc]) {
            if !text.is_empty() {
                self.spaced.clear();
                tokens(text, |token| push_token(&mut self.spaced, token));
                document.add_text(field, &self.spaced);
            }
        }
        document.add_text(fields[4], chunk.body_tokens);
        self.writer.add_document(document)
    }

    pub(crate) fn finish(self) -> tantivy::Result<PackedIndex> {
        let index = self.writer.finalize()?;
        pack(&index, &self.directory)
    }
}

/// Appends a token in the form that [`Spaced`] takes apart again.
pub(crate) fn push_token(spaced: &mut String, token: &str) {
    spaced.push_str(token);
    spaced.push(' ');
}

fn settings() -> IndexSettings {
    IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() }
}

/// Merges the alive documents of `segments`, in their order.
pub(crate) fn merge(segments: &[Segment], alive: Vec<Option<AliveBitSet>>) -> tantivy::Result<PackedIndex> {
    let directory = RamDirectory::create();
    let index = merge_filtered_segments(segments, settings(), alive, directory.clone())?;
    pack(&index, &directory)
}

fn pack(index: &Index, directory: &RamDirectory) -> tantivy::Result<PackedIndex> {
    let mut names: Vec<_> = index.load_metas()?.segments.iter().flat_map(tantivy::SegmentMeta::list_files).collect();
    names.push(Path::new("meta.json").to_path_buf());
    names.sort();
    let mut files = Vec::with_capacity(names.len());
    for name in names {
        if directory.exists(&name)? {
            files.push((name.to_string_lossy().into_owned(), directory.atomic_read(&name)?));
        }
    }
    Ok(PackedIndex { files })
}

/// Splits at single spaces: the texts it is given are tokens already.
#[derive(Debug, Clone, Default)]
struct Spaced {
    token: Token,
}

struct SpacedStream<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

impl Tokenizer for Spaced {
    type TokenStream<'a> = SpacedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> SpacedStream<'a> {
        self.token.reset();
        SpacedStream { rest: text, token: &mut self.token }
    }
}

impl TokenStream for SpacedStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((token, rest)) = self.rest.split_once(' ') else { return false };
        self.token.text.clear();
        self.token.text.push_str(token);
        self.token.position = self.token.position.wrapping_add(1);
        self.rest = rest;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
