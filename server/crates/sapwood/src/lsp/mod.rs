//! The language server: LSP over the standard streams. It converts, calls the workspace, and converts back; nothing else
//! of the program knows LSP's types. Standard output carries the protocol and nothing but it; logs go to standard error.

mod convert;
mod frames;
mod handlers;
mod line_edits;
mod progress;
mod protocol;
mod server;
mod session;
mod texts;
mod transport;

use tower_lsp::LspService;

use self::server::Server;

/// Why the server could not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The system gave no threads.
    #[error("the server's threads could not be started: {0}")]
    Runtime(#[from] std::io::Error),
    /// The system gave no threads for requests.
    #[error("the server's pool could not be started: {0}")]
    Pool(#[from] rayon::ThreadPoolBuildError),
}

/// Serves the client on the standard streams until it says `exit`, or is gone. True where it said so.
pub fn serve_stdio() -> Result<bool, ServeError> {
    let server = Server::parts()?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).thread_name("sapwood-serve").enable_all().build()?;
    let (service, socket) = server::methods(LspService::build(|client| Server::new(client, server))).finish();
    let has_exited = runtime.block_on(transport::serve(service, socket, std::io::stdin(), std::io::stdout()));
    // The thread that reads standard input may still wait for it.
    runtime.shutdown_background();
    Ok(has_exited)
}
