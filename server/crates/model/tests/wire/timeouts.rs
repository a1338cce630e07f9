//! Time stands still in these tests and jumps to the next deadline when nobody can do anything: no test waits.

use std::time::Duration;

use sapwood_model::{FaultKind, Format, Timeouts, connect};
use sapwood_testkit::{Answer, Framing, Part, ScriptedServer};
use tokio::time::Instant;

use super::{answer_of, ask, assert_kind, endpoint, fault_of, fim, text_of};

const FORMAT: Format = Format::OpenAiCompletions;

fn seconds(since: Instant) -> u64 {
    since.elapsed().as_secs()
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_that_never_answers() {
    let start = Instant::now();
    let error = fault_of(FORMAT, Answer::never()).await;
    assert_kind(&error, FaultKind::Timeout);
    assert_eq!(seconds(start), 10);
}

#[tokio::test(start_paused = true)]
async fn no_text_before_the_deadline_whatever_else_comes() {
    let comments =
        Answer::new(200, "text/event-stream", ": wait\n\n".repeat(100)).in_pieces_of(8).with_pauses(Duration::from_secs(1));
    let start = Instant::now();
    let error = fault_of(FORMAT, comments).await;
    assert_kind(&error, FaultKind::Timeout);
    assert_eq!(seconds(start), 10);
}

#[tokio::test(start_paused = true)]
async fn silence_in_the_middle() {
    let (deltas, error) = answer_of(FORMAT, Answer::completion("one two three").broken_off_after(2).then(Part::Hang)).await;
    assert_eq!(text_of(&deltas), "one two ");
    assert_kind(&error.expect("a fault"), FaultKind::Timeout);
}

#[tokio::test(start_paused = true)]
async fn a_slow_model_with_signs_of_life_is_waited_for() {
    let slow = Answer::completion("one two three").with_pauses(Duration::from_secs(4));
    let (deltas, error) = answer_of(FORMAT, slow).await;
    assert_eq!((text_of(&deltas).as_str(), error), ("one two three", None));
}

#[tokio::test(start_paused = true)]
async fn the_whole_answer_has_a_deadline() {
    let start = Instant::now();
    let slow = Answer::completion(&"word ".repeat(30)).with_pauses(Duration::from_secs(2));
    let (deltas, error) = answer_of(FORMAT, slow).await;
    assert_kind(&error.expect("a fault"), FaultKind::Timeout);
    assert_eq!(seconds(start), 30);
    assert_eq!(deltas.len(), 15);
}

#[tokio::test(start_paused = true)]
async fn one_byte_at_a_time() {
    let drops = |pause| Answer::completion("one two").in_pieces_of(1).with_pauses(pause);
    let start = Instant::now();
    let error = fault_of(FORMAT, drops(Duration::from_secs(1))).await;
    assert_kind(&error, FaultKind::Timeout);
    assert_eq!(seconds(start), 5);
    let (deltas, error) = answer_of(FORMAT, drops(Duration::from_millis(1))).await;
    assert_eq!((text_of(&deltas).as_str(), error), ("one two", None));
    let head = Answer::raw("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: ").in_pieces_of(1);
    let start = Instant::now();
    assert_kind(&fault_of(FORMAT, head.with_pauses(Duration::from_secs(1))).await, FaultKind::Timeout);
    assert_eq!(seconds(start), 10);
}

#[tokio::test(start_paused = true)]
async fn an_error_body_that_does_not_come() {
    let answer = Answer::new(500, "text/plain", "half of ").then(Part::Hang).framed(Framing::UntilClose);
    let start = Instant::now();
    assert_kind(&fault_of(FORMAT, answer).await, FaultKind::Server);
    assert_eq!(seconds(start), 2);
}

#[tokio::test(start_paused = true)]
async fn tokens_that_do_not_come_delay_the_end_by_a_second() {
    let answer = Answer::completion("one").broken_off_after(2).then(Part::Hang);
    let start = Instant::now();
    let (deltas, error) = answer_of(FORMAT, answer).await;
    assert_eq!((text_of(&deltas).as_str(), error), ("one", None));
    assert_eq!(seconds(start), 1);
}

#[tokio::test(start_paused = true)]
async fn a_secure_port_that_says_nothing() {
    let server = ScriptedServer::start(Answer::never()).await.unwrap();
    let mute = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = mute.local_addr().unwrap().port();
    let endpoint = endpoint(FORMAT, &format!("https://127.0.0.1:{port}"));
    let (_, error) = ask(&*connect(endpoint, None).unwrap(), &fim()).await;
    assert_kind(&error.expect("a fault"), FaultKind::Timeout);
    drop((server, mute));
}

#[tokio::test]
async fn dropping_an_answer_closes_its_connection() {
    let words = Answer::completion("one two three").broken_off_after(1).then(Part::Hang);
    let server = ScriptedServer::start(words).await.unwrap();
    let model = super::model(FORMAT, &server.url());
    let request = fim();
    let mut deltas = model.stream(&request).await.unwrap();
    assert!(futures_util::StreamExt::next(&mut deltas).await.is_some());
    drop(deltas);
    server.wait_for_abandoned(1).await;
    let waiting = ScriptedServer::start(Answer::never()).await.unwrap();
    let model = super::model(FORMAT, &waiting.url());
    let asked = tokio::time::timeout(Duration::from_millis(200), model.stream(&request)).await;
    assert!(asked.is_err());
    waiting.wait_for_abandoned(1).await;
}

#[test]
fn the_usual_deadlines_are_in_order() {
    let Timeouts { connect, first_token, total, idle } = Timeouts::default();
    assert!(connect < first_token && first_token < total && idle < total);
}
