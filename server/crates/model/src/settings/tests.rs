use serde_json::json;

use super::*;

fn from(value: serde_json::Value) -> (ModelSettings, Vec<String>) {
    ModelSettings::from_options(serde_json::from_value(value).expect("options"))
}

fn names(settings: &ModelSettings, role: Role) -> Vec<(&str, u32, u32)> {
    let list = settings.roles.get(&role).map(Vec::as_slice).unwrap_or_default();
    list.iter().map(|one| (settings.endpoints[one.endpoint].name.as_str(), one.rank, one.weight)).collect()
}

/// The only problem of an endpoint with this in it.
fn refusal(change: serde_json::Value) -> String {
    let mut endpoint = json!({"format": "openaiChat", "url": "https://models.example.org/v1", "model": "m"});
    for (name, value) in change.as_object().expect("an object") {
        endpoint[name] = value.clone();
    }
    let (settings, problems) = from(json!({"endpoints": {"e": endpoint}, "roles": {"chat": "e"}}));
    assert!(settings.is_empty(), "{settings:?}");
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems[0].clone()
}

#[test]
fn one_line_is_enough() {
    let (settings, problems) = from(json!({"completion": "ollama:qwen2.5-coder:1.5b"}));
    assert_eq!(problems, [""; 0]);
    assert_eq!(names(&settings, Role::Completion), [("ollama/qwen2.5-coder:1.5b", 0, 1)]);
    assert!(ModelSettings::from_options(ModelOptions::default()).0.is_empty());
    assert!(from(json!({"completion": ""})).0.is_empty());
}

#[test]
fn an_order_and_weights_make_ranks() {
    let (settings, problems) = from(json!({
        "endpoints": {"near": {"format": "llamaCpp", "url": "http://127.0.0.1:8080"}},
        "roles": {"completion": ["near", {"model": "ollama:a", "weight": 3}, {"model": "ollama:b", "weight": 1}, "ollama:c",
                                 {"model": "ollama:d", "weight": 0}]},
    }));
    assert_eq!(problems, [""; 0]);
    let expected = [("near", 0, 1), ("ollama/a", 1, 3), ("ollama/b", 1, 1), ("ollama/c", 2, 1)];
    assert_eq!(names(&settings, Role::Completion), expected);
}

#[test]
fn a_literal_key_is_refused_and_never_repeated() {
    for key in [json!("sk-live-1"), json!({"env": "sk-live-1"}), json!(["sk-live-1"]), json!({"command": "sk-live-1"})] {
        let problem = refusal(json!({"key": key}));
        assert!(problem.starts_with("`models.endpoints.e` has a `key"), "{problem}");
        assert!(!problem.contains("sk-live-1"), "{problem}");
    }
    assert!(refusal(json!({"key": "x"})).contains(r#"{"env": "NAME"}"#));
    for url in ["https://me:sk-live-1@models.example.org", "https://models.example.org/v1?api_key=sk-live-1"] {
        let problem = refusal(json!({"url": url}));
        assert!(problem.contains("has a key in its `url`") && !problem.contains("sk-live-1"), "{problem}");
    }
    let (_, problems) =
        from(json!({"endpoints": {"e": {"format": "ollama", "url": "http://localhost", "model": "m", "apiKey": "sk-live-1"}}}));
    assert!(problems[0].contains("has no setting `apiKey`") && problems[0].contains("does not belong"), "{problems:?}");
    assert!(!problems[0].contains("sk-live-1"));
    let (_, problems) = from(json!({"completion": "openai:m@https://x:sk-live-1@models.example.org"}));
    assert!(problems.len() == 1 && !problems[0].contains("sk-live-1"), "{problems:?}");
}

#[test]
fn sources_of_keys_are_read() {
    let with = |key| {
        let endpoint = json!({"format": "mistral", "url": "https://models.example.org/v1/", "model": "m", "key": key});
        let (settings, problems) = from(json!({"endpoints": {"e": endpoint}, "completion": "e"}));
        assert_eq!(problems, [""; 0]);
        assert_eq!(settings.endpoints[0].url, "https://models.example.org/v1");
        settings.endpoints[0].key.clone()
    };
    assert_eq!(with(json!({"env": "MY_KEY"})), Some(KeySource::Environment("MY_KEY".to_owned())));
    let command = vec!["pass".to_owned(), "show".to_owned(), "x".to_owned()];
    assert_eq!(with(json!({"command": ["pass", "show", "x"]})), Some(KeySource::Command(command)));
    let (service, account) = ("s".to_owned(), "a/b".to_owned());
    assert_eq!(with(json!({"keyring": "s/a/b"})), Some(KeySource::Keyring { service, account }));
    assert_eq!(with(json!(null)), None);
}

#[test]
fn what_cannot_work_is_told() {
    assert!(refusal(json!({"format": null})).contains("needs a `format`"));
    assert!(refusal(json!({"model": ""})).contains("needs a `model`"));
    assert!(refusal(json!({"url": "models.example.org"})).contains("`url`"));
    assert!(refusal(json!({"url": "ftp://models.example.org"})).contains("http://"));
    assert!(refusal(json!({"url": "http://models.example.org", "key": {"env": "K"}})).contains("unencrypted"));
    assert!(refusal(json!({"price": {"input": -1}})).contains("`price`"));
    assert!(refusal(json!({"timeouts": {"totalMs": 0}})).contains("timeout"));
    let (settings, problems) = from(json!({"roles": {"chat": ["nobody", "ollama:m"]}}));
    assert_eq!(names(&settings, Role::Chat).len(), 1);
    assert!(problems[0].starts_with("`nobody` for chat is neither"), "{problems:?}");
}

#[test]
fn a_budget_that_is_not_understood_spends_nothing() {
    let (settings, problems) = from(json!({"budget": {"dailyUsd": -2, "sessionTokens": 10}}));
    assert_eq!((settings.budget.daily, settings.budget.session_tokens), (Some(Cost(0)), Some(10)));
    assert_eq!(problems.len(), 1);
    assert_eq!(from(json!({"budget": {"dailyUsd": 1.5}})).0.budget.daily.map(Cost::usd), Some(1.5));
}

#[test]
fn prices_and_timeouts_of_an_endpoint_count() {
    let (settings, _) = from(json!({"endpoints": {"e": {
        "format": "anthropic", "url": "https://models.example.org", "model": "m", "price": {"input": 3, "output": 15}, "timeouts": {"firstTokenMs": 700},
    }}, "completion": "e"}));
    let endpoint = &settings.endpoints[0];
    assert_eq!(endpoint.price.input, Cost(3_000_000));
    assert_eq!(endpoint.price.cached_input, endpoint.price.input);
    assert_eq!(endpoint.timeouts(Role::Completion).first_token, Duration::from_millis(700));
    assert!(endpoint.timeouts(Role::Chat).total > endpoint.timeouts(Role::Completion).total);
    let (settings, _) = from(json!({"completion": "ollama:m"}));
    assert_eq!(settings.endpoints[0].timeouts(Role::Completion).first_token, LOADING);
}

#[test]
fn the_schema_shows_no_place_for_a_key() {
    let schema = serde_json::to_value(schemars::schema_for!(ModelOptions)).expect("JSON");
    let key = &schema["$defs"]["KeyOptions"];
    let properties: Vec<&String> = key["properties"].as_object().expect("properties").keys().collect();
    assert_eq!(properties, ["command", "env", "keyring"]);
    assert_eq!(schema["$defs"]["EndpointOptions"]["properties"].get("unknown"), None);
}
