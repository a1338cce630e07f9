//! What a model is asked and what it answers, whatever its wire format.

use serde::{Deserialize, Serialize};

use crate::EditRequest;

/// What a model is used for. Each role has an ordered list of models of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// Inline completion.
    Completion,
    /// The next edit.
    NextEdit,
    /// Chat and agent turns.
    Chat,
    /// A stronger model asked when another is stuck.
    Advisor,
    /// Criticism of plans and results.
    Critic,
    /// Summaries of long sessions.
    Compact,
    /// Embedding vectors.
    Embed,
}

/// Bounds of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// At most this many tokens, as the model counts them.
    pub max_tokens: u32,
    /// 0 for the likeliest answer.
    pub temperature: f32,
    /// Texts at which the model stops; they are not part of the answer.
    pub stop: Vec<String>,
}

/// A text shown beside the one that is completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its name, such as a path in the repository.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Fill in the middle.
#[derive(Debug, Clone, PartialEq)]
pub struct FimRequest {
    /// Other texts that help, most helpful first.
    pub documents: Vec<Document>,
    /// The name of the text that is completed.
    pub name: String,
    /// What stands before the cursor.
    pub prefix: String,
    /// What stands after the cursor.
    pub suffix: String,
    /// What starts a line comment where documents have to be written into the prefix, such as `//` or `#`.
    pub line_comment: String,
    /// Bounds of the answer.
    pub limits: Limits,
}

/// Who says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Speaker {
    /// The person, or the program in their place.
    User,
    /// The model.
    Assistant,
}

/// One message of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatMessage {
    /// Who says it.
    pub speaker: Speaker,
    /// What is said.
    pub text: String,
}

/// A conversation to be continued.
#[derive(Debug, Clone, PartialEq)]
pub struct ChatRequest {
    /// Standing instructions.
    pub system: String,
    /// The conversation so far.
    pub messages: Vec<ChatMessage>,
    /// Bounds of the answer.
    pub limits: Limits,
}

impl ChatRequest {
    /// Bytes of all its texts.
    pub(crate) fn text_bytes(&self) -> usize {
        self.system.len() + self.messages.iter().map(|message| message.text.len()).sum::<usize>()
    }
}

/// What a model is asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// Fill in the middle.
    Fim(FimRequest),
    /// Continue a conversation.
    Chat(ChatRequest),
    /// Say what is to be edited next.
    Edit(EditRequest),
}

impl Request {
    /// Bytes of all its texts.
    pub(crate) fn text_bytes(&self) -> usize {
        match self {
            Self::Fim(fim) => {
                let documents: usize = fim.documents.iter().map(|document| document.name.len() + document.text.len()).sum();
                documents + fim.name.len() + fim.prefix.len() + fim.suffix.len()
            }
            Self::Chat(chat) => chat.text_bytes(),
            // One of the forms is sent.
            Self::Edit(edit) => edit.forms.iter().map(|form| form.question.text_bytes()).max().unwrap_or(0),
        }
    }
}

/// Why an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopReason {
    /// The model was done.
    End,
    /// A limit on its length was reached.
    Length,
    /// It was stopped by a filter of the endpoint.
    Filtered,
}

/// Tokens of one request, as the endpoint counted them; zero where it did not tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Tokens read, those from a cache included.
    pub input: u64,
    /// Tokens read from a prompt cache.
    pub cached_input: u64,
    /// Tokens written.
    pub output: u64,
}

/// One step of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delta {
    /// Text of the answer.
    Text(String),
    /// Text of a model's reasoning, which is not part of the answer.
    Thinking(String),
    /// What it cost so far.
    Usage(Usage),
    /// The end; nothing comes after it.
    Done(StopReason),
}
