//! From what a receiver is to the definitions that a name behind it means.

use std::rc::Rc;

use sapwood_base::NameHash;
use sapwood_grammars::Family;
use sapwood_syntax::SymbolKind;

use super::imports::{Found, Name, Place};
use super::namesakes::{keep_some, prefer, share, with_definitions};
use super::receivers::symbol_of;
use super::resolve::{Resolver, Want};
use super::scope::{Candidate, FileScope};
use super::wanted::words;
use super::{Target, confidence};
use crate::{ReferenceView, SymbolId};

impl<'a> Resolver<'a> {
    pub(super) fn member_targets(
        &mut self,
        types: &[SymbolId],
        certainty: f32,
        view: &ReferenceView<'a>,
        want: Want,
    ) -> Vec<Target> {
        let mut found: Vec<Candidate> = Vec::new();
        let mut is_inherited = false;
        for &owner in types {
            let members = self.members_of(owner, view.name);
            is_inherited |= members.is_inherited;
            found.extend(members.found.iter().filter(|it| want.accepts(it.kind)));
        }
        found.sort_by_key(|it| it.id);
        found.dedup_by_key(|it| it.id);
        prefer(&mut found, want);
        let is_rust = self.family_of(view.file) == Some(Family::Rust);
        if is_rust && want == Want::Call {
            // A field of Rust is never called as a method; a macro has made the method.
            found.retain(|it| !matches!(it.kind, SymbolKind::Field));
        }
        let found = with_definitions(found, want, view.arity);
        if is_rust && words().conversions.contains(&view.name) {
            return share(&found, confidence::UNIQUE);
        }
        let limit = if is_inherited { confidence::INHERITED } else { confidence::MEMBER };
        share(&found, certainty.min(limit))
    }

    /// Members that the repository adds to a type it does not define: extensions, traits, reopened classes.
    pub(super) fn added_members(
        &mut self,
        scope: &FileScope<'a>,
        owner: NameHash,
        view: &ReferenceView<'a>,
        want: Want,
    ) -> Vec<Target> {
        let mut found = self.owned(owner, view.name);
        found.retain(|it| want.accepts(it.kind) && self.family_of(it.file) == scope.family());
        // A member of a namesake that the repository does define is no member of the type from elsewhere.
        found.retain(|it| self.type_named(it.file, owner).is_empty());
        // A stand-in for a type of the outside that tests bring along is not that type.
        if !self.is_test_use(view) {
            found.retain(|it| it.file == scope.file || !self.is_test_help(it));
        }
        prefer(&mut found, want);
        let found = with_definitions(found, want, view.arity);
        share(&found, confidence::ADDED_MEMBER)
    }

    pub(super) fn place_targets(&mut self, places: &[Place], view: &ReferenceView<'a>, want: Want) -> Vec<Target> {
        let found: Vec<Found> = places.iter().flat_map(|place| self.lookup(place, Name::hash(view.name))).collect();
        let mut symbols: Vec<Candidate> = found.iter().filter_map(symbol_of).filter(|it| want.accepts(it.kind)).collect();
        symbols.sort_by_key(|it| it.id);
        symbols.dedup_by_key(|it| it.id);
        prefer(&mut symbols, want);
        keep_some(&mut symbols, |it| it.kind != SymbolKind::Module);
        let symbols = with_definitions(symbols, want, view.arity);
        share(&symbols, confidence::IMPORT)
    }

    /// Fields read from a receiver of which nothing is known.
    pub(super) fn unknown_field(&mut self, scope: &Rc<FileScope<'a>>, view: &ReferenceView<'a>) -> Vec<Target> {
        let targets = self.unknown_receiver(scope, view, Want::Any);
        targets.into_iter().map(|it| Target { confidence: it.confidence.min(confidence::UNIQUE), ..it }).collect()
    }
}
