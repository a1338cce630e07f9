//! Facts as compact lines, so that a test shows all of them at a glance.

#![allow(dead_code, reason = "each test file uses some of these")]

use std::collections::HashMap;
use std::fmt::Write as _;

use sapwood_base::NameHash;
use sapwood_syntax::{BindingValue, FileFacts, Input, Receiver, analyze};

/// The facts of `text` as the file `path`.
pub(crate) fn facts(path: &str, text: &str) -> FileFacts {
    let language = sapwood_grammars::detect(path, text.as_bytes());
    analyze(&Input { path, text, language })
}

/// Names by hash, for every word of `text`.
pub(crate) struct Names(HashMap<NameHash, String>);

impl Names {
    /// Collects the words of `text`.
    pub(crate) fn of(text: &str) -> Self {
        let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'));
        Self(words.filter(|word| !word.is_empty()).map(|word| (NameHash::of(word), word.to_owned())).collect())
    }

    fn get(&self, hash: NameHash) -> &str {
        self.0.get(&hash).map_or("?", String::as_str)
    }
}

/// One line for each symbol.
pub(crate) fn symbols(path: &str, text: &str) -> String {
    let (facts, names) = (facts(path, text), Names::of(text));
    let mut out = String::new();
    for symbol in &facts.symbols {
        let owner = symbol.owner.as_ref().map(|owner| format!("{owner}.")).unwrap_or_default();
        let arity = symbol.arity.map(|arity| format!("/{arity}")).unwrap_or_default();
        let of_type = if symbol.type_name.is_none() { String::new() } else { format!(": {}", names.get(symbol.type_name)) };
        let parent = symbol.parent.map(|at| format!(" in {}", facts.symbols[at as usize].name)).unwrap_or_default();
        let marks = [(symbol.is_exported, " exported"), (symbol.is_test, " test")];
        let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect();
        let lines = format!("{}-{}", symbol.lines.start + 1, symbol.lines.end + 1);
        let kind = symbol.kind.name();
        writeln!(out, "{lines} {kind} {owner}{}{arity}{of_type}{parent}{marks}", symbol.name).expect("strings take text");
        writeln!(out, "    `{}`", symbol.signature.text(text).replace('\n', "\\n")).expect("strings take text");
        if !symbol.doc.is_empty() {
            writeln!(out, "    doc `{}`", symbol.doc.text(text).replace('\n', "\\n")).expect("strings take text");
        }
    }
    out
}

/// One line for each symbol that uses names, with the names it uses.
pub(crate) fn references(path: &str, text: &str) -> String {
    let (facts, names) = (facts(path, text), Names::of(text));
    let mut lines: Vec<(Option<u32>, String)> = Vec::new();
    for reference in &facts.references {
        let before = receiver(reference.receiver, &facts, &names);
        let arity = reference.arity.map(|arity| format!("/{arity}")).unwrap_or_default();
        let times = if reference.count > 1 { format!(" x{}", reference.count) } else { String::new() };
        let kind = format!("{:?}", reference.kind).to_lowercase();
        let shown = format!("{kind} {before}{}{arity}{times}", names.get(reference.name));
        match lines.iter_mut().find(|(symbol, _)| *symbol == reference.symbol) {
            Some((_, line)) => line.extend([", ", &shown]),
            None => lines.push((reference.symbol, shown)),
        }
    }
    render(&facts, &lines)
}

fn receiver(receiver: Receiver, facts: &FileFacts, names: &Names) -> String {
    match receiver {
        Receiver::None => String::new(),
        Receiver::This => "self.".to_owned(),
        Receiver::Super => "super.".to_owned(),
        Receiver::Name(name) => format!("{}.", names.get(name)),
        Receiver::ThisField(name) => format!("self.{}.", names.get(name)),
        Receiver::Type(name) => format!("<{}>.", names.get(name)),
        Receiver::CallResult(name) => format!("{}().", names.get(name)),
        Receiver::Path(path) => format!("[{}].", facts.paths[path as usize]),
        Receiver::Unknown => "?.".to_owned(),
    }
}

/// One line for each symbol that binds names, with what they are bound to.
pub(crate) fn bindings(path: &str, text: &str) -> String {
    let (facts, names) = (facts(path, text), Names::of(text));
    let mut lines: Vec<(Option<u32>, String)> = Vec::new();
    for binding in &facts.bindings {
        let value = match binding.value {
            BindingValue::Unknown => String::new(),
            BindingValue::Type(name) => format!(": {}", names.get(name)),
            BindingValue::CallResult(name) => format!(" = {}()", names.get(name)),
        };
        let shown = format!("{}{value}", names.get(binding.name));
        match lines.iter_mut().find(|(symbol, _)| *symbol == binding.symbol) {
            Some((_, line)) => line.extend([", ", &shown]),
            None => lines.push((binding.symbol, shown)),
        }
    }
    render(&facts, &lines)
}

fn render(facts: &FileFacts, lines: &[(Option<u32>, String)]) -> String {
    let name = |symbol: Option<u32>| symbol.map_or("the file", |symbol| facts.symbols[symbol as usize].name.as_str());
    let lines: Vec<String> = lines.iter().map(|(symbol, line)| format!("{}: {line}\n", name(*symbol))).collect();
    lines.concat()
}

/// One line for each import.
pub(crate) fn imports(path: &str, text: &str) -> String {
    let facts = facts(path, text);
    let mut out = String::new();
    for import in &facts.imports {
        let marks = [(import.is_glob, " glob"), (import.is_reexport, " reexport")];
        let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect();
        writeln!(out, "{:?} {:?} as {:?}{marks}", import.path, import.name, import.alias).expect("strings take text");
    }
    out
}

/// One line for each chunk.
pub(crate) fn chunks(path: &str, text: &str) -> String {
    let facts = facts(path, text);
    let mut out = String::new();
    for chunk in &facts.chunks {
        let symbol = chunk.symbol.map(|symbol| format!(" {}", facts.symbols[symbol as usize].name)).unwrap_or_default();
        let kind = format!("{:?}", chunk.kind).to_lowercase();
        writeln!(out, "{}-{} {kind}{symbol}", chunk.lines.start + 1, chunk.lines.end + 1).expect("strings take text");
    }
    out
}
