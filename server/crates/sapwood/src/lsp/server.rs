//! The table of methods. Each is handled in a file of its own below `handlers`.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use sapwood_base::PositionEncoding;
use tokio_util::sync::CancellationToken;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::{
    CompletionParams, CompletionResponse, DidChangeConfigurationParams, DidChangeTextDocumentParams, DidChangeWatchedFilesParams,
    DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    ExecuteCommandParams, InitializeParams, InitializeResult, InitializedParams, LSPAny, RenameFilesParams,
    WorkspaceSymbolParams, WorkspaceSymbolResponse,
};
use tower_lsp::{Client, LanguageServer, LspServiceBuilder};

use super::ServeError;
use super::handlers;
use super::session::Session;
use crate::tasks::{TaskError, Tasks};
use crate::workspace::WorkspaceSnapshot;

/// How long a request waits for the indexes to show what was typed before it.
const PATIENCE: Duration = Duration::from_millis(500);

/// The server of one client.
pub(super) struct Server {
    pub(super) client: Client,
    pub(super) session: Arc<OnceLock<Session>>,
    pub(super) tasks: Arc<Tasks>,
}

/// Registers Sapwood's own methods beside LSP's.
pub(super) fn methods(service: LspServiceBuilder<Server>) -> LspServiceBuilder<Server> {
    service
        .custom_method("sapwood/status", handlers::status::handle_status)
        .custom_method("sapwood/search", handlers::search::handle_search)
        .custom_method("sapwood/graph", handlers::graph::handle_graph)
        .custom_method("sapwood/context", handlers::context::handle_context)
        .custom_method("sapwood/explain", handlers::explain::handle_explain)
        .custom_method("textDocument/inlineCompletion", handlers::inline_completion::handle_inline_completion)
        .custom_method("sapwood/nextEdit", handlers::next_edit::handle_next_edit)
        .custom_method("textDocument/copilotInlineEdit", handlers::next_edit::handle_copilot_inline_edit)
        .custom_method("textDocument/didShowInlineEdit", handlers::next_edit::handle_did_show_inline_edit)
        .custom_method("sapwood/didShow", handlers::verdicts::handle_did_show)
        .custom_method("sapwood/didAccept", handlers::verdicts::handle_did_accept)
        .custom_method("sapwood/didPartiallyAccept", handlers::verdicts::handle_did_partially_accept)
        .custom_method("sapwood/didReject", handlers::verdicts::handle_did_reject)
}

impl Server {
    /// What a server needs beside its client.
    pub(super) fn parts() -> std::result::Result<Arc<Tasks>, ServeError> {
        Ok(Arc::new(Tasks::new("sapwood-work", 0)?))
    }

    pub(super) fn new(client: Client, tasks: Arc<Tasks>) -> Self {
        Self { client, session: Arc::default(), tasks }
    }

    /// The session. Only requests after `initialize` come this far, and it has made one.
    pub(super) fn session(&self) -> Result<&Session> {
        self.session.get().ok_or_else(Error::internal_error)
    }

    /// Answers a question about the workspace on the pool, from a snapshot that shows every document event before it.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&WorkspaceSnapshot, PositionEncoding, &CancellationToken) -> T + Send + 'static,
    ) -> Result<T> {
        let session = self.session()?;
        let encoding = session.encoding;
        session.workspace.caught_up(PATIENCE).await;
        let snapshot = session.workspace.snapshot();
        self.run(move |cancel| question(&snapshot, encoding, cancel)).await
    }

    /// Starts work on the pool that nobody waits for.
    pub(super) fn start(&self, work: impl FnOnce(&CancellationToken) + Send + 'static) {
        let tasks = self.tasks.clone();
        tokio::spawn(async move { tasks.run(work).await });
    }

    /// Runs work on the pool.
    pub(super) async fn run<T: Send + 'static>(&self, work: impl FnOnce(&CancellationToken) -> T + Send + 'static) -> Result<T> {
        self.tasks.run(work).await.map_err(|error| match error {
            TaskError::Cancelled => Error::request_cancelled(),
            TaskError::Failed => Error { code: ErrorCode::InternalError, message: error.to_string().into(), data: None },
        })
    }
}

impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        handlers::initialize::handle_initialize(self, params)
    }

    async fn initialized(&self, _: InitializedParams) {
        handlers::initialized::handle_initialized(self).await;
    }

    async fn shutdown(&self) -> Result<()> {
        handlers::shutdown::handle_shutdown(self).await
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        handlers::did_open::handle_did_open(self, params);
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        handlers::did_change::handle_did_change(self, params);
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        handlers::did_save::handle_did_save(self, &params);
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        handlers::did_close::handle_did_close(self, &params);
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        handlers::did_change_watched_files::handle_did_change_watched_files(self, &params);
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        handlers::did_change_workspace_folders::handle_did_change_workspace_folders(self, &params);
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        handlers::did_change_configuration::handle_did_change_configuration(self, params).await;
    }

    async fn did_rename_files(&self, params: RenameFilesParams) {
        handlers::did_rename_files::handle_did_rename_files(self, &params);
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        handlers::workspace_symbol::handle_workspace_symbol(self, params).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        handlers::completion::handle_completion(self, params).await
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<LSPAny>> {
        handlers::execute_command::handle_execute_command(self, params).await
    }
}
