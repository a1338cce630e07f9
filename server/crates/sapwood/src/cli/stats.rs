//! `sapwood stats`: what became of the suggestions of the last days, as counted on this machine.

use std::time::{SystemTime, UNIX_EPOCH};

use sapwood::config::Settings;
use sapwood::metrics::{Counts, Day, Kept, Log, Summary, summarize};
use serde_json::json;

use super::args::Common;
use super::failure::Outcome;
use super::terminal::{Role, Terminal, counted, fit, grouped};

/// Days shown.
const DAYS: u64 = 14;
/// Rows of the chart.
const HEIGHT: u32 = 6;
/// Columns for names in the tables.
const NAME: usize = 28;
/// Eighths of a cell, from nothing to all of it.
const BARS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

pub(crate) fn run(common: &Common, settings: &Settings, terminal: &mut Terminal) -> Outcome {
    let log = Log::new(settings.log_folder());
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let summary = summarize(&log.read(), now, DAYS);
    let file = log.path();
    if common.json {
        let mut value = serde_json::to_value(&summary).unwrap_or_default();
        value["file"] = json!(file);
        return terminal.json(&value);
    }
    if summary.total == Counts::default() && summary.next_edits == Counts::default() {
        terminal.line("No suggestion was shown in the last 14 days.")?;
        return terminal.line(terminal.paint.faint("hint: open a project in an editor that runs `sapwood lsp`, and type"));
    }
    totals(&summary, terminal)?;
    chart(&summary.days, terminal)?;
    kept(&summary.kept, terminal)?;
    table("language", &summary.languages, terminal)?;
    table("source", &summary.sources, terminal)?;
    let place = file.map(|file| format!(" in {}", file.display())).unwrap_or_default();
    terminal.line(terminal.paint.faint(format!("counted on this machine{place}; sent nowhere, and without any code")))
}

fn totals(summary: &Summary, terminal: &mut Terminal) -> Outcome {
    let (total, paint) = (summary.total, terminal.paint);
    let figures = format!(
        "{} shown, {} accepted ({}), {} saved",
        paint.figure(grouped(total.shown.into())),
        paint.figure(grouped(total.accepted.into())),
        percent(total.accepted, total.shown),
        counted(total.chars.into(), "character", "characters"),
    );
    terminal.line(format!("{} {figures}", paint.heading("last 14 days")))?;
    let edits = summary.next_edits;
    if edits == Counts::default() {
        return Ok(());
    }
    let figures = format!(
        "{} shown, {} accepted ({}), {} dismissed or passed over",
        paint.figure(grouped(edits.shown.into())),
        paint.figure(grouped(edits.accepted.into())),
        percent(edits.accepted, edits.shown),
        paint.figure(grouped(edits.rejected.into())),
    );
    terminal.line(format!("{}   {figures}", paint.heading("next edits")))
}

/// A column for each day: as high as what was shown, its lower part what was accepted.
fn chart(days: &[Day], terminal: &mut Terminal) -> Outcome {
    let most = days.iter().map(|day| day.counts.shown.max(day.counts.accepted)).max().unwrap_or(0).max(1);
    let eighths = |count: u32| (f64::from(count) / f64::from(most) * f64::from(HEIGHT * 8)).ceil() as u32;
    terminal.line("")?;
    for row in (0..HEIGHT).rev() {
        let cells = days.iter().map(|day| {
            let (shown, accepted) = (eighths(day.counts.shown), eighths(day.counts.accepted));
            let cell = |count: u32| BARS[count.saturating_sub(row * 8).min(8) as usize].repeat(2);
            let is_accepted = accepted > row * 8;
            let role = if is_accepted { Role::Good } else { Role::Faint };
            terminal.paint.as_role(role, cell(if is_accepted { accepted } else { shown }))
        });
        let cells = cells.collect::<Vec<_>>().join(" ");
        let label = if row == HEIGHT - 1 { grouped(most.into()) } else { String::new() };
        terminal.line(format!("{label:>7} {cells}"))?;
    }
    let ages =
        days.iter().map(|day| if day.ago % 7 == 0 || day.ago == 13 { format!("{:<3}", day.ago) } else { "   ".to_owned() });
    let ages = ages.collect::<String>();
    terminal.line(terminal.paint.faint(format!("        {ages}days ago")))?;
    let accepted = terminal.paint.as_role(Role::Good, "█ accepted");
    terminal.line(format!("        {accepted} {}", terminal.paint.faint("█ shown")))
}

fn kept(kept: &[Kept], terminal: &mut Terminal) -> Outcome {
    terminal.line("")?;
    let cells = kept.iter().map(|kept| {
        let share = if kept.judged == 0 { "–".to_owned() } else { percent(kept.kept, kept.judged) };
        format!("{} after {} s", terminal.paint.figure(share), kept.after)
    });
    let cells = cells.collect::<Vec<_>>().join("  ");
    terminal.line(format!("{} {cells}", terminal.paint.heading("kept")))
}

fn table(name: &str, rows: &[(String, Counts)], terminal: &mut Terminal) -> Outcome {
    terminal.line("")?;
    let head = format!("{} {:>8} {:>9} {:>9} {:>11}", fit(name, NAME), "shown", "accepted", "dismissed", "characters");
    terminal.line(terminal.paint.heading(head))?;
    for (name, counts) in rows {
        let numbers = [counts.shown, counts.accepted, counts.rejected, counts.chars].map(|count| grouped(count.into()));
        let [shown, accepted, rejected, chars] = numbers;
        terminal.line(format!("{} {shown:>8} {accepted:>9} {rejected:>9} {chars:>11}", fit(name, NAME)))?;
    }
    Ok(())
}

fn percent(part: u32, whole: u32) -> String {
    format!("{:.0} %", f64::from(part) * 100.0 / f64::from(whole.max(1)))
}
