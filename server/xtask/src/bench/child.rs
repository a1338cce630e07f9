//! A measured child process: wall time, peak and resident memory, read from the kernel's own account of it.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// What one run of a program cost.
pub(super) struct Run {
    pub(super) elapsed: Duration,
    /// Highest resident memory in bytes; 0 where the system does not tell.
    pub(super) peak: u64,
    pub(super) output: String,
}

impl Run {
    pub(super) fn milliseconds(&self) -> f64 {
        self.elapsed.as_secs_f64() * 1e3
    }

    /// The run's output as JSON.
    pub(super) fn json(&self) -> Result<serde_json::Value> {
        serde_json::from_str(&self.output)
            .with_context(|| format!("not JSON: {}", self.output.chars().take(200).collect::<String>()))
    }
}

/// Runs `command` to its end, watching its memory. Use [`timed`] where the watching would disturb the time.
pub(super) fn watched(command: &mut Command) -> Result<Run> {
    let start = Instant::now();
    let mut child = spawn(command)?;
    let mut stdout = child.stdout.take().context("the output is piped")?;
    let reader = std::thread::spawn(move || {
        let mut output = String::new();
        stdout.read_to_string(&mut output).map(|_| output)
    });
    let mut peak = 0;
    let status = loop {
        peak = peak.max(memory(child.id(), "VmHWM"));
        match child.try_wait()? {
            Some(status) => break status,
            None => pause(Duration::from_millis(2)),
        }
    };
    let elapsed = start.elapsed();
    if !status.success() {
        bail!("{command:?} failed with {status}");
    }
    let output = reader.join().map_err(|_| anyhow::anyhow!("the output could not be read"))??;
    Ok(Run { elapsed, peak, output })
}

/// Runs `command` to its end and measures its time alone.
pub(super) fn timed(command: &mut Command) -> Result<Run> {
    let start = Instant::now();
    let output = spawn(command)?.wait_with_output()?;
    let elapsed = start.elapsed();
    if !output.status.success() {
        bail!("{command:?} failed with {}", output.status);
    }
    Ok(Run { elapsed, peak: 0, output: String::from_utf8_lossy(&output.stdout).into_owned() })
}

fn spawn(command: &mut Command) -> Result<Child> {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    child.with_context(|| format!("{command:?} could not be started"))
}

/// A figure of `/proc/PID/status`, in bytes.
pub(super) fn memory(process: u32, field: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
    let kilobytes = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}

/// Processor time that a process has used, in clock ticks.
pub(super) fn processor_ticks(process: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum()
}

#[allow(clippy::disallowed_methods, reason = "measuring samples at intervals")]
pub(super) fn pause(time: Duration) {
    std::thread::sleep(time);
}

/// Bytes of all files below `folder`.
pub(super) fn disk(folder: &Path) -> u64 {
    super::sets::files_below(folder).iter().filter_map(|file| Some(file.metadata().ok()?.len())).sum()
}
