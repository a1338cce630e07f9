//! Which files change together, mined from history by whoever has one.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// Partners kept for each file.
const PARTNERS: usize = 16;
/// A pair counts from this many shared commits on: one may be chance.
const MIN_SHARED: f32 = 1.5;

/// For each file, the files that changed in the same commits.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CoChange {
    /// The newest commit that was mined, in the miner's own notation.
    pub head: String,
    paths: Vec<String>,
    /// By path: partner's path and weight, best first. Sorted by path.
    partners: Vec<Vec<(u32, f32)>>,
}

/// Collects commits into a [`CoChange`].
#[derive(Debug, Default)]
pub struct CoChangeBuilder {
    ids: FxHashMap<String, u32>,
    paths: Vec<String>,
    changes: Vec<f32>,
    pairs: FxHashMap<(u32, u32), f32>,
}

impl CoChangeBuilder {
    /// Adds a commit that changed `paths`. `weight` in (0, 1] lets old commits count less.
    pub fn add_commit<'a>(&mut self, paths: impl IntoIterator<Item = &'a str>, weight: f32) {
        let mut ids: Vec<u32> = paths.into_iter().map(|path| self.id(path)).collect();
        ids.sort_unstable();
        ids.dedup();
        for (at, &first) in ids.iter().enumerate() {
            self.changes[first as usize] += weight;
            for &second in &ids[at + 1..] {
                *self.pairs.entry((first, second)).or_default() += weight;
            }
        }
    }

    fn id(&mut self, path: &str) -> u32 {
        if let Some(&id) = self.ids.get(path) {
            return id;
        }
        let id = self.paths.len() as u32;
        self.ids.insert(path.to_owned(), id);
        self.paths.push(path.to_owned());
        self.changes.push(0.0);
        id
    }

    /// The finished table, weights being the share of a file's changes in which its partner took part.
    pub fn finish(self, head: String) -> CoChange {
        let mut order: Vec<u32> = (0..self.paths.len() as u32).collect();
        order.sort_unstable_by(|&a, &b| self.paths[a as usize].cmp(&self.paths[b as usize]));
        let mut place = vec![0; order.len()];
        for (at, &id) in order.iter().enumerate() {
            place[id as usize] = at as u32;
        }
        let mut partners: Vec<Vec<(u32, f32)>> = vec![Vec::new(); order.len()];
        for (&(first, second), &shared) in self.pairs.iter().filter(|&(_, &shared)| shared >= MIN_SHARED) {
            for (of, with) in [(first, second), (second, first)] {
                // One more in the divisor: two shared commits out of two say less than twenty out of twenty.
                let weight = shared / (self.changes[of as usize] + 1.0);
                partners[place[of as usize] as usize].push((place[with as usize], weight.min(1.0)));
            }
        }
        for list in &mut partners {
            list.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            list.truncate(PARTNERS);
            list.shrink_to_fit();
        }
        let mut paths = self.paths;
        paths.sort_unstable();
        CoChange { head, paths, partners }
    }
}

impl CoChange {
    /// Number of files with at least one partner.
    pub fn len(&self) -> usize {
        self.partners.iter().filter(|list| !list.is_empty()).count()
    }

    /// True where no file has a partner.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Partners of the file at `path`, best first.
    pub fn partners(&self, path: &str) -> Vec<(&str, f32)> {
        let Ok(at) = self.paths.binary_search_by(|known| known.as_str().cmp(path)) else { return Vec::new() };
        let list = self.partners.get(at).map_or(&[][..], Vec::as_slice);
        list.iter().filter_map(|&(id, weight)| Some((self.paths.get(id as usize)?.as_str(), weight))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_change_together_are_partners() {
        let mut builder = CoChangeBuilder::default();
        for _ in 0..3 {
            builder.add_commit(["b.rs", "a.rs"], 1.0);
        }
        builder.add_commit(["a.rs", "c.rs"], 1.0);
        let table = builder.finish("head".to_owned());
        assert_eq!(table.partners("a.rs"), [("b.rs", 0.6)]);
        assert_eq!(table.partners("c.rs"), [], "one shared commit may be chance");
        assert_eq!(table.partners("missing.rs"), []);
        assert_eq!(table.len(), 2);
    }
}
