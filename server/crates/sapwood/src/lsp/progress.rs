//! Tells the client what the workspace's threads do: progress of indexing, and problems.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;
use tokio::sync::mpsc::UnboundedReceiver;
use tower_lsp::Client;
use tower_lsp::ls_types::notification::Notification;
use tower_lsp::ls_types::{MessageType, ProgressToken};

use crate::loader::{Progress, Report};
use crate::workspace::Event;

/// A client that does not answer within this time gets no progress.
const PATIENCE: Duration = Duration::from_secs(2);

/// `$/progress` with its value as plain JSON.
enum RawProgress {}

impl Notification for RawProgress {
    type Params = serde_json::Value;
    const METHOD: &'static str = "$/progress";
}

/// Passes `events` on until there are no more.
pub(super) async fn tell(client: Client, mut events: UnboundedReceiver<Event>, shows_progress: bool) {
    let mut teller = Teller { client, shows_progress, tokens: HashMap::new(), serial: 0 };
    while let Some(event) = events.recv().await {
        match event {
            Event::Started(root) => teller.begin(root).await,
            Event::Progress(root, progress) => teller.report(&root, progress).await,
            Event::Finished(root, report) => teller.end(&root, &report).await,
            Event::Switched(_) => {}
            Event::Problem(problem) => {
                tracing::warn!("{problem}");
                teller.client.show_message(MessageType::WARNING, problem).await;
            }
        }
    }
}

struct Teller {
    client: Client,
    shows_progress: bool,
    tokens: HashMap<PathBuf, String>,
    serial: u32,
}

impl Teller {
    async fn begin(&mut self, root: PathBuf) {
        if !self.shows_progress || self.tokens.contains_key(&root) {
            return;
        }
        self.serial += 1;
        let token = format!("sapwood/index/{}", self.serial);
        let created = self.client.create_work_done_progress(ProgressToken::String(token.clone()));
        if !matches!(tokio::time::timeout(PATIENCE, created).await, Ok(Ok(()))) {
            return;
        }
        let name = root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        self.send(&token, json!({"kind": "begin", "title": format!("Indexing {name}"), "percentage": 0})).await;
        self.tokens.insert(root, token);
    }

    async fn report(&self, root: &Path, progress: Progress) {
        let Some(token) = self.tokens.get(root) else { return };
        let percentage = progress.files_done * 100 / progress.files_total.max(1);
        let message = format!("{} of {} files", progress.files_done, progress.files_total);
        self.send(token, json!({"kind": "report", "percentage": percentage, "message": message})).await;
    }

    async fn end(&mut self, root: &Path, report: &Report) {
        let Some(token) = self.tokens.remove(root) else { return };
        let message = format!("{} files read, {} passed over", report.read, report.skipped.total());
        self.send(&token, json!({"kind": "end", "message": message})).await;
    }

    async fn send(&self, token: &str, value: serde_json::Value) {
        self.client.send_notification::<RawProgress>(json!({"token": token, "value": value})).await;
    }
}
