//! The one way out: picks a model for a role, scrubs what is sent, keeps budgets, and tells what happened.

use std::time::Duration;

use crate::{Deltas, FaultKind, ModelError, Request, Role};

/// One model that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Its name.
    pub model: String,
    /// Why it gave no answer; `None` where it did.
    pub error: Option<ModelError>,
    /// Time until its first delta or its failure.
    pub elapsed: Duration,
}

/// An answer on its way.
pub struct Reply {
    /// The model that answers.
    pub model: String,
    /// The models tried, this one last.
    pub attempts: Vec<Attempt>,
    /// What the scrubber hid: kind and count, such as `("private key", 1)`.
    pub hidden: Vec<(&'static str, u32)>,
    /// The answer.
    pub deltas: Deltas,
}

/// A configured model as it does now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelStatus {
    /// Its name.
    pub name: String,
    /// The roles it serves.
    pub roles: Vec<Role>,
    /// A word for people: `ready`, `failing`, `resting` or `budget spent`.
    pub state: &'static str,
    /// The last fault, if the last request failed.
    pub last_error: Option<String>,
}

/// All configured models.
#[derive(Default)]
pub struct Gateway;

impl Gateway {
    /// Whether any model serves `role`.
    pub fn serves(&self, _role: Role) -> bool {
        false
    }

    /// Asks the models of `role` in their order until one answers.
    pub async fn stream(&self, role: Role, _request: Request) -> Result<Reply, (ModelError, Vec<Attempt>)> {
        let message = format!("No model is configured for {role:?}.");
        Err((ModelError { kind: FaultKind::NotConfigured, message, retry_after: None }, Vec::new()))
    }

    /// How the models do.
    pub fn status(&self) -> Vec<ModelStatus> {
        Vec::new()
    }
}
