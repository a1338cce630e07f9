//! The edges of the code knowledge graph, computed from a snapshot when someone asks.
//!
//! Nothing here is stored, so no edge can be stale. Resolution reads facts, never source text, and knows no compiler.
//!
//! # Confidence
//! Every edge carries a confidence in (0, 1]:
//!
//! | confidence | what shows it |
//! |---|---|
//! | ≥ 0.9 | the tree and the imports prove it: a definition in a scope around the use, an explicit import followed to the defining file, the same package, the only function of C of that name in the same program, or the only such member of a receiver whose type is declared |
//! | 0.5 – 0.89 | plausible: the only definition of that name in the repository, on a receiver of unknown type |
//! | below 0.5 | a name that standard types share, another number of arguments, a name that the file's imports do not bring into scope |
//! | 1/n | n definitions that nothing tells apart |
//!
//! An import beats what the file defines. A local that has the name, an import from outside the repository and a receiver of a type from outside give no edge at all.
//! Definitions never resolve across families of languages.

mod edges;
mod identity;
mod imported;
mod imports;
mod lookup;
mod mentions;
mod namesakes;
mod neighbourhood;
mod project;
mod receivers;
mod relations;
mod resolve;
mod scope;
mod statistics;
mod targets;
mod types;
mod wanted;

#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use edges::{Edge, EdgeKind, Node};
pub use imported::ImportTargets;
pub(crate) use lookup::is_aside_path;
pub use neighbourhood::{Subgraph, SubgraphNode};
pub(crate) use project::Project;
pub use resolve::Resolver;

use crate::{IndexSnapshot, ReferenceId, SymbolId};

/// A definition that a use of a name can mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    /// The definition.
    pub symbol: SymbolId,
    /// How sure that is, in (0, 1]; see the module.
    pub confidence: f32,
}

/// The steps of resolution and what each is worth.
mod confidence {
    /// A definition in a scope around the use.
    pub(super) const LEXICAL: f32 = 0.98;
    /// An import that names the definition.
    pub(super) const IMPORT: f32 = 0.97;
    /// A member of the enclosing type.
    pub(super) const MEMBER: f32 = 0.96;
    /// A definition of the same package.
    pub(super) const PACKAGE: f32 = 0.95;
    /// A receiver of declared or constructed type.
    pub(super) const TYPED: f32 = 0.94;
    /// A member that a parent type has.
    pub(super) const INHERITED: f32 = 0.93;
    /// A definition among what the file imports whole.
    pub(super) const GLOB: f32 = 0.92;
    /// A member that the repository adds to a type from elsewhere.
    pub(super) const ADDED_MEMBER: f32 = 0.9;
    /// The only definition of a name that its language makes visible everywhere.
    pub(super) const GLOBAL_CONSTANT: f32 = 0.9;
    /// The only definition of a name of C among the sources of one program.
    pub(super) const LINKED: f32 = 0.9;
    /// The only definition of the name, and its type is at home where the use stands.
    pub(super) const UNIQUE_NEAR: f32 = 0.8;
    /// The only definition of the name in the repository.
    pub(super) const UNIQUE: f32 = 0.7;
    /// The only definition, where an import from outside could bring another.
    pub(super) const BEHIND_GLOB: f32 = 0.5;
    /// The only definition, where the language asks for an import and there is none.
    pub(super) const NOT_IN_SCOPE: f32 = 0.25;
    /// The only definition of a name that standard types have too.
    pub(super) const COMMON_NAME: f32 = 0.3;
    /// Factor for a definition that takes another number of arguments.
    pub(super) const OTHER_ARITY: f32 = 0.5;
}

impl IndexSnapshot {
    /// What resolution needs to know of the whole project; read once for each snapshot.
    pub(crate) fn project(&self) -> Arc<Project> {
        self.project.get_or_init(|| Arc::new(Project::new(self))).clone()
    }

    /// The definitions that `reference` can mean, the likeliest first.
    pub fn resolve(&self, reference: ReferenceId) -> Vec<Target> {
        Resolver::new(self).resolve(reference)
    }
}
