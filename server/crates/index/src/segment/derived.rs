//! What follows from the names and paths of a segment, worked out when it is first asked for and kept as long as the segment.
//!
//! Nothing of it is stored, and all of it could be worked out again.

use sapwood_base::token_hash;
use sapwood_grammars::{is_example_path, is_test_path};

use super::Segment;
use crate::graph::is_aside_path;
use crate::tokenize::tokens;

const EXAMPLE: u8 = 1;
const ASIDE: u8 = 2;

/// Hashes of the tokens of every definition's name.
pub(super) struct NameTokens {
    /// Where each definition's tokens start, and the end of the last.
    starts: Vec<u32>,
    hashes: Vec<u32>,
}

impl NameTokens {
    fn read(segment: &Segment) -> Self {
        let rows = segment.symbol_rows();
        let (mut starts, mut hashes) = (Vec::with_capacity(rows.len() + 1), Vec::with_capacity(rows.len() * 3));
        starts.push(0);
        for row in rows {
            tokens(segment.text(row.name_text), |token| hashes.push(token_hash(token)));
            starts.push(hashes.len() as u32);
        }
        Self { starts, hashes }
    }
}

impl Segment {
    /// Hashes of the tokens of a definition's name, in their order, repeats included.
    pub(crate) fn name_tokens(&self, symbol: u32) -> &[u32] {
        let known = self.name_tokens.get_or_init(|| NameTokens::read(self));
        let bounds = known.starts.get(symbol as usize).zip(known.starts.get(symbol as usize + 1));
        bounds.and_then(|(start, end)| known.hashes.get(*start as usize..*end as usize)).unwrap_or(&[])
    }

    /// True where the path says that the file shows how the rest is used.
    pub(crate) fn is_example(&self, file: u32) -> bool {
        self.path_role(file) & EXAMPLE != 0
    }

    /// True where the path says that the code is for tests, an example, or from elsewhere.
    pub(crate) fn is_aside(&self, file: u32) -> bool {
        self.path_role(file) & ASIDE != 0
    }

    fn path_role(&self, file: u32) -> u8 {
        let roles = self.path_roles.get_or_init(|| self.paths().map(path_role).collect());
        roles.get(file as usize).copied().unwrap_or(0)
    }
}

fn path_role(path: &str) -> u8 {
    let example = if is_example_path(path) { EXAMPLE } else { 0 };
    let aside = if is_test_path(path) || is_aside_path(path) { ASIDE } else { 0 };
    example | aside
}
