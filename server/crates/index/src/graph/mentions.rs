//! Code that prose mentions.

use sapwood_base::NameHash;
use sapwood_grammars::Family;
use sapwood_syntax::SymbolKind;

use super::namesakes::{share, with_definitions};
use super::project::stem_of;
use super::resolve::{Plain, Resolver, Want};
use super::scope::{Candidate, chain};
use super::{Target, confidence, wanted};
use crate::{ReceiverView, ReferenceView};

/// A mention with more meanings than this documents none of them.
const MAX_MEANINGS: usize = 3;

impl<'a> Resolver<'a> {
    /// The definitions that a mention in prose or in a comment can mean.
    pub(super) fn mention(&mut self, view: &ReferenceView<'a>) -> Vec<Target> {
        let scope = self.scope(view.file);
        let family = scope.family().filter(|&family| family != Family::Prose);
        if family.is_some() && view.receiver == ReceiverView::None {
            let chain = chain(self.snapshot, view.symbol);
            if let Plain::Symbols(found, certainty) = self.plain(&scope, &chain, view.name, Want::Any) {
                let found = with_definitions(found, Want::Any, None);
                return share(&found, certainty);
            }
        }
        let mut found: Vec<Candidate> = self.named(view.name).iter().filter(|it| is_code(it.kind)).copied().collect();
        found.retain(|it| match family {
            Some(family) => self.family_of(it.file) == Some(family),
            None => self.family_of(it.file).is_some_and(|it| !matches!(it, Family::Prose | Family::Data)),
        });
        let is_qualified = self.qualify(&mut found, &view.receiver);
        if found.len() > 1 {
            found.retain(|it| self.snapshot.symbol(it.id).is_exported);
        }
        let found = with_definitions(found, Want::Any, None);
        if found.len() > MAX_MEANINGS {
            return Vec::new();
        }
        let base = match (is_qualified, wanted::is_common(view.name)) {
            (true, _) => confidence::UNIQUE_NEAR,
            (false, false) => confidence::UNIQUE,
            (false, true) => confidence::COMMON_NAME,
        };
        share(&found, base)
    }

    /// Keeps what belongs to the type or module before the name; true where there was one and something is left.
    fn qualify(&self, found: &mut Vec<Candidate>, receiver: &ReceiverView<'_>) -> bool {
        let qualifier = match receiver {
            ReceiverView::Name(name) | ReceiverView::Type(name) => *name,
            ReceiverView::Path(path) => NameHash::of(super::project::last_segment(path)),
            _ => return false,
        };
        let of_module = |it: &Candidate| NameHash::of(stem_of(self.snapshot.file(it.file).path)) == qualifier;
        found.retain(|it| it.owner == qualifier || of_module(it));
        !found.is_empty()
    }
}

fn is_code(kind: SymbolKind) -> bool {
    !matches!(kind, SymbolKind::Section | SymbolKind::Entry | SymbolKind::Module)
}
