//! How much of an accepted text is still there later. Time and texts are handed in; nothing is stored.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use sapwood_base::Span;

use crate::workspace::Edit;

/// Seconds after which an accepted text is judged.
pub const CHECKPOINTS: [u64; 4] = [30, 120, 300, 600];
/// Texts watched at once; the oldest give way.
const WATCHED: usize = 200;
/// Tokens compared of an accepted text, and of what stands there now.
const TOKENS: usize = 400;
const TOKENS_NOW: usize = 2000;

/// An accepted text.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// Names the suggestion.
    pub id: String,
    /// The document.
    pub path: PathBuf,
    /// Its first byte in the document.
    pub start: u32,
    /// What was accepted.
    pub text: Arc<str>,
    /// The document's language.
    pub language: &'static str,
    /// Where it came from.
    pub source: String,
}

/// How much of an accepted text is there.
#[derive(Debug, Clone)]
pub struct Lasting {
    /// What was accepted.
    pub accepted: Accepted,
    /// Seconds since then.
    pub after: u64,
    /// The share of its tokens that stand there in their order, in [0, 1].
    pub share: f32,
}

struct Watched {
    accepted: Accepted,
    /// Where it stands, or what became of it.
    span: Span,
    at: Instant,
    /// Checkpoints that are over.
    judged: usize,
    /// The share when its document was closed.
    last: Option<f32>,
}

/// Accepted texts whose fate is watched.
#[derive(Default)]
pub struct Survival {
    watched: Vec<Watched>,
}

impl Survival {
    /// `accepted` was accepted at `now`, in a document that holds `text` by now or will with its next edit. More of a suggestion
    /// that is watched already replaces what is watched.
    pub fn accept(&mut self, accepted: Accepted, text: &str, now: Instant) {
        self.watched.retain(|watched| watched.accepted.id != accepted.id);
        let start = accepted.start.min(text.len() as u32);
        let is_there = text.get(start as usize..).is_some_and(|rest| rest.starts_with(&*accepted.text));
        let span = Span::new(start, if is_there { start + accepted.text.len() as u32 } else { start });
        if self.watched.len() >= WATCHED {
            self.watched.remove(0);
        }
        self.watched.push(Watched { accepted, span, at: now, judged: 0, last: None });
    }

    /// The document at `path` was edited.
    pub fn edited(&mut self, path: &Path, edit: &Edit) {
        for watched in self.watched.iter_mut().filter(|watched| watched.accepted.path == path) {
            watched.span = moved(watched.span, edit);
        }
    }

    /// The document at `path` is closed and held `text` to the end.
    pub fn closed(&mut self, path: &Path, text: &str) {
        for watched in self.watched.iter_mut().filter(|watched| watched.accepted.path == path) {
            watched.last = Some(share(&watched.accepted.text, watched.span.text(text)));
        }
    }

    /// What has to be judged at `now`, by the text that each document holds.
    pub fn due(&mut self, now: Instant, text: impl Fn(&Path) -> Option<Arc<String>>) -> Vec<Lasting> {
        let mut due = Vec::new();
        for watched in &mut self.watched {
            let passed = now.saturating_duration_since(watched.at);
            let over = CHECKPOINTS.iter().filter(|&&after| passed >= Duration::from_secs(after)).count();
            if over <= watched.judged {
                continue;
            }
            let open = text(&watched.accepted.path);
            let current = open.map(|text| share(&watched.accepted.text, watched.span.text(&text)));
            for &after in &CHECKPOINTS[watched.judged..over] {
                let judged = current.or(watched.last).map(|share| Lasting { accepted: watched.accepted.clone(), after, share });
                due.extend(judged);
            }
            watched.judged = over;
        }
        self.watched.retain(|watched| watched.judged < CHECKPOINTS.len());
        due
    }
}

/// Where a span stands after an edit: what is typed inside belongs to it, what replaces its edge as well, and what is inserted
/// at an empty span is what was expected there.
fn moved(span: Span, edit: &Edit) -> Span {
    let (start, end, new_end) = (edit.span.start, edit.span.end, edit.span.start + edit.new_len);
    let shift = |at: u32| at - edit.span.len() + edit.new_len;
    if span.is_empty() && start <= span.start && span.start <= end {
        return Span::new(start, new_end);
    }
    if end <= span.start {
        return Span::new(shift(span.start), shift(span.end));
    }
    if start >= span.end {
        return span;
    }
    Span::new(span.start.min(start), if end >= span.end { new_end } else { shift(span.end) })
}

