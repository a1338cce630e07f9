//! `textDocument/didClose`.

use tower_lsp::ls_types::DidCloseTextDocumentParams;

use crate::lsp::convert::path_of;
use crate::lsp::server::Server;

pub(in crate::lsp) fn handle_did_close(server: &Server, params: &DidCloseTextDocumentParams) {
    let Ok(session) = server.session() else { return };
    let uri = &params.text_document.uri;
    let path = path_of(uri);
    if let Some(document) = session.workspace.document(&path) {
        session.completion.closed(&path, &document.text);
        session.next_edits.closed(&path, document.text);
    }
    if !session.workspace.close_document(&path) {
        tracing::warn!(uri = uri.as_str(), "a document was closed that is not open");
    }
}
