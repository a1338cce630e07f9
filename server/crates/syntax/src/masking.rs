//! Blanks out what the grammars of the C family cannot read without a preprocessor, byte for byte, so that offsets stay.
//!
//! Macros that stand for attributes (`class API Name`, `INLINE void f()`, `f() NOEXCEPT {`), macros on a line of their own
//! (`Q_OBJECT`), and the braces of `extern "C"`. Only the parser sees the result; names are read from the text itself.

use std::borrow::Cow;

/// `text` as the parser should see it.
pub(crate) fn masked(text: &str) -> Cow<'_, str> {
    let mut masks = Vec::new();
    let mut scan = Scan { bytes: text.as_bytes(), at: 0, before: b';', in_cpp_guard: false };
    while scan.at < scan.bytes.len() {
        scan.step(&mut masks);
    }
    if masks.is_empty() {
        return text.into();
    }
    let mut bytes = text.as_bytes().to_vec();
    for (start, end) in masks {
        for byte in &mut bytes[start..end] {
            if !byte.is_ascii_whitespace() {
                *byte = b' ';
            }
        }
    }
    String::from_utf8(bytes).map_or(text.into(), Cow::Owned)
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The last byte that is neither blank nor comment; a directive counts as `;`, a word as `w`, `class` and its like as `c`,
    /// `inline` and its like as `q`.
    before: u8,
    /// Between `#ifdef __cplusplus` and the next directive.
    in_cpp_guard: bool,
}

impl Scan<'_> {
    fn step(&mut self, masks: &mut Vec<(usize, usize)>) {
        let rest = &self.bytes[self.at..];
        match rest[0] {
            b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
            b'#' => self.directive(),
            b'/' if rest.starts_with(b"//") => self.at += line_end(rest),
            b'/' if rest.starts_with(b"/*") => {
                self.at += find(&rest[2..], b"*/").map_or(rest.len(), |end| end + 4);
            }
            b'"' | b'\'' => {
                self.at += string_end(rest);
                self.before = b'"';
            }
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => self.word(masks),
            b'}' if self.in_cpp_guard => {
                masks.push((self.at, self.at + 1));
                self.at += 1;
            }
            byte => {
                self.before = byte;
                self.at += 1;
            }
        }
    }

    /// Passes over a preprocessor directive with its continued lines.
    fn directive(&mut self) {
        let start = self.at;
        while self.at < self.bytes.len() {
            self.at += line_end(&self.bytes[self.at..]);
            if self.bytes[..self.at].trim_ascii_end().last() != Some(&b'\\') {
                break;
            }
            self.at = (self.at + 1).min(self.bytes.len());
        }
        let line = &self.bytes[start..self.at];
        self.in_cpp_guard = line.starts_with(b"#if") && line.trim_ascii_end().ends_with(b"__cplusplus");
        self.before = b';';
    }

    fn word(&mut self, masks: &mut Vec<(usize, usize)>) {
        let start = self.at;
        let end = start + word_len(&self.bytes[start..]);
        let word = &self.bytes[start..end];
        self.at = end;
        if word == b"extern" && self.in_cpp_guard {
            if let Some(open) = linkage(&self.bytes[end..]) {
                masks.push((start, end + open));
                self.at = end + open;
            }
            return;
        }
        if is_macro_name(word)
            && let Some(end) = self.attribute_end(start, end)
        {
            masks.push((start, end));
            self.at = end;
            return;
        }
        self.before = match word {
            b"class" | b"struct" | b"union" | b"enum" => b'c',
            b"inline" | b"static" | b"constexpr" | b"virtual" | b"explicit" | b"extern" | b"friend" => b'q',
            _ => b'w',
        };
    }

    /// Where the macro at `start..end` ends, with its arguments, if it stands where only an attribute can.
    fn attribute_end(&self, start: usize, end: usize) -> Option<usize> {
        let after = skip_blank(self.bytes, end);
        let (end, after) = match self.bytes.get(after) {
            Some(b'(') if self.before != b')' => {
                let close = after + closing(&self.bytes[after..])?;
                (close, skip_blank(self.bytes, close))
            }
            _ => (end, after),
        };
        let next = *self.bytes.get(after)?;
        let is_word = next == b'_' || next.is_ascii_alphabetic();
        let ends_line = self.bytes[end..after].contains(&b'\n');
        let starts_line = self.bytes[..start].iter().rev().find(|byte| !matches!(byte, b' ' | b'\t')).is_none_or(|&b| b == b'\n');
        let is_attribute = match self.before {
            b'c' => is_word && self.starts_name(after),
            b'q' => is_word && self.starts_declaration(after),
            b')' => matches!(next, b'{' | b':') || (next == b';' && !ends_line),
            b';' | b'}' | b'{' | b':' if starts_line && ends_line => {
                (is_word || matches!(next, b'#' | b'/' | b'}')) && !(self.before == b'{' && next == b'}')
            }
            b';' | b'}' | b'{' | b':' | b'>' if starts_line => is_word && self.starts_declaration(after),
            _ => false,
        };
        is_attribute.then_some(end)
    }

    /// True where the word at `at` is followed by what follows the name of a type in its head.
    fn starts_name(&self, at: usize) -> bool {
        let next = skip_blank(self.bytes, at + word_len(&self.bytes[at..]));
        self.bytes.get(next).is_some_and(|&b| matches!(b, b'{' | b':' | b';' | b'<') || b == b'_' || b.is_ascii_alphabetic())
    }

    /// True where the word at `at` starts a declaration on its own, so that the macro before it is not the type.
    fn starts_declaration(&self, at: usize) -> bool {
        let next = skip_blank(self.bytes, at + word_len(&self.bytes[at..]));
        self.bytes.get(next).is_some_and(|&b| matches!(b, b'*' | b'&' | b'<' | b':') || b == b'_' || b.is_ascii_alphabetic())
    }
}

