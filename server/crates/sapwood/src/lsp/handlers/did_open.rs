//! `textDocument/didOpen`.

use tower_lsp::ls_types::DidOpenTextDocumentParams;

use crate::lsp::convert::path_of;
use crate::lsp::server::Server;

pub(in crate::lsp) fn handle_did_open(server: &Server, params: DidOpenTextDocumentParams) {
    let Ok(session) = server.session() else { return };
    let document = params.text_document;
    let path = path_of(&document.uri);
    session.completion.opened(&path, &document.language_id);
    session.next_edits.opened(&path, &document.text);
    session.workspace.open_document(path, document.version, document.text, &document.language_id);
}
