//! What local prediction saves somebody who types files of real repositories anew.

pub mod corpus;
pub mod ngram;
mod report;
pub mod typing;

use std::io::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};
use sapwood_assist::predict::{PredictOptions, predict};
use sapwood_context::completion::CompletionPlace;
use sapwood_index::{Change, Index};
use tokio_util::sync::CancellationToken;

use self::corpus::{Corpus, SourceFile, typed_segment};
use self::ngram::{Ngram, Paths, Repository};
use self::report::{Method, Table};
use self::typing::{Outcome, Suggests, lines, type_file};

/// Options of the `prediction` subcommand.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The folder with the bare repositories.
    #[arg(long)]
    repos: PathBuf,
    /// `owner/name:extension`, for each repository.
    #[arg(long = "repo", required = true)]
    names: Vec<String>,
    /// Files held out of each.
    #[arg(long, default_value_t = 6)]
    files: usize,
    /// Lines typed of each file, from its first.
    #[arg(long, default_value_t = 250)]
    lines: usize,
    /// Varies which files are held out.
    #[arg(long, default_value = "")]
    salt: String,
    /// Thresholds to try; the first is the product's own.
    #[arg(long, value_delimiter = ',', default_value = "0.40625,0.375,0.3,0.45")]
    thresholds: Vec<f32>,
    /// The baseline's thresholds.
    #[arg(long, value_delimiter = ',', default_value = "0.2,0.25,0.3,0.35,0.4,0.45,0.5")]
    baseline: Vec<f64>,
    /// Shows suggestions with the lines they were made for.
    #[arg(long)]
    show: bool,
    /// Where the report is written.
    #[arg(long, alias = "report")]
    write: Option<PathBuf>,
}

/// The product's predictor at work on one file.
struct Product<'a> {
    index: &'a Index,
    file: &'a SourceFile,
    threshold: f32,
    times: Vec<f64>,
}

impl Suggests for Product<'_> {
    fn line(&mut self, text: &str) {
        // As the server does, the graph and the streams learn what is typed.
        if let Ok(segment) = typed_segment(self.file, text) {
            self.index.apply(Change { segments: vec![segment], overlay: true, ..Change::default() });
        }
    }

    fn suggest(&mut self, text: &str) -> Option<String> {
        let snapshot = self.index.snapshot();
        let place = CompletionPlace { path: &self.file.path, text, offset: text.len() as u32, recent: &[] };
        let options = PredictOptions { threshold: self.threshold, multi_line: false, limit: 1 };
        let start = Instant::now();
        let found = predict(&snapshot, &place, &options, &CancellationToken::new());
        self.times.push(start.elapsed().as_secs_f64() * 1e3);
        found.into_iter().next().map(|prediction| prediction.text)
    }
}

/// Prints what it sees of another.
struct Shown<'a>(&'a mut dyn Suggests);

impl Suggests for Shown<'_> {
    fn line(&mut self, text: &str) {
        self.0.line(text);
    }

    fn suggest(&mut self, text: &str) -> Option<String> {
        let found = self.0.suggest(text)?;
        let line = text.rsplit('\n').next().unwrap_or("");
        let row = writeln!(std::io::stdout().lock(), "{line}⟦{found}⟧");
        row.ok().map(|()| found)
    }
}

/// Types the held-out files of every repository and prints the table.
pub fn run(options: &Options) -> Result<()> {
    let mut table = Table::default();
    for name in &options.names {
        let (name, extension) = name.split_once(':').context("a repository is written owner/name:extension")?;
        let corpus = Corpus::read(&options.repos, name, extension, options.files, &options.salt)?;
        let removed = corpus.held_out.iter().map(|&at| corpus.files[at].path.clone()).collect();
        corpus.index.apply(Change { removed, ..Change::default() });
        let (ours, theirs) = rayon::join(|| products(&corpus, options), || baselines(&corpus, options));
        table.times.extend(ours.iter().flat_map(|row| &row.2));
        table.add(name, Method::Ours, ours.into_iter().map(|row| (row.0, row.1)).collect());
        for (method, rows) in theirs {
            table.add(name, method, rows);
        }
    }
    let text = table.text(options.files, options.lines);
    write!(std::io::stdout().lock(), "{text}")?;
    if let Some(file) = &options.write {
        std::fs::write(file, text).with_context(|| file.display().to_string())?;
    }
    Ok(())
}

/// The product's threshold, outcome and milliseconds of every prediction, for each threshold.
fn products(corpus: &Corpus, options: &Options) -> Vec<(f64, Outcome, Vec<f64>)> {
    let row = |&threshold: &f32| {
        let (outcome, times) = product(corpus, options, threshold);
        ((f64::from(threshold) * 1e4).round() / 1e4, outcome, times)
    };
    options.thresholds.iter().map(row).collect()
}

fn product(corpus: &Corpus, options: &Options, threshold: f32) -> (Outcome, Vec<f64>) {
    let (mut total, mut times) = (Outcome::default(), Vec::new());
    for &at in &corpus.held_out {
        let file = &corpus.files[at];
        let Some(rules) = &file.rules else { continue };
        let mut counted = lines(&file.text, rules);
        counted.truncate(options.lines);
        let mut product = Product { index: &corpus.index, file, threshold, times: Vec::new() };
        let outcome = if options.show {
            type_file(&file.text, &counted, &mut Shown(&mut product))
        } else {
            type_file(&file.text, &counted, &mut product)
        };
        times.append(&mut product.times);
        total.add(&outcome);
        corpus.index.apply(Change { closed: vec![file.path.clone()], ..Change::default() });
    }
    (total, times)
}

/// The baseline's outcome for each form and threshold.
fn baselines(corpus: &Corpus, options: &Options) -> [(Method, Vec<(f64, Outcome)>); 2] {
    let mut repository = Repository::of(corpus);
    let lowest = options.baseline.iter().copied().fold(1.0, f64::min);
    let none = || options.baseline.iter().map(|&threshold| (threshold, Outcome::default())).collect();
    let mut rows: [(Method, Vec<(f64, Outcome)>); 2] = [(Method::WholeLines, none()), (Method::Cut, none())];
    for &at in &corpus.held_out {
        let file = &corpus.files[at];
        let Some(rules) = &file.rules else { continue };
        let mut counted = lines(&file.text, rules);
        counted.truncate(options.lines);
        let mut paths = Paths::default();
        for (method, row) in &mut rows {
            for (threshold, outcome) in row {
                let cuts = *method == Method::Cut;
                let mut typist = Ngram::new(&mut repository, &mut paths, *rules, lowest, *threshold, cuts);
                outcome.add(&type_file(&file.text, &counted, &mut typist));
            }
        }
    }
    rows
}
