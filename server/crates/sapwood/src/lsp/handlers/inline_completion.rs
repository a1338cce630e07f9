//! `textDocument/inlineCompletion`: suggestions that an editor shows in the text, as ghost text. A document that is not open gets
//! an empty list.

use sapwood_assist::completion::{Suggestion, Trigger};
use sapwood_base::Span;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    Command, InlineCompletionContext, InlineCompletionItem, InlineCompletionList, InlineCompletionParams,
    InlineCompletionTriggerKind, TextDocumentPositionParams,
};

use super::execute_command::ACCEPT;
use crate::completion::Question;
use crate::lsp::convert::{Ranges, path_of, position};
use crate::lsp::server::Server;
use crate::lsp::session::Session;

pub(in crate::lsp) async fn handle_inline_completion(
    server: &Server,
    params: InlineCompletionParams,
) -> Result<InlineCompletionList> {
    let session = server.session()?;
    let Some(question) = asked_inline(session, &params.text_document_position, &params.context) else {
        return Ok(InlineCompletionList { items: Vec::new() });
    };
    let text = question.text.clone();
    let suggestions = session.completion.complete(&session.workspace, question).await;
    let ranges = Ranges::new(&text, session.encoding);
    Ok(InlineCompletionList { items: suggestions.into_iter().map(|item| to_proto(item, &text, &ranges)).collect() })
}

fn asked_inline(session: &Session, at: &TextDocumentPositionParams, context: &InlineCompletionContext) -> Option<Question> {
    let trigger = match context.trigger_kind {
        InlineCompletionTriggerKind::INVOKED => Trigger::Invoked,
        _ => Trigger::Automatic,
    };
    let mut question = question(session, at, trigger)?;
    let ranges = Ranges::new(&question.text, session.encoding);
    question.selected = context.selected_completion_info.as_ref().map(|selected| {
        let span = Span::new(ranges.offset(selected.range.start), ranges.offset(selected.range.end));
        (span, selected.text.clone())
    });
    Some(question)
}

/// The place in the document as it is now; `None` where it is not open.
pub(super) fn question(session: &Session, at: &TextDocumentPositionParams, trigger: Trigger) -> Option<Question> {
    let path = path_of(&at.text_document.uri);
    let document = session.workspace.document(&path)?;
    let offset = Ranges::new(&document.text, session.encoding).offset(at.position);
    Some(Question {
        language: session.completion.language_of(&path),
        path,
        version: document.version,
        text: document.text,
        offset,
        place: position(at.position),
        trigger,
        selected: None,
    })
}

fn to_proto(suggestion: Suggestion, text: &str, ranges: &Ranges<'_>) -> InlineCompletionItem {
    let replaced = suggestion.span.text(text);
    // An editor shows an item only while what it replaces begins its filter text.
    let filter_text = (!suggestion.text.starts_with(replaced)).then(|| format!("{replaced}{}", suggestion.text));
    InlineCompletionItem {
        range: Some(ranges.span(suggestion.span)),
        command: Some(accept(suggestion.id)),
        insert_text: suggestion.text,
        filter_text,
        insert_text_format: None,
    }
}

/// The command that an editor runs after it accepted an item.
pub(super) fn accept(id: String) -> Command {
    Command { title: "Accept".to_owned(), command: ACCEPT.to_owned(), arguments: Some(vec![id.into()]) }
}
