//! Rust source reduced to what runs in production: comments, literals and test items are blanked, line breaks stay.

/// `text` with every comment, string, character literal and `#[cfg(test)]` item replaced by spaces.
pub(super) fn production_code(text: &str) -> String {
    without_tests(&without_literals(text))
}

fn without_literals(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skipped = literal_length(rest, out.chars().next_back());
        if skipped == 0 {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        } else {
            blank(&rest[..skipped], &mut out);
            rest = &rest[skipped..];
        }
    }
    out
}

/// The length of the comment or literal that `rest` starts with, or 0.
fn literal_length(rest: &str, before: Option<char>) -> usize {
    let in_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return block_comment_length(rest);
    }
    if let Some(body) = rest.strip_prefix('"') {
        return 1 + string_length(body);
    }
    if rest.starts_with('\'') {
        return char_length(rest);
    }
    let raw = rest.strip_prefix('b').unwrap_or(rest);
    if !in_word && raw.starts_with('r') {
        return raw_string_length(raw).map_or(0, |length| length + rest.len() - raw.len());
    }
    0
}

fn block_comment_length(rest: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

fn string_length(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices() {
        match c {
            '"' if !escaped => return at + 1,
            _ => escaped = c == '\\' && !escaped,
        }
    }
    rest.len()
}

/// Length of a character literal; 0 for a lifetime.
fn char_length(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => {
            chars.next();
            rest[3..].find('\'').map_or(0, |at| at + 4)
        }
        Some(_) => match chars.next() {
            Some((at, '\'')) => at + 1,
            _ => 0,
        },
        None => 0,
    }
}

fn raw_string_length(rest: &str) -> Option<usize> {
    let hashes = rest[1..].bytes().take_while(|&byte| byte == b'#').count();
    let body = rest[1 + hashes..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    Some(body.find(&close).map_or(rest.len(), |at| 2 + hashes + at + close.len()))
}

fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find(MARK) {
        out.push_str(&rest[..at]);
        let end = at + item_length(&rest[at..]);
        blank(&rest[at..end], &mut out);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Length of an item up to its closing brace, or up to its semicolon where that comes first.
fn item_length(rest: &str) -> usize {
    let mut depth = 0;
    for (at, c) in rest.char_indices() {
        match c {
            ';' if depth == 0 => return at + 1,
            '{' => depth += 1,
            '}' if depth == 1 => return at + 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    rest.len()
}

fn blank(text: &str, out: &mut String) {
    out.extend(text.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
}

#[cfg(test)]
mod tests {
    use super::production_code;

    #[test]
    fn only_production_code_is_left() {
        let text = "let a = \"std::fs \\\" x\"; // std::fs\n/* a /* b */ std::fs */ fs::read();\nlet c = '\"'; let l: &'a str = r#\"fs::\"#;\n\
                    #[cfg(test)]\nmod tests {\n    fn f() { fs::write() }\n}\nfn g() {}\n";
        let code = production_code(text);
        assert_eq!(code.matches("fs::").count(), 1, "{code}");
        assert!(code.contains("fs::read()") && code.contains("&'a str") && code.contains("fn g() {}"), "{code}");
        assert_eq!(code.lines().count(), text.lines().count());
    }

    #[test]
    fn unfinished_literals_end_with_the_text() {
        for text in ["\"abc", "/* abc", "r#\"abc", "'", "#[cfg(test)]\nmod tests {"] {
            assert!(production_code(text).len() <= text.len());
        }
    }
}
