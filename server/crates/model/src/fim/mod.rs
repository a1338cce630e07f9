//! Fill in the middle as models were trained on it: templates as data, chosen by the model's name. How a prompt is sent is not
//! known here.

mod chat;

use std::sync::LazyLock;

use serde::Deserialize;

use crate::FimRequest;

pub(crate) use chat::fim_chat_v1;

/// How one family of models wants a text with a gap.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Template {
    /// The name it is chosen by.
    pub(crate) name: String,
    /// Patterns of model names: parts in this order, `*` between them.
    models: Vec<String>,
    /// The prompt with the places `{prefix}` and `{suffix}`.
    prompt: String,
    /// The prompt where there are other documents, with the places `{documents}` and `{name}` too.
    with_documents: Option<String>,
    /// One of those documents.
    document: Option<String>,
    /// Texts that mean something to the model. In what people wrote they are neutralised, in an answer they end it.
    special: Vec<String>,
}

static TEMPLATES: LazyLock<Vec<Template>> =
    LazyLock::new(|| serde_json::from_str(include_str!("templates.json")).unwrap_or_default());

/// The names of all templates.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    TEMPLATES.iter().map(|template| template.name.as_str())
}

/// The template called `name`.
pub(crate) fn named(name: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.name == name)
}

/// The template of the family that the model called `model` belongs to.
pub(crate) fn for_model(model: &str) -> Option<&'static Template> {
    let model = model.to_lowercase();
    TEMPLATES.iter().find(|template| template.models.iter().any(|pattern| matches(&model, pattern)))
}

/// Whether a model name fits a pattern: its parts in this order, `*` between them.
pub(crate) fn matches(model: &str, pattern: &str) -> bool {
    let mut rest = model;
    pattern.split('*').all(|part| match rest.split_once(part) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => false,
    })
}

impl Template {
    /// Texts that end an answer of this family.
    pub(crate) fn stops(&self) -> &[String] {
        &self.special
    }

    /// The whole prompt.
    pub(crate) fn write(&self, request: &FimRequest) -> String {
        let (form, documents, prefix) = match (&self.with_documents, &self.document) {
            (Some(form), Some(document)) if !request.documents.is_empty() => {
                (form, self.documents(document, request), self.neutral(&request.prefix))
            }
            _ => (&self.prompt, String::new(), self.neutral(&prefix_with_documents(request))),
        };
        fill(form, |place| match place {
            "documents" => Some(documents.as_str().into()),
            "name" => Some(self.neutral(&one_line(&request.name)).into()),
            "prefix" => Some(prefix.as_str().into()),
            "suffix" => Some(self.neutral(&request.suffix).into()),
            _ => None,
        })
    }

    /// `text` with a space inside whatever would mean something to the model.
    pub(crate) fn neutral(&self, text: &str) -> String {
        self.special.iter().fold(text.to_owned(), |text, special| {
            let after_first = special.chars().next().map_or(0, char::len_utf8);
            let (first, rest) = special.split_at(after_first);
            if text.contains(special.as_str()) { text.replace(special.as_str(), &format!("{first} {rest}")) } else { text }
        })
    }

    /// The most helpful document stands last, next to the text itself.
    fn documents(&self, form: &str, request: &FimRequest) -> String {
        let one = |document: &crate::Document| {
            fill(form, |place| match place {
                "comment" => Some(request.line_comment.as_str().into()),
                "name" => Some(self.neutral(&one_line(&document.name)).into()),
                "text" => Some(self.neutral(document.text.trim_end()).into()),
                _ => None,
            })
        };
        request.documents.iter().rev().map(one).collect()
    }
}

/// The prefix with the documents in front of it, each under a comment line with its name: for models and endpoints without a form
/// of their own for other documents.
pub(crate) fn prefix_with_documents(request: &FimRequest) -> String {
    if request.documents.is_empty() {
        return request.prefix.clone();
    }
    headed(request, |name| format!("{} {name}\n", request.line_comment), "\n")
}

/// The prefix with the documents in front of it, as Mistral's endpoint wants them.
pub(crate) fn prefix_with_marked_documents(request: &FimRequest) -> String {
    if request.documents.is_empty() {
        return request.prefix.clone();
    }
    headed(request, |name| format!("+++++ {name}\n"), "\n\n")
}

fn headed(request: &FimRequest, header: impl Fn(&str) -> String, between: &str) -> String {
    let mut text = String::new();
    for document in request.documents.iter().rev() {
        text.push_str(&header(&one_line(&document.name)));
        text.push_str(document.text.trim_end());
        text.push_str(between);
    }
    text.push_str(&header(&one_line(&request.name)));
    text.push_str(&request.prefix);
    text
}

fn one_line(name: &str) -> String {
    name.replace(['\n', '\r'], " ")
}

/// `form` with its `{places}` filled, in one pass: what is filled in is not looked at again.
fn fill<'a>(form: &str, value: impl Fn(&str) -> Option<std::borrow::Cow<'a, str>>) -> String {
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
mod tests;
