//! Tokens of lines, and which of them an edit changes.

/// Words that name nothing of a program.
const KEYWORDS: &str = " abstract and any as assert async auto await base bool boolean break byte case catch chan char class const \
    continue crate def default defer del delete do double dyn elif else end enum except export extends extern false final finally \
    float fn for foreach from func function global go goto if impl implements import in inline instanceof int interface is lambda \
    let long loop map match mod module move mut namespace native new nil none None not null number object of operator or out \
    override package pass private protected pub public raise range readonly record ref register return self Self short signed \
    sizeof static str string String struct super switch synchronized template this throw throws trait True False true try type \
    typedef typeof undefined union unsafe unsigned use using var virtual void volatile when where while with yield usize u8 u16 \
    u32 u64 i8 i16 i32 i64 f32 f64 err Option Some Ok Err Result Vec Box print len Object List Map error ";

/// A token and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    /// Its text.
    pub(super) text: &'a str,
    /// Its first byte.
    pub(super) start: usize,
    /// One past its last byte.
    pub(super) end: usize,
}

/// Identifiers, numbers and single punctuation marks of `text`.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found: Vec<Token<'_>> = Vec::new();
    let mut run: Option<usize> = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let continues = run.is_some_and(|start| c.is_ascii_digit() || (is_word_start(c) && !text[start..].starts_with(is_digit)));
        if continues {
            continue;
        }
        if let Some(start) = run.take() {
            found.push(Token { text: &text[start..at], start, end: at });
        }
        if is_word_start(c) || is_digit(c) {
            run = Some(at);
        } else if !c.is_alphanumeric() && !c.is_whitespace() {
            let end = at + c.len_utf8();
            found.push(Token { text: &text[at..end], start: at, end });
        }
    }
    found
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

fn is_word_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}

/// True where `token` is an identifier.
pub(super) fn is_identifier(token: &str) -> bool {
    token.starts_with(is_word_start)
}

/// True where `token` is an identifier that names something.
pub(super) fn is_name(token: &str) -> bool {
    is_identifier(token) && token.len() > 2 && !KEYWORDS.contains(&format!(" {token} "))
}

/// Tokens of two texts that differ: from and to where, in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Turn {
    /// First token of the old text.
    pub(super) old: (usize, usize),
    /// First token of the new text.
    pub(super) new: (usize, usize),
}

/// What differs between `old` and `new`: around the longest run that they share, then around the longest on either side of it.
pub(super) fn turns(old: &[Token<'_>], new: &[Token<'_>]) -> Vec<Turn> {
    let mut blocks = Vec::new();
    share(old, new, (0, old.len()), (0, new.len()), &mut blocks);
    blocks.push((old.len(), new.len(), 0));
    let (mut a, mut b) = (0, 0);
    let mut turns = Vec::new();
    for (i, j, length) in blocks {
        if a < i || b < j {
            turns.push(Turn { old: (a, i), new: (b, j) });
        }
        (a, b) = (i + length, j + length);
    }
    turns
}

type Blocks = Vec<(usize, usize, usize)>;

fn share(old: &[Token<'_>], new: &[Token<'_>], a: (usize, usize), b: (usize, usize), blocks: &mut Blocks) {
    let mut best = (a.0, b.0, 0);
    let mut lengths = vec![0usize; b.1 - b.0 + 1];
    for (i, token) in old.iter().enumerate().take(a.1).skip(a.0) {
        // From the right, so that what stands to the left is still the line before.
        for j in (b.0..b.1).rev() {
            let length = if token.text == new[j].text { lengths[j - b.0] + 1 } else { 0 };
            lengths[j - b.0 + 1] = length;
            let starts = (i + 1 - length.min(i + 1), j + 1 - length.min(j + 1));
            if length > best.2 || (length == best.2 && length > 0 && starts < (best.0, best.1)) {
                best = (starts.0, starts.1, length);
            }
        }
    }
    let (i, j, length) = best;
    if length == 0 {
        return;
    }
    share(old, new, (a.0, i), (b.0, j), blocks);
    blocks.push(best);
    share(old, new, (i + length, a.1), (j + length, b.1), blocks);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_identifiers_numbers_and_marks() {
        let found: Vec<&str> = tokens("a_1 += foo(12, é)").iter().map(|token| token.text).collect();
        assert_eq!(found, ["a_1", "+", "=", "foo", "(", "12", ",", ")"]);
        let found: Vec<&str> = tokens("1u8").iter().map(|token| token.text).collect();
        assert_eq!(found, ["1", "u8"]);
    }

    #[test]
    fn turns_stand_between_what_is_shared() {
        let (old, new) = (tokens("foo(a, b)"), tokens("bar(a, b, c)"));
        let turns = turns(&old, &new);
        assert_eq!(turns, [Turn { old: (0, 1), new: (0, 1) }, Turn { old: (5, 5), new: (5, 7) }]);
    }

    #[test]
    fn names_are_no_keywords() {
        assert!(is_name("reader"));
        assert!(!is_name("return") && !is_name("io") && !is_name("("));
    }
}
