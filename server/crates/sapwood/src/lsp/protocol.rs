//! The shapes of Sapwood's own requests. `docs/protocol.md` describes them; nothing here computes.

use sapwood_assist::completion::Account;
use sapwood_assist::next_edit::Kind;
use serde::{Deserialize, Serialize};
use tower_lsp::ls_types::{
    Command, OptionalVersionedTextDocumentIdentifier, Position, Range, TextDocumentIdentifier, Uri,
    VersionedTextDocumentIdentifier,
};

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
    pub(super) models: Vec<ModelRow>,
}

/// One configured model.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ModelRow {
    pub(super) name: String,
    pub(super) roles: Vec<sapwood_model::Role>,
    pub(super) state: &'static str,
    pub(super) last_error: Option<String>,
    pub(super) session: Tally,
    pub(super) today: Tally,
    pub(super) first_token_ms: Option<u64>,
    pub(super) first_token_p95_ms: Option<u64>,
    pub(super) tokens_per_second: Option<u32>,
}

/// What requests came to.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Tally {
    pub(super) requests: u64,
    pub(super) failures: u64,
    pub(super) input_tokens: u64,
    pub(super) cached_input_tokens: u64,
    pub(super) output_tokens: u64,
    pub(super) cost_usd: f64,
    /// Some endpoints told no figures; theirs were guessed.
    pub(super) is_estimate: bool,
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
    pub(super) edges: Option<u64>,
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

/// Parameters of `sapwood/search`.
#[derive(Debug, Deserialize)]
pub(super) struct SearchParams {
    pub(super) query: String,
    pub(super) limit: Option<usize>,
    pub(super) path: Option<String>,
    pub(super) language: Option<String>,
}

/// Result of `sapwood/search`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SearchResult {
    pub(super) hits: Vec<SearchHit>,
    pub(super) state: RootState,
    pub(super) generation: u64,
    pub(super) elapsed_ms: f64,
}

/// One place in the code.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SearchHit {
    pub(super) uri: Uri,
    pub(super) range: Range,
    pub(super) kind: &'static str,
    pub(super) symbol: Option<String>,
    pub(super) symbol_range: Option<Range>,
    pub(super) language: Option<&'static str>,
    pub(super) score: f64,
    pub(super) signals: serde_json::Map<String, serde_json::Value>,
    pub(super) preview: String,
}

/// Parameters of `sapwood/graph`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GraphParams {
    pub(super) symbol: Option<String>,
    #[serde(flatten)]
    pub(super) place: Option<PlaceParams>,
    pub(super) depth: Option<usize>,
    pub(super) limit: Option<usize>,
}

/// Result of `sapwood/graph`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GraphResult {
    pub(super) nodes: Vec<GraphNode>,
    pub(super) edges: Vec<GraphEdge>,
    pub(super) state: RootState,
    pub(super) generation: u64,
    pub(super) elapsed_ms: f64,
}

/// One node.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GraphNode {
    pub(super) id: String,
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) uri: Uri,
    pub(super) range: Option<Range>,
    pub(super) lines: Option<[u32; 2]>,
}

/// One edge.
#[derive(Debug, Serialize)]
pub(super) struct GraphEdge {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) kind: &'static str,
    pub(super) confidence: f64,
}

/// What context is for; it decides the usual budget.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Purpose {
    /// A completion at the place.
    Completion,
    /// The next edit after one at the place.
    NextEdit,
    /// An answer in words.
    #[default]
    Chat,
}

/// Parameters of `sapwood/context`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ContextParams {
    #[serde(flatten)]
    pub(super) place: Option<PlaceParams>,
    #[serde(default)]
    pub(super) purpose: Purpose,
    pub(super) query: Option<String>,
    pub(super) budget_tokens: Option<u32>,
}

/// Result of `sapwood/context`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ContextResult {
    pub(super) items: Vec<ContextItem>,
    pub(super) tokens: u32,
    pub(super) state: RootState,
    pub(super) generation: u64,
    pub(super) elapsed_ms: f64,
}

/// One piece of context.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ContextItem {
    pub(super) uri: Uri,
    pub(super) range: Range,
    pub(super) symbol: Option<String>,
    pub(super) kind: &'static str,
    pub(super) language: Option<&'static str>,
    pub(super) role: &'static str,
    pub(super) score: f64,
    pub(super) signals: serde_json::Map<String, serde_json::Value>,
    pub(super) tokens: u32,
    pub(super) text: String,
}

/// A suggestion, in the notifications about it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ItemParams {
    pub(super) id: String,
    /// How much of it was accepted, from its beginning, in the units of columns.
    pub(super) accepted_length: Option<u32>,
}

/// Parameters of `sapwood/explain`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExplainParams {
    pub(super) text_document: TextDocumentIdentifier,
    pub(super) position: Option<Position>,
}

/// Result of `sapwood/explain`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExplainResult {
    pub(super) answers: Vec<ExplainedAnswer>,
    pub(super) next_edits: Vec<ExplainedNextEdits>,
}

