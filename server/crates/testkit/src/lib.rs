//! Support for tests of several crates: a model server that does what a script says, faults included. Nothing in the product
//! depends on it.

mod answer;
mod http;
mod openai;
mod server;

pub use answer::{Answer, Framing, Part};
pub use http::RecordedRequest;
pub use openai::{completion_events, model_that_says};
pub use server::{BackgroundServer, Script, ScriptedServer};
