//! From judged lines to suggestions: what is sure enough, put together where it stands together, and read by the grammar.

use std::ops::Range;
use std::sync::Arc;

use sapwood_base::Span;
use sapwood_syntax::cursor::ParsedText;

use super::super::{Answer, Kind, Query, Source, Suggestion};
use super::file::File;
use super::gather::Gathered;
use super::rewrite::{Rewrite, Way, lines_of};
use super::seen::{Role, Seen};
use super::token::tokens;

/// Lines that stand this near to each other are one suggestion.
const TOGETHER: u32 = 2;
/// What joins a suggestion may be this much less likely.
const COMPANION: f32 = 0.3;
/// Suggestions that are parsed before they are shown; the rest is shown as it is only by those who ask for more.
const MAX_PARSED: usize = 40;
/// How many are kept for `explain`.
const MAX_WITHHELD: usize = 10;
/// Texts larger than this are not parsed.
const MAX_TEXT: usize = 2_000_000;

/// A line and what is thought of it.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    pub(super) file: usize,
    pub(super) line: u32,
    pub(super) probability: f32,
    pub(super) rewrite: Option<Rewrite>,
}

/// Lines that will be one suggestion.
struct Group {
    file: usize,
    lines: Range<u32>,
    probability: f32,
    parts: Vec<Judged>,
}

pub(super) fn propose(query: &Query<'_>, seen: &Seen<'_>, gathered: &Gathered, mut judged: Vec<Judged>) -> Answer {
    judged.sort_by(|a, b| b.probability.total_cmp(&a.probability).then((a.file, a.line).cmp(&(b.file, b.line))));
    let threshold = query.settings.threshold;
    let mut groups: Vec<Group> = Vec::new();
    for one in judged {
        let lines = one.rewrite.as_ref().map_or(one.line..one.line + 1, |it| it.lines.clone());
        let is_near =
            |it: &Group| it.file == one.file && lines.start < it.lines.end + TOGETHER && it.lines.start < lines.end + TOGETHER;
        if let Some(group) = groups.iter_mut().find(|it| is_near(it)) {
            let overlaps = group.parts.iter().any(|part| overlap(part, &lines));
            let start = group.lines.start.min(lines.start);
            let joined = group.lines.end.max(lines.end) - start;
            let is_short = gathered.files[one.file].has(start, joined as usize);
            if !overlaps && is_short && one.rewrite.is_some() && one.probability >= group.probability * COMPANION {
                group.lines = group.lines.start.min(lines.start)..group.lines.end.max(lines.end);
                group.parts.push(one);
            }
            continue;
        }
        if groups.len() >= query.settings.limit + MAX_WITHHELD || (one.probability < threshold && groups.len() >= MAX_WITHHELD) {
            break;
        }
        groups.push(Group { file: one.file, lines, probability: one.probability, parts: vec![one] });
    }
    let mut answer = Answer::default();
    let mut reader = Reader::default();
    for (at, group) in groups.into_iter().enumerate() {
        let is_sure = group.probability >= threshold && answer.suggestions.len() < query.settings.limit;
        let file = &gathered.files[group.file];
        let (mut suggestion, alone) = (suggestion(&group, file, seen), best_alone(group, file, seen));
        let mut reads_worse = |it: &Suggestion| at < MAX_PARSED && it.kind != Kind::Check && reader.reads_worse(file, it);
        if reads_worse(&suggestion)
            && let Some(alone) = alone
        {
            suggestion = alone;
        }
        if reads_worse(&suggestion) {
            answer.account.push(format!("{}:{}: the content would not parse", suggestion.path, suggestion.lines.start + 1));
            suggestion = as_check(suggestion, file);
        }
        if is_sure { answer.suggestions.push(suggestion) } else { answer.withheld.push(suggestion) }
    }
    answer.withheld.truncate(MAX_WITHHELD);
    answer
}

fn overlap(part: &Judged, lines: &Range<u32>) -> bool {
    let own = part.rewrite.as_ref().map_or(part.line..part.line + 1, |it| it.lines.clone());
    own.start < lines.end && lines.start < own.end
}

/// The suggestion of the likeliest line of several, without the others.
fn best_alone(group: Group, file: &File, seen: &Seen<'_>) -> Option<Suggestion> {
    if group.parts.len() < 2 {
        return None;
    }
    let best = group.parts.into_iter().next()?;
    let lines = best.rewrite.as_ref().map_or(best.line..best.line + 1, |it| it.lines.clone());
    Some(suggestion(&Group { file: group.file, lines, probability: group.probability, parts: vec![best] }, file, seen))
}

