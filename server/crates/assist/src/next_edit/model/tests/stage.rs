//! The stage before a scripted server: good answers, garbage, faults, and what is asked beforehand.

use std::sync::Arc;
use std::time::Duration;

use sapwood_model::{Gateway, ModelSettings};
use sapwood_testkit::{Answer as Reply, Part, RecordedRequest, Script, ScriptedServer, model_that_says};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::super::super::{Answer, Kind, Source, Suggestion};
use super::super::testing::{Here, edit, situation};
use super::super::{ModelStage, Situation};

const TEXT: &str =
    "fn one(a: u32) -> u32 {\n    a\n}\n\nfn two() -> u32 {\n    one($0) + 1\n}\n\nfn three() -> u32 {\n    two() + 1\n}\n";

fn here() -> Situation {
    let history = vec![edit("src/a.rs", 0, &["fn one() -> u32 {"], &["fn one(a: u32) -> u32 {"])];
    situation(&[("src/a.rs", TEXT), ("src/b.rs", "fn far() {\n    one();\n}\n")], history)
}

fn suggestion(path: &str, line: u32, old: &str, text: &str, kind: Kind, confidence: f32) -> Suggestion {
    Suggestion {
        path: path.into(),
        lines: line..line + 1,
        old: old.into(),
        text: Some(text.into()),
        kind,
        source: Source::Graph,
        confidence,
        reason: "a parameter was added to one".into(),
    }
}

/// What the graph knows: a call that it can write, and one that it cannot.
fn graph() -> Answer {
    let sure = suggestion("src/a.rs", 5, "    one() + 1", "    one(0) + 1", Kind::Signature, 0.9);
    let open = suggestion("src/b.rs", 1, "    one();", "    one();", Kind::Check, 0.6);
    Answer { suggestions: vec![sure, open], withheld: Vec::new(), account: vec!["A parameter was added to one.".into()] }
}

/// A stage that asks `server` for a model called `model`, in the wire format `format`.
fn stage(server: &ScriptedServer, format: &str, model: &str) -> ModelStage {
    let models = json!({
        "endpoints": {"scripted": {"format": format, "url": format!("{}/v1", server.url()), "model": model,
                                   "timeouts": {"firstTokenMs": 400, "totalMs": 900, "idleMs": 400}}},
        "roles": {"nextEdit": "scripted"},
    });
    let (settings, problems) = ModelSettings::from_options(serde_json::from_value(models).expect("options"));
    assert_eq!(problems, [""; 0]);
    ModelStage::new(Arc::new(Gateway::new(settings, None).0))
}

async fn server(script: impl Into<Script>) -> ScriptedServer {
    ScriptedServer::start(script).await.expect("a server")
}

fn says(text: &str) -> Script {
    let text = text.to_owned();
    model_that_says(move |_| text.clone())
}

async fn improved(stage: &ModelStage, situation: Situation, graph: Answer) -> Answer {
    stage.improve(situation, graph, &Here, &CancellationToken::new()).await
}

/// The suggestions, each as `path:line text source`.
fn shown(answer: &Answer) -> Vec<String> {
    let one = |it: &Suggestion| {
        let endpoint = |name: &str| name.split('/').next().unwrap_or_default().to_owned();
        let source = match &it.source {
            Source::Graph => "graph".to_owned(),
            Source::Model(name) => endpoint(name),
            Source::Both(name) => format!("graph and {}", endpoint(name)),
        };
        format!("{}:{} {} {source}", it.path, it.lines.start + 1, it.text.as_deref().unwrap_or("nothing").trim())
    };
    answer.suggestions.iter().map(one).collect()
}

const BLOCKS: &str = "src/b.rs\n<<<<<<< SEARCH\n    one();\n=======\n    one(7);\n>>>>>>> REPLACE\n\
                      src/a.rs\n<<<<<<< SEARCH\n    one() + 1\n=======\n    one(0) + 1\n>>>>>>> REPLACE\n";

