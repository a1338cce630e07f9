//! A repository with some files held out, and the index of the rest.

use std::path::Path;

use anyhow::Result;
use rayon::prelude::*;
use sapwood_grammars::{FileClass, classify, detect};
use sapwood_index::stream::{Rules, rules_of};
use sapwood_index::{Change, FileInput, Index, SegmentBuilder, Stamp};
use sapwood_syntax::{FileFacts, Input};
use xxhash_rust::xxh3::xxh3_64;

use crate::git::Repository;

/// Text of one segment: as much as the product's loader puts in one.
const SEGMENT_BYTES: usize = 4 << 20;
const HEAD_BYTES: usize = 8000;

/// A file of the repository.
pub struct SourceFile {
    /// Its path.
    pub path: String,
    /// Its text.
    pub text: String,
    /// Its role.
    pub class: FileClass,
    /// How its language is cut into tokens; `None` where nothing is predicted.
    pub rules: Option<Rules>,
    facts: FileFacts,
}

/// A repository at its newest commit.
pub struct Corpus {
    /// `owner/name`.
    pub name: String,
    /// Its files.
    pub files: Vec<SourceFile>,
    /// Files that are typed anew, as places in `files`.
    pub held_out: Vec<usize>,
    /// Everything.
    pub index: Index,
}

impl Corpus {
    /// Reads `name` below `root` and holds out `count` files of its main language, chosen by the hash of their paths, which
    /// `salt` varies.
    pub fn read(root: &Path, name: &str, extension: &str, count: usize, salt: &str) -> Result<Self> {
        let repository = Repository::below(root, name)?;
        let tree = repository.tree("HEAD")?;
        let blobs: Vec<String> = tree.iter().map(|entry| entry.blob.clone()).collect();
        let mut texts = Vec::new();
        repository.read_blobs(&blobs, |at, bytes| {
            let class = classify(&tree[at].path, &bytes);
            if class.is_indexed_text()
                && let Ok(text) = String::from_utf8(bytes)
            {
                texts.push((tree[at].path.clone(), text, class));
            }
        })?;
        let files: Vec<SourceFile> = texts.into_par_iter().map(|(path, text, class)| source(path, text, class)).collect();
        let held_out = choose(&files, extension, count, salt);
        let index = Index::in_memory();
        index.apply(Change { segments: segments(&files)?, ..Change::default() });
        Ok(Self { name: name.to_owned(), files, held_out, index })
    }
}

fn source(path: String, text: String, class: FileClass) -> SourceFile {
    let detected = detect(&path, &text.as_bytes()[..text.len().min(HEAD_BYTES)]);
    let language = detected.filter(|_| class.has_symbols());
    let mut facts = sapwood_syntax::analyze(&Input { path: &path, text: &text, language });
    facts.language = detected;
    let rules = if class.has_symbols() { rules_of(detected) } else { None };
    SourceFile { path, text, class, rules, facts }
}

/// Program files of a usual size, test files among them as often as the repository has them.
fn choose(files: &[SourceFile], extension: &str, count: usize, salt: &str) -> Vec<usize> {
    let is_usual = |file: &SourceFile| {
        let lines = file.text.lines().count();
        let name = file.path.rsplit('.').next();
        file.rules.is_some() && name == Some(extension) && (40..=1500).contains(&lines)
    };
    let mut chosen: Vec<usize> = (0..files.len()).filter(|&at| is_usual(&files[at])).collect();
    chosen.sort_by_key(|&at| xxh3_64(format!("{salt}{}", files[at].path).as_bytes()));
    chosen.truncate(count);
    chosen
}

fn segments(files: &[SourceFile]) -> Result<Vec<sapwood_index::Segment>> {
    let mut shards: Vec<Vec<&SourceFile>> = vec![Vec::new()];
    let mut room = SEGMENT_BYTES;
    for file in files {
        if room < file.text.len() {
            shards.push(Vec::new());
            room = SEGMENT_BYTES;
        }
        room = room.saturating_sub(file.text.len());
        if let Some(shard) = shards.last_mut() {
            shard.push(file);
        }
    }
    shards.into_par_iter().map(|shard| segment(&shard)).collect()
}

fn segment(files: &[&SourceFile]) -> Result<sapwood_index::Segment> {
    let mut builder = SegmentBuilder::new();
    for file in files {
        let stamp = Stamp { modified: 0, size: file.text.len() as u64, content: [0; 16] };
        builder.add(&FileInput { path: &file.path, text: &file.text, class: file.class, stamp }, &file.facts);
    }
    Ok(builder.finish()?)
}

/// The segment of a file as it is typed so far.
pub fn typed_segment(file: &SourceFile, text: &str) -> Result<sapwood_index::Segment> {
    let typed = source(file.path.clone(), text.to_owned(), file.class);
    segment(&[&typed])
}