/// Capitals, digits and underscores, as macros are written; short names are more often types.
fn is_macro_name(word: &[u8]) -> bool {
    word.len() >= 4
        && word.iter().all(|&b| b == b'_' || b.is_ascii_uppercase() || b.is_ascii_digit())
        && word.iter().any(u8::is_ascii_uppercase)
}

/// Length of `"C" {` behind `extern`.
fn linkage(rest: &[u8]) -> Option<usize> {
    let name = skip_blank(rest, 0);
    if !rest[name..].starts_with(b"\"C") {
        return None;
    }
    let open = skip_blank(rest, name + string_end(&rest[name..]));
    (rest.get(open) == Some(&b'{')).then_some(open + 1)
}

fn word_len(rest: &[u8]) -> usize {
    rest.iter().position(|&b| !(b == b'_' || b.is_ascii_alphanumeric())).unwrap_or(rest.len())
}

fn skip_blank(bytes: &[u8], from: usize) -> usize {
    bytes[from..].iter().position(|b| !b.is_ascii_whitespace()).map_or(bytes.len(), |at| from + at)
}

fn line_end(rest: &[u8]) -> usize {
    memchr::memchr(b'\n', rest).unwrap_or(rest.len())
}

fn find(rest: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(rest, needle)
}

/// Length of the string or character that starts `rest`; it ends with its line at the latest.
fn string_end(rest: &[u8]) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != rest[0] && rest[at] != b'\n' {
        at += if rest[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(rest.len())
}

/// Length of the parenthesized text that starts `rest`, if it is short.
fn closing(rest: &[u8]) -> Option<usize> {
    let mut open = 0;
    for (at, byte) in rest.iter().take(200).enumerate() {
        match byte {
            b'(' => open += 1,
            b')' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return Some(at + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(masked(text), expected);
    }

    #[test]
    fn attributes_are_blanked() {
        check("class API_X Name : B {", "class       Name : B {");
        check("EXPORT_IT void f();\n", "          void f();\n");
        check("INLINE logger::logger() {}", "       logger::logger() {}");
        check("void f() NOEXCEPT {", "void f()          {");
        check("class A {\n  Q_OBJECT\n public:", "class A {\n          \n public:");
        check("static inline API_X int f() {}", "static inline       int f() {}");
        check("class ALIGNED(8) Name {", "class            Name {");
    }

    #[test]
    fn types_values_and_strings_stay() {
        for text in [
            "DWORD count;",
            "BOOL f(int a) {}",
            "static DWORD count;",
            "x = MAX_SIZE + y;",
            "enum A {\n  FIRST,\n  LAST\n};",
            "struct STATE { int a; };",
            "f(\"class API Name\");",
            "#define API_X class API Name\n",
            "FILE *open_it(void);",
            "if (a) RETURN_IT;",
            "// Q_OBJECT\n",
        ] {
            if text.starts_with("if") {
                check(text, "if (a)          ;");
            } else {
                check(text, text);
            }
        }
    }

    #[test]
    fn braces_of_linkage_are_blanked() {
        check(
            "#ifdef __cplusplus\nextern \"C\" {\n#endif\nint a;\n#ifdef __cplusplus\n}\n#endif\n",
            "#ifdef __cplusplus\n            \n#endif\nint a;\n#ifdef __cplusplus\n \n#endif\n",
        );
    }

    #[test]
    fn odd_ends_do_not_fail() {
        for text in ["\"", "'\\", "/*", "#", "#a\\", "CLASS", "class ABCD", "ABCD(", "\u{e9} ABCD \u{e9}"] {
            assert_eq!(masked(text).len(), text.len());
        }
    }
}
