//! What the tree shows around a cursor, and whether an insertion there would still read as its language.
//!
//! A [`ParsedText`] is kept from keystroke to keystroke, so that a large file is parsed whole only once. It extracts no facts and
//! keeps no text of its own beside the one it is given.

mod window;

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use sapwood_base::Span;
use sapwood_grammars::{Family, Language, LanguageId, language};
use tree_sitter::{InputEdit, Node, ParseOptions, Parser, Point, Tree};

use crate::deadline::Deadline;
use crate::guard;

/// What kind of text the cursor stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Region {
    /// Neither of the others.
    #[default]
    Code,
    /// A comment.
    Comment,
    /// A string, outside of what is interpolated into it.
    String,
}

/// A block without anything in it yet, comments aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmptyBlock {
    /// Where the token that opens it starts.
    pub opener: u32,
    /// It has a closing token already.
    pub is_closed: bool,
}

/// What the tree shows around a cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CursorPlace {
    /// What it stands in.
    pub region: Region,
    /// The empty block it stands in, if it does.
    pub empty_block: Option<EmptyBlock>,
}

/// A text with its tree, or the part of a large text around a cursor.
#[derive(Debug, Clone)]
pub struct ParsedText {
    document: Arc<str>,
    /// What was parsed of it.
    text: Arc<str>,
    /// Where that starts in the document.
    start: usize,
    language: LanguageId,
    tree: Tree,
}

/// Time for one parse while somebody types. A file that takes longer is treated as plain text.
const PARSE_LIMIT: Duration = Duration::from_millis(200);
/// Time for one parse of a text that is only tried.
const TRIAL_LIMIT: Duration = Duration::from_millis(40);
/// Where a part was parsed, this much on each side of a cursor has to belong to it.
const MARGIN: usize = 4096;
/// Errors are counted up to here.
const MAX_ERRORS: u32 = 500;
/// Words that open a block where they end a line.
const OPENING_WORDS: &[&str] = &["do", "then", "else", "begin", "try", "ensure", "finally", "loop"];
/// Tokens that close a block.
const CLOSING_WORDS: &[&str] = &["}", "end", "fi", "done", "esac"];

impl ParsedText {
    /// Parses `document`, taking over what did not change since `earlier`. `None` where that takes too long.
    pub fn parse(document: Arc<str>, id: LanguageId, earlier: Option<&Self>) -> Option<Self> {
        let whole = 0..document.len();
        Self::parse_part(document, whole, id, earlier)
    }

    /// Like [`ParsedText::parse`], but of a large document only the definitions around `offset`: text that somebody is in the
    /// middle of writing often reads as nothing, and then a parser starts all over again.
    pub fn parse_near(document: Arc<str>, offset: u32, id: LanguageId, earlier: Option<&Self>) -> Option<Self> {
        let part = window::around(&document, offset as usize);
        Self::parse_part(document, part, id, earlier)
    }

    fn parse_part(document: Arc<str>, part: Range<usize>, id: LanguageId, earlier: Option<&Self>) -> Option<Self> {
        let start = part.start;
        let text = if part.len() == document.len() { document.clone() } else { document.get(part)?.into() };
        let old = earlier.filter(|it| it.language == id && it.start == start).map(|earlier| earlier.edited(&text));
        let tree = parse(&text, language(id), old.as_ref(), Deadline::within(PARSE_LIMIT))?;
        Some(Self { document, text, start, language: id, tree })
    }

    /// The document.
    pub fn document(&self) -> &Arc<str> {
        &self.document
    }

    /// True where the byte `offset` of the document was parsed, with enough of the text around it.
    pub fn covers(&self, offset: u32) -> bool {
        let (offset, end) = (offset as usize, self.start + self.text.len());
        let is_started = self.start == 0 || offset >= self.start + MARGIN;
        is_started && (end == self.document.len() || offset + MARGIN <= end)
    }

    /// The number of places that do not read as the language.
    pub fn errors(&self) -> u32 {
        errors(&self.tree)
    }

