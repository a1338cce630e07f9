//! Moves messages between the streams and the service. It knows requests from answers, and no method but `exit`.
//!
//! Each message's handler runs up to its first wait before the next message is looked at: what notifications do at once
//! happens in the order they came. Every request gets one answer, even where its handler panics.

use std::future::poll_fn;
use std::io::{Read, Write};
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::mpsc;
use std::task::Poll;
use std::time::{Duration, Instant};

use futures_util::{FutureExt, SinkExt, StreamExt};
use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};
use tower_lsp::{ClientSocket, LanguageServer, LspService};
use tower_service::Service;
use tracing::Instrument;

use super::frames::{Frame, FrameReader, write_frame};
use crate::tasks::panic_message;

/// Frames read ahead of the handlers.
const READ_AHEAD: usize = 256;
/// A request that takes longer is worth a line in the log.
const SLOW: Duration = Duration::from_millis(500);

type Answer = Pin<Box<dyn Future<Output = Option<Value>> + Send>>;

/// Serves until `exit`, the end of the input, or the end of whoever reads the output. True where the client said `exit`.
pub(super) async fn serve<S, R, W>(mut service: LspService<S>, socket: ClientSocket, input: R, output: W) -> bool
where
    S: LanguageServer,
    R: Read + Send + 'static,
    W: Write + Send + 'static,
{
    let mut frames = read_frames(input);
    let (outgoing, mut writer) = write_messages(output);
    let (mut requests, mut responses) = socket.split();
    let to_client = outgoing.clone();
    let forward = tokio::spawn(async move {
        while let Some(request) = requests.next().await {
            send(&to_client, serde_json::to_value(request).ok());
        }
    });
    let mut has_exited = false;
    loop {
        let frame = tokio::select! {
            frame = frames.recv() => frame,
            // Nobody hears the answers any more, whether or not somebody still holds the other end of the input.
            _ = &mut writer => return false,
        };
        let Some(frame) = frame else { break };
        match sort(frame) {
            Incoming::Request(request) => {
                has_exited = request.method() == "exit";
                let answer = answer(&mut service, request);
                run(answer, outgoing.clone()).await;
            }
            Incoming::Response(response) => {
                let _ = responses.send(response).await;
            }
            Incoming::Bad(id, error) => send(&outgoing, bad_answer(id, error)),
        }
        if has_exited {
            break;
        }
    }
    forward.abort();
    drop(outgoing);
    // The thread ends when the last sender is gone; a handler that still runs has lost its listener anyway.
    let _ = tokio::time::timeout(Duration::from_secs(1), writer).await;
    has_exited
}

enum Incoming {
    Request(Request),
    Response(Response),
    Bad(Id, Error),
}

fn sort(frame: Frame) -> Incoming {
    let value = match frame {
        Frame::Json(value) => value,
        Frame::Malformed(reason) => {
            tracing::warn!(reason, "a message was passed over");
            return Incoming::Bad(Id::Null, error(ErrorCode::ParseError, reason));
        }
    };
    let id = value.get("id").cloned().and_then(|id| serde_json::from_value(id).ok()).unwrap_or(Id::Null);
    let bad = |reason: &str| Incoming::Bad(id.clone(), error(ErrorCode::InvalidRequest, reason.to_owned()));
    if value.get("method").is_some() {
        return serde_json::from_value(with_params(value))
            .map_or_else(|_| bad("The message is no JSON-RPC 2.0 request."), Incoming::Request);
    }
    if value.get("result").is_some() || value.get("error").is_some() {
        return serde_json::from_value(value)
            .map_or_else(|_| bad("The message is no JSON-RPC 2.0 response."), Incoming::Response);
    }
    bad("The message is neither a request nor a response; batches are not part of the protocol.")
}

/// Requests of ours whose parameters are all optional may be sent without any.
fn with_params(mut value: Value) -> Value {
    let is_ours = value["method"].as_str().is_some_and(|method| method.starts_with("sapwood/"));
    if is_ours && value.get("params").is_none_or(Value::is_null) {
        value["params"] = json!({});
    }
    value
}

fn error(code: ErrorCode, message: String) -> Error {
    Error { code, message: message.into(), data: None }
}

fn bad_answer(id: Id, error: Error) -> Option<Value> {
    serde_json::to_value(Response::from_error(id, error)).ok()
}

/// The future that handles `request`: it gives the answer, or nothing for a notification.
fn answer<S: LanguageServer>(service: &mut LspService<S>, request: Request) -> Answer {
    let (method, id) = (request.method().to_owned(), request.id().cloned());
    let started = Instant::now();
    let span = tracing::info_span!("message", method, id = id.as_ref().map(tracing::field::display));
    let handled = span.in_scope(|| service.call(request));
    let answer = async move {
        let outcome = AssertUnwindSafe(handled).catch_unwind().await;
        let elapsed = started.elapsed();
        if elapsed > SLOW {
            tracing::info!(?elapsed, "slow");
        } else {
            tracing::debug!(?elapsed, "done");
        }
        let response = match outcome {
            Ok(outcome) => outcome.ok().flatten(),
            Err(panic) => {
                tracing::error!(message = panic_message(&*panic), "a handler panicked");
                id.map(|id| Response::from_error(id, Error::internal_error()))
            }
        };
        response.and_then(|response| serde_json::to_value(response).ok())
    };
    Box::pin(answer.instrument(span))
}

/// Runs a handler up to its first wait here, the rest on a task of its own.
async fn run(mut answer: Answer, outgoing: mpsc::Sender<Value>) {
    match poll_fn(|context| Poll::Ready(answer.as_mut().poll(context))).await {
        Poll::Ready(message) => send(&outgoing, message),
        Poll::Pending => {
            tokio::spawn(async move { send(&outgoing, answer.await) });
        }
    }
}

/// A client that is gone hears nothing.
fn send(outgoing: &mpsc::Sender<Value>, message: Option<Value>) {
    if let Some(message) = message {
        let _ = outgoing.send(message);
    }
}

/// Reads on a thread of its own, because reading a pipe blocks.
fn read_frames(input: impl Read + Send + 'static) -> tokio::sync::mpsc::Receiver<Frame> {
    let (sender, receiver) = tokio::sync::mpsc::channel(READ_AHEAD);
    let read = move || {
        let mut reader = FrameReader::new(input);
        while let Ok(Some(frame)) = reader.next_frame() {
            if sender.blocking_send(frame).is_err() {
                return;
            }
        }
    };
    if let Err(error) = std::thread::Builder::new().name("sapwood-stdin".to_owned()).spawn(read) {
        tracing::error!(%error, "no thread to read messages");
    }
    receiver
}

/// Writes on a thread of its own, because a client that does not read makes writing block.
fn write_messages(mut output: impl Write + Send + 'static) -> (mpsc::Sender<Value>, tokio::sync::oneshot::Receiver<()>) {
    let (sender, receiver) = mpsc::channel::<Value>();
    let (ended, end) = tokio::sync::oneshot::channel();
    let write = move || {
        for message in receiver {
            let body = serde_json::to_vec(&message).unwrap_or_default();
            if let Err(error) = write_frame(&mut output, &body) {
                tracing::warn!(%error, "the client does not listen any more");
                break;
            }
        }
        let _ = ended.send(());
    };
    if let Err(error) = std::thread::Builder::new().name("sapwood-stdout".to_owned()).spawn(write) {
        tracing::error!(%error, "no thread to write messages");
    }
    (sender, end)
}
