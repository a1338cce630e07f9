//! `sapwood complete`: what an editor would show as ghost text at a place.

use sapwood::completion::source_name;
use sapwood::config::Settings;
use sapwood_assist::completion::Suggestion;
use sapwood_base::{LineIndex, PositionEncoding};
use serde_json::{Value, json};

use super::args::{Common, CompleteArguments};
use super::failure::Outcome;
use super::names::rounded;
use super::suggest::{Suggested, suggest};
use super::terminal::{Role, Terminal, clip, milliseconds, time};

/// Lines shown around the cursor.
const BEFORE: usize = 4;
const AFTER: usize = 2;

pub(crate) fn run(arguments: &CompleteArguments, common: &Common, settings: Settings, terminal: &mut Terminal) -> Outcome {
    let suggested = suggest(arguments, common, settings)?;
    if common.json {
        let items: Vec<Value> = suggested.answer.suggestions.iter().map(|item| as_json(&suggested.text, item)).collect();
        return terminal.json(&json!({"items": items, "elapsed_ms": milliseconds(suggested.elapsed)}));
    }
    ghost(&suggested, terminal)?;
    let Some((best, others)) = suggested.answer.suggestions.split_first() else {
        let silence = suggested.answer.account.silence.as_deref().unwrap_or("nothing is likely enough");
        return terminal.line(terminal.paint.faint(format!("nothing: {silence} · {}", time(suggested.elapsed))));
    };
    terminal.line(terminal.paint.faint(format!("{} · {}", about(best), time(suggested.elapsed))))?;
    others.iter().try_for_each(|other| {
        let text = clip(&other.text.replace('\n', "⏎"), terminal.width.saturating_sub(48));
        terminal.line(format!("  or {text}  {}", terminal.paint.faint(about(other))))
    })
}

/// A suggestion for scripts; lines and columns count from one, columns in characters.
fn as_json(text: &str, suggestion: &Suggestion) -> Value {
    let lines = LineIndex::new(text);
    let at = |offset| {
        let position = lines.position(text, offset, PositionEncoding::Utf32);
        json!({"line": position.line + 1, "column": position.character + 1})
    };
    json!({
        "text": suggestion.text,
        "range": {"start": at(suggestion.span.start), "end": at(suggestion.span.end)},
        "confidence": rounded(suggestion.confidence),
        "source": source_name(&suggestion.source),
        "reason": suggestion.reason,
    })
}

fn about(suggestion: &Suggestion) -> String {
    let percent = (suggestion.confidence * 100.0).round();
    format!("{}, {percent} % sure: {}", source_name(&suggestion.source), suggestion.reason)
}

/// Writes the lines around the cursor with the best suggestion where it would stand.
pub(super) fn ghost(suggested: &Suggested, terminal: &mut Terminal) -> Outcome {
    let (text, paint) = (&*suggested.text, terminal.paint);
    let best = suggested.answer.suggestions.first();
    let span = best.map_or(sapwood_base::Span::new(suggested.offset, suggested.offset), |best| best.span);
    let (head, tail) = (&text[..span.start as usize], &text[span.end as usize..]);
    let ghost = best.map_or("", |best| best.text.as_str());
    let painted: Vec<String> = ghost.split('\n').map(|line| paint.as_role(Role::Ghost, line)).collect();
    let shown = format!(
        "{head}{}{}{tail}",
        painted.join("\n"),
        if best.is_none() { paint.as_role(Role::Ghost, "▏") } else { String::new() }
    );
    let line = head.matches('\n').count();
    let (first, last) = (line.saturating_sub(BEFORE), line + painted.len() + AFTER);
    terminal.line(paint.path(format!("{}:{}", suggested.path, line + 1)))?;
    for (at, content) in shown.split('\n').enumerate().take(last).skip(first) {
        let number = paint.faint(format!("{:>5} │", at + 1));
        terminal.line(clip(&format!("{number} {}", content.trim_end_matches('\r')), terminal.width))?;
    }
    Ok(())
}
