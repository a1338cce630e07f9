//! Names for nodes that people and programs can keep: `path`, `path#Owner.name`, with `~2` for a second one of that name.

use super::edges::Node;
use super::project::is_below;
use crate::{FileId, IndexSnapshot, SymbolId, SymbolView};

impl IndexSnapshot {
    /// The stable name of `node`. A workspace folder is `.`, a directory its path with a slash behind it, a fragment `path:LINE`.
    pub fn node_id(&self, node: &Node) -> String {
        match node {
            Node::Root => ".".to_owned(),
            Node::Directory(path) => format!("{path}/"),
            Node::File(file) => self.file(*file).path.to_owned(),
            Node::Symbol(symbol) => self.symbol_id(*symbol),
            Node::Chunk(chunk) => {
                let view = self.chunk(*chunk);
                format!("{}:{}", self.file(view.file).path, view.lines.start + 1)
            }
        }
    }

    fn symbol_id(&self, symbol: SymbolId) -> String {
        let view = self.symbol(symbol);
        let path = self.file(view.file).path;
        let same = |other: &SymbolId| {
            let other = self.symbol(*other);
            other.name_hash == view.name_hash && other.owner_hash == view.owner_hash
        };
        let earlier = self.symbols_in(view.file).take_while(|&other| other != symbol).filter(same).count();
        let qualified = qualified(&view);
        if earlier == 0 { format!("{path}#{qualified}") } else { format!("{path}#{qualified}~{}", earlier + 1) }
    }

    /// The node that `id` names; the reverse of [`IndexSnapshot::node_id`].
    pub fn find_node(&self, id: &str) -> Option<Node> {
        if id == "." {
            return Some(Node::Root);
        }
        if let Some(file) = self.file_by_path(id) {
            return Some(Node::File(file));
        }
        if let Some(folder) = id.strip_suffix('/') {
            let exists = self.files().any(|file| is_below(self.file(file).path, folder));
            return exists.then(|| Node::Directory(folder.into()));
        }
        self.by_id(id).first().map(|&symbol| Node::Symbol(symbol))
    }

    pub(super) fn by_id(&self, id: &str) -> Vec<SymbolId> {
        // A path may hold a `#` itself, so every split that names a file counts.
        for (at, _) in id.match_indices('#') {
            let Some(file) = self.file_by_path(&id[..at]) else { continue };
            let wanted = &id[at + 1..];
            let exact = self.called(file, wanted);
            if let Some(&first) = exact.first() {
                return vec![first];
            }
            let (name, place) = wanted.rsplit_once('~').unwrap_or((wanted, "1"));
            let place: usize = place.parse().unwrap_or(1);
            return self.called(file, name).into_iter().skip(place.saturating_sub(1)).take(1).collect();
        }
        Vec::new()
    }

    fn called(&self, file: FileId, wanted: &str) -> Vec<SymbolId> {
        self.symbols_in(file).filter(|&symbol| qualified(&self.symbol(symbol)) == wanted).collect()
    }
}

/// `Owner.name`, or the name alone where no type owns it.
pub(super) fn qualified(view: &SymbolView<'_>) -> String {
    if view.owner.is_empty() { view.name.to_owned() } else { format!("{}.{}", view.owner, view.name) }
}
