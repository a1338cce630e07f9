//! `sapwood/explain`: why the last suggestions at a place were what they were, or why there were none.

use sapwood_assist::completion::Trigger;
use tower_lsp::jsonrpc::Result;

use crate::completion::{Explained, source_name};
use crate::lsp::convert::{path_of, proto_position};
use crate::lsp::protocol::{ExplainParams, ExplainResult, ExplainedAnswer, ExplainedSuggestion};
use crate::lsp::server::Server;
use crate::lsp::texts::{milliseconds, rounded};

pub(in crate::lsp) async fn handle_explain(server: &Server, params: ExplainParams) -> Result<ExplainResult> {
    explain(server, &params)
}

pub(super) fn explain(server: &Server, params: &ExplainParams) -> Result<ExplainResult> {
    let line = params.position.map(|position| position.line);
    let answers = server.session()?.completion.explain(&path_of(&params.text_document.uri), line);
    Ok(ExplainResult { answers: answers.into_iter().map(to_proto).collect() })
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
