//! Where the manifests of the repository put its modules, and arithmetic on repository paths.
//!
//! It holds what `Cargo.toml`, `go.mod`, `package.json` and `tsconfig.json` state, nothing that a source file says.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};
use sapwood_base::NameHash;
use sapwood_syntax::ManifestKind;

use crate::{FileId, IndexSnapshot};

/// A crate, an npm package or a Go module of this repository.
pub(super) struct Unit {
    pub(super) name: String,
    /// The manifest's folder.
    pub(super) folder: String,
    /// The root or entry file as the manifest names it, joined with the folder.
    pub(super) entry: String,
}

/// One path alias of a `tsconfig.json`.
pub(super) struct PathAlias {
    pub(super) folder: String,
    pub(super) prefix: String,
    pub(super) suffix: String,
    pub(super) is_pattern: bool,
    pub(super) target: String,
}

/// An import that gives a name another one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Renaming {
    pub(super) file: FileId,
    pub(super) alias: NameHash,
}

/// What the files say of themselves, together. Not every language asks for it, and it takes a look at every file.
#[derive(Default)]
struct Places {
    /// Packages and namespaces that some file declares, by the hash of their full names.
    packages: FxHashSet<NameHash>,
    /// Folders that hold a file, by the hash of their paths.
    folders: FxHashSet<NameHash>,
}

impl Places {
    fn read(snapshot: &IndexSnapshot) -> Self {
        let mut places = Self::default();
        for file in snapshot.files() {
            let view = snapshot.file(file);
            places.packages.insert(NameHash::of(view.package));
            places.folders.insert(NameHash::of(folder_of(view.path)));
        }
        places
    }
}

/// The project facts of one snapshot.
#[derive(Default)]
pub(crate) struct Project {
    pub(super) crates: Vec<Unit>,
    pub(super) go_modules: Vec<Unit>,
    pub(super) node_packages: Vec<Unit>,
    pub(super) path_aliases: Vec<PathAlias>,
    pub(super) path_bases: Vec<(String, String)>,
    places: OnceLock<Places>,
    renamings: OnceLock<FxHashMap<NameHash, Vec<Renaming>>>,
}

impl Project {
    /// Reads the manifests of `snapshot`.
    pub(crate) fn new(snapshot: &IndexSnapshot) -> Self {
        let mut project = Self::default();
        for (file, fact) in snapshot.manifest() {
            let folder = folder_of(snapshot.file(file).path);
            project.add(folder, fact.kind, fact.key, fact.value);
        }
        for units in [&mut project.crates, &mut project.go_modules, &mut project.node_packages] {
            units.sort_by(|a, b| b.name.len().cmp(&a.name.len()).then_with(|| a.folder.cmp(&b.folder)));
        }
        project.path_aliases.sort_by(|a, b| {
            (b.folder.len(), b.prefix.len()).cmp(&(a.folder.len(), a.prefix.len())).then_with(|| a.target.cmp(&b.target))
        });
        project.path_bases.sort_by_key(|(folder, _)| std::cmp::Reverse(folder.len()));
        project
    }

    /// True where some file declares that it belongs to the package or namespace `name`; `snapshot` is the one that this project was
    /// read from, here and below.
    pub(super) fn has_package(&self, snapshot: &IndexSnapshot, name: &str) -> bool {
        self.places(snapshot).packages.contains(&NameHash::of(name))
    }

    /// True where `folder` directly holds a file.
    pub(super) fn has_folder(&self, snapshot: &IndexSnapshot, folder: &str) -> bool {
        self.places(snapshot).folders.contains(&NameHash::of(folder))
    }

    fn places(&self, snapshot: &IndexSnapshot) -> &Places {
        self.places.get_or_init(|| Places::read(snapshot))
    }

