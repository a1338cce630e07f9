//! Fill in the middle for models that only chat.

use crate::{ChatMessage, ChatRequest, FimRequest, Limits, Speaker};

const SYSTEM: &str = "You fill the gap in a text that somebody is writing. You are shown the text before the gap and the text after it. \
Reply with exactly the characters that belong into the gap, white space and line breaks included. \
Reply with nothing else: no explanation, no code fence, no repetition of what stands before or after the gap. \
Keep it short: finish the line or the block that is being written, then stop. If nothing is missing, reply with nothing.";

/// The conversation that asks for the gap, version 1. Stop texts are left to the reader of the answer: a chat model may begin with
/// a line break or a code fence, at which they would end it.
pub(crate) fn fim_chat_v1(request: &FimRequest) -> ChatRequest {
    let documents = request.documents.iter().rev();
    let shown = documents.map(|one| format!("<document name={:?}>\n{}\n</document>\n", one.name, one.text.trim_end()));
    let question = format!(
        "<text name={:?}>\n<before>{}</before>\n<after>{}</after>\n</text>\nWrite what belongs between <before> and <after>.",
        request.name, request.prefix, request.suffix
    );
    let text = shown.chain(std::iter::once(question)).collect();
    ChatRequest {
        system: SYSTEM.to_owned(),
        messages: vec![ChatMessage { speaker: Speaker::User, text }],
        limits: Limits { stop: Vec::new(), ..request.limits.clone() },
    }
}
