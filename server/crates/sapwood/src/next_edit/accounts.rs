//! The last answers and how they came about, for `explain`. It decides nothing.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sapwood_assist::next_edit::Suggestion;
use sapwood_assist::next_edit::session::Item;

use super::Question;
use super::look::Seen;

/// Answers kept.
const ANSWERS: usize = 50;
/// Suggestions of an answer that are kept, and as many of those withheld.
const SUGGESTIONS: usize = 20;

/// One answer.
#[derive(Debug, Clone)]
pub struct ExplainedEdit {
    /// The document.
    pub path: PathBuf,
    /// The version that was asked about.
    pub version: Option<i32>,
    /// The cursor's line.
    pub line: u32,
    /// From the question to the answer.
    pub elapsed: Duration,
    /// The best of what was answered.
    pub items: Vec<Item>,
    /// The best of what was not sure enough.
    pub withheld: Vec<Suggestion>,
    /// What was seen, one sentence each.
    pub account: Vec<String>,
    /// Why nothing was proposed.
    pub silence: Option<String>,
}

impl ExplainedEdit {
    pub(super) fn new(question: &Question, elapsed: Duration) -> Self {
        Self {
            path: question.path.clone(),
            version: question.version,
            line: question.line,
            elapsed,
            items: Vec::new(),
            withheld: Vec::new(),
            account: Vec::new(),
            silence: None,
        }
    }

    pub(super) fn take(&mut self, seen: &Seen) {
        self.withheld = seen.answer.withheld.iter().take(SUGGESTIONS).cloned().collect();
        self.account.clone_from(&seen.answer.account);
    }

    pub(super) fn found(&mut self, items: &[Item]) {
        self.items = items.iter().take(SUGGESTIONS).cloned().collect();
        if items.is_empty() {
            let last = self.account.last().cloned();
            self.silence = Some(last.unwrap_or_else(|| "Nothing follows from the last edits, as far as is known.".to_owned()));
        }
    }
}

/// The answers given last.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    answers: VecDeque<ExplainedEdit>,
}

impl Accounts {
    pub(super) fn add(&mut self, explained: ExplainedEdit) {
        self.answers.push_front(explained);
        self.answers.truncate(ANSWERS);
    }

    /// The answers about the document at `path`, latest first; those on `line` alone where one is given.
    pub(super) fn of(&self, path: &Path, line: Option<u32>) -> Vec<ExplainedEdit> {
        let is_wanted = |own: &&ExplainedEdit| own.path == path && line.is_none_or(|line| own.line == line);
        self.answers.iter().filter(is_wanted).cloned().collect()
    }
}
