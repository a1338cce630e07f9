//! `sapwood status`: what the index knows of a workspace, once it agrees with the disk.

use std::time::Instant;

use serde_json::json;

use super::args::Common;
use super::failure::Outcome;
use super::overview::{self, Share};
use super::session::Session;
use super::terminal::{Role, Terminal, bytes, counted, fit, grouped, milliseconds, time};

/// Languages listed before the rest is summed up.
const LISTED: usize = 12;
const BAR: usize = 24;

pub(crate) fn run(common: &Common, terminal: &mut Terminal) -> Outcome {
    let started = Instant::now();
    let session = Session::open(common.root.as_deref())?;
    let elapsed = started.elapsed();
    let stats = session.snapshot.stats();
    let languages = overview::languages(&session.snapshot);
    let disk = overview::disk_bytes(&session);
    if common.json {
        let languages: Vec<_> =
            languages.iter().map(|share| json!({"name": share.name, "files": share.files, "lines": share.lines})).collect();
        return terminal.json(&json!({
            "version": env!("CARGO_PKG_VERSION"), "root": session.folder.root(), "state": "ready",
            "files": stats.files, "lines": stats.lines, "symbols": stats.symbols, "references": stats.references,
            "chunks": stats.chunks, "generation": session.snapshot.generation(), "languages": languages,
            "index": session.folder.store(), "disk_bytes": disk, "problems": overview::problems(&session),
            "elapsed_ms": milliseconds(elapsed),
        }));
    }
    let paint = terminal.paint;
    terminal.line(paint.heading(session.folder.root().display()))?;
    let figures = [
        counted(stats.files as u64, "file", "files"),
        counted(stats.lines, "line", "lines"),
        counted(stats.symbols as u64, "symbol", "symbols"),
        counted(stats.references as u64, "reference", "references"),
        counted(stats.chunks as u64, "fragment", "fragments"),
    ];
    terminal.line(figures.join(" · "))?;
    print_languages(&languages, terminal)?;
    let stored =
        session.folder.store().map_or("in memory only".to_owned(), |folder| format!("{} in {}", bytes(disk), folder.display()));
    let fresh =
        if session.report.is_unchanged() { "was up to date".to_owned() } else { format!("{} files read", session.report.read) };
    terminal.line(paint.faint(format!("index: {stored}; {fresh}; checked in {}", time(elapsed))))?;
    overview::print_problems(&session, terminal)
}

fn print_languages(languages: &[Share], terminal: &mut Terminal) -> Outcome {
    let paint = terminal.paint;
    let most = languages.iter().map(|share| share.lines).max().unwrap_or(1).max(1);
    for (at, share) in languages.iter().take(LISTED).enumerate() {
        let bar = paint.as_role(Role::Hue(at as u8), bar(share.lines as f64 / most as f64, BAR));
        let files = paint.faint(counted(share.files, "file", "files"));
        terminal.line(format!("  {} {} {:>11} lines  {files}", fit(share.name, 12), fit(&bar, BAR), grouped(share.lines)))?;
    }
    let rest = languages.get(LISTED..).unwrap_or_default();
    if !rest.is_empty() {
        let names: Vec<&str> = rest.iter().map(|share| share.name).collect();
        terminal.line(paint.faint(format!("  and {}", names.join(", "))))?;
    }
    Ok(())
}

/// A bar of at most `width` columns that fills `share` of them, in halves of a column.
pub(crate) fn bar(share: f64, width: usize) -> String {
    let halves = ((share.clamp(0.0, 1.0) * width as f64 * 2.0).round() as usize).max(1);
    format!("{}{}", "━".repeat(halves / 2), if halves % 2 == 1 { "╸" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::bar;

    #[test]
    fn bars_are_proportional_and_never_empty() {
        assert_eq!([bar(1.0, 4), bar(0.5, 4), bar(0.0, 4)], ["━━━━", "━━", "╸"]);
        assert_eq!(bar(0.3, 4), "━");
    }
}
