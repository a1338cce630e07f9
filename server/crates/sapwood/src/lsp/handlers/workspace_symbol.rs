//! `workspace/symbol`: definitions by a fragment of their name, in every folder.

use sapwood_base::PositionEncoding;
use sapwood_index::SymbolId;
use tokio_util::sync::CancellationToken;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{Location, OneOf, WorkspaceSymbol, WorkspaceSymbolParams, WorkspaceSymbolResponse};

use crate::lsp::convert::{symbol_kind, uri_of};
use crate::lsp::server::Server;
use crate::lsp::texts::Quoted;
use crate::workspace::{RootSnapshot, WorkspaceSnapshot};

/// More than a person reads; clients ask again with every letter.
const LIMIT: usize = 128;

pub(in crate::lsp) async fn handle_workspace_symbol(
    server: &Server,
    params: WorkspaceSymbolParams,
) -> Result<Option<WorkspaceSymbolResponse>> {
    let found = server.ask(move |snapshot, encoding, cancel| symbols(snapshot, &params.query, encoding, cancel)).await?;
    Ok(Some(WorkspaceSymbolResponse::Nested(found)))
}

fn symbols(
    snapshot: &WorkspaceSnapshot,
    query: &str,
    encoding: PositionEncoding,
    cancel: &CancellationToken,
) -> Vec<WorkspaceSymbol> {
    let quoted = Quoted::new(snapshot, encoding);
    let mut found = Vec::new();
    for root in &snapshot.roots {
        for symbol in root.index.search_names(query, LIMIT) {
            if cancel.is_cancelled() {
                return found;
            }
            found.extend(to_proto(root, symbol, &quoted));
        }
    }
    found.truncate(LIMIT);
    found
}

fn to_proto(root: &RootSnapshot, symbol: SymbolId, quoted: &Quoted<'_>) -> Option<WorkspaceSymbol> {
    let view = root.index.symbol(symbol);
    let path = root.path(view.file);
    let uri = uri_of(&path)?;
    let range = quoted.range(&path, |ranges| ranges.span(view.name_span))?;
    Some(WorkspaceSymbol {
        name: view.name.to_owned(),
        kind: symbol_kind(view.kind),
        tags: None,
        container_name: Some(if view.owner.is_empty() { root.index.file(view.file).path } else { view.owner }.to_owned()),
        location: OneOf::Left(Location { uri, range }),
        data: None,
    })
}
