//! Where output goes: colours only where somebody looks, the width of the screen, numbers and times in few characters.

use std::borrow::Cow;
use std::env;
use std::fmt;
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::time::Duration;

use console::{Term, measure_text_width, truncate_str};

use super::args::ColorChoice;
use super::failure::Outcome;

/// Standard output with its abilities.
pub(crate) struct Terminal {
    out: BufWriter<StdoutLock<'static>>,
    /// How text is coloured.
    pub(crate) paint: Paint,
    /// Columns.
    pub(crate) width: usize,
}

impl Terminal {
    /// Standard output, coloured as `choice` and the environment say.
    pub(crate) fn stdout(choice: ColorChoice) -> Self {
        let is_interactive = io::stdout().is_terminal();
        let wanted = env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) && env::var("TERM").as_deref() != Ok("dumb");
        let color = match choice {
            ColorChoice::Auto => is_interactive && wanted,
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        };
        let width = Term::stdout().size_checked().map_or(100, |(_, columns)| columns.into());
        let out = BufWriter::with_capacity(64 * 1024, io::stdout().lock());
        Self { out, paint: Paint { color }, width: usize::max(width, 40) }
    }

    /// Writes a line. What file names and code hold of control characters does not reach the screen.
    pub(crate) fn line(&mut self, text: impl fmt::Display) -> Outcome {
        Ok(writeln!(self.out, "{}", harmless(&text.to_string()))?)
    }

    /// Writes `value` as one line of JSON.
    pub(crate) fn json(&mut self, value: &serde_json::Value) -> Outcome {
        Ok(writeln!(self.out, "{value}")?)
    }

    /// Hands everything written to the system.
    pub(crate) fn flush(&mut self) -> Outcome {
        Ok(self.out.flush()?)
    }
}

/// `text` with the replacement character in place of every control character but line breaks, tabs and our own colours: a
/// file's name must not be able to set a terminal's title or move its cursor.
fn harmless(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let is_shown = !c.is_control() || c == '\n' || c == '\t' || is_colour(&text[at..]);
        out.push(if is_shown { c } else { char::REPLACEMENT_CHARACTER });
    }
    Cow::Owned(out)
}

/// True where `text` starts with a sequence that selects a colour and does nothing else.
fn is_colour(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("\x1b[") else { return false };
    rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').starts_with('m')
}

/// Colours, or none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint {
    color: bool,
}

/// A role of text on the screen; each has its colour in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// A heading.
    Heading,
    /// A name in the code.
    Name,
    /// A path.
    Path,
    /// A figure that matters.
    Figure,
    /// What may be overlooked.
    Faint,
    /// All is well.
    Good,
    /// Worth a look.
    Warning,
    /// Something is wrong.
    Bad,
    /// The project's own colour.
    Accent,
    /// Text that is suggested and not there yet.
    Ghost,
    /// One of the hues for the parts of a whole.
    Hue(u8),
}

