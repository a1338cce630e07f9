//! `cargo xtask capture`: docs/demo.svg, a picture of what `sapwood demo` really writes to a terminal of 100 columns.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::{process, setup};

const PICTURE: &str = "docs/demo.svg";
/// The machine may be busy with something else in one of them.
const RUNS: usize = 3;
const COLUMN: f64 = 8.4;
const ROW: f64 = 18.0;
const MARGIN: f64 = 18.0;
const BACKGROUND: &str = "#16191d";
const FOREGROUND: &str = "#d7dae0";

pub(crate) fn run(project: &Path) -> Result<()> {
    setup::require(project, &setup::C_COMPILER)?;
    process::run(project, "cargo", &["build", "--release", "--quiet", "--package", "sapwood"])?;
    let folder = project.join("target/capture");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder)?;
    // A clone holds what everybody has, under the project's own name.
    process::run(project, "git", &["clone", "--quiet", ".", "target/capture/sapwood"])?;
    let runs = (0..RUNS).map(|_| demo(project, &folder)).collect::<Result<Vec<_>>>()?;
    let quickest = runs.into_iter().min_by_key(|(time, _)| *time).context("the demo ran")?;
    std::fs::write(project.join(PICTURE), picture(&quickest.1)).with_context(|| format!("{PICTURE} cannot be written"))
}

/// What the demo writes for a folder that it has never seen, and how long that takes.
fn demo(project: &Path, folder: &Path) -> Result<(Duration, String)> {
    let cache = folder.join("cache");
    let _ = std::fs::remove_dir_all(&cache);
    let started = Instant::now();
    let output = Command::new(project.join("target/release/sapwood"))
        .args(["demo", "--color", "always"])
        .env("SAPWOOD_CACHE", cache)
        .current_dir(folder.join("sapwood"))
        .output()
        .context("the program could not be started")?;
    let elapsed = started.elapsed();
    if !output.status.success() {
        bail!("sapwood demo failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok((elapsed, String::from_utf8_lossy(&output.stdout).into_owned()))
}

/// Text of one style.
#[derive(Debug, Clone, Default, PartialEq)]
struct Run {
    text: String,
    color: Option<u8>,
    is_bold: bool,
}

/// `text` with its colour codes as an SVG picture.
fn picture(text: &str) -> String {
    let lines: Vec<Vec<Run>> = text.lines().map(runs).collect();
    let columns = lines.iter().map(|line| line.iter().map(|run| run.text.chars().count()).sum::<usize>()).max().unwrap_or(0);
    let width = MARGIN.mul_add(2.0, columns as f64 * COLUMN);
    let height = MARGIN.mul_add(2.0, lines.len() as f64 * ROW);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{BACKGROUND}\"/>\n\
         <g font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"14\" fill=\"{FOREGROUND}\">\n"
    );
    for (at, line) in lines.iter().enumerate() {
        let baseline = MARGIN + at as f64 * ROW + 14.0;
        let mut column = 0;
        for run in line {
            let count = run.text.chars().count();
            if !run.text.trim().is_empty() {
                let x = MARGIN + f64::from(column) * COLUMN;
                let fill = run.color.map_or(String::new(), |color| format!(" fill=\"{}\"", hex_color(color)));
                let weight = if run.is_bold { " font-weight=\"bold\"" } else { "" };
                // The length is stated so that every font keeps the columns.
                let length = count as f64 * COLUMN;
                let _ = writeln!(
                    svg,
                    "<text x=\"{x:.1}\" y=\"{baseline:.0}\" textLength=\"{length:.1}\" lengthAdjust=\"spacingAndGlyphs\"{fill}{weight}>{}</text>",
                    escaped(&run.text)
                );
            }
            column += count as u32;
        }
    }
    svg + "</g>\n</svg>\n"
}

/// A line taken apart at its colour codes.
fn runs(line: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut current = Run::default();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\x1b[") {
        current.text.push_str(before);
        let (codes, tail) = after.split_once('m').unwrap_or(("", after));
        if !current.text.is_empty() {
            runs.push(std::mem::take(&mut current));
        }
        let codes: Vec<&str> = codes.split(';').collect();
        current.is_bold = codes.contains(&"1");
        current.color = codes.windows(3).find(|part| part[0] == "38" && part[1] == "5").and_then(|part| part[2].parse().ok());
        rest = tail;
    }
    current.text.push_str(rest);
    runs.push(current);
    runs
}

/// A colour of the 256-colour table.
fn hex_color(color: u8) -> String {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let [red, green, blue] = match color {
        16..=231 => [(color - 16) / 36, (color - 16) / 6 % 6, (color - 16) % 6].map(|step| STEPS[usize::from(step)]),
        232..=255 => [8 + (color - 232) * 10; 3],
        _ => [200; 3],
    };
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn escaped(text: &str) -> String {
    // Plain spaces are drawn together by viewers.
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace(' ', "\u{a0}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_codes_become_runs() {
        let line = runs("a \x1b[1;38;5;79mb<c\x1b[0m d");
        let texts: Vec<&str> = line.iter().map(|run| run.text.as_str()).collect();
        assert_eq!(texts, ["a ", "b<c", " d"]);
        assert_eq!((line[1].color, line[1].is_bold, line[2].color), (Some(79), true, None));
        assert_eq!(hex_color(79), "#5fd7af");
        assert_eq!(hex_color(245), "#8a8a8a");
        assert!(picture("x\n\x1b[1mb<c\x1b[0m").contains("b&lt;c"));
    }
}
