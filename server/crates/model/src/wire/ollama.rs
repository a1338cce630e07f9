//! Ollama's own format: one JSON text a line.

use serde::Deserialize;
use serde_json::{Value, json};

use super::reader::{Reader, Step, Trouble, parse, typed};
use crate::fim::{self, Template};
use crate::{ChatRequest, FimRequest, Limits, StopReason, Usage};

/// A fill-in-the-middle request: the model's own prompt where it is known, otherwise Ollama's template with its suffix.
pub(super) fn fim_body(model: &str, template: Option<&Template>, request: &FimRequest) -> Value {
    match template {
        Some(template) => json!({
            "model": model,
            "prompt": template.write(request),
            "raw": true,
            "stream": true,
            "options": options(&request.limits, template.stops()),
        }),
        None => json!({
            "model": model,
            "prompt": fim::prefix_with_documents(request),
            "suffix": request.suffix,
            "stream": true,
            "options": options(&request.limits, &[]),
        }),
    }
}

/// A text to go on with, as it stands.
pub(super) fn plain_body(model: &str, prompt: &str, limits: &Limits) -> Value {
    json!({"model": model, "prompt": prompt, "raw": true, "stream": true, "options": options(limits, &[])})
}

/// A conversation.
pub(super) fn chat_body(model: &str, request: &ChatRequest) -> Value {
    json!({
        "model": model,
        "messages": super::openai::messages(request),
        "stream": true,
        "options": options(&request.limits, &[]),
    })
}

fn options(limits: &Limits, more_stops: &[String]) -> Value {
    let stop: Vec<&String> = limits.stop.iter().chain(more_stops).filter(|stop| !stop.is_empty()).collect();
    json!({"num_predict": limits.max_tokens, "temperature": limits.temperature, "stop": stop})
}

#[derive(Deserialize)]
struct Event {
    response: Option<String>,
    thinking: Option<String>,
    message: Option<Message>,
    done: bool,
    done_reason: Option<String>,
    #[serde(default)]
    prompt_eval_count: u64,
    #[serde(default)]
    eval_count: u64,
}

#[derive(Deserialize)]
struct Message {
    content: Option<String>,
    thinking: Option<String>,
}

/// Reads Ollama's answers.
pub(super) struct OllamaReader;

impl Reader for OllamaReader {
    fn read(&mut self, event: &str) -> Result<Vec<Step>, Trouble> {
        let event: Event = typed(parse(event)?)?;
        let (text, thinking) = match event.message {
            Some(message) => (message.content, message.thinking),
            None => (event.response, event.thinking),
        };
        let mut steps = vec![Step::Begun];
        steps.extend(thinking.filter(|text| !text.is_empty()).map(Step::Thinking));
        steps.extend(text.map(Step::Text));
        if event.done {
            steps.push(Step::Usage(Usage { input: event.prompt_eval_count, cached_input: 0, output: event.eval_count }));
            let reason = if event.done_reason.as_deref() == Some("length") { StopReason::Length } else { StopReason::End };
            steps.extend([Step::Stopped(reason), Step::End]);
        }
        Ok(steps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_the_last_line() {
        let mut reader = OllamaReader;
        let first = reader.read(r#"{"model":"m","response":"a","done":false}"#);
        assert_eq!(first, Ok(vec![Step::Begun, Step::Text("a".into())]));
        let chat = reader.read(r#"{"message":{"role":"assistant","content":"b"},"done":false}"#);
        assert_eq!(chat, Ok(vec![Step::Begun, Step::Text("b".into())]));
        let last = reader.read(r#"{"response":"","done":true,"done_reason":"length","prompt_eval_count":7,"eval_count":3}"#);
        let usage = Usage { input: 7, cached_input: 0, output: 3 };
        let end = vec![Step::Begun, Step::Text(String::new()), Step::Usage(usage), Step::Stopped(StopReason::Length), Step::End];
        assert_eq!(last, Ok(end));
        assert_eq!(reader.read(r#"{"response":1,"done":false}"#), Err(Trouble::Malformed));
        assert_eq!(reader.read(r#"{"response":"x"}"#), Err(Trouble::Malformed));
    }
}
