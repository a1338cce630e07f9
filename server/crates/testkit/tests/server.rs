//! The scripted server, seen from a plain socket.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

use std::time::Duration;

use sapwood_testkit::{Answer, BackgroundServer, Framing, Part, Script, ScriptedServer, model_that_says};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn exchange(server: &ScriptedServer, path: &str, body: &str) -> String {
    let mut socket = TcpStream::connect(("127.0.0.1", server.port())).await.unwrap();
    let request = format!("POST {path} HTTP/1.1\r\nHost: h\r\nX-Test: Yes\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn it_records_requests_and_plays_answers_in_order() {
    let script = Script::answers(vec![Answer::text(404, "no"), Answer::text(200, "yes").header("x-a", "b")]);
    let server = ScriptedServer::start(script).await.unwrap();
    assert!(exchange(&server, "/a", "{\"n\":1}").await.starts_with("HTTP/1.1 404 "));
    for _ in 0..2 {
        let answer = exchange(&server, "/b", "").await;
        assert!(answer.contains("x-a: b\r\n") && answer.ends_with("\r\n\r\nyes"), "{answer}");
    }
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    assert_eq!((requests[0].path.as_str(), requests[0].header("x-test")), ("/a", Some("Yes")));
    assert_eq!(requests[0].json()["n"], 1);
}

#[tokio::test]
async fn framings() {
    let pieces = || Answer::new(200, "text/plain", "abcd").in_pieces_of(2);
    let play = |framing| async move {
        let server = ScriptedServer::start(pieces().framed(framing)).await.unwrap();
        let answer = exchange(&server, "/", "").await;
        answer.split_once("\r\n\r\n").map_or(answer.clone(), |(_, body)| body.to_owned())
    };
    assert_eq!(play(Framing::Chunked).await, "2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n");
    assert_eq!(play(Framing::BrokenOff).await, "2\r\nab\r\n2\r\ncd\r\n");
    assert_eq!(play(Framing::UntilClose).await, "abcd");
    assert_eq!(play(Framing::Length).await, "abcd");
    assert_eq!(play(Framing::Raw).await, "abcd");
}

#[tokio::test]
async fn a_model_answers_what_a_closure_makes_of_the_request() {
    let server = ScriptedServer::start(model_that_says(|request| format!("got {}", request.json()["prompt"]))).await.unwrap();
    let plain = exchange(&server, "/v1/completions", "{\"prompt\":7}").await;
    assert!(plain.contains("\"text\":\"got \"") && plain.contains("\"text\":\"7\"") && plain.contains("data: [DONE]"), "{plain}");
    let chat = exchange(&server, "/v1/chat/completions", "{\"prompt\":7}").await;
    assert!(chat.contains("\"delta\":{\"content\":\"got \"") && !chat.contains("\"text\""), "{chat}");
    assert!(exchange(&server, "/v1/models", "").await.contains("\"scripted\""));
}

#[tokio::test(start_paused = true)]
async fn delays_pauses_and_clients_that_go() {
    let start = tokio::time::Instant::now();
    let answer = Answer::new(200, "text/plain", "ab").in_pieces_of(1).with_pauses(Duration::from_secs(3));
    let server = ScriptedServer::start(answer.after(Duration::from_secs(4))).await.unwrap();
    exchange(&server, "/", "").await;
    assert_eq!(start.elapsed().as_secs(), 10);
    let server = ScriptedServer::start(Answer::text(200, "x").then(Part::Hang)).await.unwrap();
    let mut socket = TcpStream::connect(("127.0.0.1", server.port())).await.unwrap();
    socket.write_all(b"POST / HTTP/1.1\r\n\r\n").await.unwrap();
    server.wait_for_requests(1).await;
    drop(socket);
    server.wait_for_abandoned(1).await;
}

#[test]
fn a_server_beside_a_test_that_waits_for_nothing() {
    use std::io::{Read, Write};
    let server = BackgroundServer::start(Answer::text(200, "yes")).unwrap();
    let mut socket = std::net::TcpStream::connect(server.url().trim_start_matches("http://")).unwrap();
    socket.write_all(b"POST /x HTTP/1.1\r\n\r\n").unwrap();
    server.wait_for_requests(1);
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    assert!(answer.ends_with("yes"));
    assert_eq!(server.requests()[0].path, "/x");
}