/// One answer about next edits and how it came about.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExplainedNextEdits {
    pub(super) version: Option<i32>,
    pub(super) line: u32,
    pub(super) elapsed_ms: f64,
    pub(super) edits: Vec<ExplainedNextEdit>,
    /// The best that were not sure enough.
    pub(super) withheld: Vec<ExplainedNextEdit>,
    /// What was seen, one sentence each.
    pub(super) account: Vec<String>,
    pub(super) silence: Option<String>,
}

/// One next edit.
#[derive(Debug, Serialize)]
pub(super) struct ExplainedNextEdit {
    pub(super) id: Option<String>,
    pub(super) uri: Option<Uri>,
    /// The first and the last line, from 1; the last is before the first where a text is inserted.
    pub(super) lines: [u32; 2],
    pub(super) text: Option<String>,
    pub(super) kind: Kind,
    pub(super) source: String,
    pub(super) confidence: f64,
    pub(super) reason: String,
}

/// A document, perhaps with the version that is meant.
#[derive(Debug, Deserialize)]
pub(super) struct MaybeVersioned {
    pub(super) uri: Uri,
    pub(super) version: Option<i32>,
}

/// What made the client ask: 1 where somebody asked, 2 where somebody edits.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TriggerContext {
    pub(super) trigger_kind: Option<u32>,
}

/// Parameters of `sapwood/nextEdit` and of `textDocument/copilotInlineEdit`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NextEditParams {
    pub(super) text_document: MaybeVersioned,
    pub(super) position: Position,
    #[serde(default)]
    pub(super) context: TriggerContext,
    /// At most this many edits.
    pub(super) limit: Option<usize>,
}

/// Result of `sapwood/nextEdit`.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NextEditResult {
    pub(super) edits: Vec<NextEdit>,
    pub(super) elapsed_ms: f64,
}

/// One next edit.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NextEdit {
    pub(super) id: String,
    pub(super) text_document: OptionalVersionedTextDocumentIdentifier,
    pub(super) range: Range,
    pub(super) text: String,
    pub(super) old_text: String,
    pub(super) kind: Kind,
    pub(super) source: &'static str,
    pub(super) confidence: f64,
    pub(super) reason: String,
    pub(super) command: Command,
    pub(super) series: NextEditSeries,
}

/// Where an edit stands among those that belong together.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct NextEditSeries {
    pub(super) index: u32,
    pub(super) total: u32,
    pub(super) files: u32,
}

/// Which edits the command `sapwood.nextEdit` applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Accept {
    /// The best, or the one of the id.
    One,
    /// All in the document.
    File,
    /// All.
    All,
}

/// The argument of the command `sapwood.nextEdit`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NextEditArgument {
    /// The document, or `textDocument`.
    pub(super) uri: Option<Uri>,
    pub(super) text_document: Option<MaybeVersioned>,
    pub(super) position: Position,
    /// Applies the best.
    #[serde(default)]
    pub(super) apply: bool,
    pub(super) accept: Option<Accept>,
    /// The edit that `accept: "one"` means.
    pub(super) id: Option<String>,
    /// Asks the user to confirm, where the client can; by default for more than one edit.
    pub(super) confirm: Option<bool>,
    /// Passes over this edit before answering.
    pub(super) skip: Option<String>,
    /// Ends the series.
    #[serde(default)]
    pub(super) stop: bool,
    pub(super) limit: Option<usize>,
}

/// What the command `sapwood.nextEdit` gives back.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NextEditOutcome {
    #[serde(flatten)]
    pub(super) result: NextEditResult,
    /// Whether `edits` were applied; left out where that was not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) applied: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) failure_reason: Option<String>,
}

/// Result of `textDocument/copilotInlineEdit`.
#[derive(Debug, Serialize)]
pub(super) struct InlineEditResult {
    pub(super) edits: Vec<InlineEdit>,
}

/// One edit in the shape of that request.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct InlineEdit {
    pub(super) text: String,
    pub(super) range: Range,
    pub(super) text_document: VersionedTextDocumentIdentifier,
    pub(super) command: Command,
}

/// Parameters of `textDocument/didShowInlineEdit`.
#[derive(Debug, Deserialize)]
pub(super) struct ShownInlineEdit {
    pub(super) item: ShownItem,
}

/// The item that was shown, as far as it matters.
#[derive(Debug, Deserialize)]
pub(super) struct ShownItem {
    pub(super) command: Option<Command>,
    pub(super) id: Option<String>,
}

/// One answer and how it came about.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExplainedAnswer {
    pub(super) version: i32,
    pub(super) position: Position,
    pub(super) trigger: &'static str,
    pub(super) elapsed_ms: f64,
    pub(super) suggestions: Vec<ExplainedSuggestion>,
    #[serde(flatten)]
    pub(super) account: Account,
}

/// One suggestion.
#[derive(Debug, Serialize)]
pub(super) struct ExplainedSuggestion {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) source: String,
    pub(super) confidence: f64,
    pub(super) reason: String,
}
