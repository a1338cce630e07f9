//! `sapwood explain`: why `sapwood complete` suggests at a place what it suggests, or nothing.

use sapwood::completion::source_name;
use sapwood::config::Settings;
use sapwood_assist::completion::Account;
use serde_json::{Value, json};

use super::args::{Common, CompleteArguments};
use super::complete::ghost;
use super::failure::Outcome;
use super::names::rounded;
use super::suggest::{Suggested, suggest};
use super::terminal::{Role, Terminal, clip, fit, milliseconds, time};

/// Columns for a step's name and its time.
const NAME: usize = 10;
const TIME: usize = 9;

pub(crate) fn run(arguments: &CompleteArguments, common: &Common, settings: Settings, terminal: &mut Terminal) -> Outcome {
    let suggested = suggest(arguments, common, settings)?;
    if common.json {
        return terminal.json(&as_json(&suggested));
    }
    ghost(&suggested, terminal)?;
    terminal.line("")?;
    steps(&suggested.answer.account, terminal)?;
    for suggestion in &suggested.answer.suggestions {
        let paint = terminal.paint;
        let percent = format!("{:.0} %", suggestion.confidence * 100.0);
        let source = paint.as_role(Role::Good, source_name(&suggestion.source));
        let text = paint.as_role(Role::Ghost, suggestion.text.trim_end().replace('\n', "⏎"));
        terminal.line(clip(&format!("{} {source} {text}", fit(&paint.figure(percent), 5)), terminal.width))?;
        terminal.line(paint.faint(format!("      {}", suggestion.reason)))?;
    }
    if let Some(silence) = &suggested.answer.account.silence {
        terminal.line(terminal.paint.as_role(Role::Warning, format!("silent: {silence}")))?;
    }
    terminal.line(terminal.paint.faint(format!("together {}", time(suggested.elapsed))))
}

fn steps(account: &Account, terminal: &mut Terminal) -> Outcome {
    let paint = terminal.paint;
    for step in &account.steps {
        let took = std::time::Duration::from_secs_f64(step.elapsed_ms.max(0.0) / 1e3);
        let took = if step.elapsed_ms > 0.0 { time(took) } else { String::new() };
        let line = format!("{} {} {}", fit(&paint.heading(step.name), NAME), fit(&paint.figure(took), TIME), step.detail);
        terminal.line(clip(&line, terminal.width))?;
    }
    Ok(())
}

fn as_json(suggested: &Suggested) -> Value {
    let account = &suggested.answer.account;
    let suggestions = suggested.answer.suggestions.iter().map(|suggestion| {
        json!({
            "text": suggestion.text, "source": source_name(&suggestion.source),
            "confidence": rounded(suggestion.confidence), "reason": suggestion.reason,
        })
    });
    let steps = account.steps.iter().map(|step| json!({"name": step.name, "detail": step.detail, "elapsed_ms": step.elapsed_ms}));
    json!({
        "steps": steps.collect::<Vec<_>>(),
        "silence": account.silence,
        "suggestions": suggestions.collect::<Vec<_>>(),
        "elapsed_ms": milliseconds(suggested.elapsed),
    })
}
