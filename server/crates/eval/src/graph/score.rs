//! Compares what the graph says of a project with the truth in its sources.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use sapwood_base::{LineIndex, NameHash};
use sapwood_index::{
    Change, FileId, FileInput, Index, IndexSnapshot, ReferenceView, Resolver, SegmentBuilder, Stamp, SymbolId, Target,
};
use sapwood_syntax::{Input, ReferenceKind, SymbolKind, analyze};

use super::truth::{Expected, split};

/// Edges at least this sure count as sure.
const SURE: f32 = 0.9;

/// Counts for one language.
#[derive(Debug, Clone, Default)]
pub struct Score {
    /// The project's folder.
    pub language: String,
    /// Uses with a truth.
    pub uses: usize,
    /// Uses whose definition is in the project.
    pub internal: usize,
    /// Sure edges at those uses.
    pub sure_edges: usize,
    /// Sure edges that are right.
    pub sure_right: usize,
    /// Uses that a sure edge leads to their definition.
    pub sure_found: usize,
    /// Uses with an edge.
    pub answered: usize,
    /// Uses whose first edge is right.
    pub right: usize,
    /// Uses with their definition among the edges.
    pub found: usize,
    /// Uses in marked files about which the truth says nothing.
    pub unmarked: usize,
    /// What is wrong or missing, in words.
    pub misses: Vec<String>,
}

impl Score {
    /// Right among sure edges.
    pub fn sure_precision(&self) -> f64 {
        ratio(self.sure_right, self.sure_edges)
    }

    /// Uses with a definition that a sure edge leads there.
    pub fn sure_recall(&self) -> f64 {
        ratio(self.sure_found, self.internal)
    }

    /// Right among first edges.
    pub fn precision(&self) -> f64 {
        ratio(self.right, self.answered)
    }

    /// Uses with a definition that any edge leads there.
    pub fn recall(&self) -> f64 {
        ratio(self.found, self.internal)
    }

    /// Adds the counts of `other`.
    pub fn add(&mut self, other: &Self) {
        self.uses += other.uses;
        self.internal += other.internal;
        self.sure_edges += other.sure_edges;
        self.sure_right += other.sure_right;
        self.sure_found += other.sure_found;
        self.answered += other.answered;
        self.right += other.right;
        self.found += other.found;
        self.unmarked += other.unmarked;
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// A project in memory with its truth.
struct Project {
    index: Index,
    texts: BTreeMap<String, String>,
    expected: BTreeMap<String, Vec<Expected>>,
}

/// Scores the project in `folder`.
pub fn score(folder: &Path) -> Result<Score> {
    let project = load(folder)?;
    let snapshot = project.index.snapshot();
    let language = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut score = Score { language, ..Score::default() };
    for (path, expected) in &project.expected {
        let Some(file) = snapshot.file_by_path(path) else { bail!("{path} is not in the index") };
        let lines = LineIndex::new(&project.texts[path]);
        score_file(&snapshot, file, &lines, expected, &mut score);
    }
    Ok(score)
}

fn load(folder: &Path) -> Result<Project> {
    let mut project = Project { index: Index::in_memory(), texts: BTreeMap::new(), expected: BTreeMap::new() };
    let mut builder = SegmentBuilder::new();
    let mut paths = Vec::new();
    list(folder, "", &mut paths)?;
    for path in paths {
        let raw = std::fs::read_to_string(folder.join(&path)).with_context(|| path.clone())?;
        let (text, expected) = split(&path, &raw);
        let class = sapwood_grammars::classify(&path, text.as_bytes());
        let language = sapwood_grammars::detect(&path, text.as_bytes());
        let facts = analyze(&Input { path: &path, text: &text, language });
        builder
            .add(&FileInput { path: &path, text: &text, class, stamp: Stamp { modified: 0, size: 0, content: [0; 16] } }, &facts);
        if !expected.is_empty() {
            project.expected.insert(path.clone(), expected);
        }
        project.texts.insert(path, text);
    }
    project.index.apply(Change { segments: vec![builder.finish()?], ..Change::default() });
    Ok(project)
}

fn list(root: &Path, below: &str, paths: &mut Vec<String>) -> Result<()> {
    for entry in std::fs::read_dir(root.join(below))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        if entry.file_type()?.is_dir() { list(root, &path, paths)? } else { paths.push(path) }
    }
    paths.sort();
    Ok(())
}

/// One use that is compared.
struct Case<'a> {
    reference: ReferenceView<'a>,
    line: u32,
}

