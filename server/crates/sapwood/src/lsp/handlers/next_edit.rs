//! `sapwood/nextEdit`: what should be edited next, here and in other files. A document that is not open, and a version that is not
//! the current one, get an empty list. `textDocument/copilotInlineEdit` and `didShowInlineEdit`: the same in the shape that other
//! clients know.

use std::time::Instant;

use sapwood_assist::next_edit::session::{Item, Series};
use sapwood_assist::next_edit::{Source, Suggestion};
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{OptionalVersionedTextDocumentIdentifier, VersionedTextDocumentIdentifier};

use super::inline_completion::accept;
use crate::lsp::convert::{path_of, uri_of};
use crate::lsp::line_edits::replacement;
use crate::lsp::protocol::{
    InlineEdit, InlineEditResult, NextEdit, NextEditParams, NextEditResult, NextEditSeries, ShownInlineEdit,
};
use crate::lsp::server::Server;
use crate::lsp::texts::{Quoted, milliseconds, rounded};
use crate::next_edit::{Proposed, Question, id_text, parse_id};

/// What a client calls a question that somebody asked on purpose.
const INVOKED: u32 = 1;

pub(in crate::lsp) async fn handle_next_edit(server: &Server, params: NextEditParams) -> Result<NextEditResult> {
    let started = Instant::now();
    let edits = edits(server, &question(&params), params.limit).await?;
    Ok(NextEditResult { edits, elapsed_ms: milliseconds(started.elapsed()) })
}

pub(in crate::lsp) async fn handle_copilot_inline_edit(server: &Server, params: NextEditParams) -> Result<InlineEditResult> {
    let edits = edits(server, &question(&params), params.limit).await?;
    // This shape has no place for a hint without an edit, and none for a document without a version.
    let edits = edits.into_iter().filter(|edit| edit.text != edit.old_text).map(|edit| InlineEdit {
        text: edit.text,
        range: edit.range,
        text_document: VersionedTextDocumentIdentifier {
            version: edit.text_document.version.unwrap_or_default(),
            uri: edit.text_document.uri,
        },
        command: edit.command,
    });
    Ok(InlineEditResult { edits: edits.collect() })
}

pub(in crate::lsp) async fn handle_did_show_inline_edit(server: &Server, params: ShownInlineEdit) {
    let argument = params.item.command.and_then(|command| command.arguments?.into_iter().next());
    let id = argument.and_then(|id| id.as_str().map(str::to_owned)).or(params.item.id);
    if let (Ok(session), Some(id)) = (server.session(), id.as_deref().and_then(parse_id)) {
        session.next_edits.shown(id);
    }
}

fn question(params: &NextEditParams) -> Question {
    Question {
        path: path_of(&params.text_document.uri),
        version: params.text_document.version,
        line: params.position.line,
        is_asked: params.context.trigger_kind == Some(INVOKED),
    }
}

/// What is proposed, as the client sees it.
pub(super) async fn edits(server: &Server, question: &Question, limit: Option<usize>) -> Result<Vec<NextEdit>> {
    let session = server.session()?;
    let mut proposed = session.next_edits.propose(&session.workspace, question).await;
    proposed.items.truncate(limit.unwrap_or(usize::MAX));
    if proposed.items.is_empty() {
        return Ok(Vec::new());
    }
    to_proto(server, proposed).await
}

/// Finds ranges on the pool: texts of many files may have to be read.
pub(super) async fn to_proto(server: &Server, proposed: Proposed) -> Result<Vec<NextEdit>> {
    let encoding = server.session()?.encoding;
    server
        .run(move |_| {
            let quoted = Quoted::new(&proposed.workspace, encoding);
            let edit = |item: &Item| next_edit(item, proposed.series, &quoted, &proposed);
            proposed.items.iter().filter_map(edit).collect()
        })
        .await
}

fn next_edit(item: &Item, series: Series, quoted: &Quoted<'_>, proposed: &Proposed) -> Option<NextEdit> {
    let suggestion = &item.suggestion;
    let path = std::path::Path::new(&suggestion.path);
    let text = quoted.text(path)?;
    let written = replacement(&text, suggestion)?;
    let id = id_text(item.id);
    Some(NextEdit {
        text_document: OptionalVersionedTextDocumentIdentifier {
            uri: uri_of(path)?,
            version: proposed.workspace.document(path).map(|document| document.version),
        },
        range: quoted.range(path, |ranges| ranges.span(written.span))?,
        old_text: written.span.text(&text).to_owned(),
        text: written.text,
        kind: suggestion.kind,
        source: source_kind(suggestion),
        confidence: rounded(suggestion.confidence.into(), 3),
        reason: suggestion.reason.clone(),
        command: accept(id.clone()),
        series: NextEditSeries { index: item.index, total: series.total, files: series.files },
        id,
    })
}

/// Where a suggestion comes from, in one word.
fn source_kind(suggestion: &Suggestion) -> &'static str {
    match suggestion.source {
        Source::Graph | Source::Both(_) => "graph",
        Source::Model(_) => "model",
    }
}
