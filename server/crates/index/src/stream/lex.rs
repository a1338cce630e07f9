//! One lexer for all programming languages: enough to tell words, literals, operators, comments and lines apart.
//!
//! It is no parser: nesting is not its business, and text that a language would reject is cut into pieces all the same.

use sapwood_grammars::{Content, Family, LanguageId, language};

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An identifier or keyword.
    Word,
    /// A number.
    Number,
    /// A string or character literal on one line, quotes included; it may lack its end where the line ends first.
    Text,
    /// A literal that spans lines.
    LongText,
    /// An operator or a bracket.
    Mark,
    /// A comment up to the end of its line, or all of a block comment.
    Comment,
    /// The end of a line that holds a token.
    Line,
}

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub kind: Kind,
    /// Its first byte; that of the line break for [`Kind::Line`].
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// White space stands before it on its line, and it is not the first piece there.
    pub is_spaced: bool,
}

/// How a language writes comments and strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    line_comment: &'static str,
    block_comment: Option<(&'static str, &'static str)>,
    /// `'` starts a string, where it otherwise starts a character or a lifetime.
    single_quotes: bool,
    /// Three quotes start a string that spans lines.
    triple_quotes: bool,
    /// A backtick starts a string that spans lines.
    backticks: bool,
    /// Strings in double quotes may span lines.
    long_strings: bool,
}

impl Rules {
    /// The rules of `id`; `None` for prose and for data, where tokens predict little.
    pub fn of(id: LanguageId) -> Option<Self> {
        let language = language(id);
        if language.content != Content::Code {
            return None;
        }
        let hash = matches!(language.family, Family::Python | Family::Ruby | Family::Shell);
        Some(Self {
            line_comment: language.line_comment,
            block_comment: match language.family {
                Family::Lua => Some(("--[[", "]]")),
                _ if hash => None,
                _ => Some(("/*", "*/")),
            },
            single_quotes: !matches!(
                language.family,
                Family::Rust | Family::C | Family::Go | Family::Jvm | Family::DotNet | Family::Swift
            ),
            triple_quotes: matches!(language.family, Family::Python | Family::Jvm | Family::Swift),
            backticks: matches!(language.family, Family::Web | Family::Go),
            long_strings: matches!(language.family, Family::Rust | Family::Ruby | Family::Php | Family::Shell),
        })
    }
}

/// Operators of several bytes, longest first.
const MARKS: [&str; 46] = [
    "===", "!==", "...", "..=", "<<=", ">>=", "**=", "&&=", "||=", "??=", "<=>", "->", "=>", "::", "==", "!=", "<=", ">=", "&&",
    "||", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", ":=", "<-", "++", "--", "<<", ">>", "..", "??", "?.", "!.", "**", "=~",
    "!~", "</", "/>", "${", "#[", "$(",
];

/// Calls `emit` with the pieces of `text`, in order.
pub fn lex(text: &str, rules: &Rules, mut emit: impl FnMut(Piece)) {
    let mut lexer = Lexer { text, bytes: text.as_bytes(), rules, at: 0 };
    let (mut has_tokens, mut is_spaced) = (false, false);
    while let Some(&byte) = lexer.bytes.get(lexer.at) {
        let start = lexer.at;
        match byte {
            b'\n' => {
                lexer.at += 1;
                if has_tokens {
                    emit(Piece { kind: Kind::Line, start: start as u32, end: lexer.at as u32, is_spaced: false });
                }
                (has_tokens, is_spaced) = (false, false);
                continue;
            }
            b' ' | b'\t' | b'\r' | 0x0c => {
                lexer.at += 1;
                is_spaced = true;
                continue;
            }
            _ => {}
        }
        let kind = lexer.piece();
        lexer.at = lexer.at.max(start + 1);
        while !text.is_char_boundary(lexer.at) {
            lexer.at += 1;
        }
        emit(Piece { kind, start: start as u32, end: lexer.at as u32, is_spaced: is_spaced && has_tokens });
        has_tokens |= kind != Kind::Comment;
        is_spaced = false;
    }
}

struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    rules: &'a Rules,
    at: usize,
}

