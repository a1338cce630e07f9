//! Types a held-out file from its first to its last line and counts what suggestions would have saved.
//!
//! What counts as shown, accepted and saved stands at the top of the report.

use sapwood_index::stream::{Kind, Rules, lex};

/// Something that suggests what comes next.
pub trait Suggests {
    /// A line is about to be typed; `text` is everything before it, its indentation included.
    fn line(&mut self, text: &str);
    /// The suggestion at the end of `text`.
    fn suggest(&mut self, text: &str) -> Option<String>;
}

/// What happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Lines typed, those that do not count left out.
    pub lines: u64,
    /// Their characters without indentation.
    pub chars: u64,
    /// Suggestions shown.
    pub shown: u64,
    /// Shown, and right from the first character to the last.
    pub right: u64,
    /// Right, and all the rest of the line.
    pub whole: u64,
    /// Wrong, but the first words were taken.
    pub partly: u64,
    /// Characters of suggestions that were right.
    pub saved: u64,
    /// Characters of first words taken.
    pub saved_partly: u64,
    /// Lines whose whole text was suggested before its first character was typed.
    pub from_start: u64,
}

impl Outcome {
    /// Adds another file's.
    pub fn add(&mut self, other: &Self) {
        self.lines += other.lines;
        self.chars += other.chars;
        self.shown += other.shown;
        self.right += other.right;
        self.whole += other.whole;
        self.partly += other.partly;
        self.saved += other.saved;
        self.saved_partly += other.saved_partly;
        self.from_start += other.from_start;
    }

    /// Share of what was shown that was right.
    pub fn precision(&self) -> f64 {
        self.right as f64 / (self.shown as f64).max(1.0)
    }

    /// Share of the characters that nobody had to type.
    pub fn saved_share(&self) -> f64 {
        (self.saved + self.saved_partly) as f64 / (self.chars as f64).max(1.0)
    }
}

/// A line that counts: where its code starts and ends, and where its tokens end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its first token.
    pub start: usize,
    /// One past its last token; a comment behind it does not belong.
    pub end: usize,
    /// One past each token.
    pub boundaries: Vec<usize>,
}

/// The lines of `text` that count: those with a word, comments and literals that span lines left out.
pub fn lines(text: &str, rules: &Rules) -> Vec<Line> {
    let mut found: Vec<Line> = Vec::new();
    let mut current: Option<Line> = None;
    let mut counts = false;
    let mut is_long = false;
    lex(text, rules, |piece| match piece.kind {
        Kind::Comment => {}
        Kind::Line => {
            let line = current.take().filter(|_| counts && !is_long);
            found.extend(line);
            (counts, is_long) = (false, false);
        }
        kind => {
            let line = current.get_or_insert_with(|| Line { start: piece.start as usize, end: 0, boundaries: Vec::new() });
            line.end = piece.end as usize;
            line.boundaries.push(piece.end as usize);
            counts |= kind == Kind::Word;
            is_long |= kind == Kind::LongText;
        }
    });
    found.extend(current.filter(|_| counts && !is_long));
    found
}

/// The least that a first word must save to be taken, in characters that are no space.
const WORTH_TAKING: usize = 3;

/// Types `lines` of `text`.
pub fn type_file(text: &str, lines: &[Line], suggests: &mut dyn Suggests) -> Outcome {
    let mut outcome = Outcome::default();
    for line in lines {
        suggests.line(&text[..line.start]);
        outcome.lines += 1;
        outcome.chars += (line.end - line.start) as u64;
        type_line(text, line, suggests, &mut outcome);
    }
    outcome
}

fn type_line(text: &str, line: &Line, suggests: &mut dyn Suggests, outcome: &mut Outcome) {
    let mut at = line.start;
    // The suggestion on display, and where it was first shown.
    let mut shown: Option<(usize, String)> = None;
    while at < line.end {
        let suggestion = suggests.suggest(&text[..at]).filter(|text| !text.is_empty());
        let Some(suggestion) = suggestion else {
            shown = None;
            at = next_boundary(line, at);
            continue;
        };
        let rest = &text[at..line.end];
        let is_same = shown.as_ref().is_some_and(|(since, old)| {
            old.get(at - since..) == Some(suggestion.as_str()) && old.as_bytes().starts_with(&text.as_bytes()[*since..at])
        });
        if !is_same {
            outcome.shown += 1;
            shown = Some((at, suggestion.clone()));
        }
        let is_right = rest.starts_with(&suggestion) && is_boundary(line, at + suggestion.len());
        if is_right {
            outcome.right += 1;
            outcome.whole += u64::from(rest == suggestion);
            outcome.from_start += u64::from(rest == suggestion && at == line.start);
            outcome.saved += suggestion.len() as u64;
            at += suggestion.len();
            shown = None;
            continue;
        }
        let taken = first_words(line, at, rest, &suggestion);
        if taken > 0 {
            outcome.partly += 1;
            outcome.saved_partly += taken as u64;
            at += taken;
            continue;
        }
        at = next_boundary(line, at);
    }
}

/// Bytes of the first words of `suggestion` that are right, if they are worth a key.
fn first_words(line: &Line, at: usize, rest: &str, suggestion: &str) -> usize {
    let same = rest.bytes().zip(suggestion.bytes()).take_while(|(a, b)| a == b).count();
    let fits = |&&end: &&usize| end > at && end <= at + same && !cuts_word(suggestion, end - at);
    let taken = line.boundaries.iter().rfind(fits).map_or(0, |end| end - at);
    let worth = rest.as_bytes()[..taken].iter().filter(|byte| !byte.is_ascii_whitespace()).count();
    if worth >= WORTH_TAKING { taken } else { 0 }
}

fn cuts_word(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let is_word = |at: usize| bytes.get(at).is_some_and(|&byte| sapwood_index::stream::is_word(byte));
    at > 0 && is_word(at - 1) && is_word(at)
}

fn is_boundary(line: &Line, at: usize) -> bool {
    line.boundaries.binary_search(&at).is_ok()
}

fn next_boundary(line: &Line, at: usize) -> usize {
    line.boundaries.iter().copied().find(|&end| end > at).unwrap_or(line.end)
}
