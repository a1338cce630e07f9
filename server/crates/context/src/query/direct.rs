//! Tells questions that point at one thing by its name: an identifier, a place, a path, a quoted text.
//!
//! It looks at the shape alone: whether the thing exists is the search's business.

use sapwood_index::tokenize::is_cjk;

use super::scan;

/// What a question points at, where the whole of it is one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Direct {
    /// `name`, `name()`, `Owner::name`, `Owner.name`.
    Name {
        /// What stands before the name; empty where nothing does.
        owner: String,
        /// The name, as written.
        name: String,
    },
    /// `path:LINE`, with or without a column.
    Place {
        /// A path or the end of one.
        path: String,
        /// The line, 0-based.
        line: u32,
    },
    /// A path, or a part of one in whole segments.
    Path(String),
    /// A quoted text of several words.
    Phrase(String),
}

impl Direct {
    /// What `text` points at, if that is all it does.
    pub(super) fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        let (inner, is_quoted) = unquoted(text);
        if inner.is_empty() || inner.contains(['\n', '"', '`', '\u{201c}']) {
            return None;
        }
        if inner.contains(char::is_whitespace) {
            return (is_quoted && !text.starts_with('\'')).then(|| Self::Phrase(inner.to_owned()));
        }
        if inner.contains("://") {
            return None;
        }
        place(inner).or_else(|| path(inner)).or_else(|| name(inner))
    }
}

/// `text` without the quotation marks around it, and whether there were any.
fn unquoted(text: &str) -> (&str, bool) {
    for (open, close) in [('"', '"'), ('\'', '\''), ('`', '`'), ('\u{201c}', '\u{201d}')] {
        if let Some(inner) = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) {
            return (inner.trim(), true);
        }
    }
    (text, false)
}

fn place(text: &str) -> Option<Direct> {
    let (rest, last) = text.rsplit_once(':')?;
    let last: u32 = last.parse().ok()?;
    let (path, line) = match rest.rsplit_once(':') {
        Some((path, line)) => (path, line.parse().ok()?),
        None => (rest, last),
    };
    let is_path = path.contains(['.', '/']) && path.chars().all(|c| c.is_alphanumeric() || "_-./@+\\".contains(c));
    is_path.then(|| Direct::Place { path: path.to_owned(), line: line.saturating_sub(1) })
}

fn path(text: &str) -> Option<Direct> {
    let is_folder = text.contains('/') && text.chars().all(|c| c.is_alphanumeric() || "_-./@+".contains(c));
    (is_folder || scan::is_path(text)).then(|| Direct::Path(text.to_owned()))
}

/// Reads `text` as a name behind its owner, if any.
pub(crate) fn name(text: &str) -> Option<Direct> {
    let bare = text.trim_end_matches(['?', ';', ',']);
    let bare = bare.strip_suffix("()").unwrap_or(bare).trim_end_matches('!');
    let is_name = |part: &str| {
        let is_part = |c: char| (c.is_alphanumeric() || matches!(c, '_' | '$')) && !is_cjk(c);
        part.chars().all(is_part) && !part.is_empty() && !part.starts_with(|c: char| c.is_ascii_digit())
    };
    let parts: Vec<&str> = bare.split("::").flat_map(|part| part.split("->")).flat_map(|part| part.split(['.', '#'])).collect();
    let (name, owners) = parts.split_last()?;
    if !is_name(name) || !owners.iter().all(|owner| is_name(owner)) {
        return None;
    }
    Some(Direct::Name { owner: owners.last().copied().unwrap_or("").to_owned(), name: (*name).to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(owner: &str, name: &str) -> Direct {
        Direct::Name { owner: owner.into(), name: name.into() }
    }

    #[test]
    fn one_name_is_told_however_it_is_written() {
        for text in ["first", "first()", "`first`", "\"first\"", " 'first()' ", "first!", "\u{201c}first\u{201d}"] {
            assert_eq!(Direct::of(text), Some(named("", "first")), "{text}");
        }
        assert_eq!(Direct::of("x"), Some(named("", "x")));
        assert_eq!(Direct::of("axum::Router::nest"), Some(named("Router", "nest")));
        assert_eq!(Direct::of("`Context.JSON()`"), Some(named("Context", "JSON")));
    }

    #[test]
    fn places_paths_and_phrases_are_told() {
        let place = |line| Some(Direct::Place { path: "context.go".into(), line });
        assert_eq!(Direct::of("context.go:1253"), place(1252));
        assert_eq!(Direct::of("context.go:1253:7"), place(1252));
        assert_eq!(Direct::of("crates/ide/src/"), Some(Direct::Path("crates/ide/src/".into())));
        assert_eq!(Direct::of("\"no such page\""), Some(Direct::Phrase("no such page".into())));
    }

    #[test]
    fn questions_point_at_nothing() {
        for text in
            ["", "how does routing work", "fix `first`", "\"a b\" or \"c d\"", "v-if", "在哪里处理路由", "http://x.org/a", "1.2"]
        {
            assert_eq!(Direct::of(text), None, "{text}");
        }
    }
}
