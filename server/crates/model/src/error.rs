//! What can go wrong with a model, in terms a person can act on. It holds no key and no text that was sent.

use std::time::Duration;

/// What kind of fault it was; decides whether the same model is asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// No connection: refused, unreachable, or the name is unknown.
    Connect,
    /// The secure connection could not be made.
    Tls,
    /// 401 or 403: the key is missing, wrong or not permitted.
    Unauthorized,
    /// 404: the model or the path is unknown.
    NotFound,
    /// Another 4xx: the request was not accepted.
    Rejected,
    /// 429.
    RateLimited,
    /// 5xx.
    Server,
    /// A deadline passed, before or within the answer.
    Timeout,
    /// The answer was not what its format promises.
    Malformed,
    /// The answer ended before its end.
    Truncated,
    /// The answer, or one line of it, was larger than allowed.
    TooLarge,
    /// The endpoint sent the request to another host, which is not followed.
    Redirected,
    /// The answer held nothing.
    Empty,
    /// A budget of the user's is spent.
    BudgetSpent,
    /// The model failed too often lately and is left alone for a while.
    CircuitOpen,
    /// No model is configured for the role.
    NotConfigured,
    /// The key could not be had.
    Key,
    /// It must not be sent: it is about a file that holds secrets.
    Withheld,
}

/// A fault with a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ModelError {
    /// What kind of fault it was.
    pub kind: FaultKind,
    /// A sentence that names the endpoint and what happened; never a key or what was sent.
    pub message: String,
    /// How long the endpoint asked to be left alone.
    pub retry_after: Option<Duration>,
}
