//! Cuts a file into fragments so that every non-blank line lies in exactly one.
//!
//! A callable is one fragment, a long one several; a type keeps the lines that none of its callables covers; the rest
//! becomes windows. Lines are the unit: a line that two definitions share belongs to the first.

use sapwood_base::{LineIndex, LineRange, Span};
use tree_sitter::Tree;

use crate::cuts::Cuts;
use crate::{Chunk, ChunkKind, Symbol, SymbolKind};

/// Longer callables are cut into pieces.
const MAX_CALLABLE: u32 = 120;
/// Windows, and pieces of what is too long, have about this many lines.
pub(crate) const WINDOW: u32 = 60;
/// Types of fewer lines stay in the window around them.
const MIN_TYPE: u32 = 3;
/// Windows of fewer non-blank lines join a neighbour.
const TINY: u32 = 3;

/// A run of lines with one fate.
#[derive(Debug, Clone, Copy)]
struct Region {
    lines: LineRange,
    kind: ChunkKind,
    symbol: Option<u32>,
}

/// Cuts `text`. `blocks` are regions that a grammar asks to keep whole.
pub(crate) fn cut(text: &str, lines: &LineIndex, symbols: &[Symbol], blocks: &[Span], tree: Option<&Tree>) -> Vec<Chunk> {
    let painted = paint(symbols, lines.line_count());
    let cutter = Cutter { text, lines, blank: blank_lines(text, lines), cuts: Cuts::new(tree, blocks, lines) };
    let mut regions = Vec::new();
    for run in runs(&painted) {
        if let Some(region) = cutter.trimmed(run) {
            cutter.split(region, &mut regions);
        }
    }
    let regions = cutter.joined(regions);
    regions.into_iter().map(|region| cutter.chunk(region, symbols)).collect()
}

/// For each line what it belongs to.
fn paint(symbols: &[Symbol], line_count: u32) -> Vec<(ChunkKind, Option<u32>)> {
    let mut painted = vec![(ChunkKind::Window, None); line_count as usize];
    let mut covered_until = 0;
    for (ordinal, symbol) in symbols.iter().enumerate() {
        let inside_callable = symbol.span.start < covered_until;
        let kind = match symbol.kind {
            _ if inside_callable => continue,
            kind if kind.is_callable() && !is_declaration(symbol, symbols) => ChunkKind::Function,
            kind if kind.is_type() && symbol.lines.count() >= MIN_TYPE => ChunkKind::Type,
            SymbolKind::Section => ChunkKind::Section,
            _ => continue,
        };
        if kind == ChunkKind::Function {
            covered_until = symbol.span.end;
        }
        for line in symbol.lines.start..=symbol.lines.end {
            if let Some(slot) = painted.get_mut(line as usize)
                && slot.0 != ChunkKind::Function
            {
                *slot = (kind, Some(ordinal as u32));
            }
        }
    }
    painted
}

/// A member without a body, such as a method of an interface: it stays in the fragment of its type.
fn is_declaration(symbol: &Symbol, symbols: &[Symbol]) -> bool {
    let parent = symbol.parent.and_then(|parent| symbols.get(parent as usize));
    parent.is_some_and(|parent| parent.kind.is_type()) && symbol.signature.end + 1 >= symbol.span.end
}

fn runs(painted: &[(ChunkKind, Option<u32>)]) -> impl Iterator<Item = Region> + '_ {
    let mut start = 0_u32;
    painted.chunk_by(|a, b| a == b).map(move |run| {
        let lines = LineRange { start, end: start + run.len() as u32 - 1 };
        start += run.len() as u32;
        Region { lines, kind: run[0].0, symbol: run[0].1 }
    })
}

fn blank_lines(text: &str, lines: &LineIndex) -> Vec<bool> {
    (0..lines.line_count())
        .map(|line| {
            let line = text.get(lines.line_start(line) as usize..lines.line_start(line + 1) as usize);
            line.is_none_or(|line| line.trim().is_empty())
        })
        .collect()
}

struct Cutter<'a> {
    text: &'a str,
    lines: &'a LineIndex,
    blank: Vec<bool>,
    cuts: Cuts<'a>,
}

