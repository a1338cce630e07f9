//! `sapwood/explain`: why the last suggestions at a place were what they were, or why there were none.

use sapwood_assist::completion::Trigger;
use sapwood_assist::next_edit::Suggestion;
use tower_lsp::jsonrpc::Result;

use crate::completion::{Explained, source_name};
use crate::lsp::convert::{path_of, proto_position, uri_of};
use crate::lsp::protocol::{
    ExplainParams, ExplainResult, ExplainedAnswer, ExplainedNextEdit, ExplainedNextEdits, ExplainedSuggestion,
};
use crate::lsp::server::Server;
use crate::lsp::texts::{milliseconds, rounded};
use crate::next_edit::{self, ExplainedEdit, id_text};

pub(in crate::lsp) async fn handle_explain(server: &Server, params: ExplainParams) -> Result<ExplainResult> {
    explain(server, &params)
}

pub(super) fn explain(server: &Server, params: &ExplainParams) -> Result<ExplainResult> {
    let line = params.position.map(|position| position.line);
    let path = path_of(&params.text_document.uri);
    let session = server.session()?;
    let answers = session.completion.explain(&path, line).into_iter().map(to_proto).collect();
    let next_edits = session.next_edits.explain(&path, line).iter().map(next_edits).collect();
    Ok(ExplainResult { answers, next_edits })
}

fn to_proto(explained: Explained) -> ExplainedAnswer {
    let suggestions = explained.suggestions.into_iter().map(|suggestion| ExplainedSuggestion {
        source: source_name(&suggestion.source).to_owned(),
        id: suggestion.id,
        text: suggestion.text,
        confidence: rounded(suggestion.confidence.into(), 3),
        reason: suggestion.reason,
    });
    ExplainedAnswer {
        version: explained.version,
        position: proto_position(explained.place),
        trigger: match explained.trigger {
            Trigger::Automatic => "automatic",
            Trigger::Invoked => "invoked",
        },
        elapsed_ms: milliseconds(explained.elapsed),
        suggestions: suggestions.collect(),
        account: explained.account,
    }
}

fn next_edits(explained: &ExplainedEdit) -> ExplainedNextEdits {
    let items = explained.items.iter().map(|item| explained_edit(Some(item.id), &item.suggestion));
    ExplainedNextEdits {
        version: explained.version,
        line: explained.line,
        elapsed_ms: milliseconds(explained.elapsed),
        edits: items.collect(),
        withheld: explained.withheld.iter().map(|own| explained_edit(None, own)).collect(),
        account: explained.account.clone(),
        silence: explained.silence.clone(),
    }
}

fn explained_edit(id: Option<u64>, suggestion: &Suggestion) -> ExplainedNextEdit {
    ExplainedNextEdit {
        id: id.map(id_text),
        uri: uri_of(std::path::Path::new(&suggestion.path)),
        lines: [suggestion.lines.start + 1, suggestion.lines.end],
        text: suggestion.text.clone(),
        kind: suggestion.kind,
        source: next_edit::source_name(&suggestion.source),
        confidence: rounded(suggestion.confidence.into(), 3),
        reason: suggestion.reason.clone(),
    }
}
