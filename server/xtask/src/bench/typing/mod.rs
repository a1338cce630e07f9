//! Typing in a large repository, through the server as an editor runs it: every key a change and a question, with bursts,
//! mistakes, questions taken back, and suggestions accepted in part.

mod model;
mod trace;
mod typist;
mod verify;

use std::time::Duration;

use anyhow::Result;
use serde_json::{Value, json};

use self::model::ScriptedModel;
use self::typist::{Seen, Typist};
use super::editor::Editor;
use super::{Bench, Row, Set, percentile};

const PATIENCE: Duration = Duration::from_secs(600);

/// Types the trace with the local predictor alone, then with a model that answers at once.
pub(super) fn measure(bench: &Bench, set: &Set) -> Result<Vec<Row>> {
    let mut local = typed(bench, set, None)?;
    let model = ScriptedModel::start()?;
    let mut remote = typed(bench, set, Some(&model))?;
    let keys = local.keys + remote.keys;
    let name = |what: &str| format!("{}: {what}", set.name);
    let times = |values: &mut Vec<f64>| percentile(values, 0.95);
    let waited = format!("median {:.1} ms over {} keys", percentile(&mut local.waited, 0.5), local.keys);
    let overhead = format!("{} of {} answers showed something", remote.suggested, remote.waited.len());
    let mut context = [std::mem::take(&mut local.context), std::mem::take(&mut remote.context)].concat();
    let faults = local.faults.len() + remote.faults.len();
    let fault_note = format!(
        "{keys} keys, {} questions overtaken, {} suggestions accepted",
        local.overtaken + remote.overtaken,
        local.accepted + remote.accepted
    );
    let mut rows = vec![
        Row::at_most(name("context for a completion, p95"), times(&mut context), 15.0, "ms", "request to answer, while typing"),
        Row::at_most(name("completion beside the model, p95"), times(&mut remote.overhead), 20.0, "ms", overhead),
    ];
    let figure = if local.local.is_empty() { &mut local.overhead } else { &mut local.local };
    rows.push(Row::at_most(name("local prediction, p95"), times(figure), 30.0, "ms", waited));
    rows.push(Row::at_most(name("suggestions that did not fit the text"), faults as f64, 0.0, "", fault_note));
    Ok(rows)
}

fn typed(bench: &Bench, set: &Set, model: Option<&ScriptedModel>) -> Result<Seen> {
    // What is waited on purpose is not measured, and need not be waited for long.
    let mut options = json!({"watch": "auto", "completion": {"debounceMaxMs": 150}});
    if let Some(model) = model {
        options["models"] = json!({"completion": format!("openai:scripted@{}", model.url)});
    }
    let mut editor = Editor::start_with(bench.sapwood("server").arg("lsp"), &set.path, &capabilities(), &options)?;
    editor.wait_until_ready(PATIENCE)?;
    let mut seen = Seen::default();
    for (at, session) in trace::sessions(&set.path)?.iter().enumerate() {
        let strokes = trace::strokes(session.typed.len(), at as u64 + 1);
        Typist::open(&mut editor, model, session, &mut seen)?.type_all(&strokes)?;
    }
    editor.stop()?;
    Ok(seen)
}

fn capabilities() -> Value {
    json!({"general": {"positionEncodings": ["utf-8"]}, "textDocument": {"inlineCompletion": {}}})
}
