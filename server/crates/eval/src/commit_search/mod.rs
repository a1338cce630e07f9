//! Commit message to functions: each recorded message is a query against the tree before its commit.

pub mod baselines;
pub mod items;
pub mod product;
pub mod report;
pub mod score;
pub mod sweep;

use std::path::PathBuf;

use anyhow::Result;
use rayon::prelude::*;
use sapwood_context::ranking::RankingParams;

use baselines::Baseline;
use items::{Replay, read_items};
use product::Indexed;
use report::Report;
use score::Score;
use sweep::Trial;

/// What to replay.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Folder with the `b_*.jsonl` items.
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
    /// Set a number of the ranking.
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Try several values of one number of the ranking, each alone.
    #[arg(long, value_name = "NAME=A,B,C")]
    sweep: Vec<String>,
    /// Keep texts and segments of the trees here between runs.
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
    /// Score the baselines too.
    #[arg(long)]
    baselines: bool,
    /// For each repository choose among the values of `--sweep` by the other repositories alone, and score it with them.
    #[arg(long)]
    cross_validate: bool,
    /// Write the rows of every method to this file.
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "server/crates/eval/results/commit-search.md")]
    write: Option<PathBuf>,
}

/// Replays the items and reports the rows of every method.
pub fn run(options: &Options) -> Result<()> {
    let repositories = read_items(&options.items, options.repo.as_deref(), options.sample)?;
    let cache = options.cache.as_deref();
    let load = |(name, items)| Replay::load(&options.repos, name, items, cache);
    let replays: Vec<Replay> = repositories.into_par_iter().map(load).collect::<Result<_>>()?;
    let mut params = RankingParams::default();
    for trial in &options.set {
        let trial = sweep::trial(trial)?;
        params = sweep::with(&params, &trial.name, trial.values.first().copied().unwrap_or_default())?;
    }
    let indexed: Vec<Vec<Indexed<'_>>> = replays.par_iter().map(|replay| product::index(replay, cache)).collect::<Result<_>>()?;
    let mut report = Report::default();
    if options.baselines || options.write.is_some() {
        for baseline in Baseline::ALL {
            let pairs: Vec<_> = replays.iter().zip(&indexed).collect();
            let scores: Vec<Score> = pairs.par_iter().map(|(replay, items)| plain(baseline, replay, items)).collect();
            report.add(baseline.name(), &replays, &scores);
        }
    }
    let scores: Vec<Score> = indexed.iter().map(|items| product::score(items, &params)).collect();
    report.add("sapwood search", &replays, &scores);
    let trials: Vec<Trial> = options.sweep.iter().map(|trial| sweep::trial(trial)).collect::<Result<_>>()?;
    if options.cross_validate {
        let scores = sweep::cross_validate(&indexed, &params, &trials)?;
        report.add("sapwood search, numbers chosen without the repository", &replays, &scores);
    } else {
        try_values(&indexed, &params, &trials, &mut report)?;
    }
    for (replay, items) in replays.iter().zip(&indexed) {
        report.time(&replay.name, product::latency(items, &params));
    }
    report.print();
    match &options.write {
        Some(file) => report.write(file),
        None => Ok(()),
    }
}

fn plain(baseline: Baseline, replay: &Replay, items: &[Indexed<'_>]) -> Score {
    let fragments = product::fragments(replay, items);
    baselines::score(baseline, replay, &|at| fragments[at as usize].clone())
}

fn try_values(indexed: &[Vec<Indexed<'_>>], params: &RankingParams, trials: &[Trial], report: &mut Report) -> Result<()> {
    for trial in trials {
        for &value in &trial.values {
            let varied = sweep::with(params, &trial.name, value)?;
            let mut total = Score::default();
            indexed.iter().for_each(|items| total.merge(&product::score(items, &varied)));
            report.add_total(&format!("{}={value}", trial.name), total);
        }
    }
    Ok(())
}
