//! `initialized`: starts to tell the client of progress, asks it to watch files, and offers a model server that runs here.

use sapwood_model::discover::discover;
use serde_json::json;
use tower_lsp::Client;
use tower_lsp::ls_types::{DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, MessageType, Registration};

use crate::config::WatchMode;
use crate::lsp::progress;
use crate::lsp::server::Server;

pub(in crate::lsp) async fn handle_initialized(server: &Server) {
    let Ok(session) = server.session() else { return };
    if let Some(events) = session.take_events() {
        tokio::spawn(progress::tell(server.client.clone(), events, session.features.progress));
    }
    let settings = session.workspace.settings();
    if settings.models.is_empty() && settings.is_first_start() {
        tokio::spawn(offer_models(server.client.clone()));
    }
    if session.features.watched_files && session.workspace.settings().watch != WatchMode::Off {
        watch_files(server).await;
    }
}

/// Tells of a model server on this machine, once. Using it is the user's decision.
async fn offer_models(client: Client) {
    let servers = discover().await;
    let Some((server, short)) = servers.iter().find_map(|server| Some((server, server.short_form.as_ref()?))) else { return };
    let message = format!(
        "{} runs on this machine. Sapwood does not use it by itself: set `models.completion` to `{short}` for suggestions from it.",
        server.name
    );
    client.show_message(MessageType::INFO, message).await;
}

async fn watch_files(server: &Server) {
    let watchers = vec![FileSystemWatcher { glob_pattern: GlobPattern::String("**/*".to_owned()), kind: None }];
    let registration = Registration {
        id: "sapwood/watchedFiles".to_owned(),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: Some(json!(DidChangeWatchedFilesRegistrationOptions { watchers })),
    };
    if let Err(error) = server.client.register_capability(vec![registration]).await {
        tracing::warn!(%error, "the client does not watch files");
    }
}
