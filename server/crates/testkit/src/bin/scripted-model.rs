//! A model server for tests in other languages and for trying things out: it speaks the usual format and always says the same.
//!
//! `scripted-model [--port N] [--text TEXT] [--delay MS]`

use std::time::Duration;

use sapwood_testkit::{ScriptedServer, model_that_says};

#[tokio::main]
#[expect(clippy::print_stdout, reason = "the address is what the caller reads")]
async fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| matches!(argument.as_str(), "--help" | "-h")) {
        println!(
            "scripted-model [--port N] [--text TEXT] [--delay MS]\n\nSays TEXT to whoever asks, MS milliseconds later, until it is stopped. Prints its address."
        );
        return Ok(());
    }
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    let port = value("--port").and_then(|port| port.parse().ok()).unwrap_or(0);
    let delay = value("--delay").and_then(|delay| delay.parse().ok()).map_or(Duration::ZERO, Duration::from_millis);
    let text = value("--text").unwrap_or_else(|| "scripted()".to_owned()).replace("\\n", "\n");
    let script = model_that_says(move |_| text.clone()).delayed(delay);
    let server = ScriptedServer::start_on(port, script).await?;
    println!("{}", server.url());
    let mut seen = 0;
    loop {
        server.wait_for_requests(seen + 1).await;
        for request in server.requests().iter().skip(seen) {
            eprintln!("{} {} {}", request.method, request.path, request.json());
            seen += 1;
        }
    }
}
