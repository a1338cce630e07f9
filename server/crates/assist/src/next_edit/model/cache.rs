//! Answers that were heard and requests on their way, by the text that they are about. It asks nobody.

use std::collections::VecDeque;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rustc_hash::FxHasher;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::place::Place;
use super::read::Heard;

/// Answers that are kept.
const KEPT: usize = 50;

/// The text that a request is about: the window of the first place, in a file of that content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    path: String,
    text: u64,
    window: (u32, u32),
}

impl Key {
    pub(super) fn of(place: &Place) -> Self {
        Self { path: place.path.clone(), text: hash(&place.text), window: (place.window.start, place.window.end) }
    }
}

/// A number that tells texts apart.
pub(super) fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    text.hash(&mut hasher);
    hasher.finish()
}

/// What became of a request.
#[derive(Debug)]
pub(super) struct Outcome {
    /// The places that were shown, and what they looked like.
    pub(super) places: Vec<Place>,
    /// What was said; the error is a sentence.
    pub(super) heard: Result<Heard, String>,
    /// What happened, one sentence each.
    pub(super) notes: Vec<String>,
}

/// A request on its way.
pub(super) struct Flight {
    pub(super) key: Key,
    /// The state in which it was foreseen, where nobody asked for it yet.
    pub(super) foreseen_from: Option<Key>,
    pub(super) outcome: watch::Sender<Option<Arc<Outcome>>>,
    pub(super) cancel: CancellationToken,
}

/// What the stage remembers.
#[derive(Default)]
pub(super) struct Memory {
    /// The latest answer last.
    answers: VecDeque<(Key, Arc<Outcome>)>,
    flights: Vec<Arc<Flight>>,
    /// Ends the work for the state before this.
    turn: CancellationToken,
}

impl Memory {
    /// The token of a new state; the work for the one before ends.
    pub(super) fn take_turn(&mut self) -> CancellationToken {
        self.turn.cancel();
        self.turn = CancellationToken::new();
        self.turn.clone()
    }

    pub(super) fn answer(&self, key: &Key) -> Option<Arc<Outcome>> {
        self.answers.iter().rev().find(|(known, _)| known == key).map(|(_, outcome)| outcome.clone())
    }

    pub(super) fn keep(&mut self, key: Key, outcome: Arc<Outcome>) {
        self.answers.retain(|(known, _)| *known != key);
        self.answers.push_back((key, outcome));
        if self.answers.len() > KEPT {
            self.answers.pop_front();
        }
    }

    /// The request about `key` that is on its way. Requests about other states are given up, but not what was foreseen from this one.
    pub(super) fn flight(&mut self, key: &Key) -> Option<Arc<Flight>> {
        self.flights.retain(|flight| {
            let stays = flight.key == *key || flight.foreseen_from.as_ref() == Some(key);
            if !stays {
                flight.cancel.cancel();
            }
            stays
        });
        self.flights.iter().find(|flight| flight.key == *key).cloned()
    }

    /// A request that starts. One that was foreseen takes the place of others that were.
    pub(super) fn start(&mut self, flight: Arc<Flight>) {
        if flight.foreseen_from.is_some() {
            for other in self.flights.extract_if(.., |other| other.foreseen_from.is_some()) {
                other.cancel.cancel();
            }
        }
        self.flights.push(flight);
    }

    pub(super) fn land(&mut self, flight: &Arc<Flight>) {
        self.flights.retain(|other| !Arc::ptr_eq(other, flight));
    }

    pub(super) fn is_on_its_way(&self, key: &Key) -> bool {
        self.flights.iter().any(|flight| flight.key == *key)
    }

    #[cfg(test)]
    pub(super) fn flights(&self) -> usize {
        self.flights.len()
    }
}
