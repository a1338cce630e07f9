//! What a person may choose about inline completion. Where the choices come from is the caller's business.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// When suggestions are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Eagerness {
    /// Never.
    Off,
    /// Only when asked for.
    Invoked,
    /// While typing, and when asked for.
    Automatic,
}

/// Inline completion. Every field may be left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct CompletionSettings {
    /// Whether anything is suggested at all; true by default.
    pub enabled: bool,
    /// When suggestions are made, by a language's name, `*` for all others. By default while typing, in prose only when asked.
    pub languages: BTreeMap<String, Eagerness>,
    /// Suggests inside comments while somebody types; false by default.
    pub comments: bool,
    /// Suggests inside strings while somebody types; true by default.
    pub strings: bool,
    /// Suggests whole blocks where one is to be written; true by default.
    pub multi_line: bool,
    /// The shortest wait after a keystroke before a model is asked, in milliseconds; 50 by default.
    pub debounce_min_ms: u32,
    /// The longest wait after a keystroke before a model is asked, in milliseconds; 3000 by default.
    pub debounce_max_ms: u32,
    /// Local predictions less likely than this to be right are not shown; between 0 and 1, 0.40625 by default.
    pub threshold: f32,
    /// The longest answer a model may give, in tokens; 256 by default.
    pub max_tokens: u32,
    /// How much a model is shown, in tokens; 2048 by default.
    pub context_tokens: u32,
}

impl Default for CompletionSettings {
    fn default() -> Self {
        Self {
            enabled: true,
            languages: BTreeMap::new(),
            comments: false,
            strings: true,
            multi_line: true,
            debounce_min_ms: 50,
            debounce_max_ms: 3000,
            threshold: 0.40625,
            max_tokens: 256,
            context_tokens: 2048,
        }
    }
}

impl CompletionSettings {
    /// When suggestions are made in files of the language called `name`; `None` stands for files of no known language.
    pub fn eagerness(&self, name: Option<&str>, is_prose: bool) -> Eagerness {
        let own = name.and_then(|name| self.languages.get(name)).or_else(|| self.languages.get("*"));
        let usual = if is_prose { Eagerness::Invoked } else { Eagerness::Automatic };
        if self.enabled { own.copied().unwrap_or(usual) } else { Eagerness::Off }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_has_its_own_switch() {
        let mut settings = CompletionSettings::default();
        assert_eq!(settings.eagerness(Some("rust"), false), Eagerness::Automatic);
        assert_eq!(settings.eagerness(Some("markdown"), true), Eagerness::Invoked);
        settings.languages.insert("*".into(), Eagerness::Off);
        settings.languages.insert("rust".into(), Eagerness::Invoked);
        assert_eq!(settings.eagerness(Some("rust"), false), Eagerness::Invoked);
        assert_eq!(settings.eagerness(None, false), Eagerness::Off);
        settings.enabled = false;
        assert_eq!(settings.eagerness(Some("rust"), false), Eagerness::Off);
    }

    #[test]
    fn what_is_left_out_has_a_default() {
        let settings: CompletionSettings =
            serde_json::from_str(r#"{"languages": {"yaml": "off"}, "contextTokens": 900}"#).expect("settings");
        assert_eq!(settings.languages["yaml"], Eagerness::Off);
        assert_eq!(
            settings,
            CompletionSettings { context_tokens: 900, languages: settings.languages.clone(), ..Default::default() }
        );
    }
}
