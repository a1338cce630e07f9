//! Places at which long text may be cut: the lines where statements and declarations start.
//!
//! The walk is iterative and goes only as deep as needed to find a boundary in each window.

use sapwood_base::{LineIndex, LineRange, Span};
use tree_sitter::{Node, Tree};

use crate::chunks::WINDOW;
use crate::collect::span;

/// Deeper boundaries are not looked for.
const MAX_DEPTH: u32 = 24;

/// Boundaries of one file.
pub(crate) struct Cuts<'a> {
    tree: Option<&'a Tree>,
    blocks: &'a [Span],
    lines: &'a LineIndex,
}

impl<'a> Cuts<'a> {
    pub(crate) fn new(tree: Option<&'a Tree>, blocks: &'a [Span], lines: &'a LineIndex) -> Self {
        Self { tree, blocks, lines }
    }

    /// Lines inside `range` at which a piece may start, each with its depth in the tree, in order.
    pub(crate) fn within(&self, range: LineRange) -> Vec<(u32, u32)> {
        let mut found: Vec<(u32, u32)> = self.blocks.iter().map(|block| (self.lines.line_of(block.start), 0)).collect();
        found.retain(|(line, _)| range.start < *line && *line <= range.end);
        if let Some(tree) = self.tree {
            self.descend(tree.root_node(), range, &mut found);
        }
        found.sort_unstable();
        found.dedup_by_key(|(line, _)| *line);
        found
    }

    fn descend(&self, root: Node<'_>, range: LineRange, found: &mut Vec<(u32, u32)>) {
        let mut pending = vec![(root, 0)];
        while let Some((node, depth)) = pending.pop() {
            let mut cursor = node.walk();
            let from = self.lines.line_start(range.start);
            if cursor.goto_first_child_for_byte(from as usize).is_none() {
                continue;
            }
            loop {
                let child = cursor.node();
                let at = span(child);
                let (first, last) = (self.lines.line_of(at.start), self.lines.line_of(at.end.max(at.start + 1) - 1));
                if first > range.end {
                    break;
                }
                if child.is_named() && first > range.start {
                    found.push((first, depth + 1));
                }
                let is_long = last.min(range.end).saturating_sub(first.max(range.start)) > WINDOW / 2;
                if is_long && depth < MAX_DEPTH {
                    pending.push((child, depth + 1));
                }
                if !cursor.goto_next_sibling() {
                    break;
                }
            }
        }
    }
}
