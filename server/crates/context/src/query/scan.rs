//! Cuts a question into pieces by what they are: words, code, paths, quoted phrases, the scope of a conventional subject.
//!
//! It does not weigh anything.

use sapwood_index::tokenize::is_cjk;

/// What a piece of a question is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PieceKind {
    /// A plain word.
    Word,
    /// One identifier, by its shape or because it is quoted as code.
    Code,
    /// A path of a file or folder.
    Path,
    /// A quoted text of several words.
    Phrase,
    /// The part of a conventional subject that says where.
    Scope,
    /// A run of a script without spaces.
    Cjk,
    /// Words with hyphens between; its parts stand before it.
    Hyphenated,
}

/// A piece of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    /// As written.
    pub(super) text: &'a str,
    /// What it is.
    pub(super) kind: PieceKind,
    /// It stands in the first line.
    pub(super) is_subject: bool,
}

/// The pieces of `text` in order.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    if let Some(subject) = lines.next() {
        let rest = scope(subject, &mut found);
        line_pieces(rest, true, &mut found);
    }
    for line in lines {
        line_pieces(line, false, &mut found);
    }
    found
}

/// Takes `type(scope): ` or `place: ` off the subject. A place is one word, or several with commas or slashes between.
fn scope<'a>(subject: &'a str, found: &mut Vec<Piece<'a>>) -> &'a str {
    let Some((head, rest)) = subject.split_once(": ") else { return subject };
    if head.is_empty() || head.len() > 60 || head.contains(char::is_whitespace) && !head.contains('(') {
        return subject;
    }
    let head = head.trim_end_matches('!').trim_matches(['[', ']']);
    let (kind, places) = match head.split_once('(') {
        Some((kind, places)) => (kind, places.trim_end_matches(')')),
        None => ("", head),
    };
    let is_place = |c: char| c.is_alphanumeric() || "-_./,*@ ".contains(c);
    if kind.contains(char::is_whitespace) || !places.chars().all(is_place) {
        return subject;
    }
    let is_type = |place: &str| CONVENTIONAL_TYPES.contains(&place.to_lowercase().as_str());
    let place = places.split([',', '/', ' ']).filter(|place| !place.is_empty() && !is_type(place));
    found.extend(place.map(|text| Piece { text, kind: PieceKind::Scope, is_subject: true }));
    rest
}

const CONVENTIONAL_TYPES: &[&str] = &[
    "fix",
    "feat",
    "feature",
    "perf",
    "refactor",
    "chore",
    "docs",
    "doc",
    "test",
    "tests",
    "build",
    "ci",
    "style",
    "types",
    "revert",
    "dx",
    "wip",
    "improvement",
    "release",
    "bugfix",
    "hotfix",
    "note",
    "breaking",
];

fn line_pieces<'a>(line: &'a str, is_subject: bool, found: &mut Vec<Piece<'a>>) {
    let mut rest = line;
    while let Some(open) = rest.find(['`', '"', '\u{201c}']) {
        let quote = rest[open..].chars().next().unwrap_or('`');
        let close = if quote == '\u{201c}' { '\u{201d}' } else { quote };
        let after = &rest[open + quote.len_utf8()..];
        let Some(end) = after.find(close) else { break };
        plain(&rest[..open], is_subject, found);
        quoted(&after[..end], quote == '`', is_subject, found);
        rest = &after[end + close.len_utf8()..];
    }
    plain(rest, is_subject, found);
}

fn quoted<'a>(text: &'a str, is_code: bool, is_subject: bool, found: &mut Vec<Piece<'a>>) {
    let text = text.trim();
    if text.contains(char::is_whitespace) {
        found.push(Piece { text, kind: PieceKind::Phrase, is_subject });
    }
    if !is_code || is_path(text) {
        return plain(text, is_subject, found);
    }
    identifiers(text, |name| found.push(Piece { text: name, kind: PieceKind::Code, is_subject }));
    cjk_runs(text, is_subject, found);
}

