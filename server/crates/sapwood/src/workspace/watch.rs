//! Turns the system's file events into places to look at. It decides nothing about what changed there.

use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use rustc_hash::FxHashSet;

use super::git::head_folder;
use super::root::Signal;

/// Watches the folders of one root.
pub(super) struct Watch {
    root: PathBuf,
    watcher: RecommendedWatcher,
    /// Folders watched one by one, where the system does not watch whole trees by itself.
    watched: FxHashSet<String>,
    is_limited: bool,
}

/// True where one call watches a tree without work for each of its folders.
const WATCHES_TREES: bool = cfg!(any(target_os = "macos", windows));

impl Watch {
    /// Starts watching `root`; news go to `signals`.
    pub(super) fn start(root: &Path, signals: Sender<Signal>) -> notify::Result<Self> {
        let git = head_folder(root);
        let (base, git_folder) = (root.to_owned(), git.clone());
        let mut watcher = notify::recommended_watcher(move |event| {
            if let Some(signal) = signal_of(event, &base, git_folder.as_deref()) {
                // A worker that ended hears nothing, and needs to hear nothing.
                let _ = signals.send(signal);
            }
        })?;
        if WATCHES_TREES {
            watcher.watch(root, RecursiveMode::Recursive)?;
        }
        if let Some(git) = git
            && let Err(error) = watcher.watch(&git, RecursiveMode::NonRecursive)
        {
            tracing::warn!(path = %git.display(), %error, "branch switches are noticed by their files only");
        }
        Ok(Self { root: root.to_owned(), watcher, watched: FxHashSet::default(), is_limited: false })
    }

    /// Watches `folders` as well, and tells which of them were not watched before: what happened there until now made no
    /// event. The first failure is told in a sentence, later ones are not.
    pub(super) fn extend(&mut self, folders: &[String]) -> (Vec<PathBuf>, Option<String>) {
        let (mut added, mut problem) = (Vec::new(), None);
        if WATCHES_TREES {
            return (added, problem);
        }
        for folder in folders {
            if self.watched.contains(folder) {
                continue;
            }
            match self.watcher.watch(&self.root.join(folder), RecursiveMode::NonRecursive) {
                Ok(()) => {
                    self.watched.insert(folder.clone());
                    added.push(PathBuf::from(folder));
                }
                Err(error) if is_gone(&error) => {}
                Err(error) if !self.is_limited => {
                    self.is_limited = true;
                    problem = Some(format!("Changes in some folders are not noticed by themselves: {error}."));
                }
                Err(_) => {}
            }
        }
        (added, problem)
    }

    /// Forgets folders that are gone or are ignored now, so that they are watched again should they come back.
    pub(super) fn retain(&mut self, folders: &[String]) {
        let (root, watcher) = (&self.root, &mut self.watcher);
        self.watched.retain(|folder| {
            let is_kept = folders.binary_search(folder).is_ok();
            if !is_kept {
                // The system has forgotten a folder that is gone by itself.
                let _ = watcher.unwatch(&root.join(folder));
            }
            is_kept
        });
    }
}

fn is_gone(error: &notify::Error) -> bool {
    match &error.kind {
        notify::ErrorKind::PathNotFound => true,
        notify::ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

fn signal_of(event: notify::Result<notify::Event>, root: &Path, git: Option<&Path>) -> Option<Signal> {
    let event = match event {
        Ok(event) => event,
        Err(error) => {
            tracing::warn!(%error, "file events were lost; the folder is compared as a whole");
            return Some(Signal::Reindex);
        }
    };
    if event.need_rescan() {
        return Some(Signal::Reindex);
    }
    if matches!(event.kind, EventKind::Access(_)) {
        return None;
    }
    let mut paths = Vec::new();
    let mut is_head = false;
    for path in event.paths {
        if let Some(inside) = git.and_then(|git| path.strip_prefix(git).ok()) {
            is_head |= inside == Path::new("HEAD") || inside == Path::new("index");
        } else if let Ok(relative) = path.strip_prefix(root) {
            paths.push(relative.to_owned());
        }
    }
    if paths.is_empty() { is_head.then_some(Signal::Head) } else { Some(Signal::Paths(paths)) }
}

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, ModifyKind};

    use super::*;

    fn event(kind: EventKind, path: &str) -> notify::Event {
        notify::Event::new(kind).add_path(path.into())
    }

    #[test]
    fn events_become_places() {
        let (root, git) = (Path::new("/r"), Some(Path::new("/r/.git")));
        let modified = EventKind::Modify(ModifyKind::Any);
        assert!(
            matches!(signal_of(Ok(event(modified, "/r/a.rs")), root, git), Some(Signal::Paths(paths)) if paths == [Path::new("a.rs")])
        );
        assert!(matches!(signal_of(Ok(event(modified, "/r/.git/HEAD")), root, git), Some(Signal::Head)));
        assert!(signal_of(Ok(event(modified, "/r/.git/config.lock")), root, git).is_none());
        assert!(signal_of(Ok(event(EventKind::Access(AccessKind::Any), "/r/a.rs")), root, git).is_none(), "reading is no news");
        assert!(matches!(signal_of(Err(notify::Error::generic("lost")), root, git), Some(Signal::Reindex)));
    }
}
