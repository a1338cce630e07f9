//! `workspace/didChangeWorkspaceFolders`.

use tower_lsp::ls_types::{DidChangeWorkspaceFoldersParams, WorkspaceFolder};

use crate::lsp::convert::path_of;
use crate::lsp::server::Server;

pub(in crate::lsp) fn handle_did_change_workspace_folders(server: &Server, params: &DidChangeWorkspaceFoldersParams) {
    let Ok(session) = server.session() else { return };
    let paths = |folders: &[WorkspaceFolder]| folders.iter().map(|folder| path_of(&folder.uri)).collect::<Vec<_>>();
    session.workspace.remove_folders(&paths(&params.event.removed));
    session.workspace.add_folders(&paths(&params.event.added));
}
