use sapwood_model::{Endpoint, FaultKind, Format, connect};
use sapwood_testkit::{Answer, ScriptedServer};
use serde_json::json;

use super::{KEY, answer_of, ask, assert_kind, endpoint, fault_of, fim, model};

const FORMATS: [Format; 7] = [
    Format::OpenAiChat,
    Format::OpenAiCompletions,
    Format::Mistral,
    Format::DeepSeek,
    Format::Ollama,
    Format::LlamaCpp,
    Format::Anthropic,
];

#[tokio::test]
async fn the_key_goes_into_its_header_and_nowhere_else() {
    for format in FORMATS {
        let server = ScriptedServer::start(Answer::completion("x")).await.unwrap();
        ask(&*model(format, &server.url()), &fim()).await;
        let request = server.requests().remove(0);
        let with_key: Vec<&str> =
            request.headers.iter().filter(|(_, value)| value.contains(KEY)).map(|(name, _)| name.as_str()).collect();
        assert_eq!(with_key, [if format == Format::Anthropic { "x-api-key" } else { "authorization" }]);
        assert!(!request.path.contains(KEY) && !String::from_utf8_lossy(&request.body).contains(KEY));
    }
}

#[tokio::test]
async fn nothing_that_can_be_printed_holds_the_key() {
    let endpoint = Endpoint { url: format!("http://127.0.0.1:1/{KEY}?key={KEY}"), ..endpoint(Format::OpenAiChat, "") };
    assert!(!format!("{endpoint:?} {endpoint:#?}").contains(KEY));
    let model = connect(endpoint, Some(KEY.to_owned().into())).unwrap();
    let (_, error) = ask(&*model, &fim()).await;
    let error = error.expect("a fault");
    assert!(!format!("{error} {error:?} {}", model.name()).contains(KEY));
    for format in FORMATS {
        let echo = json!({"error": {"message": format!("Incorrect API key provided: {KEY}")}});
        let error = fault_of(format, Answer::json(401, &echo)).await;
        assert!(!format!("{error:?}").contains(KEY), "{error:?}");
        let (_, error) = answer_of(format, Answer::events([echo.to_string()])).await;
        assert!(!format!("{error:?}").contains(KEY), "{error:?}");
    }
}

#[tokio::test]
async fn a_key_that_no_header_can_carry() {
    let server = ScriptedServer::start(Answer::completion("x")).await.unwrap();
    let model = connect(endpoint(Format::OpenAiChat, &server.url()), Some("line\nbreak".to_owned().into())).unwrap();
    let (_, error) = ask(&*model, &fim()).await;
    let error = error.expect("a fault");
    assert_kind(&error, FaultKind::Key);
    assert!(!error.message.contains("break"));
    assert!(server.requests().is_empty());
    let padded = connect(endpoint(Format::OpenAiChat, &server.url()), Some(format!(" {KEY}\n").into())).unwrap();
    ask(&*padded, &fim()).await;
    assert_eq!(server.requests()[0].header("authorization"), Some(format!("Bearer {KEY}").as_str()));
}

#[tokio::test]
async fn without_a_key_there_is_no_header_for_it() {
    let server = ScriptedServer::start(Answer::completion("x")).await.unwrap();
    let model = connect(endpoint(Format::Ollama, &server.url()), None).unwrap();
    ask(&*model, &fim()).await;
    assert_eq!(server.requests()[0].header("authorization"), None);
}

#[test]
fn addresses_and_templates_are_checked_before_anything_is_sent() {
    let refused = |endpoint: Endpoint| connect(endpoint, None).err().expect("refused").message;
    assert!(refused(endpoint(Format::Ollama, "no address")).contains("no URL"));
    let password = refused(endpoint(Format::Ollama, &format!("https://me:{KEY}@host")));
    assert!(password.contains("password") && !password.contains(KEY));
    let unknown = Endpoint { template: Some("mine".into()), ..endpoint(Format::Ollama, "http://h") };
    assert!(refused(unknown).contains("qwen-coder"));
}
