//! The shapes of Sapwood's own requests. `docs/protocol.md` describes them; nothing here computes.

use serde::{Deserialize, Serialize};
use tower_lsp::ls_types::{Position, TextDocumentIdentifier, Uri};

use crate::loader::Skips;
use crate::workspace::RootState;

/// Parameters of `sapwood/status`.
#[derive(Debug, Deserialize)]
pub(super) struct StatusParams {}

/// Result of `sapwood/status`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Status {
    pub(super) version: &'static str,
    pub(super) roots: Vec<RootStatus>,
    pub(super) documents: Vec<DocumentStatus>,
    pub(super) memory_bytes: Option<u64>,
    pub(super) models: [(); 0],
}

/// One folder.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RootStatus {
    pub(super) uri: Uri,
    pub(super) state: RootState,
    pub(super) files: usize,
    pub(super) lines: u64,
    pub(super) chunks: usize,
    pub(super) symbols: usize,
    pub(super) references: usize,
    pub(super) index_bytes: usize,
    pub(super) generation: u64,
    pub(super) progress: ProgressStatus,
    pub(super) skipped: Skips,
    pub(super) problems: Vec<String>,
}

/// How far a pass is.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProgressStatus {
    pub(super) files_done: u64,
    pub(super) files_total: u64,
}

/// One open document.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DocumentStatus {
    pub(super) uri: Uri,
    pub(super) version: i32,
    pub(super) indexed_version: Option<i32>,
}

/// A document and a place in it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PlaceParams {
    pub(super) text_document: TextDocumentIdentifier,
    pub(super) position: Position,
}
