//! Anthropic's messages.

use serde_json::{Value, json};

use super::reader::{Reader, Step, Trouble, count, parse};
use crate::{ChatRequest, Speaker, StopReason, Usage};

/// The version of the interface that the reader below understands.
pub(super) const VERSION: &str = "2023-06-01";

/// A conversation. Stop texts of white space alone are refused there, so they are left to the reader of the answer.
pub(super) fn body(model: &str, request: &ChatRequest) -> Value {
    let messages = request.messages.iter().map(|message| {
        let role = match message.speaker {
            Speaker::User => "user",
            Speaker::Assistant => "assistant",
        };
        json!({"role": role, "content": message.text})
    });
    let mut body = json!({
        "model": model,
        "stream": true,
        "max_tokens": request.limits.max_tokens.max(1),
        "temperature": request.limits.temperature.clamp(0.0, 1.0),
        "messages": messages.collect::<Vec<Value>>(),
    });
    if !request.system.is_empty() {
        body["system"] = json!(request.system);
    }
    let stop: Vec<&String> = request.limits.stop.iter().filter(|stop| !stop.trim().is_empty()).collect();
    if !stop.is_empty() {
        body["stop_sequences"] = json!(stop);
    }
    body
}

/// Reads the events of a message; the tokens read come first, those written last.
#[derive(Default)]
pub(super) struct AnthropicReader {
    usage: Usage,
}

impl Reader for AnthropicReader {
    fn read(&mut self, event: &str) -> Result<Vec<Step>, Trouble> {
        let value = parse(event)?;
        let kind = value.get("type").and_then(Value::as_str).ok_or(Trouble::Malformed)?;
        match kind {
            "message_start" => Ok(vec![Step::Begun, self.count(&value, "/message/usage")]),
            "content_block_start" => block(&value, "/content_block"),
            "content_block_delta" => block(&value, "/delta"),
            "message_delta" => {
                let usage = self.count(&value, "/usage");
                Ok(std::iter::once(usage).chain(stop(&value, "/delta/stop_reason")).collect())
            }
            "message_stop" => Ok(vec![Step::End]),
            "message" => self.whole(&value),
            _ => Ok(Vec::new()),
        }
    }
}

impl AnthropicReader {
    fn count(&mut self, value: &Value, place: &str) -> Step {
        let at = |name: &str| count(value, &format!("{place}/{name}"));
        let cached = at("cache_read_input_tokens");
        let input = at("input_tokens") + cached + at("cache_creation_input_tokens");
        self.usage.input = self.usage.input.max(input);
        self.usage.cached_input = self.usage.cached_input.max(cached);
        self.usage.output = self.usage.output.max(at("output_tokens"));
        Step::Usage(self.usage)
    }

    /// An answer of an endpoint that did not stream.
    fn whole(&mut self, value: &Value) -> Result<Vec<Step>, Trouble> {
        let blocks = value.get("content").and_then(Value::as_array).ok_or(Trouble::Malformed)?;
        let mut steps = vec![Step::Begun];
        for one in blocks {
            steps.extend(block(one, "")?);
        }
        steps.push(self.count(value, "/usage"));
        steps.extend(stop(value, "/stop_reason"));
        steps.push(Step::End);
        Ok(steps)
    }
}

fn stop(value: &Value, place: &str) -> Option<Step> {
    let reason = match value.pointer(place)?.as_str()? {
        "max_tokens" | "model_context_window_exceeded" => StopReason::Length,
        "refusal" => StopReason::Filtered,
        _ => StopReason::End,
    };
    Some(Step::Stopped(reason))
}

fn block(value: &Value, place: &str) -> Result<Vec<Step>, Trouble> {
    let block = value.pointer(place).ok_or(Trouble::Malformed)?;
    let text = |name: &str| block.get(name).and_then(Value::as_str).map(str::to_owned).ok_or(Trouble::Malformed);
    match block.get("type").and_then(Value::as_str).ok_or(Trouble::Malformed)? {
        "text" | "text_delta" => Ok(vec![Step::Text(text("text")?)]),
        "thinking" | "thinking_delta" => Ok(vec![Step::Thinking(text("thinking")?)]),
        _ => Ok(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_from_start_to_end() {
        let events = [
            r#"{"type":"message_start","message":{"usage":{"input_tokens":5,"cache_read_input_tokens":7,"output_tokens":1}}}"#,
            r#"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
            r#"{"type":"ping"}"#,
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}"#,
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}}"#,
            r#"{"type":"content_block_stop","index":0}"#,
            r#"{"type":"message_delta","delta":{"stop_reason":"max_tokens"},"usage":{"output_tokens":9}}"#,
            r#"{"type":"message_stop"}"#,
        ];
        let mut reader = AnthropicReader::default();
        let steps: Vec<Step> = events.iter().flat_map(|event| reader.read(event).unwrap()).collect();
        let usage = |output| Step::Usage(Usage { input: 12, cached_input: 7, output });
        let expected = vec![
            Step::Begun,
            usage(1),
            Step::Text(String::new()),
            Step::Thinking("hm".into()),
            Step::Text("a".into()),
            usage(9),
            Step::Stopped(StopReason::Length),
            Step::End,
        ];
        assert_eq!(steps, expected);
    }

    #[test]
    fn a_whole_message_and_wrong_types() {
        let whole =
            r#"{"type":"message","content":[{"type":"text","text":"a"}],"stop_reason":"end_turn","usage":{"input_tokens":1}}"#;
        let steps = AnthropicReader::default().read(whole).unwrap();
        assert_eq!(steps[1], Step::Text("a".into()));
        assert_eq!(steps[3..], [Step::Stopped(StopReason::End), Step::End]);
        let wrong = [r#"{"type":"content_block_delta","delta":{"type":"text_delta","text":5}}"#, r#"{"type":4}"#, "{}"];
        for event in wrong {
            assert_eq!(AnthropicReader::default().read(event), Err(Trouble::Malformed));
        }
    }
}
