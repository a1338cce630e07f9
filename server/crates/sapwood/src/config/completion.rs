//! Checks what was said about inline completion: what is out of bounds is brought back into them and told.

use std::collections::BTreeMap;

use sapwood_assist::completion::{CompletionSettings, Eagerness};

/// The longest wait that still is a wait for typing to pause.
const MAX_DEBOUNCE_MS: u32 = 10_000;

pub(super) fn checked(settings: CompletionSettings, problems: &mut Vec<String>) -> CompletionSettings {
    let (min, max) = (settings.debounce_min_ms, settings.debounce_max_ms);
    if min > max || max > MAX_DEBOUNCE_MS {
        problems.push(format!("`completion` needs `debounceMinMs` ≤ `debounceMaxMs` ≤ {MAX_DEBOUNCE_MS}."));
    }
    let max = max.min(MAX_DEBOUNCE_MS);
    CompletionSettings {
        languages: known_languages(settings.languages, problems),
        debounce_min_ms: min.min(max),
        debounce_max_ms: max,
        threshold: threshold(settings.threshold, problems),
        max_tokens: within("maxTokens", settings.max_tokens, (1, 4096), problems),
        context_tokens: within("contextTokens", settings.context_tokens, (0, 100_000), problems),
        ..settings
    }
}

/// Languages under the names that the registry has. One that is not known stays: files of it may come with a later version.
fn known_languages(languages: BTreeMap<String, Eagerness>, problems: &mut Vec<String>) -> BTreeMap<String, Eagerness> {
    let mut known = BTreeMap::new();
    for (name, eagerness) in languages {
        let language = sapwood_grammars::by_name(&name).map(|id| sapwood_grammars::language(id).name);
        if language.is_none() && name != "*" {
            problems.push(format!("`completion.languages` names `{name}`, which is no language that Sapwood knows."));
        }
        known.insert(language.map_or(name, str::to_owned), eagerness);
    }
    known
}

fn threshold(wanted: f32, problems: &mut Vec<String>) -> f32 {
    if (0.0..=1.0).contains(&wanted) {
        return wanted;
    }
    problems.push("`completion.threshold` is not between 0 and 1; the default is used.".to_owned());
    CompletionSettings::default().threshold
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
    fn languages_have_the_names_of_the_registry() {
        let languages = [("py", Eagerness::Off), ("*", Eagerness::Invoked)];
        let languages = languages.into_iter().map(|(name, eagerness)| (name.to_owned(), eagerness)).collect();
        let mut problems = Vec::new();
        let settings = checked(CompletionSettings { languages, ..CompletionSettings::default() }, &mut problems);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(settings.languages.keys().collect::<Vec<_>>(), ["*", "python"]);
    }

    #[test]
    fn what_is_out_of_bounds_is_told() {
        let mut options = CompletionSettings { threshold: 2.0, max_tokens: 0, ..CompletionSettings::default() };
        options.debounce_min_ms = 5000;
        options.languages.insert("klingon".to_owned(), Eagerness::Off);
        let mut problems = Vec::new();
        let settings = checked(options, &mut problems);
        assert_eq!(problems.len(), 4, "{problems:?}");
        assert_eq!((settings.threshold, settings.max_tokens), (CompletionSettings::default().threshold, 1));
        assert_eq!(settings.debounce_min_ms, settings.debounce_max_ms);
    }
}