impl Cutter<'_> {
    /// The region without blank lines at its ends; `None` where all are blank.
    fn trimmed(&self, region: Region) -> Option<Region> {
        let is_text = |line: &u32| !self.blank[*line as usize];
        let start = (region.lines.start..=region.lines.end).find(is_text)?;
        let end = (start..=region.lines.end).rev().find(is_text)?;
        Some(Region { lines: LineRange { start, end }, ..region })
    }

    fn split(&self, region: Region, into: &mut Vec<Region>) {
        let limit = if region.kind == ChunkKind::Function { MAX_CALLABLE } else { WINDOW };
        if region.lines.count() <= limit {
            into.push(region);
            return;
        }
        let candidates = self.cuts.within(region.lines);
        let mut start = region.lines.start;
        while region.lines.end + 1 - start > WINDOW {
            let next = self.best_cut(start, region.lines.end, &candidates);
            let piece = Region { lines: LineRange { start, end: next - 1 }, ..region };
            into.extend(self.trimmed(piece));
            start = next;
        }
        let last = Region { lines: LineRange { start, end: region.lines.end }, ..region };
        into.extend(self.trimmed(last));
    }

    /// The first line of the next piece, so that the pieces to come are of about one length: a shallow boundary near there,
    /// else a blank line, else just there.
    fn best_cut(&self, start: u32, end: u32, candidates: &[(u32, u32)]) -> u32 {
        let rest = end + 1 - start;
        let wanted = start + rest.div_ceil(rest.div_ceil(WINDOW));
        let (least, most) = (wanted - (wanted - start) / 3, (wanted + WINDOW / 4).min(start + WINDOW));
        let from = candidates.partition_point(|(line, _)| *line < least);
        let near = candidates[from..].iter().take_while(|(line, _)| *line <= most);
        let shallow = near.min_by_key(|(line, depth)| (*depth, line.abs_diff(wanted))).map(|(line, _)| *line);
        let after_blank = || (least..=most).rev().find(|line| self.blank[*line as usize - 1] && !self.blank[*line as usize]);
        shallow.or_else(after_blank).unwrap_or(wanted)
    }

    /// Joins windows with their neighbours: small ones with each other, tiny ones with whatever stands next to them.
    fn joined(&self, regions: Vec<Region>) -> Vec<Region> {
        let mut joined: Vec<Region> = Vec::with_capacity(regions.len());
        let mut carried: Option<Region> = None;
        for mut region in regions {
            if let Some(tiny) = carried.take() {
                region.lines.start = tiny.lines.start;
            }
            let room = |last: &Region| region.lines.end - last.lines.start < WINDOW;
            let is_tiny = region.kind != ChunkKind::Function && self.text_lines(region.lines) < TINY;
            match joined.last_mut() {
                Some(last) if is_tiny && (self.only_closes(region.lines) || (last.kind != ChunkKind::Function && room(last))) => {
                    last.lines.end = region.lines.end;
                }
                Some(last) if last.kind == ChunkKind::Window && region.kind == ChunkKind::Window && room(last) => {
                    last.lines.end = region.lines.end;
                }
                _ if is_tiny && region.kind == ChunkKind::Window => carried = Some(region),
                _ => joined.push(region),
            }
        }
        match (carried, joined.last_mut()) {
            (Some(tiny), Some(last)) => last.lines.end = tiny.lines.end,
            (Some(tiny), None) => joined.push(tiny),
            (None, _) => {}
        }
        joined
    }

    fn text_lines(&self, lines: LineRange) -> u32 {
        (lines.start..=lines.end).filter(|line| !self.blank[*line as usize]).count() as u32
    }

    /// True where the lines hold no name at all, such as closing brackets.
    fn only_closes(&self, lines: LineRange) -> bool {
        let span = Span::new(self.lines.line_start(lines.start), self.lines.line_start(lines.end + 1));
        !span.text(self.text).contains(|c: char| c.is_alphanumeric())
    }

    fn chunk(&self, region: Region, symbols: &[Symbol]) -> Chunk {
        let start = self.lines.line_start(region.lines.start);
        let end = self.lines.line_end(region.lines.end, self.text);
        let span = Span::new(start, end);
        Chunk {
            span,
            lines: region.lines,
            symbol: region.symbol.or_else(|| symbol_of(span, region.lines, symbols)),
            kind: region.kind,
        }
    }
}

/// The symbol that a window belongs to: the innermost one around all its text, or the only one in it that has a body.
fn symbol_of(span: Span, lines: LineRange, symbols: &[Symbol]) -> Option<u32> {
    let until = symbols.partition_point(|symbol| symbol.span.start < span.end);
    let around = |symbol: &Symbol| symbol.lines.start <= lines.start && lines.end <= symbol.lines.end;
    let mut at = until.checked_sub(1)?;
    // The innermost symbol around the window is the last one before its end, or encloses that one.
    loop {
        if around(&symbols[at]) {
            return Some(at as u32);
        }
        at = symbols[at].parent? as usize;
    }
}