    /// The imports anywhere that give `name` another name.
    pub(super) fn renamings_of(&self, snapshot: &IndexSnapshot, name: NameHash) -> &[Renaming] {
        self.renamings.get_or_init(|| renamings(snapshot)).get(&name).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, folder: &str, kind: ManifestKind, key: &str, value: &str) {
        let joined = join(folder, value).unwrap_or_default();
        let unit = |entry: String| Unit { name: key.to_owned(), folder: folder.to_owned(), entry };
        match kind {
            ManifestKind::Crate => self.crates.push(unit(joined)),
            ManifestKind::GoModule => self.go_modules.push(unit(joined)),
            ManifestKind::NodePackage => self.node_packages.push(unit(joined)),
            ManifestKind::TsPath => {
                let (prefix, suffix) = key.split_once('*').unwrap_or((key, ""));
                self.path_aliases.push(PathAlias {
                    folder: folder.to_owned(),
                    prefix: prefix.to_owned(),
                    suffix: suffix.to_owned(),
                    is_pattern: key.contains('*'),
                    target: joined,
                });
            }
            ManifestKind::TsBase => self.path_bases.push((folder.to_owned(), joined)),
        }
    }
}

/// Every import of the snapshot that renames what it takes, by the name it had.
fn renamings(snapshot: &IndexSnapshot) -> FxHashMap<NameHash, Vec<Renaming>> {
    let mut found: FxHashMap<NameHash, Vec<Renaming>> = FxHashMap::default();
    for file in snapshot.files() {
        for import in snapshot.imports_in(file) {
            let taken = if import.name.is_empty() { last_segment(import.path) } else { import.name };
            if !import.is_glob && taken != import.alias {
                found.entry(NameHash::of(taken)).or_default().push(Renaming { file, alias: import.alias_hash });
            }
        }
    }
    found
}

/// The last segment of a module path of any language.
pub(super) fn last_segment(path: &str) -> &str {
    path.rsplit(['/', '.', ':', '\\']).next().unwrap_or(path)
}

/// The folder of `path`; empty at the top.
pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The file name of `path`.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// The file name of `path` without its last extension.
pub(super) fn stem_of(path: &str) -> &str {
    let name = file_name(path);
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}

/// `relative` seen from `folder`, without `.` and `..`; `None` where it leaves the repository.
pub(super) fn join(folder: &str, relative: &str) -> Option<String> {
    let mut segments: Vec<&str> = folder.split('/').filter(|segment| !segment.is_empty()).collect();
    for segment in relative.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop()?;
            }
            _ => segments.push(segment),
        }
    }
    Some(segments.join("/"))
}

/// `folder` and everything above it, innermost first, the top (an empty string) last.
pub(super) fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    let mut next = Some(folder);
    std::iter::from_fn(move || {
        let current = next?;
        next = if current.is_empty() { None } else { Some(folder_of(current)) };
        Some(current)
    })
}

/// True where `path` lies in `folder` or below it.
pub(super) fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// How many leading folders two paths share.
pub(super) fn shared_folders(a: &str, b: &str) -> usize {
    folder_of(a).split('/').zip(folder_of(b).split('/')).take_while(|(a, b)| a == b && !a.is_empty()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_within_the_repository() {
        assert_eq!(join("a/b", "../c/./d").as_deref(), Some("a/c/d"));
        assert_eq!(join("", "x").as_deref(), Some("x"));
        assert_eq!(join("a", "../../x"), None);
    }

    #[test]
    fn ancestors_end_at_the_top() {
        assert_eq!(ancestors("a/b").collect::<Vec<_>>(), ["a/b", "a", ""]);
        assert_eq!(ancestors("").collect::<Vec<_>>(), [""]);
    }

    #[test]
    fn stems_keep_hidden_names_and_inner_dots() {
        assert_eq!(stem_of("a/b.test.ts"), "b.test");
        assert_eq!(stem_of(".bashrc"), ".bashrc");
        assert!(is_below("a/b/c", "a/b") && !is_below("a/bc", "a/b"));
        assert_eq!(shared_folders("a/b/x", "a/c/y"), 1);
    }
}
