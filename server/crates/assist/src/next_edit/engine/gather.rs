//! The lines that may have to follow: in the edited files, and in others that use the names that changed.

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};
use sapwood_base::{LineEdit, NameHash};
use sapwood_index::FileId;

use super::super::Query;
use super::file::File;
use super::seen::{Name, Role, Seen};
use super::token::{occurrences, tokens};

/// Lines around an edit that are looked at whatever they say.
const NEAR: u32 = 6;
/// Other files that are read for one name.
const FILES_OF_NAME: usize = 40;
/// Other files that are read.
const MAX_FILES: usize = 60;
/// Names whose other files are looked for.
const MAX_NAMES: usize = 8;
/// Lines of one file that are looked at.
const MAX_LINES: usize = 600;
/// A name used in more places than this says nothing about any of them.
const MAX_USES: usize = 3000;

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

pub(super) fn gather(query: &Query<'_>, seen: &Seen<'_>) -> Gathered {
    let mut gathered = Gathered { files: Vec::new(), sites: Vec::new(), edited: 0 };
    for edit in query.history {
        if !gathered.files.iter().any(|file| file.path == edit.path)
            && let Some(text) = query.texts.text(&edit.path)
        {
            gathered.files.push(File::new(&edit.path, text, query.snapshot));
        }
    }
    gathered.edited = gathered.files.len();
    for file in 0..gathered.edited {
        let lines = edited_lines(&gathered.files[file], query.history, seen);
        gathered.sites.extend(lines.into_iter().map(|line| Site { file, line }));
    }
    for (id, names) in other_files(query, seen, &gathered) {
        if query.token.is_cancelled() {
            break;
        }
        let path = query.snapshot.file(id).path;
        let Some(text) = query.texts.text(path) else { continue };
        let file = File::new(path, text, query.snapshot);
        let mut lines: Vec<u32> =
            names.iter().flat_map(|name| occurrences(&file.text, name)).map(|at| file.lines.line_of(at as u32)).collect();
        lines.sort_unstable();
        lines.dedup();
        lines.truncate(MAX_LINES);
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

/// Files that use a name that changed, nearest first, with those names.
fn other_files<'s>(query: &Query<'_>, seen: &'s Seen<'_>, gathered: &Gathered) -> Vec<(FileId, Vec<&'s str>)> {
    let mut names: Vec<&Name<'_>> = seen.names.iter().filter(|name| is_telling(name)).collect();
    names.sort_by_key(|name| (name.role, Reverse((name.rarity * 16.0) as i32), name.text));
    names.truncate(MAX_NAMES);
    let mut found: FxHashMap<FileId, Vec<&'s str>> = FxHashMap::default();
    for name in names {
        let hash = NameHash::of(name.text);
        let uses = query.snapshot.references_to_name(hash).map(|it| query.snapshot.reference(it).file);
        let definitions = query.snapshot.symbols_named(hash).map(|it| query.snapshot.symbol(it).file);
        let imports = uses.chain(definitions).take(MAX_USES);
        let mut files: Vec<FileId> = imports.filter(|id| !gathered.files.iter().any(|file| file.id == Some(*id))).collect();
        files.sort_unstable();
        files.dedup();
        files.sort_by_cached_key(|&id| (Reverse(nearness(query.snapshot.file(id).path, &gathered.files)), id));
        files.truncate(FILES_OF_NAME);
        for id in files {
            found.entry(id).or_default().push(name.text);
        }
    }
    let mut all: Vec<(FileId, Vec<&str>)> = found.into_iter().collect();
    all.sort_by_cached_key(|(id, names)| {
        let path = query.snapshot.file(*id).path;
        (Reverse(names.len()), Reverse(nearness(path, &gathered.files)), path.to_owned())
    });
    all.truncate(MAX_FILES);
    all
}

/// Names worth looking for elsewhere: those that changed, and those that an edited line declares.
fn is_telling(name: &Name<'_>) -> bool {
    let is_changed = name.role != Role::Kept || name.is_declared;
    is_changed && name.text.len() > 2 && name.uses + name.definitions > 0 && name.uses < MAX_USES
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
