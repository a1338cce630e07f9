//! Commit message to functions: each recorded message is a query against the tree before its commit.

pub mod baselines;
pub mod items;
pub mod product;
pub mod score;
pub mod sweep;

use std::path::PathBuf;

use anyhow::Result;
use rayon::prelude::*;

use baselines::Baseline;
use items::{Replay, read_items};
use product::Indexed;
use sapwood_context::ranking::RankingParams;
use score::Score;

/// What to replay.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Folder with the `b_*.jsonl` items.
    #[arg(long)]
    items: PathBuf,
    /// Folder with the bare repositories, `owner+name/repo`.
    #[arg(long)]
    repos: PathBuf,
    /// Only the first N items of each repository's file.
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
    /// Keep the segments of the trees here between runs.
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
    /// Score the baselines too.
    #[arg(long)]
    baselines: bool,
}

/// Replays the items and prints the rows of every method.
pub fn run(options: &Options) -> Result<()> {
    let repositories = read_items(&options.items, options.repo.as_deref(), options.sample)?;
    let started = std::time::Instant::now();
    let replays: Vec<Replay> =
        repositories.into_par_iter().map(|(name, items)| Replay::load(&options.repos, name, items)).collect::<Result<_>>()?;
    eprintln!("read in {:.1} s", started.elapsed().as_secs_f64());
    if options.baselines {
        for baseline in Baseline::ALL {
            let scores: Vec<Score> = replays.par_iter().map(|replay| baselines::score(baseline, replay)).collect();
            print_rows(baseline.name(), &replays, &scores);
        }
    }
    let mut params = RankingParams::default();
    for trial in &options.set {
        let trial = sweep::trial(trial)?;
        params = sweep::with(&params, &trial.name, trial.values.first().copied().unwrap_or_default())?;
    }
    let indexed: Vec<Vec<Indexed<'_>>> =
        replays.par_iter().map(|replay| product::index(replay, options.cache.as_deref())).collect::<Result<_>>()?;
    eprintln!("indexed in {:.1} s", started.elapsed().as_secs_f64());
    let scores: Vec<Score> = indexed.iter().map(|items| product::score(items, &params)).collect();
    print_rows("sapwood search", &replays, &scores);
    eprintln!("searched in {:.1} s", started.elapsed().as_secs_f64());
    for trial in &options.sweep {
        let trial = sweep::trial(trial)?;
        for value in trial.values {
            let varied = sweep::with(&params, &trial.name, value)?;
            let mut total = Score::default();
            indexed.iter().for_each(|items| total.merge(&product::score(items, &varied)));
            print_row(&format!("{}={value}", trial.name), &total);
        }
    }
    Ok(())
}

fn print_rows(name: &str, replays: &[Replay], scores: &[Score]) {
    let mut total = Score::default();
    for (replay, score) in replays.iter().zip(scores) {
        print_row(&format!("  {}", replay.name), score);
        total.merge(score);
    }
    print_row(name, &total);
}

#[allow(clippy::print_stdout, reason = "the report is this program's output")]
fn print_row(name: &str, score: &Score) {
    let all = &score.all;
    let hard = &score.hard;
    println!(
        "{name:50} {:5.1} {:5.1} {:5.1} {:5.1} | {:5.1} {:5.1} | {:5.1} rows, {:4.1} places",
        all.percent(all.function_1),
        all.percent(all.function_10),
        all.percent(all.file_1),
        all.percent(all.file_5),
        hard.percent(hard.function_10),
        hard.percent(hard.file_5),
        all.mean_rows(),
        f64::from(all.places) / f64::from(all.items.max(1)),
    );
}
