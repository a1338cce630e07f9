//! What `sapwood doctor` says of models: those that are configured, and servers on this machine that could be.

use std::time::Duration;

use sapwood::config::Settings;
use sapwood_model::discover::{LocalServer, discover};
use sapwood_model::{Gateway, ModelError, ModelStatus};

use super::super::failure::{Failure, Outcome};
use super::super::terminal::{counted, time};
use super::{Finding, Health};

/// Looks at the user's settings and at this machine alone; models are asked only where `check` says so.
pub(super) fn findings(check: bool) -> Outcome<Vec<Finding>> {
    let (settings, problems) = Settings::of_user();
    let gateway = settings.gateway();
    gateway.read_usage();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::new)?;
    let mut findings = vec![configured(&gateway)];
    if !problems.is_empty() {
        let details = problems;
        findings.push(Finding { details, ..Finding::new("settings", Health::Warning, "not everything could be used") });
    }
    if check {
        findings.extend(runtime.block_on(gateway.check()).into_iter().map(checked));
    } else {
        findings.extend(nearby(&runtime.block_on(discover()), settings.models.is_empty()));
    }
    runtime.shutdown_background();
    Ok(findings)
}

fn configured(gateway: &Gateway) -> Finding {
    let status = gateway.status();
    if status.is_empty() {
        let text = "none configured: suggestions come from the repository itself, and nothing leaves this machine";
        return Finding::new("models", Health::Note, text);
    }
    let mut details: Vec<String> = status.iter().map(described).collect();
    details.push("`sapwood doctor --check-models` asks each of them for one token".to_owned());
    let spent = status.iter().find(|model| model.state == "budget spent").and_then(|model| model.last_error.clone());
    let text = format!("{} configured", counted(status.len() as u64, "model", "models"));
    match spent {
        Some(spent) => Finding { details, ..Finding::new("models", Health::Warning, spent) },
        None => Finding { details, ..Finding::new("models", Health::Good, text) },
    }
}

fn described(model: &ModelStatus) -> String {
    let roles: Vec<String> = model.roles.iter().filter_map(|role| role_name(*role)).collect();
    let today = &model.usage.today;
    let spent = match today.requests {
        0 => "not asked today".to_owned(),
        requests => {
            let about = if today.estimates > 0 { "about " } else { "" };
            let requests = counted(requests, "request", "requests");
            format!("today {requests}, {about}{}, ${:.4}", counted(today.tokens(), "token", "tokens"), today.cost.usd())
        }
    };
    format!("{} for {}; {spent}", model.name, roles.join(", "))
}

fn role_name(role: sapwood_model::Role) -> Option<String> {
    serde_json::to_value(role).ok()?.as_str().map(str::to_owned)
}

fn checked((name, outcome): (String, Result<Duration, ModelError>)) -> Finding {
    match outcome {
        Ok(elapsed) => Finding::new("model", Health::Good, format!("{name} answers within {}", time(elapsed))),
        Err(error) => Finding::new("model", Health::Warning, error.message),
    }
}

/// Servers that answer on this machine, with the line that would use one.
fn nearby(servers: &[LocalServer], is_unconfigured: bool) -> Option<Finding> {
    let details: Vec<String> = servers.iter().flat_map(|server| offer(server, is_unconfigured)).collect();
    let names: Vec<&str> = servers.iter().map(|server| server.name).collect();
    let text = format!("{} on this machine; used only where the settings name it", names.join(" and "));
    (!servers.is_empty()).then(|| Finding { details, ..Finding::new("nearby", Health::Note, text) })
}

fn offer(server: &LocalServer, is_unconfigured: bool) -> Vec<String> {
    let mut lines = vec![format!("{} at {}: {}", server.name, server.url, shown(&server.models))];
    if let Some(short) = server.short_form.as_ref().filter(|_| is_unconfigured) {
        let file = sapwood::config::user_file().map(|file| format!(" in {}", file.display())).unwrap_or_default();
        lines.push(format!("to use it: {{\"models\": {{\"completion\": {}}}}}{file}", serde_json::json!(short)));
    }
    lines
}

fn shown(models: &[String]) -> String {
    const SHOWN: usize = 6;
    if models.is_empty() {
        return "no models".to_owned();
    }
    let more = if models.len() > SHOWN { ", …" } else { "" };
    format!("{}{more}", models.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", "))
}
