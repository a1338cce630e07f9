use sapwood_model::{
    ChatMessage, ChatRequest, Delta, EditForm, EditQuestion, EditRequest, Endpoint, FaultKind, Format, Limits, Request, Speaker,
    StopReason, Usage, connect,
};
use sapwood_testkit::{Answer, ScriptedServer};
use serde_json::{Value, json};

use super::{ask, chat, endpoint, fim, text_of};

/// What is sent to an endpoint of `format` for a model called `model`: path and body.
async fn sent(format: Format, model: &str, request: &Request) -> (String, Value) {
    let server = ScriptedServer::start(Answer::completion("x")).await.unwrap();
    let endpoint = Endpoint { model: model.into(), ..endpoint(format, &server.url()) };
    ask(&*connect(endpoint, None).unwrap(), request).await;
    let request = server.requests().remove(0);
    assert_eq!((request.method.as_str(), request.header("content-type")), ("POST", Some("application/json")));
    (request.path.clone(), request.json())
}

#[tokio::test]
async fn plain_completions() {
    let (path, body) = sent(Format::OpenAiCompletions, "gpt-3.5-turbo-instruct", &fim()).await;
    assert_eq!(path, "/v1/completions");
    assert_eq!(
        body,
        json!({
            "model": "gpt-3.5-turbo-instruct", "stream": true, "stream_options": {"include_usage": true}, "max_tokens": 64,
            "temperature": 0.0, "stop": ["\n\n"], "prompt": "// a.rs\nstruct A;\n// b.rs\nlet a = ", "suffix": ";\n",
        })
    );
    let (_, body) = sent(Format::OpenAiCompletions, "Qwen/Qwen2.5-Coder-1.5B", &fim()).await;
    let prompt = "<|repo_name|>workspace\n<|file_sep|>a.rs\nstruct A;\n<|file_sep|>b.rs\n\
                  <|fim_prefix|>let a = <|fim_suffix|>;\n<|fim_middle|>";
    assert_eq!((&body["prompt"], &body["suffix"]), (&json!(prompt), &Value::Null));
    assert_eq!(body["stop"], json!(["\n\n", "<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"]));
}

#[tokio::test]
async fn fill_in_the_middle_of_vendors() {
    let (path, body) = sent(Format::Mistral, "codestral-latest", &fim()).await;
    assert_eq!(path, "/v1/fim/completions");
    assert_eq!(body["prompt"], "+++++ a.rs\nstruct A;\n\n+++++ b.rs\nlet a = ");
    assert_eq!((&body["suffix"], &body["stream_options"]), (&json!(";\n"), &Value::Null));
    let (path, body) = sent(Format::DeepSeek, "deepseek-chat", &fim()).await;
    assert_eq!((path.as_str(), &body["suffix"]), ("/beta/completions", &json!(";\n")));
    let (path, body) = sent(Format::LlamaCpp, "any", &fim()).await;
    assert_eq!(path, "/infill");
    assert_eq!(body["input_extra"], json!([{"filename": "a.rs", "text": "struct A;"}]));
    assert_eq!((&body["input_prefix"], &body["input_suffix"]), (&json!("let a = "), &json!(";\n")));
    assert_eq!((&body["n_predict"], &body["stream"]), (&json!(64), &json!(true)));
}

#[tokio::test]
async fn ollama() {
    let (path, body) = sent(Format::Ollama, "qwen2.5-coder:1.5b", &fim()).await;
    assert_eq!((path.as_str(), &body["raw"], &body["suffix"]), ("/api/generate", &json!(true), &Value::Null));
    assert!(body["prompt"].as_str().unwrap().ends_with("<|fim_middle|>"));
    assert_eq!(body["options"]["num_predict"], 64);
    let (_, body) = sent(Format::Ollama, "unknown", &fim()).await;
    assert_eq!((&body["raw"], &body["suffix"]), (&Value::Null, &json!(";\n")));
    let (path, body) = sent(Format::Ollama, "llama3.2", &chat()).await;
    assert_eq!((path.as_str(), body["messages"][0]["role"].as_str()), ("/api/chat", Some("system")));
}

