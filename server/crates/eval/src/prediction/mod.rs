//! What local prediction saves somebody who types files of real repositories anew.

pub mod corpus;
pub mod ngram;
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
    #[arg(long, default_value_t = 12)]
    files: usize,
    /// Lines typed of each file, from its first.
    #[arg(long, default_value_t = 250)]
    lines: usize,
    /// Varies which files are held out.
    #[arg(long, default_value = "")]
    salt: String,
    /// Thresholds to try.
    #[arg(long, value_delimiter = ',', default_value = "0.5")]
    thresholds: Vec<f32>,
    /// The baseline's thresholds.
    #[arg(long, value_delimiter = ',', default_value = "0.02,0.05,0.1,0.2,0.3,0.5")]
    baseline: Vec<f64>,
    /// Shows suggestions with what came instead.
    #[arg(long)]
    show: bool,
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
    let mut out = std::io::stdout().lock();
    for name in &options.names {
        let (name, extension) = name.split_once(':').context("a repository is written owner/name:extension")?;
        let corpus = Corpus::read(&options.repos, name, extension, options.files, &options.salt)?;
        let removed = corpus.held_out.iter().map(|&at| corpus.files[at].path.clone()).collect();
        corpus.index.apply(Change { removed, ..Change::default() });
        for &threshold in &options.thresholds {
            let (outcome, mut times) = product(&corpus, options, threshold);
            times.sort_by(f64::total_cmp);
            let at = |share: f64| times.get((times.len() as f64 * share) as usize).copied().unwrap_or(0.0);
            let label = format!("ours {threshold} (p50 {:.2} p95 {:.2} ms)", at(0.5), at(0.95));
            print(&mut out, name, &label, &outcome)?;
        }
        let mut repository = Repository::of(&corpus);
        for cuts in [false, true] {
            for &threshold in &options.baseline {
                let outcome = baseline(&corpus, &mut repository, options, threshold, cuts);
                print(&mut out, name, &format!("n-gram {}{threshold}", if cuts { "cut " } else { "" }), &outcome)?;
            }
        }
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

fn print(out: &mut impl std::io::Write, name: &str, label: &str, outcome: &Outcome) -> Result<()> {
    writeln!(
        out,
        "{name:24} {label:36} chars {} saved {:5.2} % ({:5.2} whole-right) precision {:5.1} % whole {:5.1} % shown {:.2}/100 start {:.2} %",
        outcome.chars,
        100.0 * outcome.saved_share(),
        100.0 * outcome.saved as f64 / outcome.chars.max(1) as f64,
        100.0 * outcome.precision(),
        100.0 * outcome.whole as f64 / outcome.shown.max(1) as f64,
        100.0 * outcome.shown as f64 / outcome.chars.max(1) as f64,
        100.0 * outcome.from_start as f64 / outcome.lines.max(1) as f64,
    )?;
    Ok(())
}
