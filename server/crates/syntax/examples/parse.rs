//! Parses every source file below a folder with rayon and the registry's grammars, and does nothing with the trees: the
//! floor that indexing is measured against. Prints one line of JSON.
#![allow(clippy::print_stdout, reason = "the figures are its output")]
#![allow(clippy::disallowed_methods, reason = "a measuring program reads files and the clock")]

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rayon::prelude::*;
use sapwood_grammars::{LanguageId, classify, detect, language};
use tree_sitter::Parser;

thread_local! {
    static PARSER: RefCell<Parser> = RefCell::new(Parser::new());
}

fn main() {
    let root = PathBuf::from(std::env::args().nth(1).expect("usage: parse FOLDER"));
    let start = Instant::now();
    let mut files = Vec::new();
    list(&root, &mut files);
    let figures =
        files.par_iter().filter_map(|path| parse(&root, path)).reduce(|| [0; 3], |a, b| [a[0] + b[0], a[1] + b[1], a[2] + b[2]]);
    let [files, lines, bytes] = figures;
    let elapsed = start.elapsed().as_secs_f64() * 1e3;
    println!("{{\"files\":{files},\"lines\":{lines},\"bytes\":{bytes},\"elapsed_ms\":{elapsed:.1}}}");
}

/// Files, lines and bytes of the file, once it was read and, where a grammar knows it, parsed.
fn parse(root: &Path, path: &Path) -> Option<[u64; 3]> {
    let name = path.strip_prefix(root).ok()?.to_str()?;
    let bytes = std::fs::read(path).ok()?;
    let class = classify(name, &bytes);
    if !class.is_indexed_text() {
        return None;
    }
    if let Some(id) = detect(name, &bytes).filter(|_| class.has_symbols()) {
        PARSER.with_borrow_mut(|parser| parse_with(parser, id, &bytes));
    }
    let lines = memchr::memchr_iter(b'\n', &bytes).count();
    Some([1, lines as u64, bytes.len() as u64])
}

fn parse_with(parser: &mut Parser, id: LanguageId, bytes: &[u8]) {
    if parser.set_language(&language(id).grammar()).is_ok() {
        std::hint::black_box(parser.parse(bytes, None));
    }
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && entry.file_name() != ".git" => list(&entry.path(), files),
            Ok(kind) if kind.is_file() => files.push(entry.path()),
            _ => {}
        }
    }
}
