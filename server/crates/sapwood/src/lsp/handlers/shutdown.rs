//! `shutdown`: writes what is not yet on disk and stops the workspace.

use tower_lsp::jsonrpc::Result;

use crate::lsp::server::Server;

pub(in crate::lsp) async fn handle_shutdown(server: &Server) -> Result<()> {
    let session = server.session.clone();
    server
        .run(move |_| {
            if let Some(session) = session.get() {
                session.workspace.shutdown();
            }
        })
        .await
}
