//! The addresses that requests go to, from the base address a person configured.

use reqwest::Url;

use crate::Format;

/// Which of a format's two addresses is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Route {
    /// Fill in the middle, where the format has something for it.
    Fim,
    /// A text to go on with, where the format has something for it.
    Plain,
    /// A conversation.
    Chat,
}

/// Ends of addresses that people copy from documentation; the base stands before them.
const ENDS: [&str; 8] = [
    "/chat/completions",
    "/fim/completions",
    "/completions",
    "/completion",
    "/messages",
    "/infill",
    "/api/generate",
    "/api/chat",
];

/// The base address, checked. The error is a sentence without the address: people put keys into addresses.
pub(super) fn base(name: &str, address: &str) -> Result<Url, String> {
    let mut url =
        Url::parse(address.trim()).map_err(|_| format!("The address of {name} is no URL, such as http://127.0.0.1:8000."))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(format!("The address of {name} has to begin with http:// or https://."));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(format!("The address of {name} holds a user name or a password; give the key in its own setting."));
    }
    url.set_fragment(None);
    Ok(url)
}

/// The address for `route`.
pub(super) fn route(format: Format, base: &Url, route: Route) -> Url {
    let path = base.path().trim_end_matches('/');
    let path = ENDS.iter().find_map(|end| path.strip_suffix(end)).unwrap_or(path);
    let without = |ends: &[&str]| ends.iter().find_map(|end| path.strip_suffix(end)).unwrap_or(path).to_owned();
    let versioned = if path.is_empty() { "/v1" } else { path };
    let whole = match (format, route) {
        (Format::OpenAiChat, _)
        | (Format::OpenAiCompletions | Format::Mistral, Route::Chat)
        | (Format::Mistral, Route::Plain) => {
            format!("{versioned}/chat/completions")
        }
        (Format::OpenAiCompletions, Route::Fim | Route::Plain) => format!("{versioned}/completions"),
        (Format::Mistral, Route::Fim) => format!("{versioned}/fim/completions"),
        (Format::DeepSeek, Route::Fim | Route::Plain) => format!("{}/beta/completions", without(&["/v1", "/beta"])),
        (Format::DeepSeek, Route::Chat) => format!("{}/chat/completions", without(&["/v1", "/beta"])),
        (Format::Ollama, Route::Fim | Route::Plain) => format!("{}/api/generate", without(&["/v1", "/api"])),
        (Format::Ollama, Route::Chat) => format!("{}/api/chat", without(&["/v1", "/api"])),
        (Format::LlamaCpp, Route::Fim) => format!("{}/infill", without(&["/v1"])),
        (Format::LlamaCpp, Route::Plain) => format!("{}/completion", without(&["/v1"])),
        (Format::LlamaCpp, Route::Chat) => format!("{}/v1/chat/completions", without(&["/v1"])),
        (Format::Anthropic, _) => format!("{versioned}/messages"),
    };
    let mut url = base.clone();
    url.set_path(&whole);
    url
}

/// Whether `url` names this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => {
            let host = host.trim_start_matches('[').trim_end_matches(']');
            host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_addresses() {
        use Route::{Chat, Fim};
        let cases = [
            (Format::OpenAiChat, "https://api.openai.com", Chat, "https://api.openai.com/v1/chat/completions"),
            (Format::OpenAiChat, "https://h/openai/v1/", Fim, "https://h/openai/v1/chat/completions"),
            (Format::OpenAiCompletions, "http://127.0.0.1:8000/v1", Fim, "http://127.0.0.1:8000/v1/completions"),
            (Format::OpenAiCompletions, "http://h/v1/completions", Chat, "http://h/v1/chat/completions"),
            (Format::Mistral, "https://codestral.mistral.ai", Fim, "https://codestral.mistral.ai/v1/fim/completions"),
            (Format::DeepSeek, "https://api.deepseek.com", Fim, "https://api.deepseek.com/beta/completions"),
            (Format::DeepSeek, "https://api.deepseek.com/beta", Chat, "https://api.deepseek.com/chat/completions"),
            (Format::Ollama, "http://127.0.0.1:11434/", Fim, "http://127.0.0.1:11434/api/generate"),
            (Format::Ollama, "http://127.0.0.1:11434/v1", Chat, "http://127.0.0.1:11434/api/chat"),
            (Format::LlamaCpp, "http://[::1]:8012/v1", Fim, "http://[::1]:8012/infill"),
            (Format::LlamaCpp, "http://h:8012", Chat, "http://h:8012/v1/chat/completions"),
            (Format::Anthropic, "https://api.anthropic.com/v1/messages", Fim, "https://api.anthropic.com/v1/messages"),
            (Format::OpenAiChat, "https://h/v1?api-version=2", Chat, "https://h/v1/chat/completions?api-version=2"),
        ];
        for (format, address, kind, expected) in cases {
            assert_eq!(route(format, &base("m", address).unwrap(), kind).as_str(), expected);
        }
    }

    #[test]
    fn addresses_that_are_refused_are_not_repeated() {
        for address in ["localhost:11434", "ftp://h", "http://", "https://user:secret@h/v1", "file:///etc/secret", "secret"] {
            let message = base("local", address).unwrap_err();
            assert!(message.contains("local") && !message.contains("secret"), "{message}");
        }
    }

    #[test]
    fn this_machine() {
        let is = |address: &str| is_loopback(&Url::parse(address).unwrap());
        assert!(is("http://localhost:1") && is("http://127.0.0.5") && is("http://[::1]:8"));
        assert!(!is("http://example.com") && !is("http://10.0.0.1"));
    }
}
