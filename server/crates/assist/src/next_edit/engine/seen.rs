//! What the history as a whole says: which names changed, how often, and what is left of them.

use rustc_hash::{FxHashMap, FxHashSet};
use sapwood_base::NameHash;
use sapwood_index::IndexSnapshot;

use super::delta::Delta;
use super::token::{Token, tokens};

/// How an edit treated a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// It was removed somewhere.
    Removed,
    /// It was added somewhere and removed nowhere.
    Added,
    /// It stands on a changed line, itself unchanged.
    Kept,
}

/// A name of the history.
#[derive(Debug, Clone)]
pub(super) struct Name<'a> {
    pub(super) text: &'a str,
    pub(super) role: Role,
    /// In how many edits it has that role.
    pub(super) edits: usize,
    /// Definitions of that name in the repository, as it now is.
    pub(super) definitions: usize,
    /// Uses of that name in the repository (each definition that uses it counts once).
    pub(super) uses: usize,
    /// How rare it is: the inverse frequency in the repository, as a logarithm.
    pub(super) rarity: f32,
    /// The history declares it: where it was removed, in the old text, else in the new.
    pub(super) is_declared: bool,
    /// It is left in the new text of some edit, although it was removed in one.
    pub(super) is_left: bool,
}

/// A name that took another's place.
#[derive(Debug, Clone)]
pub(super) struct Renaming<'a> {
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    /// In how many edits.
    pub(super) edits: usize,
}

/// The edits so far.
#[derive(Debug)]
pub(super) struct Seen<'a> {
    /// Oldest first.
    pub(super) deltas: Vec<Delta<'a>>,
    pub(super) names: Vec<Name<'a>>,
    pub(super) renamings: Vec<Renaming<'a>>,
    /// Position in `names`.
    by_text: FxHashMap<&'a str, usize>,
}

impl<'a> Seen<'a> {
    pub(super) fn new(deltas: Vec<Delta<'a>>, snapshot: &IndexSnapshot) -> Self {
        let files = snapshot.files().count().max(1) as f32;
        let mut seen = Self { names: Vec::new(), renamings: Vec::new(), by_text: FxHashMap::default(), deltas };
        let mut roles: Vec<(&'a str, Role)> = Vec::new();
        for delta in &seen.deltas {
            roles.extend(delta.removed.iter().map(|&name| (name, Role::Removed)));
            roles.extend(delta.added.iter().filter(|name| !delta.removed.contains(*name)).map(|&name| (name, Role::Added)));
            roles.extend(delta.kept().into_iter().map(|name| (name, Role::Kept)));
        }
        roles.sort_unstable();
        for (text, role) in roles {
            if let Some(&at) = seen.by_text.get(text) {
                // Roles are sorted: the first is the strongest.
                seen.names[at].edits += usize::from(seen.names[at].role == role);
                continue;
            }
            let hash = NameHash::of(text);
            let (definitions, uses) = (snapshot.symbols_named(hash).take(50).count(), snapshot.use_count(hash));
            let rarity = ((files * 4.0 + 1.0) / (uses + definitions) as f32).max(1.0).ln();
            let (is_declared, is_left) = (seen.declares(text, role), seen.is_left(text, role));
            seen.by_text.insert(text, seen.names.len());
            seen.names.push(Name { text, role, edits: 1, definitions, uses, rarity, is_declared, is_left });
        }
        seen.find_renamings();
        seen
    }

    pub(super) fn name(&self, text: &str) -> Option<&Name<'a>> {
        self.by_text.get(text).map(|&at| &self.names[at])
    }

    fn declares(&self, name: &str, role: Role) -> bool {
        self.deltas.iter().any(|delta| declares(if role == Role::Removed { &delta.old } else { &delta.new }, name))
    }

    fn is_left(&self, name: &str, role: Role) -> bool {
        role == Role::Removed && self.deltas.iter().any(|delta| delta.new.iter().any(|token| token.text == name))
    }

    fn find_renamings(&mut self) {
        let mut pairs: Vec<(&'a str, &'a str)> = Vec::new();
        for delta in &self.deltas {
            let distinct: FxHashSet<_> = delta.renames.iter().copied().collect();
            pairs.extend(distinct);
        }
        pairs.sort_unstable();
        for (from, to) in pairs {
            match self.renamings.last_mut() {
                Some(last) if last.from == from && last.to == to => last.edits += 1,
                _ => self.renamings.push(Renaming { from, to, edits: 1 }),
            }
        }
        // A name that became two different ones is renamed to the one that was seen more often.
        self.renamings.sort_by(|a, b| (a.from, b.edits, a.to).cmp(&(b.from, a.edits, b.to)));
        self.renamings.dedup_by(|b, a| a.from == b.from);
    }

    /// What `name` became.
    pub(super) fn renaming(&self, name: &str) -> Option<&Renaming<'a>> {
        self.renamings.iter().find(|it| it.from == name)
    }
}

/// Words before a name that is being declared.
const DECLARING: &[&str] = &[
    "class",
    "const",
    "def",
    "enum",
    "fn",
    "func",
    "function",
    "interface",
    "let",
    "mod",
    "mut",
    "package",
    "struct",
    "trait",
    "type",
    "val",
    "var",
];

/// True where `name` is declared among `tokens`, as far as a line can tell: behind a declaring word, before `:=` or a type, or at the
/// head of an assignment.
fn declares(tokens: &[Token<'_>], name: &str) -> bool {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text);
    tokens.iter().enumerate().filter(|(_, token)| token.text == name).any(|(at, _)| {
        let before = at.checked_sub(1).map_or("", text);
        let is_member = matches!(before, "." | ">");
        DECLARING.contains(&before)
            || (!is_member && text(at + 1) == ":" && text(at + 2) != ":")
            || (!is_member && text(at + 1) == "=" && text(at + 2) != "=")
    })
}

/// True where `line` declares `name`.
pub(super) fn line_declares(line: &str, name: &str) -> bool {
    declares(&tokens(line), name)
}
