//! Cross-file context for a cursor: does what is shown hold what the hidden line needs?

pub mod baselines;
pub mod items;
pub mod product;
pub mod report;
pub mod score;

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use rayon::prelude::*;
use sapwood_context::completion::{FEATURES, Weights};

use crate::commit_search::sweep::{Trial, trial};
use baselines::Baseline;
use items::{Replay, read_items};
use product::Indexed;
use report::Report;
use score::Score;

/// What to replay.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Folder with the `a_*.jsonl` items.
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
    /// Tokens of the context.
    #[arg(long, default_value_t = 2000)]
    budget: u32,
    /// Set a number of the ranking.
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Try several values of one number, each alone.
    #[arg(long, value_name = "NAME=A,B,C")]
    sweep: Vec<String>,
    /// Keep the segments of the trees here between runs.
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
    /// Write the candidates of every item with their features to this file, to fit the weights.
    #[arg(long, value_name = "FILE")]
    dump: Option<PathBuf>,
    /// Score the baselines too.
    #[arg(long)]
    baselines: bool,
    /// Measure how long an answer takes.
    #[arg(long)]
    latency: bool,
    /// Fail where fewer symbols are shown, in percent.
    #[arg(long, value_name = "PERCENT")]
    at_least: Option<f64>,
    /// Write the rows of every method to this file.
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "server/crates/eval/results/completion-context.md")]
    write: Option<PathBuf>,
}

/// Replays the items and reports the rows of every method.
pub fn run(options: &Options) -> Result<()> {
    let repositories = read_items(&options.items, options.repo.as_deref(), options.sample)?;
    let replays: Vec<Replay> =
        repositories.into_par_iter().map(|(name, items)| Replay::load(&options.repos, name, items)).collect::<Result<_>>()?;
    let mut weights = Weights::default();
    for text in &options.set {
        let trial = trial(text)?;
        weights = with(&weights, &trial.name, trial.values.first().copied().unwrap_or_default())?;
    }
    let indexed: Vec<Vec<Indexed<'_>>> =
        replays.iter().map(|replay| product::index(replay, options.cache.as_deref())).collect::<Result<_>>()?;
    if let Some(file) = &options.dump {
        return product::dump(&indexed, &weights, file);
    }
    let mut report = Report::default();
    if options.baselines || options.write.is_some() {
        for baseline in Baseline::ALL {
            let pairs: Vec<_> = replays.iter().zip(&indexed).collect();
            let scores: Vec<Score> =
                pairs.par_iter().map(|(replay, items)| baselines::score(baseline, replay, items, options.budget)).collect();
            report.add(baseline.name(), &replays, &scores);
        }
    }
    let scores: Vec<Score> = indexed.iter().map(|items| product::score(items, options.budget, &weights)).collect();
    let total = report.add("sapwood context", &replays, &scores);
    for text in &options.sweep {
        let Trial { name, values } = trial(text)?;
        for value in values {
            let varied = with(&weights, &name, value)?;
            let mut sum = Score::default();
            indexed.iter().for_each(|items| sum.merge(&product::score(items, options.budget, &varied)));
            report.add_total(&format!("{name}={value}"), sum);
        }
    }
    if options.latency {
        for (replay, items) in replays.iter().zip(&indexed) {
            report.time(&replay.name, product::latency(items, options.budget, &weights));
        }
    }
    report.print();
    if let Some(file) = &options.write {
        report.write(file)?;
    }
    if let Some(least) = options.at_least {
        let shown = total.all.percent(total.all.symbol);
        ensure!(shown >= least, "the symbol is shown for {shown:.1} % of the cursors, not for {least}");
    }
    Ok(())
}

/// `weights` with the number `name` set to `value`: one of the features, or another field.
fn with(weights: &Weights, name: &str, value: f64) -> Result<Weights> {
    let mut varied = weights.clone();
    if let Some(at) = FEATURES.iter().position(|(feature, _)| *feature == name) {
        varied.likely[at] = value as f32;
        return Ok(varied);
    }
    let mut tree = serde_json::to_value(&varied)?;
    let place = tree.get_mut(name).with_context(|| format!("the ranking has no number {name}"))?;
    *place = if place.is_u64() { serde_json::Value::from(value as u64) } else { serde_json::Value::from(value) };
    Ok(serde_json::from_value(tree)?)
}
