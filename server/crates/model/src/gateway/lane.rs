//! One model with what belongs to it alone: its connections, its circuit, and how many may ask at a time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::StreamExt;
use secrecy::SecretString;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};

use super::answer::Started;
use super::circuit::{Circuit, Health};
use super::race::Asking;
use super::receipt::Receipt;
use crate::keys::Keys;
use crate::settings::ModelEndpoint;
use crate::{Delta, Dialect, Endpoint, FaultKind, Format, Model, ModelError, Request, Role, Timeouts};

/// Makes a model of an endpoint and its key.
pub(super) type Dial = fn(Endpoint, Option<SecretString>) -> Result<Arc<dyn Model>, ModelError>;

pub(super) struct Lane {
    endpoint: ModelEndpoint,
    keys: Arc<Keys>,
    dial: Dial,
    /// The model for each role, once it was asked: roles differ in their patience.
    models: Mutex<HashMap<Role, Arc<dyn Model>>>,
    /// A model that was handed in.
    given: Option<Arc<dyn Model>>,
    circuit: Arc<Circuit>,
    slots: Arc<Semaphore>,
}

impl Lane {
    pub(super) fn new(endpoint: ModelEndpoint, keys: Arc<Keys>, dial: Dial) -> Self {
        let slots = Arc::new(Semaphore::new(endpoint.concurrency.max(1) as usize));
        Self { endpoint, keys, dial, models: Mutex::default(), given: None, circuit: Arc::default(), slots }
    }

    pub(super) fn of_model(model: Arc<dyn Model>) -> Self {
        let endpoint = ModelEndpoint {
            name: model.name().to_owned(),
            format: Format::OpenAiChat,
            url: String::new(),
            model: String::new(),
            template: None,
            key: None,
            price: crate::settings::Price::default(),
            timeouts: crate::settings::TimeoutOptions::default(),
            concurrency: 16,
        };
        Self { given: Some(model), ..Self::new(endpoint, Arc::default(), crate::connect) }
    }

    pub(super) fn name(&self) -> &str {
        &self.endpoint.name
    }

    /// What decides in which form it is asked.
    pub(super) fn dialect(&self) -> Dialect {
        Dialect::new(self.endpoint.format, &self.endpoint.model, self.endpoint.template.as_deref())
    }

    pub(super) fn timeouts(&self, role: Role) -> Timeouts {
        self.endpoint.timeouts(role)
    }

    /// How long completion waits before it asks a second time, where that was set.
    pub(super) fn hedge(&self) -> Option<std::time::Duration> {
        self.endpoint.timeouts.hedge_ms.map(std::time::Duration::from_millis)
    }

    /// Whether asking the same model twice can help: on this machine both would share what computes them.
    pub(super) fn is_remote(&self) -> bool {
        !self.endpoint.url.is_empty() && !self.endpoint.is_on_this_machine()
    }

    pub(super) fn health(&self) -> Health {
        self.circuit.health()
    }

    pub(super) fn last_error(&self) -> Option<String> {
        self.circuit.last_error()
    }

    /// Asks once and waits for the first text of the answer.
    pub(super) async fn ask(&self, asking: &Asking) -> Result<Started, ModelError> {
        let permit = self.circuit.admit().map_err(|left| self.resting(left))?;
        let deadline = asking.deadline.min(Instant::now() + self.timeouts(asking.role).first_token);
        let slot = timeout_at(deadline, self.slots.clone().acquire_owned());
        let Ok(Ok(slot)) = slot.await else {
            return Err(self.error(FaultKind::Timeout, "had too many requests at a time"));
        };
        let model = self.model(asking.role).await.inspect_err(|error| self.circuit.failed(error))?;
        let mut receipt = Receipt::new(&asking.meter, &self.endpoint, &asking.request, self.circuit.clone());
        let begun = match timeout_at(deadline, begin(&*model, &asking.request, &mut receipt)).await {
            Ok(begun) => begun,
            Err(_) => Err(self.error(FaultKind::Timeout, "gave no token in time")),
        };
        match begun {
            Ok((first, rest)) => Ok(Started::new(first, rest, receipt, (permit, slot))),
            Err(error) => {
                if error.kind == FaultKind::Unauthorized {
                    self.forget_key();
                }
                receipt.failed(&error);
                Err(error)
            }
        }
    }

    async fn model(&self, role: Role) -> Result<Arc<dyn Model>, ModelError> {
        if let Some(model) = self.given.clone().or_else(|| self.models().get(&role).cloned()) {
            return Ok(model);
        }
        let key = match &self.endpoint.key {
            Some(source) => Some(self.keys.get(source).await.map_err(|error| self.about(error))?),
            None => None,
        };
        let endpoint = Endpoint {
            name: self.endpoint.name.clone(),
            format: self.endpoint.format,
            url: self.endpoint.url.clone(),
            model: self.endpoint.model.clone(),
            template: self.endpoint.template.clone(),
            timeouts: self.timeouts(role),
        };
        let model = (self.dial)(endpoint, key)?;
        self.models().insert(role, model.clone());
        Ok(model)
    }

    /// The key was refused: it is fetched anew for the next request.
    fn forget_key(&self) {
        if let Some(source) = &self.endpoint.key {
            self.keys.forget(source);
            self.models().clear();
        }
    }

    fn models(&self) -> MutexGuard<'_, HashMap<Role, Arc<dyn Model>>> {
        self.models.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn error(&self, kind: FaultKind, what: &str) -> ModelError {
        ModelError { kind, message: format!("{} {what}.", self.name()), retry_after: None }
    }

    fn about(&self, error: ModelError) -> ModelError {
        ModelError { message: format!("{}: {}", self.name(), error.message), ..error }
    }

    fn resting(&self, left: std::time::Duration) -> ModelError {
        let why = self.last_error().map(|error| format!(" Its last fault: {error}")).unwrap_or_default();
        let message = format!("{} failed too often and is left alone for {} s.{why}", self.name(), left.as_secs().max(1));
        ModelError { kind: FaultKind::CircuitOpen, message, retry_after: Some(left) }
    }
}

type Begun = (Vec<Delta>, crate::Deltas);

/// The deltas up to the first that carries text, and the rest.
async fn begin(model: &dyn Model, request: &Request, receipt: &mut Receipt) -> Result<Begun, ModelError> {
    let fault = |kind, what: &str| ModelError { kind, message: format!("{} {what}.", model.name()), retry_after: None };
    let mut rest = model.stream(request).await?;
    let mut first = Vec::new();
    loop {
        let delta = rest.next().await.unwrap_or_else(|| Err(fault(FaultKind::Truncated, "ended before it began")))?;
        receipt.see(&delta);
        let is_text = matches!(&delta, Delta::Text(text) | Delta::Thinking(text) if !text.is_empty());
        let is_done = matches!(delta, Delta::Done(_));
        first.push(delta);
        // Nothing is a fine completion, but no answer to a question.
        if is_done && matches!(request, Request::Chat(_)) {
            return Err(fault(FaultKind::Empty, "gave an empty answer"));
        }
        if is_text || is_done {
            return Ok((first, rest));
        }
    }
}
