//! Figures about a whole workspace that several commands show: languages, roles of files, what was left out.

use std::collections::BTreeMap;

use sapwood_grammars::{FileClass, language};
use sapwood_index::IndexSnapshot;

use super::failure::Outcome;
use super::session::Session;
use super::terminal::{Role, Terminal, grouped};

/// Files and lines of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) name: &'static str,
    pub(crate) files: u64,
    pub(crate) lines: u64,
}

/// What files of no known grammar count as.
pub(crate) const OTHER: &str = "other text";

/// The languages by number of lines, most first; files of no known grammar come last.
pub(crate) fn languages(snapshot: &IndexSnapshot) -> Vec<Share> {
    let mut shares = shares(snapshot, |file| file.language.map_or(OTHER, |id| language(id).name));
    shares.sort_by_key(|share| share.name == OTHER);
    shares
}

/// Files that are indexed but do not count as the project's own code, by reason.
pub(crate) fn set_apart(snapshot: &IndexSnapshot) -> Vec<Share> {
    let mut shares = shares(snapshot, |file| file.class.reason());
    let apart = [FileClass::Generated, FileClass::Vendored, FileClass::NotUtf8].map(FileClass::reason);
    shares.retain(|share| apart.contains(&share.name));
    shares
}

fn shares(snapshot: &IndexSnapshot, name: impl Fn(&sapwood_index::FileView<'_>) -> &'static str) -> Vec<Share> {
    let mut shares: BTreeMap<&str, Share> = BTreeMap::new();
    for file in snapshot.files().map(|id| snapshot.file(id)) {
        let name = name(&file);
        let share = shares.entry(name).or_insert_with(|| Share { name, ..Share::default() });
        share.files += 1;
        share.lines += u64::from(file.lines);
    }
    let mut shares: Vec<Share> = shares.into_values().collect();
    shares.sort_by(|a, b| b.lines.cmp(&a.lines).then(a.name.cmp(b.name)));
    shares
}

/// What was left out, in one phrase.
pub(crate) fn left_out(session: &Session) -> String {
    let reasons: Vec<String> = session
        .report
        .skipped
        .iter()
        .map(|(reason, skipped)| format!("{} {}", grouped(skipped.count), reason.describe()))
        .collect();
    if reasons.is_empty() { "nothing left out".to_owned() } else { format!("left out: {}", reasons.join(", ")) }
}

/// Everything that went wrong beside single files, each sentence once.
pub(crate) fn problems(session: &Session) -> Vec<String> {
    let mut problems = session.problems.clone();
    for problem in session.folder.problems().into_iter().chain(session.report.problems.iter().cloned()) {
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
    problems
}

/// Writes the problems, one on a line.
pub(crate) fn print_problems(session: &Session, terminal: &mut Terminal) -> Outcome {
    for problem in problems(session) {
        let mark = terminal.paint.as_role(Role::Warning, "!");
        terminal.line(format!("{mark} {problem}"))?;
    }
    Ok(())
}

/// Size of the stored index; 0 where it is kept in memory.
pub(crate) fn disk_bytes(session: &Session) -> u64 {
    session.folder.store().map_or(0, folder_bytes)
}

/// Bytes of the files in `folder` and below.
pub(crate) fn folder_bytes(folder: &std::path::Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => folder_bytes(&entry.path()),
            Ok(metadata) => metadata.len(),
            Err(_) => 0,
        })
        .sum()
}
