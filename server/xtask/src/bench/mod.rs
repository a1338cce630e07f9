//! `cargo xtask bench`: the project's figures on pinned packages, each next to its limit, written to docs/performance.md.
//!
//! The program is measured from outside, as a process and over its protocol; nothing is measured that a user does not wait for.

mod child;
mod command_line;
mod editor;
mod next_edit;
mod packages;
mod report;
mod scale;
mod server;
mod sets;
mod typing;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::{process, setup};
use report::{Report, Row};
use sets::Set;

#[derive(Args)]
pub(crate) struct BenchOptions {
    /// Leave out the scale table, which needs the largest downloads and most of the time.
    #[arg(long)]
    quick: bool,
    /// Measure typing alone, and write nothing.
    #[arg(long)]
    typing: bool,
    /// Measure next edits alone, and write nothing.
    #[arg(long, conflicts_with = "typing")]
    next_edit: bool,
    /// Measure one thing alone with this program instead of one that is built first.
    #[arg(long, value_name = "PATH")]
    program: Option<PathBuf>,
    /// Show the figures without writing docs/performance.md.
    #[arg(long)]
    dry_run: bool,
}

/// What every measurement needs.
struct Bench {
    project: PathBuf,
    /// Everything the benchmarks write.
    folder: PathBuf,
    program: PathBuf,
    /// Bare parallel parsing, the floor of indexing.
    parser: PathBuf,
}

impl Bench {
    /// The program, with a cache of its own called `cache`.
    fn sapwood(&self, cache: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.env("SAPWOOD_CACHE", self.cache(cache)).env("NO_COLOR", "1");
        command
    }

    fn cache(&self, name: &str) -> PathBuf {
        self.folder.join("cache").join(name)
    }

    fn forget(&self, cache: &str) {
        let _ = std::fs::remove_dir_all(self.cache(cache));
    }
}

pub(crate) fn run(project: &Path, options: &BenchOptions) -> Result<()> {
    setup::require(project, &setup::C_COMPILER)?;
    let folder = project.join("target/corpora");
    std::fs::create_dir_all(&folder)?;
    if options.typing || options.next_edit {
        let measure = if options.typing { typing::measure } else { next_edit::measure };
        return alone(project, folder, options.program.as_deref(), measure);
    }
    let packages = packages::fetch(&folder.join("packages"))?;
    let bench = build(project, folder)?;
    let mut report = Report::new(&bench, &packages.missing)?;
    let rust = Set { name: "600 k lines of Rust".into(), path: copy_of(&bench, &packages.rust)? };
    let mixed = sets::make(&bench.folder.join("sets"), "1m", 1_000_000, &packages.all)?;
    let mixed = Set { name: "1 M lines, mixed".into(), ..mixed };
    report.add(command_line::cold_index(&bench, &rust)?);
    report.add(command_line::cold_index(&bench, &mixed)?);
    report.add(command_line::reopen(&bench, &mixed)?);
    report.add(server::measure(&bench, &rust)?);
    report.add(typing::measure(&bench, &rust)?);
    report.add(next_edit::measure(&bench, &rust)?);
    report.add(command_line::search(&bench, &rust)?);
    report.add(command_line::changes(&bench, &rust, &packages.old_rust)?);
    if !options.quick {
        report.scale = scale::measure(&bench, &packages.all)?;
    }
    report.print();
    if !options.dry_run {
        std::fs::write(project.join("docs/performance.md"), report.markdown())?;
    }
    Ok(())
}

fn alone(
    project: &Path,
    folder: PathBuf,
    program: Option<&Path>,
    measure: impl Fn(&Bench, &Set) -> Result<Vec<Row>>,
) -> Result<()> {
    let package = packages::fetch_rust(&folder.join("packages"))?;
    let bench = match program {
        Some(program) => Bench { project: project.into(), folder, program: program.into(), parser: PathBuf::new() },
        None => build(project, folder)?,
    };
    let mut report = Report::new(&bench, &[])?;
    let rust = Set { name: "600 k lines of Rust".into(), path: copy_of(&bench, &package)? };
    report.add(measure(&bench, &rust)?);
    report.print();
    Ok(())
}

fn build(project: &Path, folder: PathBuf) -> Result<Bench> {
    process::run(project, "cargo", &["build", "--release", "--quiet", "--package", "sapwood"])?;
    process::run(project, "cargo", &["build", "--release", "--quiet", "--package", "sapwood-syntax", "--example", "parse"])?;
    let target = project.join("target/release");
    Ok(Bench { project: project.into(), folder, program: target.join("sapwood"), parser: target.join("examples/parse") })
}

/// A working copy that measurements may change, as a git repository.
fn copy_of(bench: &Bench, package: &Path) -> Result<PathBuf> {
    let copy = bench.folder.join("sets").join("600k");
    let _ = std::fs::remove_dir_all(&copy);
    packages::copy_tree(package, &copy)?;
    commit(&copy, "new")?;
    Ok(copy)
}

/// Commits everything in `folder` under the tag `tag`.
fn commit(folder: &Path, tag: &str) -> Result<()> {
    let git = |arguments: &[&str]| process::output(folder, "git", arguments);
    if !folder.join(".git").exists() {
        git(&["init", "--quiet"])?;
    }
    git(&["add", "--all", "--force"])?;
    git(&["-c", "user.name=bench", "-c", "user.email=bench@example.org", "commit", "--quiet", "--message", tag])?;
    git(&["tag", "--force", tag])?;
    Ok(())
}

/// The value at `share` (0 to 1) of the sorted `values`.
fn percentile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = ((values.len() as f64 - 1.0) * share).round() as usize;
    values.get(at).copied().unwrap_or(f64::NAN)
}

/// Runs `measure` `times` times and keeps the middle of the times it gives.
fn median(times: usize, mut measure: impl FnMut() -> Result<f64>) -> Result<f64> {
    let mut values = (0..times).map(|_| measure()).collect::<Result<Vec<f64>>>()?;
    Ok(percentile(&mut values, 0.5))
}

const MEGABYTE: f64 = 1e6;

#[cfg(test)]
mod tests {
    use super::percentile;

    #[test]
    fn percentiles_are_values_that_occurred() {
        let mut values: Vec<f64> = (1..=101).rev().map(f64::from).collect();
        let shares = [0.5, 0.95, 1.0].map(|share| percentile(&mut values, share) as u32);
        assert_eq!(shares, [51, 96, 101]);
        assert!(percentile(&mut [], 0.5).is_nan());
    }
}
