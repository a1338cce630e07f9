//! Reasoning that a model writes into its answer, in front of the text: told apart from it.

const OPENING: &str = "<think>";
const CLOSING: &str = "</think>";

/// Where in an answer the text is.
#[derive(Debug)]
pub(crate) enum Thoughts {
    /// Not looked for, or behind them.
    Outside,
    /// Before the first visible character, with what was held back.
    Start(String),
    /// Inside, with what could be the beginning of their end.
    Inside(String),
}

impl Thoughts {
    /// Reasoning and text in `piece`.
    pub(crate) fn split(&mut self, piece: &str) -> (String, String) {
        match self {
            Self::Outside => (String::new(), piece.to_owned()),
            Self::Start(held) => {
                held.push_str(piece);
                let visible = held.trim_start();
                if visible.len() < OPENING.len() && OPENING.starts_with(visible) {
                    return (String::new(), String::new());
                }
                let Some(inside) = visible.strip_prefix(OPENING).map(str::to_owned) else {
                    let text = std::mem::take(held);
                    *self = Self::Outside;
                    return (String::new(), text);
                };
                *self = Self::Inside(String::new());
                self.split(&inside)
            }
            Self::Inside(held) => {
                held.push_str(piece);
                if let Some((thoughts, text)) = held.split_once(CLOSING) {
                    let parts = (thoughts.to_owned(), text.trim_start_matches(['\n', '\r']).to_owned());
                    *self = Self::Outside;
                    return parts;
                }
                let is_start = |length: &usize| held.ends_with(&CLOSING[..*length]);
                let kept = (1..CLOSING.len()).rev().find(is_start).unwrap_or(0);
                let rest = held.split_off(held.len() - kept);
                (std::mem::replace(held, rest), String::new())
            }
        }
    }

    /// The text that is still held at the end of the answer.
    pub(crate) fn finish(&mut self) -> String {
        match std::mem::replace(self, Self::Outside) {
            Self::Start(held) => held,
            Self::Outside | Self::Inside(_) => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(pieces: &[&str]) -> (String, String) {
        let mut thoughts = Thoughts::Start(String::new());
        let (mut thinking, mut text) = (String::new(), String::new());
        for piece in pieces {
            let (more_thinking, more_text) = thoughts.split(piece);
            thinking += &more_thinking;
            text += &more_text;
        }
        (thinking, text + &thoughts.finish())
    }

    #[test]
    fn thoughts_in_front_are_told_apart_however_they_are_split() {
        let whole = "\n<think>a < b, </thin\n</think>\n\nlet a <think> = 1;";
        let expected = ("a < b, </thin\n".to_owned(), "let a <think> = 1;".to_owned());
        for at in 0..=whole.len() {
            // A line break at the cut belongs to the text: it comes after the thoughts have ended.
            let (thinking, text) = run(&[&whole[..at], &whole[at..]]);
            assert_eq!((thinking, text.trim_start_matches('\n')), (expected.0.clone(), expected.1.as_str()), "{at}");
        }
        let single: Vec<String> = whole.chars().map(String::from).collect();
        assert_eq!(run(&single.iter().map(String::as_str).collect::<Vec<_>>()).0, expected.0);
    }

    #[test]
    fn other_text_stays_as_it_is() {
        for text in ["a <think>b</think>", "  x", "<thinker>", "<", "\n \n", ""] {
            assert_eq!(run(&[text]), (String::new(), text.to_owned()));
        }
        assert_eq!(run(&["<think>never ends"]), ("never ends".to_owned(), String::new()));
    }
}
