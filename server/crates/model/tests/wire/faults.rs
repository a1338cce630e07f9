use std::time::Duration;

use sapwood_model::{Delta, FaultKind, Format, StopReason};
use sapwood_testkit::{Answer, Framing, Part, Script, ScriptedServer};
use serde_json::json;

use super::{answer_of, ask, assert_kind, check_sentence, fault_of, fim, model, text_of};

const FORMAT: Format = Format::OpenAiCompletions;

async fn fault_at(url: &str) -> sapwood_model::ModelError {
    let (_, error) = ask(&*model(FORMAT, url), &fim()).await;
    let error = error.expect("a fault");
    check_sentence(&error);
    error
}

#[tokio::test]
async fn refused() {
    let port = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    for scheme in ["http", "https"] {
        let error = fault_at(&format!("{scheme}://127.0.0.1:{port}")).await;
        assert_kind(&error, FaultKind::Connect);
        assert!(error.message.contains("refused"), "{}", error.message);
    }
}

#[tokio::test]
async fn an_unknown_host_name() {
    for address in ["http://model.invalid", "https://model.invalid"] {
        let error = fault_at(address).await;
        assert_kind(&error, FaultKind::Connect);
        assert!(error.message.contains("host name"), "{}", error.message);
    }
}

#[tokio::test]
async fn a_secure_connection_to_a_plain_port() {
    let server = ScriptedServer::start(Answer::completion("x")).await.unwrap();
    assert_kind(&fault_at(&format!("https://127.0.0.1:{}", server.port())).await, FaultKind::Tls);
    let plain = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = plain.local_addr().unwrap().port();
    let speaks_first = tokio::spawn(async move {
        let (mut socket, _) = plain.accept().await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut socket, b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        std::future::pending::<()>().await;
    });
    assert_kind(&fault_at(&format!("https://127.0.0.1:{port}")).await, FaultKind::Tls);
    speaks_first.abort();
}

#[tokio::test]
async fn statuses_with_the_vendors_words() {
    let cases = [
        (401, json!({"error": {"message": "Incorrect API key provided"}}), FaultKind::Unauthorized, "Incorrect API key"),
        (403, json!({"message": "not for you"}), FaultKind::Unauthorized, "not for you"),
        (404, json!({"error": "model 'x' not found"}), FaultKind::NotFound, "model 'x' not found"),
        (400, json!({"object": "error", "message": "too\nlong\u{7}"}), FaultKind::Rejected, "too long."),
        (422, json!({"detail": [{"msg": "field required"}]}), FaultKind::Rejected, "field required"),
        (429, json!({"error": {"message": "Slow down."}}), FaultKind::RateLimited, "Slow down."),
        (500, json!({"error": {"message": 5}}), FaultKind::Server, "(500)."),
        (503, json!({"detail": "loading"}), FaultKind::Server, "loading"),
        (
            529,
            json!({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}),
            FaultKind::Server,
            "Overloaded",
        ),
    ];
    for (status, body, kind, words) in cases {
        let error = fault_of(FORMAT, Answer::json(status, &body)).await;
        assert_kind(&error, kind);
        assert!(error.message.contains(words), "{}", error.message);
    }
}

#[tokio::test]
async fn error_bodies_of_other_sorts() {
    let error = fault_of(FORMAT, Answer::text(502, "<html><body>Bad gateway</body></html>")).await;
    assert_eq!(error.message, "local has a fault of its own (502).");
    let error = fault_of(FORMAT, Answer::text(500, &"long words ".repeat(1000))).await;
    assert!(error.message.contains("long words") && error.message.len() < 350, "{}", error.message);
    let endless = Answer::new(500, "text/plain", "").then(Part::Forever(vec![b'x'; 1000]));
    assert_kind(&fault_of(FORMAT, endless).await, FaultKind::Server);
}

#[tokio::test]
async fn how_long_to_wait() {
    let wait = |answer: Answer| async move { fault_of(FORMAT, answer).await.retry_after };
    let busy = || Answer::json(429, &json!({}));
    assert_eq!(wait(busy().header("retry-after", "3")).await, Some(Duration::from_secs(3)));
    assert_eq!(wait(busy()).await, None);
    let date = busy().header("date", "Wed, 21 Oct 2015 07:28:00 GMT").header("retry-after", "Wed, 21 Oct 2015 07:29:30 GMT");
    assert_eq!(wait(date).await, Some(Duration::from_secs(90)));
}

