//! `sapwood config`: the settings in force for the user, where they come from, and their schema.

use sapwood::config::{Cache, Settings};
use sapwood_model::settings::{Budget, Cost, KeySource, ModelEndpoint, ModelSettings};
use serde_json::{Value, json};

use super::args::{Common, ConfigArguments, ConfigSubject};
use super::failure::{Failure, Outcome};
use super::terminal::Terminal;

pub(crate) fn run(arguments: &ConfigArguments, common: &Common, terminal: &mut Terminal) -> Outcome {
    if arguments.subject == Some(ConfigSubject::Schema) {
        return terminal.line(format!("{:#}", sapwood::config::schema()));
    }
    let (settings, problems) = Settings::of_user();
    let value = in_force(&settings, &problems);
    if common.json {
        terminal.json(&value)?;
        return sound(&problems);
    }
    let paint = terminal.paint;
    match sapwood::config::user_file() {
        Some(file) if file.exists() => terminal.line(paint.faint(format!("read from {}", file.display())))?,
        Some(file) => terminal.line(paint.faint(format!("{} does not exist; these are the defaults", file.display())))?,
        None => terminal.line(paint.faint("the user has no configuration folder; these are the defaults"))?,
    }
    let mut settings = value;
    if let Some(object) = settings.as_object_mut() {
        object.remove("problems");
        object.remove("file");
    }
    terminal.line(format!("{settings:#}"))?;
    sound(&problems)
}

/// What is wrong with the settings is a failure, told where failures are told.
fn sound(problems: &[String]) -> Outcome {
    if problems.is_empty() { Ok(()) } else { Err(Failure::new(problems.join("\n"))) }
}

fn in_force(settings: &Settings, problems: &[String]) -> Value {
    json!({
        "file": sapwood::config::user_file(),
        "index": {
            "exclude": settings.exclude, "maxFileBytes": settings.max_file_bytes, "threads": settings.threads,
            "inMemory": matches!(settings.cache, Cache::Memory(_)), "allowHome": settings.allow_home,
            "cacheDir": match &settings.cache { Cache::Folder(folder) => Some(folder), Cache::Memory(_) => None },
        },
        "history": {"commits": settings.history_commits},
        "watch": settings.watch,
        "completion": settings.completion,
        "models": models(&settings.models),
        "problems": problems,
    })
}

fn models(settings: &ModelSettings) -> Value {
    let roles: serde_json::Map<String, Value> = settings
        .roles
        .iter()
        .filter_map(|(role, list)| {
            let entries: Vec<Value> = list
                .iter()
                .map(|one| json!({"model": settings.endpoints[one.endpoint].name, "rank": one.rank, "weight": one.weight}))
                .collect();
            Some((serde_json::to_value(role).ok()?.as_str()?.to_owned(), Value::from(entries)))
        })
        .collect();
    json!({
        "endpoints": settings.endpoints.iter().map(endpoint).collect::<Vec<_>>(),
        "roles": roles,
        "budget": budget(&settings.budget),
        "privacy": {"secretFiles": settings.secret_files},
    })
}

fn endpoint(endpoint: &ModelEndpoint) -> Value {
    let key = endpoint.key.as_ref().map(|source| match source {
        KeySource::Environment(name) => json!({"env": name}),
        // Arguments may hold what is nobody's business.
        KeySource::Command(command) => json!({"command": command.first()}),
        KeySource::Keyring { service, account } => json!({"keyring": format!("{service}/{account}")}),
    });
    json!({"name": endpoint.name, "format": endpoint.format, "url": endpoint.url, "model": endpoint.model, "key": key})
}

fn budget(budget: &Budget) -> Value {
    json!({
        "dailyUsd": budget.daily.map(Cost::usd), "sessionUsd": budget.session.map(Cost::usd),
        "dailyTokens": budget.daily_tokens, "sessionTokens": budget.session_tokens,
    })
}
