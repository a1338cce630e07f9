//! Captured imports become facts. The one piece of a language's grammar read here is the Rust `use` tree.

use sapwood_base::Span;
use sapwood_grammars::ImportStyle;

use crate::Import;
use crate::collect::{Raw, RawImport};
use crate::compiled::{Compiled, compiled as compiled_of};

/// The imports of `raw`, in the order of the source.
pub(crate) fn read(compiled: &Compiled, raw: &Raw, text: &str) -> Vec<Import> {
    let mut imports = Vec::with_capacity(raw.imports.len());
    let globs: Vec<u32> = raw.imports.iter().filter(|found| found.glob).map(|found| found.path.start).collect();
    for found in &raw.imports {
        if !found.qualified.is_empty() && globs.contains(&found.qualified.start) {
            continue;
        }
        if !found.tree.is_empty() && compiled.language.import_style == ImportStyle::JvmPackage {
            crate::scala_imports::read(found, text, &mut imports);
        } else if found.tree.is_empty() {
            imports.extend(single(compiled, found, text));
        } else {
            use_tree(found.tree.text(text), &mut UsePath::default(), found, &mut imports, 0);
        }
    }
    imports.sort_by(|a, b| key(a).cmp(&key(b)));
    // Two patterns may see one import; the one that saw a glob says more.
    imports.dedup_by(|later, first| {
        later == first || (first.is_glob && (later.span, &later.path, &later.name) == (first.span, &first.path, &first.name))
    });
    imports
}

fn key(import: &Import) -> (u32, &str, &str, bool, &str) {
    (import.span.start, &import.path, &import.name, !import.is_glob, &import.alias)
}

fn single(compiled: &Compiled, found: &RawImport, text: &str) -> Option<Import> {
    let compiled = match found.foreign {
        Some(foreign) => compiled_of(foreign),
        None => compiled,
    };
    let settings = &compiled.settings[usize::from(found.pattern)];
    let prefix = settings.import_prefix.as_deref().unwrap_or("");
    let (written, qualified_name) = match found.qualified.text(text) {
        "" => (unquoted(found.path.text(text)), ""),
        qualified => split_qualified(qualified),
    };
    let written = match compiled.language.import_style {
        ImportStyle::Shell => below_variables(written),
        ImportStyle::Php => written.trim_start_matches('\\'),
        _ => written,
    };
    let written = if prefix.ends_with('/') { written.trim_start_matches('/') } else { written };
    let path = format!("{prefix}{}", written.split_whitespace().collect::<String>());
    let name = match found.name.text(text) {
        "" if !qualified_name.is_empty() => qualified_name.to_owned(),
        "" => settings.import_name.as_deref().unwrap_or("").to_owned(),
        name => unquoted(name).to_owned(),
    };
    if path.is_empty() && name.is_empty() {
        return None;
    }
    let alias = match found.alias.text(text) {
        "" if found.glob => String::new(),
        "" if name.is_empty() => default_alias(compiled.language.import_style, &path),
        "" => last_name(&name).to_owned(),
        alias => alias.to_owned(),
    };
    Some(Import { path, name, alias, is_glob: found.glob, is_reexport: found.reexport, span: found.span })
}

/// Splits `a.b.C` into `a.b` and `C`; one name alone is a path.
fn split_qualified(text: &str) -> (&str, &str) {
    let text = text.trim().trim_start_matches('\\');
    match text.rfind(['.', '\\', ':']) {
        Some(at) => (text[..at].trim_end_matches(':'), &text[at + 1..]),
        None => (text, ""),
    }
}

/// The part of a shell path that stands after the last expansion: `lib/a.sh` of `$(dirname "$0")/lib/a.sh`.
fn below_variables(path: &str) -> &str {
    let Some(dollar) = path.rfind('$') else { return path };
    let rest = &path[dollar..];
    let end = rest.rfind([')', '}']).map(|at| at + 1).or_else(|| rest.find('/')).unwrap_or(rest.len());
    rest[end..].trim_start_matches(['"', '\'']).trim_start_matches('/')
}

fn unquoted(text: &str) -> &str {
    text.trim().trim_matches(['"', '\'', '`', '<', '>'])
}