    /// That number with `insertion` in place of `replaced`; `None` where it cannot be told in time.
    pub fn errors_with(&self, replaced: Span, insertion: &str) -> Option<u32> {
        let (start, end) = ((replaced.start as usize).checked_sub(self.start)?, (replaced.end as usize).checked_sub(self.start)?);
        let (before, after) = (self.text.get(..start)?, self.text.get(end..)?);
        let text = [before, insertion, after].concat();
        let mut old = self.tree.clone();
        old.edit(&edit(&self.text, &text, start, end, start + insertion.len()));
        let tree = parse(&text, language(self.language), Some(&old), Deadline::within(TRIAL_LIMIT))?;
        Some(errors(&tree))
    }

    /// What the tree shows around the byte `offset`.
    pub fn place(&self, offset: u32) -> CursorPlace {
        let offset = (offset as usize).saturating_sub(self.start).min(self.text.len());
        let region = self.region(offset);
        let empty_block = (region == Region::Code).then(|| self.empty_block(offset)).flatten();
        let empty_block = empty_block.map(|block| EmptyBlock { opener: block.opener + self.start as u32, ..block });
        CursorPlace { region, empty_block }
    }

    /// The tree, edited so that it fits `text`.
    fn edited(&self, text: &str) -> Tree {
        let (old, new) = (self.text.as_bytes(), text.as_bytes());
        let start = common_start(old, new);
        let end = common_end(&old[start..], &new[start..]);
        let mut tree = self.tree.clone();
        if start < old.len().max(new.len()) {
            tree.edit(&edit(&self.text, text, start, old.len() - end, new.len() - end));
        }
        tree
    }

    fn region(&self, offset: usize) -> Region {
        let Some(before) = offset.checked_sub(1) else { return Region::Code };
        let mut node = self.tree.root_node().descendant_for_byte_range(before, before);
        let mut is_broken = false;
        while let Some(found) = node {
            let kind = found.kind();
            if kind.contains("interpolation") || kind.contains("substitution") {
                return Region::Code;
            }
            if is_comment(found) && self.is_inside_comment(found, offset) {
                return Region::Comment;
            }
            if is_string(found) && self.is_inside_string(found, offset) {
                return if self.is_documentation(found) { Region::Comment } else { Region::String };
            }
            is_broken |= found.is_error();
            node = found.parent();
        }
        if is_broken && self.has_open_quote(offset) { Region::String } else { Region::Code }
    }

    fn is_inside_comment(&self, node: Node<'_>, offset: usize) -> bool {
        let text = &self.text[node.start_byte()..node.end_byte()];
        let is_block = ["*/", "-->", "]]", "=end"].iter().any(|end| text.trim_end().ends_with(end));
        if is_block {
            return node.start_byte() < offset && offset < node.end_byte();
        }
        // Some grammars count the line break to a line comment.
        node.start_byte() < offset && (text.starts_with("/*") || !self.text[node.start_byte()..offset].contains('\n'))
    }

    fn is_inside_string(&self, node: Node<'_>, offset: usize) -> bool {
        let text = &self.text[node.start_byte()..node.end_byte()];
        let is_closed = text.len() > 1 && text.ends_with(['"', '\'', '`']);
        node.start_byte() < offset && (offset < node.end_byte() || (offset == node.end_byte() && !is_closed))
    }

    /// True for a string that stands where a statement could, as Python writes documentation.
    fn is_documentation(&self, string: Node<'_>) -> bool {
        let mut around = string.parent();
        while let Some(parent) = around.filter(|&parent| is_string(parent)) {
            around = parent.parent();
        }
        let is_statement = around.is_some_and(|around| around.kind() == "expression_statement");
        is_statement && language(self.language).family == Family::Python
    }

    /// True where the line holds an odd number of some quote before `offset`.
    fn has_open_quote(&self, offset: usize) -> bool {
        let line = &self.text[line_start(&self.text, offset)..offset];
        // An apostrophe is a lifetime in Rust and part of a word in prose.
        let has_apostrophes =
            !matches!(language(self.language).family, Family::Python | Family::Web | Family::Php | Family::Ruby);
        let quotes: &[char] = if has_apostrophes { &['"', '`'] } else { &['"', '`', '\''] };
        quotes.iter().any(|&quote| line.replace("\\\"", "").matches(quote).count() % 2 == 1)
    }

