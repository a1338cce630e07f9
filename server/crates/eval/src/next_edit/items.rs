//! The recorded edits, and the texts they leave behind.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use sapwood_base::LineEdit;
use serde::Deserialize;

use crate::trees::Trees;

/// A change of whole lines of the parent's tree.
#[derive(Debug, Clone, Deserialize)]
pub struct Hunk {
    /// Its file.
    pub path: String,
    /// First replaced row, 1-based; where `old` is empty, the row that `new` is put behind.
    pub old_start: u32,
    /// The replaced lines.
    pub old: Vec<String>,
    /// What takes their place.
    pub new: Vec<String>,
}

impl Hunk {
    /// The 0-based row of the parent's file that `new` starts at.
    fn row(&self) -> usize {
        let start = self.old_start as usize;
        if self.old.is_empty() { start } else { start.saturating_sub(1) }
    }
}

/// A change to be found.
#[derive(Debug, Clone, Deserialize)]
pub struct Gold {
    /// Its file.
    pub path: String,
    /// First row in the tree with the history applied, 1-based.
    pub start: u32,
    /// The lines that stand there.
    pub old: Vec<String>,
    /// What the commit writes.
    pub new: Vec<String>,
    /// How it is related to the history.
    pub kind: String,
}

/// The first edits of a commit, and the related ones that follow.
#[derive(Debug, Clone, Deserialize)]
pub struct Item {
    /// Name of the item.
    pub id: String,
    /// Repository, `owner/name`.
    pub repo: String,
    /// The commit.
    pub commit: String,
    /// The revision that is edited.
    pub parent: String,
    /// Commit time, seconds.
    pub time: u64,
    /// How most of what follows is related, or `negative` where nothing follows.
    pub kind: String,
    /// The edits so far, oldest first, in rows of the parent's tree.
    pub history: Vec<Hunk>,
    /// The edits to be found; none where nothing follows.
    pub gold: Vec<Gold>,
}

/// Relations that tell what to write.
const MECHANICAL: [&str; 4] = ["rename", "repeat", "signature", "argument"];

impl Item {
    /// True where the relation tells what to write.
    pub fn is_mechanical(&self) -> bool {
        MECHANICAL.contains(&self.kind.as_str())
    }

    /// True where nothing follows.
    pub fn is_negative(&self) -> bool {
        self.gold.is_empty()
    }
}

/// The history as the product sees it.
#[derive(Debug, PartialEq)]
pub struct Edited {
    /// The edited files by path.
    pub texts: Vec<(String, Arc<str>)>,
    /// The edits, oldest first, placed in these texts.
    pub edits: Vec<LineEdit>,
}

/// Applies the history of `item` to its tree; `None` where the tree does not hold what the history replaces.
pub fn apply(item: &Item, trees: &Trees, tree: usize) -> Option<Edited> {
    let text = |path: &str| trees.version(tree, path).map(|version| version.text.clone());
    edited(&item.history, &text)
}

fn edited(history: &[Hunk], text: &dyn Fn(&str) -> Option<Arc<str>>) -> Option<Edited> {
    let mut files: FxHashMap<&str, Vec<&Hunk>> = FxHashMap::default();
    history.iter().for_each(|hunk| files.entry(&hunk.path).or_default().push(hunk));
    let mut texts = Vec::with_capacity(files.len());
    for (path, mut hunks) in files {
        hunks.sort_by_key(|hunk| std::cmp::Reverse(hunk.old_start));
        let before = text(path)?;
        let mut lines: Vec<&str> = before.split('\n').collect();
        for hunk in hunks {
            let rows = hunk.row()..hunk.row() + hunk.old.len();
            if lines.get(rows.clone())? != hunk.old.as_slice() {
                return None;
            }
            lines.splice(rows, hunk.new.iter().map(String::as_str));
        }
        texts.push((path.to_owned(), Arc::from(lines.join("\n"))));
    }
    texts.sort();
    Some(Edited { texts, edits: history.iter().map(|hunk| placed(hunk, history)).collect() })
}

/// `hunk` where it stands once all of `history` is applied.
fn placed(hunk: &Hunk, history: &[Hunk]) -> LineEdit {
    let before = || history.iter().filter(|other| other.path == hunk.path && other.old_start < hunk.old_start);
    let (added, removed): (usize, usize) =
        (before().map(|other| other.new.len()).sum(), before().map(|other| other.old.len()).sum());
    let start = (hunk.row() + added).saturating_sub(removed) as u32;
    LineEdit { path: hunk.path.clone(), start, old: hunk.old.clone(), new: hunk.new.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hunk(old_start: u32, old: &[&str], new: &[&str]) -> Hunk {
        let own = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
        Hunk { path: "a".to_owned(), old_start, old: own(old), new: own(new) }
    }

    #[test]
    fn edits_stand_where_the_others_move_them() {
        let history = [hunk(3, &["c"], &["C"]), hunk(1, &[], &["x", "y"])];
        let edited = edited(&history, &|_| Some(Arc::from("a\nb\nc\n"))).expect("edits that apply");
        assert_eq!(&*edited.texts[0].1, "a\nx\ny\nb\nC\n");
        let starts: Vec<u32> = edited.edits.iter().map(|edit| edit.start).collect();
        assert_eq!(starts, [4, 1]);
    }

    #[test]
    fn edits_of_another_text_do_not_apply() {
        assert_eq!(edited(&[hunk(1, &["b"], &["c"])], &|_| Some(Arc::from("a\n"))), None);
        assert_eq!(edited(&[hunk(9, &["b"], &["c"])], &|_| Some(Arc::from("a\n"))), None);
    }
}
