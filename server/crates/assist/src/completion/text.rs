//! Small questions about text: brackets, lines, likeness. It knows no language and no suggestion.

/// Brackets of a text that have no partner in it.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Unmatched {
    /// Closing ones, with their place.
    pub(super) closers: Vec<(usize, char)>,
    /// What would close the opening ones, in the order in which they were opened.
    pub(super) open: Vec<char>,
}

/// The brackets of `text` without a partner; those in strings do not count.
pub(super) fn unmatched(text: &str) -> Unmatched {
    let mut found = Unmatched::default();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '(' => found.open.push(')'),
            '[' => found.open.push(']'),
            '{' => found.open.push('}'),
            ')' | ']' | '}' => match found.open.last() {
                Some(&wanted) if wanted == c => drop(found.open.pop()),
                Some(_) => {}
                None => found.closers.push((at, c)),
            },
            // A lifetime, or part of a word.
            '\'' if text[..at].ends_with(|before| is_word(before) || "<&".contains(before)) => {}
            '"' | '`' | '\'' => match string_end(&text[at..], c) {
                Some(len) => while chars.next_if(|(next, _)| *next < at + len).is_some() {},
                None if c == '\'' => {}
                None => {
                    found.open.push(c);
                    return found;
                }
            },
            _ => {}
        }
    }
    found
}

/// What would close the brackets and quotes that stand open at the end of `text`, in the order in which they were opened.
pub(super) fn open_brackets(text: &str) -> Vec<char> {
    unmatched(text).open
}

/// The length of the string at the start of `text`; `None` where it does not end on its line.
fn string_end(text: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '\n' if quote != '`' => return None,
            _ if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// True for text that closes or ends something and does nothing else.
pub(super) fn is_closing(text: &str) -> bool {
    let mut marks = text.chars().filter(|c| !c.is_whitespace()).peekable();
    marks.peek().is_some() && marks.all(|c| ")]}>;,:\"'`".contains(c))
}

/// True where the trimmed line does nothing but close a block.
pub(super) fn closes_block(line: &str) -> bool {
    let line = line.trim();
    is_closing(line) || matches!(line.trim_end_matches([';', ',', ')']), "end" | "fi" | "done" | "esac")
}

/// True where `c` can be part of a name.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The blanks at the start of `line`.
pub(super) fn indentation(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// The columns that those blanks take, where a tab takes four.
pub(super) fn columns(line: &str) -> usize {
    indentation(line).chars().map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

/// The number of letters and digits.
pub(super) fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// True where `a` becomes `b` by at most `limit` insertions, deletions and replacements of characters.
pub(super) fn is_within_distance(a: &str, b: &str, limit: usize) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > limit {
        return false;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        // Only what lies near the diagonal can stay within the limit.
        let (first, last) = (i.saturating_sub(limit), (i + limit + 1).min(b.len()));
        for j in 0..b.len() {
            let above = row[j + 1];
            if (first..last).contains(&j) {
                let changed = diagonal + usize::from(*x != b[j]);
                row[j + 1] = changed.min(above + 1).min(row[j] + 1);
            } else {
                row[j + 1] = limit + 1;
            }
            diagonal = above;
        }
        if row.iter().all(|&cost| cost > limit) {
            return false;
        }
    }
    row[b.len()] <= limit
}

/// `text` with `\n` for every line break.
pub(super) fn with_plain_breaks(text: &str) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}

/// The end of the first `count` lines of `text`, with their line breaks.
pub(super) fn end_of_lines(text: &str, count: usize) -> usize {
    text.split_inclusive('\n').take(count).map(str::len).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_without_a_partner_are_found() {
        let check = |text: &str, closers: &str, open: &str| {
            let found = unmatched(text);
            assert_eq!(found.closers.iter().map(|it| it.1).collect::<String>(), closers, "{text}");
            assert_eq!(found.open.iter().collect::<String>(), open, "{text}");
        };
        check("a(b[c])", "", "");
        check("b)", ")", "");
        check("b) { c", ")", "}");
        check("f(\"(\", '(', `(`", "", ")");
        check("fn f<'a>(x: &'a str", "", ")");
        check("say(\"hi", "", ")\"");
    }

    #[test]
    fn distance_is_counted_in_characters() {
        assert!(is_within_distance("kitten", "sitten", 1));
        assert!(!is_within_distance("kitten", "sitting", 2));
        assert!(is_within_distance("kitten", "sitting", 3));
        assert!(is_within_distance("aé", "ae", 1));
        assert!(!is_within_distance("", "ab", 1));
    }
}
