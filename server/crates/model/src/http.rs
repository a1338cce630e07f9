//! HTTP as this crate uses it: one pool of connections, no redirect to another host, and faults told apart. Texts and formats are
//! not its business.

use std::error::Error;
use std::io::ErrorKind;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::redirect::{Attempt, Policy};
use reqwest::{Client, Url};

use crate::FaultKind;

/// Redirects within the same host that are followed.
const MAX_REDIRECTS: usize = 3;

/// What distinguishes one client from another; everything else is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pool {
    connect_timeout: Duration,
    /// This machine is not reached through a proxy.
    direct: bool,
}

static CLIENTS: Mutex<Vec<(Pool, Client)>> = Mutex::new(Vec::new());

/// The client for a host. It is made at its first use: reading the system's certificates takes a moment that a start need not wait for.
pub(crate) fn client(connect_timeout: Duration, direct: bool) -> Result<Client, String> {
    let pool = Pool { connect_timeout, direct };
    let mut clients = CLIENTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, client)) = clients.iter().find(|(known, _)| *known == pool) {
        return Ok(client.clone());
    }
    // An error says that another part of the program has installed one, which serves as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder()
        .user_agent(concat!("sapwood/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(connect_timeout)
        .redirect(Policy::custom(within_host))
        .referer(false)
        .tcp_nodelay(true);
    let builder = if direct { builder.no_proxy() } else { builder };
    let client = builder.build().map_err(|error| last_cause(&error.without_url()))?;
    clients.push((pool, client.clone()));
    Ok(client)
}

/// Follows a redirect only where the request stays what it is and goes to the host it was meant for, key and text included.
fn within_host(attempt: Attempt) -> reqwest::redirect::Action {
    let keeps_request = matches!(attempt.status().as_u16(), 307 | 308);
    let origin = attempt.previous().first().map(Url::origin);
    let follows = keeps_request && origin == Some(attempt.url().origin()) && attempt.previous().len() <= MAX_REDIRECTS;
    if follows { attempt.follow() } else { attempt.stop() }
}

/// What kind of fault a failed request was, and in a few words why.
pub(crate) fn explain(error: &reqwest::Error) -> (FaultKind, String) {
    if error.is_timeout() {
        return (FaultKind::Timeout, "no connection in time".to_owned());
    }
    let causes = causes(error);
    let words = causes.last().map_or_else(String::new, ToString::to_string);
    let mut io = causes.iter().filter_map(|cause| cause.downcast_ref::<std::io::Error>());
    let is_tls = |cause: &&(dyn Error + 'static)| cause.is::<rustls::Error>();
    let inside_io = |io: &std::io::Error| io.get_ref().is_some_and(<dyn Error + Send + Sync>::is::<rustls::Error>);
    if causes.iter().any(is_tls) || io.clone().any(inside_io) || words.contains("tls handshake") {
        return (FaultKind::Tls, words);
    }
    if words.contains("invalid HTTP") {
        return (FaultKind::Malformed, "it does not speak HTTP".to_owned());
    }
    if !error.is_connect() {
        return (FaultKind::Truncated, "the connection broke".to_owned());
    }
    if causes.iter().any(|cause| cause.to_string().contains("dns error")) {
        return (FaultKind::Connect, "the host name is unknown".to_owned());
    }
    let is_secure = error.url().is_some_and(|url| url.scheme() == "https");
    let words = match io.next_back().map(std::io::Error::kind) {
        Some(ErrorKind::ConnectionRefused) => "the connection was refused, so perhaps no server runs there".to_owned(),
        Some(ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable) => "the host cannot be reached".to_owned(),
        _ if is_secure => return (FaultKind::Tls, format!("{words}, so perhaps the server does not speak https")),
        _ => words,
    };
    (FaultKind::Connect, words)
}

fn causes(error: &reqwest::Error) -> Vec<&(dyn Error + 'static)> {
    std::iter::successors(error.source(), |cause: &&(dyn Error + 'static)| (*cause).source()).collect()
}

fn last_cause(error: &reqwest::Error) -> String {
    causes(error).last().map_or_else(|| error.to_string(), ToString::to_string)
}
