//! What was suggested, and what became of it: names for suggestions, rejections, and what was deleted lately.
//!
//! It knows no model and no cache. It remembers no more than it needs and nothing beyond the session.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rustc_hash::FxHashMap;

use sapwood_syntax::cursor::{common_end, common_start};

use super::Trigger;
use super::clock::Moment;
use super::site::Site;

/// Suggestions whose fate is followed.
const MAX_RECORDS: usize = 24;
/// The latest of them are compared with what the document becomes.
const MAX_WATCHED: usize = 6;
/// Rejections and deletions that are remembered.
const MAX_REGRETS: usize = 20;
/// A deletion is respected for this long.
const RESPECT: Duration = Duration::from_secs(30);
/// Whoever types so many characters of a rejected line wants it after all.
const CHANGE_OF_MIND: usize = 4;
/// Less than this is deleted all the time.
const MIN_DELETED: usize = 4;
/// Documents whose latest text is kept.
const MAX_TEXTS: usize = 8;

/// Numbers suggestions, so that no two engines of a process give the same name.
static SERIAL: AtomicU64 = AtomicU64::new(1);

/// A suggestion that was given out.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub(super) id: String,
    pub(super) path: String,
    /// The document and the cursor for which it was made.
    pub(super) document: Arc<str>,
    pub(super) offset: usize,
    /// What it would put at the cursor.
    pub(super) text: String,
    is_shown: bool,
    is_settled: bool,
}

/// What somebody did about a suggestion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Accepted,
    Rejected,
}

/// A text at the end of a line that nobody wants there.
#[derive(Debug)]
struct Regret {
    path: String,
    /// The line up to the text.
    line_before: String,
    text: String,
    at: usize,
    /// When it was deleted; rejections are remembered without.
    since: Option<Moment>,
}

/// What was suggested, and what became of it.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    records: VecDeque<Record>,
    regrets: VecDeque<Regret>,
    texts: FxHashMap<String, (u64, Arc<str>)>,
    serial: u64,
}

impl Ledger {
    /// Gives a suggestion its name.
    pub(super) fn record(&mut self, path: &str, site: &Site, text: &str) -> String {
        let id = format!("s{}", SERIAL.fetch_add(1, Ordering::Relaxed));
        self.records.push_back(Record {
            id: id.clone(),
            path: path.to_owned(),
            document: site.text.clone(),
            offset: site.offset,
            text: text.to_owned(),
            is_shown: false,
            is_settled: false,
        });
        if self.records.len() > MAX_RECORDS {
            self.records.pop_front();
        }
        id
    }

    /// The suggestion called `id` is on the screen.
    pub(super) fn shown(&mut self, id: &str) -> Option<&Record> {
        let record = self.records.iter_mut().find(|record| record.id == id)?;
        record.is_shown = true;
        Some(record)
    }

    /// The suggestion was taken or dismissed; `None` where that is known already.
    pub(super) fn settle(&mut self, id: &str, verdict: Verdict) -> Option<Verdict> {
        let record = self.records.iter_mut().find(|record| record.id == id)?;
        let is_new = !std::mem::replace(&mut record.is_settled, true);
        if verdict == Verdict::Rejected {
            let line_before = line_before(&record.document, record.offset).to_owned();
            let regret =
                Regret { path: record.path.clone(), line_before, text: record.text.clone(), at: record.offset, since: None };
            self.regret(regret);
        }
        is_new.then_some(verdict)
    }

    /// Looks at a document after a keystroke: what became of suggestions that were shown, and what was deleted.
    pub(super) fn notice(&mut self, path: &str, text: &Arc<str>, offset: usize, now: Moment) -> Vec<Verdict> {
        let mut verdicts = Vec::new();
        let open = self.records.iter_mut().rev().filter(|record| record.path == path && !record.is_settled);
        for record in open.take(MAX_WATCHED) {
            if let Some(verdict) = verdict(record, text, offset) {
                record.is_settled = true;
                if record.is_shown {
                    verdicts.push(verdict);
                }
            }
        }
        self.notice_deletion(path, text, now);
        self.keep_text(path, text);
        // A suggestion that was typed into has a record for each key, and is one suggestion still.
        verdicts.sort_by_key(|verdict| *verdict != Verdict::Accepted);
        verdicts.truncate(1);
        verdicts
    }

