//! The gateway over real connections: settings in, requests on the wire out.

use futures_util::StreamExt;
use sapwood_model::{
    ChatRequest, Delta, EditForm, EditQuestion, EditRequest, FaultKind, FimRequest, Gateway, Limits, ModelError, ModelSettings,
    Reply, Request, Role,
};
use sapwood_testkit::{Answer, ScriptedServer};
use serde_json::{Value, json};

fn gateway(models: Value) -> Gateway {
    let (settings, problems) = ModelSettings::from_options(serde_json::from_value(models).expect("options"));
    assert_eq!(problems, [""; 0]);
    Gateway::new(settings, None).0
}

fn fim(prefix: &str) -> Request {
    Request::Fim(FimRequest {
        documents: Vec::new(),
        name: "src/app.py".to_owned(),
        prefix: prefix.to_owned(),
        suffix: "\n".to_owned(),
        line_comment: "#".to_owned(),
        limits: Limits { max_tokens: 32, temperature: 0.0, stop: Vec::new() },
    })
}

async fn text(reply: Reply) -> Result<String, ModelError> {
    let mut deltas = reply.deltas;
    let mut text = String::new();
    while let Some(delta) = deltas.next().await {
        if let Delta::Text(part) = delta? {
            text += &part;
        }
    }
    Ok(text)
}

async fn server(answer: Answer) -> ScriptedServer {
    ScriptedServer::start(answer).await.expect("a server")
}

#[tokio::test]
async fn one_line_of_settings_reaches_a_server_without_the_secrets() {
    let server = server(Answer::completion("return 1")).await;
    let gateway = gateway(json!({"completion": format!("openai:coder@{}/v1", server.url())}));
    let reply = gateway.stream(Role::Completion, fim("db_password = \"swordfish\"\ndef f():\n    ")).await;
    let reply = reply.map_err(|(error, _)| error).expect("an answer");
    assert_eq!(reply.hidden, [("password", 1)]);
    assert_eq!(text(reply).await.expect("whole"), "return 1");
    let request = server.requests().remove(0);
    let sent = request.json().to_string();
    assert!(sent.contains("<hidden: password>") && !sent.contains("swordfish"), "{sent}");
    assert_eq!(request.header("authorization"), None, "no key for an address that is not the vendor's");
    let status = &gateway.status()[0];
    assert_eq!((status.state, status.usage.session.requests), ("ready", 1));
}

#[cfg(unix)]
#[tokio::test]
async fn a_key_from_a_program_goes_into_the_header_and_nowhere_else() {
    let good = server(Answer::completion("x")).await;
    let endpoint = |url: String| json!({"format": "openaiCompletions", "url": url, "model": "coder", "key": {"command": ["echo", "key-of-mine-1"]}});
    let bad = server(Answer::text(401, "the key key-of-mine-1 is wrong")).await;
    let gateway = gateway(json!({
        "endpoints": {"bad": endpoint(bad.url()), "good": endpoint(good.url())}, "roles": {"completion": ["bad", "good"]},
    }));
    let reply = gateway.stream(Role::Completion, fim("x")).await.map_err(|(error, _)| error).expect("an answer");
    assert_eq!(reply.model, "good/coder");
    let told = format!("{:?} {:?}", reply.attempts, gateway.status());
    assert!(told.contains("Unauthorized") && !told.contains("key-of-mine-1"), "{told}");
    assert_eq!(good.requests()[0].header("authorization"), Some("Bearer key-of-mine-1"));
}

#[tokio::test]
async fn faults_on_the_wire_lead_to_the_next_model() {
    let good = server(Answer::completion("fine")).await;
    let gone = server(Answer::text(200, "")).await.url();
    let elsewhere = good.url();
    let faulty = [
        (Answer::text(404, "no such model"), FaultKind::NotFound),
        (Answer::text(429, "slow down").header("retry-after", "60"), FaultKind::RateLimited),
        (Answer::redirect(307, &format!("{elsewhere}/v1/completions")), FaultKind::Redirected),
        (Answer::events(["{\"choices\": 7}"]), FaultKind::Malformed),
    ];
    for (answer, kind) in faulty {
        let bad = server(answer).await;
        let models = [format!("openai:a@{}/v1", bad.url()), format!("openai:b@{}/v1", good.url())];
        let reply = gateway(json!({"roles": {"completion": models}})).stream(Role::Completion, fim("x")).await;
        let reply = reply.map_err(|(error, _)| error).expect("an answer");
        assert_eq!(reply.attempts[0].error.as_ref().map(|error| error.kind), Some(kind));
        assert_eq!(text(reply).await.expect("whole"), "fine");
    }
    let only = gateway(json!({"completion": format!("ollama:a@{gone}")}));
    let (error, attempts) = only.stream(Role::Completion, fim("x")).await.err().expect("nobody there");
    assert_eq!((error.kind, attempts.len()), (FaultKind::Connect, 1));
    assert_eq!(only.status()[0].state, "failing");
}

#[tokio::test]
async fn questions_about_edits_are_scrubbed_and_tell_their_form() {
    let server = server(Answer::completion("fine")).await;
    let gateway = gateway(json!({
        "endpoints": {"mine": {"format": "openaiCompletions", "url": format!("{}/v1", server.url()), "model": "own", "template": "zeta_v1"}},
        "roles": {"nextEdit": "mine"},
    }));
    let limits = Limits { max_tokens: 32, temperature: 0.0, stop: Vec::new() };
    let prompt = "+    db_password = \"swordfish\"\n".to_owned();
    let plain = EditQuestion::Plain { prompt, limits: limits.clone() };
    let chat = EditQuestion::Chat(ChatRequest { system: String::new(), messages: Vec::new(), limits });
    let form = |name: &str, models: &[&str], question| EditForm {
        name: name.to_owned(),
        models: models.iter().map(|&model| model.to_owned()).collect(),
        question,
    };
    let request = |file: &str| {
        let forms = vec![form("zeta_v1", &["zeta"], plain.clone()), form("window_v1", &[], chat.clone())];
        Request::Edit(EditRequest { files: vec![file.to_owned()], forms })
    };
    let reply = gateway.stream(Role::NextEdit, request("src/app.py")).await.map_err(|(error, _)| error).expect("an answer");
    assert_eq!((reply.form.as_deref(), &reply.hidden[..]), (Some("zeta_v1"), &[("password", 1)][..]));
    assert_eq!(text(reply).await.expect("whole"), "fine");
    assert!(!server.requests()[0].json().to_string().contains("swordfish"));
    let Err((error, _)) = gateway.stream(Role::NextEdit, request("deploy/.env")).await else { panic!("it was sent") };
    assert_eq!((error.kind, server.requests().len()), (FaultKind::Withheld, 1));
    assert!(gateway.dialects(Role::NextEdit)[0].completes && gateway.dialects(Role::Chat).is_empty());
}
