//! Reads a model's answer to its end, or to where nothing good can follow.

use std::time::Duration;

use crate::completion::clock::now;
use futures_util::StreamExt;
use sapwood_model::{Attempt, Delta, EditRequest, Gateway, Request, Role, StopReason};

use super::super::super::completion::repetition;
use super::answer::Said;

/// An answer that is longer is not read.
const MAX_ANSWER: usize = 16 << 10;
/// So often an answer is looked at for running in circles, in bytes.
const LOOK: usize = 512;

/// What a model said.
#[derive(Debug, Clone)]
pub(super) struct Heard {
    /// The model, by name.
    pub(super) model: String,
    /// The format that it was asked in.
    pub(super) format: String,
    pub(super) said: Said,
}

/// Asks the models for next edits, and what happened in sentences. The error is one too.
pub(super) async fn ask(gateway: &Gateway, request: EditRequest) -> (Result<Heard, String>, Vec<String>) {
    let started = now();
    let mut notes = Vec::new();
    let mut reply = match gateway.stream(Role::NextEdit, Request::Edit(request)).await {
        Ok(reply) => reply,
        Err((error, attempts)) => {
            notes.extend(attempts.iter().filter_map(note));
            return (Err(error.message), notes);
        }
    };
    notes.extend(reply.attempts.iter().filter_map(note));
    notes.extend(reply.hidden.iter().map(|(kind, count)| format!("Hidden from the model: {count} × {kind}.")));
    let mut said = Said::default();
    let mut looked = 0;
    while let Some(delta) = reply.deltas.next().await {
        match delta {
            Ok(Delta::Text(text)) => said.text.push_str(&text),
            Ok(Delta::Thinking(_) | Delta::Usage(_)) => {}
            Ok(Delta::Done(reason)) => {
                said.is_whole = reason == StopReason::End;
                break;
            }
            Err(error) if said.text.is_empty() => return (Err(error.message), notes),
            // What came before may still be of use.
            Err(error) => {
                notes.push(error.message);
                break;
            }
        }
        if said.text.len() >= looked + LOOK {
            looked = said.text.len();
            if looked > MAX_ANSWER || repetition::end(&said.text).is_some() {
                break;
            }
        }
    }
    notes.push(format!("{} answered within {} ms.", reply.model, milliseconds(started.elapsed())));
    let format = reply.form.unwrap_or_default();
    (Ok(Heard { model: reply.model, format, said }), notes)
}

fn note(attempt: &Attempt) -> Option<String> {
    let error = attempt.error.as_ref()?;
    Some(format!("{} gave no answer after {} ms: {}", attempt.model, milliseconds(attempt.elapsed), error.message))
}

fn milliseconds(duration: Duration) -> u128 {
    duration.as_millis()
}
