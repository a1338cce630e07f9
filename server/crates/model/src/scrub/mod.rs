//! The scrubber: takes secrets out of everything that is sent to a model, and texts of secret files altogether.
//!
//! It looks at texts, not at what they mean, so it errs in both directions: its tests hold a corpus for both. What it hides is
//! replaced by a mark of one line that names the kind, so that lines, quotes and the code around stay as they are.

mod assignments;
mod blocks;
mod entropy;
mod paths;
#[cfg(test)]
mod tests;
mod tokens;

use std::borrow::Cow;
use std::ops::{Deref, Range};

use crate::{ChatRequest, EditQuestion, FaultKind, ModelError, Request};

use paths::SecretPaths;
pub use paths::is_secret_path;

/// A request that has passed the scrubber. Nothing else can make one.
pub(crate) struct Outbound(Request);

impl Deref for Outbound {
    type Target = Request;

    fn deref(&self) -> &Request {
        &self.0
    }
}

/// A secret in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Finding {
    kind: &'static str,
    range: Range<usize>,
}

/// What was hidden: kind and count.
type Counts = Vec<(&'static str, u32)>;

/// Hides secrets.
#[derive(Default)]
pub(crate) struct Scrubber {
    paths: SecretPaths,
}

impl Scrubber {
    /// A scrubber that withholds files matching `globs` beside the usual ones. A pattern that cannot be used is told.
    pub(crate) fn new(globs: &[String], problems: &mut Vec<String>) -> Self {
        Self { paths: SecretPaths::new(globs, problems) }
    }

    /// Whether a file of this path is never shown.
    pub(crate) fn is_secret_path(&self, path: &str) -> bool {
        self.paths.matches(path)
    }

    /// `request` without its secrets, and what was hidden. A request about a secret file is refused.
    pub(crate) fn clear(&self, mut request: Request) -> Result<(Outbound, Counts), ModelError> {
        let mut counts = Counts::new();
        match &mut request {
            Request::Fim(fim) => {
                if self.is_secret_path(&fim.name) {
                    return Err(withheld());
                }
                fim.documents.retain(|document| {
                    let is_secret = self.is_secret_path(&document.name);
                    if is_secret {
                        count(&mut counts, "secret file");
                    }
                    !is_secret
                });
                for document in &mut fim.documents {
                    hide_in(&mut document.text, &mut counts);
                    hide_in(&mut document.name, &mut counts);
                }
                hide_in(&mut fim.name, &mut counts);
                hide_around(&mut fim.prefix, &mut fim.suffix, &mut counts);
                hide_in(&mut fim.line_comment, &mut counts);
                fim.limits.stop.iter_mut().for_each(|stop| hide_in(stop, &mut counts));
            }
            Request::Chat(chat) => hide_in_chat(chat, &mut counts),
            Request::Edit(edit) => {
                if edit.files.iter().any(|file| self.is_secret_path(file)) {
                    return Err(withheld());
                }
                for form in &mut edit.forms {
                    // One of the forms is sent, so what the fullest of them hides is told.
                    let mut hidden = Counts::new();
                    match &mut form.question {
                        EditQuestion::Chat(chat) => hide_in_chat(chat, &mut hidden),
                        EditQuestion::Plain { prompt, limits } => {
                            hide_in(prompt, &mut hidden);
                            limits.stop.iter_mut().for_each(|stop| hide_in(stop, &mut hidden));
                        }
                    }
                    if hidden.iter().map(|(_, number)| number).sum::<u32>() > counts.iter().map(|(_, number)| number).sum() {
                        counts = hidden;
                    }
                }
            }
        }
        Ok((Outbound(request), counts))
    }
}

fn withheld() -> ModelError {
    let message = "This file may hold secrets, so nothing of it is sent to a model.".to_owned();
    ModelError { kind: FaultKind::Withheld, message, retry_after: None }
}

fn hide_in_chat(chat: &mut ChatRequest, counts: &mut Counts) {
    hide_in(&mut chat.system, counts);
    chat.messages.iter_mut().for_each(|message| hide_in(&mut message.text, counts));
    chat.limits.stop.iter_mut().for_each(|stop| hide_in(stop, counts));
}

/// Hides secrets before and after the cursor. One that the cursor stands in is found in the joined text.
fn hide_around(prefix: &mut String, suffix: &mut String, counts: &mut Counts) {
    let cursor = prefix.len();
    let joined = format!("{prefix}{suffix}");
    let mut findings = find(&joined);
    if findings.is_empty() {
        return;
    }
    findings.iter().for_each(|finding| count(counts, finding.kind));
    let after: Vec<Finding> = findings
        .iter()
        .filter(|finding| finding.range.end > cursor)
        .map(|finding| Finding { range: finding.range.start.max(cursor) - cursor..finding.range.end - cursor, ..finding.clone() })
        .collect();
    findings.retain(|finding| finding.range.start < cursor);
    findings.iter_mut().for_each(|finding| finding.range.end = finding.range.end.min(cursor));
    *prefix = replaced(prefix, &findings);
    *suffix = replaced(suffix, &after);
}

fn hide_in(text: &mut String, counts: &mut Counts) {
    let findings = find(text);
    if !findings.is_empty() {
        findings.iter().for_each(|finding| count(counts, finding.kind));
        *text = replaced(text, &findings);
    }
}

/// `text` with its secrets hidden.
pub fn scrub(text: &str) -> Cow<'_, str> {
    let findings = find(text);
    if findings.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(replaced(text, &findings)) }
}

fn count(counts: &mut Counts, kind: &'static str) {
    match counts.iter_mut().find(|(known, _)| *known == kind) {
        Some((_, number)) => *number += 1,
        None => counts.push((kind, 1)),
    }
}

fn replaced(text: &str, findings: &[Finding]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for finding in findings {
        out.push_str(&text[end..finding.range.start]);
        out.push_str("<hidden: ");
        out.push_str(finding.kind);
        out.push('>');
        end = finding.range.end;
    }
    out.push_str(&text[end..]);
    out
}

/// The secrets of `text`, in order and apart. Where two overlap, the one that knows more (the earlier finder) counts.
fn find(text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    blocks::find(text, &mut findings);
    tokens::find(text, &mut findings);
    assignments::find(text, &mut findings);
    entropy::find(text, &mut findings);
    // A stable sort: at the same place, the earlier finder comes first.
    findings.sort_by_key(|finding| finding.range.start);
    let mut apart: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings {
        match apart.last_mut() {
            // What is left over of a secret is a secret.
            Some(last) if finding.range.start < last.range.end => last.range.end = last.range.end.max(finding.range.end),
            _ => apart.push(finding),
        }
    }
    apart
}
