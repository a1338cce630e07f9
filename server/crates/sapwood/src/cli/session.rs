//! A workspace opened for one command: its root found, its index made to agree with the disk. It answers nothing itself.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashSet;
use sapwood::config::Settings;
use sapwood::loader::{Folder, Pass, Progress, Report, Scope, check_root};
use sapwood_index::IndexSnapshot;
use tokio_util::sync::CancellationToken;

use super::failure::{Failure, Outcome};
use super::progress::Bar;

/// An open workspace.
pub(crate) struct Session {
    pub(crate) folder: Folder,
    pub(crate) settings: Settings,
    pub(crate) snapshot: Arc<IndexSnapshot>,
    /// What the pass over the disk did.
    pub(crate) report: Report,
    /// What was wrong with the stored index.
    pub(crate) problems: Vec<String>,
}

impl Session {
    /// Opens the workspace at `root`, or around the current folder, and reads what changed since it was last indexed.
    pub(crate) fn open(root: Option<&Path>) -> Outcome<Self> {
        Self::open_with(root, super::settings())
    }

    /// Like [`Session::open`], with other settings.
    pub(crate) fn open_with(root: Option<&Path>, settings: Settings) -> Outcome<Self> {
        let root = checked_root(root, &settings)?;
        let opened = Folder::open(&root, &settings);
        let bar = Bar::hidden_at_first();
        let report = opened.folder.reconcile(&Pass {
            settings: &settings,
            scope: Scope::All,
            open: &FxHashSet::default(),
            cancel: &CancellationToken::new(),
            progress: &|progress: Progress| bar.show(progress),
        });
        bar.finish();
        if !report.is_unchanged() {
            opened.folder.persist();
            opened.folder.compact();
        }
        let snapshot = opened.folder.index().snapshot();
        Ok(Self { folder: opened.folder, settings, snapshot, report, problems: opened.problems })
    }

    /// Reads from the git history what changes together, as far as that is not known yet.
    pub(crate) fn read_history(&mut self) {
        match self.folder.mine_history(self.settings.history_commits, &CancellationToken::new()) {
            Ok(true) => self.snapshot = self.folder.index().snapshot(),
            Ok(false) => {}
            Err(error) => self.problems.push(format!("{error}.")),
        }
    }

    /// The text of a file as it is on disk; empty where it cannot be read any more.
    pub(crate) fn text(&self, path: &str) -> String {
        let bytes = std::fs::read(self.folder.root().join(path)).unwrap_or_default();
        String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }
}

/// The folder that a command works on, canonical.
pub(crate) fn checked_root(root: Option<&Path>, settings: &Settings) -> Outcome<PathBuf> {
    let root = match root {
        Some(root) => root.to_owned(),
        None => surrounding_repository()?,
    };
    check_root(&root, settings).map_err(|error| Failure::new(error).hint("name a project's folder with --root DIR"))
}

fn surrounding_repository() -> Outcome<PathBuf> {
    let here = env::current_dir().map_err(|error| Failure::new(format!("the current folder cannot be used: {error}")))?;
    let repository = here.ancestors().find(|folder| folder.join(".git").exists());
    Ok(repository.map_or_else(|| here.clone(), Path::to_owned))
}
