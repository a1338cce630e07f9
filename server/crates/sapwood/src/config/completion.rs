//! Settings of inline completion, validated.

use std::collections::BTreeMap;
use std::time::Duration;

use super::options::{CompletionOptions, MultiLine};

/// How inline completion works.
#[derive(Debug, Clone, PartialEq)]
pub struct CompletionSettings {
    /// Whether it suggests anything unasked.
    pub enabled: bool,
    /// Languages that are switched on or off, by the names that the language registry has; `*` for the others.
    pub languages: BTreeMap<String, bool>,
    /// Whether it suggests within comments.
    pub comments: bool,
    /// Whether it suggests within strings.
    pub strings: bool,
    /// When suggestions have several lines.
    pub multi_line: MultiLine,
    /// Shortest and longest wait after a keystroke.
    pub debounce: (Duration, Duration),
    /// How sure a suggestion has to be; `None` for the measured default of its source.
    pub threshold: Option<f32>,
    /// Most tokens of an answer.
    pub max_tokens: u32,
    /// Most tokens of context beside the file itself.
    pub context_tokens: u32,
}

impl Default for CompletionSettings {
    fn default() -> Self {
        Self::from_options(CompletionOptions::default(), &mut Vec::new())
    }
}

impl CompletionSettings {
    pub(super) fn from_options(options: CompletionOptions, problems: &mut Vec<String>) -> Self {
        let (min, max) = (options.debounce.min_ms, options.debounce.max_ms);
        if min > max || max > 10_000 {
            problems.push("`completion.debounce` needs `minMs` ≤ `maxMs` ≤ 10000.".to_owned());
        }
        let max = max.min(10_000);
        Self {
            enabled: options.enabled,
            languages: known_languages(options.languages, problems),
            comments: options.comments,
            strings: options.strings,
            multi_line: options.multi_line,
            debounce: (Duration::from_millis(min.min(max)), Duration::from_millis(max)),
            threshold: checked_threshold(options.threshold, problems),
            max_tokens: within("maxTokens", options.max_tokens, (1, 4096), problems),
            context_tokens: within("contextTokens", options.context_tokens, (0, 100_000), problems),
        }
    }

    /// Whether it suggests anything in a file of this language (`None` where the language is unknown).
    pub fn is_on_for(&self, language: Option<&str>) -> bool {
        let named = language.and_then(|language| self.languages.get(language));
        self.enabled && named.or_else(|| self.languages.get("*")).copied().unwrap_or(true)
    }
}

fn known_languages(languages: BTreeMap<String, bool>, problems: &mut Vec<String>) -> BTreeMap<String, bool> {
    let mut known = BTreeMap::new();
    for (name, is_on) in languages {
        let language = sapwood_grammars::by_name(&name).map(|id| sapwood_grammars::language(id).name);
        match language {
            Some(language) => {
                known.insert(language.to_owned(), is_on);
            }
            None => {
                if name != "*" {
                    problems.push(format!("`completion.languages` names `{name}`, which is no language that Sapwood knows."));
                }
                known.insert(name, is_on);
            }
        }
    }
    known
}

fn checked_threshold(threshold: Option<f32>, problems: &mut Vec<String>) -> Option<f32> {
    let valid = threshold.filter(|threshold| (0.0..=1.0).contains(threshold));
    if valid.is_none() && threshold.is_some() {
        problems.push("`completion.threshold` is not between 0 and 1; the defaults are used.".to_owned());
    }
    valid
}

fn within(name: &str, wanted: u32, (least, most): (u32, u32), problems: &mut Vec<String>) -> u32 {
    if !(least..=most).contains(&wanted) {
        problems.push(format!("`completion.{name}` is limited to {least} to {most}."));
    }
    wanted.clamp(least, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_switched_one_by_one() {
        let languages = BTreeMap::from([("markdown".to_owned(), false), ("python".to_owned(), true), ("*".to_owned(), false)]);
        let mut problems = Vec::new();
        let settings =
            CompletionSettings::from_options(CompletionOptions { languages, ..CompletionOptions::default() }, &mut problems);
        assert!(problems.is_empty(), "{problems:?}");
        assert!(settings.is_on_for(Some("python")));
        assert!(!settings.is_on_for(Some("rust")) && !settings.is_on_for(None));
        assert!(CompletionSettings::default().is_on_for(None));
    }

    #[test]
    fn what_is_out_of_bounds_is_told() {
        let mut options = CompletionOptions { threshold: Some(2.0), max_tokens: 0, ..CompletionOptions::default() };
        options.debounce.min_ms = 500;
        options.languages.insert("klingon".to_owned(), false);
        let mut problems = Vec::new();
        let settings = CompletionSettings::from_options(options, &mut problems);
        assert_eq!(problems.len(), 4, "{problems:?}");
        assert_eq!((settings.threshold, settings.max_tokens), (None, 1));
        assert_eq!(settings.debounce, (Duration::from_millis(300), Duration::from_millis(300)));
    }
}
