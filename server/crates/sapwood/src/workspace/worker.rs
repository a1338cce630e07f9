//! The thread that keeps one folder's index true to the disk: passes, storage, history. It sleeps while nothing happens.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustc_hash::FxHashSet;

use super::root::{Root, Signal};
use super::watch::Watch;
use super::{Event, Shared, git};
use crate::config::WatchMode;
use crate::loader::{Pass, Progress, Report, Scope, slashed};

/// A pass starts when no event came for this long, so that a burst of events makes one pass.
const QUIET: Duration = Duration::from_millis(40);
/// It starts after this long even if events keep coming.
const PATIENCE: Duration = Duration::from_millis(400);
/// The index is written when nothing changed for this long.
const PERSIST_AFTER: Duration = Duration::from_secs(2);
/// More places than this are looked at as a whole folder.
const MAX_PLACES: usize = 50;
/// More changed files than this in one pass were not edited by hand.
const MANY_CHANGES: u64 = 20;
/// Listeners hear of progress at most this often.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);

/// Keeps one folder.
pub(super) struct Worker {
    shared: Arc<Shared>,
    root: Arc<Root>,
    signals: Receiver<Signal>,
    watch: Option<Watch>,
    /// The first pass is over.
    has_begun: bool,
    /// Places to look at in the next pass.
    places: FxHashSet<PathBuf>,
    /// The next pass looks at everything.
    is_whole: bool,
    /// When the events for the next pass began, and when it is due.
    pending: Option<(Instant, Instant)>,
    persist_at: Option<Instant>,
    mining: Option<JoinHandle<()>>,
    /// What was checked out when somebody last looked.
    head: Option<String>,
}

impl Worker {
    pub(super) fn new(shared: Arc<Shared>, root: Arc<Root>, signals: Receiver<Signal>) -> Self {
        let head = git::head(root.folder().root());
        Self {
            head,
            shared,
            root,
            signals,
            watch: None,
            has_begun: false,
            places: FxHashSet::default(),
            is_whole: false,
            pending: None,
            persist_at: None,
            mining: None,
        }
    }

    pub(super) fn run(mut self) {
        self.pass(Scope::All, false);
        self.start_watching();
        self.has_begun = true;
        self.root.set_ready(true);
        self.persist();
        self.mine();
        while self.step() {}
        self.root.folder().persist();
        if let Some(mining) = self.mining.take() {
            let _ = mining.join();
        }
    }