/// The share of the tokens of `text` that stand in `now` in the same order.
fn share(text: &str, now: &str) -> f32 {
    let (old, new): (Vec<&str>, Vec<&str>) = (tokens(text).take(TOKENS).collect(), tokens(now).take(TOKENS_NOW).collect());
    if old.is_empty() {
        return 1.0;
    }
    let mut row = vec![0_u32; old.len() + 1];
    for token in new {
        let mut diagonal = 0;
        for (at, own) in old.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if *own == token { diagonal + 1 } else { above.max(row[at]) };
            diagonal = above;
        }
    }
    row[old.len()] as f32 / old.len() as f32
}

/// Names, numbers and single marks; white space is nobody's work.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let first = rest.chars().next()?;
        let length = if is_word(first) { rest.find(|c| !is_word(c)).unwrap_or(rest.len()) } else { first.len_utf8() };
        let (token, after) = rest.split_at(length);
        rest = after;
        Some(token)
    })
}

#[cfg(test)]
mod tests {
    use sapwood_base::LineRange;

    use super::*;

    const PATH: &str = "/a";

    fn edit(start: u32, end: u32, new_len: u32) -> Edit {
        Edit { span: Span::new(start, end), new_len, lines: LineRange::default(), new_end: 0, is_whole: false }
    }

    fn accepted(start: u32, text: &str) -> Accepted {
        let (path, source) = (PATH.into(), "local".to_owned());
        Accepted { id: "1".to_owned(), path, start, text: text.into(), language: "rust", source }
    }

    fn judged(survival: &mut Survival, now: Instant, text: &str) -> Vec<(u64, f32)> {
        let text = Arc::new(text.to_owned());
        survival.due(now, |_| Some(text.clone())).iter().map(|lasting| (lasting.after, lasting.share)).collect()
    }

    #[test]
    fn a_text_is_judged_four_times() {
        let (mut survival, start) = (Survival::default(), Instant::now());
        let after = |seconds| start + Duration::from_secs(seconds);
        survival.accept(accepted(4, "b + c"), "a = b + c;", start);
        assert_eq!(judged(&mut survival, after(29), "a = b + c;"), []);
        assert_eq!(judged(&mut survival, after(30), "a = b + c;"), [(30, 1.0)]);
        assert_eq!(judged(&mut survival, after(31), "a = b + c;"), []);
        survival.edited(Path::new(PATH), &edit(0, 0, 3));
        survival.edited(Path::new(PATH), &edit(8, 11, 1));
        assert_eq!(judged(&mut survival, after(310), "   a = bxc;"), [(120, 0.0), (300, 0.0)], "a token that grew is another");
        assert_eq!(judged(&mut survival, after(999), "   a = b c;"), [(600, 2.0 / 3.0)]);
        assert_eq!(judged(&mut survival, after(2000), ""), [], "it is forgotten");
    }

    #[test]
    fn a_text_is_followed_through_edits_around_it() {
        let text = "fn f() { call(one, two); }";
        let (mut survival, start) = (Survival::default(), Instant::now());
        survival.accept(accepted(9, "call(one, two);"), text, start);
        survival.edited(Path::new(PATH), &edit(0, 0, 4));
        survival.edited(Path::new(PATH), &edit(18, 21, 5));
        let lasting = judged(&mut survival, start + Duration::from_secs(30), "pub fn f() { call(three, two); }");
        assert!((lasting[0].1 - 6.0 / 7.0).abs() < 0.01, "{lasting:?}");
    }

    #[test]
    fn a_text_that_comes_with_the_next_edit_is_found_there() {
        let (mut survival, start) = (Survival::default(), Instant::now());
        survival.accept(accepted(4, "b + c"), "a = ;", start);
        survival.edited(Path::new(PATH), &edit(4, 4, 5));
        assert_eq!(judged(&mut survival, start + Duration::from_secs(30), "a = b + c;"), [(30, 1.0)]);
    }

    #[test]
    fn a_closed_document_is_judged_by_its_end_and_a_formatted_one_by_its_tokens() {
        let (mut survival, start) = (Survival::default(), Instant::now());
        survival.accept(accepted(0, "a(b,c)"), "a(b,c)", start);
        survival.edited(Path::new(PATH), &edit(0, 6, 11));
        survival.closed(Path::new(PATH), "a(\n b, c\n)\n");
        let lasting = survival.due(start + Duration::from_secs(40), |_| None);
        assert_eq!(lasting.len(), 1);
        assert!((lasting[0].share - 1.0).abs() < f32::EPSILON);
    }
}
