//! Finds answers that run in circles. It does not care in which language.

use super::text::is_word;

/// A pattern of at most so many tokens that fills so many of the last tokens.
const WINDOWS: &[(usize, usize)] = &[(1, 10), (10, 30), (20, 45), (30, 60)];

/// Where the first round of a circle ends; `None` where `text` does not end in one.
pub(crate) fn end(text: &str) -> Option<usize> {
    let tokens = tokens(text);
    WINDOWS.iter().find_map(|&(longest, window)| {
        let start = tokens.len().checked_sub(window)?;
        let period = period(text, &tokens[start..]).filter(|&period| period <= longest)?;
        // The circle may have begun before the window.
        let word = |at: usize| &text[tokens[at].0..tokens[at].1];
        let first = (0..start).rev().take_while(|&at| word(at) == word(at + period)).last().unwrap_or(start);
        let end = tokens[first + period - 1].1;
        Some(if text[end..].starts_with(';') { end + 1 } else { end })
    })
}

/// The shortest distance at which the tokens repeat to their end.
fn period(text: &str, tokens: &[(usize, usize)]) -> Option<usize> {
    let word = |at: usize| &text[tokens[at].0..tokens[at].1];
    (1..=tokens.len() / 2).find(|&period| (period..tokens.len()).all(|at| word(at) == word(at - period)))
}

/// Words and single marks, blanks aside.
fn tokens(text: &str) -> Vec<(usize, usize)> {
    let mut tokens: Vec<(usize, usize)> = Vec::new();
    let mut is_open = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        match tokens.last_mut() {
            Some(last) if is_open && is_word(c) => last.1 = end,
            _ if c.is_whitespace() => {}
            _ => tokens.push((at, end)),
        }
        is_open = is_word(c);
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_end_after_their_first_round() {
        assert_eq!(end("let a = b + c;\nlet d = a * 2;\nreturn d;"), None);
        let text = "x = 1; ".to_owned() + &"foo(a); ".repeat(12);
        assert_eq!(end(&text).map(|at| &text[..at]), Some("x = 1; foo(a);"));
        let zeros = "[".to_owned() + &"0 ".repeat(20);
        assert_eq!(end(&zeros).map(|at| &zeros[..at]), Some("[0"));
        assert_eq!(end("0, 0, 0, 0]"), None, "a short row is a row");
        let long = (0..25).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ") + " ";
        assert_eq!(end(&long.repeat(2)), None);
        assert!(end(&long.repeat(3)).is_some());
    }
}
