//! `initialized`: starts to tell the client of progress, and asks it to watch files.

use serde_json::json;
use tower_lsp::ls_types::{DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, Registration};

use crate::config::WatchMode;
use crate::lsp::progress;
use crate::lsp::server::Server;

pub(in crate::lsp) async fn handle_initialized(server: &Server) {
    let Ok(session) = server.session() else { return };
    if let Some(events) = session.take_events() {
        tokio::spawn(progress::tell(server.client.clone(), events, session.features.progress));
    }
    if session.features.watched_files && session.workspace.settings().watch != WatchMode::Off {
        watch_files(server).await;
    }
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
