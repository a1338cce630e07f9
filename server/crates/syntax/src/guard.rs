//! Texts that must not reach a parser, because its scanner ends the process on them.

use sapwood_grammars::Language;

/// The YAML scanner writes its stack of indentations into a buffer of fixed size and aborts where it does not fit. Files that
/// people write have a tenth of this depth.
const MAX_INDENTATIONS: usize = 120;

/// True where `text` is safe to parse as `language`.
pub(crate) fn is_safe(language: &Language, text: &str) -> bool {
    language.name != "yaml" || indentations(text) <= MAX_INDENTATIONS
}

/// The largest number of block collections that stand open at once, or more.
fn indentations(text: &str) -> usize {
    let mut open: Vec<usize> = Vec::new();
    let mut deepest = 0;
    for line in text.lines() {
        let rest = line.trim_start();
        if rest.is_empty() {
            continue;
        }
        let mut column = line.len() - rest.len();
        open.retain(|&outer| outer < column);
        open.push(column);
        let mut rest = rest;
        while let Some(inner) = rest.strip_prefix(['-', '?', ':']).filter(|inner| inner.starts_with([' ', '\t'])) {
            let entry = inner.trim_start();
            column += rest.len() - entry.len();
            open.push(column);
            rest = entry;
            if open.len() > MAX_INDENTATIONS {
                return open.len();
            }
        }
        deepest = deepest.max(open.len());
    }
    deepest
}