impl Lexer<'_> {
    /// Passes one piece, which starts with a byte that is no space.
    fn piece(&mut self) -> Kind {
        let byte = self.bytes[self.at];
        if is_word_start(byte) {
            return self.word();
        }
        if byte.is_ascii_digit() {
            return self.number();
        }
        if let Some(kind) = self.comment() {
            return kind;
        }
        match byte {
            b'"' => self.double_quoted(),
            b'\'' if self.rules.single_quotes => self.double_quoted(),
            b'\'' => self.tick(),
            b'`' if self.rules.backticks => self.until("`", 1, true),
            _ => self.mark(),
        }
    }

    fn word(&mut self) -> Kind {
        let rest = &self.bytes[self.at..];
        self.at += rest.iter().position(|&byte| !is_word(byte)).unwrap_or(rest.len());
        Kind::Word
    }

    fn number(&mut self) -> Kind {
        let mut last = 0;
        while let Some(&byte) = self.bytes.get(self.at) {
            let is_point = byte == b'.' && self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit) && last != b'.';
            if !(byte.is_ascii_alphanumeric() || byte == b'_' || is_point) {
                break;
            }
            last = byte;
            self.at += 1;
        }
        Kind::Number
    }

    fn comment(&mut self) -> Option<Kind> {
        let rest = &self.bytes[self.at..];
        if let Some((open, close)) = self.rules.block_comment
            && rest.starts_with(open.as_bytes())
        {
            let found = find(&rest[open.len()..], close.as_bytes());
            self.at += found.map_or(rest.len(), |found| open.len() + found + close.len());
            return Some(Kind::Comment);
        }
        let mark = self.rules.line_comment;
        if mark.is_empty() || !rest.starts_with(mark.as_bytes()) {
            return None;
        }
        let end = find(rest, b"\n").unwrap_or(rest.len());
        self.at += if end > 0 && rest[end - 1] == b'\r' { end - 1 } else { end };
        Some(Kind::Comment)
    }

    fn double_quoted(&mut self) -> Kind {
        let quote = &self.text[self.at..=self.at];
        if self.rules.triple_quotes {
            let triple = [quote.as_bytes()[0]; 3];
            if self.bytes[self.at..].starts_with(&triple) {
                let rest = &self.bytes[self.at + 3..];
                let found = find(rest, &triple);
                let end = found.map_or(rest.len(), |found| found + 3);
                let is_long = rest[..end].contains(&b'\n');
                self.at += 3 + end;
                return if is_long { Kind::LongText } else { Kind::Text };
            }
        }
        self.until(quote, 1, self.rules.long_strings)
    }

    /// Passes a literal that ends with `close`; a backslash hides the byte behind it.
    fn until(&mut self, close: &str, open: usize, spans_lines: bool) -> Kind {
        let close = close.as_bytes()[0];
        let start = self.at;
        self.at += open;
        let mut kind = Kind::Text;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\\' if self.bytes.get(self.at + 1) != Some(&b'\n') || spans_lines => self.at += 1,
                b'\n' if !spans_lines => return kind,
                b'\n' => kind = Kind::LongText,
                _ if byte == close => {
                    self.at += 1;
                    return kind;
                }
                _ => {}
            }
            self.at += 1;
        }
        self.at = self.at.min(self.bytes.len());
        if kind == Kind::LongText {
            // It never ends: somebody is typing it. The rest of the text is better read as what it was a moment ago.
            let line = find(&self.bytes[start..], b"\n").unwrap_or(self.bytes.len() - start);
            self.at = start + line;
        }
        Kind::Text
    }

    /// A character literal, or a quote with the word behind it: a lifetime, a label.
    fn tick(&mut self) -> Kind {
        let rest = &self.text[self.at + 1..];
        let mut chars = rest.char_indices();
        match chars.next() {
            Some((_, '\\')) => {
                let end = rest.bytes().skip(2).take(12).position(|byte| byte == b'\'');
                self.at += end.map_or(1, |end| end + 4);
                Kind::Text
            }
            Some((_, c)) if c != '\n' && chars.next().is_some_and(|(_, next)| next == '\'') => {
                self.at += c.len_utf8() + 2;
                Kind::Text
            }
            Some((_, c)) if c.is_alphabetic() || c == '_' => {
                self.at += 1;
                self.word()
            }
            _ => self.mark(),
        }
    }

    fn mark(&mut self) -> Kind {
        let rest = &self.bytes[self.at..];
        // Most marks stand alone; the table is looked through only where the next byte could belong.
        if !rest.get(1).is_some_and(|next| b"=.>&|:-+<*?~/{[(".contains(next)) {
            self.at += 1;
            return Kind::Mark;
        }
        self.at += MARKS.iter().find(|mark| rest.starts_with(mark.as_bytes())).map_or(1, |mark| mark.len());
        Kind::Mark
    }
}

fn is_word_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

/// True for a byte inside a word; every byte of a character outside ASCII is one.
pub fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    match wanted {
        [one] => bytes.iter().position(|byte| byte == one),
        _ => bytes.windows(wanted.len()).position(|window| window == wanted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sapwood_grammars::by_name;

    fn shown(language: &str, text: &str) -> Vec<String> {
        let rules = Rules::of(by_name(language).expect("a language")).expect("a programming language");
        let mut found = Vec::new();
        lex(text, &rules, |piece| {
            let space = if piece.is_spaced { "·" } else { "" };
            let shown = &text[piece.start as usize..piece.end as usize];
            found.push(match piece.kind {
                Kind::Line => "¶".to_owned(),
                Kind::Comment => "#".to_owned(),
                Kind::LongText => "long".to_owned(),
                _ => format!("{space}{shown}"),
            });
        });
        found
    }

    #[test]
    fn words_marks_and_lines() {
        let found = shown("rust", "fn a<'b>(x: &'b str) -> char {\n\n    '\\n' // why\n}\n");
        let expected = [
            "fn", "·a", "<", "'b", ">", "(", "x", ":", "·&", "'b", "·str", ")", "·->", "·char", "·{", "¶", "'\\n'", "#", "¶",
            "}", "¶",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn literals_that_span_lines_are_one_piece() {
        assert_eq!(shown("python", "x = '''a\nb'''\ny = \"é\" # c\n"), ["x", "·=", "long", "¶", "y", "·=", "·\"é\"", "#", "¶"]);
        assert_eq!(shown("javascript", "a(`x\n${y}`)"), ["a", "(", "long", ")"]);
        assert_eq!(shown("rust", "\"never ends\nnext"), ["\"never ends", "¶", "next"]);
    }

    #[test]
    fn any_text_is_cut_at_characters() {
        for text in ["", "'", "\"", "'é", "\\", "1.5e3..2", "'\\", "é'é'", "/*", "\u{1F600}'", "`", "\"\\é"] {
            for language in ["rust", "python", "typescript", "go", "c", "ruby"] {
                let rules = Rules::of(by_name(language).expect("a language")).expect("code");
                let mut last = 0;
                lex(text, &rules, |piece| {
                    assert!(piece.start >= last && piece.end > piece.start, "{language} {text:?}");
                    assert!(text.get(piece.start as usize..piece.end as usize).is_some(), "{language} {text:?} {piece:?}");
                    last = piece.end;
                });
            }
        }
    }
}
