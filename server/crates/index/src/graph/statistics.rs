//! Passes over the whole graph.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::resolve::Resolver;
use crate::{FileId, IndexSnapshot};

/// Files that a thread takes at once.
const BATCH: usize = 16;

impl IndexSnapshot {
    /// Runs `work` on every file, on all threads, each with a [`Resolver`] of its own. The results are in no order.
    pub fn resolve_files<T: Send>(&self, work: impl Fn(&mut Resolver<'_>, FileId) -> T + Sync) -> Vec<T> {
        let mut files: Vec<FileId> = self.files().collect();
        files.sort_by(|a, b| self.file(*a).path.cmp(self.file(*b).path));
        let next = AtomicUsize::new(0);
        let run = |_| {
            let mut resolver = Resolver::new(self);
            let mut results = Vec::new();
            loop {
                let start = next.fetch_add(BATCH, Ordering::Relaxed);
                let Some(batch) = files.get(start..files.len().min(start + BATCH)).filter(|batch| !batch.is_empty()) else {
                    return results;
                };
                results.extend(batch.iter().map(|&file| work(&mut resolver, file)));
            }
        };
        let per_thread: Vec<Vec<T>> = (0..rayon::current_num_threads()).into_par_iter().map(run).collect();
        per_thread.into_iter().flatten().collect()
    }

    /// The number of edges: what is contained, imports between files, and every resolved use of a name.
    pub fn edge_count(&self) -> u64 {
        let counts = self.resolve_files(|resolver, file| {
            let imports = resolver.imported_files(file).len();
            let contained = self.symbols_in(file).count() + 1;
            let uses: usize = self.references_in(file).map(|reference| resolver.resolve(reference.id).len()).sum();
            (imports + contained + uses) as u64
        });
        counts.into_iter().sum()
    }
}