#[tokio::test]
async fn a_chat_model_fills_and_confirms_what_the_graph_knows() {
    let server = server(says(BLOCKS)).await;
    let stage = stage(&server, "openaiChat", "coder");
    let answer = improved(&stage, here(), graph()).await;
    assert_eq!(shown(&answer), ["src/a.rs:6 one(0) + 1 graph and scripted", "src/b.rs:2 one(7); graph and scripted"]);
    assert!(answer.suggestions[0].confidence > 0.9);
    assert_eq!(answer.account[1], "Asked as blocks_v1 about 2 places, with no other file.");
    assert!(answer.account[2].starts_with("scripted/coder answered within "), "{:?}", answer.account);
    let request = &server.requests()[0];
    assert_eq!(request.path, "/v1/chat/completions");
    let sent = request.json().to_string();
    assert!(sent.contains("fn one(a: u32)") && sent.contains("src/b.rs") && sent.contains("a parameter was added to one"));
}

#[tokio::test]
async fn models_of_their_own_formats_are_asked_in_them() {
    let file = TEXT.replace("$0", "0");
    let cases = [
        (
            "zeta",
            "openaiCompletions",
            format!("<|editable_region_start|>\n{file}<|editable_region_end|>"),
            "<|user_cursor_is_here|>",
        ),
        ("zeta-2", "openaiCompletions", format!("{file}>>>>>>> UPDATED"), "<<<<<<< CURRENT"),
        ("zeta-2.1", "openaiCompletions", format!("<|marker_1|>\n{file}<|marker_2|>"), "<|marker_1|>"),
        ("sweep-next-edit-1.5b", "openaiCompletions", file.clone(), "<|file_sep|>updated/src/a.rs\n"),
        ("coder", "openaiChat", format!("<window>\n{}</window>", &file[file.find("\nfn two").expect("there")..]), "<window>"),
    ];
    for (model, format, said, mark) in cases {
        let server = server(says(&said)).await;
        let stage = stage(&server, format, model);
        let answer = improved(&stage, here(), Answer::default()).await;
        assert_eq!(shown(&answer), ["src/a.rs:6 one(0) + 1 scripted"], "{model}: {:?}", answer.account);
        let body = server.requests()[0].json();
        let prompt = body["prompt"].as_str().or(body["messages"][1]["content"].as_str()).expect("a prompt").to_owned();
        assert!(prompt.contains(mark), "{model}: {prompt}");
        assert_eq!(answer.suggestions[0].kind, Kind::Predicted);
    }
}

#[tokio::test]
async fn garbage_ends_in_the_graphs_answer_with_a_sentence() {
    let cases = [
        ("", "nothing to say"),
        ("Of course! The code looks good to me as it is.", "it holds no edit"),
        ("src/z.rs\n<<<<<<< SEARCH\nx\n=======\ny\n>>>>>>> REPLACE\n", "a file that was not shown"),
        ("\0\0\0\0", "nothing to say"),
        ("src/b.rs\n<<<<<<< SEARCH\n    one();\n=======\n    one(}\n>>>>>>> REPLACE\n", "would not read as its language"),
        (
            "src/a.rs\n<<<<<<< SEARCH\nfn one(a: u32) -> u32 {\n=======\nfn one() -> u32 {\n>>>>>>> REPLACE\n",
            "takes back what was just done",
        ),
    ];
    for (said, why) in cases {
        let server = server(says(said)).await;
        let answer = improved(&stage(&server, "openaiChat", "coder"), here(), graph()).await;
        assert_eq!(answer.suggestions, graph().suggestions, "{said:?}");
        assert!(answer.account.iter().any(|line| line.contains(why)), "{said:?}: {:?}", answer.account);
    }
}

#[tokio::test]
async fn faults_end_in_the_graphs_answer_with_a_sentence() {
    let circles = Reply::events(Vec::<String>::new())
        .then(Part::Forever(b"data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"one(); two();\\n\"}}]}\n\n".to_vec()));
    let cases: Vec<(Reply, &str)> = vec![
        (Reply::never(), "stands alone"),
        (Reply::text(500, "broken"), "stands alone"),
        (Reply::text(401, "no key"), "stands alone"),
        (Reply::raw("no http at all"), "stands alone"),
        (Reply::completion("<<<<<<< SEARCH").broken_off_after(1), "was dropped"),
        (circles, "was dropped"),
    ];
    for (number, (reply, why)) in cases.into_iter().enumerate() {
        let server = server(reply).await;
        let stage = stage(&server, "openaiChat", "coder");
        let answer = tokio::time::timeout(Duration::from_secs(5), improved(&stage, here(), graph())).await.expect("in time");
        assert_eq!(answer.suggestions, graph().suggestions);
        assert!(answer.account.iter().any(|line| line.contains(why)), "case {number}: {:?}", answer.account);
        assert_eq!(stage.open_requests(), 0, "case {number}");
    }
}

