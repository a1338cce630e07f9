//! The short form of a model: `KIND:MODEL`, `KIND:MODEL@URL` or `KIND@URL`. It is data: one row for each kind.

use crate::{Format, Role};

/// What a kind stands for.
pub(super) struct Kind {
    pub(super) name: &'static str,
    /// The format for completion and next edits.
    completing: Format,
    /// The format for everything else.
    conversing: Format,
    /// Its address where none is written.
    url: &'static str,
    /// The environment variable that holds the key for that address; never used for another.
    key_env: Option<&'static str>,
    /// The model may be left out: the endpoint has but one.
    has_one_model: bool,
}

const fn local(name: &'static str, completing: Format, conversing: Format, url: &'static str) -> Kind {
    Kind { name, completing, conversing, url, key_env: None, has_one_model: false }
}

const fn hosted(name: &'static str, formats: [Format; 2], url: &'static str, key_env: &'static str) -> Kind {
    Kind { name, completing: formats[0], conversing: formats[1], url, key_env: Some(key_env), has_one_model: false }
}

/// All kinds.
pub(super) const KINDS: &[Kind] = &[
    local("ollama", Format::Ollama, Format::Ollama, "http://127.0.0.1:11434"),
    Kind { has_one_model: true, ..local("llamacpp", Format::LlamaCpp, Format::OpenAiChat, "http://127.0.0.1:8080") },
    local("lmstudio", Format::OpenAiCompletions, Format::OpenAiChat, "http://127.0.0.1:1234/v1"),
    local("vllm", Format::OpenAiCompletions, Format::OpenAiChat, "http://127.0.0.1:8000/v1"),
    hosted("openai", [Format::OpenAiCompletions, Format::OpenAiChat], "https://api.openai.com/v1", "OPENAI_API_KEY"),
    hosted("openaichat", [Format::OpenAiChat, Format::OpenAiChat], "https://api.openai.com/v1", "OPENAI_API_KEY"),
    hosted("mistral", [Format::Mistral, Format::OpenAiChat], "https://api.mistral.ai/v1", "MISTRAL_API_KEY"),
    hosted("deepseek", [Format::DeepSeek, Format::OpenAiChat], "https://api.deepseek.com", "DEEPSEEK_API_KEY"),
    hosted("anthropic", [Format::Anthropic, Format::Anthropic], "https://api.anthropic.com", "ANTHROPIC_API_KEY"),
];

/// A short form, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Short {
    /// The name shown to people.
    pub(super) name: String,
    pub(super) format: Format,
    pub(super) url: String,
    pub(super) model: String,
    pub(super) key_env: Option<&'static str>,
}

/// Takes `text` apart for `role`; the error is a sentence without its start.
pub(super) fn parse(text: &str, role: Role) -> Result<Short, String> {
    let text = text.trim();
    let (head, url) = match text.find("@http://").or_else(|| text.find("@https://")) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let (kind, model) = head.split_once(':').unwrap_or((head, ""));
    let Some(kind) = KINDS.iter().find(|known| known.name == kind) else {
        return Err(format!("is neither an endpoint's name nor a short form; those start with {}", kind_names()));
    };
    if model.is_empty() && !kind.has_one_model {
        return Err(format!("names no model: write `{}:MODEL`", kind.name));
    }
    let format = if matches!(role, Role::Completion | Role::NextEdit) { kind.completing } else { kind.conversing };
    let shown = if model.is_empty() { kind.name.to_owned() } else { format!("{}/{model}", kind.name) };
    Ok(Short {
        name: match url.and_then(host) {
            Some(host) => format!("{shown} at {host}"),
            None => shown,
        },
        format,
        url: url.unwrap_or(kind.url).to_owned(),
        model: model.to_owned(),
        key_env: kind.key_env.filter(|_| url.is_none()),
    })
}

fn kind_names() -> String {
    let names: Vec<String> = KINDS.iter().map(|kind| format!("`{}:`", kind.name)).collect();
    names.join(", ")
}

/// Host and port of an address, for people.
fn host(url: &str) -> Option<String> {
    let url = reqwest::Url::parse(url).ok()?;
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(text: &str) -> Short {
        parse(text, Role::Completion).expect("a short form")
    }

    #[test]
    fn a_kind_knows_its_address_and_its_format() {
        let ollama = short("ollama:qwen2.5-coder:1.5b");
        assert_eq!((ollama.format, ollama.model.as_str()), (Format::Ollama, "qwen2.5-coder:1.5b"));
        assert_eq!((ollama.url.as_str(), ollama.name.as_str()), ("http://127.0.0.1:11434", "ollama/qwen2.5-coder:1.5b"));
        assert_eq!(short("mistral:codestral-latest").key_env, Some("MISTRAL_API_KEY"));
        assert_eq!(parse("mistral:m", Role::Chat).expect("a short form").format, Format::OpenAiChat);
    }

    #[test]
    fn a_vendors_key_goes_to_the_vendor_alone() {
        let other = short("openai:org/model@7b@http://127.0.0.1:8000/v1");
        assert_eq!((other.model.as_str(), other.url.as_str()), ("org/model@7b", "http://127.0.0.1:8000/v1"));
        assert_eq!((other.key_env, other.name.as_str()), (None, "openai/org/model@7b at 127.0.0.1:8000"));
    }

    #[test]
    fn a_model_may_be_left_out_where_there_is_one() {
        assert_eq!(short("llamacpp@http://127.0.0.1:9090").url, "http://127.0.0.1:9090");
        assert_eq!(short("llamacpp").url, "http://127.0.0.1:8080");
        assert!(parse("ollama", Role::Completion).expect_err("no model").contains("`ollama:MODEL`"));
        assert!(parse("olama:x", Role::Completion).expect_err("unknown").contains("`ollama:`"));
    }
}
