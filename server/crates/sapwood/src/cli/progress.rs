//! The progress bar: on standard error, only on a terminal, and only where the wait is long enough to be noticed.

use std::io::{self, IsTerminal};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sapwood::loader::Progress;

/// Waits shorter than this show no bar.
const PATIENCE: Duration = Duration::from_millis(150);

/// A bar for reading files.
pub(crate) struct Bar {
    started: Instant,
    bar: OnceLock<ProgressBar>,
}

impl Bar {
    /// A bar that appears once the wait is worth one.
    pub(crate) fn hidden_at_first() -> Self {
        Self { started: Instant::now(), bar: OnceLock::new() }
    }

    /// Shows how far the work is; may be called from any thread.
    pub(crate) fn show(&self, progress: Progress) {
        if self.started.elapsed() < PATIENCE {
            return;
        }
        let bar = self.bar.get_or_init(|| new_bar(progress.files_total));
        bar.set_position(progress.files_done);
        bar.set_message(super::terminal::bytes(progress.bytes));
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

fn new_bar(total: u64) -> ProgressBar {
    let target = if io::stderr().is_terminal() { ProgressDrawTarget::stderr_with_hz(15) } else { ProgressDrawTarget::hidden() };
    let style = ProgressStyle::with_template("indexing {bar:32.71/238} {human_pos}/{human_len} files  {msg}  {elapsed}");
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("━╸─");
    ProgressBar::with_draw_target(Some(total), target).with_style(style)
}
