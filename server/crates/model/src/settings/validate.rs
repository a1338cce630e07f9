//! From options to settings: every mistake costs what it stands in and nothing else, and is told in a sentence that holds no secret.

use std::collections::BTreeMap;

use super::options::{BudgetOptions, EndpointOptions, KeyOptions, ModelEntry, ModelList, ModelOptions, PriceOptions};
use super::{Budget, Candidate, Cost, KeySource, ModelEndpoint, ModelSettings, Price, TimeoutOptions, short};
use crate::{Format, Role};

/// Requests at a time where nothing was set.
const CONCURRENCY: u32 = 4;

/// What to do instead of writing a key into the settings.
const NO_LITERAL: &str = "was ignored: a key does not belong into settings. Name where it is kept instead: {\"env\": \"NAME\"}, \
                          {\"command\": [\"program\", \"argument\"]} or {\"keyring\": \"service/account\"}; and replace the key \
                          if the settings were shared";

/// What stands in a URL where a key might.
const KEY_PARAMETERS: &[&str] = &["key", "api_key", "apikey", "api-key", "token", "access_token", "secret", "password"];

#[derive(Default)]
struct Validator {
    named: BTreeMap<String, ModelEndpoint>,
    refused: Vec<String>,
    settings: ModelSettings,
    problems: Vec<String>,
}

pub(super) fn validate(options: ModelOptions) -> (ModelSettings, Vec<String>) {
    let mut validator = Validator::default();
    for (name, endpoint) in options.endpoints {
        validator.endpoint(name, endpoint);
    }
    let roles = options.roles;
    let both = !is_empty(&options.completion) && !is_empty(&roles.completion);
    if both {
        validator.tell("`models.completion` was used, `models.roles.completion` was not: one of them is enough");
    }
    let completion = if is_empty(&options.completion) { roles.completion } else { options.completion };
    let lists = [
        (Role::Completion, completion),
        (Role::NextEdit, roles.next_edit),
        (Role::Chat, roles.chat),
        (Role::Advisor, roles.advisor),
        (Role::Critic, roles.critic),
        (Role::Compact, roles.compact),
        (Role::Embed, roles.embed),
    ];
    for (role, list) in lists {
        validator.role(role, list);
    }
    validator.budget(&options.budget);
    validator.settings.secret_files = options.privacy.secret_files;
    (validator.settings, validator.problems)
}

fn is_empty(list: &ModelList) -> bool {
    match list {
        ModelList::One(name) => name.trim().is_empty(),
        ModelList::Many(entries) => entries.is_empty(),
    }
}

impl Validator {
    fn tell(&mut self, problem: impl Into<String>) {
        self.problems.push(format!("{}.", problem.into()));
    }

    fn endpoint(&mut self, name: String, options: EndpointOptions) {
        let at = format!("`models.endpoints.{name}`");
        for unknown in options.unknown.keys() {
            let hint = if looks_like_key(unknown) { format!(" and {NO_LITERAL}") } else { String::new() };
            self.tell(format!("{at} has no setting `{unknown}`{hint}"));
        }
        match Self::checked(&name, &options) {
            Ok(endpoint) => {
                self.named.insert(name, endpoint);
            }
            Err(problem) => {
                self.tell(format!("{at} {problem}; this endpoint is not used"));
                self.refused.push(name);
            }
        }
    }

    fn checked(name: &str, options: &EndpointOptions) -> Result<ModelEndpoint, String> {
        let format = options.format.ok_or("needs a `format`, such as `ollama` or `openaiChat`")?;
        if options.model.is_empty() && format != Format::LlamaCpp {
            return Err("needs a `model`".to_owned());
        }
        let key = options.key.as_ref().map(key_source).transpose()?;
        check_url(&options.url, key.is_some())?;
        Ok(ModelEndpoint {
            name: if options.model.is_empty() { name.to_owned() } else { format!("{name}/{}", options.model) },
            format,
            url: options.url.trim_end_matches('/').to_owned(),
            model: options.model.clone(),
            template: options.template.clone(),
            key,
            price: price(&options.price)?,
            timeouts: checked_timeouts(options.timeouts)?,
            concurrency: options.concurrency.unwrap_or(CONCURRENCY).clamp(1, 256),
        })
    }

    fn role(&mut self, role: Role, list: ModelList) {
        let entries = match list {
            ModelList::One(name) if name.trim().is_empty() => return,
            ModelList::One(name) => vec![ModelEntry::Name(name)],
            ModelList::Many(entries) => entries,
        };
        let mut candidates: Vec<Candidate> = Vec::new();
        let mut rank = 0;
        let mut neighbour_has_weight = false;
        for entry in entries {
            let (name, weight) = match entry {
                ModelEntry::Name(name) => (name, None),
                ModelEntry::Weighted { model, weight } => (model, Some(weight.min(1000))),
            };
            let shares_rank = weight.is_some() && neighbour_has_weight;
            neighbour_has_weight = weight.is_some();
            rank += u32::from(!shares_rank && !candidates.is_empty());
            match self.model(&name, role) {
                Ok(endpoint) if weight != Some(0) => candidates.push(Candidate { endpoint, rank, weight: weight.unwrap_or(1) }),
                Err(Some(problem)) => self.tell(format!("`{}` for {} {problem}", shown(&name), in_words(role))),
                Ok(_) | Err(None) => {}
            }
        }
        if !candidates.is_empty() {
            self.settings.roles.insert(role, candidates);
        }
    }

