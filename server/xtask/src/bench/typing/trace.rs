//! What somebody types: functions of real files, taken out and typed again key by key, with mistakes. The same on every machine.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

/// Files that are typed in.
const FILES: usize = 4;
/// Functions typed in each.
const FUNCTIONS: usize = 2;
/// Lines of a function.
const LINES: std::ops::RangeInclusive<usize> = 8..=24;
/// One key in so many is wrong, and taken back.
const MISTAKE_EVERY: u64 = 40;
/// One run of keys in so many comes without waiting for answers.
const BURST_EVERY: u64 = 4;
const BURST_KEYS: usize = 6;

/// A function that is typed into a file that lacks it.
pub(super) struct Session {
    pub(super) file: PathBuf,
    /// The file's text without the function's body.
    pub(super) text: String,
    /// Where it is typed, in bytes.
    pub(super) start: usize,
    /// What is typed.
    pub(super) typed: String,
}

/// One key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    /// The next character of the text; a line break brings its indentation along.
    Next,
    /// Something else.
    Wrong(char),
    /// Takes the last character back.
    Back,
}

/// A key and whether somebody waits for what is suggested after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stroke {
    pub(super) key: Key,
    pub(super) waits: bool,
}

/// The sessions of a trace in the files below `root`.
pub(super) fn sessions(root: &Path) -> Result<Vec<Session>> {
    let mut sessions = Vec::new();
    let files = crate::bench::sets::files_below(root);
    let candidates = files.into_iter().filter(|file| file.extension().is_some_and(|own| own == "rs"));
    let readable = candidates.filter_map(|file| Some((std::fs::read_to_string(&file).ok()?, file)));
    let suitable = readable.filter(|(text, _)| (300..1500).contains(&text.lines().count()) && text.is_ascii());
    // Every fortieth, so that they come from different parts of the project.
    for (text, file) in suitable.step_by(40).take(FILES) {
        for (start, end) in bodies(&text).into_iter().step_by(3).take(FUNCTIONS) {
            let rest = format!("{}{}", &text[..start], &text[end..]);
            sessions.push(Session { file: file.clone(), text: rest, start, typed: text[start..end].to_owned() });
        }
    }
    if sessions.is_empty() {
        bail!("no file below {} has functions to type", root.display());
    }
    Ok(sessions)
}

/// Where bodies of functions begin and end: from behind the opening brace to the line of the closing one.
fn bodies(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, usize, usize)> = None;
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let indent = line.len() - line.trim_start().len();
        let is_head = line.contains("fn ") && line.trim_end().ends_with('{') && !line.trim_start().starts_with("//");
        if is_head {
            open = Some((indent, number, at + line.trim_end().len()));
        } else if let Some((own, first, start)) = open
            && indent == own
            && line.trim_end() == format!("{}}}", " ".repeat(own))
        {
            if LINES.contains(&(number - first)) {
                found.push((start, at + own));
            }
            open = None;
        }
        at += line.len();
    }
    found
}

/// The keys that type `characters` characters, with mistakes and bursts.
pub(super) fn strokes(characters: usize, seed: u64) -> Vec<Stroke> {
    let mut random = Random(seed);
    let mut strokes = Vec::new();
    let mut burst = 0;
    for _ in 0..characters {
        if burst == 0 && random.below(BURST_EVERY * BURST_KEYS as u64) == 0 {
            burst = BURST_KEYS;
        }
        let waits = burst == 0;
        burst = burst.saturating_sub(1);
        if random.below(MISTAKE_EVERY) == 0 {
            strokes.push(Stroke { key: Key::Wrong('q'), waits });
            strokes.push(Stroke { key: Key::Back, waits: true });
        }
        strokes.push(Stroke { key: Key::Next, waits });
    }
    strokes
}

/// A linear congruential generator: enough to spread mistakes.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_found_between_braces_of_one_indentation() {
        let body = "\n        a();\n".to_owned() + &"        b();\n".repeat(8) + "    ";
        let text = format!("impl A {{\n    fn f() {{{body}}}\n    fn g() {{ h() }}\n}}\n");
        let found = bodies(&text);
        assert_eq!(found.len(), 1);
        assert_eq!(text[found[0].0..found[0].1], body);
    }

    #[test]
    fn strokes_are_the_same_every_time_and_type_everything() {
        let keys = strokes(500, 7);
        assert_eq!(keys, strokes(500, 7));
        assert_eq!(keys.iter().filter(|stroke| stroke.key == Key::Next).count(), 500);
        let count = |wanted: &dyn Fn(&&Stroke) -> bool| keys.iter().filter(wanted).count();
        assert_eq!(count(&|stroke| stroke.key == Key::Back), count(&|stroke| matches!(stroke.key, Key::Wrong(_))));
        assert!(count(&|stroke| !stroke.waits) > 20);
    }
}
