//! Language models behind one trait: wire formats, routing, retries, budgets, and the scrubber that every outbound text passes.
//!
//! It knows texts and messages; it does not know code, files, indexes or editors.

pub mod discover;
mod edit;
mod endpoint;
mod error;
mod fim;
mod gateway;
mod http;
mod keys;
mod request;
pub mod scrub;
pub mod settings;
mod stream;
pub mod usage;
mod wire;

pub use edit::{Dialect, EDIT_FORMS, EditForm, EditQuestion, EditRequest};
pub use endpoint::{Endpoint, Format, Timeouts};
pub use error::{FaultKind, ModelError};
pub use gateway::{Attempt, Gateway, ModelStatus, Reply};
pub use request::{ChatMessage, ChatRequest, Delta, Document, FimRequest, Limits, Request, Role, Speaker, StopReason, Usage};
pub use settings::{ModelOptions, ModelSettings};
/// A model without a gateway around it, for tests of wire formats. In the product only the gateway can make one, so that
/// everything sent has passed the scrubber.
#[cfg(feature = "testing")]
pub use wire::connect;
#[cfg(not(feature = "testing"))]
use wire::connect;

use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;

/// The deltas of one answer, in order; an error ends it.
pub type Deltas = BoxStream<'static, Result<Delta, ModelError>>;

/// One model behind one endpoint.
pub trait Model: Send + Sync {
    /// The name shown to people, such as `ollama/qwen2.5-coder:7b`.
    fn name(&self) -> &str;

    /// Sends `request` and gives the answer as it comes. Dropping the future or the stream closes the connection.
    fn stream<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Deltas, ModelError>>;
}