fn score_file(snapshot: &IndexSnapshot, file: FileId, lines: &LineIndex, expected: &[Expected], score: &mut Score) {
    let mut resolver = Resolver::new(snapshot);
    let path = snapshot.file(file).path;
    let mut cases: Vec<Case<'_>> =
        snapshot.references_in(file).map(|reference| Case { reference, line: lines.line_of(reference.at) }).collect();
    cases.sort_by_key(|case| (case.reference.at, case.reference.id));
    let mut used = vec![false; cases.len()];
    for it in expected {
        let target = it.target.as_ref().and_then(|id| target_of(snapshot, id));
        if let (Some(id), None) = (&it.target, target) {
            score.unmarked += 1;
            score.misses.push(format!("{path}:{}: the truth names no definition: {id}", it.line + 1));
            continue;
        }
        let hash = NameHash::of(&it.name);
        let on_line = |at: &usize| !used[*at] && cases[*at].line == it.line && cases[*at].reference.name == hash;
        let place = (0..cases.len()).find(on_line);
        let earlier = || earlier_use(snapshot, &cases, file, it);
        match place {
            Some(at) => {
                used[at] = true;
                compare(snapshot, &mut resolver, &cases[at].reference, path, it, target, score);
            }
            None => match earlier() {
                Some(reference) => compare(snapshot, &mut resolver, &reference, path, it, target, score),
                None => missing(path, it, target, score),
            },
        }
    }
    for (case, _) in cases.iter().zip(&used).filter(|(_, used)| !**used) {
        if needs_truth(snapshot, &case.reference) {
            score.unmarked += 1;
            let names: Vec<&str> =
                snapshot.symbols_named(case.reference.name).map(|it| snapshot.symbol(it).name).take(1).collect();
            score.misses.push(format!("{path}:{}: no truth about {:?} {names:?}", case.line + 1, case.reference.kind));
        }
    }
}

/// Equal uses in one definition are one reference: the first of them stands for this one.
fn earlier_use<'a>(snapshot: &'a IndexSnapshot, cases: &[Case<'a>], file: FileId, it: &Expected) -> Option<ReferenceView<'a>> {
    let hash = NameHash::of(&it.name);
    let symbol = snapshot
        .symbols_in(file)
        .filter(|&id| {
            let lines = snapshot.symbol(id).lines;
            lines.start <= it.line && it.line <= lines.end
        })
        .last();
    let same = |case: &&Case<'a>| case.reference.name == hash && case.reference.symbol == symbol && case.reference.count > 1;
    cases.iter().filter(|case| case.line <= it.line).rev().find(same).map(|case| case.reference)
}

fn target_of(snapshot: &IndexSnapshot, id: &str) -> Option<SymbolId> {
    match snapshot.find_symbol(id)[..] {
        [only] => Some(only),
        _ => None,
    }
}

/// True where a use is of a kind that the truth must speak of, and its name is one that the project defines.
fn needs_truth(snapshot: &IndexSnapshot, reference: &ReferenceView<'_>) -> bool {
    let is_kind = !matches!(reference.kind, ReferenceKind::Value | ReferenceKind::Mention);
    is_kind && snapshot.symbols_named(reference.name).any(|it| snapshot.symbol(it).kind != SymbolKind::Entry)
}

fn compare(
    snapshot: &IndexSnapshot,
    resolver: &mut Resolver<'_>,
    reference: &ReferenceView<'_>,
    path: &str,
    it: &Expected,
    truth: Option<SymbolId>,
    score: &mut Score,
) {
    let targets = resolver.resolve(reference.id);
    let is_right = |target: &Target| truth.is_some_and(|truth| is_same(snapshot, target.symbol, truth));
    let sure: Vec<&Target> = targets.iter().filter(|target| target.confidence >= SURE).collect();
    score.uses += 1;
    score.internal += usize::from(truth.is_some());
    score.sure_edges += sure.len();
    score.sure_right += sure.iter().filter(|target| is_right(target)).count();
    score.sure_found += usize::from(sure.iter().any(|target| is_right(target)));
    score.answered += usize::from(!targets.is_empty());
    score.right += usize::from(targets.first().is_some_and(is_right));
    score.found += usize::from(targets.iter().any(is_right));
    let is_wrong = sure.iter().any(|target| !is_right(target));
    let is_missed = truth.is_some() && !sure.iter().any(|target| is_right(target));
    if is_wrong || is_missed {
        let word = if is_wrong { "WRONG" } else { "unsure" };
        let said: Vec<String> = targets
            .iter()
            .map(|target| format!("{} {:.2}", snapshot.node_id(&target.symbol.into()), target.confidence))
            .collect();
        let wanted = it.target.as_deref().unwrap_or("nothing");
        let (kind, receiver) = (reference.kind, reference.receiver);
        let line = it.line + 1;
        score.misses.push(format!("{path}:{line}: {word}: {kind:?} {} {receiver:?}: {said:?}, truth {wanted}", it.name));
    }
}

fn missing(path: &str, it: &Expected, truth: Option<SymbolId>, score: &mut Score) {
    score.uses += 1;
    score.internal += usize::from(truth.is_some());
    if truth.is_some() {
        score.misses.push(format!("{path}:{}: not read as a use: {}", it.line + 1, it.name));
    }
}

/// A construction may lead to the type or to its constructor.
fn is_same(snapshot: &IndexSnapshot, answer: SymbolId, truth: SymbolId) -> bool {
    let (answered, wanted) = (snapshot.symbol(answer), snapshot.symbol(truth));
    let is_constructor = answered.kind == SymbolKind::Constructor && wanted.kind.is_type();
    answer == truth || (is_constructor && answered.owner_hash == wanted.name_hash && answered.file == wanted.file)
}
