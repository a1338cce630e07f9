//! `workspace/executeCommand`.

use serde::de::DeserializeOwned;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{ExecuteCommandParams, LSPAny};

use super::explain::explain;
use super::next_edit_command::next_edit;
use super::verdicts::handle_did_accept_item;
use crate::lsp::protocol::ItemParams;
use crate::lsp::server::Server;

/// Compares every folder with its index.
const REINDEX: &str = "sapwood.reindex";

/// Tells that a suggestion was accepted: its id, and how much of it where that was not all.
pub(in crate::lsp) const ACCEPT: &str = "sapwood.accept";
/// Why the last suggestions at a place were what they were: the parameters of `sapwood/explain`.
const EXPLAIN: &str = "sapwood.explain";
/// What should be edited next, and its application.
const NEXT_EDIT: &str = "sapwood.nextEdit";

/// The commands there are.
pub(in crate::lsp) const COMMANDS: &[&str] = &[REINDEX, ACCEPT, EXPLAIN, NEXT_EDIT];

pub(in crate::lsp) async fn handle_execute_command(server: &Server, params: ExecuteCommandParams) -> Result<Option<LSPAny>> {
    match params.command.as_str() {
        ACCEPT => {
            handle_did_accept_item(server, &accepted(&params.arguments)?);
            Ok(None)
        }
        EXPLAIN => {
            let wanted = first_argument(params)?;
            Ok(serde_json::to_value(explain(server, &wanted)?).ok())
        }
        NEXT_EDIT => {
            let wanted = first_argument(params)?;
            Ok(serde_json::to_value(next_edit(server, wanted).await?).ok())
        }
        REINDEX => {
            server.session()?.workspace.reindex();
            Ok(None)
        }
        other => Err(Error::invalid_params(format!("There is no command `{other}`; there is {}.", COMMANDS.join(", ")))),
    }
}

fn first_argument<T: DeserializeOwned>(params: ExecuteCommandParams) -> Result<T> {
    let argument = params.arguments.into_iter().next().unwrap_or_default();
    serde_json::from_value(argument).map_err(|error| bad_arguments(&params.command, &error))
}

fn accepted(arguments: &[LSPAny]) -> Result<ItemParams> {
    let id = arguments.first().and_then(LSPAny::as_str).ok_or_else(|| bad_arguments(ACCEPT, &"the first is the item's id"))?;
    let accepted_length = arguments.get(1).and_then(LSPAny::as_u64).map(|length| length as u32);
    Ok(ItemParams { id: id.to_owned(), accepted_length })
}

fn bad_arguments(command: &str, reason: &dyn std::fmt::Display) -> Error {
    Error::invalid_params(format!("The arguments of `{command}` make no sense: {reason}."))
}