#[tokio::test]
async fn a_redirect_to_another_host_gets_nothing() {
    let other = ScriptedServer::start(Answer::completion("stolen")).await.unwrap();
    for status in [301, 302, 303, 307, 308] {
        let error = fault_of(FORMAT, Answer::redirect(status, &format!("{}/v1/completions", other.url()))).await;
        assert_kind(&error, FaultKind::Redirected);
        assert!(error.message.contains("another host"), "{}", error.message);
    }
    // The same port under another name is another host, too.
    let error = fault_of(FORMAT, Answer::redirect(307, &format!("http://localhost:{}/", other.port()))).await;
    assert_kind(&error, FaultKind::Redirected);
    assert_eq!(other.connections(), 0);
}

#[tokio::test]
async fn a_redirect_within_the_host_keeps_the_request() {
    let script = Script::new(|request, _| match request.path.as_str() {
        "/v1/completions" => Answer::redirect(308, "/v1/completions/"),
        _ => Answer::completion("1"),
    });
    let server = ScriptedServer::start(script).await.unwrap();
    let (deltas, error) = ask(&*model(FORMAT, &server.url()), &fim()).await;
    assert_eq!((text_of(&deltas).as_str(), error), ("1", None));
    let requests = server.requests();
    assert_eq!((requests[1].method.as_str(), requests[1].body.clone()), ("POST", requests[0].body.clone()));
    let circle = Answer::redirect(307, "/v1/completions");
    assert_kind(&fault_of(FORMAT, circle).await, FaultKind::Redirected);
    assert_kind(&fault_of(FORMAT, Answer::redirect(301, "/v2")).await, FaultKind::Redirected);
}

#[tokio::test]
async fn an_answer_that_breaks_off() {
    let whole = || Answer::completion("one two three");
    for framing in [Framing::BrokenOff, Framing::Chunked, Framing::UntilClose] {
        let mut cut = whole().broken_off_after(2);
        cut = cut.framed(framing);
        let (deltas, error) = answer_of(FORMAT, cut).await;
        assert_eq!(text_of(&deltas), "one two ");
        assert_kind(&error.expect("a fault"), FaultKind::Truncated);
    }
    // What is missing after the end of the text is no loss.
    let (deltas, error) = answer_of(FORMAT, whole().broken_off_after(4)).await;
    assert_eq!((text_of(&deltas).as_str(), error), ("one two three", None));
    assert_eq!(deltas.last(), Some(&Delta::Done(StopReason::End)));
}

#[tokio::test]
async fn garbage() {
    for body in [
        "garbage\n\nmore garbage\n",
        "data: {\"choices\": [{\n\n",
        "data: nonsense\n\n",
        "<!doctype html><p>Log in</p>",
        "{\"a\":",
    ] {
        let error = fault_of(FORMAT, Answer::new(200, "text/event-stream", body)).await;
        assert_kind(&error, FaultKind::Malformed);
    }
    for bytes in [vec![0xff, 0xfe, 0x00], b"data: \xff\xfe\n\n".to_vec(), vec![0; 4096]] {
        assert_kind(&fault_of(FORMAT, Answer::new(200, "text/event-stream", bytes)).await, FaultKind::Malformed);
    }
    let no_http = fault_of(FORMAT, Answer::raw("SSH-2.0-OpenSSH_9.0\r\n")).await;
    assert_kind(&no_http, FaultKind::Malformed);
    assert_kind(&fault_of(FORMAT, Answer::raw("")).await, FaultKind::Truncated);
}

