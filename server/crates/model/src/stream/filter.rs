//! What happens to the text of an answer on its way: code fences of chat models fall away, and it ends at a stop text, even where
//! the endpoint took no notice of it.

/// Takes the code fence off an answer that is wrapped in one.
#[derive(Debug)]
enum Fence {
    /// Not looked for.
    Off,
    /// Nothing but white space so far, kept until it is known what follows.
    Start(String),
    /// Inside the opening line.
    Opening,
    /// Right behind the opening line, with what could be the beginning of a closing line.
    First(String),
    /// Inside; the text ends at a line that is a fence.
    Inside,
}

/// The filters of one answer.
#[derive(Debug)]
pub(crate) struct Filter {
    fence: Fence,
    stops: Vec<String>,
    /// The end of the text that could become a stop text.
    held: String,
    /// Bytes that may still be given.
    left: usize,
    /// Whether a stop text came.
    pub(crate) stopped: bool,
    /// Whether the text was cut at its greatest length.
    pub(crate) full: bool,
}

const FENCE: &str = "```";
const CLOSING: &str = "\n```";

impl Filter {
    /// `max_bytes` bounds the whole text; `unwraps` is for models that like to put code fences around an answer.
    pub(crate) fn new(stops: Vec<String>, max_bytes: usize, unwraps: bool) -> Self {
        let stops = stops.into_iter().filter(|stop| !stop.is_empty()).collect();
        let fence = if unwraps { Fence::Start(String::new()) } else { Fence::Off };
        Self { fence, stops, held: String::new(), left: max_bytes, stopped: false, full: false }
    }

    /// What of `text` can be given now.
    pub(crate) fn push(&mut self, text: &str) -> String {
        if self.stopped || self.full {
            return String::new();
        }
        let text = text.replace('\0', "");
        let Some(text) = self.unwrap(&text) else { return String::new() };
        self.held.push_str(&text);
        let cut = self.earliest_stop();
        if let Some(cut) = cut {
            self.stopped = true;
            self.held.truncate(cut);
        }
        let give = if self.stopped { self.held.len() } else { self.held.len() - self.possible_stop() };
        let rest = self.held.split_off(give);
        let given = std::mem::replace(&mut self.held, rest);
        self.bounded(given)
    }

    /// What is still held when the answer ends.
    pub(crate) fn finish(&mut self) -> String {
        if self.stopped || self.full {
            return String::new();
        }
        if let Fence::Start(space) = &mut self.fence {
            let space = std::mem::take(space);
            self.held.push_str(&space);
        }
        let given = std::mem::take(&mut self.held);
        let given = if matches!(self.fence, Fence::Inside) { trim_closing(given) } else { given };
        self.bounded(given)
    }

    fn bounded(&mut self, mut given: String) -> String {
        if given.len() > self.left {
            self.full = true;
            given.truncate(char_boundary(&given, self.left));
        }
        self.left -= given.len();
        given
    }

    /// `text` without the opening line of a fence; `None` while that is not known.
    fn unwrap(&mut self, text: &str) -> Option<String> {
        match &mut self.fence {
            Fence::Off | Fence::Inside => Some(text.to_owned()),
            Fence::Opening => {
                let (_, inside) = text.split_once('\n')?;
                self.enter(inside)
            }
            Fence::First(first) => {
                let inside = std::mem::take(first) + text;
                self.enter(&inside)
            }
            Fence::Start(start) => {
                start.push_str(text);
                let visible = start.trim_start();
                if visible.len() < FENCE.len() && FENCE.starts_with(visible) {
                    return None;
                }
                let start = std::mem::take(start);
                if !start.trim_start().starts_with(FENCE) {
                    self.fence = Fence::Off;
                    return Some(start);
                }
                self.fence = Fence::Opening;
                let (_, inside) = start.trim_start().split_once('\n')?;
                self.enter(inside)
            }
        }
    }