    fn empty_block(&self, offset: usize) -> Option<EmptyBlock> {
        let opener = self.token_before(offset)?;
        let next = self.token_after(offset);
        let word = self.word(opener);
        let is_opener = match word {
            "{" => true,
            ":" => language(self.language).family == Family::Python && is_header(opener) && !self.is_in_brackets(opener),
            _ => !opener.is_named() && OPENING_WORDS.contains(&word),
        };
        let start = opener.start_byte() as u32;
        if is_opener {
            let is_closed = next.is_some_and(|next| CLOSING_WORDS.contains(&self.word(next)) && self.closes(next, opener));
            let is_empty = is_closed || next.is_none_or(|next| self.indentation(next) <= self.indentation(opener));
            return is_empty.then_some(EmptyBlock { opener: start, is_closed });
        }
        let next = next.filter(|next| !next.is_named() && CLOSING_WORDS.contains(&self.word(*next)))?;
        let is_header_only = opener.end_position().row < next.start_position().row && belongs_to_header(opener, next);
        let starts_line = self.text[opener.end_byte()..offset].contains('\n');
        (is_header_only && starts_line).then_some(EmptyBlock { opener: start, is_closed: true })
    }

    /// True where a bracket stands open before `node` on its line, so that its colon belongs to a key or a slice.
    fn is_in_brackets(&self, node: Node<'_>) -> bool {
        let line = &self.text[line_start(&self.text, node.start_byte())..node.start_byte()];
        let count = |brackets: &[char]| line.matches(brackets).count();
        count(&['(', '[', '{']) > count(&[')', ']', '}'])
    }

    /// True where `closer` can belong to `opener`: the same node holds both, or they stand at one indentation in a broken tree.
    fn closes(&self, closer: Node<'_>, opener: Node<'_>) -> bool {
        let is_same = closer.parent().is_some() && closer.parent() == opener.parent();
        is_same || self.indentation(closer) == self.indentation(opener)
    }

    fn word(&self, node: Node<'_>) -> &str {
        self.text.get(node.byte_range()).unwrap_or("")
    }

    /// Columns before the first character of the node's first line.
    fn indentation(&self, node: Node<'_>) -> usize {
        let line = &self.text[line_start(&self.text, node.start_byte())..];
        line.len() - line.trim_start_matches([' ', '\t']).len()
    }

    /// The last token that ends before `offset`, comments aside.
    fn token_before(&self, offset: usize) -> Option<Node<'_>> {
        let mut end = offset;
        loop {
            let at = self.text[..end].trim_end().len().checked_sub(1)?;
            let node = self.tree.root_node().descendant_for_byte_range(at, at)?;
            match comment_around(node) {
                Some(comment) if comment.start_byte() < end => end = comment.start_byte(),
                _ => return (node.child_count() == 0).then_some(node),
            }
        }
    }

    /// The first token that starts after `offset`, comments aside.
    fn token_after(&self, offset: usize) -> Option<Node<'_>> {
        let mut start = offset;
        loop {
            let rest = &self.text[start..];
            let at = start + (rest.len() - rest.trim_start().len());
            if at >= self.text.len() {
                return None;
            }
            let node = self.tree.root_node().descendant_for_byte_range(at, at)?;
            match comment_around(node) {
                Some(comment) if comment.end_byte() > at => start = comment.end_byte(),
                _ => return Some(node),
            }
        }
    }
}

/// True where a colon ends the header of a block, not a key or an annotation.
fn is_header(colon: Node<'_>) -> bool {
    let Some(parent) = colon.parent() else { return true };
    let kind = parent.kind();
    parent.is_error() || ["definition", "statement", "clause", "module", "block"].iter().any(|end| kind.ends_with(end))
}

