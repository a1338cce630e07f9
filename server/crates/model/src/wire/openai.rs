//! The format that most servers speak: chat completions and plain completions. Mistral's and `DeepSeek`'s fill-in-the-middle answer
//! in one of its two shapes.

use serde::Deserialize;
use serde_json::{Value, json};

use super::reader::{Reader, Step, Trouble, count, parse, typed};
use crate::{ChatRequest, Limits, Speaker, StopReason, Usage};

/// The messages of `request` in this format.
pub(super) fn messages(request: &ChatRequest) -> Vec<Value> {
    let system = (!request.system.is_empty()).then(|| json!({"role": "system", "content": request.system}));
    let said = request.messages.iter().map(|message| {
        let role = match message.speaker {
            Speaker::User => "user",
            Speaker::Assistant => "assistant",
        };
        json!({"role": role, "content": message.text})
    });
    system.into_iter().chain(said).collect()
}

/// A request body with what all bodies of this format have. Most servers take no more than `max_stops` stop texts; the reader of
/// the answer keeps to all of them.
pub(super) fn body(model: &str, limits: &Limits, max_stops: usize) -> Value {
    let mut body = json!({
        "model": model,
        "stream": true,
        "max_tokens": limits.max_tokens,
        "temperature": limits.temperature,
    });
    let stop: Vec<&String> = limits.stop.iter().filter(|stop| !stop.is_empty()).take(max_stops).collect();
    if !stop.is_empty() {
        body["stop"] = json!(stop);
    }
    body
}

/// Asks for the tokens at the end of the stream.
pub(super) fn with_usage(mut body: Value) -> Value {
    body["stream_options"] = json!({"include_usage": true});
    body
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    index: u64,
    text: Option<String>,
    delta: Option<Message>,
    message: Option<Message>,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    content: Option<Content>,
    #[serde(alias = "reasoning")]
    reasoning_content: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Content {
    Text(String),
    Pieces(Vec<Piece>),
}

#[derive(Deserialize)]
struct Piece {
    text: Option<String>,
}

impl Content {
    fn text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Pieces(pieces) => pieces.into_iter().filter_map(|piece| piece.text).collect(),
        }
    }
}

/// Reads answers in this format, streamed or whole.
#[derive(Default)]
pub(super) struct OpenAiReader;

impl Reader for OpenAiReader {
    fn read(&mut self, event: &str) -> Result<Vec<Step>, Trouble> {
        if event.trim() == "[DONE]" {
            return Ok(vec![Step::End]);
        }
        let mut value = parse(event)?;
        let mut steps = Vec::new();
        let usage = usage(&value);
        match value.get_mut("choices").map(Value::take) {
            Some(Value::Array(choices)) => {
                for choice in choices {
                    read_choice(typed(choice)?, &mut steps);
                }
            }
            Some(Value::Null) | None if usage.is_some() || value.get("object").is_some() => {}
            _ => return Err(Trouble::Malformed),
        }
        steps.extend(usage.map(Step::Usage));
        Ok(steps)
    }
}

fn read_choice(choice: Choice, steps: &mut Vec<Step>) {
    if choice.index != 0 {
        return;
    }
    steps.push(Step::Begun);
    let is_whole = choice.message.is_some();
    if let Some(message) = choice.delta.or(choice.message) {
        steps.extend(message.reasoning_content.filter(|text| !text.is_empty()).map(Step::Thinking));
        steps.extend(message.content.map(|content| Step::Text(content.text())));
    }
    steps.extend(choice.text.map(Step::Text));
    let reason = choice.finish_reason.as_deref().filter(|reason| !reason.is_empty());
    steps.extend(reason.or(is_whole.then_some("stop")).map(|reason| Step::Stopped(stop_reason(reason))));
}

fn stop_reason(reason: &str) -> StopReason {
    match reason {
        "length" | "model_length" => StopReason::Length,
        "content_filter" => StopReason::Filtered,
        _ => StopReason::End,
    }
}

fn usage(value: &Value) -> Option<Usage> {
    let usage = value.get("usage").filter(|usage| usage.is_object())?;
    let cached = ["/prompt_tokens_details/cached_tokens", "/prompt_cache_hit_tokens", "/num_cached_tokens"];
    Some(Usage {
        input: count(usage, "/prompt_tokens"),
        cached_input: cached.iter().map(|pointer| count(usage, pointer)).max().unwrap_or(0),
        output: count(usage, "/completion_tokens"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(event: &str) -> Result<Vec<Step>, Trouble> {
        OpenAiReader.read(event)
    }

    #[test]
    fn the_shapes_of_text() {
        let text = |text: &str| Ok(vec![Step::Begun, Step::Text(text.into())]);
        assert_eq!(read(r#"{"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}]}"#), text("a"));
        assert_eq!(read(r#"{"choices":[{"text":"a"}],"usage":null}"#), text("a"));
        assert_eq!(
            read(r#"{"choices":[{"delta":{"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}}]}"#),
            text("ab")
        );
        assert_eq!(read(r#"{"choices":[{"delta":{"role":"assistant","content":null}}]}"#), Ok(vec![Step::Begun]));
        assert_eq!(read(r#"{"choices":[{"index":1,"text":"b"}]}"#), Ok(vec![]));
        assert_eq!(
            read(r#"{"choices":[{"delta":{"reasoning_content":"hm"}}]}"#),
            Ok(vec![Step::Begun, Step::Thinking("hm".into())])
        );
    }

    #[test]
    fn a_whole_answer_ends() {
        let whole = r#"{"choices":[{"index":0,"message":{"role":"assistant","content":"a"}}]}"#;
        assert_eq!(read(whole), Ok(vec![Step::Begun, Step::Text("a".into()), Step::Stopped(StopReason::End)]));
        let cut = r#"{"choices":[{"text":"","finish_reason":"length"}]}"#;
        assert_eq!(read(cut), Ok(vec![Step::Begun, Step::Text(String::new()), Step::Stopped(StopReason::Length)]));
        assert_eq!(read("[DONE]"), Ok(vec![Step::End]));
    }

    #[test]
    fn tokens_in_each_vendors_shape() {
        let usage = |event: &str| read(event).map(|steps| steps.into_iter().next());
        let expect = |input, cached_input, output| Ok(Some(Step::Usage(Usage { input, cached_input, output })));
        let openai =
            r#"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":4}}}"#;
        assert_eq!(usage(openai), expect(9, 4, 2));
        let deepseek = r#"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2,"prompt_cache_hit_tokens":5}}"#;
        assert_eq!(usage(deepseek), expect(9, 5, 2));
        assert_eq!(usage(r#"{"object":"x","usage":{"prompt_tokens":9}}"#), expect(9, 0, 0));
    }

    #[test]
    fn wrong_types_are_no_answer() {
        for event in [r#"{"choices":"a"}"#, r#"{"choices":[{"text":5}]}"#, r#"{"choices":[7]}"#, r#"{"a":1}"#, "nonsense"] {
            assert_eq!(read(event), Err(Trouble::Malformed), "{event}");
        }
    }
}
