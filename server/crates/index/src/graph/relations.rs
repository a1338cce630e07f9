//! Relations that no single reference states: tests and what they test, methods and what they override.

use sapwood_base::NameHash;
use sapwood_grammars::{FileClass, is_test_path};
use sapwood_syntax::SymbolKind;

use super::namesakes::with_definitions;
use super::project::{folder_of, shared_folders, stem_of};
use super::resolve::{Resolver, Want};
use super::scope::{Candidate, chain};
use super::wanted::constructor_names;
use crate::{FileId, ReferenceView, SymbolId};

/// Namesakes of a method that are looked at for overrides.
const MAX_NAMESAKES: usize = 300;
const TEST_PREFIXES: &[&str] = &["test_"];
const TEST_SUFFIXES: &[&str] =
    &["_test", "_tests", "_spec", "_unittest", ".test", ".spec", ".e2e", "TestCase", "Tests", "Test", "Spec", "IT"];

/// The file stands beside the tested one or in the mirror folder.
const NEAR: f32 = 0.9;
/// The only file of that name, somewhere else.
const FAR: f32 = 0.7;

impl Resolver<'_> {
    /// The file that the test file `file` is named after.
    pub(super) fn tested_file(&self, file: FileId) -> Option<(FileId, f32)> {
        let view = self.snapshot.file(file);
        if view.class != FileClass::Test && !is_test_path(view.path) {
            return None;
        }
        let base = tested_stem(stem_of(view.path))?;
        let mut found: Vec<FileId> = self.snapshot.files_by_stem(base);
        found.retain(|&other| {
            other != file && self.family_of(other) == self.family_of(file) && self.snapshot.file(other).class == FileClass::Source
        });
        let nearness = |&other: &FileId| {
            let path = self.snapshot.file(other).path;
            (folder_of(path) == folder_of(view.path), shared_folders(path, view.path))
        };
        let best =
            found.iter().copied().max_by_key(|other| (nearness(other), std::cmp::Reverse(self.snapshot.file(*other).path)))?;
        let rivals = found.iter().filter(|other| nearness(other) == nearness(&best)).count();
        let is_near = nearness(&best).0;
        Some((best, if is_near { NEAR } else { FAR / rivals as f32 }))
    }

    /// The test files that are named after `file`.
    pub(super) fn tests_of_file(&self, file: FileId) -> Vec<(FileId, f32)> {
        let stem = stem_of(self.snapshot.file(file).path);
        let before = TEST_PREFIXES.iter().map(|prefix| format!("{prefix}{stem}"));
        let behind = TEST_SUFFIXES.iter().map(|suffix| format!("{stem}{suffix}"));
        let candidates: Vec<FileId> = before.chain(behind).flat_map(|name| self.snapshot.files_by_stem(&name)).collect();
        let tests = candidates.into_iter().filter_map(|test| match self.tested_file(test) {
            Some((tested, confidence)) if tested == file => Some((test, confidence)),
            _ => None,
        });
        tests.collect()
    }

    /// True where a call of its type calls the member `symbol`.
    pub(super) fn is_constructor(&self, symbol: SymbolId) -> bool {
        let view = self.snapshot.symbol(symbol);
        let names = constructor_names(self.family_of(view.file), view.owner_hash);
        let is_named = !view.owner_hash.is_none() && names.contains(&view.name_hash);
        // A method of Java may be called `constructor`; a type of C++ may stand in a type of its own name.
        is_named && view.kind.is_callable() && (view.name_hash == view.owner_hash || view.kind != SymbolKind::Method)
    }

    /// The constructors of its own that the type `symbol` has for a call with that many arguments.
    pub(super) fn constructors_of(&mut self, symbol: SymbolId, arity: Option<u8>) -> Vec<SymbolId> {
        let view = self.snapshot.symbol(symbol);
        if !view.kind.is_type() {
            return Vec::new();
        }
        let names = constructor_names(self.family_of(view.file), view.name_hash);
        let mut found: Vec<Candidate> = Vec::new();
        for name in names.into_iter().filter(|name| !name.is_none()) {
            found.extend(self.own_members(symbol, name));
        }
        found.retain(|it| self.is_constructor(it.id));
        with_definitions(found, Want::Call, arity).into_iter().map(|it| it.id).collect()
    }

    /// True where `symbol` is a test or stands in a file of tests.
    pub(super) fn is_in_tests(&self, symbol: SymbolId) -> bool {
        let view = self.snapshot.symbol(symbol);
        view.is_test || self.snapshot.file(view.file).class == FileClass::Test
    }

    /// True where a use stands in a test, or in a file of tests.
    pub(super) fn is_test_use(&self, view: &ReferenceView<'_>) -> bool {
        let file = self.snapshot.file(view.file);
        let is_test = |symbol: &SymbolId| self.snapshot.symbol(*symbol).is_test;
        file.class == FileClass::Test
            || self.snapshot.is_aside_file(view.file)
            || chain(self.snapshot, view.symbol).iter().any(is_test)
    }

    /// True for what tests define, or what is written for them.
    pub(super) fn is_test_help(&self, candidate: &Candidate) -> bool {
        let file = self.snapshot.file(candidate.file);
        file.class == FileClass::Test || self.snapshot.is_aside_file(candidate.file) || self.is_in_tests(candidate.id)
    }

    /// The type that `member` belongs to where no type encloses it (`impl`, Go, C++).
    pub(super) fn own_type(&mut self, member: SymbolId) -> Option<SymbolId> {
        let view = self.snapshot.symbol(member);
        if view.owner_hash.is_none() {
            return None;
        }
        let scope = self.scope(view.file);
        let around = chain(self.snapshot, Some(member));
        self.enclosing_types(&scope, &around).into_iter().find(|&id| id != member)
    }

    /// Members of the type `symbol` that stand outside its definition.
    pub(super) fn members_elsewhere(&mut self, symbol: SymbolId) -> Vec<SymbolId> {
        let view = self.snapshot.symbol(symbol);
        if !view.kind.is_type() {
            return Vec::new();
        }
        let candidates: Vec<SymbolId> = self
            .snapshot
            .symbols_in(view.file)
            .filter(|&id| {
                let member = self.snapshot.symbol(id);
                member.owner_hash == view.name_hash && member.parent != Some(symbol)
            })
            .collect();
        candidates.into_iter().filter(|&id| self.own_type(id) == Some(symbol)).collect()
    }

    /// The methods of parent types that the method `symbol` stands in for.
    pub(super) fn overridden(&mut self, symbol: SymbolId) -> Vec<SymbolId> {
        let view = self.snapshot.symbol(symbol);
        if !view.kind.is_callable() || view.owner_hash.is_none() {
            return Vec::new();
        }
        let Some(owner) = self.own_type(symbol) else { return Vec::new() };
        let mut found = Vec::new();
        for base in self.bases_of(owner).types.clone() {
            let members = self.members_of(base, view.name_hash);
            let same = members.found.iter().filter(|it| it.kind.is_callable() && it.id != symbol);
            let fitting = same.filter(|it| it.arity.is_none() || view.arity.is_none() || it.arity == view.arity);
            found.extend(fitting.map(|it| it.id));
        }
        found.dedup();
        found
    }

    /// The methods of descendant types that stand in for the method `symbol`.
    pub(super) fn overriding(&mut self, symbol: SymbolId) -> Vec<SymbolId> {
        let view = self.snapshot.symbol(symbol);
        if !view.kind.is_callable() || view.owner_hash == NameHash::NONE {
            return Vec::new();
        }
        let namesakes = self.named(view.name_hash);
        if namesakes.len() > MAX_NAMESAKES {
            return Vec::new();
        }
        let family = self.family_of(view.file);
        let others: Vec<SymbolId> = namesakes
            .iter()
            .filter(|it| it.id != symbol && it.kind.is_callable() && self.family_of(it.file) == family)
            .map(|it| it.id)
            .collect();
        others.into_iter().filter(|&other| self.overridden(other).contains(&symbol)).collect()
    }
}

/// `stem` without what marks it as the name of a test.
fn tested_stem(stem: &str) -> Option<&str> {
    let bare = TEST_SUFFIXES.iter().find_map(|suffix| stem.strip_suffix(suffix));
    let bare = bare.or_else(|| TEST_PREFIXES.iter().find_map(|prefix| stem.strip_prefix(prefix)));
    bare.filter(|bare| !bare.is_empty())
}
