//! What a pass over a folder did and what it passed over. It prints nothing.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

/// How many paths a report names for each reason.
const EXAMPLES: usize = 5;

/// Why a file is not in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum SkipReason {
    /// Larger than the limit.
    Oversized,
    /// Not text.
    Binary,
    /// Program text with its layout squeezed out.
    Minified,
    /// The system does not let it be read.
    Unreadable,
    /// It was gone when it was to be read.
    Vanished,
    /// A symbolic link; what it points to is read where it stands, if that is inside the folder.
    Symlink,
    /// A pipe, a socket or a device.
    Special,
    /// Its path is not Unicode.
    PathNotUnicode,
    /// A folder of installed dependencies or build output.
    Dependencies,
    /// Its analysis failed inside the program.
    Failed,
}

impl SkipReason {
    /// The reason in words.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Oversized => "larger than the size limit",
            Self::Binary => "binary",
            Self::Minified => "minified",
            Self::Unreadable => "not readable",
            Self::Vanished => "gone before it could be read",
            Self::Symlink => "a symbolic link, not followed",
            Self::Special => "not a regular file",
            Self::PathNotUnicode => "path is not Unicode",
            Self::Dependencies => "folder of dependencies or build output",
            Self::Failed => "analysis failed",
        }
    }
}

/// Files passed over for one reason.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// How many.
    pub count: u64,
    /// Some of their paths, the first in path order.
    pub examples: Vec<String>,
}

/// Files passed over, by reason.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Skips(BTreeMap<SkipReason, Skipped>);

impl Skips {
    /// Counts one file.
    pub fn add(&mut self, reason: SkipReason, path: &str) {
        let skipped = self.0.entry(reason).or_default();
        skipped.count += 1;
        if let Err(at) = skipped.examples.binary_search_by(|known| known.as_str().cmp(path)) {
            skipped.examples.insert(at, path.to_owned());
            skipped.examples.truncate(EXAMPLES);
        }
    }

    /// Counts everything that `other` counts.
    pub fn merge(&mut self, other: Self) {
        for (reason, skipped) in other.0 {
            let mine = self.0.entry(reason).or_default();
            mine.count += skipped.count;
            mine.examples.extend(skipped.examples);
            mine.examples.sort();
            mine.examples.dedup();
            mine.examples.truncate(EXAMPLES);
        }
    }

    /// What was passed over for `reason`.
    pub fn get(&self, reason: SkipReason) -> Option<&Skipped> {
        self.0.get(&reason)
    }

    /// Every reason that occurred.
    pub fn iter(&self) -> impl Iterator<Item = (SkipReason, &Skipped)> {
        self.0.iter().map(|(&reason, skipped)| (reason, skipped))
    }

    /// Number of files passed over.
    pub fn total(&self) -> u64 {
        self.0.values().map(|skipped| skipped.count).sum()
    }
}

/// What one pass over a folder did.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// Files found by the walk that may be read.
    pub files: u64,
    /// Files read and indexed by this pass.
    pub read: u64,
    /// Lines of the files read.
    pub lines: u64,
    /// Bytes of the files read.
    pub bytes: u64,
    /// Files that were not in the index.
    pub added: u64,
    /// Files whose content was another.
    pub changed: u64,
    /// Files that left the index.
    pub removed: u64,
    /// Files that were not UTF-8 and were read with replacements.
    pub lossy: Skipped,
    /// Files passed over.
    pub skipped: Skips,
    /// The pass was stopped before its end.
    pub cancelled: bool,
    /// Time for the walk and the comparison.
    #[serde(serialize_with = "as_millis")]
    pub walk_time: Duration,
    /// Time in all.
    #[serde(serialize_with = "as_millis")]
    pub total_time: Duration,
    /// What went wrong beside single files, in sentences.
    pub problems: Vec<String>,
}

impl Report {
    /// True where the pass left the index as it was.
    pub fn is_unchanged(&self) -> bool {
        self.added == 0 && self.changed == 0 && self.removed == 0
    }

    pub(crate) fn note_lossy(&mut self, path: &str) {
        self.lossy.count += 1;
        if self.lossy.examples.len() < EXAMPLES {
            self.lossy.examples.push(path.to_owned());
        }
    }
}

fn as_millis<S: serde::Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((duration.as_secs_f64() * 1e5).round() / 100.0)
}

/// How far a pass is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Files done.
    pub files_done: u64,
    /// Files to do in all.
    pub files_total: u64,
    /// Bytes read.
    pub bytes: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_few_and_sorted() {
        let mut skips = Skips::default();
        for name in ["f", "b", "a", "d", "c", "e"] {
            skips.add(SkipReason::Binary, name);
        }
        let mut other = Skips::default();
        other.add(SkipReason::Binary, "0");
        other.add(SkipReason::Symlink, "s");
        skips.merge(other);
        let binary = skips.get(SkipReason::Binary).expect("counted");
        assert_eq!(binary.count, 7);
        assert_eq!(binary.examples, ["0", "a", "b", "c", "d"]);
        assert_eq!(skips.total(), 8);
    }
}
