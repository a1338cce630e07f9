//! Context for somebody who types: what the cursor uses, what looks like the lines before it, what was worked on lately.
//!
//! Every definition that could be used next gets a score from what the file imports and uses, from fragments that read like the
//! lines before the cursor, from its own name and from where somebody was lately (`likely`). What is shown is packed to the
//! budget: look-alike code with what follows it, signatures of the likeliest definitions, and outlines of the likeliest files.
//!
//! It never shows text of the file that is edited, neither from behind the cursor nor as it is on disk.

mod cursor;
mod files;
mod likely;
mod names;
mod outline;
mod pack;
mod reader;
mod similar;
mod uses;
mod weights;

#[cfg(test)]
mod tests;

use sapwood_base::LineRange;
use sapwood_index::{FileId, IndexSnapshot, Resolver};

use crate::pack::{ContextAnswer, ContextOptions};
use crate::search::Texts;
pub use likely::{FEATURES, Likely, likely};
pub use outline::OUTLINE;
pub use weights::Weights;

/// What somebody did lately at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// Changed it.
    Edited,
    /// Looked at it.
    Viewed,
}

/// A place somebody was at lately.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecentPlace {
    /// The file.
    pub file: FileId,
    /// The lines.
    pub lines: LineRange,
    /// What was done there.
    pub activity: Activity,
}

/// Where somebody types. The snapshot already shows `text` as the content of `path`, or knows nothing of that path.
#[derive(Debug, Clone, Copy)]
pub struct CompletionPlace<'a> {
    /// The file's path in its workspace folder.
    pub path: &'a str,
    /// Its text, unsaved changes included.
    pub text: &'a str,
    /// The cursor, in bytes of `text`.
    pub offset: u32,
    /// Where somebody was lately, latest first.
    pub recent: &'a [RecentPlace],
}

/// What somebody who types at `place` should have before them, best first.
pub fn completion_context(
    snapshot: &IndexSnapshot,
    place: &CompletionPlace<'_>,
    options: &ContextOptions,
    texts: &dyn Texts,
) -> ContextAnswer {
    completion_context_with(snapshot, place, options, texts, &Weights::default())
}

/// Like [`completion_context`]; gives up with nothing once nobody waits for the answer any more.
pub fn completion_context_until(
    snapshot: &IndexSnapshot,
    place: &CompletionPlace<'_>,
    options: &ContextOptions,
    texts: &dyn Texts,
    is_cancelled: &(dyn Fn() -> bool + Sync),
) -> ContextAnswer {
    gathered(snapshot, place, *options, texts, &Weights::default(), is_cancelled).unwrap_or_default()
}

/// Like [`completion_context`], with other numbers.
pub fn completion_context_with(
    snapshot: &IndexSnapshot,
    place: &CompletionPlace<'_>,
    options: &ContextOptions,
    texts: &dyn Texts,
    weights: &Weights,
) -> ContextAnswer {
    gathered(snapshot, place, *options, texts, weights, &|| false).unwrap_or_default()
}

/// `None` where there is no room for anything, or nobody waits any more.
fn gathered(
    snapshot: &IndexSnapshot,
    place: &CompletionPlace<'_>,
    options: ContextOptions,
    texts: &dyn Texts,
    weights: &Weights,
    is_cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<ContextAnswer> {
    let goes_on = || (!is_cancelled()).then_some(());
    if options.budget_tokens == 0 {
        return None;
    }
    let cursor = cursor::Cursor::read(snapshot, place);
    goes_on()?;
    let mut resolver = Resolver::new(snapshot);
    let surroundings = files::Surroundings::read(snapshot, &cursor, place.recent, &mut resolver);
    goes_on()?;
    let reader = reader::Reader::new(snapshot, texts);
    let mut offer = pack::Offer::default();
    let likely = &mut offer.likely;
    // What is ranked needs no text, and what is read needs no ranking.
    rayon::in_place_scope(|scope| {
        scope.spawn(|_| {
            let names = names::Names::read(snapshot, &surroundings);
            if !is_cancelled() {
                *likely = likely::rank(snapshot, &cursor, &surroundings, &names, weights);
            }
        });
        offer.similar = similar::continuations(snapshot, &cursor, &surroundings, &reader, weights);
        if !is_cancelled() {
            offer.uses = uses::uses(snapshot, &cursor, &surroundings, &mut resolver);
        }
    });
    goes_on()?;
    Some(pack::pack(snapshot, &cursor, offer, options.budget_tokens, &reader, weights))
}
