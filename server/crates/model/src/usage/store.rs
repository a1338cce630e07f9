//! The file that the figures of days are kept in. It is replaced as a whole; a lock beside it keeps two processes from losing
//! each other's additions. What cannot be read counts as nothing and is written anew.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::Tally;
use super::day::date;

/// Days that are kept.
const DAYS: usize = 31;
/// A larger file is not ours.
const MAX_BYTES: u64 = 4 << 20;

pub(super) struct Store {
    path: PathBuf,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Days {
    /// Figures of each model by date.
    days: BTreeMap<String, BTreeMap<String, Tally>>,
}

impl Store {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// The figures of `day`.
    pub(super) fn read(&self, day: i64) -> BTreeMap<String, Tally> {
        self.days().days.remove(&date(day)).unwrap_or_default()
    }

    /// Adds `figures` to those of `day` and gives their sums.
    pub(super) fn add(&self, day: i64, figures: &BTreeMap<String, Tally>) -> io::Result<BTreeMap<String, Tally>> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let lock = File::create(self.path.with_extension("lock"))?;
        match lock.try_lock() {
            // Where a file system knows no locks, the worst is an addition that is lost.
            Ok(()) | Err(TryLockError::Error(_)) => {}
            Err(TryLockError::WouldBlock) => return Err(io::ErrorKind::ResourceBusy.into()),
        }
        let mut days = self.days();
        let sums = days.days.entry(date(day)).or_default();
        figures.iter().for_each(|(model, tally)| sums.entry(model.clone()).or_default().add(tally));
        let sums = sums.clone();
        while days.days.len() > DAYS {
            days.days.pop_first();
        }
        self.replace(&days)?;
        Ok(sums)
    }

    fn replace(&self, days: &Days) -> io::Result<()> {
        let fresh = self.path.with_extension(format!("{}.new", std::process::id()));
        let written = File::create(&fresh).and_then(|mut file| {
            file.write_all(&serde_json::to_vec(days)?)?;
            file.sync_data()
        });
        written.and_then(|()| fs::rename(&fresh, &self.path)).inspect_err(|_| {
            let _ = fs::remove_file(&fresh);
        })
    }

    fn days(&self) -> Days {
        let mut bytes = Vec::new();
        let read = File::open(&self.path).and_then(|file| file.take(MAX_BYTES).read_to_end(&mut bytes));
        if read.is_err() {
            return Days::default();
        }
        serde_json::from_slice(&bytes).unwrap_or_else(|_| {
            tracing::warn!("the figures of what models cost were damaged and start anew");
            Days::default()
        })
    }
}