impl Paint {
    /// `text` in the colour of `role`.
    pub(crate) fn as_role(self, role: Role, text: impl fmt::Display) -> String {
        const HUES: [u8; 7] = [71, 109, 179, 139, 173, 67, 245];
        if !self.color {
            return text.to_string();
        }
        let code = match role {
            Role::Heading => "1".to_owned(),
            Role::Name => "1;38;5;79".to_owned(),
            Role::Path => "38;5;110".to_owned(),
            Role::Figure => "1;38;5;223".to_owned(),
            Role::Faint => "38;5;245".to_owned(),
            Role::Good => "38;5;114".to_owned(),
            Role::Warning => "38;5;221".to_owned(),
            Role::Bad => "38;5;203".to_owned(),
            Role::Ghost => "3;38;5;244".to_owned(),
            Role::Accent => "38;5;71".to_owned(),
            Role::Hue(hue) => format!("38;5;{}", HUES[usize::from(hue) % HUES.len()]),
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }

    pub(crate) fn heading(self, text: impl fmt::Display) -> String {
        self.as_role(Role::Heading, text)
    }

    pub(crate) fn name(self, text: impl fmt::Display) -> String {
        self.as_role(Role::Name, text)
    }

    pub(crate) fn path(self, text: impl fmt::Display) -> String {
        self.as_role(Role::Path, text)
    }

    pub(crate) fn figure(self, text: impl fmt::Display) -> String {
        self.as_role(Role::Figure, text)
    }

    pub(crate) fn faint(self, text: impl fmt::Display) -> String {
        self.as_role(Role::Faint, text)
    }

    /// True where text is coloured.
    pub(crate) fn is_on(self) -> bool {
        self.color
    }
}

/// `text` in exactly `width` columns, cut with an ellipsis or filled with spaces; colours count nothing.
pub(crate) fn fit(text: &str, width: usize) -> String {
    let cut = truncate_str(text, width, "…");
    let missing = width.saturating_sub(measure_text_width(&cut));
    format!("{cut}{}", " ".repeat(missing))
}

/// `text` in at most `width` columns.
pub(crate) fn clip(text: &str, width: usize) -> String {
    truncate_str(text, width, "…").into_owned()
}

/// A path in at most `width` columns: folders in its middle give way first, the file's name stays.
pub(crate) fn clip_path(path: &str, width: usize) -> String {
    if measure_text_width(path) <= width {
        return path.to_owned();
    }
    let parts: Vec<&str> = path.split('/').collect();
    for kept in (1..parts.len()).rev() {
        let (head, tail) = parts.split_at(kept / 2);
        let shortened = [head, &["…"], &tail[parts.len() - kept..]].concat().join("/");
        if measure_text_width(&shortened) <= width {
            return shortened;
        }
    }
    clip(parts.last().copied().unwrap_or(path), width)
}

/// A number with separators between thousands.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A size in the unit that suits it.
pub(crate) fn bytes(number: u64) -> String {
    let size = number as f64;
    match number {
        0..1000 => format!("{number} B"),
        1000..1_000_000 => format!("{:.0} kB", size / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", size / 1e6),
        _ => format!("{:.1} GB", size / 1e9),
    }
}

/// A time in the unit that suits it.
pub(crate) fn time(duration: Duration) -> String {
    let milliseconds = duration.as_secs_f64() * 1e3;
    match milliseconds {
        ms if ms < 0.1 => format!("{:.0} µs", ms * 1e3),
        ms if ms < 10.0 => format!("{ms:.1} ms"),
        ms if ms < 1000.0 => format!("{ms:.0} ms"),
        ms => format!("{:.2} s", ms / 1e3),
    }
}

/// Milliseconds with two decimals, for JSON.
pub(crate) fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e5).round() / 100.0
}

/// "1 file", "2 files".
pub(crate) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_easily() {
        assert_eq!([grouped(0), grouped(999), grouped(1000), grouped(1_234_567)], ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([bytes(12), bytes(2_000), bytes(61_240_000)], ["12 B", "2 kB", "61.2 MB"]);
        assert_eq!([time(Duration::from_micros(42)), time(Duration::from_micros(1500))], ["42 µs", "1.5 ms"]);
        assert_eq!([time(Duration::from_millis(120)), time(Duration::from_millis(2500))], ["120 ms", "2.50 s"]);
    }

    #[test]
    fn text_fits_whatever_its_colours() {
        let paint = Paint { color: true };
        assert_eq!(measure_text_width(&fit(&paint.name("a_rather_long_name"), 8)), 8);
        assert_eq!(fit("ab", 4), "ab  ");
        assert_eq!(Paint { color: false }.name("x"), "x");
    }

    #[test]
    fn only_colours_reach_the_terminal() {
        assert_eq!(harmless("a\tb"), "a\tb");
        assert_eq!(harmless("\x1b[1;38;5;79mname\x1b[0m"), "\x1b[1;38;5;79mname\x1b[0m");
        assert_eq!(harmless("\x1b]0;title\x07.py"), "\u{fffd}]0;title\u{fffd}.py");
        assert_eq!(harmless("\x1b[2Jgone\r"), "\u{fffd}[2Jgone\u{fffd}");
    }

    #[test]
    fn the_middle_of_a_path_gives_way_first() {
        assert_eq!(clip_path("src/a.rs", 20), "src/a.rs");
        let clipped = clip_path("server/crates/sapwood/src/loader/reconcile.rs", 30);
        assert_eq!(clipped, "server/…/loader/reconcile.rs");
        assert!(measure_text_width(&clipped) <= 30, "{clipped}");
        assert!(clip_path("a_very_long_file_name_indeed.rs", 10).chars().count() <= 10);
    }
}
