//! Calls the analysis so that no file, however odd, takes the program down.

use std::panic::{AssertUnwindSafe, catch_unwind};

use sapwood_grammars::{FileClass, LanguageId, detect};
use sapwood_syntax::{FileFacts, Input};

use crate::tasks::panic_message;

/// How much of a text tells its language.
const HEAD_BYTES: usize = 8000;

/// The facts of a file; `None` where its analysis failed. What nobody wrote (generated and vendored text) can be found by
/// its words but gives no definitions and references.
pub(crate) fn analyze_text(path: &str, text: &str, class: FileClass) -> Option<FileFacts> {
    let detected = language_of(path, text);
    let language = detected.filter(|_| class.has_symbols());
    let mut facts = guarded(path, || sapwood_syntax::analyze(&Input { path, text, language }))?;
    facts.language = detected;
    Some(facts)
}

/// The language of a text.
pub(crate) fn language_of(path: &str, text: &str) -> Option<LanguageId> {
    detect(path, &text.as_bytes()[..text.len().min(HEAD_BYTES)])
}

/// Runs an analysis of the file at `path`; a panic is logged and gives `None`.
pub(crate) fn guarded<T>(path: &str, analysis: impl FnOnce() -> T) -> Option<T> {
    let outcome = catch_unwind(AssertUnwindSafe(analysis));
    outcome.inspect_err(|panic| tracing::error!(path, message = panic_message(&**panic), "the analysis of a file panicked")).ok()
}
