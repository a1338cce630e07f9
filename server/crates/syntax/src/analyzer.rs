//! Runs a grammar and its query over one text and puts the facts together.
//!
//! An [`Analyzer`] keeps the parser's and the query's working memory; one per thread is enough for any number of files.

use std::cell::RefCell;

use sapwood_base::{LineIndex, NameHash, Span};
use sapwood_grammars::{Family, LanguageId};
use tree_sitter::{ParseOptions, Parser, QueryCursor, Range, Tree};

use crate::collect::{Raw, RawInjection, RawUse, collect};
use crate::compiled::{Compiled, UseKind, compiled};
use crate::deadline::Deadline;
use crate::locals::{Locals, value_type};
use crate::scopes::Nested;
use crate::{Binding, BindingValue, FileFacts, Problem, chunks, guard, imports, manifest, scopes, uses};

/// One file to analyze.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Its path below the workspace root, with `/` between segments.
    pub path: &'a str,
    /// Its text.
    pub text: &'a str,
    /// Its language; `None` where no grammar knows it.
    pub language: Option<LanguageId>,
}

/// Analyzes one file with this thread's [`Analyzer`].
pub fn analyze(input: &Input<'_>) -> FileFacts {
    thread_local! {
        static ANALYZER: RefCell<Analyzer> = RefCell::new(Analyzer::new());
    }
    ANALYZER.with(|analyzer| match analyzer.try_borrow_mut() {
        Ok(mut analyzer) => analyzer.analyze(input),
        Err(_) => Analyzer::new().analyze(input),
    })
}

/// Matches that stand open at once, in code nested deeper than any person writes; the oldest give way, and time stays linear.
const MAX_OPEN_MATCHES: u32 = 1024;
/// Regions of other languages that are read in one file.
const MAX_INJECTIONS: usize = 200;

/// Parser and query cursor, used again from file to file.
pub struct Analyzer {
    parser: Parser,
    cursor: QueryCursor,
}

impl Default for Analyzer {
    fn default() -> Self {
        Self::new()
    }
}

impl Analyzer {
    /// An analyzer without a language yet.
    pub fn new() -> Self {
        let mut cursor = QueryCursor::new();
        cursor.set_match_limit(MAX_OPEN_MATCHES);
        Self { parser: Parser::new(), cursor }
    }

    /// The facts of one file.
    pub fn analyze(&mut self, input: &Input<'_>) -> FileFacts {
        self.analyze_with_tree(input, None).0
    }

    /// The facts of one file and its tree. `old_tree` is the tree of an earlier text of the file, with the edits since
    /// then applied to it by [`Tree::edit`]; the parser takes over what did not change.
    pub fn analyze_with_tree(&mut self, input: &Input<'_>, old_tree: Option<&Tree>) -> (FileFacts, Option<Tree>) {
        let text = input.text;
        let lines = LineIndex::new(text);
        let mut facts = FileFacts { language: input.language, lines: lines.line_count(), ..FileFacts::default() };
        facts.manifest = manifest::read(input.path, text, &mut facts.problems);
        let Some(language) = input.language else {
            facts.chunks = chunks::cut(text, &lines, &[], &[], None);
            return (facts, None);
        };
        let compiled = compiled(language);
        let tree = self.parse(compiled, text, old_tree, &[]);
        let mut raw = Raw::default();
        match &tree {
            Some(tree) => self.query(compiled, tree, text, &mut raw, &mut facts.problems),
            None => {
                facts.problems.push(whole(text, "The parser cannot read the text in time; the file is only cut into windows."));
            }
        }
        self.read_injections(compiled, text, &mut raw, &mut facts.problems);
        let is_test_file = sapwood_grammars::is_test_path(input.path);
        assemble(compiled, &mut raw, text, &lines, is_test_file, &mut facts);
        facts.chunks = chunks::cut(text, &lines, &facts.symbols, &raw.chunks, tree.as_ref());
        (facts, tree)
    }

    /// Parses `text`, or only its `ranges` where there are any. `None` where that takes too long.
    fn parse(&mut self, compiled: &Compiled, text: &str, old_tree: Option<&Tree>, ranges: &[Range]) -> Option<Tree> {
        if !guard::is_safe(compiled.language, text) {
            return None;
        }
        self.parser.set_language(&compiled.language.grammar()).ok()?;
        self.parser.set_included_ranges(ranges).ok()?;
        let deadline = Deadline::for_text(text.len());
        let mut check = |_: &tree_sitter::ParseState| deadline.check();
        let options = ParseOptions::new().progress_callback(&mut check);
        let shown = if compiled.language.family == Family::C { crate::masking::masked(text) } else { text.into() };
        let bytes = shown.as_bytes();
        let tree = self.parser.parse_with_options(&mut |at, _| bytes.get(at..).unwrap_or_default(), old_tree, Some(options));
        if tree.is_none() {
            self.parser.reset();
        }
        tree
    }

