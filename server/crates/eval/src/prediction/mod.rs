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
use self::ngram::{Ngram, Repository};
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
    #[arg(long, default_value_t = 10)]
    files: usize,
    /// Lines typed of each file, from its first.
    #[arg(long, default_value_t = 250)]
    lines: usize,
    /// Varies which files are held out.
    #[arg(long, default_value = "")]
    salt: String,
    /// Thresholds to try; the first is the product's own.
    #[arg(long, value_delimiter = ',', default_value = "0.375,0.3,0.45")]
    thresholds: Vec<f32>,
    /// The baseline's thresholds.
    #[arg(long, value_delimiter = ',', default_value = "0.2,0.25,0.3,0.35,0.4,0.45,0.5")]
    baseline: Vec<f64>,
    /// Shows suggestions with the lines they were made for.
    #[arg(long)]
    show: bool,
    /// Where the report is written.
    #[arg(long)]
    report: Option<PathBuf>,
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
        let mut rows = Vec::new();
        for &threshold in &options.thresholds {
            let (outcome, mut times) = product(&corpus, options, threshold);
            times.sort_by(f64::total_cmp);
            rows.push((f64::from(threshold), outcome));
            table.times.append(&mut times);
        }
        table.add(name, Method::Ours, rows);
        let mut repository = Repository::of(&corpus);
        for (method, cuts) in [(Method::WholeLines, false), (Method::Cut, true)] {
            let rows = options.baseline.iter();
            let rows = rows.map(|&threshold| (threshold, baseline(&corpus, &mut repository, options, threshold, cuts)));
            table.add(name, method, rows.collect());
        }
    }
    let text = table.text();
    write!(std::io::stdout().lock(), "{text}")?;
    if let Some(report) = &options.report {
        std::fs::write(report, text).with_context(|| report.display().to_string())?;
    }
    Ok(())
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

fn baseline(corpus: &Corpus, repository: &mut Repository, options: &Options, threshold: f64, cuts: bool) -> Outcome {
    let mut total = Outcome::default();
    for &at in &corpus.held_out {
        let file = &corpus.files[at];
        let Some(rules) = &file.rules else { continue };
        let mut counted = lines(&file.text, rules);
        counted.truncate(options.lines);
        total.add(&type_file(&file.text, &counted, &mut Ngram::new(repository, *rules, threshold, cuts)));
    }
    total
}