    /// True where `text` at `site` was rejected or deleted there lately.
    pub(super) fn is_unwanted(&self, path: &str, site: &Site, text: &str, now: Moment) -> bool {
        let line_before = site.line_before();
        self.regrets.iter().filter(|regret| regret.path == path).any(|regret| match regret.since {
            None => is_rejected(regret, line_before, text),
            Some(since) => now - since < RESPECT && regret.line_before == line_before && is_deleted(regret, text),
        })
    }

    fn keep_text(&mut self, path: &str, text: &Arc<str>) {
        self.serial += 1;
        self.texts.insert(path.to_owned(), (self.serial, text.clone()));
        if self.texts.len() > MAX_TEXTS
            && let Some(oldest) = self.texts.iter().min_by_key(|(_, (serial, _))| *serial).map(|(path, _)| path.clone())
        {
            self.texts.remove(&oldest);
        }
    }

    fn notice_deletion(&mut self, path: &str, text: &str, now: Moment) {
        let Some((_, old)) = self.texts.get(path) else { return };
        let Some((start, removed)) = removed(old, text) else { return };
        let line_before = line_before(text, start).to_owned();
        let mut regret = Regret { path: path.to_owned(), line_before, text: removed.to_owned(), at: start, since: Some(now) };
        // Backspace takes one character after the other.
        let is_continued = |last: &&mut Regret| last.since.is_some() && last.path == path && last.at == start + regret.text.len();
        if let Some(last) = self.regrets.back_mut().filter(is_continued) {
            regret.text += &last.text;
            *last = regret;
        } else {
            self.regret(regret);
        }
    }

    fn regret(&mut self, regret: Regret) {
        self.regrets.push_back(regret);
        if self.regrets.len() > MAX_REGRETS {
            self.regrets.pop_front();
        }
    }
}

/// Whether `id` would be shown again: an automatic answer respects what somebody did, one that was asked for does not.
pub(super) fn respects(trigger: Trigger) -> bool {
    trigger == Trigger::Automatic
}

/// What the document says about a suggestion; `None` while it may still be typed.
fn verdict(record: &Record, text: &str, offset: usize) -> Option<Verdict> {
    let before = &record.document[..record.offset];
    let Some(typed) = text.get(..offset)?.strip_prefix(before) else {
        return (!before.starts_with(text.get(..offset)?)).then_some(Verdict::Rejected);
    };
    if typed.starts_with(record.text.as_str()) {
        return Some(Verdict::Accepted);
    }
    (!record.text.starts_with(typed)).then_some(Verdict::Rejected)
}

fn is_rejected(regret: &Regret, line_before: &str, text: &str) -> bool {
    let Some(typed) = line_before.strip_prefix(regret.line_before.as_str()) else { return false };
    typed.chars().count() < CHANGE_OF_MIND && regret.text.strip_prefix(typed) == Some(text)
}

/// True where `text` is what was deleted; where the whole line was, also where one is the beginning of the other.
fn is_deleted(regret: &Regret, text: &str) -> bool {
    let (deleted, text) = (regret.text.trim(), text.trim());
    let is_part = regret.line_before.trim().is_empty()
        && deleted.len() >= MIN_DELETED
        && (text.starts_with(deleted) || (text.len() >= MIN_DELETED && deleted.starts_with(text)));
    !deleted.is_empty() && (deleted == text || is_part)
}

/// What `new` lacks of `old`, and where, if nothing was put in its place.
fn removed<'a>(old: &'a str, new: &str) -> Option<(usize, &'a str)> {
    if old.len() <= new.len() {
        return None;
    }
    let (a, b) = (old.as_bytes(), new.as_bytes());
    let start = common_start(a, b);
    let end = common_end(&a[start..], &b[start..]);
    let is_plain = start + end == new.len();
    Some((start, old.get(start..old.len() - end)?)).filter(|_| is_plain)
}

