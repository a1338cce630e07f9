//! `workspace/executeCommand`.

use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{ExecuteCommandParams, LSPAny};

use crate::lsp::server::Server;

/// Compares every folder with its index.
const REINDEX: &str = "sapwood.reindex";

/// The commands there are.
pub(in crate::lsp) const COMMANDS: &[&str] = &[REINDEX];

pub(in crate::lsp) fn handle_execute_command(server: &Server, params: &ExecuteCommandParams) -> Result<Option<LSPAny>> {
    match params.command.as_str() {
        REINDEX => {
            server.session()?.workspace.reindex();
            Ok(None)
        }
        other => Err(Error::invalid_params(format!("There is no command `{other}`; there is {}.", COMMANDS.join(", ")))),
    }
}
