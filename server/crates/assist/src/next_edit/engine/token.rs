//! Words, numbers and marks of a text, as its changes are compared by.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// A name or keyword.
    Word,
    /// Digits.
    Number,
    /// One mark.
    Mark,
    /// A literal in quotes; only [`with_literals`] gives it.
    Literal,
}

/// A piece of a text, by bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// What it says.
    pub(super) text: &'a str,
    /// Its first byte.
    pub(super) start: usize,
    /// What it is.
    pub(super) class: Class,
}

impl Token<'_> {
    /// One past its last byte.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// True for a name that is no keyword.
    pub(super) fn is_name(&self) -> bool {
        self.class == Class::Word && !is_keyword(self.text)
    }
}

/// The tokens of `text`, in order. White space is no token.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::with_capacity(text.len() / 4 + 1);
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if first.is_whitespace() {
            continue;
        }
        let class = class_of(first);
        let mut end = start + first.len_utf8();
        if class != Class::Mark {
            while let Some(&(at, next)) = chars.peek() {
                if !(is_word_char(next) && (class == Class::Word || next.is_ascii_digit())) {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
            }
        }
        found.push(Token { text: &text[start..end], start, class });
    }
    found
}

/// The tokens of `text`, where what stands between quotes on one line is one token.
pub(super) fn with_literals(text: &str) -> Vec<Token<'_>> {
    let all = tokens(text);
    let mut found: Vec<Token<'_>> = Vec::with_capacity(all.len());
    let mut at = 0;
    while at < all.len() {
        let first = all[at];
        let is_quote = matches!(first.text, "\"" | "'" | "`");
        let closes = |token: &Token<'_>| token.text == first.text && !text[..token.start].ends_with('\\');
        let end = if is_quote { all[at + 1..].iter().position(closes).map(|it| at + 1 + it) } else { None };
        if let Some(end) = end.filter(|&end| !text[first.start..all[end].start].contains('\n')) {
            found.push(Token { text: &text[first.start..all[end].end()], start: first.start, class: Class::Literal });
            at = end + 1;
        } else {
            found.push(first);
            at += 1;
        }
    }
    found
}

fn class_of(c: char) -> Class {
    match c {
        '0'..='9' => Class::Number,
        _ if is_word_char(c) => Class::Word,
        _ => Class::Mark,
    }
}

/// True for what names are made of.
pub(super) fn is_word_char(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// Words that mean the same in every file of some language, and names that nearly every file has.
#[rustfmt::skip]
const KEYWORDS: &[&str] = &[
    "Box", "Err", "False", "List", "Map", "None", "Object", "Ok", "Option", "Result", "Self", "Some", "String", "True", "Vec",
    "abstract", "and", "any", "as", "assert", "async", "auto", "await", "base", "bool", "boolean", "break", "byte", "case", "catch",
    "chan", "char", "class", "const", "continue", "crate", "def", "default", "defer", "del", "delete", "do", "double", "dyn", "elif",
    "else", "end", "enum", "err", "error", "except", "export", "extends", "extern", "f32", "f64", "false", "final", "finally",
    "float", "fn", "for", "foreach", "from", "func", "function", "global", "go", "goto", "i16", "i32", "i64", "i8", "if", "impl",
    "implements", "import", "in", "inline", "instanceof", "int", "interface", "is", "lambda", "len", "let", "long", "loop", "map",
    "match", "mod", "module", "move", "mut", "namespace", "native", "new", "nil", "none", "not", "null", "number", "object",
    "operator", "or", "out", "override", "package", "pass", "print", "private", "protected", "pub", "public", "raise", "range",
    "readonly", "record", "ref", "register", "return", "self", "short", "signed", "sizeof", "static", "str", "string", "struct",
    "super", "switch", "synchronized", "template", "this", "throw", "throws", "trait", "true", "try", "type", "typedef", "typeof",
    "u16", "u32", "u64", "u8", "undefined", "union", "unsafe", "unsigned", "use", "using", "usize", "var", "virtual", "void",
    "volatile", "when", "where", "while", "with", "yield",
];

/// True for a word that names nothing in particular.
pub(super) fn is_keyword(word: &str) -> bool {
    KEYWORDS.binary_search(&word).is_ok()
}

/// Where `piece` stands in `text`, and is no part of a longer word.
pub(super) fn occurrences<'t>(text: &'t str, piece: &'t str) -> impl Iterator<Item = usize> + 't {
    let (starts, ends) = (piece.starts_with(is_word_char), piece.ends_with(is_word_char));
    memchr::memmem::find_iter(text.as_bytes(), piece.as_bytes()).filter(move |&at| {
        let before = text[..at].chars().next_back();
        let after = text[at + piece.len()..].chars().next();
        let is_part = starts && before.is_some_and(is_word_char) || ends && after.is_some_and(is_word_char);
        !is_part
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_numbers_and_marks() {
        let texts: Vec<&str> = tokens("a_1 = f(42,\t\u{e9}t\u{e9})").iter().map(|it| it.text).collect();
        assert_eq!(texts, ["a_1", "=", "f", "(", "42", ",", "\u{e9}t\u{e9}", ")"]);
    }

    #[test]
    fn literals_are_one_token() {
        let texts = |text| with_literals(text).iter().map(|it| it.text).collect::<Vec<_>>();
        assert_eq!(texts("f(\"a \\\" b\", 'c')"), ["f", "(", "\"a \\\" b\"", ",", "'c'", ")"]);
        assert_eq!(texts("&'a str"), ["&", "'", "a", "str"]);
    }

    #[test]
    fn keywords_are_sorted() {
        assert!(KEYWORDS.is_sorted());
        assert!(is_keyword("while") && !is_keyword("whale"));
    }

    #[test]
    fn only_whole_words_occur() {
        assert_eq!(occurrences("ab a.ab_ xab ab", "ab").collect::<Vec<_>>(), [0, 13]);
        assert_eq!(occurrences("x.unwrap()", ".unwrap()").collect::<Vec<_>>(), [1]);
    }
}
