//! `textDocument/didSave`.

use tower_lsp::ls_types::DidSaveTextDocumentParams;

use crate::lsp::convert::path_of;
use crate::lsp::server::Server;

pub(in crate::lsp) fn handle_did_save(server: &Server, params: &DidSaveTextDocumentParams) {
    let Ok(session) = server.session() else { return };
    session.workspace.save_document(&path_of(&params.text_document.uri));
}
