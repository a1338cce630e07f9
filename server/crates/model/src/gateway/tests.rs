//! What the gateway does with models that behave, and with those that do not.

use std::collections::HashMap;
use std::sync::LazyLock;

use futures_util::{FutureExt, StreamExt};
use secrecy::SecretString;
use tokio::time::advance;

use super::testing::Act::{Cost as Costs, End, Fail, Hang, Say, Wait};
use super::testing::{Act, Actor};
use super::*;
use crate::settings::{Budget, Cost, KeySource, ModelEndpoint, Price, TimeoutOptions};
use crate::{Delta, Document, Endpoint, Format};

fn fim(prefix: &str) -> Request {
    Request::Fim(FimRequest {
        documents: Vec::new(),
        name: "src/main.rs".to_owned(),
        prefix: prefix.to_owned(),
        suffix: "\n}\n".to_owned(),
        line_comment: "//".to_owned(),
        limits: Limits { max_tokens: 64, temperature: 0.0, stop: Vec::new() },
    })
}

fn chat() -> Request {
    let messages = vec![ChatMessage { speaker: Speaker::User, text: "What is it?".to_owned() }];
    Request::Chat(ChatRequest {
        system: String::new(),
        messages,
        limits: Limits { max_tokens: 64, temperature: 0.0, stop: Vec::new() },
    })
}

fn gateway(role: Role, actors: &[&Arc<Actor>]) -> Gateway {
    Gateway::with_models(actors.iter().map(|actor| (role, Arc::clone(actor) as Arc<dyn Model>)).collect())
}

async fn text(reply: Reply) -> Result<String, ModelError> {
    let mut text = String::new();
    let mut deltas = reply.deltas;
    while let Some(delta) = deltas.next().await {
        if let Delta::Text(part) = delta? {
            text += &part;
        }
    }
    Ok(text)
}

fn fine(text: &'static str) -> Vec<Act> {
    vec![Say(text), End]
}

async fn answer(gateway: &Gateway, role: Role, request: Request) -> (String, Vec<(String, Option<FaultKind>)>) {
    let reply = gateway.stream(role, request).await.map_err(|(error, _)| error).expect("an answer");
    let attempts = kinds(&reply.attempts);
    (text(reply).await.expect("a whole answer"), attempts)
}

async fn refusal(gateway: &Gateway, role: Role, request: Request) -> (ModelError, Vec<(String, Option<FaultKind>)>) {
    let (error, attempts) = gateway.stream(role, request).await.err().expect("no answer");
    (error, kinds(&attempts))
}

fn kinds(attempts: &[Attempt]) -> Vec<(String, Option<FaultKind>)> {
    attempts.iter().map(|attempt| (attempt.model.clone(), attempt.error.as_ref().map(|error| error.kind))).collect()
}

fn tried(list: &[(&str, Option<FaultKind>)]) -> Vec<(String, Option<FaultKind>)> {
    list.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect()
}

#[tokio::test]
async fn without_models_nothing_is_asked() {
    let (error, attempts) = refusal(&Gateway::default(), Role::Chat, chat()).await;
    assert_eq!((error.kind, error.message.as_str()), (FaultKind::NotConfigured, "No model is configured for chat."));
    assert!(attempts.is_empty() && !Gateway::default().serves(Role::Completion));
}

#[tokio::test(start_paused = true)]
async fn the_next_model_is_asked_where_one_fails() {
    for kind in [
        FaultKind::Connect,
        FaultKind::Tls,
        FaultKind::Unauthorized,
        FaultKind::NotFound,
        FaultKind::Rejected,
        FaultKind::RateLimited,
        FaultKind::Timeout,
        FaultKind::Malformed,
        FaultKind::TooLarge,
        FaultKind::Redirected,
        FaultKind::Empty,
    ] {
        let (a, b) = (Actor::new("a", vec![vec![Fail(kind, None)]]), Actor::new("b", vec![fine("yes")]));
        let (text, attempts) = answer(&gateway(Role::Completion, &[&a, &b]), Role::Completion, fim("")).await;
        assert_eq!((text.as_str(), attempts), ("yes", tried(&[("a", Some(kind)), ("b", None)])));
    }
}

