//! A question about an edit, asked of each model in the form that it was trained for. What the forms say is not known here.

use crate::fim;
use crate::{ChatRequest, Format, Limits};

/// Names of forms that an endpoint's `template` may choose beside those of fill-in-the-middle.
pub const EDIT_FORMS: &[&str] = &["zeta_v1", "zeta_v2", "zeta_v2_1", "sweep_v1"];

/// One question in several forms.
#[derive(Debug, Clone, PartialEq)]
pub struct EditRequest {
    /// The files whose texts it shows. Where one of them may hold secrets, nothing is sent.
    pub files: Vec<String>,
    /// The forms; a model is asked in the first that it speaks.
    pub forms: Vec<EditForm>,
}

/// One form of a question.
#[derive(Debug, Clone, PartialEq)]
pub struct EditForm {
    /// Its name, told with the answer.
    pub name: String,
    /// Patterns of the names of models that were trained for it; none for a form that every model understands.
    pub models: Vec<String>,
    /// The question.
    pub question: EditQuestion,
}

/// The question itself.
#[derive(Debug, Clone, PartialEq)]
pub enum EditQuestion {
    /// For a model that chats.
    Chat(ChatRequest),
    /// A text that the model goes on with.
    Plain {
        /// The text.
        prompt: String,
        /// Bounds of the answer.
        limits: Limits,
    },
}

impl EditQuestion {
    /// Bytes of all its texts.
    pub(crate) fn text_bytes(&self) -> usize {
        match self {
            Self::Chat(chat) => chat.text_bytes(),
            Self::Plain { prompt, .. } => prompt.len(),
        }
    }
}

impl EditRequest {
    /// The form in which a model is asked; `None` where it speaks none of them.
    pub(crate) fn form(&self, dialect: &Dialect) -> Option<&EditForm> {
        self.forms
            .iter()
            .find(|form| dialect.speaks(&form.name, &form.models, matches!(form.question, EditQuestion::Plain { .. })))
    }
}

/// What decides in which form a model is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dialect {
    /// The model's name as its endpoint knows it.
    pub model: String,
    /// The template that was chosen for it.
    pub template: Option<String>,
    /// Whether its endpoint goes on with a plain text.
    pub completes: bool,
}

impl Dialect {
    pub(crate) fn new(format: Format, model: &str, template: Option<&str>) -> Self {
        let completes = matches!(format, Format::OpenAiCompletions | Format::Ollama | Format::LlamaCpp);
        Self { model: model.to_owned(), template: template.map(str::to_owned), completes }
    }

    /// Whether the model is asked in the form called `name`, made for `models`.
    pub fn speaks(&self, name: &str, models: &[String], is_plain: bool) -> bool {
        if is_plain && !self.completes {
            return false;
        }
        match self.template.as_deref().filter(|template| EDIT_FORMS.contains(template)) {
            Some(chosen) => chosen == name,
            None => models.is_empty() || models.iter().any(|pattern| fim::matches(&self.model.to_lowercase(), pattern)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_asked_in_its_own_form_where_its_endpoint_can() {
        let zeta = ["zeta".to_owned()];
        let speaks = |format, model, template| Dialect::new(format, model, template).speaks("zeta_v1", &zeta, true);
        assert!(speaks(Format::Ollama, "Zeta:7b", None));
        assert!(!speaks(Format::OpenAiChat, "zeta", None), "it takes no plain text");
        assert!(!speaks(Format::Ollama, "llama", None));
        assert!(speaks(Format::Ollama, "mine", Some("zeta_v1")));
        assert!(!speaks(Format::Ollama, "zeta", Some("sweep_v1")), "what was chosen counts");
        assert!(speaks(Format::Ollama, "zeta", Some("none")), "that is about fill-in-the-middle");
        assert!(Dialect::default().speaks("window_v1", &[], false));
    }
}
