//! What becomes of suggestions: shown, accepted, dismissed, kept. Each is told to the engine, which adapts, and to the log.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use sapwood_assist::completion::Suggestion;

use super::items::Given;
use super::{Completion, Question};
use crate::metrics::{Accepted, Feature, Happening, Lasting, Record};
use crate::workspace::Workspace;

impl Completion {
    /// The suggestion called `id` is shown.
    pub fn shown(&self, id: &str) {
        let record = {
            let mut state = self.lock();
            let Some(given) = state.items.find(id) else { return };
            let path = given.path.clone();
            let is_new = !std::mem::replace(&mut given.is_shown, true);
            let record = is_new.then(|| self.record(given, Happening::Shown, &given.text));
            state.items.show(&path, Some(id));
            record
        };
        self.engine.load().shown(id);
        if let Some(record) = record {
            self.note(record);
        }
    }

    /// The suggestion called `id` was accepted: all of it, or its first `bytes`. True where there was such a suggestion with
    /// something left to accept.
    pub fn accepted(&self, workspace: &Workspace, id: &str, bytes: Option<u32>) -> bool {
        self.shown(id);
        let mut state = self.lock();
        let Some(given) = state.items.find(id) else { return false };
        let whole = given.text.len() as u32;
        let upto = floor_boundary(&given.text, bytes.unwrap_or(whole).min(whole));
        if upto <= given.accepted {
            return false;
        }
        let event = if upto == whole { Happening::Accepted } else { Happening::PartiallyAccepted };
        let record = self.record(given, event, &given.text[given.accepted as usize..upto as usize]);
        given.accepted = upto;
        let given = given.clone();
        if upto == whole {
            state.items.show(&given.path, None);
        }
        let text = workspace.document(&given.path).map(|document| document.text).unwrap_or_default();
        state.survival.accept(accepted_text(&given, upto), &text, Instant::now());
        drop(state);
        self.engine.load().accepted(id, bytes.map(|_| upto));
        self.note(record);
        true
    }

    /// The suggestion called `id` was dismissed.
    pub fn rejected(&self, id: &str) {
        let record = {
            let mut state = self.lock();
            let Some(given) = state.items.find(id) else { return };
            let path = given.path.clone();
            let record = self.record(given, Happening::Rejected, &given.text);
            state.items.show(&path, None);
            record
        };
        self.engine.load().rejected(id);
        self.note(record);
    }

    /// Bytes of the suggestion called `id` before its `units`th unit, as `count` measures a character.
    pub fn prefix_bytes(&self, id: &str, units: u32, count: impl Fn(char) -> u32) -> Option<u32> {
        let mut state = self.lock();
        let text = state.items.find(id)?.text.clone();
        let mut passed = 0;
        let end = text.char_indices().find(|&(_, c)| {
            passed += count(c);
            passed > units
        });
        Some(end.map_or(text.len() as u32, |(at, _)| at as u32))
    }

    /// Judges what was accepted a while ago and has become due at `now`.
    pub fn judge(&self, workspace: &Workspace, now: Instant) {
        let due = self.lock().survival.due(now, |path| workspace.document(path).map(|document| document.text));
        for lasting in due {
            self.note(self.lasting_record(&lasting));
        }
    }

    /// Notes what the document shows after an answer. What goes on with what was typed of the last suggestion is that suggestion
    /// still, so it counts once.
    pub(super) fn note_showing(&self, question: &Question, best: Option<&Suggestion>) {
        {
            let mut state = self.lock();
            let showing = state.items.showing(&question.path).map(|given| (*given).clone());
            state.items.show(&question.path, None);
            let goes_on = |(best, given): &(&Suggestion, Given)| {
                given.is_shown && is_typed_on(given, question) && given.text.ends_with(best.text.as_str())
            };
            if let Some((best, _)) = best.zip(showing).filter(goes_on)
                && let Some(again) = state.items.find(&best.id)
            {
                again.is_shown = true;
                state.items.show(&question.path, Some(&best.id));
            }
        }
        if let Some(best) = best.filter(|_| !self.tells_shown) {
            self.shown(&best.id);
        }
    }

    fn record(&self, given: &Given, event: Happening, text: &str) -> Record {
        self.make_record(&given.id, (given.language, &given.source), event, text)
    }

    fn lasting_record(&self, lasting: &Lasting) -> Record {
        let accepted = &lasting.accepted;
        let record = self.make_record(&accepted.id, (accepted.language, &accepted.source), Happening::Kept, &accepted.text);
        Record { after: Some(lasting.after), share: Some(lasting.share), ..record }
    }

    fn make_record(&self, id: &str, (language, source): (&str, &str), event: Happening, text: &str) -> Record {
        Record {
            at: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()),
            id: format!("{}-{id}", self.session),
            event,
            feature: Feature::Completion,
            language: language.to_owned(),
            source: source.to_owned(),
            chars: text.chars().count() as u32,
            lines: text.lines().count() as u32,
            after: None,
            share: None,
        }
    }

    /// Writes to the log, on the pool: whoever types does not wait for a disk.
    fn note(&self, record: Record) {
        let log = self.log.load_full();
        self.tasks.start(move || log.append(&record));
    }
}

fn accepted_text(given: &Given, upto: u32) -> Accepted {
    Accepted {
        id: given.id.clone(),
        path: given.path.clone(),
        start: given.start,
        text: given.text[..upto as usize].into(),
        language: given.language,
        source: given.source.clone(),
    }
}

/// True where everything between the suggestion's place and the cursor is its own beginning.
fn is_typed_on(given: &Given, question: &Question) -> bool {
    let typed = question.text.get(given.start as usize..question.offset as usize);
    typed.is_some_and(|typed| given.text.starts_with(typed))
}

fn floor_boundary(text: &str, mut at: u32) -> u32 {
    while !text.is_char_boundary(at as usize) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::floor_boundary;

    #[test]
    fn a_character_is_accepted_as_a_whole() {
        assert_eq!([floor_boundary("a\u{e9}b", 2), floor_boundary("a\u{e9}b", 3), floor_boundary("", 0)], [1, 3, 0]);
    }
}