#[tokio::test]
async fn one_state_is_asked_about_once() {
    let server = server(says(BLOCKS)).await;
    let stage = stage(&server, "openaiChat", "coder");
    assert!(stage.known(&here(), &graph(), &Here).await.is_none());
    let first = improved(&stage, here(), graph()).await;
    assert_eq!(shown(&improved(&stage, here(), graph()).await), shown(&first));
    let known = stage.known(&here(), &graph(), &Here).await.expect("an answer");
    assert_eq!(shown(&known), shown(&first));
    assert_eq!(server.requests().len(), 1);
    stage.forget();
    assert!(stage.known(&here(), &graph(), &Here).await.is_none());
}

#[tokio::test]
async fn a_newer_state_takes_the_place_of_one_that_waits() {
    let server = server(Script::new(|_, number| if number == 0 { Reply::never() } else { chat(BLOCKS) })).await;
    let stage = stage(&server, "openaiChat", "coder");
    let mut typed = here();
    let text = TEXT.replace("one($0)", "one(1$0)");
    (typed.texts, typed.snapshot, typed.cursor) = {
        let it = situation(&[("src/a.rs", &text), ("src/b.rs", "fn far() {\n    one();\n}\n")], Vec::new());
        (it.texts, it.snapshot, it.cursor)
    };
    let later = async {
        server.wait_for_requests(1).await;
        improved(&stage, typed, graph()).await
    };
    let (first, second) = tokio::join!(improved(&stage, here(), graph()), later);
    assert_eq!(first.suggestions, graph().suggestions);
    assert!(first.account.iter().any(|line| line.contains("a newer state")), "{:?}", first.account);
    assert_eq!(shown(&second)[1], "src/b.rs:2 one(7); graph and scripted");
    server.wait_for_abandoned(1).await;
}

fn chat(text: &str) -> Reply {
    let event = json!({"choices": [{"index": 0, "delta": {"content": text}}]}).to_string();
    let end = json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}).to_string();
    Reply::events([event, end, "[DONE]".to_owned()])
}

#[tokio::test]
async fn cancelling_ends_the_wait_at_once() {
    let server = server(Reply::never()).await;
    let stage = stage(&server, "openaiChat", "coder");
    let token = CancellationToken::new();
    let cancel = async {
        server.wait_for_requests(1).await;
        token.cancel();
    };
    let (answer, ()) = tokio::join!(stage.improve(here(), graph(), &Here, &token), cancel);
    assert_eq!(answer.suggestions, graph().suggestions);
    drop(stage);
    server.wait_for_abandoned(1).await;
}

/// What `sure` leaves behind.
fn accepted() -> (Situation, Answer) {
    let text = TEXT.replace("one($0) + 1", "one(0) + 1$0");
    let mut history = here().history;
    history.push(edit("src/a.rs", 5, &["    one() + 1"], &["    one(0) + 1"]));
    let next = situation(&[("src/a.rs", &text), ("src/b.rs", "fn far() {\n    one();\n}\n")], history);
    (next, Answer { suggestions: graph().suggestions.split_off(1), ..Answer::default() })
}

#[tokio::test]
async fn what_follows_an_acceptance_is_asked_beforehand() {
    let server = server(says(BLOCKS)).await;
    let stage = stage(&server, "openaiChat", "coder");
    stage.foresee(&here(), &graph(), &graph().suggestions[0], &Here).await;
    server.wait_for_requests(1).await;
    let (next, rest) = accepted();
    let answer = improved(&stage, next, rest).await;
    assert_eq!(shown(&answer), ["src/b.rs:2 one(7); graph and scripted"], "{:?}", answer.account);
    assert_eq!(server.requests().len(), 1, "it was on its way, or there");
    let sent = server.requests()[0].json().to_string();
    assert!(sent.contains("+    one(0) + 1"), "{sent}");
}

