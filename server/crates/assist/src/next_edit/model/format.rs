//! Formats of prompts and answers, as data: each file of `formats/` is one, and its name carries its version. A format that was sent
//! once is not changed any more; what is better gets another version.

use std::borrow::Cow;
use std::sync::LazyLock;

use sapwood_model::Dialect;
use serde::Deserialize;

/// One format.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Format {
    /// Its name and version.
    pub(super) name: String,
    /// Where it was published.
    #[cfg_attr(not(test), allow(dead_code, reason = "for readers of the data"))]
    source: String,
    /// Patterns of the names of models that were trained for it; none where any model may be asked.
    #[serde(default)]
    pub(super) models: Vec<String>,
    /// How much is shown.
    pub(super) window: Window,
    /// At most this many places.
    pub(super) places: usize,
    pub(super) budget: Budget,
    /// Standing instructions, where the model chats.
    #[serde(default)]
    system: Vec<String>,
    prompt: Vec<String>,
    /// A text of another file.
    #[serde(default)]
    related: Vec<String>,
    /// An edit.
    change: Vec<String>,
    /// Something that was reported.
    #[serde(default)]
    diagnostic: Vec<String>,
    place: Vec<String>,
    /// What marks the cursor.
    #[serde(default)]
    pub(super) cursor: String,
    /// What marks the start of a file.
    #[serde(default)]
    pub(super) start_of_file: String,
    pub(super) answer: Shape,
    /// Texts at which the model stops.
    pub(super) stop: Vec<String>,
    /// Texts that mean something to the model.
    pub(super) special: Vec<String>,
}

/// Lines that are shown of a file.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Window {
    /// Lines before the place that may be edited.
    pub(super) before: u32,
    /// Lines behind it that may be edited.
    pub(super) after: u32,
    /// Lines around those that are shown.
    pub(super) context: u32,
}

/// Bounds of what is shown beside the places.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Budget {
    /// Tokens of other files.
    pub(super) related: u32,
    /// Tokens of edits.
    pub(super) history: u32,
    /// Edits.
    pub(super) changes: usize,
}

/// What an answer looks like.
#[derive(Debug, Deserialize)]
#[serde(tag = "shape", rename_all = "camelCase")]
pub(super) enum Shape {
    /// The lines of the window, between marks where there are any.
    Window {
        #[serde(default)]
        start: String,
        #[serde(default)]
        end: String,
    },
    /// Blocks of lines to search and lines to put there.
    Blocks,
}

impl Format {
    /// Standing instructions; `None` for a model that goes on with a plain text.
    pub(super) fn system(&self) -> Option<String> {
        (!self.system.is_empty()).then(|| self.system.join("\n"))
    }

    pub(super) fn prompt(&self) -> String {
        self.prompt.join("\n")
    }

    pub(super) fn related(&self) -> String {
        self.related.join("\n")
    }

    pub(super) fn change(&self) -> String {
        self.change.join("\n")
    }

    pub(super) fn diagnostic(&self) -> String {
        self.diagnostic.join("\n")
    }

    pub(super) fn place(&self) -> String {
        self.place.join("\n")
    }

    /// `text` with a space inside whatever would mean something to the model.
    pub(super) fn neutral<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.special.iter().filter(|mark| text.contains(mark.as_str())).fold(Cow::Borrowed(text), |text, mark| {
            let first = mark.chars().next().map_or(0, char::len_utf8);
            Cow::Owned(text.replace(mark.as_str(), &format!("{} {}", &mark[..first], &mark[first..])))
        })
    }

    /// True where the text holds something that means something else to the model.
    pub(super) fn is_marked(&self, text: &str) -> bool {
        self.special.iter().any(|mark| text.contains(mark.as_str()))
    }
}

/// The more special a format is, the earlier it stands.
const FILES: [&str; 6] = [
    include_str!("formats/zeta_v2_1.json"),
    include_str!("formats/zeta_v2.json"),
    include_str!("formats/zeta_v1.json"),
    include_str!("formats/sweep_v1.json"),
    include_str!("formats/window_v1.json"),
    include_str!("formats/blocks_v1.json"),
];

static FORMATS: LazyLock<Vec<Format>> =
    LazyLock::new(|| FILES.iter().filter_map(|file| serde_json::from_str(file).ok()).collect());

/// The format called `name`.
pub(super) fn named(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// The formats in which models of these dialects are asked; one that chats is asked about several places by `blocks_v1`.
pub(super) fn spoken(dialects: &[Dialect], has_several_places: bool) -> Vec<&'static Format> {
    let chat = if has_several_places { "blocks_v1" } else { "window_v1" };
    let fits = |format: &&Format, dialect: &Dialect| {
        let is_plain = format.system.is_empty();
        (is_plain || format.name == chat) && dialect.speaks(&format.name, &format.models, is_plain)
    };
    let is_used = |format: &Format| {
        dialects.iter().any(|dialect| FORMATS.iter().find(|it| fits(it, dialect)).is_some_and(|it| it.name == format.name))
    };
    FORMATS.iter().filter(|format| is_used(format)).collect()
}

/// `form` with its `{places}` filled, in one pass: what is filled in is not looked at again.
pub(super) fn fill<'a>(form: &str, value: impl Fn(&str) -> Option<Cow<'a, str>>) -> String {
    let mut filled = String::with_capacity(form.len());
    let mut rest = form;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let place = after.split_once('}').and_then(|(place, behind)| Some((value(place)?, behind)));
        if let Some((text, behind)) = place {
            filled.push_str(&text);
            rest = behind;
        } else {
            filled.push('{');
            rest = after;
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_format() {
        assert_eq!(FORMATS.len(), FILES.len());
        for format in FORMATS.iter() {
            assert!(format.name.contains("_v") && !format.source.is_empty());
            assert!(format.budget.changes <= 25 && format.budget.history <= 1000);
            assert!(!format.prompt().is_empty() && !format.place().is_empty() && !format.change().is_empty());
        }
        let plain: Vec<&str> = FORMATS.iter().filter(|it| it.system.is_empty()).map(|it| it.name.as_str()).collect();
        assert!(sapwood_model::EDIT_FORMS.iter().all(|name| plain.contains(name)) && plain.len() == 4, "{plain:?}");
    }

    #[test]
    fn models_are_asked_in_their_own_format() {
        let names = |model: &str, completes, several| {
            let dialect = Dialect { model: model.into(), template: None, completes };
            spoken(&[dialect], several).iter().map(|it| it.name.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(names("zed-industries/zeta", true, false), ["zeta_v1"]);
        assert_eq!(names("zeta-2:q8_0", true, true), ["zeta_v2"]);
        assert_eq!(names("zed-industries/Zeta-2.1", true, false), ["zeta_v2_1"]);
        assert_eq!(names("sweepai/sweep-next-edit-1.5B", true, false), ["sweep_v1"]);
        assert_eq!(names("qwen3-coder:30b", true, false), ["window_v1"]);
        assert_eq!(names("zeta", false, true), ["blocks_v1"], "its endpoint takes no plain text");
    }

    #[test]
    fn what_would_mean_something_is_neutralised() {
        let format = named("sweep_v1").expect("a format");
        assert_eq!(format.neutral("a <|file_sep|> b"), "a < |file_sep|> b");
        assert!(format.is_marked("<|file_sep|>") && !format.is_marked("file_sep"));
        let filled = fill("{a}{b}{c", |place| (place == "a").then(|| "{b}".into()));
        assert_eq!(filled, "{b}{b}{c");
    }
}