fn line_before(text: &str, offset: usize) -> &str {
    let before = text.get(..offset).unwrap_or(text);
    &before[before.rfind('\n').map_or(0, |at| at + 1)..]
}

#[cfg(test)]
mod tests {
    use super::super::clock::now;
    use super::super::site::fixture::site;
    use super::*;

    fn text(fixture: &str) -> (Arc<str>, usize) {
        (fixture.replace("$0", "").into(), fixture.find("$0").expect("a cursor"))
    }

    fn verdicts(after: &str) -> Vec<Verdict> {
        let mut ledger = Ledger::default();
        let id = ledger.record("a", &site("rust", "let a = $0;\n"), "call(1)");
        ledger.shown(&id);
        let (text, offset) = text(after);
        ledger.notice("a", &text, offset, now())
    }

    #[tokio::test]
    async fn the_document_tells_what_became_of_a_suggestion() {
        assert_eq!(verdicts("let a = call(1)$0;\n"), [Verdict::Accepted]);
        assert_eq!(verdicts("let a = ca$0;\n"), [], "it may still be typed");
        assert_eq!(verdicts("let a = x$0;\n"), [Verdict::Rejected]);
        assert_eq!(verdicts("let$0 a = ;\n"), [], "the cursor only moved back");
    }

    #[tokio::test]
    async fn a_verdict_counts_once() {
        let mut ledger = Ledger::default();
        let id = ledger.record("a", &site("rust", "let a = $0;\n"), "call(1)");
        assert_eq!(ledger.settle(&id, Verdict::Accepted), Some(Verdict::Accepted));
        assert_eq!(ledger.settle(&id, Verdict::Accepted), None);
        assert_eq!(ledger.settle("unknown", Verdict::Accepted), None);
    }

    #[tokio::test]
    async fn a_suggestion_that_is_typed_into_gets_one_verdict() {
        let mut ledger = Ledger::default();
        for (fixture, rest) in [("let a = $0;\n", "call(1)"), ("let a = c$0;\n", "all(1)"), ("let a = ca$0;\n", "ll(1)")] {
            let id = ledger.record("a", &site("rust", fixture), rest);
            ledger.shown(&id);
        }
        let (text, offset) = text("let a = cat$0;\n");
        assert_eq!(ledger.notice("a", &text, offset, now()), [Verdict::Rejected]);
        assert_eq!(ledger.notice("a", &text, offset, now()), []);
    }

    #[tokio::test]
    async fn a_rejected_text_does_not_come_back_unless_it_is_typed() {
        let mut ledger = Ledger::default();
        let id = ledger.record("a", &site("rust", "let a = $0;\n"), "call(1)");
        ledger.settle(&id, Verdict::Rejected);
        let is_unwanted = |fixture: &str, text: &str| ledger.is_unwanted("a", &site("rust", fixture), text, now());
        assert!(is_unwanted("let a = $0;\n", "call(1)"));
        assert!(is_unwanted("\n\nlet a = ca$0;\n", "ll(1)"), "lines above do not matter");
        assert!(!is_unwanted("let a = call$0;\n", "(1)"));
        assert!(!is_unwanted("let b = $0;\n", "call(1)"));
        assert!(!is_unwanted("let a = $0;\n", "other(1)"));
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_deleted_is_not_proposed_for_a_while() {
        let mut ledger = Ledger::default();
        for step in
            ["fn f() {\n    call(1);$0\n}\n", "fn f() {\n    call(1$0\n}\n", "fn f() {\n    c$0\n}\n", "fn f() {\n    $0\n}\n"]
        {
            let (text, offset) = text(step);
            ledger.notice("a", &text, offset, now());
        }
        let site = site("rust", "fn f() {\n    $0\n}\n");
        assert!(ledger.is_unwanted("a", &site, "call(1);", now()));
        assert!(ledger.is_unwanted("a", &site, "call(1);\n    more();", now()));
        assert!(!ledger.is_unwanted("a", &site, "other();", now()));
        tokio::time::advance(RESPECT).await;
        assert!(!ledger.is_unwanted("a", &site, "call(1);", now()));
    }
}
