//! The writer's side: layers of segments, published as snapshots.

use std::cell::RefCell;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use arc_swap::ArcSwap;

use crate::cochange::CoChange;
use crate::segment::{Segment, SegmentError, merge};
use crate::snapshot::{FileSet, IndexSnapshot};
use crate::store::{ManifestSegment, Store, StoreError, StoreProblem};

/// More stored segments than this are merged: whatever is looked up is looked up in each.
const MAX_STORED: usize = 4;
/// Segments above this size are left alone until much of them is dead: merging them costs more than it saves.
const LARGE_BYTES: usize = 24 << 20;

/// What to publish. Versions in `segments` replace older ones of the same paths.
#[derive(Debug, Default)]
pub struct Change {
    /// New versions of files.
    pub segments: Vec<Segment>,
    /// Paths of files that are gone.
    pub removed: Vec<String>,
    /// The segments hold unsaved buffers: they hide the versions on disk and are never stored.
    pub overlay: bool,
    /// Paths, with the content that [`Index::holds`] has confirmed, to show again in a version that was replaced before. One that
    /// is gone meanwhile is passed over.
    pub revived: Vec<(String, [u8; 16])>,
    /// Paths whose unsaved buffers are gone, so that the versions on disk show again.
    pub closed: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    /// In the store, under that name.
    Stored(String),
    /// In memory, to be stored.
    Pending,
    /// In memory, never stored.
    Overlay,
}

#[derive(Clone)]
struct Layer {
    segment: Arc<Segment>,
    alive: Arc<FileSet>,
    place: Place,
    /// What the last snapshot showed of it where unsaved buffers hide files.
    shown: RefCell<Option<Shown>>,
}

/// The files of a layer that unsaved buffers leave visible. Somebody who types hides the same files with every key, and a search
/// sums lengths over a set of files that it has not seen before.
#[derive(Clone)]
struct Shown {
    of: Arc<FileSet>,
    hidden: Vec<u32>,
    alive: Arc<FileSet>,
}

impl Layer {
    fn new(segment: Segment, alive: FileSet, place: Place) -> Self {
        Self { segment: Arc::new(segment), alive: Arc::new(alive), place, shown: RefCell::default() }
    }

    /// The files that are visible where `overlays` hide some.
    fn visible(&self, overlays: &[&Layer]) -> Arc<FileSet> {
        let alive = |overlay: &Layer, file: usize| overlay.alive.contains(file as u32);
        let paths = overlays.iter().flat_map(|overlay| {
            overlay.segment.paths().enumerate().filter(|&(file, _)| alive(overlay, file)).map(|(_, path)| path)
        });
        let hidden: Vec<u32> = paths.filter_map(|path| self.segment.file_by_path(path)).collect();
        if hidden.is_empty() {
            return self.alive.clone();
        }
        let mut shown = self.shown.borrow_mut();
        if let Some(shown) = shown.as_ref().filter(|shown| Arc::ptr_eq(&shown.of, &self.alive) && shown.hidden == hidden) {
            return shown.alive.clone();
        }
        let mut alive = FileSet::clone(&self.alive);
        hidden.iter().for_each(|&file| alive.remove(file));
        let alive = Arc::new(alive);
        *shown = Some(Shown { of: self.alive.clone(), hidden, alive: alive.clone() });
        alive
    }
}

struct Writer {
    layers: Vec<Layer>,
    cochange: Arc<CoChange>,
    /// Something changed since the last commit.
    is_dirty: bool,
}

/// The index of one workspace folder.
pub struct Index {
    current: ArcSwap<IndexSnapshot>,
    writer: Mutex<Writer>,
    store: Option<Store>,
    serial: AtomicU64,
}

impl Index {
    /// An empty index that is never stored.
    pub fn in_memory() -> Self {
        Self::new(None, Vec::new(), 0, CoChange::default())
    }

    /// The index that `store` holds. Damaged parts are left out and reported; the files they held are missing from the
    /// index until they are added again.
    pub fn open(store: Store) -> (Self, Vec<StoreProblem>) {
        let (generation, stored, cochange, problems) = store.load();
        let layers = stored.into_iter().map(|stored| {
            let mut alive = FileSet::all(stored.segment.file_count());
            stored.entry.dead.iter().for_each(|&file| alive.remove(file));
            Layer::new(stored.segment, alive, Place::Stored(stored.entry.file))
        });
        (Self::new(Some(store), layers.collect(), generation, cochange), problems)
    }

    fn new(store: Option<Store>, layers: Vec<Layer>, generation: u64, cochange: CoChange) -> Self {
        let writer = Writer { layers, cochange: Arc::new(cochange), is_dirty: false };
        // File names must be new even where an earlier process died between writing a segment and naming it.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() as u64);
        let current = ArcSwap::from_pointee(writer.snapshot(generation));
        Self { current, writer: Mutex::new(writer), store, serial: AtomicU64::new(now) }
    }

