//! What may be configured about models, as it stands in a client's settings or the user's file. The doc comments are the manual.
//!
//! Nothing is checked here; [`ModelSettings`](super::ModelSettings) is what was made of it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::de::{Deserializer, IgnoredAny};
use serde::{Deserialize, Serialize};

use crate::Format;

/// Language models. Without one, nothing leaves the machine.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ModelOptions {
    /// The model for inline completion, in short form such as `ollama:qwen2.5-coder:1.5b`, or several in the order in which they are asked.
    pub completion: ModelList,
    /// Endpoints by a name of your choice, for what the short form cannot say. Set these in your user settings: a workspace must not.
    pub endpoints: BTreeMap<String, EndpointOptions>,
    /// Models for each use. An entry is an endpoint's name, a short form, or one of these with a weight.
    pub roles: RoleOptions,
    /// What may be spent.
    pub budget: BudgetOptions,
    /// What is hidden from models.
    pub privacy: PrivacyOptions,
}

/// Models for each use, each a list in the order in which they are asked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct RoleOptions {
    /// Inline completion.
    pub completion: ModelList,
    /// The next edit.
    pub next_edit: ModelList,
    /// Chat and agent turns.
    pub chat: ModelList,
    /// A stronger model asked when another is stuck.
    pub advisor: ModelList,
    /// Criticism of plans and results.
    pub critic: ModelList,
    /// Summaries of long sessions.
    pub compact: ModelList,
    /// Embedding vectors.
    pub embed: ModelList,
}

/// One model, or several in the order in which they are asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ModelList {
    /// One model.
    One(String),
    /// Several: the next is asked where one fails. Neighbours with a weight share their rank and are asked in proportion to it.
    Many(Vec<ModelEntry>),
}

impl Default for ModelList {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

/// A model in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ModelEntry {
    /// An endpoint's name or a short form.
    Name(String),
    /// The same with a weight.
    Weighted {
        /// An endpoint's name or a short form.
        model: String,
        /// Its share among neighbours that have a weight as well.
        weight: u32,
    },
}

/// One endpoint and the model behind it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct EndpointOptions {
    /// What the endpoint speaks.
    pub format: Option<Format>,
    /// Its address up to the part that names the operation, such as `http://127.0.0.1:11434` or `https://api.mistral.ai/v1`.
    pub url: String,
    /// The model's name as the endpoint knows it.
    pub model: String,
    /// How a gap is written for a model that fills in the middle, by the name of its family, or how a model is asked for next edits: `zeta_v1`, `zeta_v2`, `zeta_v2_1` or `sweep_v1`; guessed from the model's name otherwise.
    pub template: Option<String>,
    /// Where the key comes from.
    #[serde(deserialize_with = "key_source")]
    pub key: Option<KeyOptions>,
    /// What a million tokens cost, in US dollars.
    pub price: PriceOptions,
    /// How long to wait.
    pub timeouts: TimeoutOptions,
    /// Requests at a time; 4 by default.
    pub concurrency: Option<u32>,
    /// Settings that do not exist, to be told.
    #[serde(flatten, skip_serializing)]
    #[schemars(skip)]
    #[allow(clippy::zero_sized_map_values, reason = "what is flattened has to be a map")]
    pub(super) unknown: BTreeMap<String, Ignored>,
}

/// A value nobody reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub(super) struct Ignored;

impl<'de> Deserialize<'de> for Ignored {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

/// Where a key comes from; exactly one of these. A key itself is never a setting.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct KeyOptions {
    /// The environment variable that holds it.
    pub env: Option<String>,
    /// The program that prints it as its first line, with its arguments; started without a shell.
    pub command: Option<Vec<String>>,
    /// Its entry in the system's keyring, as `service/account`.
    pub keyring: Option<String>,
    /// Something else stood there, such as the key itself; it was not kept.
    #[serde(skip)]
    #[schemars(skip)]
    pub(super) is_literal: bool,
}

/// What stands as `key`. A literal is noticed and forgotten, so that no message can repeat it.
fn key_source<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<KeyOptions>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    if value.is_null() {
        return Ok(None);
    }
    let literal = KeyOptions { is_literal: true, ..KeyOptions::default() };
    Ok(Some(if value.is_object() { serde_json::from_value(value).unwrap_or(literal) } else { literal }))
}

/// What a million tokens cost, in US dollars.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct PriceOptions {
    /// Tokens read.
    pub input: f64,
    /// Tokens read from a prompt cache; as other input by default.
    pub cached_input: Option<f64>,
    /// Tokens written.
    pub output: f64,
}

/// How long to wait for an endpoint, in milliseconds. What is left out depends on the use: completion is impatient.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct TimeoutOptions {
    /// For the connection.
    pub connect_ms: Option<u64>,
    /// For the first token.
    pub first_token_ms: Option<u64>,
    /// For the whole answer.
    pub total_ms: Option<u64>,
    /// Between two parts of an answer.
    pub idle_ms: Option<u64>,
    /// Completion asks a second time where no token came within this time; by default after the usual time of the slowest in twenty.
    pub hedge_ms: Option<u64>,
}

/// What may be spent. Once it is, models are silent and say so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct BudgetOptions {
    /// US dollars a day, over all sessions; days begin at midnight UTC.
    pub daily_usd: Option<f64>,
    /// US dollars from start to end of the program.
    pub session_usd: Option<f64>,
    /// Tokens a day, read and written, over all sessions.
    pub daily_tokens: Option<u64>,
    /// Tokens from start to end of the program.
    pub session_tokens: Option<u64>,
}

/// What is hidden from models.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct PrivacyOptions {
    /// Files that are never shown to a model, as patterns with `*` and `**`, beside those that usually hold secrets.
    pub secret_files: Vec<String>,
}