fn suggestion(group: &Group, file: &File, seen: &Seen<'_>) -> Suggestion {
    let mut contents: Vec<&Rewrite> = group.parts.iter().filter_map(|it| it.rewrite.as_ref()).collect();
    contents.sort_by_key(|it| it.lines.start);
    let lines = match (contents.first(), contents.last()) {
        (Some(first), Some(last)) => first.lines.start..last.lines.end,
        _ => group.lines.clone(),
    };
    let mut text: Vec<String> = Vec::new();
    let mut at = lines.start;
    for content in &contents {
        text.extend((at..content.lines.start).map(|line| file.line(line).to_owned()));
        text.extend(content.text.clone());
        at = content.lines.end;
    }
    text.extend((at..lines.end).map(|line| file.line(line).to_owned()));
    let way = contents.first().map(|it| it.way);
    let removes = contents.iter().any(|it| it.text.is_none());
    Suggestion {
        path: file.path.clone(),
        old: lines_of(file, &lines),
        reason: reason(way, removes, file, &lines, seen),
        kind: kind(way, removes),
        lines,
        text: (!text.is_empty()).then(|| text.join("\n")),
        source: Source::Graph,
        confidence: group.probability,
    }
}

fn as_check(suggestion: Suggestion, file: &File) -> Suggestion {
    Suggestion { text: Some(lines_of(file, &suggestion.lines)), kind: Kind::Check, ..suggestion }
}

fn kind(way: Option<Way>, removes: bool) -> Kind {
    match way {
        None => Kind::Check,
        Some(_) if removes => Kind::Delete,
        Some(Way::Rename) => Kind::Rename,
        Some(Way::Argument) => Kind::Argument,
        Some(Way::Field) => Kind::Field,
        Some(Way::Signature) => Kind::Signature,
        Some(Way::Block | Way::Shape | Way::Script) => Kind::Repeat,
    }
}

fn reason(way: Option<Way>, removes: bool, file: &File, lines: &Range<u32>, seen: &Seen<'_>) -> String {
    let text = lines_of(file, lines);
    let here = tokens(&text);
    match way {
        Some(Way::Rename) => {
            let renaming = here.iter().find_map(|token| seen.renaming(token.text));
            renaming.map_or_else(String::new, |it| format!("`{}` became `{}`", it.from, it.to))
        }
        Some(Way::Field) => "the struct that is built here got a field".to_owned(),
        Some(Way::Argument) => "the arguments of this call changed elsewhere".to_owned(),
        Some(Way::Signature) => "the parameters of what is called here changed".to_owned(),
        Some(_) if removes => "the same was removed elsewhere".to_owned(),
        Some(Way::Block) => "the same lines were changed elsewhere".to_owned(),
        Some(Way::Shape | Way::Script) => "the same change was made elsewhere".to_owned(),
        None => {
            let mut names: Vec<_> = here.iter().filter_map(|token| seen.name(token.text)).collect();
            names.sort_by(|a, b| a.role.cmp(&b.role).then(b.rarity.total_cmp(&a.rarity)));
            match names.first() {
                Some(name) if name.role == Role::Removed => format!("`{}` was removed or replaced, and stands here", name.text),
                Some(name) => format!("stands with `{}`, where an edit was made", name.text),
                None => "is like a line that was edited".to_owned(),
            }
        }
    }
}

/// Parses each file once.
#[derive(Default)]
struct Reader {
    parsed: Vec<(String, Option<(ParsedText, u32)>)>,
}

impl Reader {
    /// True where the file has more places that do not parse with the suggestion than without.
    fn reads_worse(&mut self, file: &File, suggestion: &Suggestion) -> bool {
        if !self.parsed.iter().any(|it| it.0 == file.path) {
            let language = sapwood_grammars::detect(&file.path, file.text.as_bytes());
            let parsed = language.filter(|_| file.text.len() < MAX_TEXT);
            let parsed = parsed.and_then(|language| ParsedText::parse(Arc::clone(&file.text), language, None));
            self.parsed.push((
                file.path.clone(),
                parsed.map(|it| {
                    let errors = it.errors();
                    (it, errors)
                }),
            ));
        }
        let known = self.parsed.iter().find(|it| it.0 == file.path).and_then(|it| it.1.as_ref());
        let Some((parsed, errors)) = known else { return false };
        let (span, text) = replaced(file, suggestion);
        parsed.errors_with(span, &text).is_some_and(|after| after > *errors)
    }
}

/// The bytes that a suggestion replaces, and what with.
fn replaced(file: &File, suggestion: &Suggestion) -> (Span, String) {
    let start = file.lines.line_start(suggestion.lines.start);
    match &suggestion.text {
        None => (Span::new(start, file.lines.line_start(suggestion.lines.end)), String::new()),
        Some(text) if suggestion.lines.is_empty() => (Span::new(start, start), format!("{text}\n")),
        Some(text) => (Span::new(start, file.lines.line_end(suggestion.lines.end - 1, &file.text)), text.clone()),
    }
}
