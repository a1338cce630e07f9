//! From files on disk to an index that agrees with them.
//!
//! A [`Folder`] is one workspace folder with its index. [`Folder::reconcile`] compares the two and reads what differs; it is
//! the only way by which disk content enters an index. What cannot be read is counted, never an error. Unsaved buffers are
//! not known here.

mod analyze;
mod folder;
mod guard;
mod history;
mod overlay;
mod plan;
mod read;
mod reconcile;
mod report;
mod scope;
mod seen;
mod shard;
mod walk;

pub(crate) use analyze::{guarded, language_of};
pub use folder::{Folder, Opened};
pub use guard::{RootError, check_root};
pub use read::content_hash;
pub use reconcile::Pass;
pub use report::{Progress, Report, SkipReason, Skipped, Skips};
pub use scope::Scope;
pub use walk::slashed;