fn plain<'a>(text: &'a str, is_subject: bool, found: &mut Vec<Piece<'a>>) {
    for word in text.split_whitespace() {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && !"_./@".contains(c)).trim_end_matches(['.', ':']);
        if word.contains(is_cjk) {
            cjk_runs(word, is_subject, found);
        }
        if is_path(word) {
            found.push(Piece { text: word, kind: PieceKind::Path, is_subject });
        } else if has_code_shape(word) {
            identifiers(word, |name| found.push(Piece { text: name, kind: PieceKind::Code, is_subject }));
        } else {
            let parts = word.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '\'') || is_cjk(c));
            found.extend(parts.filter(|part| !part.is_empty()).map(|text| Piece { text, kind: PieceKind::Word, is_subject }));
            if is_hyphenated(word) {
                found.push(Piece { text: word, kind: PieceKind::Hyphenated, is_subject });
            }
        }
    }
}

fn is_hyphenated(word: &str) -> bool {
    word.contains('-') && word.split('-').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn cjk_runs<'a>(text: &'a str, is_subject: bool, found: &mut Vec<Piece<'a>>) {
    let runs = text.split(|c: char| !is_cjk(c)).filter(|run| !run.is_empty());
    found.extend(runs.map(|text| Piece { text, kind: PieceKind::Cjk, is_subject }));
}

/// Calls `each` with the identifiers of a piece of code, longer than one letter.
fn identifiers<'a>(text: &'a str, mut each: impl FnMut(&'a str)) {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_') || is_cjk(c))
        .filter(|name| name.len() > 1 && name.starts_with(|c: char| c.is_alphabetic() || c == '_'))
        .for_each(&mut each);
}

/// True for `a/b.rs`, `src/routing/`, `json.rs`; not for `and/or`, `e.g.`, `v1.2`.
pub(super) fn is_path(word: &str) -> bool {
    if word.len() < 4 || word.contains("://") || !word.chars().all(|c| c.is_alphanumeric() || "_-./@+".contains(c)) {
        return false;
    }
    let name = word.rsplit('/').next().unwrap_or(word);
    let known_extension = name.rsplit_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty() && extension.len() > 1 && sapwood_grammars::detect(&format!("x.{extension}"), b"").is_some()
            || extension.len() == 1 && !stem.is_empty() && matches!(extension, "c" | "h") && stem.len() > 2
    });
    known_extension || word.matches('/').count() > 1 && !word.starts_with('/')
}

/// True where the shape says identifier: an underscore or an upper-case letter inside, `::`, a call, a dotted name.
fn has_code_shape(word: &str) -> bool {
    let inner = word.get(1..).unwrap_or("");
    let bytes = word.as_bytes();
    let camel = bytes.windows(2).any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
        || word.len() > 4
            && bytes.windows(3).any(|w| w[0].is_ascii_uppercase() && w[1].is_ascii_uppercase() && w[2].is_ascii_lowercase());
    let snake = inner.trim_end_matches('_').contains('_') || word.starts_with('_') && word.len() > 2;
    let dotted = inner.contains('.') && inner.split('.').all(|part| part.len() > 1) && word.is_ascii() && !word.contains('/');
    camel || snake || dotted || word.contains("::") || word.contains("()") || word.contains("->")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, PieceKind)]) {
        let found: Vec<_> = pieces(text).into_iter().map(|piece| (piece.text, piece.kind)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn pieces_are_told_by_shape() {
        use PieceKind::{Code, Path, Phrase, Scope, Word};
        check("perf(core): skip `patch` (see)", &[("core", Scope), ("skip", Word), ("patch", Code), ("see", Word)]);
        check(
            "use from_bytes() and/or HTTPServer",
            &[("use", Word), ("from_bytes", Code), ("and", Word), ("or", Word), ("HTTPServer", Code)],
        );
        check("in src/json.rs.", &[("in", Word), ("src/json.rs", Path)]);
        check("says \"not found\"", &[("says", Word), ("not found", Phrase), ("not", Word), ("found", Word)]);
        check("a v-if", &[("a", Word), ("v", Word), ("if", Word), ("v-if", PieceKind::Hyphenated)]);
        check("fix: e.g. don't", &[("e", Word), ("g", Word), ("don't", Word)]);
        check("call gin.Context twice", &[("call", Word), ("gin", Code), ("Context", Code), ("twice", Word)]);
        check("an `open quote", &[("an", Word), ("open", Word), ("quote", Word)]);
    }
}
