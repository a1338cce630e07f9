//! Answers in the usual format, for plain completions and for chat completions.

use serde_json::{Value, json};

use crate::{Answer, RecordedRequest, Script};

/// The data of the events of a plain completion that says `text`, word by word, with the tokens and the end.
pub fn completion_events(text: &str) -> Vec<String> {
    let pieces = text.split_inclusive([' ', '\n']);
    let says = |piece: &str| json!({"id": "s", "object": "chunk", "choices": [choice(piece, &Value::Null)]}).to_string();
    let mut events: Vec<String> = pieces.clone().map(says).collect();
    events.push(json!({"id": "s", "object": "chunk", "choices": [choice("", &json!("stop"))]}).to_string());
    let usage = json!({"prompt_tokens": 100, "completion_tokens": pieces.count(), "total_tokens": 100});
    events.push(json!({"id": "s", "object": "chunk", "choices": [], "usage": usage}).to_string());
    events.push("[DONE]".to_owned());
    events
}

fn choice(piece: &str, finish_reason: &Value) -> Value {
    json!({"index": 0, "text": piece, "finish_reason": finish_reason})
}

/// A script for a server in the usual format that answers each request with what `says` makes of it. Paths that end in
/// `/models` list one model.
pub fn model_that_says(says: impl Fn(&RecordedRequest) -> String + Send + Sync + 'static) -> Script {
    Script::new(move |request, _| {
        if request.path.ends_with("/models") {
            return Answer::json(200, &json!({"object": "list", "data": [{"id": "scripted", "object": "model"}]}));
        }
        let text = says(request);
        let events = completion_events(&text).into_iter();
        if request.path.contains("/chat/") { Answer::events(events.map(as_chat)) } else { Answer::events(events) }
    })
}

/// The same event as chat completions have it.
fn as_chat(event: String) -> String {
    let Ok(mut value) = serde_json::from_str::<Value>(&event) else { return event };
    let Some(choice) = value.pointer_mut("/choices/0").and_then(Value::as_object_mut) else { return event };
    if let Some(text) = choice.remove("text") {
        choice.insert("delta".into(), json!({"role": "assistant", "content": text}));
    }
    value.to_string()
}
