//! `sapwood/search`: places in the code for a question, over every folder.

use std::time::Instant;

use sapwood_context::query::Query;
use sapwood_context::search::{Hit, SearchOptions, search};
use sapwood_grammars::{LanguageId, by_name, language, languages};
use tokio_util::sync::CancellationToken;
use tower_lsp::jsonrpc::{Error, Result};

use crate::lsp::convert::uri_of;
use crate::lsp::protocol::{SearchHit, SearchParams, SearchResult};
use crate::lsp::server::Server;
use crate::lsp::texts::{FolderTexts, Quoted, milliseconds, qualified, rounded, signals};
use crate::workspace::{RootSnapshot, WorkspaceSnapshot};

const DEFAULT_LIMIT: usize = 10;
const MAX_LIMIT: usize = 200;
/// Lines of a preview.
const PREVIEW_LINES: usize = 6;

pub(in crate::lsp) async fn handle_search(server: &Server, params: SearchParams) -> Result<SearchResult> {
    let started = Instant::now();
    let options = SearchOptions {
        limit: params.limit.unwrap_or(DEFAULT_LIMIT).min(MAX_LIMIT),
        path: params.path.filter(|path| !path.is_empty()),
        language: params.language.as_deref().map(named).transpose()?,
    };
    let mut result = server
        .ask(move |snapshot, encoding, cancel| SearchResult {
            hits: hits(snapshot, &params.query, &options, &Quoted::new(snapshot, encoding), cancel),
            state: snapshot.state(),
            generation: snapshot.generation(),
            elapsed_ms: 0.0,
        })
        .await?;
    result.elapsed_ms = milliseconds(started.elapsed());
    Ok(result)
}

fn named(name: &str) -> Result<LanguageId> {
    by_name(&name.to_lowercase()).ok_or_else(|| {
        let names: Vec<&str> = languages().iter().map(|language| language.name).collect();
        Error::invalid_params(format!("No language is called `{name}`; there are {}.", names.join(", ")))
    })
}

fn hits(
    snapshot: &WorkspaceSnapshot,
    query: &str,
    options: &SearchOptions,
    quoted: &Quoted<'_>,
    cancel: &CancellationToken,
) -> Vec<SearchHit> {
    let query = Query::parse(query);
    let mut found: Vec<(&RootSnapshot, Hit)> = Vec::new();
    for root in snapshot.roots.iter().take_while(|_| !cancel.is_cancelled()) {
        let texts = FolderTexts { quoted, root };
        found.extend(search(&root.index, &query, options, &texts).into_iter().map(|hit| (root, hit)));
    }
    found.sort_by(|a, b| b.1.score.total_cmp(&a.1.score));
    found.truncate(options.limit);
    found.into_iter().filter_map(|(root, hit)| to_proto(root, &hit, quoted)).collect()
}

/// A hit in a file that is gone by now is left out.
fn to_proto(root: &RootSnapshot, hit: &Hit, quoted: &Quoted<'_>) -> Option<SearchHit> {
    let index = &root.index;
    let path = root.path(hit.file);
    let symbol = hit.symbol.map(|symbol| index.symbol(symbol));
    let text = quoted.text(&path)?;
    Some(SearchHit {
        uri: uri_of(&path)?,
        range: quoted.lines(&path, hit.lines)?,
        kind: symbol.map_or("fragment", |symbol| symbol.kind.name()),
        symbol: symbol.map(|symbol| qualified(&symbol)),
        symbol_range: symbol.and_then(|symbol| quoted.lines(&path, symbol.lines)),
        language: index.file(hit.file).language.map(|id| language(id).name),
        score: rounded(hit.score.into(), 4),
        signals: signals(&hit.signals),
        preview: preview(&text, hit),
    })
}

fn preview(text: &str, hit: &Hit) -> String {
    let count = (hit.focus.count() as usize).min(PREVIEW_LINES);
    text.lines().skip(hit.focus.start as usize).take(count).collect::<Vec<_>>().join("\n")
}
