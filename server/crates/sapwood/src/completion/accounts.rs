//! The last answers of each document and how they came about, for `explain`. It decides nothing.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use sapwood_assist::completion::{Account, Suggestion, Trigger};
use sapwood_base::Position;

/// Answers kept for a document.
const ANSWERS: usize = 20;
/// Documents whose answers are kept.
const DOCUMENTS: usize = 50;

/// One answer.
#[derive(Debug, Clone)]
pub struct Explained {
    /// The version of the document that was completed.
    pub version: i32,
    /// The cursor, as the editor counts it.
    pub place: Position,
    /// What made the editor ask.
    pub trigger: Trigger,
    /// From the question to the answer.
    pub elapsed: std::time::Duration,
    /// What was answered.
    pub suggestions: Vec<Suggestion>,
    /// How it came about.
    pub account: Account,
}

/// Answers by document, the documents asked for last behind the others.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    documents: VecDeque<(PathBuf, VecDeque<Explained>)>,
}

impl Accounts {
    pub(super) fn add(&mut self, path: &Path, explained: Explained) {
        let known = self.documents.iter().position(|(own, _)| own == path).and_then(|at| self.documents.remove(at));
        let (path, mut answers) = known.unwrap_or_else(|| (path.to_owned(), VecDeque::new()));
        answers.push_front(explained);
        answers.truncate(ANSWERS);
        self.documents.push_back((path, answers));
        if self.documents.len() > DOCUMENTS {
            self.documents.pop_front();
        }
    }

    /// The answers for the document at `path`, latest first; those on `line` alone where one is given.
    pub(super) fn of(&self, path: &Path, line: Option<u32>) -> Vec<Explained> {
        let answers = self.documents.iter().find(|(own, _)| own == path).map(|(_, answers)| answers);
        let wanted = |explained: &&Explained| line.is_none_or(|line| explained.place.line == line);
        answers.into_iter().flatten().filter(wanted).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(version: i32, line: u32) -> Explained {
        Explained {
            version,
            place: Position { line, character: 0 },
            trigger: Trigger::Automatic,
            elapsed: std::time::Duration::ZERO,
            suggestions: Vec::new(),
            account: Account::default(),
        }
    }

    #[test]
    fn the_latest_answers_are_kept() {
        let mut accounts = Accounts::default();
        (0..30).for_each(|version| accounts.add(Path::new("/a"), explained(version, version as u32 % 2)));
        let versions = |line| accounts.of(Path::new("/a"), line).iter().map(|answer| answer.version).collect::<Vec<_>>();
        assert_eq!(versions(None).len(), ANSWERS);
        assert_eq!(versions(None)[0], 29);
        assert_eq!(versions(Some(0))[0], 28);
        assert!(accounts.of(Path::new("/b"), None).is_empty());
    }

    #[test]
    fn documents_nobody_asked_for_lately_are_forgotten() {
        let mut accounts = Accounts::default();
        (0..80).for_each(|at| accounts.add(&PathBuf::from(format!("/{}", at % 60)), explained(at, 0)));
        assert!(accounts.of(Path::new("/25"), None).is_empty());
        assert_eq!(accounts.of(Path::new("/5"), None).len(), 1);
    }
}