#[tokio::test]
async fn conversations() {
    for (format, expected) in [
        (Format::OpenAiChat, "/v1/chat/completions"),
        (Format::OpenAiCompletions, "/v1/chat/completions"),
        (Format::Mistral, "/v1/chat/completions"),
        (Format::DeepSeek, "/chat/completions"),
        (Format::LlamaCpp, "/v1/chat/completions"),
    ] {
        let (path, body) = sent(format, "m", &chat()).await;
        assert_eq!(path, expected);
        let said = json!([
            {"role": "system", "content": "Be short."}, {"role": "user", "content": "Hello"},
            {"role": "assistant", "content": "Hi"}, {"role": "user", "content": "Again"},
        ]);
        assert_eq!((&body["messages"], &body["stop"]), (&said, &json!(["END"])));
    }
    let (path, body) = sent(Format::Anthropic, "claude", &chat()).await;
    assert_eq!((path.as_str(), &body["system"]), ("/v1/messages", &json!("Be short.")));
    assert_eq!((&body["stop_sequences"], body["messages"].as_array().unwrap().len()), (&json!(["END"]), 3));
}

#[tokio::test]
async fn gaps_for_models_that_only_chat() {
    for format in [Format::OpenAiChat, Format::Anthropic] {
        let (_, body) = sent(format, "m", &fim()).await;
        let last = body["messages"].as_array().unwrap().last().unwrap()["content"].as_str().unwrap().to_owned();
        assert!(last.contains("struct A;") && last.contains("<before>let a = </before>"), "{last}");
        assert_eq!((&body["stop"], &body["stop_sequences"]), (&Value::Null, &Value::Null));
    }
}

/// A whole and good answer of 42 in a format, streamed as its vendor does.
async fn check_good(format: Format, answer: Answer, tokens: (u64, u64)) {
    let (deltas, error) = super::answer_of(format, answer).await;
    assert_eq!((text_of(&deltas).as_str(), error), ("42", None), "{format:?}");
    let usage = Usage { input: tokens.0, cached_input: tokens.1, output: 2 };
    assert!(deltas.contains(&Delta::Usage(usage)), "{format:?}: {deltas:?}");
    assert_eq!(deltas.last(), Some(&Delta::Done(StopReason::End)), "{format:?}");
}

#[tokio::test]
async fn open_ai_streams() {
    check_good(
        Format::OpenAiChat,
        Answer::events([
            r#"{"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}"#,
            r#"{"choices":[{"index":0,"delta":{"content":"4"}}]}"#,
            r#"{"choices":[{"index":0,"delta":{"content":"2"},"finish_reason":"stop"}]}"#,
            r#"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":3}}}"#,
            "[DONE]",
        ]),
        (9, 3),
    )
    .await;
}

#[tokio::test]
async fn mistral_streams() {
    check_good(
        Format::Mistral,
        Answer::events([
            r#"{"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"4"},"finish_reason":null}]}"#,
            r#"{"choices":[{"delta":{"content":"2"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2}}"#,
            "[DONE]",
        ]),
        (5, 0),
    )
    .await;
}

#[tokio::test]
async fn ollama_streams() {
    check_good(
        Format::Ollama,
        Answer::lines([
            json!({"model": "m", "response": "4", "done": false}),
            json!({"model": "m", "response": "2", "done": false}),
            json!({"model": "m", "response": "", "done": true, "done_reason": "stop", "prompt_eval_count": 6, "eval_count": 2}),
        ]),
        (6, 0),
    )
    .await;
}

#[tokio::test]
async fn llama_cpp_streams() {
    check_good(
        Format::LlamaCpp,
        Answer::events([
            r#"{"content":"4","stop":false}"#,
            r#"{"content":"2","stop":false}"#,
            r#"{"content":"","stop":true,"stop_type":"eos","tokens_evaluated":7,"tokens_predicted":2}"#,
        ]),
        (7, 0),
    )
    .await;
}

#[tokio::test]
async fn anthropic_streams() {
    check_good(
        Format::Anthropic,
        Answer::events([
            r#"{"type":"message_start","message":{"usage":{"input_tokens":8,"output_tokens":2}}}"#,
            r#"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"42"}}"#,
            r#"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}"#,
            r#"{"type":"message_stop"}"#,
        ]),
        (8, 0),
    )
    .await;
}

#[tokio::test]
async fn answers_that_are_not_streamed() {
    let cases = [
        (
            Format::OpenAiChat,
            json!({"object": "chat.completion", "choices": [{"index": 0, "message": {"role": "assistant", "content": "42"}, "finish_reason": "stop"}]}),
        ),
        (Format::OpenAiCompletions, json!({"choices": [{"text": "42", "finish_reason": "length"}]})),
        (Format::Ollama, json!({"response": "42", "done": true})),
        (Format::LlamaCpp, json!({"content": "42", "stop": true})),
        (Format::Anthropic, json!({"type": "message", "content": [{"type": "text", "text": "42"}], "stop_reason": "end_turn"})),
    ];
    for (format, document) in cases {
        for body in [document.to_string(), serde_json::to_string_pretty(&document).unwrap()] {
            let (deltas, error) = super::answer_of(format, Answer::new(200, "application/json", body)).await;
            assert_eq!((text_of(&deltas).as_str(), error), ("42", None), "{format:?}");
        }
    }
}

