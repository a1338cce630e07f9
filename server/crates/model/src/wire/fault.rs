//! Faults as sentences: which endpoint, what happened, in the vendor's words where there are some. Keys and what was sent never
//! get in.

use std::time::Duration;

use reqwest::header::LOCATION;
use reqwest::{Response, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::reader::{kind_of_status, message_of};
use super::retry_after::retry_after;
use crate::{FaultKind, ModelError};

/// An error body is read up to this size.
const MAX_BODY: usize = 16 * 1024;
/// A vendor's words are repeated up to this many characters.
const MAX_WORDS: usize = 240;
/// No real key is shorter.
const MIN_KEY: usize = 6;
/// An error body that does not arrive in this time is left out.
const BODY_TIMEOUT: Duration = Duration::from_secs(2);

/// Tells of faults of one endpoint.
#[derive(Clone)]
pub(crate) struct Faults {
    name: String,
    key: Option<SecretString>,
}

impl Faults {
    pub(super) fn new(name: &str, key: Option<SecretString>) -> Self {
        Self { name: name.to_owned(), key }
    }

    /// A fault with what happened in a few words.
    pub(crate) fn error(&self, kind: FaultKind, what: &str) -> ModelError {
        let name = &self.name;
        let what = self.clean(what);
        let what = what.trim_end_matches('.');
        let message = match kind {
            FaultKind::Connect => format!("{name} cannot be reached: {what}."),
            FaultKind::Tls => format!("No secure connection to {name}: {what}."),
            FaultKind::Timeout => format!("{name} took too long: {what}."),
            FaultKind::Key => format!("The key of {name} cannot be used: {what}."),
            FaultKind::Malformed => format!("The answer of {name} cannot be read: {what}."),
            FaultKind::Truncated => format!("The answer of {name} ended too early: {what}."),
            FaultKind::TooLarge => format!("The answer of {name} is too large: {what}."),
            FaultKind::Empty => format!("{name} answered with nothing: {what}."),
            _ => format!("{name}: {what}."),
        };
        ModelError { kind, message, retry_after: None }
    }

    /// A fault that the endpoint tells of inside its answer.
    pub(crate) fn vendor(&self, kind: FaultKind, message: &str) -> ModelError {
        self.status_error(kind, None, message)
    }

    /// The fault that an unsuccessful answer is.
    pub(super) async fn response(&self, sent_to: &Url, response: Response) -> ModelError {
        let status = response.status();
        let wait = retry_after(response.headers());
        if status.is_redirection() {
            return self.redirect(sent_to, &response);
        }
        let body = tokio::time::timeout(BODY_TIMEOUT, read_body(response)).await.unwrap_or_default();
        let message = match serde_json::from_slice::<Value>(&body) {
            Ok(body) => message_of(&body).unwrap_or_default(),
            Err(_) => plain_text(&body),
        };
        let mut error = self.status_error(kind_of_status(status.as_u16()), Some(status), &message);
        error.retry_after = wait;
        error
    }

    fn redirect(&self, sent_to: &Url, response: &Response) -> ModelError {
        let target = response.headers().get(LOCATION).and_then(|value| sent_to.join(value.to_str().ok()?).ok());
        let status = response.status().as_u16();
        let what = match target {
            Some(target) if target.origin() != sent_to.origin() => {
                let host = target.host_str().unwrap_or_default();
                format!("it redirects to another host ({host}), to which nothing was sent")
            }
            _ => format!("it redirects ({status}); give the address it redirects to"),
        };
        self.error(FaultKind::Redirected, &what)
    }

    fn status_error(&self, kind: FaultKind, status: Option<StatusCode>, message: &str) -> ModelError {
        let what = match kind {
            FaultKind::Unauthorized => "did not accept the key",
            FaultKind::NotFound => "does not know the model or the path",
            FaultKind::RateLimited => "asks to be left alone for a while",
            FaultKind::Server => "has a fault of its own",
            FaultKind::Timeout => "took too long",
            _ => "did not accept the request",
        };
        let status = status.map(|status| format!(" ({})", status.as_u16())).unwrap_or_default();
        let message = self.clean(message);
        let words = if message.is_empty() { String::new() } else { format!(": {message}") };
        let end = if words.ends_with(['.', '!', '?']) { "" } else { "." };
        ModelError { kind, message: format!("{} {what}{status}{words}{end}", self.name), retry_after: None }
    }

    /// One line of visible characters, not too long, and without the key.
    fn clean(&self, text: &str) -> String {
        let text = match self.key.as_ref().map(|key| key.expose_secret().trim()) {
            // Shorter ones are dummies such as `x`, which would turn up in any sentence.
            Some(key) if key.len() >= MIN_KEY => text.replace(key, "[key]"),
            _ => text.to_owned(),
        };
        let words: Vec<&str> =
            text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
        let line = words.join(" ");
        match line.char_indices().nth(MAX_WORDS) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None => line,
        }
    }
}

/// A body that is no JSON, if it is for people and not a web page.
fn plain_text(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    if text.trim_start().starts_with('<') { String::new() } else { text.into_owned() }
}

async fn read_body(mut response: Response) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        body.extend_from_slice(&chunk[..chunk.len().min(MAX_BODY - body.len())]);
        if body.len() >= MAX_BODY {
            break;
        }
    }
    body
}
