//! Imports that name a file: includes, `require`, `source`, links.

use std::rc::Rc;

use rustc_hash::FxHashSet;
use sapwood_base::NameHash;

use super::{Found, Imported, Place};
use crate::graph::project::{folder_of, is_below, join, shared_folders, stem_of};
use crate::graph::resolve::Resolver;
use crate::graph::scope::FileScope;
use crate::{FileId, ImportView};

/// How many includes of includes are followed.
const MAX_INCLUDES: usize = 400;

impl<'a> Resolver<'a> {
    /// `#include "a/b.h"`, and `using a::B`, which takes `B` from what is included.
    pub(super) fn import_include(&mut self, scope: &Rc<FileScope<'a>>, import: &ImportView<'a>) -> Imported {
        if !import.name.is_empty() || import.is_glob {
            let all = self.named(NameHash::of(import.name));
            let included = self.included(scope.file);
            let meant =
                all.iter().filter(|it| it.is_top && included.contains(&it.file) && self.family_of(it.file) == scope.family());
            return Imported::known(meant.map(|it| Found::Symbol(*it)).collect());
        }
        let beside = join(scope.folder, import.path).and_then(|path| self.snapshot.file_by_path(&path));
        let file = beside.or_else(|| self.file_ending_with(import.path, scope.path));
        Imported::known(file.map(|file| Found::Place(Place::File(file))).into_iter().collect())
    }

    /// A file that `require`, `source` or a link names, with or without one of `extensions`.
    pub(super) fn import_file(&mut self, scope: &Rc<FileScope<'a>>, import: &ImportView<'a>, extensions: &[&str]) -> Imported {
        let raw = import.path.split(['?', '#']).next().unwrap_or("").trim_start_matches('/');
        let dotted = raw.replace('.', "/");
        let forms: &[&str] = if extensions.contains(&"lua") { &[&dotted, raw] } else { &[raw] };
        let found = forms.iter().find_map(|form| self.file_named(scope, form, extensions));
        Imported::known(found.map(|file| Found::Place(Place::File(file))).into_iter().collect())
    }

    fn file_named(&self, scope: &FileScope<'a>, path: &str, extensions: &[&str]) -> Option<FileId> {
        if path.is_empty() {
            return None;
        }
        let with = |path: &str| {
            let mut forms = vec![path.to_owned()];
            forms.extend(extensions.iter().map(|extension| format!("{path}.{extension}")));
            forms.extend(extensions.iter().filter(|it| **it == "lua").map(|_| format!("{path}/init.lua")));
            forms
        };
        let beside = join(scope.folder, path).map(|path| with(&path)).unwrap_or_default();
        let exact = beside.iter().find_map(|path| self.snapshot.file_by_path(path));
        exact.or_else(|| with(path).iter().find_map(|path| self.file_ending_with(path, scope.path)))
    }

    /// The file whose path ends with `suffix`, the nearest to `from` where there are several.
    pub(super) fn file_ending_with(&self, suffix: &str, from: &str) -> Option<FileId> {
        let suffix = suffix.trim_start_matches("./").trim_start_matches("../");
        let matches =
            |path: &str| path.strip_suffix(suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('/')) && path != from;
        let files = self.snapshot.files_by_stem(stem_of(suffix));
        let candidates = files.into_iter().filter(|&file| matches(self.snapshot.file(file).path));
        candidates.max_by_key(|&file| {
            let path = self.snapshot.file(file).path;
            (shared_folders(path, from), std::cmp::Reverse(path.len()), std::cmp::Reverse(path))
        })
    }

    /// Every file that `file` includes, directly or through what it includes, with the sources that belong to those headers.
    pub(in crate::graph) fn included(&mut self, file: FileId) -> Rc<FxHashSet<FileId>> {
        if let Some(known) = self.includes.get(&file) {
            return known.clone();
        }
        let mut seen: FxHashSet<FileId> = FxHashSet::default();
        let mut queue = vec![file];
        while let Some(next) = queue.pop() {
            if !seen.insert(next) || seen.len() > MAX_INCLUDES {
                continue;
            }
            let scope = self.scope(next);
            for at in 0..scope.imports.len() {
                if !scope.imports[at].view.name.is_empty() || scope.imports[at].view.is_glob {
                    continue;
                }
                for found in &self.import(&scope, at).found {
                    if let Found::Place(Place::File(file)) = found {
                        queue.push(*file);
                    }
                }
            }
        }
        let headers: Vec<FileId> = seen.iter().copied().collect();
        for header in headers {
            seen.extend(self.sources_of(header));
        }
        let seen = Rc::new(seen);
        self.includes.insert(file, seen.clone());
        seen
    }

    /// The source files that define what `header` declares, by the custom of equal names.
    fn sources_of(&self, header: FileId) -> Vec<FileId> {
        let path = self.snapshot.file(header).path;
        let is_header = [".h", ".hpp", ".hh", ".hxx"].iter().any(|end| path.ends_with(end));
        if !is_header {
            return Vec::new();
        }
        let near = folder_of(folder_of(path));
        let files = self.snapshot.files_by_stem(stem_of(path));
        files.into_iter().filter(|&file| file != header && is_below(self.snapshot.file(file).path, near)).collect()
    }
}

/// `name` in `folder`.
pub(super) fn below(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}
