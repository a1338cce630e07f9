//! `sapwood/context`: what somebody who works at a place, or asks something, needs to see, within a budget.

use std::time::Instant;

use sapwood_base::LineRange;
use sapwood_context::completion::{CompletionPlace, OUTLINE, completion_context_until};
use sapwood_context::pack::{ContextOptions, Item, context};
use sapwood_grammars::language;
use tokio_util::sync::CancellationToken;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{Position, Range};

use crate::completion::Recent;
use crate::lsp::convert::{path_of, uri_of};
use crate::lsp::protocol::{ContextItem, ContextParams, ContextResult, PlaceParams, Purpose};
use crate::lsp::server::Server;
use crate::lsp::texts::{FolderTexts, Quoted, milliseconds, qualified, rounded, signals};
use crate::question::Here;
use crate::workspace::{RootSnapshot, WorkspaceSnapshot};

const MAX_BUDGET: u32 = 100_000;

pub(in crate::lsp) async fn handle_context(server: &Server, params: ContextParams) -> Result<ContextResult> {
    let started = Instant::now();
    if params.place.is_none() && params.query.is_none() {
        return Err(Error::invalid_params("Either `query`, or `textDocument` and `position`, must be given."));
    }
    let recent = server.session()?.completion.recent();
    let mut result = server
        .ask(move |snapshot, encoding, cancel| {
            let items = items(snapshot, &params, &recent, &Quoted::new(snapshot, encoding), cancel);
            ContextResult {
                tokens: items.iter().map(|item| item.tokens).sum(),
                items,
                state: snapshot.state(),
                generation: snapshot.generation(),
                elapsed_ms: 0.0,
            }
        })
        .await?;
    result.elapsed_ms = milliseconds(started.elapsed());
    Ok(result)
}

fn budget(params: &ContextParams) -> u32 {
    let usual = match params.purpose {
        Purpose::Completion => 1500,
        Purpose::NextEdit => 2000,
        Purpose::Chat => 6000,
    };
    params.budget_tokens.unwrap_or(usual).min(MAX_BUDGET)
}

fn items(
    snapshot: &WorkspaceSnapshot,
    params: &ContextParams,
    recent: &Recent,
    quoted: &Quoted<'_>,
    cancel: &CancellationToken,
) -> Vec<ContextItem> {
    let budget_tokens = budget(params);
    if let Some(place) = &params.place {
        let options = ContextOptions { budget_tokens };
        let found = match (params.purpose, params.query.as_deref()) {
            (Purpose::Completion, None) => items_for_typing(snapshot, place, recent, options, quoted, cancel),
            (_, asked) => items_at(snapshot, place, asked, options, quoted),
        };
        return found.unwrap_or_default();
    }
    let question = params.query.as_deref().unwrap_or("");
    // Nothing tells which folder is meant: each gets the same share.
    let options = ContextOptions { budget_tokens: budget_tokens / snapshot.roots.len().max(1) as u32 };
    let mut found = Vec::new();
    for root in snapshot.roots.iter().take_while(|_| !cancel.is_cancelled()) {
        let answer = context(&root.index, question, &options, &FolderTexts { quoted, root });
        found.extend(answer.items.into_iter().filter_map(|item| to_proto(root, item, quoted)));
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found
}

/// What somebody who types at `place` needs; `None` where nothing is known of the place's file.
fn items_for_typing(
    snapshot: &WorkspaceSnapshot,
    place: &PlaceParams,
    recent: &Recent,
    options: ContextOptions,
    quoted: &Quoted<'_>,
    cancel: &CancellationToken,
) -> Option<Vec<ContextItem>> {
    let path = path_of(&place.text_document.uri);
    let (root, relative) = snapshot.locate(&path)?;
    let text = quoted.text(&path)?;
    let offset = quoted.range(&path, |ranges| ranges.offset(place.position))?;
    let recent = recent.places_in(&root.root, &root.index);
    let here = CompletionPlace { path: &relative, text: &text, offset, recent: &recent };
    let texts = FolderTexts { quoted, root };
    let answer = completion_context_until(&root.index, &here, &options, &texts, &|| cancel.is_cancelled());
    Some(answer.items.into_iter().filter_map(|item| to_proto(root, item, quoted)).collect())
}

/// `None` where nothing is known of the place's file.
fn items_at(
    snapshot: &WorkspaceSnapshot,
    place: &PlaceParams,
    asked: Option<&str>,
    options: ContextOptions,
    quoted: &Quoted<'_>,
) -> Option<Vec<ContextItem>> {
    let path = path_of(&place.text_document.uri);
    let (root, relative) = snapshot.locate(&path)?;
    let text = quoted.text(&path)?;
    let offset = quoted.range(&path, |ranges| ranges.offset(place.position))?;
    let file = root.index.file_by_path(&relative);
    let symbol = file.and_then(|file| root.index.symbol_at(file, offset));
    let here = Here { text: &text, line: place.position.line, symbol };
    let question = here.question(&root.index, asked);
    let answer = context(&root.index, &question, &options, &FolderTexts { quoted, root });
    let seen = here.seen(&root.index);
    let is_new = |item: &Item| Some(item.file) != file || !item.lines.overlaps(seen);
    Some(answer.items.into_iter().filter(is_new).filter_map(|item| to_proto(root, item, quoted)).collect())
}

/// Whole lines, up to the start of the next: where an outline's last line ends is nothing to read its file for.
fn whole_lines(lines: LineRange) -> Range {
    Range { start: Position { line: lines.start, character: 0 }, end: Position { line: lines.end + 1, character: 0 } }
}

fn to_proto(root: &RootSnapshot, item: Item, quoted: &Quoted<'_>) -> Option<ContextItem> {
    let index = &root.index;
    let path = root.path(item.file);
    Some(ContextItem {
        uri: uri_of(&path)?,
        range: if item.kind == OUTLINE { whole_lines(item.lines) } else { quoted.lines(&path, item.lines)? },
        symbol: item.symbol.map(|symbol| qualified(&index.symbol(symbol))),
        kind: item.kind,
        language: index.file(item.file).language.map(|id| language(id).name),
        role: item.role.name(),
        score: rounded(item.score.into(), 4),
        signals: signals(&item.signals),
        tokens: item.tokens,
        text: item.text,
    })
}