#[test]
fn names_of_formats_in_settings() {
    let read = |name: &str| serde_json::from_value::<Format>(json!(name)).unwrap();
    assert_eq!(read("openaiChat"), Format::OpenAiChat);
    assert_eq!(read("openai"), Format::OpenAiCompletions);
    assert_eq!((read("mistral"), read("deepseek")), (Format::Mistral, Format::DeepSeek));
    assert_eq!((read("ollama"), read("llamaCpp"), read("anthropic")), (Format::Ollama, Format::LlamaCpp, Format::Anthropic));
}

#[tokio::test]
async fn a_model_that_turns_out_to_chat_only_is_asked_in_words() {
    let cases = [
        (Format::Ollama, 400, "registry.ollama.ai/library/devstral:latest does not support insert"),
        (Format::LlamaCpp, 501, "This model cannot fill gaps"),
        (Format::OpenAiCompletions, 404, "This is a chat model and not supported in the v1/completions endpoint."),
    ];
    for (format, status, message) in cases {
        let script = sapwood_testkit::Script::new(move |request, _| {
            if !request.path.contains("chat") {
                return Answer::json(status, &json!({"error": message}));
            }
            match format {
                Format::Ollama => Answer::lines([json!({"message": {"content": "42"}, "done": true})]),
                _ => Answer::events([r#"{"choices":[{"delta":{"content":"42"},"finish_reason":"stop"}]}"#, "[DONE]"]),
            }
        });
        let server = ScriptedServer::start(script).await.unwrap();
        let model = super::model(format, &server.url());
        for requests in [2, 3] {
            let (deltas, error) = ask(&*model, &fim()).await;
            assert_eq!((text_of(&deltas).as_str(), error), ("42", None), "{format:?}");
            assert_eq!(server.requests().len(), requests, "{format:?}");
        }
    }
}

fn edit() -> Request {
    let limits = |stop: &str| Limits { max_tokens: 64, temperature: 0.0, stop: vec![stop.to_owned()] };
    let messages = vec![ChatMessage { speaker: Speaker::User, text: "What follows?".into() }];
    let chat = ChatRequest { system: "You edit.".into(), messages, limits: limits("END") };
    let plain = EditQuestion::Plain { prompt: "<|region|>".into(), limits: limits("<|end|>") };
    let forms = vec![
        EditForm { name: "zeta_v1".into(), models: vec!["zeta".into()], question: plain },
        EditForm { name: "window_v1".into(), models: Vec::new(), question: EditQuestion::Chat(chat) },
    ];
    Request::Edit(EditRequest { files: vec!["a.rs".into()], forms })
}

#[tokio::test]
async fn edits_in_the_form_that_a_model_was_trained_for() {
    for (format, path) in
        [(Format::OpenAiCompletions, "/v1/completions"), (Format::Ollama, "/api/generate"), (Format::LlamaCpp, "/completion")]
    {
        let (sent_to, body) = sent(format, "org/Zeta-7B", &edit()).await;
        assert_eq!((sent_to.as_str(), &body["prompt"]), (path, &json!("<|region|>")));
        assert_eq!(body["suffix"], Value::Null);
    }
    let (_, body) = sent(Format::Ollama, "zeta", &edit()).await;
    assert_eq!((&body["raw"], &body["options"]["stop"]), (&json!(true), &json!(["<|end|>"])));
    for (format, model, path) in [
        (Format::OpenAiChat, "zeta", "/v1/chat/completions"),
        (Format::Ollama, "llama3", "/api/chat"),
        (Format::OpenAiCompletions, "coder", "/v1/chat/completions"),
    ] {
        let (sent_to, body) = sent(format, model, &edit()).await;
        assert_eq!(sent_to, path);
        assert_eq!(body["messages"][1], json!({"role": "user", "content": "What follows?"}));
    }
}

#[tokio::test]
async fn a_model_that_knows_no_form_is_not_asked() {
    let Request::Edit(mut request) = edit() else { unreachable!() };
    request.forms.truncate(1);
    let server = ScriptedServer::start(Answer::completion("x")).await.unwrap();
    let model = connect(endpoint(Format::OpenAiChat, &server.url()), None).unwrap();
    let (_, error) = ask(&*model, &Request::Edit(request)).await;
    assert_eq!(error.unwrap().kind, FaultKind::Rejected);
    assert_eq!(server.connections(), 0);
}
