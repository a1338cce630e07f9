//! How often the edges of the graph lead where a reader of the code says they lead.
//!
//! Each folder below `tests/graph` is a small project of one language. The truth stands in its sources, at the end of the lines
//! that it speaks of; see [`truth`]. What the graph does with real repositories is not measured here.

pub mod score;
pub mod truth;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use score::Score;

/// The share of sure edges that must be right in every language together.
pub const MIN_PRECISION: f64 = 0.95;

/// Options of the `graph` subcommand.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The folder with one project for each language.
    #[arg(long, default_value = "tests/graph")]
    fixtures: PathBuf,
    /// Where the report is written.
    #[arg(long, default_value = "server/crates/eval/results/graph.md")]
    report: PathBuf,
    /// Shows every use that is answered otherwise than the truth says.
    #[arg(long)]
    misses: bool,
}

/// Scores every language and writes the report.
pub fn run(options: &Options) -> Result<()> {
    let scores = score_all(&options.fixtures)?;
    let mut out = std::io::stdout().lock();
    if options.misses {
        for miss in scores.iter().flat_map(|score| &score.misses) {
            writeln!(out, "{miss}")?;
        }
    }
    let report = report(&scores);
    write!(out, "{report}")?;
    if let Some(folder) = options.report.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(&options.report, report).with_context(|| options.report.display().to_string())?;
    let total = total(&scores);
    ensure!(total.unmarked == 0, "{} uses in marked files carry no truth; run with --misses", total.unmarked);
    ensure!(total.sure_precision() >= MIN_PRECISION, "the precision of sure edges is below {MIN_PRECISION}");
    Ok(())
}

/// The scores of every project below `fixtures`, by name.
pub fn score_all(fixtures: &Path) -> Result<Vec<Score>> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(fixtures)
        .with_context(|| fixtures.display().to_string())?
        .filter_map(|entry| Some(entry.ok()?.path()).filter(|path| path.is_dir()))
        .collect();
    folders.sort();
    folders.iter().map(|folder| score::score(folder)).collect()
}

/// All languages together.
pub fn total(scores: &[Score]) -> Score {
    let mut total = Score { language: "all".to_owned(), ..Score::default() };
    for score in scores {
        total.add(score);
    }
    total
}

/// The table of `scores`.
pub fn report(scores: &[Score]) -> String {
    let mut text = String::from(
        "# Resolution of names against hand-written truth\n\n\
         Projects: `tests/graph`. Sure edges are those with a confidence of at least 0.9; the best answer counts overall. Recall is the\n\
         share of uses with a definition in the project that are led to it.\n\n\
         | language | uses | sure edges | sure precision | sure recall | precision | recall |\n|---|--:|--:|--:|--:|--:|--:|\n",
    );
    let total = total(scores);
    for score in scores.iter().chain([&total]) {
        let row = writeln!(
            text,
            "| {} | {} | {} | {:.1} % | {:.1} % | {:.1} % | {:.1} % |",
            score.language,
            score.uses,
            score.sure_edges,
            100.0 * score.sure_precision(),
            100.0 * score.sure_recall(),
            100.0 * score.precision(),
            100.0 * score.recall(),
        );
        debug_assert!(row.is_ok(), "writing to a string does not fail");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sure_edges_are_right() {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/graph");
        let scores = score_all(&fixtures).expect("the fixtures can be read");
        assert!(scores.len() >= 10, "ten languages at least");
        let misses: Vec<&str> = scores.iter().flat_map(|score| &score.misses).map(String::as_str).collect();
        let total = total(&scores);
        assert_eq!(total.unmarked, 0, "{}", misses.join("\n"));
        assert!(total.sure_precision() >= MIN_PRECISION, "{}\n{}", report(&scores), misses.join("\n"));
        for score in &scores {
            assert!(score.sure_precision() >= 0.9, "{}: {}", score.language, score.sure_precision());
            assert!(score.sure_recall() >= 0.6, "{}: {}", score.language, score.sure_recall());
        }
    }
}
