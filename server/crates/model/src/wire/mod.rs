//! The wire formats: how a request is written for an endpoint and how its answer is read.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use secrecy::SecretString;

use crate::{Deltas, Endpoint, FaultKind, Model, ModelError, Request};

/// A model behind `endpoint`. Nothing is sent before it is asked; redirects to another host are never followed.
pub fn connect(endpoint: Endpoint, key: Option<SecretString>) -> Result<Arc<dyn Model>, ModelError> {
    if reqwest::Url::parse(&endpoint.url).is_err() {
        let message = format!("The address of {} is not a URL.", endpoint.name);
        return Err(ModelError { kind: FaultKind::Rejected, message, retry_after: None });
    }
    Ok(Arc::new(HttpModel { endpoint, _key: key }))
}

struct HttpModel {
    endpoint: Endpoint,
    _key: Option<SecretString>,
}

impl Model for HttpModel {
    fn name(&self) -> &str {
        &self.endpoint.name
    }

    fn stream<'a>(&'a self, _request: &'a Request) -> BoxFuture<'a, Result<Deltas, ModelError>> {
        let message = format!("{} speaks a format that is not supported.", self.endpoint.name);
        Box::pin(async move { Err(ModelError { kind: FaultKind::Rejected, message, retry_after: None }) })
    }
}