    /// The newest snapshot; never waits.
    pub fn snapshot(&self) -> Arc<IndexSnapshot> {
        self.current.load_full()
    }

    /// The folder it is stored in, if it is.
    pub fn store(&self) -> Option<&Store> {
        self.store.as_ref()
    }

    /// True where [`Index::persist`] stores something.
    pub fn is_writer(&self) -> bool {
        self.store.as_ref().is_some_and(Store::is_writer)
    }

    /// Publishes `change` and returns the new generation.
    pub fn apply(&self, change: Change) -> u64 {
        let mut writer = self.lock();
        writer.apply(change);
        self.publish(&writer)
    }

    /// True where some version of the file at `path`, shown or replaced, has that content: showing it again by
    /// [`Change::revived`] costs nothing, where analyzing it anew would. A branch that is switched back to is full of these.
    pub fn holds(&self, path: &str, content: &[u8; 16]) -> bool {
        self.lock().version(path, content).is_some()
    }

    /// Publishes the table of files that change together, and stores it.
    pub fn set_cochange(&self, table: CoChange) -> Result<(), StoreError> {
        let stored = match &self.store {
            Some(store) if store.is_writer() => store.write_cochange(&table),
            _ => Ok(()),
        };
        let mut writer = self.lock();
        writer.cochange = Arc::new(table);
        self.publish(&writer);
        stored
    }

    /// The newest commit that the table of files that change together was mined from; empty where there is none.
    pub fn cochange_head(&self) -> String {
        self.snapshot().cochange.head.clone()
    }

    /// Stores what is pending. True where something was written. After an error everything is still there, in memory.
    pub fn persist(&self) -> Result<bool, StoreError> {
        let Some(store) = self.store.as_ref().filter(|store| store.is_writer()) else { return Ok(false) };
        if !self.lock().is_dirty {
            return Ok(false);
        }
        let pending = self.layers(|layer| layer.place == Place::Pending);
        let small: Vec<Layer> = pending.iter().filter(|layer| layer.segment.bytes().len() < LARGE_BYTES / 8).cloned().collect();
        if small.len() > 1 {
            self.merge_layers(&small, Place::Pending)?;
        }
        for layer in self.layers(|layer| layer.place == Place::Pending) {
            let name = store.write_segment(&layer.segment, self.serial.fetch_add(1, Ordering::Relaxed))?;
            let mapped = Arc::new(store.open_segment(&name)?);
            let mut writer = self.lock();
            if let Some(own) = writer.layers.iter_mut().find(|own| Arc::ptr_eq(&own.segment, &layer.segment)) {
                own.segment = mapped;
                own.place = Place::Stored(name);
            }
            self.publish(&writer);
        }
        self.commit(store)?;
        Ok(true)
    }

    /// Merges stored segments where there are many, or where much of them is dead. True where something was done.
    pub fn compact(&self) -> Result<bool, StoreError> {
        let Some(store) = self.store.as_ref().filter(|store| store.is_writer()) else { return Ok(false) };
        let stored = self.layers(|layer| matches!(layer.place, Place::Stored(_)));
        let chosen = choose(stored);
        if chosen.is_empty() {
            return Ok(false);
        }
        self.merge_layers(&chosen, Place::Pending)?;
        self.lock().is_dirty = true;
        let written = self.persist()?;
        if !written {
            self.commit(store)?;
        }
        Ok(true)
    }

    fn commit(&self, store: &Store) -> Result<(), StoreError> {
        let (generation, entries) = {
            let mut writer = self.lock();
            // What came in since the segments were written still waits for the next time.
            writer.is_dirty = writer.layers.iter().any(|layer| layer.place == Place::Pending);
            (self.current.load().generation(), writer.entries())
        };
        let committed = store.commit(generation, entries);
        if committed.is_err() {
            self.lock().is_dirty = true;
        }
        committed
    }

    fn layers(&self, wanted: impl Fn(&Layer) -> bool) -> Vec<Layer> {
        self.lock().layers.iter().filter(|layer| wanted(layer)).cloned().collect()
    }

    /// Puts one segment in place of `layers`. Files that died while it was made stay dead.
    fn merge_layers(&self, layers: &[Layer], place: Place) -> Result<(), SegmentError> {
        let segments: Vec<&Segment> = layers.iter().map(|layer| &*layer.segment).collect();
        let merged = merge(&segments, &|at, file| layers[at].alive.contains(file))?;
        let mut writer = self.lock();
        let is_source = |layer: &Layer| layers.iter().any(|source| Arc::ptr_eq(&source.segment, &layer.segment));
        let sources: Vec<Layer> = writer.layers.iter().filter(|layer| is_source(layer)).cloned().collect();
        let at = writer.layers.iter().position(is_source).unwrap_or(0);
        writer.layers.retain(|layer| !is_source(layer));
        if let Some(segment) = merged {
            let mut alive = FileSet::all(segment.file_count());
            for (file, path) in segment.paths().enumerate() {
                let lives = |source: &Layer| source.segment.file_by_path(path).is_some_and(|file| source.alive.contains(file));
                if !sources.iter().any(lives) {
                    alive.remove(file as u32);
                }
            }
            writer.layers.insert(at, Layer::new(segment, alive, place));
        }
        self.publish(&writer);
        Ok(())
    }

