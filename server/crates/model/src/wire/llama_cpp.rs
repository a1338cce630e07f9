//! llama.cpp's server: `/infill`. It writes the model's prompt itself and does not read special tokens in what people wrote.

use serde::Deserialize;
use serde_json::{Value, json};

use super::reader::{Reader, Step, Trouble, count, parse, typed};
use crate::{FimRequest, Limits, StopReason, Usage};

/// A fill-in-the-middle request. The server drops documents from the front where they do not fit, so the most helpful stands last.
pub(super) fn fim_body(model: &str, request: &FimRequest) -> Value {
    let extra: Vec<Value> = request.documents.iter().rev().map(|one| json!({"filename": one.name, "text": one.text})).collect();
    json!({
        "model": model,
        "input_prefix": request.prefix,
        "input_suffix": request.suffix,
        "input_extra": extra,
        "prompt": "",
        "n_predict": request.limits.max_tokens,
        "temperature": request.limits.temperature,
        "stop": request.limits.stop.iter().filter(|stop| !stop.is_empty()).collect::<Vec<_>>(),
        "cache_prompt": true,
        "stream": true,
    })
}

/// A text to go on with, as it stands.
pub(super) fn plain_body(model: &str, prompt: &str, limits: &Limits) -> Value {
    json!({
        "model": model,
        "prompt": prompt,
        "n_predict": limits.max_tokens,
        "temperature": limits.temperature,
        "stop": limits.stop.iter().filter(|stop| !stop.is_empty()).collect::<Vec<_>>(),
        "cache_prompt": true,
        "stream": true,
    })
}

#[derive(Deserialize)]
struct Event {
    content: String,
    #[serde(default)]
    stop: bool,
    stop_type: Option<String>,
    #[serde(default)]
    stopped_limit: bool,
}

/// Reads the answers of `/infill`.
pub(super) struct LlamaCppReader;

impl Reader for LlamaCppReader {
    fn read(&mut self, event: &str) -> Result<Vec<Step>, Trouble> {
        if event.trim() == "[DONE]" {
            return Ok(vec![Step::End]);
        }
        let value = parse(event)?;
        let usage = Usage {
            input: count(&value, "/tokens_evaluated"),
            cached_input: count(&value, "/timings/cache_n"),
            output: count(&value, "/tokens_predicted"),
        };
        let event: Event = typed(value)?;
        let mut steps = vec![Step::Begun, Step::Text(event.content)];
        if event.stop {
            let is_limit = event.stopped_limit || event.stop_type.as_deref() == Some("limit");
            let reason = if is_limit { StopReason::Length } else { StopReason::End };
            steps.extend([Step::Usage(usage), Step::Stopped(reason), Step::End]);
        }
        Ok(steps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_and_the_last_one() {
        let mut reader = LlamaCppReader;
        assert_eq!(reader.read(r#"{"content":"a","stop":false}"#), Ok(vec![Step::Begun, Step::Text("a".into())]));
        let last =
            r#"{"content":"","stop":true,"stop_type":"limit","tokens_evaluated":9,"tokens_predicted":3,"timings":{"cache_n":4}}"#;
        let usage = Usage { input: 9, cached_input: 4, output: 3 };
        let end = vec![Step::Begun, Step::Text(String::new()), Step::Usage(usage), Step::Stopped(StopReason::Length), Step::End];
        assert_eq!(reader.read(last), Ok(end));
        assert_eq!(reader.read(r#"{"stop":false}"#), Err(Trouble::Malformed));
    }
}
