//! `sapwood/status`: what is indexed, how fresh it is, and what is wrong.

use std::time::Duration;

use sapwood_model::{Gateway, ModelStatus, usage};
use tower_lsp::jsonrpc::Result;

use crate::lsp::convert::uri_of;
use crate::lsp::protocol::{DocumentStatus, ModelRow, ProgressStatus, RootStatus, Status, StatusParams, Tally};
use crate::lsp::server::Server;
use crate::workspace::{RootSnapshot, WorkspaceSnapshot};

pub(in crate::lsp) async fn handle_status(server: &Server, _: StatusParams) -> Result<Status> {
    let snapshot = server.session()?.workspace.snapshot();
    let gateway = server.session()?.completion.gateway();
    let roots: Vec<_> = snapshot.roots.iter().map(|root| root.root.clone()).collect();
    let status = server.run(move |_| status(&snapshot, &gateway)).await;
    // Nobody waits for the count: the next status tells it.
    server.start(move |_| roots.iter().for_each(|root| root.count_edges()));
    status
}

fn status(snapshot: &WorkspaceSnapshot, gateway: &Gateway) -> Status {
    gateway.read_usage();
    let mut documents: Vec<_> = snapshot
        .documents()
        .filter_map(|(path, document)| {
            Some(DocumentStatus { uri: uri_of(path)?, version: document.version, indexed_version: document.indexed_version })
        })
        .collect();
    documents.sort_by(|a, b| a.uri.cmp(&b.uri));
    Status {
        version: env!("CARGO_PKG_VERSION"),
        roots: snapshot.roots.iter().filter_map(root_status).collect(),
        documents,
        memory_bytes: resident_bytes(),
        models: gateway.status().into_iter().map(model_row).collect(),
    }
}

fn model_row(model: ModelStatus) -> ModelRow {
    let milliseconds = |time: Option<Duration>| time.map(|time| time.as_millis() as u64);
    ModelRow {
        name: model.name,
        roles: model.roles,
        state: model.state,
        last_error: model.last_error,
        session: tally(&model.usage.session),
        today: tally(&model.usage.today),
        first_token_ms: milliseconds(model.usage.first_token_p50),
        first_token_p95_ms: milliseconds(model.usage.first_token_p95),
        tokens_per_second: model.usage.tokens_per_second,
    }
}

fn tally(tally: &usage::Tally) -> Tally {
    Tally {
        requests: tally.requests,
        failures: tally.failures,
        input_tokens: tally.input,
        cached_input_tokens: tally.cached_input,
        output_tokens: tally.output,
        cost_usd: tally.cost.usd(),
        is_estimate: tally.estimates > 0,
    }
}

fn root_status(root: &RootSnapshot) -> Option<RootStatus> {
    let stats = root.index.stats();
    let progress = root.root.progress();
    let report = root.root.report();
    Some(RootStatus {
        uri: uri_of(root.root.name())?,
        state: root.root.state(),
        files: stats.files,
        lines: stats.lines,
        chunks: stats.chunks,
        symbols: stats.symbols,
        references: stats.references,
        edges: root.root.edges(),
        index_bytes: stats.bytes,
        generation: root.index.generation(),
        progress: ProgressStatus { files_done: progress.files_done, files_total: progress.files_total },
        skipped: report.map(|report| report.skipped.clone()).unwrap_or_default(),
        problems: root.root.folder().problems(),
    })
}

/// Memory of this process that is in use, where the system tells.
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024)
}
