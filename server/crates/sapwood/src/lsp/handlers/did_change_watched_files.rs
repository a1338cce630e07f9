//! `workspace/didChangeWatchedFiles`.

use tower_lsp::ls_types::DidChangeWatchedFilesParams;

use crate::config::WatchMode;
use crate::lsp::convert::path_of;
use crate::lsp::server::Server;

pub(in crate::lsp) fn handle_did_change_watched_files(server: &Server, params: &DidChangeWatchedFilesParams) {
    let Ok(session) = server.session() else { return };
    if session.workspace.settings().watch != WatchMode::Off {
        session.workspace.disk_changed(params.changes.iter().map(|change| path_of(&change.uri)));
    }
}
