//! Writes what the product knows of each line that may have to follow, and whether it does, to fit the judgement.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use anyhow::{Context, Result};
use sapwood_assist::next_edit::{Candidate, candidates, feature_names};
use sapwood_context::search::Texts;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::items::Gold;
use super::product::Case;
use super::proposal::{Proposal, places};

/// A line of the file, after the first, which holds the names of the features.
#[derive(Serialize)]
struct Row<'a> {
    item: &'a str,
    repo: &'a str,
    kind: &'a str,
    negative: bool,
    path: &'a str,
    /// 0-based.
    line: u32,
    /// Within two rows of an edit that follows.
    hit: bool,
    /// In the lines of an edit that follows.
    inside: bool,
    /// The content gives all lines of it.
    exact: bool,
    /// The content gives its lines as far as it replaces them, where as many follow as stood there.
    line_exact: bool,
    /// There is a content.
    known: bool,
    features: Vec<f32>,
}

/// The rows of one item.
pub fn rows(case: &Case<'_>, limit: usize) -> Result<String> {
    let token = CancellationToken::new();
    let query = case.query(limit, &token);
    let mut text = String::new();
    for candidate in candidates(&query) {
        let row = row(case, &candidate);
        let _ = writeln!(text, "{}", serde_json::to_string(&row)?);
    }
    Ok(text)
}

fn row<'a>(case: &Case<'a>, candidate: &'a Candidate) -> Row<'a> {
    let proposal = proposal(case, candidate);
    let place = proposal.as_ref().and_then(|proposal| places(std::slice::from_ref(proposal)).pop());
    let near: Vec<&Gold> = case.item.gold.iter().filter(|gold| place.as_ref().is_some_and(|place| place.hits(gold))).collect();
    let (known, rows) = (candidate.text.is_some(), &candidate.lines);
    let end = |gold: &Gold| gold.start - 1 + gold.old.len() as u32;
    Row {
        item: &case.item.id,
        repo: &case.item.repo,
        kind: &case.item.kind,
        negative: case.item.is_negative(),
        path: &candidate.path,
        line: rows.start,
        hit: !near.is_empty(),
        inside: near.iter().any(|gold| rows.start < end(gold) && rows.end.max(rows.start + 1) > gold.start - 1),
        exact: known && near.iter().any(|gold| place.as_ref().is_some_and(|place| place.gives(gold))),
        line_exact: known && near.iter().any(|gold| proposal.as_ref().is_some_and(|proposal| agrees(proposal, gold))),
        known,
        features: candidate.features.iter().map(|value| (value * 10_000.0).round() / 10_000.0).collect(),
    }
}

/// True where `proposal` replaces lines of `gold`, each by what the commit writes there.
fn agrees(proposal: &Proposal, gold: &Gold) -> bool {
    let line_of = |row: u32| row.checked_sub(gold.start - 1).and_then(|at| gold.new.get(at as usize));
    let is_same = |(row, new): (u32, &String)| line_of(row).is_some_and(|line| line.trim_end() == new.trim_end());
    let as_many = gold.old.len() == gold.new.len() && proposal.old.len() == proposal.new.len();
    as_many && !proposal.new.is_empty() && (proposal.start..).zip(&proposal.new).all(is_same)
}

fn proposal(case: &Case<'_>, candidate: &Candidate) -> Option<Proposal> {
    let text = case.texts.text(&candidate.path)?;
    let lines = text.split('\n').skip(candidate.lines.start as usize);
    let old: Vec<String> = lines.take(candidate.lines.len()).map(str::to_owned).collect();
    let new = match &candidate.text {
        None => old.clone(),
        Some(text) => text.iter().flat_map(|text| text.split('\n')).map(str::to_owned).collect(),
    };
    let (path, start) = (candidate.path.clone(), candidate.lines.start);
    Some(Proposal { path, start, old, new, confidence: 1.0, reason: String::new() })
}

/// The file that rows are written to, as far as they are known.
pub struct Dump(BufWriter<File>);

impl Dump {
    /// A new file, with the names of the features.
    pub fn create(file: &Path) -> Result<Self> {
        let mut out = BufWriter::new(File::create(file).with_context(|| file.display().to_string())?);
        writeln!(out, "{}", serde_json::json!({ "feature_names": feature_names() }))?;
        Ok(Self(out))
    }

    /// Adds `rows`.
    pub fn add<'a>(&mut self, rows: impl Iterator<Item = &'a str>) -> Result<()> {
        for rows in rows {
            self.0.write_all(rows.as_bytes())?;
        }
        Ok(self.0.flush()?)
    }
}
