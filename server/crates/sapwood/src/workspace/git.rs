//! Where a repository keeps its current commit. It reads no objects.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder whose `HEAD` tells what is checked out at `root`; a linked work tree has its own.
pub(super) fn head_folder(root: &Path) -> Option<PathBuf> {
    let git = root.ancestors().map(|folder| folder.join(".git")).find(|git| git.exists())?;
    if git.is_dir() {
        return Some(git);
    }
    let link = fs::read_to_string(&git).ok()?;
    let target = link.strip_prefix("gitdir:")?.trim();
    Some(git.parent()?.join(target))
}

/// What is checked out at `root`: a branch by name, or a commit.
pub(super) fn head(root: &Path) -> Option<String> {
    fs::read_to_string(head_folder(root)?.join("HEAD")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_work_tree_points_to_its_own_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let (tree, sub) = (folder.path().join("tree"), folder.path().join("tree/sub"));
        fs::create_dir_all(&sub).expect("made");
        fs::write(tree.join(".git"), "gitdir: ../main/.git/worktrees/tree\n").expect("written");
        assert_eq!(head_folder(&sub), Some(tree.join("../main/.git/worktrees/tree")));
        fs::create_dir(sub.join(".git")).expect("made");
        assert_eq!(head_folder(&sub), Some(sub.join(".git")));
    }
}
