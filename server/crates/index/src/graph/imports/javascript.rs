//! Imports of JavaScript, TypeScript and the component languages: relative files, path aliases, packages of the workspace.

use std::rc::Rc;

use super::files::below;
use super::{Found, Imported, Name, Place};
use crate::graph::project::{Unit, is_below, join};
use crate::graph::resolve::Resolver;
use crate::graph::scope::FileScope;
use crate::{FileId, ImportView, IndexSnapshot};

const EXTENSIONS: &[&str] =
    &["ts", "tsx", "d.ts", "js", "jsx", "mjs", "cjs", "mts", "cts", "vue", "svelte", "json", "css", "scss"];
const COMPILED: &[(&str, &[&str])] = &[(".js", &[".ts", ".tsx"]), (".jsx", &[".tsx"]), (".mjs", &[".mts"]), (".cjs", &[".cts"])];

impl<'a> Resolver<'a> {
    pub(super) fn import_javascript(&mut self, scope: &Rc<FileScope<'a>>, import: &ImportView<'a>) -> Imported {
        let Some(file) = self.javascript_file(scope, import.path) else { return Imported::external() };
        if import.is_glob || import.name.is_empty() {
            return Imported::of(vec![Found::Place(Place::File(file))]);
        }
        if import.name == "default" {
            return Imported::of(self.default_of(file, import.alias));
        }
        Imported::of(self.lookup(&Place::File(file), Name::text(import.name)))
    }

    fn javascript_file(&self, scope: &FileScope<'a>, path: &str) -> Option<FileId> {
        let path = path.split('?').next().unwrap_or(path);
        if path.starts_with('.') {
            return script(self.snapshot, &join(scope.folder, path)?);
        }
        self.aliased_file(scope, path).or_else(|| self.package_file(path))
    }

    fn aliased_file(&self, scope: &FileScope<'a>, path: &str) -> Option<FileId> {
        let aliases = self.project.path_aliases.iter().filter(|alias| is_below(scope.path, &alias.folder));
        for alias in aliases {
            let Some(rest) = path.strip_prefix(alias.prefix.as_str()) else { continue };
            let Some(matched) = rest.strip_suffix(alias.suffix.as_str()) else { continue };
            if !alias.is_pattern && !matched.is_empty() {
                continue;
            }
            let target = alias.target.replacen('*', matched, 1);
            if let Some(file) = script(self.snapshot, target.trim_end_matches('/')) {
                return Some(file);
            }
        }
        let bases = self.project.path_bases.iter().filter(|(folder, _)| is_below(scope.path, folder));
        bases.filter_map(|(_, base)| join(base, path)).find_map(|path| script(self.snapshot, &path))
    }

    fn package_file(&self, path: &str) -> Option<FileId> {
        let packages = self.project.node_packages.iter();
        for package in packages.filter(|package| !package.name.is_empty() && is_below(path, &package.name)) {
            let inside = path[package.name.len()..].trim_start_matches('/');
            let found = if inside.is_empty() {
                entry(self.snapshot, package)
            } else {
                let below_source = below(&below(&package.folder, "src"), inside);
                script(self.snapshot, &below(&package.folder, inside)).or_else(|| script(self.snapshot, &below_source))
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }
}

/// The file that a package is entered by: its source, where the entry of its manifest is built from it.
fn entry(snapshot: &IndexSnapshot, package: &Unit) -> Option<FileId> {
    let named = || if package.entry == package.folder { None } else { script(snapshot, &package.entry) };
    let is_source = matches!(package.entry.rsplit('.').next(), Some("ts" | "tsx" | "mts"));
    let folder = &package.folder;
    (if is_source { named() } else { None })
        .or_else(|| index_of(snapshot, &below(folder, "src")))
        .or_else(named)
        .or_else(|| index_of(snapshot, &below(folder, "lib")))
        .or_else(|| index_of(snapshot, folder))
}

fn index_of(snapshot: &IndexSnapshot, folder: &str) -> Option<FileId> {
    let base = below(folder, "index");
    EXTENSIONS.iter().find_map(|extension| snapshot.file_by_path(&format!("{base}.{extension}")))
}

/// The file that an import of `path` means: itself, its source, itself with an extension, or the index of a folder.
fn script(snapshot: &IndexSnapshot, path: &str) -> Option<FileId> {
    if let Some(file) = snapshot.file_by_path(path) {
        return Some(file);
    }
    for (compiled, sources) in COMPILED {
        if let Some(stem) = path.strip_suffix(compiled) {
            let source = sources.iter().find_map(|source| snapshot.file_by_path(&format!("{stem}{source}")));
            if source.is_some() {
                return source;
            }
        }
    }
    let direct = EXTENSIONS.iter().find_map(|extension| snapshot.file_by_path(&format!("{path}.{extension}")));
    direct.or_else(|| index_of(snapshot, path))
}
