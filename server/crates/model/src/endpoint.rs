//! Where a model is reached and which wire format is spoken there. Keys are not part of it.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The wire format of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Format {
    /// The chat completions that most servers speak: `/v1/chat/completions`.
    #[serde(rename = "openaiChat", alias = "openai-chat")]
    OpenAiChat,
    /// Plain completions, `/v1/completions`, with a `suffix` or with the model's own fill-in-the-middle prompt.
    #[serde(rename = "openaiCompletions", alias = "openai-completions", alias = "openai")]
    OpenAiCompletions,
    /// Mistral: `/v1/fim/completions`.
    Mistral,
    /// `DeepSeek`: `/beta/completions`.
    #[serde(rename = "deepseek", alias = "deepSeek")]
    DeepSeek,
    /// Ollama: `/api/generate` and `/api/chat`.
    Ollama,
    /// llama.cpp's server: `/infill`.
    #[serde(alias = "llama.cpp", alias = "llama-cpp")]
    LlamaCpp,
    /// Anthropic: `/v1/messages`.
    Anthropic,
}

/// Deadlines of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Until the connection stands.
    pub connect: Duration,
    /// Until the first text of the answer, from the start.
    pub first_token: Duration,
    /// Until the end of the answer, from the start.
    pub total: Duration,
    /// Between two signs of life within the answer.
    pub idle: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(3),
            first_token: Duration::from_secs(15),
            total: Duration::from_secs(120),
            idle: Duration::from_secs(15),
        }
    }
}

/// Where a model is reached.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The name shown to people, such as `ollama/qwen2.5-coder:7b`.
    pub name: String,
    /// The wire format spoken there.
    pub format: Format,
    /// The base address, such as `http://127.0.0.1:11434` or `https://api.openai.com/v1`. Without a path, the format's usual
    /// one is taken.
    pub url: String,
    /// The model's name as the endpoint knows it.
    pub model: String,
    /// The name of its fill-in-the-middle template; guessed from the model's name where absent.
    pub template: Option<String>,
    /// Deadlines of its requests.
    pub timeouts: Timeouts,
}

impl fmt::Debug for Endpoint {
    /// Shows the address only as far as its host: people put keys into paths and queries.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = reqwest::Url::parse(&self.url).ok().and_then(|url| url.host_str().map(str::to_owned));
        f.debug_struct("Endpoint")
            .field("name", &self.name)
            .field("format", &self.format)
            .field("host", &host)
            .field("model", &self.model)
            .field("template", &self.template)
            .field("timeouts", &self.timeouts)
            .finish()
    }
}
