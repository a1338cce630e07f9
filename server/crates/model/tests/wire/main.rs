//! Models behind a scripted server: formats, streams and faults, over real connections.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod faults;
mod formats;
mod secrets;
mod streams;
mod timeouts;

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use sapwood_model::{
    ChatMessage, ChatRequest, Delta, Document, Endpoint, FaultKind, FimRequest, Format, Limits, Model, ModelError, Request,
    Speaker, Timeouts, connect,
};
use sapwood_testkit::{Script, ScriptedServer};

const KEY: &str = "sk-very-secret-0123456789";

fn endpoint(format: Format, url: &str) -> Endpoint {
    Endpoint {
        name: "local".into(),
        format,
        url: url.into(),
        model: "some-model".into(),
        template: None,
        timeouts: Timeouts {
            connect: Duration::from_secs(3),
            first_token: Duration::from_secs(10),
            total: Duration::from_secs(30),
            idle: Duration::from_secs(5),
        },
    }
}

fn model(format: Format, url: &str) -> Arc<dyn Model> {
    connect(endpoint(format, url), Some(KEY.to_owned().into())).unwrap()
}

fn fim() -> Request {
    Request::Fim(FimRequest {
        documents: vec![Document { name: "a.rs".into(), text: "struct A;".into() }],
        name: "b.rs".into(),
        prefix: "let a = ".into(),
        suffix: ";\n".into(),
        line_comment: "//".into(),
        limits: Limits { max_tokens: 64, temperature: 0.0, stop: vec!["\n\n".into()] },
    })
}

fn chat() -> Request {
    Request::Chat(ChatRequest {
        system: "Be short.".into(),
        messages: vec![
            ChatMessage { speaker: Speaker::User, text: "Hello".into() },
            ChatMessage { speaker: Speaker::Assistant, text: "Hi".into() },
            ChatMessage { speaker: Speaker::User, text: "Again".into() },
        ],
        limits: Limits { max_tokens: 32, temperature: 0.5, stop: vec!["END".into()] },
    })
}

/// All deltas, and the fault that ended them.
async fn ask(model: &dyn Model, request: &Request) -> (Vec<Delta>, Option<ModelError>) {
    let mut deltas = match model.stream(request).await {
        Ok(deltas) => deltas,
        Err(error) => return (Vec::new(), Some(error)),
    };
    let mut given = Vec::new();
    while let Some(delta) = deltas.next().await {
        match delta {
            Ok(delta) => given.push(delta),
            Err(error) => {
                assert!(deltas.next().await.is_none(), "an error ends an answer");
                return (given, Some(error));
            }
        }
    }
    (given, None)
}

fn text_of(deltas: &[Delta]) -> String {
    let text = |delta: &Delta| if let Delta::Text(text) = delta { text.clone() } else { String::new() };
    deltas.iter().map(text).collect()
}

/// The answer of a server that plays `script` to a fill-in-the-middle request.
async fn answer_of(format: Format, script: impl Into<Script>) -> (Vec<Delta>, Option<ModelError>) {
    let server = ScriptedServer::start(script).await.unwrap();
    ask(&*model(format, &server.url()), &fim()).await
}

/// The fault in which that ends, checked to be a sentence that names the endpoint and holds no secret.
async fn fault_of(format: Format, script: impl Into<Script>) -> ModelError {
    let (_, error) = answer_of(format, script).await;
    let error = error.expect("a fault");
    check_sentence(&error);
    error
}

fn check_sentence(error: &ModelError) {
    let message = &error.message;
    assert!(message.contains("local"), "names the endpoint: {message}");
    assert!(message.ends_with(['.', '!', '?', '…']) && message.len() < 600, "is a sentence: {message}");
    assert!(!message.contains(KEY) && !message.contains("let a = "), "holds no secret: {message}");
    assert!(!message.chars().any(char::is_control), "is one line: {message:?}");
}

fn assert_kind(error: &ModelError, kind: FaultKind) {
    assert_eq!(error.kind, kind, "{}", error.message);
}
