//! Facts as lines of text, names instead of hashes, for tests that compare them.

use std::collections::HashMap;
use std::fmt::Write as _;

use sapwood_base::NameHash;
use sapwood_syntax::{BindingValue, FileFacts, Input, Receiver, Reference, ReferenceKind, Symbol, analyze};

/// Analyzes `text` as the file at `path` and shows its definitions, imports, bindings and references.
pub(crate) fn show(path: &str, text: &str) -> String {
    let facts = analyze(&Input { path, text, language: sapwood_grammars::detect(path, text.as_bytes()) });
    let shown = Shown { names: names(text), facts: &facts };
    let mut out = String::new();
    if let Some(package) = &facts.package {
        let _ = writeln!(out, "package {package}");
    }
    for symbol in &facts.symbols {
        let _ = writeln!(out, "{}", shown.symbol(symbol));
    }
    for import in &facts.imports {
        let glob = if import.is_glob { "*" } else { "" };
        let _ = writeln!(out, "import {} {}{glob} as {}", import.path, import.name, import.alias);
    }
    for binding in &facts.bindings {
        let value = match binding.value {
            BindingValue::Unknown => "?".to_owned(),
            BindingValue::Type(name) => shown.name(name),
            BindingValue::CallResult(name) => format!("{}()", shown.name(name)),
        };
        let _ = writeln!(out, "let {}.{}: {value}", shown.symbol_name(binding.symbol), shown.name(binding.name));
    }
    for reference in &facts.references {
        let _ = writeln!(out, "{}", shown.reference(reference));
    }
    for problem in &facts.problems {
        let _ = writeln!(out, "problem {:?}: {}", problem.span.text(text), problem.message);
    }
    out
}

struct Shown<'a> {
    names: HashMap<NameHash, String>,
    facts: &'a FileFacts,
}

impl Shown<'_> {
    fn name(&self, hash: NameHash) -> String {
        self.names.get(&hash).cloned().unwrap_or_else(|| format!("#{:x}", hash.0))
    }

    fn symbol_name(&self, symbol: Option<u32>) -> &str {
        symbol.map_or("", |symbol| &self.facts.symbols[symbol as usize].name)
    }

    fn symbol(&self, symbol: &Symbol) -> String {
        let mut depth = 0;
        let mut parent = symbol.parent;
        while let Some(at) = parent {
            depth += 1;
            parent = self.facts.symbols[at as usize].parent;
        }
        let owner = symbol.owner.as_ref().map(|owner| format!("{owner}.")).unwrap_or_default();
        let mut line = format!("{}{} {owner}{}", "  ".repeat(depth), symbol.kind.name(), symbol.name);
        if let Some(arity) = symbol.arity {
            let _ = write!(line, "/{arity}");
        }
        if !symbol.type_name.is_none() {
            let _ = write!(line, ": {}", self.name(symbol.type_name));
        }
        for (flag, word) in [(symbol.is_test, "test"), (!symbol.is_exported, "hidden"), (!symbol.doc.is_empty(), "documented")] {
            if flag {
                let _ = write!(line, " {word}");
            }
        }
        line
    }

    fn reference(&self, reference: &Reference) -> String {
        let kind = match reference.kind {
            ReferenceKind::Call => "call",
            ReferenceKind::Type => "type",
            ReferenceKind::Value => "value",
            ReferenceKind::Macro => "macro",
            ReferenceKind::Extends => "extends",
            ReferenceKind::Implements => "implements",
            ReferenceKind::Mention => "mention",
        };
        let receiver = match reference.receiver {
            Receiver::None => String::new(),
            Receiver::This => "this.".to_owned(),
            Receiver::Super => "super.".to_owned(),
            Receiver::Name(name) => format!("{}.", self.name(name)),
            Receiver::ThisField(name) => format!("this.{}.", self.name(name)),
            Receiver::Type(name) => format!("<{}>.", self.name(name)),
            Receiver::CallResult(name) => format!("{}().", self.name(name)),
            Receiver::Path(path) => format!("[{}].", self.facts.paths[path as usize]),
            Receiver::Unknown => "?.".to_owned(),
        };
        let arity = reference.arity.map(|arity| format!("/{arity}")).unwrap_or_default();
        format!("{kind} {}> {receiver}{}{arity}", self.symbol_name(reference.symbol), self.name(reference.name))
    }
}

/// Every identifier of `text` by its hash.
fn names(text: &str) -> HashMap<NameHash, String> {
    let words = text.split(|c: char| !(c.is_alphanumeric() || "_$?!-".contains(c)));
    let bare = words.clone().map(|word| word.trim_matches(|c: char| "?!-$".contains(c)));
    words.chain(bare).filter(|word| !word.is_empty()).map(|word| (NameHash::of(word), word.to_owned())).collect()
}
