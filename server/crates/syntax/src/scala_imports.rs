//! Scala's import clauses: `a.b.{C, D => E, _}`, `a.b._`, `a.b.C as D`, several of them joined by commas.

use sapwood_base::Span;

use crate::Import;
use crate::collect::RawImport;
use crate::imports::branches;

/// Adds what the clause `found` imports.
pub(crate) fn read(found: &RawImport, text: &str, imports: &mut Vec<Import>) {
    let clause = found.tree.text(text);
    let clause = clause.trim().strip_prefix("import").unwrap_or(clause).trim();
    for part in branches(clause) {
        match part.split_once('{') {
            None => imports.extend(one(part, found.span)),
            Some((prefix, names)) => {
                let prefix = prefix.trim().trim_end_matches('.');
                let names = names.rsplit_once('}').map_or(names, |(names, _)| names);
                imports.extend(names.split(',').filter_map(|name| selected(prefix, name.trim(), found.span)));
            }
        }
    }
}

fn one(part: &str, span: Span) -> Option<Import> {
    let (prefix, name) = part.trim().rsplit_once('.')?;
    selected(prefix.trim(), name.trim(), span)
}

/// One selector behind `prefix`; `None` for one that hides its name.
fn selected(prefix: &str, selector: &str, span: Span) -> Option<Import> {
    let path: String = prefix.split_whitespace().collect();
    if matches!(selector, "_" | "*" | "given") {
        let (name, alias) = (String::new(), String::new());
        return Some(Import { path, name, alias, is_glob: true, is_reexport: false, span });
    }
    let renamed = selector.split_once("=>").or_else(|| selector.split_once(" as "));
    let (name, alias) = renamed.map_or((selector, selector), |(name, alias)| (name.trim(), alias.trim()));
    if name.is_empty() || alias == "_" {
        return None;
    }
    Some(Import { path, name: name.to_owned(), alias: alias.to_owned(), is_glob: false, is_reexport: false, span })
}
