//! The log of what became of suggestions: lines of JSON in one file that grows to a limit, then starts anew beside its
//! predecessor. Several processes append to it; lines that cannot be read are passed over.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::Record;

const NAME: &str = "completions.jsonl";
const OLDER: &str = "completions.1.jsonl";
/// Held by the process that starts a new file.
const LOCK: &str = "completions.lock";
/// A file does not grow far beyond this: months of work.
const MOST_BYTES: u64 = 4 << 20;
/// A longer line is none of ours.
const MOST_LINE_BYTES: u64 = 4096;

/// The log in one folder, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    folder: Option<PathBuf>,
    most_bytes: u64,
}

impl Log {
    /// The log in `folder`; without a folder nothing is written.
    pub fn new(folder: Option<PathBuf>) -> Self {
        Self { folder, most_bytes: MOST_BYTES }
    }

    /// Appends `record`. A log that cannot be written is nobody's trouble: it is told in the program's own log.
    pub fn append(&self, record: &Record) {
        let Some(folder) = &self.folder else { return };
        if let Err(error) = self.try_append(folder, record) {
            tracing::debug!(%error, "what became of a suggestion could not be noted");
        }
    }

    fn try_append(&self, folder: &Path, record: &Record) -> io::Result<()> {
        let mut line = serde_json::to_vec(record)?;
        line.push(b'\n');
        let path = folder.join(NAME);
        if fs::metadata(&path).is_ok_and(|metadata| metadata.len() > self.most_bytes) {
            self.start_anew(folder, &path)?;
        }
        fs::create_dir_all(folder)?;
        let mut file = OpenOptions::new().create(true).append(true).read(true).open(path)?;
        if !ends_line(&mut file)? {
            line.insert(0, b'\n');
        }
        // One write, so that lines of several processes do not mix.
        file.write_all(&line)
    }

    fn start_anew(&self, folder: &Path, path: &Path) -> io::Result<()> {
        let lock = File::create(folder.join(LOCK))?;
        if lock.try_lock().is_err() {
            return Ok(());
        }
        // Another process may have done it between the look and the lock.
        if fs::metadata(path).is_ok_and(|metadata| metadata.len() > self.most_bytes) {
            fs::rename(path, folder.join(OLDER))?;
        }
        lock.unlock()
    }

    /// Everything that is noted, oldest first.
    pub fn read(&self) -> Vec<Record> {
        let folder = self.folder.iter();
        folder.flat_map(|folder| [OLDER, NAME].map(|name| folder.join(name))).flat_map(|path| records(&path)).collect()
    }

    /// Where it is kept.
    pub fn path(&self) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join(NAME))
    }
}

/// True where the next line can begin: a process that died within a line leaves half of one.
fn ends_line(file: &mut File) -> io::Result<bool> {
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(true);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

fn records(path: &Path) -> Vec<Record> {
    let Ok(file) = File::open(path) else { return Vec::new() };
    let mut input = BufReader::new(file);
    let mut found = Vec::new();
    let mut line = Vec::new();
    loop {
        line.clear();
        match (&mut input).take(MOST_LINE_BYTES).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return found,
            Ok(_) => found.extend(serde_json::from_slice::<Record>(&line)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Happening;
    use super::*;

    fn record(at: u64) -> Record {
        Record {
            at,
            id: format!("s-{at}"),
            event: Happening::Shown,
            feature: super::super::Feature::default(),
            language: "rust".to_owned(),
            source: "local".to_owned(),
            chars: 12,
            lines: 1,
            after: None,
            share: None,
        }
    }

    #[test]
    fn what_is_noted_can_be_read_whatever_stands_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = Log::new(Some(folder.path().join("new")));
        log.append(&record(1));
        let path = log.path().expect("a path");
        let mut broken = fs::read(&path).expect("written");
        broken.extend(b"{\"at\": 7, \"id\"\n\xff\xfe\0\n[]\n\n{\"at\":");
        fs::write(&path, broken).expect("written");
        log.append(&record(2));
        assert_eq!(log.read().iter().map(|record| record.at).collect::<Vec<_>>(), [1, 2]);
        fs::write(&path, vec![b'x'; 100_000]).expect("written");
        log.append(&record(3));
        assert_eq!(log.read(), [record(3)]);
    }

    #[test]
    fn the_log_does_not_grow_for_ever() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = Log { folder: Some(folder.path().to_owned()), most_bytes: 2000 };
        (0..200).for_each(|at| log.append(&record(at)));
        let all = log.read();
        assert_eq!(all.last(), Some(&record(199)));
        assert!(all.len() > 10 && all.len() < 60, "{}", all.len());
        assert!(all.is_sorted_by_key(|record| record.at));
    }

    #[test]
    fn several_writers_lose_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = Log::new(Some(folder.path().to_owned()));
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let log = &log;
                scope.spawn(move || (0..50).for_each(|at| log.append(&record(writer * 100 + at))));
            }
        });
        assert_eq!(log.read().len(), 200);
    }

    #[test]
    fn without_a_folder_nothing_is_written() {
        let log = Log::new(None);
        log.append(&record(1));
        assert!(log.read().is_empty() && log.path().is_none());
    }
}
