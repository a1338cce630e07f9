//! The lines that may have to follow: in the edited files, and in others that use the names that changed.

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use sapwood_base::LineEdit;
use sapwood_index::FileId;

use super::super::Query;
use super::elsewhere;
use super::field::NewField;
use super::file::File;
use super::seen::{Name, Role, Seen};
use super::token::{occurrences, tokens};
use super::unit::Unit;

/// Lines around an edit that are looked at whatever they say.
const NEAR: u32 = 6;
/// Lines of one file that are looked at.
const MAX_LINES: usize = 600;
/// Pieces of text that other files are searched for.
const MAX_NEEDLES: usize = 60;
/// Shorter pieces stand everywhere.
const MIN_PIECE: usize = 4;

/// A line to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Site {
    /// Position among the files.
    pub(super) file: usize,
    /// The line, 0-based.
    pub(super) line: u32,
}

/// The files and lines to look at; the edited files come first.
pub(super) struct Gathered {
    pub(super) files: Vec<File>,
    pub(super) sites: Vec<Site>,
    /// How many of `files` were edited.
    pub(super) edited: usize,
}

pub(super) fn gather(query: &Query<'_>, seen: &Seen<'_>, units: &[Unit<'_>], fields: &[NewField]) -> Gathered {
    let mut gathered = Gathered { files: Vec::new(), sites: Vec::new(), edited: 0 };
    for edit in query.history {
        if !gathered.files.iter().any(|file| file.path == edit.path)
            && let Some(text) = query.texts.text(&edit.path)
        {
            gathered.files.push(File::new(&edit.path, text, query.snapshot));
        }
    }
    gathered.edited = gathered.files.len();
    let owners: Vec<&str> = fields.iter().map(|it| it.owner.as_str()).collect();
    for file in 0..gathered.edited {
        let mut lines = edited_lines(&gathered.files[file], query.history, seen);
        if !fields.is_empty() {
            lines.extend(lines_with(&gathered.files[file], &["Self"]));
            lines.extend(lines_with(&gathered.files[file], &owners));
            lines.sort_unstable();
            lines.dedup();
        }
        gathered.sites.extend(lines.into_iter().map(|line| Site { file, line }));
    }
    let mut needles = needles(seen, units);
    needles.extend(&owners);
    let others = elsewhere::files(query, seen, units, &owners, &gathered.files);
    let read = |id: &FileId| {
        let path = query.snapshot.file(*id).path;
        let text = query.texts.text(path).filter(|_| !query.token.is_cancelled())?;
        let file = File::new(path, text, query.snapshot);
        let lines = lines_with(&file, &needles);
        Some((file, lines))
    };
    let read: Vec<Option<(File, Vec<u32>)>> = others.par_iter().map(read).collect();
    for (file, lines) in read.into_iter().flatten() {
        let at = gathered.files.len();
        gathered.sites.extend(lines.into_iter().map(|line| Site { file: at, line }));
        gathered.files.push(file);
    }
    gathered
}

/// Lines of an edited file that hold a name of the history or stand near an edit, and that no edit has touched yet.
fn edited_lines(file: &File, history: &[LineEdit], seen: &Seen<'_>) -> Vec<u32> {
    let edits: Vec<&LineEdit> = history.iter().filter(|edit| edit.path == file.path).collect();
    let distance = |line: u32| {
        edits
            .iter()
            .map(|edit| if line < edit.start { edit.start - line } else { (line + 1).saturating_sub(edit.end()) })
            .min()
            .unwrap_or(0)
    };
    let names: FxHashSet<&str> = seen.names.iter().map(|name| name.text).collect();
    let is_touched = |line: u32| edits.iter().any(|edit| edit.start <= line && line < edit.end());
    let mut lines: Vec<u32> = (0..file.lines.line_count())
        .filter(|&line| !is_touched(line) && !file.line(line).trim().is_empty())
        .filter(|&line| distance(line) <= NEAR || tokens(file.line(line)).iter().any(|token| names.contains(token.text)))
        .collect();
    lines.sort_by_key(|&line| distance(line));
    lines.truncate(MAX_LINES);
    lines.sort_unstable();
    lines
}

/// What is looked for in other files: names that were removed, what they were removed with, and the lines that were replaced.
fn needles<'s>(seen: &'s Seen<'_>, units: &'s [Unit<'_>]) -> Vec<&'s str> {
    let mut all: Vec<&str> = Vec::new();
    let is_searched = |name: &&Name<'_>| name.text.len() > 2 && (name.role == Role::Removed || name.is_declared);
    all.extend(seen.names.iter().filter(is_searched).map(|name| name.text));
    for unit in units.iter().filter(|unit| unit.old_lines.len() == 1) {
        all.extend(unit.ops.iter().map(|op| op.old_text).filter(|text| text.len() >= MIN_PIECE));
        all.push(unit.old_lines[0].trim());
    }
    all.retain(|text| text.len() > 2);
    all.sort_unstable();
    all.dedup();
    all.truncate(MAX_NEEDLES);
    all
}

/// Lines of `file` that hold one of `needles`.
fn lines_with(file: &File, needles: &[&str]) -> Vec<u32> {
    let mut lines: Vec<u32> = Vec::new();
    for needle in needles {
        let places = occurrences(&file.text, needle).take(MAX_LINES);
        lines.extend(places.map(|at| file.lines.line_of(at as u32)));
    }
    lines.sort_unstable();
    lines.dedup();
    // A line that is too long to be read says nothing.
    lines.retain(|&line| !file.line(line).trim().is_empty());
    lines.truncate(MAX_LINES);
    lines
}

/// Leading folders that `path` shares with the nearest of `files`, in characters of path.
pub(super) fn nearness(path: &str, files: &[File]) -> usize {
    let shared = |other: &str| {
        let same = path.split('/').zip(other.split('/')).take_while(|(a, b)| a == b).count();
        same * 2 + usize::from(stem(path) == stem(other))
    };
    files.iter().map(|file| shared(&file.path)).max().unwrap_or_default()
}

/// The file's name without what marks it as a test or a header.
pub(super) fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let name = name.split('.').next().unwrap_or(name);
    let name = name.strip_prefix("test_").unwrap_or(name);
    name.strip_suffix("_test").or_else(|| name.strip_suffix("Test")).or_else(|| name.strip_suffix("_tests")).unwrap_or(name)
}
