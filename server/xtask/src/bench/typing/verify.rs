//! Whether what is suggested fits the text it is suggested for. It asks nobody.

use serde_json::Value;

/// What is wrong with a suggestion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It replaces something else than what stands around the cursor on its line.
    Range,
    /// It begins with what was typed already: it was made for an older text.
    Stale,
    /// It brings what stands behind the cursor a second time.
    Duplicate,
}

/// The text of a suggestion, or what is wrong with it; `text` is ASCII, so that columns are bytes.
pub(super) fn suggested(item: &Value, text: &str, cursor: usize) -> Result<String, Fault> {
    let start = text[..cursor].rfind('\n').map_or(0, |at| at + 1);
    let line = text[..cursor].matches('\n').count() as u64;
    let end = text[cursor..].find('\n').map_or(text.len(), |at| cursor + at);
    let place = |edge: &str| {
        let place = &item["range"][edge];
        let column = place["character"].as_u64()? as usize;
        (place["line"].as_u64()? == line && start + column <= end).then_some(start + column)
    };
    let (from, to) = place("start").zip(place("end")).ok_or(Fault::Range)?;
    let insert = item["insertText"].as_str().filter(|insert| !insert.is_empty()).ok_or(Fault::Range)?;
    if from > cursor || to < cursor {
        return Err(Fault::Range);
    }
    if repeats_word(&text[start..from], insert) {
        return Err(Fault::Stale);
    }
    if repeats_rest(insert, &text[to..end]) || repeats_lines(insert, &text[end..]) {
        return Err(Fault::Duplicate);
    }
    Ok(insert.to_owned())
}

/// True where the word before the cursor stands at the beginning of `insert` again.
fn repeats_word(before: &str, insert: &str) -> bool {
    let word = &before[before.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').len()..];
    word.len() >= 3 && insert.starts_with(word)
}

/// True where `insert` ends with the rest of the line, or closes what the rest closes.
fn repeats_rest(insert: &str, rest: &str) -> bool {
    let rest = rest.trim();
    let last = insert.trim_end();
    let has_words = rest.chars().filter(|c| c.is_alphanumeric()).count() >= 2;
    if has_words && last.ends_with(rest) {
        return true;
    }
    let extra = unmatched_closers(insert);
    !extra.is_empty() && rest.starts_with(&extra)
}

/// Closing brackets of `text` that nothing in it opens.
fn unmatched_closers(text: &str) -> String {
    let mut open = Vec::new();
    let mut extra = String::new();
    for c in text.chars() {
        match c {
            '(' | '[' | '{' => open.push(c),
            ')' | ']' | '}' if open.pop().is_none() => extra.push(c),
            _ => {}
        }
    }
    extra
}

/// True where the last line of `insert` says what the next line below says.
fn repeats_lines(insert: &str, below: &str) -> bool {
    let said = |line: &&str| line.chars().filter(|c| c.is_alphanumeric()).count() >= 4;
    let lines: Vec<&str> = insert.split('\n').map(str::trim).collect();
    let last = lines.iter().skip(1).rev().copied().find(|line| !line.is_empty());
    let next = below.split('\n').map(str::trim).find(|line| !line.is_empty());
    last.filter(said).is_some_and(|last| next == Some(last))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(text: &str, cursor: usize, insert: &str) -> Result<String, Fault> {
        let column = cursor - text[..cursor].rfind('\n').map_or(0, |at| at + 1);
        let place = json!({"line": text[..cursor].matches('\n').count(), "character": column});
        suggested(&json!({"insertText": insert, "range": {"start": place, "end": place}}), text, cursor)
    }

    #[test]
    fn what_fits_is_taken() {
        assert_eq!(check("a\nlet x = fo;\n", 12, "o()"), Ok("o()".to_owned()));
        assert_eq!(check("bar()", 4, "foo()"), Ok("foo()".to_owned()));
    }

    #[test]
    fn what_does_not_fit_is_told() {
        assert_eq!(check("let abc", 7, "abc()"), Err(Fault::Stale));
        assert_eq!(check("bar()", 4, "foo())"), Err(Fault::Duplicate));
        assert_eq!(check("x = ; // done here", 4, "1; // done here"), Err(Fault::Duplicate));
        assert_eq!(check("if a {\n\n    call();\n}\n", 7, "    b();\n    call();"), Err(Fault::Duplicate));
        let far = json!({"insertText": "x", "range": {"start": {"line": 3, "character": 0}, "end": {"line": 3, "character": 0}}});
        assert_eq!(suggested(&far, "a\nb\n", 1), Err(Fault::Range));
    }
}