#[tokio::test]
async fn json_with_wrong_types_in_every_format() {
    let cases = [
        (Format::OpenAiChat, r#"{"choices":[{"delta":{"content":{"a":1}}}]}"#),
        (Format::OpenAiCompletions, r#"{"choices":[{"text":7}]}"#),
        (Format::Mistral, r#"{"choices":{"delta":1}}"#),
        (Format::DeepSeek, r#"{"choices":[{"text":"a","finish_reason":{}}]}"#),
        (Format::Ollama, r#"{"response":["a"],"done":false}"#),
        (Format::LlamaCpp, r#"{"content":null,"stop":false}"#),
        (Format::Anthropic, r#"{"type":"content_block_delta","delta":{"type":"text_delta","text":3}}"#),
    ];
    for (format, event) in cases {
        for event in [event, "[]", "5", "\"text\"", "null"] {
            let error = fault_of(format, Answer::events([event])).await;
            assert_kind(&error, FaultKind::Malformed);
        }
    }
}

#[tokio::test]
async fn an_answer_without_choices() {
    let nothing = r#"{"object":"text_completion","choices":[]}"#;
    assert_kind(&fault_of(FORMAT, Answer::events([nothing, "[DONE]"])).await, FaultKind::Empty);
    assert_kind(&fault_of(FORMAT, Answer::new(200, "text/event-stream", "")).await, FaultKind::Empty);
    assert_kind(&fault_of(FORMAT, Answer::events(["[DONE]"])).await, FaultKind::Empty);
    // A model that has nothing to add is no fault.
    let silent = r#"{"choices":[{"text":"","finish_reason":"stop"}]}"#;
    assert_eq!(answer_of(FORMAT, Answer::events([silent, "[DONE]"])).await, (vec![Delta::Done(StopReason::End)], None));
}

#[tokio::test]
async fn a_fault_inside_the_stream() {
    let first = r#"{"choices":[{"text":"a "}]}"#;
    let failed = r#"{"error":{"message":"out of memory","type":"server_error"}}"#;
    let (deltas, error) = answer_of(FORMAT, Answer::events([first, failed])).await;
    assert_eq!(text_of(&deltas), "a ");
    let error = error.expect("a fault");
    assert_kind(&error, FaultKind::Server);
    assert!(error.message.contains("out of memory"));
}

#[tokio::test]
async fn a_line_of_ten_megabytes() {
    let mut line = b"data: {\"choices\":[{\"text\":\"".to_vec();
    line.resize(10 << 20, b'x');
    let error = fault_of(FORMAT, Answer::new(200, "text/event-stream", line)).await;
    assert_kind(&error, FaultKind::TooLarge);
    let endless = Answer::new(200, "text/event-stream", "data: ").then(Part::Forever(vec![b'x'; 64 * 1024]));
    assert_kind(&fault_of(FORMAT, endless).await, FaultKind::TooLarge);
    let comments = Answer::new(200, "text/event-stream", "").then(Part::Forever(b": still here\n".repeat(4096)));
    assert_kind(&fault_of(FORMAT, comments).await, FaultKind::TooLarge);
}

#[tokio::test]
async fn a_model_that_repeats_for_ever() {
    let event = b"data: {\"choices\":[{\"text\":\"again and again \"}]}\n\n".to_vec();
    let server = ScriptedServer::start(Answer::new(200, "text/event-stream", "").then(Part::Forever(event))).await.unwrap();
    let (deltas, error) = ask(&*model(FORMAT, &server.url()), &fim()).await;
    assert_eq!(error, None);
    assert_eq!(deltas.last(), Some(&Delta::Done(StopReason::Length)));
    assert_eq!(text_of(&deltas).len(), 1024 + 64 * 32);
    server.wait_for_abandoned(1).await;
}

#[tokio::test]
async fn null_bytes() {
    let (deltas, error) =
        answer_of(FORMAT, Answer::events([r#"{"choices":[{"text":"a\u0000b","finish_reason":"stop"}]}"#])).await;
    assert_eq!((text_of(&deltas).as_str(), error), ("ab", None));
}

#[tokio::test]
async fn a_chat_model_that_answers_in_back_ticks() {
    let says = |text: &str| {
        let script = sapwood_testkit::model_that_says({
            let text = text.to_owned();
            move |_| text.clone()
        });
        async move { answer_of(Format::OpenAiChat, script).await }
    };
    let (deltas, error) = says("```rust\nlet b = 1;\n```\nThis is what you need.").await;
    assert_eq!((text_of(&deltas).as_str(), error), ("let b = 1;", None));
    assert_eq!(deltas.last(), Some(&Delta::Done(StopReason::End)));
    assert_eq!(text_of(&says("let b = 1;").await.0), "let b = 1;");
}

#[tokio::test]
async fn fields_that_a_model_refuses_are_left_out() {
    let script = Script::new(|request, _| {
        let body = request.json();
        let refuse = |message: &str| Answer::json(400, &json!({"error": {"message": message}}));
        if body.get("max_tokens").is_some() {
            return refuse("'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.");
        }
        if body.get("temperature").is_some() {
            return refuse("'temperature' does not support 0 with this model.");
        }
        Answer::events([r#"{"choices":[{"delta":{"content":"x"},"finish_reason":"stop"}]}"#, "[DONE]"])
    });
    let server = ScriptedServer::start(script).await.unwrap();
    let model = model(Format::OpenAiChat, &server.url());
    for requests in [3, 4] {
        let (deltas, error) = ask(&*model, &fim()).await;
        assert_eq!((text_of(&deltas).as_str(), error), ("x", None));
        assert_eq!(server.requests().len(), requests);
    }
    assert_eq!(server.requests()[3].json()["max_completion_tokens"], 64);
    let stubborn = Answer::json(400, &json!({"error": {"message": "'temperature' is wrong, 'stop' is wrong"}}));
    let stubborn = ScriptedServer::start(stubborn).await.unwrap();
    let (_, error) = ask(&*super::model(Format::OpenAiChat, &stubborn.url()), &super::chat()).await;
    assert_kind(&error.expect("a fault"), FaultKind::Rejected);
    assert_eq!(stubborn.requests().len(), 3);
}