    /// The place of the endpoint that `name` stands for. No sentence comes for one whose own fault was told already.
    fn model(&mut self, name: &str, role: Role) -> Result<usize, Option<String>> {
        let name = name.trim();
        if self.refused.iter().any(|refused| refused == name) {
            return Err(None);
        }
        let endpoint = match self.named.get(name) {
            Some(endpoint) => endpoint.clone(),
            None => from_short(name, role)?,
        };
        let known = self.settings.endpoints.iter().position(|known| *known == endpoint);
        Ok(known.unwrap_or_else(|| {
            self.settings.endpoints.push(endpoint);
            self.settings.endpoints.len() - 1
        }))
    }

    fn budget(&mut self, options: &BudgetOptions) {
        let mut money = |name: &str, usd: Option<f64>| match usd {
            Some(usd) if !(0.0..=1e6).contains(&usd) => {
                // A limit that cannot be understood must not become no limit.
                self.problems.push(format!("`models.budget.{name}` is not an amount of dollars, so nothing is spent."));
                Some(Cost(0))
            }
            usd => usd.map(Cost::from_usd),
        };
        let (daily, session) = (money("dailyUsd", options.daily_usd), money("sessionUsd", options.session_usd));
        let (daily_tokens, session_tokens) = (options.daily_tokens, options.session_tokens);
        self.settings.budget = Budget { daily, session, daily_tokens, session_tokens };
    }
}

fn from_short(name: &str, role: Role) -> Result<ModelEndpoint, Option<String>> {
    let short = short::parse(name, role).map_err(Some)?;
    check_url(&short.url, false).map_err(Some)?;
    Ok(ModelEndpoint {
        name: short.name,
        format: short.format,
        url: short.url.trim_end_matches('/').to_owned(),
        model: short.model,
        template: None,
        key: short.key_env.map(|name| KeySource::Environment(name.to_owned())),
        price: Price::default(),
        timeouts: TimeoutOptions::default(),
        concurrency: CONCURRENCY,
    })
}

/// A name in a message: cut short, and without the address, where people put keys.
fn shown(name: &str) -> String {
    let name = name.split("@http").next().unwrap_or(name);
    name.chars().filter(|c| !c.is_control()).take(60).collect()
}

fn looks_like_key(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["key", "token", "secret", "password", "auth", "header"].iter().any(|word| name.contains(word))
}

fn key_source(options: &KeyOptions) -> Result<KeySource, String> {
    if options.is_literal {
        return Err(format!("has a `key` that {NO_LITERAL}"));
    }
    match (&options.env, &options.command, &options.keyring) {
        (Some(name), None, None) if is_variable(name) => Ok(KeySource::Environment(name.clone())),
        // What stands there may be the key itself, so it is not repeated.
        (Some(_), None, None) => Err("has a `key.env` that is not the name of an environment variable".to_owned()),
        (None, Some(command), None) if command.first().is_some_and(|program| !program.is_empty()) => {
            Ok(KeySource::Command(command.clone()))
        }
        (None, None, Some(entry)) => match entry.split_once('/') {
            Some((service, account)) if !service.is_empty() && !account.is_empty() => {
                Ok(KeySource::Keyring { service: service.to_owned(), account: account.to_owned() })
            }
            _ => Err("has a `key.keyring` that is not `service/account`".to_owned()),
        },
        _ => Err("has a `key` that is not exactly one of `env`, `command` (a list) and `keyring`".to_owned()),
    }
}

fn is_variable(name: &str) -> bool {
    // Keys of vendors are longer than any sensible name, and many start as one could.
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_name && (1..=64).contains(&name.len()) && !name.starts_with(|c: char| c.is_ascii_digit())
}

fn check_url(text: &str, has_key: bool) -> Result<(), String> {
    let url = reqwest::Url::parse(text).map_err(|error| format!("has a `url` that cannot be read: {error}"))?;
    let Some(host) = url.host_str().filter(|_| matches!(url.scheme(), "http" | "https")) else {
        return Err("has a `url` that does not start with http:// or https://".to_owned());
    };
    let has_password = !url.username().is_empty() || url.password().is_some();
    let has_parameter = url.query_pairs().any(|(name, _)| KEY_PARAMETERS.contains(&name.to_ascii_lowercase().as_str()));
    if has_password || has_parameter {
        return Err(format!("has a key in its `url` that {NO_LITERAL}"));
    }
    if has_key && url.scheme() == "http" && !is_loopback(host) {
        return Err(format!("would send its key to {host} unencrypted: use https://"));
    }
    Ok(())
}

/// Whether `host` is this machine.
pub(super) fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn price(options: &PriceOptions) -> Result<Price, String> {
    let one = |usd: f64| match usd {
        usd if (0.0..=1e5).contains(&usd) => Ok(Cost::from_usd(usd / 1e6)),
        _ => Err("has a `price` that is not an amount of dollars".to_owned()),
    };
    Ok(Price {
        input: one(options.input)?,
        cached_input: one(options.cached_input.unwrap_or(options.input))?,
        output: one(options.output)?,
    })
}

fn checked_timeouts(options: TimeoutOptions) -> Result<TimeoutOptions, String> {
    let all = [options.connect_ms, options.first_token_ms, options.total_ms, options.idle_ms, options.hedge_ms];
    if all.into_iter().flatten().any(|wait| !(1..=3_600_000).contains(&wait)) {
        return Err("has a timeout that is not between 1 and 3600000 milliseconds".to_owned());
    }
    Ok(options)
}

/// What a role is for, in words.
pub(crate) fn in_words(role: Role) -> &'static str {
    match role {
        Role::Completion => "completion",
        Role::NextEdit => "next edits",
        Role::Chat => "chat",
        Role::Advisor => "advice",
        Role::Critic => "criticism",
        Role::Compact => "summaries",
        Role::Embed => "embeddings",
    }
}
