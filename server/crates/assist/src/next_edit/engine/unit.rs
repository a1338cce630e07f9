//! The smallest examples of an edit: a line and what became of it, or a block where lines do not correspond.

use sapwood_base::LineEdit;

use super::call::{self, CallChange};
use super::delta::{Delta, Op, Sides, words};
use super::token::{Token, with_literals};

/// One example.
#[derive(Debug)]
pub(super) struct Unit<'a> {
    pub(super) old_lines: &'a [String],
    pub(super) new_lines: &'a [String],
    pub(super) old: Vec<Token<'a>>,
    pub(super) ops: Vec<Op<'a>>,
    /// The words of the old and of the new text, sorted.
    pub(super) words: (Vec<&'a str>, Vec<&'a str>),
    /// The old text with literals as one token each.
    pub(super) model: Vec<Token<'a>>,
    /// Calls and lists of parameters that changed.
    pub(super) calls: Vec<CallChange>,
}

impl Unit<'_> {
    /// True where some run removes `word`.
    pub(super) fn is_removed(&self, word: &str) -> bool {
        self.ops.iter().any(|op| op.removed.contains(&word))
    }
}

/// The lines of each edit as edits of their own, where as many lines came as went, and the edits as a whole.
pub(super) struct Pieces {
    pieces: Vec<LineEdit>,
    sides: Vec<Sides>,
}

impl Pieces {
    pub(super) fn of(history: &[LineEdit]) -> Self {
        let mut pieces = Vec::new();
        for edit in history {
            pieces.push(edit.clone());
            if edit.old.len() == edit.new.len() && edit.old.len() > 1 {
                for (old, new) in edit.old.iter().zip(&edit.new).filter(|(old, new)| old != new) {
                    let piece = LineEdit { path: edit.path.clone(), start: 0, old: vec![old.clone()], new: vec![new.clone()] };
                    pieces.push(piece);
                }
            }
        }
        let sides = pieces.iter().map(Sides::of).collect();
        Self { pieces, sides }
    }

    pub(super) fn units(&self) -> Vec<Unit<'_>> {
        let each = self.pieces.iter().zip(&self.sides);
        each.map(|(edit, sides)| {
            let Delta { old, new, ops, .. } = Delta::new(sides);
            let words = (words(&old), words(&new));
            let (model, calls) = (with_literals(&sides.old), call::changes(&sides.old, &sides.new));
            Unit { old_lines: &edit.old, new_lines: &edit.new, old, ops, words, model, calls }
        })
        .collect()
    }
}

/// Anti-unification of the runs: finds for each that was replaced alike in several lines what was common around it.
pub(super) fn confirm(units: &mut [Unit<'_>]) {
    let singles: Vec<Op<'_>> = units.iter().filter(|unit| unit.old_lines.len() == 1).flat_map(|unit| unit.ops.clone()).collect();
    let agree = |a: &[&str], b: &[&str]| a.iter().zip(b).take_while(|(a, b)| a == b).count();
    for op in units.iter_mut().flat_map(|unit| &mut unit.ops) {
        let alike: Vec<&Op<'_>> = singles.iter().filter(|it| it.removed == op.removed && it.added == op.added).collect();
        if alike.len() < 2 {
            continue;
        }
        let left = alike.iter().map(|it| agree(&it.left, &op.left)).min().unwrap_or_default();
        let right = alike.iter().map(|it| agree(&it.right, &op.right)).min().unwrap_or_default();
        if left + right + op.removed.len() > 0 {
            op.common = Some((left, right));
        }
    }
}
