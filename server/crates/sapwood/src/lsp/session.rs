//! One client's session: its workspace, what it can do, and how it counts columns. It answers no request itself.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use sapwood_base::PositionEncoding;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tower_lsp::ls_types::{ClientCapabilities, InitializeParams};

use super::convert::{negotiated, path_of};
use crate::completion::Completion;
use crate::config::Settings;
use crate::next_edit::NextEdits;
use crate::tasks::Tasks;
use crate::workspace::{Event, Workspace};

/// What the client can do, as far as the server asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Features {
    /// It shows progress that the server starts.
    pub(super) progress: bool,
    /// It watches files for the server.
    pub(super) watched_files: bool,
    /// It can be asked for settings.
    pub(super) configuration: bool,
    /// It shows suggestions in the text by itself.
    pub(super) inline_completion: bool,
    /// It tells which suggestions it shows.
    pub(super) tells_shown: bool,
    /// It takes edits of documents at a version.
    pub(super) document_changes: bool,
    /// It can have its user confirm changes.
    pub(super) change_annotations: bool,
}

/// One client's session.
pub(super) struct Session {
    pub(super) workspace: Workspace,
    pub(super) completion: Completion,
    pub(super) next_edits: Arc<NextEdits>,
    pub(super) encoding: PositionEncoding,
    pub(super) features: Features,
    /// The workspace's events, until someone listens.
    events: Mutex<Option<UnboundedReceiver<Event>>>,
}

impl Session {
    pub(super) fn start(params: InitializeParams, tasks: Arc<Tasks>) -> Self {
        let folders = folders(&params);
        let (settings, problems) = Settings::from_client(params.initialization_options.unwrap_or_default());
        let (sender, events) = unbounded_channel();
        for problem in problems {
            let _ = sender.send(Event::Problem(problem));
        }
        let next_edits = Arc::new(NextEdits::new(&settings, tasks.clone()));
        let own = next_edits.clone();
        let observer = Arc::new(move |event| {
            if matches!(event, Event::Switched(_)) {
                return own.switched();
            }
            // After shutdown nobody listens.
            let _ = sender.send(event);
        });
        let features = features(&params.capabilities);
        let completion = Completion::new(&settings, tasks, features.tells_shown);
        next_edits.set_models(completion.gateway());
        Self {
            completion,
            next_edits,
            workspace: Workspace::start(settings, &folders, observer),
            encoding: negotiated(&params.capabilities),
            features,
            events: Mutex::new(Some(events)),
        }
    }

    /// The events, for the one who asks first.
    pub(super) fn take_events(&self) -> Option<UnboundedReceiver<Event>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

#[allow(deprecated, reason = "older clients know the root only")]
fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    match &params.workspace_folders {
        Some(folders) => folders.iter().map(|folder| path_of(&folder.uri)).collect(),
        None => {
            params.root_uri.as_ref().map(path_of).or_else(|| params.root_path.as_ref().map(PathBuf::from)).into_iter().collect()
        }
    }
}

fn features(client: &ClientCapabilities) -> Features {
    let workspace = client.workspace.as_ref();
    let watched = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
    let edits = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
    Features {
        progress: client.window.as_ref().and_then(|window| window.work_done_progress).unwrap_or(false),
        watched_files: watched.and_then(|watched| watched.dynamic_registration).unwrap_or(false),
        configuration: workspace.and_then(|workspace| workspace.configuration).unwrap_or(false),
        inline_completion: client.text_document.as_ref().is_some_and(|document| document.inline_completion.is_some()),
        tells_shown: client.experimental.as_ref().is_some_and(|own| own["sapwood"]["didShow"] == true),
        document_changes: edits.and_then(|edits| edits.document_changes).unwrap_or(false),
        change_annotations: edits.is_some_and(|edits| edits.change_annotation_support.is_some()),
    }
}
