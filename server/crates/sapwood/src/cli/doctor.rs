//! `sapwood doctor`: looks at everything that can be wrong around an index and says what it saw. It repairs nothing beyond
//! what opening an index repairs.

mod models;

use std::fs;

use sapwood::config::Cache;
use serde_json::{Value, json};

use super::args::{Common, DoctorArguments};
use super::failure::Outcome;
use super::overview;
use super::session::Session;
use super::terminal::{Role, Terminal, bytes, counted, fit, grouped};

/// What a finding means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Health {
    Good,
    Warning,
    Note,
}

impl Health {
    fn name(self) -> &'static str {
        match self {
            Self::Good => "ok",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

struct Finding {
    subject: &'static str,
    health: Health,
    text: String,
    /// Lines of detail.
    details: Vec<String>,
}

impl Finding {
    fn new(subject: &'static str, health: Health, text: impl Into<String>) -> Self {
        Self { subject, health, text: text.into(), details: Vec::new() }
    }
}

pub(crate) fn run(arguments: &DoctorArguments, common: &Common, terminal: &mut Terminal) -> Outcome {
    let session = Session::open(common.root.as_deref())?;
    let mut findings = vec![program(&session), root(&session), git(&session), cache(&session), health(&session)];
    findings.extend([watcher(&session), languages(&session), left_out(&session)]);
    findings.extend(set_apart(&session));
    findings.extend(models::findings(arguments.check_models)?);
    if common.json {
        return terminal.json(&as_json(&findings));
    }
    findings.iter().try_for_each(|finding| print(finding, terminal))
}

fn as_json(findings: &[Finding]) -> Value {
    let rows = findings.iter().map(|finding| {
        json!({"subject": finding.subject, "health": finding.health.name(), "text": finding.text, "details": finding.details})
    });
    json!({"version": env!("CARGO_PKG_VERSION"), "findings": rows.collect::<Vec<_>>()})
}

fn print(finding: &Finding, terminal: &mut Terminal) -> Outcome {
    let paint = terminal.paint;
    let mark = match finding.health {
        Health::Good => paint.as_role(Role::Good, "✓"),
        Health::Warning => paint.as_role(Role::Warning, "!"),
        Health::Note => paint.faint("·"),
    };
    terminal.line(format!("{mark} {} {}", paint.heading(fit(finding.subject, 10)), finding.text))?;
    finding.details.iter().try_for_each(|detail| terminal.line(format!("{}{}", " ".repeat(13), paint.faint(detail))))
}

fn program(session: &Session) -> Finding {
    let text = format!(
        "sapwood {} for {} on {}, {}",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::ARCH,
        std::env::consts::OS,
        counted(session.settings.threads as u64, "thread for indexing", "threads for indexing"),
    );
    Finding::new("program", Health::Good, text)
}

fn root(session: &Session) -> Finding {
    let stats = session.snapshot.stats();
    let figures = format!("{} with {}", counted(stats.files as u64, "file", "files"), counted(stats.lines, "line", "lines"));
    if stats.files == 0 {
        let text = format!("{} holds no file that can be indexed", session.folder.root().display());
        return Finding::new("root", Health::Warning, text);
    }
    Finding::new("root", Health::Good, format!("{}, {figures}", session.folder.root().display()))
}

fn git(session: &Session) -> Finding {
    match session.folder.root().ancestors().find(|folder| folder.join(".git").exists()) {
        Some(folder) => {
            let text = format!(
                "repository at {}; its last {} commits tell what changes together",
                folder.display(),
                grouped(session.settings.history_commits as u64)
            );
            Finding::new("git", Health::Good, text)
        }
        None => Finding::new("git", Health::Note, "not a git repository: nothing is known of what changes together"),
    }
}

fn cache(session: &Session) -> Finding {
    let Some(folder) = session.folder.store() else {
        return Finding::new("cache", Health::Warning, "the index is kept in memory only and is built anew by each process");
    };
    let mut finding =
        Finding::new("cache", Health::Good, format!("{}, {}", folder.display(), bytes(overview::disk_bytes(session))));
    if let Cache::Folder(all) = &session.settings.cache {
        let indexes = fs::read_dir(all).into_iter().flatten().flatten().filter(|entry| entry.path().is_dir()).count();
        let all_bytes = bytes(overview::folder_bytes(all));
        finding.details.push(format!(
            "{all_bytes} for {} in {}",
            counted(indexes as u64, "workspace", "workspaces"),
            all.display()
        ));
    }
    finding
}

fn health(session: &Session) -> Finding {
    let problems = overview::problems(session);
    let role =
        if session.folder.index().is_writer() { "this process writes it" } else { "another process writes it, this one reads" };
    if problems.is_empty() {
        return Finding::new("index", Health::Good, format!("every part agrees with its checksum; {role}"));
    }
    Finding { details: problems, ..Finding::new("index", Health::Warning, format!("not everything could be used; {role}")) }
}

fn watcher(session: &Session) -> Finding {
    let folders = session.folder.folders().len() as u64;
    let Some(limit) = fs::read_to_string("/proc/sys/fs/inotify/max_user_watches").ok().and_then(|text| text.trim().parse().ok())
    else {
        return Finding::new("watcher", Health::Good, format!("{} to watch", counted(folders, "folder", "folders")));
    };
    let text = format!("{} to watch, the system allows {}", counted(folders, "folder", "folders"), grouped(limit));
    if folders < limit {
        return Finding::new("watcher", Health::Good, text);
    }
    let details = vec!["raise fs.inotify.max_user_watches; until then changes outside the editor are seen later".to_owned()];
    Finding { details, ..Finding::new("watcher", Health::Warning, text) }
}

fn languages(session: &Session) -> Finding {
    let languages = overview::languages(&session.snapshot);
    let names: Vec<String> = languages.iter().map(|share| format!("{} {}", share.name, grouped(share.lines))).collect();
    let mut finding = Finding::new(
        "languages",
        Health::Good,
        format!(
            "{} of {} that are built in",
            languages.iter().filter(|share| share.name != overview::OTHER).count(),
            sapwood_grammars::languages().len()
        ),
    );
    finding.details.push(format!("{} (lines)", names.join(", ")));
    finding
}

fn left_out(session: &Session) -> Finding {
    let skipped = &session.report.skipped;
    let details = skipped.iter().map(|(reason, skipped)| {
        let more = if skipped.count > skipped.examples.len() as u64 { ", …" } else { "" };
        format!("{} {}: {}{more}", grouped(skipped.count), reason.describe(), skipped.examples.join(", "))
    });
    let text = match skipped.total() {
        0 => "nothing but what the ignore files name".to_owned(),
        total => format!("{}, beside what the ignore files name", counted(total, "file", "files")),
    };
    Finding { details: details.collect(), ..Finding::new("left out", Health::Note, text) }
}

fn set_apart(session: &Session) -> Option<Finding> {
    let shares = overview::set_apart(&session.snapshot);
    let texts: Vec<String> =
        shares.iter().map(|share| format!("{} {}", counted(share.files, "file", "files"), share.name)).collect();
    (!texts.is_empty()).then(|| {
        Finding::new(
            "set apart",
            Health::Note,
            format!("{}: found by their text, without symbols or with less weight", texts.join(", ")),
        )
    })
}
