//! Reads the texts of a case from the edit outwards: no index, every file, line by line.

use std::sync::Arc;

use sapwood_base::LineEdit;
use sapwood_context::search::Texts;
use sapwood_grammars::FileClass;

use super::super::product::Case;
use super::super::proposal::Proposal;
use super::tokens::{Token, tokens};

/// More proposals than this are not made.
const MOST: usize = 400;

/// A file of program text.
pub(super) struct File<'a> {
    path: &'a str,
    text: Arc<str>,
    /// True where the history edits it.
    pub(super) is_edited: bool,
}

/// A line of it.
pub(super) struct Line<'a> {
    /// The text.
    pub(super) text: &'a str,
    /// Its row, 0-based.
    row: usize,
}

/// The files of `case`: those of the history, the last edited first, then its neighbours, then the others.
pub(super) fn files<'a>(case: &'a Case<'_>) -> Vec<File<'a>> {
    let edited = |path: &str| case.edits.iter().rev().position(|edit| edit.path == path);
    let folder = |path: &str| path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
    let own = case.edits.last().map_or(String::new(), |edit| folder(&edit.path));
    let mut paths: Vec<&str> = case
        .trees
        .files(case.tree)
        .filter(|version| matches!(version.class, FileClass::Source | FileClass::Test))
        .map(|version| version.path.as_str())
        .collect();
    paths.sort_by_cached_key(|path| (edited(path).unwrap_or(usize::MAX), folder(path) != own, (*path).to_owned()));
    let file = |path: &'a str| Some(File { path, text: case.texts.text(path)?, is_edited: edited(path).is_some() });
    paths.into_iter().filter_map(file).collect()
}

/// The lines of `files` that hold one of `words` and that the history did not write, each turned by `turn` into what to write and a
/// rank; lower ranks first, then in the order of the files, downwards from the edit.
pub(super) fn scan<R: PartialOrd>(
    files: &[File<'_>],
    edits: &[LineEdit],
    words: &[&str],
    turn: impl Fn(&File<'_>, &str, &[Token<'_>]) -> Option<(Option<String>, R)>,
) -> Vec<Proposal> {
    let mut found: Vec<(R, Proposal)> = Vec::new();
    for file in files {
        if found.len() >= MOST {
            break;
        }
        for line in lines(file, edits, words) {
            let tokens = tokens(line.text);
            if !tokens.iter().any(|token| words.contains(&token.text)) {
                continue;
            }
            if let Some((new, rank)) = turn(file, line.text, &tokens) {
                found.push((rank, proposal(file, &line, new)));
            }
        }
    }
    found.sort_by(|(a, _), (b, _)| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    found.truncate(MOST);
    found.into_iter().map(|(_, proposal)| proposal).collect()
}

fn lines<'a>(file: &'a File<'_>, edits: &[LineEdit], words: &[&str]) -> Vec<Line<'a>> {
    if !words.iter().any(|word| file.text.contains(word)) {
        return Vec::new();
    }
    let own: Vec<&LineEdit> = edits.iter().filter(|edit| edit.path == file.path).collect();
    let is_written = |row: usize| own.iter().any(|edit| (edit.start as usize..edit.end() as usize).contains(&row));
    let start = own.last().map_or(0, |edit| edit.start as usize);
    let every = file.text.split('\n').enumerate();
    let mut lines: Vec<Line<'_>> = every
        .filter(|(row, text)| words.iter().any(|word| text.contains(word)) && !is_written(*row))
        .map(|(row, text)| Line { text, row })
        .collect();
    lines.sort_by_key(|line| (line.row < start, line.row));
    lines
}

fn proposal(file: &File<'_>, line: &Line<'_>, new: Option<String>) -> Proposal {
    let old = line.text.to_owned();
    Proposal {
        path: file.path.to_owned(),
        start: line.row as u32,
        new: vec![new.unwrap_or_else(|| old.clone())],
        old: vec![old],
        confidence: 1.0,
        reason: String::new(),
    }
}

/// The line `row` of the last edited file, to be looked at.
pub(super) fn look_at(case: &Case<'_>, row: usize) -> Option<Proposal> {
    let path = &case.edits.last()?.path;
    let text = case.texts.text(path)?;
    let file = File { path, text: text.clone(), is_edited: true };
    let line = Line { text: text.split('\n').nth(row)?, row };
    Some(proposal(&file, &line, None))
}