#[tokio::test(start_paused = true)]
async fn a_fault_after_text_ends_the_answer() {
    let (a, b) = (Actor::new("a", vec![vec![Say("half"), Fail(FaultKind::Truncated, None)]]), Actor::new("b", vec![fine("yes")]));
    let gateway = gateway(Role::Chat, &[&a, &b]);
    let mut reply = gateway.stream(Role::Chat, chat()).await.map_err(|(error, _)| error).expect("an answer");
    assert_eq!(reply.deltas.next().await, Some(Ok(Delta::Text("half".to_owned()))));
    assert_eq!(reply.deltas.next().await.map(|delta| delta.map_err(|error| error.kind)), Some(Err(FaultKind::Truncated)));
    assert!(reply.deltas.next().await.is_none());
    assert_eq!(b.asked(), 0);
    assert_eq!(gateway.status()[0].state, "failing");
}

#[tokio::test(start_paused = true)]
async fn a_stream_without_an_end_is_told() {
    let a = Actor::new("a", vec![vec![Say("half")]]);
    let reply =
        gateway(Role::Completion, &[&a]).stream(Role::Completion, fim("")).await.map_err(|(error, _)| error).expect("begun");
    assert_eq!(text(reply).await.expect_err("cut off").kind, FaultKind::Truncated);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_a_fine_completion_and_no_answer_to_a_question() {
    let empty = || Actor::new("a", vec![vec![End]]);
    let (text, _) = answer(&gateway(Role::Completion, &[&empty()]), Role::Completion, fim("")).await;
    assert_eq!(text, "");
    let (error, _) = refusal(&gateway(Role::Chat, &[&empty()]), Role::Chat, chat()).await;
    assert_eq!(error.kind, FaultKind::Empty);
}

#[tokio::test(start_paused = true)]
async fn chat_waits_as_long_as_the_endpoint_asks_and_completion_does_not() {
    let script = || vec![vec![Fail(FaultKind::RateLimited, Some(7))], fine("yes")];
    let started = Instant::now();
    let a = Actor::new("a", script());
    let (error, _) = refusal(&gateway(Role::Completion, &[&a]), Role::Completion, fim("")).await;
    assert_eq!((error.kind, a.asked()), (FaultKind::RateLimited, 1));
    assert!(started.elapsed() < Duration::from_millis(100));
    // The circuit rests as long, so the second attempt comes when it may.
    let a = Actor::new("a", script());
    let (text, attempts) = answer(&gateway(Role::Chat, &[&a]), Role::Chat, chat()).await;
    assert_eq!((text.as_str(), attempts), ("yes", tried(&[("a", Some(FaultKind::RateLimited)), ("a", None)])));
    assert!((Duration::from_secs(7)..Duration::from_secs(8)).contains(&started.elapsed()), "{:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn another_model_is_better_than_a_long_wait() {
    let (a, b) = (Actor::new("a", vec![vec![Fail(FaultKind::RateLimited, Some(7))]]), Actor::new("b", vec![fine("b")]));
    let started = Instant::now();
    assert_eq!(answer(&gateway(Role::Chat, &[&a, &b]), Role::Chat, chat()).await.0, "b");
    assert_eq!((started.elapsed(), a.asked()), (Duration::ZERO, 1));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_stumbles_is_asked_again() {
    let a = Actor::new("a", vec![vec![Fail(FaultKind::Server, None)], fine("yes")]);
    let started = Instant::now();
    let (text, _) = answer(&gateway(Role::Completion, &[&a]), Role::Completion, fim("")).await;
    assert_eq!((text.as_str(), a.asked()), ("yes", 2));
    assert!(started.elapsed() < Duration::from_millis(80), "{:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_model_that_keeps_failing_is_left_alone() {
    let a = Actor::new("a", vec![vec![Fail(FaultKind::Connect, None)]]);
    let gateway = gateway(Role::Completion, &[&a]);
    for _ in 0..3 {
        refusal(&gateway, Role::Completion, fim("")).await;
    }
    let (error, _) = refusal(&gateway, Role::Completion, fim("")).await;
    assert_eq!((error.kind, a.asked()), (FaultKind::CircuitOpen, 3));
    assert!(error.message.contains("left alone for 5 s. Its last fault: a failed: Connect."), "{}", error.message);
    let status = &gateway.status()[0];
    assert_eq!((status.state, status.last_error.as_deref()), ("resting", Some("a failed: Connect.")));
    assert_eq!((status.usage.session.requests, status.usage.session.failures), (3, 3));
    assert!(gateway.is_failing(Role::Completion));
    *a.scripts.lock().expect("scripts") = [fine("back")].into();
    advance(Duration::from_secs(5)).await;
    assert_eq!(answer(&gateway, Role::Completion, fim("")).await.0, "back");
    assert_eq!(gateway.status()[0].state, "ready");
    assert!(!gateway.is_failing(Role::Completion));
}

#[tokio::test(start_paused = true)]
async fn no_token_in_time_is_a_fault() {
    let (a, b) = (Actor::new("a", vec![vec![Hang]]), Actor::new("b", vec![fine("yes")]));
    let started = Instant::now();
    let (text, attempts) = answer(&gateway(Role::NextEdit, &[&a, &b]), Role::NextEdit, fim("")).await;
    assert_eq!((text.as_str(), attempts), ("yes", tried(&[("a", Some(FaultKind::Timeout)), ("b", None)])));
    assert_eq!((started.elapsed(), a.flowing()), (Duration::from_secs(5), 0));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_drips_ends_at_the_deadline() {
    let mut drip = Vec::new();
    (0..1000).for_each(|_| drip.extend([Say("."), Wait(500)]));
    let a = Actor::new("a", vec![drip]);
    let started = Instant::now();
    let reply =
        gateway(Role::Completion, &[&a]).stream(Role::Completion, fim("")).await.map_err(|(error, _)| error).expect("begun");
    assert_eq!(text(reply).await.expect_err("too long").kind, FaultKind::Timeout);
    assert_eq!(started.elapsed(), Duration::from_secs(8));
}

#[tokio::test(start_paused = true)]
async fn a_slow_first_model_gets_company_and_the_loser_is_dropped() {
    let (a, b) = (Actor::new("a", vec![vec![Hang]]), Actor::new("b", vec![vec![Wait(100), Say("fast"), End]]));
    let gateway = gateway(Role::Completion, &[&a, &b]);
    let started = Instant::now();
    let (text, attempts) = answer(&gateway, Role::Completion, fim("x")).await;
    assert_eq!((text.as_str(), attempts), ("fast", tried(&[("b", None)])));
    assert_eq!((started.elapsed(), a.flowing()), (Duration::from_millis(1600), 0));
    assert_eq!(gateway.status()[0].usage.session.estimates, 1, "what the loser read is counted");
}

#[tokio::test(start_paused = true)]
async fn the_second_comes_when_the_usual_wait_is_over() {
    let mut scripts = vec![vec![Wait(200), Say("x"), End]; 25];
    scripts.push(vec![Hang]);
    let (a, b) = (Actor::new("a", scripts), Actor::new("b", vec![fine("b")]));
    let gateway = gateway(Role::Completion, &[&a, &b]);
    for _ in 0..25 {
        assert_eq!(answer(&gateway, Role::Completion, fim("")).await.0, "x");
    }
    let started = Instant::now();
    assert_eq!(answer(&gateway, Role::Completion, fim("")).await.0, "b");
    assert_eq!(started.elapsed(), Duration::from_millis(200));
    assert_eq!(gateway.status()[0].usage.first_token_p95, Some(Duration::from_millis(200)));
}

#[tokio::test(start_paused = true)]
async fn the_first_may_still_win_against_its_company() {
    let (a, b) = (Actor::new("a", vec![vec![Wait(1700), Say("a"), End]]), Actor::new("b", vec![vec![Wait(900), Say("b"), End]]));
    assert_eq!(answer(&gateway(Role::Completion, &[&a, &b]), Role::Completion, fim("")).await.0, "a");
    assert_eq!((b.asked(), b.flowing()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn other_roles_ask_one_at_a_time() {
    let (a, b) = (Actor::new("a", vec![vec![Wait(20_000), Say("slow"), End]]), Actor::new("b", vec![fine("b")]));
    assert_eq!(answer(&gateway(Role::Chat, &[&a, &b]), Role::Chat, chat()).await.0, "slow");
    assert_eq!(b.asked(), 0);
}

#[tokio::test(start_paused = true)]
async fn dropping_the_question_or_the_reply_closes_the_connection() {
    let a = Actor::new("a", vec![vec![Hang], vec![Say("x"), Hang]]);
    let gateway = gateway(Role::Completion, &[&a]);
    let asked = tokio::time::timeout(Duration::from_millis(50), gateway.stream(Role::Completion, fim("abcd")));
    assert!(asked.await.is_err());
    assert_eq!(a.flowing(), 0);
    let reply = gateway.stream(Role::Completion, fim("")).await.map_err(|(error, _)| error).expect("begun");
    assert_eq!(a.flowing(), 1);
    drop(reply);
    assert_eq!(a.flowing(), 0);
    let status = &gateway.status()[0];
    assert_eq!((status.state, status.usage.session.requests, status.usage.session.failures), ("ready", 2, 0));
}

/// Models made on demand from endpoints, by the endpoints' names.
static ACTORS: LazyLock<Mutex<HashMap<String, Arc<Actor>>>> = LazyLock::new(Mutex::default);

#[allow(clippy::unnecessary_wraps, reason = "its type is given")]
fn dial(endpoint: Endpoint, key: Option<SecretString>) -> Result<Arc<dyn Model>, ModelError> {
    use secrecy::ExposeSecret;
    let key = key.map(|key| key.expose_secret().to_owned());
    if endpoint.name.starts_with("keyed") {
        assert_eq!(key.as_deref(), Some("k-1"));
    }
    let actors = ACTORS.lock().expect("actors");
    Ok(actors.get(&endpoint.name).cloned().expect("an actor"))
}

fn endpoint(actor: &Arc<Actor>) -> ModelEndpoint {
    ACTORS.lock().expect("actors").insert(actor.name.clone(), actor.clone());
    ModelEndpoint {
        name: actor.name.clone(),
        format: Format::OpenAiChat,
        url: "https://models.example.org".to_owned(),
        model: "m".to_owned(),
        template: None,
        key: None,
        price: Price { input: Cost::from_usd(1e-3), cached_input: Cost::from_usd(1e-3), output: Cost::from_usd(2e-3) },
        timeouts: TimeoutOptions::default(),
        concurrency: 1,
    }
}

fn configured(role: Role, endpoints: Vec<ModelEndpoint>, budget: Budget) -> Gateway {
    let candidates = (0..endpoints.len()).map(|endpoint| Candidate { endpoint, rank: endpoint as u32, weight: 1 }).collect();
    let roles = BTreeMap::from([(role, candidates)]);
    let settings = ModelSettings { endpoints, roles, budget, secret_files: Vec::new() };
    Gateway::assemble(settings, Scrubber::default(), Meter::new(budget, None, today), dial)
}

#[tokio::test(start_paused = true)]
async fn a_spent_budget_silences_every_model() {
    let a = Actor::new("budget", vec![vec![Costs(3, 0), Say("x"), Costs(3, 4), End]]);
    let budget = Budget { session: Some(Cost::from_usd(0.02)), ..Budget::default() };
    let gateway = configured(Role::Chat, vec![endpoint(&a)], budget);
    assert_eq!(answer(&gateway, Role::Chat, chat()).await.0, "x");
    assert_eq!(gateway.status()[0].usage.session.cost, Cost::from_usd(0.011));
    assert_eq!(answer(&gateway, Role::Chat, chat()).await.0, "x");
    let (error, attempts) = refusal(&gateway, Role::Chat, chat()).await;
    assert_eq!((error.kind, attempts.len(), a.asked()), (FaultKind::BudgetSpent, 0, 2));
    assert!(error.message.starts_with("This session's budget for models of $0.02 is spent ($0.02)."), "{}", error.message);
    assert_eq!(gateway.status()[0].state, "budget spent");
}

#[tokio::test(start_paused = true)]
async fn tokens_are_estimated_where_nobody_counts_them() {
    let a = Actor::new("estimate", vec![vec![Say("12345678"), End]]);
    let gateway = configured(Role::Completion, vec![endpoint(&a)], Budget::default());
    answer(&gateway, Role::Completion, fim(&"x".repeat(385))).await;
    let session = gateway.status()[0].usage.session;
    assert_eq!((session.input, session.output, session.estimates), (100, 2, 1));
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_has_so_many_requests_at_a_time() {
    let a = Actor::new("narrow", vec![vec![Say("x"), Wait(1000), End]]);
    let gateway = configured(Role::Chat, vec![endpoint(&a)], Budget::default());
    let reply = gateway.stream(Role::Chat, chat()).await.map_err(|(error, _)| error).expect("begun");
    assert!(gateway.stream(Role::Chat, chat()).now_or_never().is_none(), "the second waits");
    assert_eq!(a.asked(), 1);
    text(reply).await.expect("whole");
    assert_eq!(answer(&gateway, Role::Chat, chat()).await.0, "x");
}

#[tokio::test(start_paused = true)]
async fn a_remote_model_is_its_own_second() {
    let a = Actor::new("again", vec![vec![Hang], fine("second")]);
    let mut endpoint = endpoint(&a);
    endpoint.concurrency = 2;
    endpoint.timeouts.hedge_ms = Some(300);
    let gateway = configured(Role::Completion, vec![endpoint.clone()], Budget::default());
    let started = Instant::now();
    assert_eq!(answer(&gateway, Role::Completion, fim("")).await.0, "second");
    assert_eq!(started.elapsed(), Duration::from_millis(300));
    let a = Actor::new("alone", vec![vec![Wait(2000), Say("first"), End]]);
    let local = ModelEndpoint { name: "alone".to_owned(), url: "http://127.0.0.1:1".to_owned(), ..endpoint };
    ACTORS.lock().expect("actors").insert("alone".to_owned(), a.clone());
    assert_eq!(answer(&configured(Role::Completion, vec![local], Budget::default()), Role::Completion, fim("")).await.0, "first");
    assert_eq!(a.asked(), 1);
}

#[cfg(unix)]
#[tokio::test]
async fn keys_are_fetched_when_needed_and_again_when_refused() {
    let a = Actor::new("keyed", vec![vec![Fail(FaultKind::Unauthorized, None)], fine("in")]);
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("log");
    let script = format!("echo x >> {}; echo k-1", log.display());
    let mut endpoint = endpoint(&a);
    endpoint.key = Some(KeySource::Command(["sh".to_owned(), "-c".to_owned(), script].into()));
    let gateway = configured(Role::Completion, vec![endpoint.clone()], Budget::default());
    let fetched = || std::fs::read_to_string(&log).map_or(0, |text| text.lines().count());
    assert_eq!(fetched(), 0);
    let (error, _) = refusal(&gateway, Role::Completion, fim("")).await;
    assert_eq!((error.kind, fetched()), (FaultKind::Unauthorized, 1));
    // A new gateway has no circuit that rests.
    let gateway = configured(Role::Completion, vec![endpoint], Budget::default());
    for _ in 0..2 {
        assert_eq!(answer(&gateway, Role::Completion, fim("")).await.0, "in");
    }
    assert_eq!(fetched(), 2);
}

#[cfg(unix)]
#[tokio::test]
async fn without_its_key_a_model_is_not_asked() {
    let (a, b) = (Actor::new("keyed-not", vec![fine("never")]), Actor::new("keyless", vec![fine("b")]));
    let mut locked = endpoint(&a);
    locked.key = Some(KeySource::Command(vec!["false".to_owned()]));
    let gateway = configured(Role::Completion, vec![locked, endpoint(&b)], Budget::default());
    let (text, attempts) = answer(&gateway, Role::Completion, fim("")).await;
    assert_eq!((text.as_str(), a.asked()), ("b", 0));
    assert_eq!(attempts, tried(&[("keyed-not", Some(FaultKind::Key)), ("keyless", None)]));
    let message = gateway.status()[0].last_error.clone().expect("told");
    assert_eq!(message, "keyed-not: The key could not be had: `false` failed (exit status: 1).");
}

#[tokio::test]
async fn what_is_sent_has_passed_the_scrubber() {
    let a = Actor::new("a", vec![fine("yes")]);
    let gateway = gateway(Role::Completion, &[&a]);
    let Request::Fim(mut request) = fim("let db_password = \"swordfish\";\n") else { unreachable!() };
    let document = |name: &str, text: &str| Document { name: name.to_owned(), text: text.to_owned() };
    request.documents =
        vec![document("app/.env", "X=1"), document("a.rs", "fn a() {}"), document("b.rs", "let token = \"a1b2c3d4e5f6\";")];
    let reply = gateway.stream(Role::Completion, Request::Fim(request)).await.map_err(|(error, _)| error).expect("an answer");
    assert_eq!(reply.hidden, [("secret file", 1), ("token", 1), ("password", 1)]);
    let seen = a.seen.lock().expect("seen");
    let Request::Fim(sent) = &seen[0] else { panic!("another request") };
    assert_eq!(sent.prefix, "let db_password = \"<hidden: password>\";\n");
    assert_eq!(sent.documents, [document("a.rs", "fn a() {}"), document("b.rs", "let token = \"<hidden: token>\";")]);
}

#[tokio::test]
async fn a_secret_file_itself_is_never_sent() {
    let a = Actor::new("a", vec![fine("yes")]);
    let gateway = gateway(Role::Completion, &[&a]);
    let Request::Fim(request) = fim("X=") else { unreachable!() };
    let (error, _) =
        refusal(&gateway, Role::Completion, Request::Fim(FimRequest { name: "config/.env".to_owned(), ..request })).await;
    assert_eq!((error.kind, a.asked()), (FaultKind::Withheld, 0));
    assert!(gateway.is_secret_path("x/id_rsa"));
}

#[tokio::test]
async fn a_check_asks_each_model_for_little() {
    let (a, b) = (Actor::new("check-a", vec![fine("x")]), Actor::new("check-b", vec![vec![Fail(FaultKind::NotFound, None)]]));
    let outcomes = configured(Role::Completion, vec![endpoint(&a), endpoint(&b)], Budget::default()).check().await;
    assert!(outcomes[0].1.is_ok());
    assert_eq!(outcomes[1].1.as_ref().map_err(|error| error.kind), Err(FaultKind::NotFound));
    let Request::Fim(sent) = a.seen.lock().expect("seen")[0].clone() else { panic!("another request") };
    assert_eq!(sent.limits.max_tokens, 1);
}
