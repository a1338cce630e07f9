//! What the readers of all formats have in common: the steps that an event means, and the troubles inside an answer.

use serde_json::Value;

use crate::{FaultKind, StopReason, Usage};

/// What one event of an answer says.
#[derive(Debug, PartialEq)]
pub(crate) enum Step {
    /// The endpoint began to answer, though with no text yet.
    Begun,
    /// Text.
    Text(String),
    /// Reasoning.
    Thinking(String),
    /// Tokens so far.
    Usage(Usage),
    /// Why the text ended; tokens may still be told.
    Stopped(StopReason),
    /// Nothing comes after it.
    End,
}

/// What is wrong inside an answer.
#[derive(Debug, PartialEq)]
pub(crate) enum Trouble {
    /// The event is not what the format promises.
    Malformed,
    /// The endpoint tells of a fault of its own.
    Vendor {
        /// What kind of fault.
        kind: FaultKind,
        /// Its words.
        message: String,
    },
}

/// Reads the events of one answer.
pub(crate) trait Reader: Send {
    /// The steps of one event.
    fn read(&mut self, event: &str) -> Result<Vec<Step>, Trouble>;
}

/// An event as JSON; a vendor's error in any of the usual shapes is a trouble.
pub(crate) fn parse(event: &str) -> Result<Value, Trouble> {
    let value: Value = serde_json::from_str(event).map_err(|_| Trouble::Malformed)?;
    if !value.is_object() {
        return Err(Trouble::Malformed);
    }
    let is_error = value.get("object").and_then(Value::as_str) == Some("error");
    match value.get("error").filter(|error| !error.is_null()).or(is_error.then_some(&value)) {
        None => Ok(value),
        Some(error) => Err(Trouble::Vendor { kind: kind_of(error, &value), message: message_of(&value).unwrap_or_default() }),
    }
}

/// A typed view of an event's JSON.
pub(crate) fn typed<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, Trouble> {
    serde_json::from_value(value).map_err(|_| Trouble::Malformed)
}

fn kind_of(error: &Value, whole: &Value) -> FaultKind {
    let number = |value: &Value| value.as_u64().or_else(|| value.as_str()?.parse().ok());
    let codes = [error.get("code"), error.get("status"), whole.get("code"), whole.get("status")];
    let status = codes.into_iter().flatten().find_map(number).filter(|code| (400..600).contains(code));
    if let Some(status) = status {
        return kind_of_status(status as u16);
    }
    match error.get("type").and_then(Value::as_str).unwrap_or_default() {
        "rate_limit_error" | "rate_limit_exceeded" => FaultKind::RateLimited,
        "authentication_error" | "permission_error" => FaultKind::Unauthorized,
        "not_found_error" => FaultKind::NotFound,
        "invalid_request_error" => FaultKind::Rejected,
        _ => FaultKind::Server,
    }
}

/// What a status of an HTTP answer means.
pub(crate) fn kind_of_status(status: u16) -> FaultKind {
    match status {
        401 | 403 => FaultKind::Unauthorized,
        404 => FaultKind::NotFound,
        408 => FaultKind::Timeout,
        429 => FaultKind::RateLimited,
        300..400 => FaultKind::Redirected,
        400..500 => FaultKind::Rejected,
        _ => FaultKind::Server,
    }
}

/// The vendor's own words in an error body, wherever vendors put them.
pub(crate) fn message_of(body: &Value) -> Option<String> {
    let places = ["/error/message", "/error", "/message", "/detail", "/detail/0/msg", "/detail/message", "/error_description"];
    let found = places.iter().find_map(|place| body.pointer(place)?.as_str());
    found.map(str::to_owned)
}

/// A field that is a count, or zero.
pub(crate) fn count(value: &Value, pointer: &str) -> u64 {
    value.pointer(pointer).and_then(Value::as_u64).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_inside_an_answer_are_told_in_the_vendors_words() {
        let kind_and_message = |event: &str| match parse(event) {
            Err(Trouble::Vendor { kind, message }) => (kind, message),
            other => panic!("{other:?}"),
        };
        let cases = [
            (r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#, FaultKind::Server, "Overloaded"),
            (r#"{"error":{"code":429,"message":"slow down"}}"#, FaultKind::RateLimited, "slow down"),
            (r#"{"error":{"code":"401","message":"no"}}"#, FaultKind::Unauthorized, "no"),
            (r#"{"error":"model not loaded"}"#, FaultKind::Server, "model not loaded"),
            (r#"{"object":"error","message":"too long","code":400}"#, FaultKind::Rejected, "too long"),
            (r#"{"error":{"x":1}}"#, FaultKind::Server, ""),
        ];
        for (event, kind, message) in cases {
            assert_eq!(kind_and_message(event), (kind, message.to_owned()));
        }
        assert!(parse(r#"{"error":null,"a":1}"#).is_ok());
        assert_eq!(parse("[1]"), Err(Trouble::Malformed));
        assert_eq!(parse("{"), Err(Trouble::Malformed));
    }
}
