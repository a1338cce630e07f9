//! Writes down how an answer came about, while it does.

use super::clock::{Moment, milliseconds, now};
use super::filters::Trace;
use super::{Account, Answer, Source, Step, Suggestion};

/// Why nothing is shown, in a sentence.
pub(super) type Silence = String;

/// The account of one answer.
#[derive(Debug, Default)]
pub(super) struct Recorder {
    steps: Vec<Step>,
}

impl Recorder {
    /// A step that began at `since`.
    pub(super) fn step(&mut self, name: &'static str, since: Moment, detail: impl Into<String>) {
        self.steps.push(Step { name, detail: detail.into(), elapsed_ms: milliseconds(now() - since) });
    }

    /// A step that took `elapsed_ms` somewhere else.
    pub(super) fn measured(&mut self, name: &'static str, elapsed_ms: f64, detail: impl Into<String>) {
        self.steps.push(Step { name, detail: detail.into(), elapsed_ms });
    }

    /// Takes over the steps of `other`.
    pub(super) fn append(&mut self, other: &mut Self) {
        self.steps.append(&mut other.steps);
    }

    /// What the filters made of a text.
    pub(super) fn filtered(&mut self, source: &Source, trace: &Trace) {
        let name = name_of(source);
        match trace.dropped_by {
            Some(filter) => self.measured("filter", 0.0, format!("An answer of {name} was dropped: {filter}.")),
            None if trace.cut_by.is_empty() => {}
            None => self.measured("filter", 0.0, format!("An answer of {name} was cut: {}.", trace.cut_by.join(", "))),
        }
    }

    /// The answer, or why there is none.
    pub(super) fn finish(self, outcome: Result<Vec<Suggestion>, Silence>) -> Answer {
        let (suggestions, silence) = match outcome {
            Ok(suggestions) => (suggestions, None),
            Err(silence) => (Vec::new(), Some(silence)),
        };
        Answer { suggestions, account: Account { steps: self.steps, silence } }
    }
}

/// What people know a source by.
pub(super) fn name_of(source: &Source) -> &str {
    match source {
        Source::Local => "the repository",
        Source::Model(name) => name,
    }
}
