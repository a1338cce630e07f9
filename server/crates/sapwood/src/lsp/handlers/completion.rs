//! `textDocument/completion`: the same suggestions as items of a list, for clients that show none in the text.

use sapwood_assist::completion::{Suggestion, Trigger};
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    CompletionItem, CompletionItemKind, CompletionItemLabelDetails, CompletionList, CompletionOptions, CompletionParams,
    CompletionResponse, CompletionTextEdit, TextEdit,
};

use super::inline_completion::{accept, question};
use crate::completion::source_name;
use crate::lsp::convert::Ranges;
use crate::lsp::server::Server;

/// Longer labels make a list too wide.
const LABEL: usize = 60;
/// What may be typed before something that is worth a list.
const TRIGGERS: [&str; 6] = [".", ":", "(", "=", ",", " "];

/// What the server tells a client that shows no suggestions in the text.
pub(super) fn completion_options() -> CompletionOptions {
    CompletionOptions { trigger_characters: Some(TRIGGERS.map(str::to_owned).into()), ..CompletionOptions::default() }
}

pub(in crate::lsp) async fn handle_completion(server: &Server, params: CompletionParams) -> Result<Option<CompletionResponse>> {
    let session = server.session()?;
    let asked =
        (!session.features.inline_completion).then(|| question(session, &params.text_document_position, Trigger::Automatic));
    let Some(question) = asked.flatten() else { return Ok(None) };
    let (text, offset) = (question.text.clone(), question.offset);
    let suggestions = session.completion.complete(&session.workspace, question).await;
    let ranges = Ranges::new(&text, session.encoding);
    let items = suggestions.into_iter().enumerate().map(|(rank, item)| to_proto(item, rank, &text, offset, &ranges));
    // What is typed next may ask for something else.
    Ok(Some(CompletionResponse::List(CompletionList { is_incomplete: true, items: items.collect() })))
}

fn to_proto(suggestion: Suggestion, rank: usize, text: &str, offset: u32, ranges: &Ranges<'_>) -> CompletionItem {
    // Lists filter by the word before the cursor, so it is part of what the item replaces.
    let start = word_start(text, suggestion.span.start.min(offset));
    let before = &text[start as usize..suggestion.span.start as usize];
    let whole = format!("{before}{}", suggestion.text);
    let percent = (suggestion.confidence * 100.0).round();
    CompletionItem {
        label: label(&whole),
        label_details: Some(CompletionItemLabelDetails {
            detail: None,
            description: Some(format!("{} {percent}%", source_name(&suggestion.source))),
        }),
        kind: Some(CompletionItemKind::TEXT),
        detail: Some(suggestion.reason),
        sort_text: Some(format!("{rank:04}")),
        filter_text: Some(whole.clone()),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit {
            range: ranges.span(sapwood_base::Span::new(start, suggestion.span.end)),
            new_text: whole,
        })),
        command: Some(accept(suggestion.id.clone())),
        data: Some(serde_json::json!({"id": suggestion.id})),
        ..CompletionItem::default()
    }
}

fn word_start(text: &str, offset: u32) -> u32 {
    let before = text.get(..offset as usize).unwrap_or("");
    before.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').len() as u32
}

/// The first line that says something, not too long.
fn label(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let more = line.chars().count() > LABEL || text.trim().contains('\n');
    let cut: String = line.chars().take(LABEL).collect();
    if more { format!("{cut}…") } else { cut }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_one_short_line() {
        assert_eq!(label("  a\n"), "a");
        assert_eq!(label("\n  if a {\n  }\n"), "if a {…");
        assert_eq!(label(&"x".repeat(80)).chars().count(), LABEL + 1);
    }

    #[test]
    fn the_word_before_the_cursor_is_found() {
        assert_eq!([word_start("let caf\u{e9}_1", 11), word_start("a.", 2), word_start("", 0)], [4, 2, 0]);
    }
}
