//! Next edit: the first hunks of a real commit are the history, its related hunks are to be found.

pub mod baselines;
pub mod dump;
pub mod items;
pub mod product;
pub mod proposal;
pub mod report;
pub mod score;
pub mod show;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use rayon::prelude::*;
use sapwood_assist::next_edit::NextEditSettings;

use crate::git::Repository;
use crate::trees::{Indexer, Trees, read_items};
use baselines::Baseline;
use items::Item;
use product::{Case, with_case};
use report::Method;
use score::{Answer, Verdict};

/// An index is begun anew after that many trees.
const STEPS: usize = 16;
/// Confidences whose figures are reported.
const THRESHOLDS: [f32; 12] = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98];

/// What to replay.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Folder with the `c_*.jsonl` items.
    #[arg(long)]
    items: PathBuf,
    /// Folder with the bare repositories, `owner+name/repo`.
    #[arg(long)]
    repos: PathBuf,
    /// Only N items of each repository's file, spread over it.
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// Only repositories whose name contains this.
    #[arg(long, value_name = "NAME")]
    repo: Option<String>,
    /// Keep texts and segments of the trees here between runs.
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
    /// Show from this confidence on.
    #[arg(long, value_name = "CONFIDENCE")]
    threshold: Option<f32>,
    /// At most this many suggestions.
    #[arg(long, value_name = "N", default_value_t = NextEditSettings::default().limit)]
    limit: usize,
    /// Score the baselines too.
    #[arg(long)]
    baselines: bool,
    /// Measure alone, one item after the other, how long an answer takes.
    #[arg(long)]
    latency: bool,
    /// Write what is known of each line that may have to follow to this file, and no report.
    #[arg(long, value_name = "FILE")]
    dump: Option<PathBuf>,
    #[command(flatten)]
    choice: show::Choice,
    /// Write the rows of every method to this file.
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "server/crates/eval/results/next-edit.md")]
    write: Option<PathBuf>,
}

impl Options {
    /// The baselines to score.
    fn baselines(&self) -> impl Iterator<Item = Baseline> {
        let wanted = self.baselines || self.write.is_some();
        Baseline::ALL.into_iter().filter(move |_| wanted)
    }
}

/// One item, and the answer of every method: the product's first.
struct Replayed {
    item: Item,
    answers: Vec<Answer>,
    latency: Option<Duration>,
    /// Rows for [`Options::dump`].
    dumped: String,
}

/// Replays the items and reports the rows of every method.
#[allow(clippy::print_stdout, reason = "the report is this program's output")]
pub fn run(options: &Options) -> Result<()> {
    let repositories = read_items(&options.items, "c_", options.repo.as_deref(), options.sample, |item: &Item| &item.repo)?;
    if let Some(file) = &options.dump {
        let mut dump = dump::Dump::create(file)?;
        for (name, items) in repositories {
            dump.add(replay(options, &name, items)?.iter().map(|replayed| replayed.dumped.as_str()))?;
        }
        return Ok(());
    }
    let mut replayed = Vec::new();
    for (name, items) in repositories {
        replayed.extend(replay(options, &name, items)?);
    }
    let threshold = options.threshold.unwrap_or(NextEditSettings::default().threshold);
    if options.choice.count() > 0 {
        show_cases(options, &replayed, threshold);
        return Ok(());
    }
    let method = |(at, name): (usize, &'static str)| Method {
        name,
        answers: replayed.iter().map(|replayed| (&replayed.item, &replayed.answers[at])).collect(),
        threshold: if at == 0 { threshold } else { 0.0 },
    };
    let names = std::iter::once("sapwood next-edit").chain(options.baselines().map(Baseline::name));
    let mut methods: Vec<Method<'_>> = names.enumerate().map(method).collect();
    methods.rotate_left(1);
    let Some(product) = methods.last() else { return Ok(()) };
    let figures = [
        report::methods(&methods),
        report::repositories(product),
        report::kinds(product),
        report::thresholds(product, &THRESHOLDS),
    ]
    .join("\n");
    print!("{figures}\n{}", times(&replayed));
    match &options.write {
        Some(file) => report::write(file, &figures),
        None => Ok(()),
    }
}

/// Answers the items of one repository, in order of time.
fn replay(options: &Options, name: &str, mut items: Vec<Item>) -> Result<Vec<Replayed>> {
    items.sort_by_key(|item| item.time);
    let cache = options.cache.as_ref().map(|dir| dir.join(name.replace('/', "+")));
    let repository = Repository::below(&options.repos, name)?;
    let parents: Vec<&str> = items.iter().map(|item| item.parent.as_str()).collect();
    let trees = Trees::load(&repository, &parents, cache.as_deref())?;
    let indexer = Indexer::new(&trees, cache.as_deref())?;
    let answer_run = |run| {
        let mut replayed = Vec::new();
        indexer.index(run, |at, index| {
            let answered = with_case(&items[at], &trees, at, index, |case| answer(options, case))?;
            replayed.extend(answered.transpose()?);
            Ok(())
        })?;
        Ok(replayed)
    };
    let runs = trees.runs(STEPS);
    let runs: Vec<Vec<Replayed>> = if options.latency {
        runs.into_iter().map(answer_run).collect::<Result<_>>()?
    } else {
        runs.into_par_iter().map(answer_run).collect::<Result<_>>()?
    };
    Ok(runs.into_iter().flatten().collect())
}

fn answer(options: &Options, case: &Case<'_>) -> Result<Replayed> {
    let item = case.item.clone();
    if options.dump.is_some() {
        return Ok(Replayed { item, answers: Vec::new(), latency: None, dumped: dump::rows(case, options.limit)? });
    }
    let settings = NextEditSettings { limit: options.limit, ..NextEditSettings::default() };
    let latency = options.latency.then(|| case.latency(settings));
    let product = std::iter::once(case.answer(options.limit));
    let answers = product.chain(options.baselines().map(|baseline| baseline.answer(case))).collect();
    Ok(Replayed { item, answers, latency, dumped: String::new() })
}

#[allow(clippy::print_stdout, reason = "the report is this program's output")]
fn show_cases(options: &Options, replayed: &[Replayed], threshold: f32) {
    let choice = &options.choice;
    let wanted = |replayed: &&Replayed| {
        let verdict = Verdict::of(&replayed.item, &replayed.answers[0].shown(threshold));
        choice.wants(&replayed.item, &verdict)
    };
    for replayed in replayed.iter().filter(wanted).skip(choice.skipped()).take(choice.count()) {
        println!("{}", show::case(&replayed.item, &replayed.answers[0], threshold));
    }
}

/// How long the product took, and how many of its suggestions were stale.
fn times(replayed: &[Replayed]) -> String {
    let mut times: Vec<Duration> = replayed.iter().map(|replayed| replayed.answers[0].time).collect();
    let mut alone: Vec<Duration> = replayed.iter().filter_map(|replayed| replayed.latency).collect();
    let stale: u32 = replayed.iter().map(|replayed| replayed.answers[0].stale).sum();
    let mut text = report::latencies("first asked, others at work", &mut times);
    if !alone.is_empty() {
        text.push_str(&report::latencies("asked again", &mut alone));
    }
    let _ = writeln!(text, "{stale} suggestions did not say what stands in their place");
    text
}
