//! The one question that completion has for models, so that tests can answer it.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use sapwood_model::{Attempt, FimRequest, Gateway, ModelError, Reply, Request, Role};

/// Who answers completion requests.
pub(super) trait Models: Send + Sync {
    /// Whether anybody does.
    fn serves(&self) -> bool;

    /// Whether it is known that an answer is not to be expected now.
    fn is_failing(&self) -> bool;

    /// Asks for what stands between a prefix and a suffix. Dropping the future or the answer closes the connection.
    fn ask(&self, request: FimRequest) -> BoxFuture<'static, Result<Reply, (ModelError, Vec<Attempt>)>>;
}

/// The models of a gateway.
pub(super) struct ByGateway(pub(super) Arc<Gateway>);

impl Models for ByGateway {
    fn serves(&self) -> bool {
        self.0.serves(Role::Completion)
    }

    fn is_failing(&self) -> bool {
        self.0.is_failing(Role::Completion)
    }

    fn ask(&self, request: FimRequest) -> BoxFuture<'static, Result<Reply, (ModelError, Vec<Attempt>)>> {
        let gateway = self.0.clone();
        Box::pin(async move { gateway.stream(Role::Completion, Request::Fim(request)).await })
    }
}
