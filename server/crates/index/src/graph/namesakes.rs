//! Choosing among namesakes that a use of a name could mean alike, and sharing certainty among those that remain.
//!
//! Which definitions come into question is found in [`super::resolve`].

use sapwood_base::NameHash;

use super::Target;
use super::lookup::is_aside_folder;
use super::project::folder_of;
use super::resolve::Want;
use super::scope::Candidate;

/// Of equal namesakes, those that fit the number of arguments and have a body.
pub(super) fn with_definitions(mut found: Vec<Candidate>, want: Want, arity: Option<u8>) -> Vec<Candidate> {
    if found.len() < 2 {
        return found;
    }
    merge_companions(&mut found);
    if want == Want::Call {
        if let Some(arity) = arity {
            keep_some(&mut found, |it| it.arity == Some(arity) || it.kind.is_type());
        }
        keep_some(&mut found, |it| it.kind.is_callable() || it.kind.is_type());
    }
    drop_declarations(&mut found);
    drop_overloads(&mut found);
    found
}

/// Drops the signatures of overloads: definitions without a real body before one of the same name in the same scope.
fn drop_overloads(found: &mut Vec<Candidate>) {
    let all = found.clone();
    found.retain(|it| {
        let is_same = |other: &Candidate| other.file == it.file && other.parent == it.parent && other.owner == it.owner;
        !it.is_stub || !all.iter().any(|other| other.id > it.id && is_same(other) && other.kind.is_callable())
    });
}

/// A type and an object of one name and file are one thing to whoever uses the name.
fn merge_companions(found: &mut Vec<Candidate>) {
    let Some(&first) = found.first() else { return };
    if found.iter().all(|it| it.kind.is_type() && it.file == first.file && it.parent == first.parent) {
        found.truncate(1);
    }
}

/// Drops what only declares a definition that is also among `found`.
fn drop_declarations(found: &mut Vec<Candidate>) {
    let defined: Vec<NameHash> = found.iter().filter(|it| it.has_body).map(|it| it.owner).collect();
    found.retain(|it| it.has_body || !defined.contains(&it.owner));
}

/// Keeps those of `found` that `test` accepts, if there are any.
pub(super) fn keep_some(found: &mut Vec<Candidate>, test: impl Fn(&Candidate) -> bool) {
    if found.iter().any(&test) {
        found.retain(test);
    }
}

/// Keeps the definitions that a use means at first sight, if there are any.
pub(super) fn prefer(found: &mut Vec<Candidate>, want: Want) {
    if found.len() > 1 {
        keep_some(found, |it| want.prefers(it.kind));
    }
}

/// One target for each of `found`: `confidence` for a single one, an equal share of certainty for several.
pub(super) fn share(found: &[Candidate], confidence: f32) -> Vec<Target> {
    let share = match found.len() {
        0 => return Vec::new(),
        1 => confidence,
        several => confidence.min(1.0 / several as f32),
    };
    found.iter().map(|it| Target { symbol: it.id, confidence: share }).collect()
}

/// The folder whose sources are linked together: the first one of a path, or the first below what holds others' code.
pub(super) fn program_of(path: &str) -> &str {
    let folders = folder_of(path);
    let end_of = |from: usize| folders[from..].find('/').map_or(folders.len(), |at| from + at);
    let first = end_of(0);
    if is_aside_folder(&folders[..first]) && first < folders.len() {
        return &folders[..end_of(first + 1)];
    }
    &folders[..first]
}
