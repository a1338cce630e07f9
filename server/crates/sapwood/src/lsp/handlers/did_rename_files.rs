//! `workspace/didRenameFiles`: what was edited in a file stays known under its new name.

use std::str::FromStr;

use tower_lsp::ls_types::{RenameFilesParams, Uri};

use crate::lsp::convert::path_of;
use crate::lsp::server::Server;

pub(in crate::lsp) fn handle_did_rename_files(server: &Server, params: &RenameFilesParams) {
    let Ok(session) = server.session() else { return };
    for file in &params.files {
        if let (Ok(from), Ok(to)) = (Uri::from_str(&file.old_uri), Uri::from_str(&file.new_uri)) {
            let (from, to) = (path_of(&from), path_of(&to));
            session.next_edits.renamed(&from, &to);
            session.workspace.disk_changed([from, to]);
        }
    }
}
