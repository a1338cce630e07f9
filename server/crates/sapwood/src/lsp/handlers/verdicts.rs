//! `sapwood/didShow`, `sapwood/didAccept`, `sapwood/didPartiallyAccept`, `sapwood/didReject`: what became of a suggestion.

use std::time::{Duration, Instant};

use sapwood_base::PositionEncoding;

use crate::lsp::protocol::ItemParams;
use crate::lsp::server::Server;
use crate::metrics::CHECKPOINTS;
use crate::next_edit::parse_id;

pub(in crate::lsp) async fn handle_did_show(server: &Server, params: ItemParams) {
    if let Ok(session) = server.session() {
        match parse_id(&params.id) {
            Some(id) => session.next_edits.shown(id),
            None => session.completion.shown(&params.id),
        }
    }
}

pub(in crate::lsp) async fn handle_did_accept(server: &Server, params: ItemParams) {
    handle_did_accept_item(server, &params);
}

pub(in crate::lsp) async fn handle_did_partially_accept(server: &Server, params: ItemParams) {
    handle_did_accept_item(server, &params);
}

pub(in crate::lsp) async fn handle_did_reject(server: &Server, params: ItemParams) {
    if let Ok(session) = server.session() {
        match parse_id(&params.id) {
            Some(id) => session.next_edits.rejected(id),
            None => session.completion.rejected(&params.id),
        }
    }
}

/// Notes an acceptance, by a notification or by the command that an item carries; the second of the two changes nothing.
pub(super) fn handle_did_accept_item(server: &Server, params: &ItemParams) {
    let Ok(session) = server.session() else { return };
    if let Some(id) = parse_id(&params.id) {
        return session.next_edits.accepted(id);
    }
    let width = |c: char| match session.encoding {
        PositionEncoding::Utf8 => c.len_utf8() as u32,
        PositionEncoding::Utf16 => c.len_utf16() as u32,
        PositionEncoding::Utf32 => 1,
    };
    let units = params.accepted_length;
    let bytes = units.and_then(|units| session.completion.prefix_bytes(&params.id, units, width));
    if session.completion.accepted(&session.workspace, &params.id, bytes) {
        judge_later(server);
    }
}

/// Looks again after each of the times at which an accepted text is judged.
fn judge_later(server: &Server) {
    let session = server.session.clone();
    let accepted = tokio::time::Instant::now();
    tokio::spawn(async move {
        for seconds in CHECKPOINTS {
            tokio::time::sleep_until(accepted + Duration::from_secs(seconds)).await;
            let Some(session) = session.get() else { return };
            session.completion.judge(&session.workspace, Instant::now());
        }
    });
}
