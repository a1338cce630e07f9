//! Context for a question: what matches it, what the matches are built on, who uses and tests them, within a token budget.
//!
//! It chooses and cuts; how the result is worded for a model is the business of the prompt formats.

mod gather;

use rustc_hash::FxHashMap;
use sapwood_base::{LineRange, Span};
use sapwood_index::{FileId, IndexSnapshot, SymbolId};

use crate::search::Texts;
use crate::tokens;
use gather::{Candidate, gather};

/// Why an item is part of the context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// It matches the question.
    Match,
    /// A match uses it.
    Definition,
    /// It uses a match.
    Caller,
    /// It tests a match.
    Test,
    /// It is prose about a match.
    Doc,
    /// Its text is much like a match.
    Similar,
    /// Its file changes in the same commits as a match's.
    Cochanged,
}

impl Role {
    /// The name shown to people and programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::Definition => "definition",
            Self::Caller => "caller",
            Self::Test => "test",
            Self::Doc => "doc",
            Self::Similar => "similar",
            Self::Cochanged => "cochanged",
        }
    }
}

/// How much to return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContextOptions {
    /// The texts of all items hold at most this many tokens, see [`tokens::count`].
    pub budget_tokens: u32,
}

/// One piece of context.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its file.
    pub file: FileId,
    /// Its lines.
    pub lines: LineRange,
    /// Its bytes.
    pub span: Span,
    /// The definition it is, or belongs to.
    pub symbol: Option<SymbolId>,
    /// What the definition is, or `fragment`.
    pub kind: &'static str,
    /// Why it is here.
    pub role: Role,
    /// Comparable within one answer.
    pub score: f32,
    /// What the score is made of.
    pub signals: Vec<(&'static str, f32)>,
    /// Tokens of `text`.
    pub tokens: u32,
    /// What is shown: a body, or a signature alone.
    pub text: String,
}

/// The context for a question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ContextAnswer {
    /// The items, best first.
    pub items: Vec<Item>,
    /// Tokens of all items.
    pub tokens: u32,
}

/// Share of the budget that matches take before their neighbours get a turn.
const SHARE_OF_MATCHES: f32 = 0.6;
/// Share of what is left that one body may take; above it a smaller form is shown.
const SHARE_OF_ONE: f32 = 0.5;
/// What a signature is worth beside its body.
const SIGNATURE_VALUE: f32 = 0.5;

/// The context for `question`.
pub fn context(snapshot: &IndexSnapshot, question: &str, options: &ContextOptions, texts: &dyn Texts) -> ContextAnswer {
    let candidates = gather(snapshot, question, texts);
    let mut packer =
        Packer { snapshot, texts, budget: options.budget_tokens, used: 0, taken: FxHashMap::default(), items: Vec::new() };
    let (matches, neighbours): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|candidate| candidate.role == Role::Match);
    let first_share = (options.budget_tokens as f32 * SHARE_OF_MATCHES) as u32;
    let mut later = Vec::new();
    for candidate in matches {
        if packer.used < first_share {
            packer.add_largest(&candidate, SHARE_OF_ONE);
        } else {
            later.push(candidate);
        }
    }
    packer.add_densest(&neighbours);
    for candidate in &later {
        packer.add_largest(candidate, 1.0);
    }
    packer.finish()
}

/// A form in which a candidate can be shown.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Form {
    span: Span,
    lines: LineRange,
    value: f32,
}

struct Packer<'a> {
    snapshot: &'a IndexSnapshot,
    texts: &'a dyn Texts,
    budget: u32,
    used: u32,
    taken: FxHashMap<FileId, Vec<LineRange>>,
    items: Vec<Item>,
}

