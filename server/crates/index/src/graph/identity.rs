//! Names for nodes that people and programs can keep: `path`, `path#Owner.name`, with `~2` for a second one of that name.

use sapwood_base::NameHash;

use super::edges::Node;
use super::project::{is_below, last_segment, stem_of};
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

    /// The definitions that `query` names: `name`, `Owner.name`, `Owner::name`, `path#Owner.name`, `path:LINE` (1-based).
    pub fn find_symbol(&self, query: &str) -> Vec<SymbolId> {
        let query = query.trim();
        let mut found = self.by_id(query);
        if found.is_empty() {
            found = self.by_line(query).into_iter().collect();
        }
        if found.is_empty() {
            found = self.symbols_named(NameHash::of(query)).collect();
        }
        if found.is_empty() {
            found = self.by_qualified_name(query);
        }
        found.sort_by_cached_key(|&symbol| {
            let view = self.symbol(symbol);
            (self.file(view.file).path.to_owned(), view.span.start)
        });
        found
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

    fn by_id(&self, id: &str) -> Vec<SymbolId> {
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

    fn by_line(&self, query: &str) -> Option<SymbolId> {
        let (path, line) = query.rsplit_once(':')?;
        let line = line.parse::<u32>().ok()?.checked_sub(1)?;
        let file = self.file_by_path(path)?;
        self.symbols_in(file)
            .filter(|&symbol| {
                let lines = self.symbol(symbol).lines;
                lines.start <= line && line <= lines.end
            })
            .last()
    }

    fn by_qualified_name(&self, query: &str) -> Vec<SymbolId> {
        let separator =
            ["::", "#", "->", "\\", "."].into_iter().filter_map(|separator| Some((query.rfind(separator)?, separator)));
        let Some((at, separator)) = separator.max_by_key(|(at, _)| *at) else { return Vec::new() };
        let (owner, name) = (last_segment(&query[..at]), &query[at + separator.len()..]);
        let hash = NameHash::of(owner);
        let is_owned = |symbol: &SymbolId| {
            let view = self.symbol(*symbol);
            let parent = view.parent.map(|parent| self.symbol(parent).name_hash);
            view.owner_hash == hash || parent == Some(hash) || stem_of(self.file(view.file).path) == owner
        };
        self.symbols_named(NameHash::of(name)).filter(is_owned).collect()
    }
}

/// `Owner.name`, or the name alone where no type owns it.
fn qualified(view: &SymbolView<'_>) -> String {
    if view.owner.is_empty() { view.name.to_owned() } else { format!("{}.{}", view.owner, view.name) }
}
