//! Looks for model servers on this machine. It only asks what they offer; whether one is used is the user's decision.

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::join_all;
use serde_json::Value;

use crate::http;

/// How long a server on this machine may take to answer.
const PATIENCE: Duration = Duration::from_millis(400);
/// A longer list of models is not read.
const MAX_BYTES: usize = 1 << 20;
/// Models named for each server.
const MAX_MODELS: usize = 50;

/// Where servers listen unless told otherwise.
const SERVERS: &[Server] = &[
    Server { kind: "ollama", name: "Ollama", port: 11434, base: "", list: "/api/tags", models: "models", id: "name" },
    Server { kind: "llamacpp", name: "llama.cpp", port: 8080, base: "", list: "/v1/models", models: "data", id: "id" },
    Server { kind: "lmstudio", name: "LM Studio", port: 1234, base: "/v1", list: "/models", models: "data", id: "id" },
    Server { kind: "vllm", name: "vLLM", port: 8000, base: "/v1", list: "/models", models: "data", id: "id" },
];

struct Server {
    /// Its kind in the short form.
    kind: &'static str,
    name: &'static str,
    port: u16,
    base: &'static str,
    /// Where it lists its models, below the base.
    list: &'static str,
    /// The members of the answer that hold the list and a model's name.
    models: &'static str,
    id: &'static str,
}

/// A model server that answers on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalServer {
    /// Its name, such as `Ollama`.
    pub name: &'static str,
    /// Its address.
    pub url: String,
    /// The models it offers, those that complete code first.
    pub models: Vec<String>,
    /// The short form of the first of them, as `models.completion` takes it; `None` where it offers none.
    pub short_form: Option<String>,
}

/// The model servers that answer on their usual ports of this machine. It takes less than a second, and sends nothing but a
/// request for the list of models.
pub async fn discover() -> Vec<LocalServer> {
    let found = join_all(SERVERS.iter().map(|server| probe(server, server.port))).await;
    found.into_iter().flatten().collect()
}

async fn probe(server: &Server, port: u16) -> Option<LocalServer> {
    let url = format!("http://127.0.0.1:{port}{}", server.base);
    let answer = tokio::time::timeout(PATIENCE, list(&format!("{url}{}", server.list))).await.ok()??;
    let mut models: Vec<String> = answer
        .get(server.models)?
        .as_array()?
        .iter()
        .filter_map(|model| model.get(server.id)?.as_str())
        .filter(|model| !model.chars().any(char::is_control) && model.len() <= 200)
        .take(MAX_MODELS)
        .map(str::to_owned)
        .collect();
    models.sort_by_key(|model| !completes_code(model));
    let address = if port == server.port { String::new() } else { format!("@{url}") };
    let short_form = match server.kind {
        // Its one model is loaded; the path of a file is no name to write down.
        "llamacpp" => Some(format!("llamacpp{address}")),
        kind => models.first().map(|model| format!("{kind}:{model}{address}")),
    };
    Some(LocalServer { name: server.name, url, models, short_form })
}

async fn list(url: &str) -> Option<Value> {
    let response = http::client(PATIENCE, true).ok()?.get(url).send().await.ok()?;
    if !response.status().is_success() {
        return None;
    }
    let mut bytes = Vec::new();
    let mut stream = response.bytes_stream();
    while let Some(part) = stream.next().await {
        bytes.extend_from_slice(&part.ok()?);
        if bytes.len() > MAX_BYTES {
            return None;
        }
    }
    serde_json::from_slice(&bytes).ok()
}

/// Whether a model is known to fill in the middle, by its name.
fn completes_code(model: &str) -> bool {
    let model = model.to_ascii_lowercase();
    let families = ["coder", "codestral", "starcoder", "codellama", "codegemma", "stable-code", "granite-code", "devstral"];
    families.iter().any(|family| model.contains(family)) && !model.contains("embed")
}

#[cfg(test)]
mod tests {
    use sapwood_testkit::{Answer, ScriptedServer};
    use serde_json::json;

    use super::*;

    async fn probed(kind: &str, answer: Answer) -> Option<LocalServer> {
        let server = ScriptedServer::start(answer).await.expect("a server");
        let row = SERVERS.iter().find(|server| server.kind == kind).expect("a row");
        let found = probe(row, server.port()).await;
        found.map(|found| LocalServer { url: found.url.replace(&server.port().to_string(), "PORT"), ..found })
    }

    #[tokio::test]
    async fn models_are_listed_and_coders_come_first() {
        let list = json!({"models": [{"name": "llama3:8b"}, {"name": "qwen2.5-coder:1.5b"}, {"size": 1}]});
        let found = probed("ollama", Answer::json(200, &list)).await.expect("found");
        assert_eq!(found.models, ["qwen2.5-coder:1.5b", "llama3:8b"]);
        assert_eq!((found.name, found.url.as_str()), ("Ollama", "http://127.0.0.1:PORT"));
        assert!(found.short_form.expect("a short form").starts_with("ollama:qwen2.5-coder:1.5b@http://127.0.0.1:"));
        let list = json!({"data": [{"id": "org/model"}]});
        assert_eq!(probed("vllm", Answer::json(200, &list)).await.expect("found").models, ["org/model"]);
    }

    #[tokio::test]
    async fn what_is_no_model_server_is_not_offered() {
        for answer in [
            Answer::text(200, "<html>"),
            Answer::json(200, &json!({"models": 7})),
            Answer::json(200, &json!([])),
            Answer::text(404, "not here"),
            Answer::new(200, "application/json", vec![b' '; MAX_BYTES + 1]),
        ] {
            assert_eq!(probed("ollama", answer).await, None);
        }
    }

    #[tokio::test]
    async fn a_server_that_hangs_is_left() {
        let hanging = Answer::never();
        let started = std::time::Instant::now();
        assert_eq!(probed("ollama", hanging).await, None);
        assert!(started.elapsed() < Duration::from_secs(5));
        let free = ScriptedServer::start(Answer::text(200, "")).await.expect("a server").port();
        assert_eq!(probe(&SERVERS[0], free).await, None, "nobody listens there any more");
    }
}
