//! The state of a document as completion sees it: with what the editor's own list has selected put in its place.

use std::sync::Arc;

use sapwood_base::Span;
use sapwood_context::completion::{CompletionPlace, RecentPlace};
use sapwood_context::search::Texts;
use sapwood_grammars::{Language, MAX_FILE_BYTES, language};
use sapwood_index::IndexSnapshot;

use super::account::Silence;
use super::site::Site;
use super::text::{is_closing, is_word};
use super::{CompletionSettings, Eagerness, Trigger, Typing};

/// The state of a document, ready to be completed.
#[derive(Clone)]
pub(super) struct View {
    pub(super) snapshot: Arc<IndexSnapshot>,
    pub(super) texts: Arc<dyn Texts + Send>,
    pub(super) document: String,
    pub(super) path: String,
    pub(super) text: Arc<str>,
    pub(super) offset: usize,
    pub(super) trigger: Trigger,
    pub(super) recent: Vec<RecentPlace>,
    pub(super) language: Option<&'static Language>,
    /// The span that a selected entry replaces in the document, and its text, which every suggestion starts with.
    selected: Option<(Span, String)>,
}

impl View {
    pub(super) fn of(typing: Typing) -> Self {
        let offset = floor(&typing.text, typing.offset as usize);
        let selected = typing.selected.filter(|(span, _)| fits(&typing.text, *span, offset));
        let (text, offset) = match &selected {
            Some((span, chosen)) => with_selected(&typing.text, *span, chosen),
            None => (typing.text, offset),
        };
        let known = typing.snapshot.file_by_path(&typing.path).and_then(|file| typing.snapshot.file(file).language);
        let head = &text.as_bytes()[..text.len().min(256)];
        let id = known.or_else(|| sapwood_grammars::detect(&typing.path, head));
        Self {
            snapshot: typing.snapshot,
            texts: typing.texts,
            document: typing.document,
            path: typing.path,
            text,
            offset,
            trigger: typing.trigger,
            recent: typing.recent,
            language: id.map(language),
            selected,
        }
    }

    /// What stands before the cursor.
    pub(super) fn prefix(&self) -> &str {
        &self.text[..self.offset]
    }

    /// What stands behind it.
    pub(super) fn suffix(&self) -> &str {
        &self.text[self.offset..]
    }

    /// The place as retrieval and prediction take it.
    pub(super) fn place(&self) -> CompletionPlace<'_> {
        CompletionPlace { path: &self.path, text: &self.text, offset: self.offset as u32, recent: &self.recent }
    }

    /// The bytes of the document that a suggestion replaces, and its whole text.
    pub(super) fn edit(&self, site: &Site, replaced: usize, text: &str) -> (Span, String) {
        match &self.selected {
            Some((span, chosen)) => (Span::new(span.start, span.end + replaced as u32), [chosen, text].concat()),
            None => (site.span(replaced), text.to_owned()),
        }
    }

    /// Why nothing is suggested here, as far as the cursor's line and the settings tell.
    pub(super) fn gate(&self, settings: &CompletionSettings) -> Result<(), Silence> {
        let name = self.language.map(|language| language.name);
        let shown_name = name.unwrap_or("plain text");
        let is_prose = self.language.map_or_else(|| is_prose_path(&self.path), Language::is_prose);
        match settings.eagerness(name, is_prose) {
            Eagerness::Off if !settings.enabled => return Err("Completion is switched off.".to_owned()),
            Eagerness::Off => return Err(format!("Completion is switched off for {shown_name}.")),
            Eagerness::Invoked if self.trigger == Trigger::Automatic => {
                return Err(format!("Completion of {shown_name} only answers when it is asked for."));
            }
            _ => {}
        }
        if self.text.len() > MAX_FILE_BYTES {
            return Err("The file is too large.".to_owned());
        }
        let rest = self.suffix().lines().next().unwrap_or("");
        if rest.starts_with(is_word) && self.trigger == Trigger::Automatic {
            return Err("The cursor stands in the middle of a word.".to_owned());
        }
        let ends_line = rest.trim().is_empty() || is_closing(rest.trim_end().trim_end_matches('{'));
        if !ends_line && rest.trim() != "{" && self.trigger == Trigger::Automatic {
            return Err("The cursor stands in the middle of a line.".to_owned());
        }
        Ok(())
    }
}

/// True for files of no language whose name says that they hold text for people or records.
fn is_prose_path(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["txt", "text", "log", "rst", "adoc", "org", "tex", "csv", "tsv"].contains(&extension)
}

fn fits(text: &str, span: Span, offset: usize) -> bool {
    let (start, end) = (span.start as usize, span.end as usize);
    start <= offset && offset <= end && text.get(start..end).is_some_and(|replaced| !replaced.contains('\n'))
}

fn with_selected(text: &str, span: Span, chosen: &str) -> (Arc<str>, usize) {
    let (start, end) = (span.start as usize, span.end as usize);
    let whole = [&text[..start], chosen, &text[end..]].concat();
    (whole.into(), start + chosen.len())
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
