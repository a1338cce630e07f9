//! The command `sapwood.nextEdit`: the next edits for clients that send no requests of their own, and their application through
//! `workspace/applyEdit`.

use std::collections::HashMap;
use std::time::Instant;

use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    AnnotatedTextEdit, ChangeAnnotation, DocumentChanges, OneOf, TextDocumentEdit, TextEdit, WorkspaceEdit,
};

use super::next_edit::{edits, to_proto};
use crate::lsp::convert::path_of;
use crate::lsp::protocol::{Accept, NextEdit, NextEditArgument, NextEditOutcome, NextEditResult};
use crate::lsp::server::Server;
use crate::lsp::session::Features;
use crate::lsp::texts::milliseconds;
use crate::next_edit::{Question, parse_id};

pub(super) async fn next_edit(server: &Server, argument: NextEditArgument) -> Result<NextEditOutcome> {
    let started = Instant::now();
    let question = question(&argument)?;
    let own = &server.session()?.next_edits;
    if let Some(id) = argument.skip.as_deref().and_then(parse_id) {
        own.skipped(id);
    }
    if argument.stop {
        own.stopped();
        return Ok(NextEditOutcome::default());
    }
    let accept = argument.accept.or(argument.apply.then_some(Accept::One));
    let found = match accept {
        None => edits(server, &question, argument.limit).await?,
        Some(Accept::One) => one(edits(server, &question, None).await?, argument.id.as_deref()),
        Some(accept) => everything(server, &question, accept).await?,
    };
    let mut outcome = NextEditOutcome::default();
    if accept.is_some() {
        let confirm = argument.confirm.unwrap_or(found.len() > 1);
        let failure = apply(server, &found, confirm).await;
        outcome.applied = Some(failure.is_none());
        outcome.failure_reason = failure;
    }
    outcome.result = NextEditResult { edits: found, elapsed_ms: milliseconds(started.elapsed()) };
    Ok(outcome)
}

fn question(argument: &NextEditArgument) -> Result<Question> {
    let document = argument.text_document.as_ref();
    let uri = argument.uri.as_ref().or(document.map(|document| &document.uri));
    let uri = uri.ok_or_else(|| Error::invalid_params("`sapwood.nextEdit` takes one argument: {uri, position}."))?;
    let version = document.and_then(|document| document.version);
    Ok(Question { path: path_of(uri), version, line: argument.position.line, is_asked: true })
}

/// The edit of the id, else the first that writes something.
fn one(edits: Vec<NextEdit>, id: Option<&str>) -> Vec<NextEdit> {
    let is_meant = |edit: &NextEdit| id.map_or(edit.text != edit.old_text, |id| edit.id == id);
    edits.into_iter().find(is_meant).into_iter().collect()
}

async fn everything(server: &Server, question: &Question, accept: Accept) -> Result<Vec<NextEdit>> {
    let session = server.session()?;
    let file = (accept == Accept::File).then(|| question.path.to_string_lossy().into_owned());
    let proposed = session.next_edits.everything(&session.workspace, question, file.as_deref()).await;
    let mut edits = to_proto(server, proposed).await?;
    edits.retain(|edit| edit.text != edit.old_text);
    Ok(edits)
}

/// Has the client apply `edits`; why it did not, in a sentence.
async fn apply(server: &Server, edits: &[NextEdit], confirm: bool) -> Option<String> {
    let Ok(session) = server.session() else { return None };
    if edits.is_empty() {
        return Some("There is nothing to apply.".to_owned());
    }
    let edit = workspace_edit(edits, confirm, session.features);
    match server.client.apply_edit(edit).await {
        Ok(answer) if answer.applied => {
            edits.iter().filter_map(|edit| parse_id(&edit.id)).for_each(|id| session.next_edits.accepted(id));
            None
        }
        Ok(answer) => Some(answer.failure_reason.unwrap_or_else(|| "The editor did not apply it.".to_owned())),
        Err(error) => Some(format!("The editor did not apply it: {error}.")),
    }
}

/// One change for each document, which the client makes one step to undo. A document that changed meanwhile is refused by its version.
fn workspace_edit(edits: &[NextEdit], confirm: bool, features: Features) -> WorkspaceEdit {
    let text_edit = |edit: &NextEdit| TextEdit { range: edit.range, new_text: edit.text.clone() };
    if !features.document_changes {
        let mut changes: HashMap<_, Vec<TextEdit>> = HashMap::new();
        for edit in edits {
            changes.entry(edit.text_document.uri.clone()).or_default().push(text_edit(edit));
        }
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let is_annotated = confirm && features.change_annotations;
    let mut annotations = HashMap::new();
    let mut documents: Vec<TextDocumentEdit> = Vec::new();
    for edit in edits {
        let written = if is_annotated {
            let id = annotation(edit, &mut annotations);
            OneOf::Right(AnnotatedTextEdit { text_edit: text_edit(edit), annotation_id: id })
        } else {
            OneOf::Left(text_edit(edit))
        };
        match documents.iter_mut().find(|own| own.text_document == edit.text_document) {
            Some(document) => document.edits.push(written),
            None => documents.push(TextDocumentEdit { text_document: edit.text_document.clone(), edits: vec![written] }),
        }
    }
    WorkspaceEdit {
        document_changes: Some(DocumentChanges::Edits(documents)),
        change_annotations: is_annotated.then_some(annotations),
        ..WorkspaceEdit::default()
    }
}

/// Edits for one reason are confirmed together.
fn annotation(edit: &NextEdit, annotations: &mut HashMap<String, ChangeAnnotation>) -> String {
    let known = annotations.iter().find(|(_, own)| own.label == edit.reason).map(|(id, _)| id.clone());
    known.unwrap_or_else(|| {
        let id = format!("sapwood-{}", annotations.len() + 1);
        let annotation = ChangeAnnotation { label: edit.reason.clone(), needs_confirmation: Some(true), description: None };
        annotations.insert(id.clone(), annotation);
        id
    })
}