    fn query(&mut self, compiled: &Compiled, tree: &Tree, text: &str, raw: &mut Raw, problems: &mut Vec<Problem>) {
        if !collect(compiled, &mut self.cursor, tree, text, raw) {
            problems.push(whole(text, "Reading the tree took too long; some facts of the file are missing."));
        }
        if tree.root_node().has_error()
            && let Some(span) = first_error(tree)
        {
            problems.push(Problem { span, message: format!("The text does not read as {}.", compiled.language.name) });
        }
    }

    /// Reads regions of other languages at their place in the same text.
    fn read_injections(&mut self, host: &Compiled, text: &str, raw: &mut Raw, problems: &mut Vec<Problem>) {
        let injections: Vec<RawInjection> = std::mem::take(&mut raw.injections);
        for injection in injections.into_iter().take(MAX_INJECTIONS) {
            let Some(language) = sapwood_grammars::by_name(&injection.language) else { continue };
            let compiled = compiled(language);
            let range = range(injection.span, text);
            let Some(tree) = self.parse(compiled, text, None, &[range]) else { continue };
            if host.language.is_prose() {
                self.read_sample(compiled, &tree, text, raw);
                continue;
            }
            let before = raw.imports.len();
            self.query(compiled, &tree, text, raw, problems);
            // Settings of patterns belong to the query that was just run.
            for import in &mut raw.imports[before..] {
                import.foreign = Some(language);
            }
        }
        raw.injections.clear();
    }

    /// Reads code that a document shows: what it defines is no part of the program, what it calls is mentioned.
    fn read_sample(&mut self, compiled: &Compiled, tree: &Tree, text: &str, raw: &mut Raw) {
        let mut sample = Raw::default();
        collect(compiled, &mut self.cursor, tree, text, &mut sample);
        let telling =
            |kind| matches!(kind, UseKind::Call | UseKind::Macro | UseKind::Extends | UseKind::Implements | UseKind::Type);
        let uses = sample.uses.into_iter().filter(|found| telling(found.kind));
        raw.uses.extend(uses.map(|found| RawUse { kind: UseKind::Mention, ..found }));
    }
}

fn whole(text: &str, message: &str) -> Problem {
    Problem { span: Span::new(0, text.len() as u32), message: message.to_owned() }
}

fn range(span: Span, text: &str) -> Range {
    let point = |at: u32| {
        let before = &text.as_bytes()[..at as usize];
        let row = memchr::memchr_iter(b'\n', before).count();
        let column = before.len() - memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        tree_sitter::Point { row, column }
    };
    Range {
        start_byte: span.start as usize,
        end_byte: span.end as usize,
        start_point: point(span.start),
        end_point: point(span.end),
    }
}

/// The first error node on the way down from the root.
fn first_error(tree: &Tree) -> Option<Span> {
    let mut cursor = tree.walk();
    loop {
        let node = cursor.node();
        if node.is_error() || node.is_missing() {
            return Some(crate::collect::span(node));
        }
        let mut found = cursor.goto_first_child();
        while found && !(cursor.node().has_error() || cursor.node().is_missing()) {
            found = cursor.goto_next_sibling();
        }
        if !found {
            return None;
        }
    }
}

/// Turns raw records into facts.
fn assemble(compiled: &Compiled, raw: &mut Raw, text: &str, lines: &LineIndex, is_test_file: bool, facts: &mut FileFacts) {
    let mut nested = scopes::nest(compiled, raw, text, lines, is_test_file);
    let locals = Locals::read(compiled, raw, &nested, text);
    facts.imports = imports::read(compiled, raw, text);
    facts.package = imports::package(compiled, raw, text);
    let used = uses::read(compiled, raw, &nested, &locals, text);
    facts.references = used.references;
    facts.paths = used.paths;
    facts.bindings = locals.facts();
    for (symbol, value) in value_types(compiled, &nested, &locals, text) {
        let own = &mut nested.symbols[symbol as usize];
        match value {
            _ if !own.type_name.is_none() => {}
            BindingValue::Type(name) => own.type_name = name,
            // What the call gives is for the graph to find out; the binding belongs to the symbol itself and hides nothing.
            value => facts.bindings.push(Binding { name: NameHash::of(&own.name), value, symbol: Some(symbol) }),
        }
    }
    facts.symbols = nested.symbols;
}

/// Types of fields and variables that only their values show.
fn value_types(compiled: &Compiled, nested: &Nested, locals: &Locals<'_>, text: &str) -> Vec<(u32, BindingValue)> {
    let type_of = |value: &Span, scope: Option<u32>| {
        let own = scope.map(|scope| &nested.scopes[scope as usize]);
        match value_type(compiled, *value, own, text) {
            BindingValue::Unknown => match locals.find(scope, NameHash::of(value.text(text)))? {
                BindingValue::Type(name) => Some(BindingValue::Type(name)),
                _ => None,
            },
            known => Some(known),
        }
    };
    nested.values.iter().filter_map(|(symbol, value, scope)| Some((*symbol, type_of(value, *scope)?))).collect()
}