    /// Goes on with the text right behind the opening line, which may be the closing line already.
    fn enter(&mut self, inside: &str) -> Option<String> {
        if inside.len() < FENCE.len() && FENCE.starts_with(inside) {
            self.fence = Fence::First(inside.to_owned());
            return None;
        }
        self.fence = Fence::Inside;
        self.stops.push(CLOSING.to_owned());
        self.stopped = inside.starts_with(FENCE);
        (!self.stopped).then(|| inside.to_owned())
    }

    fn earliest_stop(&self) -> Option<usize> {
        self.stops.iter().filter_map(|stop| self.held.find(stop.as_str())).min()
    }

    /// How many bytes at the end could be the beginning of a stop text.
    fn possible_stop(&self) -> usize {
        let longest = |stop: &String| {
            let most = (stop.len() - 1).min(self.held.len());
            let is_start = |length: &usize| stop.as_bytes().starts_with(&self.held.as_bytes()[self.held.len() - length..]);
            (1..=most).rev().find(is_start).unwrap_or(0)
        };
        let bytes = self.stops.iter().map(longest).max().unwrap_or(0);
        self.held.len() - char_boundary(&self.held, self.held.len() - bytes)
    }
}

/// The last place at or before `at` where `text` can be cut.
fn char_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// A closing fence that the end of the answer left incomplete.
fn trim_closing(mut text: String) -> String {
    for length in (1..CLOSING.len()).rev() {
        if length > 1 && text.ends_with(&CLOSING[..length]) {
            text.truncate(text.len() - length);
            break;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(stops: &[&str], unwraps: bool, pieces: &[&str]) -> String {
        let mut filter = Filter::new(stops.iter().map(|stop| (*stop).to_owned()).collect(), 1000, unwraps);
        let mut text: String = pieces.iter().map(|piece| filter.push(piece)).collect();
        text.push_str(&filter.finish());
        text
    }

    #[test]
    fn it_ends_at_a_stop_text_however_it_is_split() {
        assert_eq!(run(&["\n\n", "<|end|>"], false, &["a\n", "b<|e", "nd|>c"]), "a\nb");
        assert_eq!(run(&["\n\n"], false, &["a\n", "\nb"]), "a");
        assert_eq!(run(&["<|end|>"], false, &["a <|e", "lse"]), "a <|else");
        assert_eq!(run(&["木x"], false, &["a木", "y木"]), "a木y木");
    }

    #[test]
    fn text_that_cannot_become_a_stop_is_given_at_once() {
        let mut filter = Filter::new(vec!["<end>".into()], 1000, false);
        assert_eq!(filter.push("let a <"), "let a ");
        assert_eq!(filter.push("b"), "<b");
    }

    #[test]
    fn a_fence_around_the_answer_falls_away() {
        assert_eq!(run(&[], true, &["``", "`rust", "\nlet a", " = 1;\n``", "`\nThat is it."]), "let a = 1;");
        assert_eq!(run(&[], true, &["\n```\nx\n``"]), "x");
        assert_eq!(run(&[], true, &["```\n```"]), "");
        assert_eq!(run(&[], true, &["```\n`", "``\nmore"]), "");
        assert_eq!(run(&[], true, &["```\n`a` b\n``", "`"]), "`a` b");
        assert_eq!(run(&[], true, &["  a `b` c"]), "  a `b` c");
        assert_eq!(run(&[], true, &["\n", "  "]), "\n  ");
        assert_eq!(run(&[], false, &["```x\n```"]), "```x\n```");
    }

    #[test]
    fn zero_bytes_fall_away_and_length_is_bounded() {
        assert_eq!(run(&[], false, &["a\0b"]), "ab");
        let mut filter = Filter::new(Vec::new(), 5, false);
        assert_eq!(filter.push("abc木木"), "abc");
        assert!(filter.full);
        assert_eq!(filter.push("more"), "");
    }
}
