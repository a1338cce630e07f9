//! What becomes of next edits: shown, accepted, dismissed, passed over. Told to the session, which adapts, and to the log.

use std::time::{SystemTime, UNIX_EPOCH};

use sapwood_assist::next_edit::{Source, Suggestion};

use super::NextEdits;
use crate::metrics::{Feature, Happening, Record};

/// Begins the name of a next edit, so that nothing else is called like one.
const PREFIX: &str = "edit-";

/// Ids further apart are not heard of at the same time.
const REMEMBERED: u64 = 1000;

/// The name of a next edit for clients.
pub fn id_text(id: u64) -> String {
    format!("{PREFIX}{id}")
}

/// The next edit that a client names.
pub fn parse_id(text: &str) -> Option<u64> {
    text.strip_prefix(PREFIX)?.parse().ok()
}

/// Where a next edit comes from, for the log and for people.
pub fn source_name(source: &Source) -> String {
    match source {
        Source::Graph => "graph".to_owned(),
        Source::Model(name) => name.clone(),
        Source::Both(name) => format!("graph and {name}"),
    }
}

impl NextEdits {
    /// The next edit is visible.
    pub fn shown(&self, id: u64) {
        self.lock().session.shown(id);
        self.count(id, Happening::Shown);
    }

    /// The next edit was accepted.
    pub fn accepted(&self, id: u64) {
        self.shown(id);
        self.count(id, Happening::Accepted);
        self.lock().session.accepted(id);
    }

    /// The next edit was dismissed.
    pub fn rejected(&self, id: u64) {
        let now = self.now();
        self.count(id, Happening::Rejected);
        self.lock().session.rejected(id, now);
    }

    /// The next edit was passed over; the next one is wanted.
    pub fn skipped(&self, id: u64) {
        self.count(id, Happening::Rejected);
        self.lock().session.skipped(id);
    }

    /// The series is over.
    pub fn stopped(&self) {
        self.lock().session.stopped();
    }

    /// Notes what happened, once.
    fn count(&self, id: u64, event: Happening) {
        let mut state = self.lock();
        let Some(suggestion) = state.session.find(id).cloned() else { return };
        // Ids rise, and old ones are not heard of again.
        state.counted.retain(|(own, _)| own + REMEMBERED > id);
        if !state.counted.insert((id, event == Happening::Shown)) {
            return;
        }
        drop(state);
        let record = self.record(id, event, &suggestion);
        let log = self.log.load_full();
        self.tasks.start(move || log.append(&record));
    }

    fn record(&self, id: u64, event: Happening, suggestion: &Suggestion) -> Record {
        let text = suggestion.text.as_deref().unwrap_or_default();
        let language = sapwood_grammars::detect(&suggestion.path, &[]);
        Record {
            at: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()),
            id: format!("{}-{}", self.session, id_text(id)),
            event,
            feature: Feature::NextEdit,
            language: language.map_or("other", |id| sapwood_grammars::language(id).name).to_owned(),
            source: source_name(&suggestion.source),
            chars: text.chars().count() as u32,
            lines: text.lines().count() as u32,
            after: None,
            share: None,
        }
    }
}
