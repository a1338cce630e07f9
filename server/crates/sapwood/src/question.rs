//! The question that a place in the code asks: what somebody who works there would want to see. It ranks nothing.

use sapwood_base::{LineRange, Span};
use sapwood_index::{IndexSnapshot, SymbolId};

/// Lines on either side of a place whose words belong to the question.
const NEAR: u32 = 3;

/// A place where somebody works.
pub struct Here<'a> {
    /// The text of its file.
    pub text: &'a str,
    /// The line, 0-based.
    pub line: u32,
    /// The definition around it.
    pub symbol: Option<SymbolId>,
}

impl Here<'_> {
    /// The question: `asked`, if something was asked, the definition around the place, and the lines next to it.
    pub fn question(&self, index: &IndexSnapshot, asked: Option<&str>) -> String {
        let around = self.symbol.map(|symbol| {
            let view = index.symbol(symbol);
            format!("`{}` {}", view.name, one_line(self.text, view.signature))
        });
        let near = self.text.lines().skip(self.line.saturating_sub(NEAR) as usize).take(2 * NEAR as usize + 1);
        let parts = asked.map(str::to_owned).into_iter().chain(around).chain(near.map(|line| line.trim().to_owned()));
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
    }

    /// The lines that whoever asks is looking at already.
    pub fn seen(&self, index: &IndexSnapshot) -> LineRange {
        let near = LineRange { start: self.line.saturating_sub(NEAR), end: self.line.saturating_add(NEAR) };
        self.symbol.map_or(near, |symbol| index.symbol(symbol).lines)
    }
}

fn one_line(text: &str, span: Span) -> String {
    span.text(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
