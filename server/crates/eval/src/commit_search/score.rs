//! How an answer is scored. A returned range of rows hits a function where the two share a row of the same file.

use super::items::Item;

/// One returned place, 1-based inclusive rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// File.
    pub path: String,
    /// First row.
    pub start: u32,
    /// Last row.
    pub end: u32,
}

impl Row {
    fn hits(&self, item: &Item) -> bool {
        item.gold_functions.iter().any(|gold| gold.path == self.path && gold.start <= self.end && self.start <= gold.end)
    }
}

/// Sums over items.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Totals {
    /// Number of items.
    pub items: u32,
    /// A gold function stands in the first row.
    pub function_1: u32,
    /// A gold function stands in the first ten rows.
    pub function_10: u32,
    /// The first file is a gold file.
    pub file_1: u32,
    /// A gold file stands among the first five distinct files.
    pub file_5: u32,
    /// Number of places returned (of the first ten).
    pub places: u32,
    /// Rows they cover together.
    pub rows: u64,
}

/// Totals of all items, and of those whose message names nothing that is to be found.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Score {
    /// All items.
    pub all: Totals,
    /// The hard ones.
    pub hard: Totals,
}

/// How many places count.
pub const PLACES: usize = 10;

impl Score {
    /// Adds the answer `rows` (best first) to `item`.
    pub fn add(&mut self, item: &Item, rows: &[Row]) {
        let mut one = Totals { items: 1, ..Totals::default() };
        let first = &rows[..rows.len().min(PLACES)];
        one.function_1 = u32::from(first.first().is_some_and(|row| row.hits(item)));
        one.function_10 = u32::from(first.iter().any(|row| row.hits(item)));
        let files = distinct_files(rows, 5);
        one.file_1 = u32::from(files.first().is_some_and(|path| item.gold_files.iter().any(|gold| gold == path)));
        one.file_5 = u32::from(files.iter().any(|path| item.gold_files.iter().any(|gold| gold == path)));
        one.places = first.len() as u32;
        one.rows = first.iter().map(|row| u64::from(row.end - row.start + 1)).sum();
        self.all.merge(&one);
        if item.is_hard() {
            self.hard.merge(&one);
        }
    }

    /// Adds another score's sums.
    pub fn merge(&mut self, other: &Self) {
        self.all.merge(&other.all);
        self.hard.merge(&other.hard);
    }
}

impl Totals {
    fn merge(&mut self, other: &Self) {
        self.items += other.items;
        self.function_1 += other.function_1;
        self.function_10 += other.function_10;
        self.file_1 += other.file_1;
        self.file_5 += other.file_5;
        self.places += other.places;
        self.rows += other.rows;
    }

    /// `count` as a percentage of the items.
    pub fn percent(&self, count: u32) -> f64 {
        100.0 * f64::from(count) / f64::from(self.items.max(1))
    }

    /// Mean rows of a returned place.
    pub fn mean_rows(&self) -> f64 {
        self.rows as f64 / f64::from(self.places.max(1))
    }
}

fn distinct_files(rows: &[Row], limit: usize) -> Vec<&str> {
    let mut files: Vec<&str> = Vec::with_capacity(limit);
    for row in rows {
        if files.len() == limit {
            break;
        }
        if !files.contains(&row.path.as_str()) {
            files.push(&row.path);
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::super::items::GoldFunction;
    use super::*;

    fn item() -> Item {
        Item {
            repo: "a/b".into(),
            parent: String::new(),
            time: 0,
            query: String::new(),
            gold_functions: vec![GoldFunction { path: "a.rs".into(), start: 10, end: 20 }],
            gold_files: vec!["a.rs".into()],
            mentions_function: false,
            mentions_file: false,
        }
    }

    fn row(path: &str, start: u32, end: u32) -> Row {
        Row { path: path.into(), start, end }
    }

    #[test]
    fn ranges_hit_where_they_overlap_in_the_same_file() {
        let mut score = Score::default();
        score.add(&item(), &[row("b.rs", 10, 20), row("a.rs", 1, 9), row("a.rs", 20, 30)]);
        assert_eq!((score.all.function_1, score.all.function_10), (0, 1));
        assert_eq!((score.all.file_1, score.all.file_5), (0, 1));
        assert_eq!(score.all.rows, 31);
        assert_eq!(score.hard, score.all);
    }

    #[test]
    fn the_eleventh_place_does_not_count_for_functions() {
        let mut rows: Vec<Row> = (0..10).map(|at| row("b.rs", at, at)).collect();
        rows.push(row("a.rs", 10, 10));
        let mut score = Score::default();
        score.add(&item(), &rows);
        assert_eq!((score.all.function_10, score.all.file_5), (0, 1));
    }
}