#[tokio::test]
async fn what_was_foreseen_is_given_up_where_somebody_goes_another_way() {
    let server = server(Script::new(|_, number| if number == 0 { Reply::never() } else { chat(BLOCKS) })).await;
    let stage = stage(&server, "openaiChat", "coder");
    stage.foresee(&here(), &graph(), &graph().suggestions[0], &Here).await;
    server.wait_for_requests(1).await;
    assert_eq!(shown(&improved(&stage, here(), graph()).await).len(), 2);
    assert_eq!(stage.open_requests(), 1, "the same state keeps it");
    let other = situation(&[("src/a.rs", "fn other() {$0}\n")], Vec::new());
    improved(&stage, other, Answer::default()).await;
    server.wait_for_abandoned(1).await;
    assert_eq!(stage.open_requests(), 0);
}

#[tokio::test]
async fn secrets_stay_here() {
    let server = server(says("<window>\n</window>")).await;
    let stage = stage(&server, "openaiChat", "coder");
    let secret = situation(&[(".env", "TOKEN=abc$0\n")], Vec::new());
    let answer = improved(&stage, secret, Answer::default()).await;
    assert!(answer.account[0].contains("may hold secrets") && server.requests().is_empty());
    let history =
        vec![edit(".env", 0, &["A=1"], &["A=deep-secret"]), edit("src/a.rs", 0, &[], &["let db_password = \"swordfish9\";"])];
    let text = "let db_password = \"swordfish9\";\nlet a = 1$0;\n";
    let here = situation(&[("src/a.rs", text)], history);
    let answer = improved(&stage, here, Answer::default()).await;
    let sent = server.requests()[0].json().to_string();
    assert!(!sent.contains("swordfish") && !sent.contains("deep-secret"), "{sent}");
    assert!(answer.account.iter().any(|line| line.starts_with("Hidden from the model: ")), "{:?}", answer.account);
}

#[tokio::test]
async fn without_a_model_nothing_changes() {
    let stage = ModelStage::new(Arc::new(Gateway::default()));
    assert!(!stage.serves());
    assert_eq!(improved(&stage, here(), graph()).await, graph());
}

#[tokio::test]
async fn an_answer_about_an_older_text_is_dropped() {
    let slow = says(BLOCKS);
    let server = server(slow).await;
    let stage = stage(&server, "openaiChat", "coder");
    improved(&stage, here(), graph()).await;
    let mut changed = here();
    let it = situation(&[("src/a.rs", TEXT), ("src/b.rs", "fn far() {\n    one(); // gone\n}\n")], Vec::new());
    changed.texts = it.texts;
    let answer = improved(&stage, changed, graph()).await;
    assert_eq!(server.requests().len(), 1);
    assert!(answer.account.iter().any(|line| line.contains("the file has changed since")), "{:?}", answer.account);
    assert_eq!(answer.suggestions[1], graph().suggestions[1]);
}

#[tokio::test]
async fn the_next_model_is_asked_where_one_fails() {
    let broken = server(Reply::text(500, "broken")).await;
    let good = server(model_that_says(|request: &RecordedRequest| {
        let is_plain = request.path.ends_with("/v1/completions");
        let file = TEXT.replace("$0", "0");
        if is_plain { format!("<|editable_region_start|>\n{file}<|editable_region_end|>") } else { String::new() }
    }))
    .await;
    let models = json!({
        "endpoints": {
            "chat": {"format": "openaiChat", "url": format!("{}/v1", broken.url()), "model": "coder"},
            "zeta": {"format": "openaiCompletions", "url": format!("{}/v1", good.url()), "model": "zeta"},
        },
        "roles": {"nextEdit": ["chat", "zeta"]},
    });
    let (settings, _) = ModelSettings::from_options(serde_json::from_value(models).expect("options"));
    let stage = ModelStage::new(Arc::new(Gateway::new(settings, None).0));
    let answer = improved(&stage, here(), Answer::default()).await;
    assert_eq!(shown(&answer), ["src/a.rs:6 one(0) + 1 zeta"], "{:?}", answer.account);
    assert!(answer.account.iter().any(|line| line.starts_with("chat/coder gave no answer")));
    assert_eq!(answer.account[0], "Asked as zeta_v1 or window_v1 about one place, with 1 other file.");
}
