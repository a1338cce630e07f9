//! `textDocument/didChange`: stale versions and documents that are not open are ignored, and logged.

use tower_lsp::ls_types::{DidChangeTextDocumentParams, TextDocumentContentChangeEvent};

use crate::lsp::convert::{path_of, position};
use crate::lsp::server::Server;
use crate::workspace::TextChange;

pub(in crate::lsp) fn handle_did_change(server: &Server, params: DidChangeTextDocumentParams) {
    let Ok(session) = server.session() else { return };
    let document = params.text_document;
    let changes: Vec<TextChange> = params.content_changes.into_iter().map(change).collect();
    let path = path_of(&document.uri);
    let before = session.workspace.document(&path);
    match session.workspace.change_document(&path, document.version, &changes, session.encoding) {
        Ok(edits) => {
            session.completion.edited(&path, &edits);
            if let (Some(before), Some(after)) = (before, session.workspace.document(&path)) {
                session.next_edits.edited(&path, &before.text, &after.text);
            }
        }
        Err(error) => {
            tracing::warn!(uri = document.uri.as_str(), version = document.version, %error, "a change was ignored");
        }
    }
}

fn change(event: TextDocumentContentChangeEvent) -> TextChange {
    TextChange { range: event.range.map(|range| (position(range.start), position(range.end))), text: event.text }
}