impl Packer<'_> {
    /// Adds the largest form that takes no more than `share` of what is left, or the smallest one if it fits at all.
    fn add_largest(&mut self, candidate: &Candidate, share: f32) {
        let Some(forms) = self.forms(candidate) else { return };
        let left = self.budget - self.used;
        let allowed = (left as f32 * share) as u32;
        let fitting = forms.iter().find(|(_, _, tokens)| *tokens <= allowed);
        let smallest = forms.last().filter(|(_, _, tokens)| *tokens <= left);
        if let Some((form, text, tokens)) = fitting.or(smallest) {
            self.push(candidate, form, text.clone(), *tokens);
        }
    }

    /// Adds what gives the most score for its tokens first, each candidate in its densest form, until nothing fits.
    fn add_densest(&mut self, candidates: &[Candidate]) {
        let mut offers = Vec::new();
        for (at, candidate) in candidates.iter().enumerate() {
            for (form, text, tokens) in self.forms(candidate).into_iter().flatten() {
                let density = candidate.score * form.value / (tokens as f32 + 8.0).sqrt();
                offers.push((density, at, form, text, tokens));
            }
        }
        offers.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.4.cmp(&b.4)));
        let mut done = vec![false; candidates.len()];
        for (_, at, form, text, tokens) in offers {
            let is_free = !self.overlaps(candidates[at].file, form.lines);
            if !done[at] && is_free && tokens <= self.budget - self.used {
                done[at] = true;
                self.push(&candidates[at], &form, text, tokens);
            }
        }
    }

    /// The forms of a candidate that overlap nothing shown already, largest first, with their texts and tokens.
    fn forms(&self, candidate: &Candidate) -> Option<Vec<(Form, String, u32)>> {
        let text = self.texts.text(self.snapshot.file(candidate.file).path)?;
        let mut spans = vec![(candidate.span, candidate.lines, 1.0)];
        if let Some(chunk) = candidate.chunk {
            let chunk = self.snapshot.chunk(chunk);
            spans.push((chunk.span, chunk.lines, 0.8));
        }
        if let Some(symbol) = candidate.symbol {
            let symbol = self.snapshot.symbol(symbol);
            let first = symbol.lines.start + line_breaks(symbol.span, symbol.signature, &text);
            let lines = LineRange { start: first, end: first + line_breaks(symbol.signature, end_of(symbol.signature), &text) };
            spans.push((symbol.signature, lines, SIGNATURE_VALUE));
        }
        let mut forms: Vec<(Form, String, u32)> = Vec::with_capacity(spans.len());
        for (span, lines, value) in spans {
            let shown = span.text(&text).trim_end();
            let is_new = forms.iter().all(|(form, ..)| form.span != span);
            if !shown.is_empty() && is_new && !self.overlaps(candidate.file, lines) {
                forms.push((Form { span, lines, value }, shown.to_owned(), tokens::count(shown)));
            }
        }
        forms.sort_by_key(|(_, _, tokens)| std::cmp::Reverse(*tokens));
        Some(forms)
    }

    fn overlaps(&self, file: FileId, lines: LineRange) -> bool {
        self.taken.get(&file).is_some_and(|taken| taken.iter().any(|range| range.overlaps(lines)))
    }

    fn push(&mut self, candidate: &Candidate, form: &Form, text: String, tokens: u32) {
        self.used += tokens;
        self.taken.entry(candidate.file).or_default().push(form.lines);
        let kind = candidate.symbol.map_or("fragment", |symbol| self.snapshot.symbol(symbol).kind.name());
        self.items.push(Item {
            file: candidate.file,
            lines: form.lines,
            span: form.span,
            symbol: candidate.symbol,
            kind,
            role: candidate.role,
            score: candidate.score,
            signals: candidate.signals.clone(),
            tokens,
            text,
        });
    }

    fn finish(mut self) -> ContextAnswer {
        let snapshot = self.snapshot;
        self.items.sort_by(|a, b| {
            let place = |item: &Item| (snapshot.file(item.file).path, item.lines.start);
            b.score.total_cmp(&a.score).then_with(|| place(a).cmp(&place(b)))
        });
        ContextAnswer { items: self.items, tokens: self.used }
    }
}

fn end_of(span: Span) -> Span {
    Span::new(span.end, span.end)
}

/// Line breaks between the starts of two spans.
fn line_breaks(from: Span, to: Span, text: &str) -> u32 {
    Span::new(from.start, to.start).text(text).bytes().filter(|&byte| byte == b'\n').count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::web;

    fn ask(budget_tokens: u32) -> ContextAnswer {
        let fixture = web();
        context(&fixture.snapshot, "how is a trailing slash of a route stripped", &ContextOptions { budget_tokens }, &fixture)
    }

    #[test]
    fn the_budget_is_kept_and_counted() {
        for budget in [0, 1, 10, 40, 100, 400, 5000] {
            let answer = ask(budget);
            assert!(answer.tokens <= budget, "{} of {budget}", answer.tokens);
            assert_eq!(answer.tokens, answer.items.iter().map(|item| tokens::count(&item.text)).sum::<u32>());
        }
        assert!(ask(0).items.is_empty());
        assert!(ask(100).tokens > 50, "a budget is there to be used");
    }

    #[test]
    fn a_match_comes_with_its_neighbours() {
        let answer = ask(2000);
        let first = &answer.items[0];
        assert_eq!(first.role, Role::Match);
        assert!(first.text.contains("trim_end_matches"), "{}", first.text);
        assert!(answer.items.iter().any(|item| item.text.contains("fn split_path")), "what it calls");
        assert!(answer.items.iter().any(|item| item.text.contains("fn serve")), "who calls it");
    }

    #[test]
    fn no_line_is_shown_twice() {
        let items = ask(5000).items;
        for (at, item) in items.iter().enumerate() {
            let again = items[..at].iter().find(|other| other.file == item.file && other.lines.overlaps(item.lines));
            assert_eq!(again, None);
        }
    }

    #[test]
    fn a_small_budget_shows_signatures() {
        let answer = ask(14);
        assert!(answer.items.iter().any(|item| !item.text.contains('{')), "{:?}", answer.items);
    }
}
