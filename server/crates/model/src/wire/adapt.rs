//! Fields that single models of a format refuse: what an endpoint objected to once is not sent to it again.

use std::sync::atomic::{AtomicU8, Ordering};

use serde_json::Value;

/// A field, and what it is called instead where it has a successor.
const FIELDS: [(&str, Option<&str>); 4] =
    [("max_tokens", Some("max_completion_tokens")), ("temperature", None), ("stream_options", None), ("stop", None)];

/// What one endpoint objected to, one bit a field.
#[derive(Debug, Default)]
pub(super) struct Objections(AtomicU8);

impl Objections {
    /// Learns from a refusal of `body`. True if there is something new to be heeded, so that asking again makes sense.
    pub(super) fn learn(&self, body: &Value, refusal: &str) -> bool {
        let is_meant = |(field, successor): &(&str, Option<&str>)| {
            let named = successor.map_or_else(|| names(refusal, field), |successor| names(refusal, successor));
            named && body.get(field).is_some()
        };
        let Some(index) = FIELDS.iter().position(is_meant) else { return false };
        self.0.fetch_or(1 << index, Ordering::Relaxed);
        true
    }

    /// Takes out of `body` what was objected to.
    pub(super) fn heed(&self, body: &mut Value) {
        let objections = self.0.load(Ordering::Relaxed);
        let Some(fields) = body.as_object_mut() else { return };
        for (index, (field, successor)) in FIELDS.iter().enumerate() {
            if objections & (1 << index) == 0 {
                continue;
            }
            if let (Some(value), Some(successor)) = (fields.remove(*field), successor) {
                fields.insert((*successor).to_owned(), value);
            }
        }
    }
}

/// Whether `text` has `field` as a word of its own. The name `stop` is also an ordinary word, so it has to stand in quotes.
fn names(text: &str, field: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(field).any(|(at, _)| {
        let (before, after) = (text[..at].chars().next_back(), text[at + field.len()..].chars().next());
        let is_quoted = before.is_some_and(|c| "'\"`".contains(c)) && before == after;
        is_quoted || (field != "stop" && !before.is_some_and(is_part) && !after.is_some_and(is_part))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_refused_is_not_sent_again() {
        let objections = Objections::default();
        let body = || json!({"max_tokens": 9, "temperature": 0, "stop": ["a"], "stream": true});
        let refusal =
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
        assert!(objections.learn(&body(), refusal));
        assert!(objections.learn(&body(), "`temperature` is deprecated for this model."));
        let mut heeded = body();
        objections.heed(&mut heeded);
        assert_eq!(heeded, json!({"max_completion_tokens": 9, "stop": ["a"], "stream": true}));
        assert!(!objections.learn(&heeded, refusal), "nothing is left to be changed");
        assert!(objections.learn(&body(), "Unsupported parameter: 'stop'"));
    }

    #[test]
    fn other_refusals_change_nothing() {
        let objections = Objections::default();
        let body = json!({"max_tokens": 9, "stop": ["a"]});
        for refusal in
            ["Please stop.", "max_tokens is too large: 9", "temperature must be below 2", "no stream_options_x here", ""]
        {
            assert!(!objections.learn(&body, refusal), "{refusal}");
        }
    }
}