fn last_name(path: &str) -> &str {
    path.rsplit(['.', '/', '\\', ':']).find(|part| !part.is_empty()).unwrap_or(path)
}

/// What an import of a whole module is called in the file. Python's `import a.b` is used as `a.b`.
fn default_alias(style: ImportStyle, path: &str) -> String {
    match style {
        ImportStyle::Python => path.to_owned(),
        ImportStyle::Go => go_package(path).to_owned(),
        ImportStyle::JavaScript => String::new(),
        _ => last_name(path).to_owned(),
    }
}

/// The package name that a Go import path suggests: its last segment, a major version left out.
fn go_package(path: &str) -> &str {
    let mut segments = path.rsplit('/').filter(|part| !part.is_empty());
    let is_version =
        |part: &&str| part.strip_prefix('v').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()));
    let last = segments.find(|part| !is_version(part)).unwrap_or(path);
    match last.rsplit_once(".v") {
        Some((name, version)) if version.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => last,
    }
}

/// The segments above the place in a `use` tree.
#[derive(Debug, Clone, Default)]
struct UsePath {
    segments: Vec<String>,
}

/// Takes a `use` tree apart. Depth is bounded: deeper text than any person writes is passed over.
fn use_tree(text: &str, above: &mut UsePath, found: &RawImport, imports: &mut Vec<Import>, depth: u8) {
    let text = uncommented(text);
    let text = text.trim();
    if depth > 24 || text.is_empty() {
        return;
    }
    if let Some(open) = text.find('{') {
        let inner = text[open + 1..].rsplit_once('}').map_or(&text[open + 1..], |(inner, _)| inner);
        let before = above.segments.len();
        above.segments.extend(segments(&text[..open]));
        for branch in branches(inner) {
            use_tree(branch, above, found, imports, depth + 1);
        }
        above.segments.truncate(before);
        return;
    }
    let (path, alias) = match text.split_once(" as ") {
        Some((path, alias)) => (path.trim(), alias.trim()),
        None => (text, ""),
    };
    imports.push(leaf(above, path, alias, found));
}

fn leaf(above: &UsePath, path: &str, alias: &str, found: &RawImport) -> Import {
    let mut segments: Vec<String> = above.segments.iter().cloned().chain(segments(path)).collect();
    let last = segments.pop().unwrap_or_default();
    let is_glob = last == "*";
    let (mut path, mut name) = (segments.join("::"), last);
    if is_glob || (name == "self" && !path.is_empty()) {
        name = String::new();
    } else if path.is_empty() {
        path = std::mem::take(&mut name);
    }
    let local = if name.is_empty() { path.rsplit("::").next().unwrap_or("").to_owned() } else { name.clone() };
    let alias = match alias {
        _ if is_glob => String::new(),
        "" => local,
        alias => alias.to_owned(),
    };
    Import { path, name, alias, is_glob, is_reexport: found.reexport, span: found.span }
}

fn segments(path: &str) -> impl Iterator<Item = String> + '_ {
    path.split("::")
        .map(str::trim)
        .filter(|segment| !segment.is_empty())
        .map(|segment| segment.trim_start_matches("r#").to_owned())
}

/// The parts of a list between commas that stand outside inner braces.
pub(crate) fn branches(text: &str) -> Vec<&str> {
    let (mut open, mut start, mut parts) = (0_i32, 0, Vec::new());
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => open += 1,
            b'}' => open -= 1,
            b',' if open == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// The text without line comments, which may stand between the branches of a long tree.
fn uncommented(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains("//") {
        return text.into();
    }
    text.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n").into()
}

/// The package that the file declares. Scala may state it in several clauses, one below the other.
pub(crate) fn package(compiled: &Compiled, raw: &Raw, text: &str) -> Option<String> {
    let mut clauses: Vec<&Span> = raw.packages.iter().collect();
    clauses.sort_unstable();
    if compiled.language.import_style != ImportStyle::JvmPackage {
        clauses.truncate(1);
    }
    let names: Vec<String> = clauses.iter().map(|span| span.text(text).split_whitespace().collect()).collect();
    (!names.is_empty()).then(|| names.join("."))
}