    /// Waits for the next thing to do and does it; false at the end.
    fn step(&mut self) -> bool {
        let due = self.pending.map(|(_, due)| due).into_iter().chain(self.persist_at).min();
        let signal = match due {
            Some(due) => self.signals.recv_timeout(due.saturating_duration_since(Instant::now())),
            None => self.signals.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match signal {
            Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return false,
            Ok(signal) => self.note(signal),
            Err(RecvTimeoutError::Timeout) => {}
        }
        let now = Instant::now();
        if self.pending.is_some_and(|(_, due)| due <= now) {
            self.pass_over_pending();
        } else if self.persist_at.is_some_and(|due| due <= now) {
            self.persist();
        }
        !self.root.cancel.is_cancelled()
    }

    fn note(&mut self, signal: Signal) {
        match signal {
            Signal::Reindex => self.is_whole = true,
            Signal::Head => {
                self.is_whole = true;
                self.mine();
                let head = git::head(self.root.folder().root());
                if head != self.head {
                    self.head = head;
                    self.tell_switched();
                }
            }
            Signal::Paths(paths) => {
                let known = self.root.folder().folders();
                for path in paths {
                    self.is_whole |= is_rule(&path);
                    self.places.extend(nearest_known(&path, &known));
                }
            }
            Signal::Stop => return,
        }
        if self.places.is_empty() && !self.is_whole {
            return;
        }
        let now = Instant::now();
        let began = self.pending.map_or(now, |(began, _)| began);
        self.pending = Some((began, (now + QUIET).min(began + PATIENCE)));
    }

    fn pass_over_pending(&mut self) {
        self.pending = None;
        let places = std::mem::take(&mut self.places);
        let is_whole = std::mem::take(&mut self.is_whole) || places.len() > MAX_PLACES;
        self.pass(if is_whole { Scope::All } else { Scope::around(places) }, true);
        self.watch_new_folders();
    }

    fn pass(&mut self, scope: Scope, was_ready: bool) {
        let settings = self.shared.settings.load_full();
        let open = self.shared.documents.overlays_in(&self.root);
        let is_whole = matches!(scope, Scope::All);
        let teller = Teller::new(&self.shared, &self.root, was_ready);
        let report = self.root.folder().reconcile(&Pass {
            settings: &settings,
            scope,
            open: &open,
            cancel: &self.root.cancel,
            progress: &|progress| teller.tell(progress),
        });
        let was_told = teller.has_started();
        self.after_pass(report, is_whole, was_told);
    }

    fn after_pass(&mut self, report: Report, is_whole: bool, was_told: bool) {
        tracing::debug!(root = %self.root.name().display(), ?report, "a pass ended");
        report.problems.iter().for_each(|problem| self.shared.tell(Event::Problem(problem.clone())));
        if self.has_begun && report.added + report.changed + report.removed > MANY_CHANGES {
            self.tell_switched();
        }
        if !report.is_unchanged() {
            self.persist_at = Some(Instant::now() + PERSIST_AFTER);
            self.shared.documents.check_again(&self.root);
        }
        let report = Arc::new(report);
        if is_whole {
            self.root.set_report(report.clone());
        }
        if was_told {
            self.shared.tell(Event::Finished(self.root.name().to_owned(), report));
        }
        if self.has_begun {
            self.root.set_ready(true);
        }
    }

    fn tell_switched(&self) {
        self.shared.tell(Event::Switched(self.root.name().to_owned()));
    }

    /// Watches the folders that the first pass found, then looks again: what changed in between made no event.
    fn start_watching(&mut self) {
        if self.shared.settings.load().watch != WatchMode::Auto || self.root.cancel.is_cancelled() {
            return;
        }
        match Watch::start(self.root.folder().root(), self.root.sender()) {
            Ok(watch) => self.watch = Some(watch),
            Err(error) => {
                let problem = format!("Changes on disk are not noticed by themselves: {error}.");
                return self.shared.tell(Event::Problem(problem));
            }
        }
        self.watch_new_folders();
        self.pending = None;
        self.places.clear();
        self.pass(Scope::All, false);
        self.watch_new_folders();
    }

    /// Watches folders that the last pass found, and looks at them once more.
    fn watch_new_folders(&mut self) {
        let Some(watch) = &mut self.watch else { return };
        let folders = self.root.folder().folders();
        watch.retain(&folders);
        let (added, problem) = watch.extend(&folders);
        if let Some(problem) = problem {
            self.shared.tell(Event::Problem(problem));
        }
        if !added.is_empty() {
            self.places.extend(added);
            let now = Instant::now();
            self.pending = Some((now, now));
        }
    }

    fn persist(&mut self) {
        self.persist_at = None;
        let before = self.root.folder().problems().len();
        self.root.folder().persist();
        self.root.folder().compact();
        for problem in self.root.folder().problems().drain(..).skip(before) {
            self.shared.tell(Event::Problem(problem));
        }
    }

    /// Mines the history on a thread of its own, unless one is at it.
    fn mine(&mut self) {
        let commits = self.shared.settings.load().history_commits;
        if commits == 0 || self.mining.as_ref().is_some_and(|mining| !mining.is_finished()) {
            return;
        }
        let root = self.root.clone();
        let mine = move || match root.folder().mine_history(commits, &root.cancel) {
            Ok(is_new) => tracing::debug!(is_new, "history was mined"),
            Err(error) => tracing::warn!(%error, "history could not be mined"),
        };
        match std::thread::Builder::new().name("sapwood-history".to_owned()).spawn(mine) {
            Ok(mining) => self.mining = Some(mining),
            Err(error) => tracing::warn!(%error, "no thread for history"),
        }
    }
}

/// True where the file decides which other files are looked at.
fn is_rule(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == ".gitignore" || name == ".ignore" || name == ".sapwoodignore")
}

/// The first step of `path` that leaves the folders known from earlier passes: what is below an ignored or new folder
/// becomes one place, however many events there are.
fn nearest_known(path: &Path, known: &[String]) -> Option<PathBuf> {
    let mut place = PathBuf::new();
    for step in path.components() {
        place.push(step);
        let name = slashed(&place)?;
        if known.binary_search(&name).is_err() {
            return Some(place);
        }
    }
    Some(place)
}

/// Tells listeners of a pass, not too often, and of nothing where there is nothing to read.
struct Teller<'a> {
    shared: &'a Shared,
    root: &'a Root,
    /// A small pass over a folder that was ready is nobody's business.
    was_ready: bool,
    last: Mutex<Option<Instant>>,
}

impl<'a> Teller<'a> {
    fn new(shared: &'a Arc<Shared>, root: &'a Arc<Root>, was_ready: bool) -> Self {
        Self { shared, root, was_ready, last: Mutex::new(None) }
    }

    fn tell(&self, progress: Progress) {
        self.root.set_progress(progress);
        if self.was_ready && progress.files_total <= MAX_PLACES as u64 {
            return;
        }
        let now = Instant::now();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_some_and(|last| now < last + PROGRESS_EVERY) {
            return;
        }
        let name = self.root.name().to_owned();
        if last.replace(now).is_none() {
            self.root.set_ready(false);
            self.shared.tell(Event::Started(name.clone()));
        }
        self.shared.tell(Event::Progress(name, progress));
    }

    fn has_started(&self) -> bool {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_below_unknown_folders_become_one_place() {
        let known: Vec<String> = ["", "src", "src/a"].map(str::to_owned).into();
        let place = |path: &str| nearest_known(Path::new(path), &known).expect("a place");
        assert_eq!(place("src/a/x.rs"), Path::new("src/a/x.rs"));
        assert_eq!(place("target/debug/deps/x.o"), Path::new("target"));
        assert_eq!(place("src/a"), Path::new("src/a"));
    }
}