    fn publish(&self, writer: &Writer) -> u64 {
        let generation = self.current.load().generation() + 1;
        self.current.store(Arc::new(writer.snapshot(generation)));
        generation
    }

    fn lock(&self) -> MutexGuard<'_, Writer> {
        // A writer that panicked left complete layers: each step replaces them by assignment.
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The stored layers that are worth merging: those with much dead, and the smallest where there are too many.
fn choose(mut stored: Vec<Layer>) -> Vec<Layer> {
    stored.sort_by_key(|layer| layer.segment.bytes().len());
    let is_rotten = |layer: &Layer| layer.alive.alive() * 2 < layer.segment.file_count();
    let rotten = stored.iter().filter(|layer| is_rotten(layer)).count();
    let small = stored.iter().filter(|layer| layer.segment.bytes().len() < LARGE_BYTES).count();
    if rotten == 0 && (small <= MAX_STORED || small < 2) {
        return Vec::new();
    }
    let excess = if small > MAX_STORED { small - MAX_STORED / 2 + 1 } else { 0 };
    let mut chosen = Vec::new();
    for (at, layer) in stored.into_iter().enumerate() {
        if at < excess || is_rotten(&layer) {
            chosen.push(layer);
        }
    }
    chosen
}

impl Writer {
    fn apply(&mut self, change: Change) {
        for path in &change.removed {
            self.bury(path, |place| *place != Place::Overlay);
        }
        for path in &change.closed {
            self.bury(path, |place| *place == Place::Overlay);
        }
        for (path, content) in &change.revived {
            self.revive(path, content);
        }
        for segment in change.segments {
            let is_overlay = change.overlay || !segment.is_storable();
            let place = if is_overlay { Place::Overlay } else { Place::Pending };
            for path in segment.paths() {
                self.bury(path, |place| (*place == Place::Overlay) == is_overlay);
            }
            if segment.file_count() > 0 {
                let alive = FileSet::all(segment.file_count());
                self.layers.push(Layer::new(segment, alive, place));
                self.is_dirty |= !is_overlay;
            }
        }
        self.layers.retain(|layer| matches!(layer.place, Place::Stored(_)) || layer.alive.alive() > 0);
    }

    /// The newest version of `path` from disk with that content: its layer and its place there.
    fn version(&self, path: &str, content: &[u8; 16]) -> Option<(usize, u32)> {
        self.layers.iter().enumerate().rev().filter(|(_, layer)| layer.place != Place::Overlay).find_map(|(at, layer)| {
            let file = layer.segment.file_by_path(path)?;
            (layer.segment.file_rows()[file as usize].content == *content).then_some((at, file))
        })
    }

    fn revive(&mut self, path: &str, content: &[u8; 16]) {
        let Some((at, file)) = self.version(path, content) else { return };
        self.bury(path, |place| *place != Place::Overlay);
        Arc::make_mut(&mut self.layers[at].alive).insert(file);
        self.is_dirty = true;
    }

    /// Marks `path` dead in every layer whose place is `wanted`.
    fn bury(&mut self, path: &str, wanted: impl Fn(&Place) -> bool) {
        for layer in self.layers.iter_mut().filter(|layer| wanted(&layer.place)) {
            if let Some(file) = layer.segment.file_by_path(path)
                && layer.alive.contains(file)
            {
                Arc::make_mut(&mut layer.alive).remove(file);
                self.is_dirty |= layer.place != Place::Overlay;
            }
        }
    }

    fn snapshot(&self, generation: u64) -> IndexSnapshot {
        let overlays: Vec<&Layer> = self.layers.iter().filter(|layer| layer.place == Place::Overlay).collect();
        let visible = self.layers.iter().map(|layer| {
            let alive = if layer.place == Place::Overlay { layer.alive.clone() } else { layer.visible(&overlays) };
            (layer.segment.clone(), alive)
        });
        IndexSnapshot::new(visible.collect(), generation, self.cochange.clone())
    }

    fn entries(&self) -> Vec<ManifestSegment> {
        let stored = self.layers.iter().filter_map(|layer| {
            let Place::Stored(file) = &layer.place else { return None };
            let dead = (0..layer.alive.len() as u32).filter(|&file| !layer.alive.contains(file)).collect();
            Some(ManifestSegment { file: file.clone(), dead })
        });
        stored.collect()
    }
}
