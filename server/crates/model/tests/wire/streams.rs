use sapwood_model::{Delta, Format};
use sapwood_testkit::{Answer, Framing, ScriptedServer};

use super::{answer_of, ask, fim, model, text_of};

/// An answer with everything that is allowed in a stream, as bytes.
fn lively() -> Vec<u8> {
    let piece = |text: &str| format!("data: {{\"choices\":[{{\"text\":\"{text}\"}}]}}\r\n\r\n");
    let mut stream = String::from("\u{feff}: welcome\r\n\r\nevent: completion\r\nid: 1\r\nretry: 5\r\n");
    stream += &piece("größe ");
    stream += ": keep-alive\n\n";
    stream += &piece("→ 木 🦀 ");
    stream += "data:{\"choices\":\ndata:[{\"text\":\"end\",\"finish_reason\":\"stop\"}]}\r\r";
    stream += "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}\n\ndata: [DONE]";
    stream.into_bytes()
}

#[tokio::test]
async fn any_split_gives_the_same_answer() {
    let bytes = lively();
    let (whole, error) = answer_of(Format::OpenAiCompletions, Answer::new(200, "text/event-stream", bytes.clone())).await;
    assert_eq!((text_of(&whole).as_str(), error), ("größe → 木 🦀 end", None));
    for size in [1, 2, 3, 5, 7, 11, 64] {
        for framing in [Framing::Chunked, Framing::UntilClose, Framing::Length] {
            let answer = Answer::new(200, "text/event-stream", bytes.clone()).in_pieces_of(size).framed(framing);
            assert_eq!(answer_of(Format::OpenAiCompletions, answer).await, (whole.clone(), None), "{size} {framing:?}");
        }
    }
}

#[tokio::test]
async fn random_splits_give_the_same_text() {
    let mut random = fastrand::Rng::with_seed(7);
    let bytes = lively();
    for _ in 0..100 {
        let mut answer = Answer::new(200, "text/event-stream", Vec::new());
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(random.usize(1..=rest.len().min(40)));
            answer = answer.then(sapwood_testkit::Part::Bytes(piece.to_vec()));
            rest = after;
        }
        let (deltas, error) = answer_of(Format::OpenAiCompletions, answer).await;
        assert_eq!((text_of(&deltas).as_str(), error), ("größe → 木 🦀 end", None));
    }
}

/// Whatever a server sends: no panic, no wait without an end, and at most one fault.
#[tokio::test]
async fn damaged_streams_end() {
    let mut random = fastrand::Rng::with_seed(11);
    for round in 0..300 {
        let mut bytes = lively();
        for _ in 0..random.usize(1..6) {
            let at = random.usize(..bytes.len());
            match random.u8(..4) {
                0 => bytes[at] = random.u8(..),
                1 => bytes.truncate(at.max(40)),
                2 => bytes.insert(at, *random.choice(b"\n\r\0{}[]\":\xff").unwrap()),
                _ => drop(bytes.drain(at..(at + 5).min(bytes.len()))),
            }
        }
        let formats = [Format::OpenAiCompletions, Format::Ollama, Format::LlamaCpp, Format::Anthropic];
        let answer = Answer::new(200, "text/event-stream", bytes).in_pieces_of(random.usize(1..50));
        let (deltas, error) = answer_of(formats[round % 4], answer).await;
        let done = deltas.iter().filter(|delta| matches!(delta, Delta::Done(_))).count();
        assert_eq!(done, usize::from(error.is_none()), "{deltas:?} {error:?}");
    }
}

#[tokio::test]
async fn text_comes_while_the_answer_is_still_being_written() {
    let answer = Answer::completion("one two three").broken_off_after(1).then(sapwood_testkit::Part::Hang);
    let server = ScriptedServer::start(answer).await.unwrap();
    let request = fim();
    let model = model(Format::OpenAiCompletions, &server.url());
    let mut deltas = model.stream(&request).await.unwrap();
    assert_eq!(futures_util::StreamExt::next(&mut deltas).await, Some(Ok(Delta::Text("one ".into()))));
}

#[tokio::test]
async fn a_stop_text_closes_the_connection_of_a_server_that_ignores_it() {
    let answer = Answer::completion("one\n\ntwo three four").then(sapwood_testkit::Part::Hang);
    let server = ScriptedServer::start(answer).await.unwrap();
    let (deltas, error) = ask(&*model(Format::OpenAiCompletions, &server.url()), &fim()).await;
    assert_eq!((text_of(&deltas).as_str(), error), ("one", None));
    server.wait_for_abandoned(1).await;
}

#[tokio::test]
async fn reasoning_inside_the_text_of_a_chat_model_is_told_apart() {
    let script = || sapwood_testkit::model_that_says(|_| "<think>The user wants one.</think>\n\n```\none\n```".to_owned());
    let (deltas, error) = answer_of(Format::OpenAiChat, script()).await;
    let thinking = |delta: &Delta| if let Delta::Thinking(text) = delta { text.clone() } else { String::new() };
    assert_eq!((text_of(&deltas).as_str(), error), ("one", None));
    assert_eq!(deltas.iter().map(thinking).collect::<String>(), "The user wants one.");
    let (deltas, _) = answer_of(Format::OpenAiCompletions, script()).await;
    assert!(text_of(&deltas).starts_with("<think>"), "what fills a gap is left alone");
}

#[tokio::test(start_paused = true)]
async fn a_connection_serves_one_request_after_the_other() {
    let cases = [
        (Format::OpenAiCompletions, Answer::completion("one two")),
        (Format::Ollama, Answer::lines([serde_json::json!({"response": "one", "done": true})])),
        (Format::LlamaCpp, Answer::events([r#"{"content":"one","stop":true}"#])),
    ];
    for (format, answer) in cases {
        let server = ScriptedServer::start(answer.with_pauses(std::time::Duration::from_millis(5)).kept_alive()).await.unwrap();
        let model = model(format, &server.url());
        for _ in 0..4 {
            let (_, error) = ask(&*model, &fim()).await;
            assert_eq!(error, None);
            // What follows the end of the text is read while nobody waits for it.
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert_eq!((server.requests().len(), server.connections()), (4, 1), "{format:?}");
    }
}
