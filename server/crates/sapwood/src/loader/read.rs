//! Reads one file as text. It does not parse it.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sapwood_grammars::{FileClass, classify};
use sapwood_index::Stamp;

use super::report::SkipReason;
use super::walk::changed_at;

/// A change within this time before a read may be followed by another that leaves the same time stamp, where stamps are
/// coarse (whole milliseconds or more).
const COARSE_WINDOW: Duration = Duration::from_secs(2);
/// The same where stamps are fine: they follow the kernel's tick.
const FINE_WINDOW: Duration = Duration::from_millis(40);

/// The text of a file and what tells this version of it from others.
#[derive(Debug)]
pub(super) struct Loaded {
    /// Its text.
    pub text: String,
    /// Its role.
    pub class: FileClass,
    /// Its version.
    pub stamp: Stamp,
    /// Some of it was not UTF-8 and was replaced.
    pub is_lossy: bool,
}

/// Reads the file at `path` below `root`, if it is text of at most `limit` bytes. A file that changes while it is read is
/// read once more; should it change again, its stamp makes the next pass look at it.
pub(super) fn read(root: &Path, path: &str, limit: u64) -> Result<Loaded, SkipReason> {
    let full = root.join(path);
    let (mut bytes, mut metadata, mut is_stable) = read_once(&full, limit).map_err(|error| reason(&error))?;
    if !is_stable {
        (bytes, metadata, is_stable) = read_once(&full, limit).map_err(|error| reason(&error))?;
    }
    if bytes.len() as u64 > limit {
        return Err(SkipReason::Oversized);
    }
    let class = classify(path, &bytes);
    if !class.is_indexed_text() {
        return Err(match class {
            FileClass::Oversized => SkipReason::Oversized,
            FileClass::Minified => SkipReason::Minified,
            _ => SkipReason::Binary,
        });
    }
    let stamp =
        Stamp { modified: stamp_time(changed_at(&metadata), is_stable), size: metadata.len(), content: content_hash(&bytes) };
    let (text, is_lossy) = decode(bytes);
    Ok(Loaded { text, class, stamp, is_lossy })
}

/// The first half of the BLAKE3 hash.
pub fn content_hash(bytes: &[u8]) -> [u8; 16] {
    let mut content = [0; 16];
    content.copy_from_slice(&blake3::hash(bytes).as_bytes()[..16]);
    content
}

fn read_once(path: &Path, limit: u64) -> io::Result<(Vec<u8>, Metadata, bool)> {
    if !std::fs::symlink_metadata(path)?.is_file() {
        return Err(io::Error::from(io::ErrorKind::NotFound));
    }
    let file = File::open(path)?;
    let before = file.metadata()?;
    let mut bytes = Vec::with_capacity(before.len().min(limit) as usize + 1);
    (&file).take(limit + 1).read_to_end(&mut bytes)?;
    let after = file.metadata()?;
    let is_same = (changed_at(&before), before.len()) == (changed_at(&after), after.len());
    let is_whole = bytes.len() as u64 == after.len() || after.len() > limit;
    Ok((bytes, after, is_same && is_whole))
}

fn reason(error: &io::Error) -> SkipReason {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::StaleNetworkFileHandle => SkipReason::Vanished,
        _ => SkipReason::Unreadable,
    }
}

fn decode(bytes: Vec<u8>) -> (String, bool) {
    match String::from_utf8(bytes) {
        Ok(text) => (text, false),
        Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), true),
    }
}

/// The time for a stamp: odd where the file may yet change without its time changing, else even.
fn stamp_time(modified: u64, is_stable: bool) -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let window = if modified.is_multiple_of(1_000_000) { COARSE_WINDOW } else { FINE_WINDOW };
    let is_racy = !is_stable || now.as_nanos() as u64 <= modified.saturating_add(window.as_nanos() as u64);
    modified & !1 | u64::from(is_racy)
}

/// True where `stamp` proves that a file that shows `modified` and `size` is the one that was read.
pub(super) fn is_current(stamp: Stamp, modified: u64, size: u64) -> bool {
    stamp.modified == modified & !1 && stamp.size == size
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(name: &str, bytes: &[u8]) -> (tempfile::TempDir, String) {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join(name), bytes).expect("written");
        (folder, name.to_owned())
    }

    #[test]
    fn text_is_read_with_its_stamp() {
        let (folder, name) = written("a.rs", b"fn a() {}\n");
        let loaded = read(folder.path(), &name, 1 << 20).expect("text");
        assert_eq!((loaded.text.as_str(), loaded.class, loaded.is_lossy), ("fn a() {}\n", FileClass::Source, false));
        assert_eq!((loaded.stamp.size, loaded.stamp.content), (10, content_hash(b"fn a() {}\n")));
        assert_eq!(loaded.stamp.modified & 1, 1, "just written: the next pass has to look again");
    }

    #[test]
    fn an_old_file_is_recognised_by_its_stamp() {
        let (folder, name) = written("a.rs", b"fn a() {}\n");
        // Nobody sends: this waits until the file's time is long enough ago.
        let (_nobody, silence) = std::sync::mpsc::channel::<()>();
        assert!(silence.recv_timeout(FINE_WINDOW + Duration::from_millis(20)).is_err());
        let loaded = read(folder.path(), &name, 1 << 20).expect("text");
        let metadata = std::fs::metadata(folder.path().join(&name)).expect("there");
        if !changed_at(&metadata).is_multiple_of(1_000_000) {
            assert!(is_current(loaded.stamp, changed_at(&metadata), 10));
            assert!(!is_current(loaded.stamp, changed_at(&metadata), 11));
        }
    }

    #[test]
    fn other_encodings_are_read_with_replacements() {
        let (folder, name) = written("a.c", b"/* caf\xe9 */ int x;");
        let loaded = read(folder.path(), &name, 1 << 20).expect("text");
        assert!(loaded.is_lossy && loaded.text.ends_with("int x;") && loaded.text.contains('\u{fffd}'));
    }

    #[test]
    fn what_is_no_text_has_a_reason() {
        for (name, bytes, limit, expected) in [
            ("a.bin", b"a\0b".to_vec(), 100, SkipReason::Binary),
            ("a.rs", vec![b' '; 101], 100, SkipReason::Oversized),
            ("a.min.js", b"a()".to_vec(), 100, SkipReason::Minified),
        ] {
            let (folder, name) = written(name, &bytes);
            assert_eq!(read(folder.path(), &name, limit).expect_err("skipped"), expected);
        }
        assert_eq!(read(Path::new("/no"), "such", 1).expect_err("skipped"), SkipReason::Vanished);
    }
}