/// True where the last token before a block's end is part of what heads the block: its name, parameters or condition.
fn belongs_to_header(token: Node<'_>, closer: Node<'_>) -> bool {
    let Some(block) = closer.parent() else { return false };
    let mut cursor = block.walk();
    let mut found = cursor.goto_first_child();
    while found {
        if cursor.node().byte_range().contains(&token.start_byte()) {
            return cursor.field_name().is_some_and(|field| !matches!(field, "body" | "consequence" | "alternative"));
        }
        found = cursor.goto_next_sibling();
    }
    false
}

fn comment_around(node: Node<'_>) -> Option<Node<'_>> {
    let mut node = Some(node);
    while let Some(found) = node {
        if is_comment(found) {
            return Some(found);
        }
        node = found.parent();
    }
    None
}

fn is_comment(node: Node<'_>) -> bool {
    node.is_named() && node.kind().contains("comment")
}

fn is_string(node: Node<'_>) -> bool {
    let kind = node.kind();
    let named =
        kind.contains("string") || kind.contains("char_literal") || kind == "character_literal" || kind.contains("heredoc");
    node.is_named() && named && node.parent().is_some()
}

fn line_start(text: &str, offset: usize) -> usize {
    text[..offset].rfind('\n').map_or(0, |at| at + 1)
}

/// Bytes compared at once.
const BLOCK: usize = 4096;

/// The number of bytes that both texts start with.
pub fn common_start(a: &[u8], b: &[u8]) -> usize {
    let blocks = a.chunks_exact(BLOCK).zip(b.chunks_exact(BLOCK)).take_while(|(a, b)| a == b).count() * BLOCK;
    blocks + a[blocks..].iter().zip(&b[blocks..]).take_while(|(a, b)| a == b).count()
}

/// The number of bytes that both texts end with.
pub fn common_end(a: &[u8], b: &[u8]) -> usize {
    let blocks = a.rchunks_exact(BLOCK).zip(b.rchunks_exact(BLOCK)).take_while(|(a, b)| a == b).count() * BLOCK;
    let (a, b) = (&a[..a.len() - blocks], &b[..b.len() - blocks]);
    blocks + a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count()
}

fn edit(old: &str, new: &str, start: usize, old_end: usize, new_end: usize) -> InputEdit {
    let first = point(old.as_bytes(), start);
    InputEdit {
        start_byte: start,
        old_end_byte: old_end,
        new_end_byte: new_end,
        start_position: first,
        old_end_position: advance(first, &old.as_bytes()[start..old_end]),
        new_end_position: advance(first, &new.as_bytes()[start..new_end]),
    }
}

fn point(text: &[u8], at: usize) -> Point {
    advance(Point { row: 0, column: 0 }, &text[..at])
}

fn advance(from: Point, text: &[u8]) -> Point {
    let rows = memchr::memchr_iter(b'\n', text).count();
    match memchr::memrchr(b'\n', text) {
        Some(last) => Point { row: from.row + rows, column: text.len() - last - 1 },
        None => Point { row: from.row, column: from.column + text.len() },
    }
}

fn parse(text: &str, language: &'static Language, old: Option<&Tree>, deadline: Deadline) -> Option<Tree> {
    thread_local! {
        static PARSER: RefCell<Parser> = RefCell::new(Parser::new());
    }
    if !guard::is_safe(language, text) {
        return None;
    }
    PARSER.with(|parser| {
        let mut parser = parser.try_borrow_mut().ok()?;
        parser.set_language(&language.grammar()).ok()?;
        let mut check = |_: &tree_sitter::ParseState| deadline.check();
        let options = ParseOptions::new().progress_callback(&mut check);
        let shown = if language.family == Family::C { crate::masking::masked(text) } else { text.into() };
        let bytes = shown.as_bytes();
        let tree = parser.parse_with_options(&mut |at, _| bytes.get(at..).unwrap_or_default(), old, Some(options));
        if tree.is_none() {
            parser.reset();
        }
        tree
    })
}

fn errors(tree: &Tree) -> u32 {
    let mut cursor = tree.walk();
    let mut count = 0;
    loop {
        let node = cursor.node();
        count += u32::from(node.is_error() || node.is_missing());
        if count < MAX_ERRORS && node.has_error() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return count;
            }
        }
    }
}
