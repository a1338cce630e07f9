//! Reads the token streams of a snapshot's segments.

use std::ops::Range;

use super::build::{DEPTH, LEAD, TRAIL, push_slots, word_hash};
use super::{FILE, FIRST_WORD};
use crate::ids::FileId;
use crate::segment::Segment;
use crate::snapshot::{FileSet, IndexSnapshot};

/// The token streams of one segment. Tokens and places mean nothing in another one.
#[derive(Clone, Copy)]
pub struct StreamPart<'a> {
    segment: &'a Segment,
    alive: Option<&'a FileSet>,
    files: u32,
    slots: &'a [u16],
    order: &'a [[u8; 3]],
}

impl IndexSnapshot {
    /// The token streams, oldest segment first; segments without any are left out.
    pub fn streams(&self) -> Vec<StreamPart<'_>> {
        let parts = self.parts.iter();
        let parts = parts.map(|part| StreamPart { alive: Some(&part.alive), files: part.files, ..StreamPart::of(&part.segment) });
        parts.filter(|part| !part.order.is_empty()).collect()
    }
}

impl<'a> StreamPart<'a> {
    /// All streams of a segment, alive or not.
    pub(crate) fn of(segment: &'a Segment) -> Self {
        Self { segment, alive: None, files: 0, slots: segment.stream_slots(), order: segment.stream_order() }
    }

    /// The token of a text, if the segment holds it.
    pub fn token(&self, text: &str, is_spaced: bool) -> Option<u32> {
        let hash = (word_hash(text, is_spaced) >> 32) as u32;
        let hashes = self.segment.stream_word_hashes();
        let first = hashes.partition_point(|row| row[0] < hash);
        let mut same = hashes[first..].iter().take_while(|row| row[0] == hash).map(|row| row[1]);
        let is_same = |kept: &str| if is_spaced { kept.strip_prefix(' ') == Some(text) } else { kept == text };
        same.find(|&token| is_same(self.text(token)))
    }

    /// The text of a token, with a space before it where one belongs; empty for those that have none.
    pub fn text(&self, token: u32) -> &'a str {
        let starts = self.segment.stream_word_starts();
        let Some(word) = token.checked_sub(FIRST_WORD) else { return "" };
        let (Some(&start), Some(&end)) = (starts.get(word as usize), starts.get(word as usize + 1)) else { return "" };
        let bytes = self.segment.stream_words().get(start as usize..end as usize);
        bytes.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or("")
    }

    /// The token at a place, and the place behind it; `None` at the end of a file.
    pub fn token_at(&self, at: u32) -> Option<(u32, u32)> {
        let slot = u32::from(*self.slots.get(at as usize)?);
        match slot {
            FILE => None,
            lead if lead >= LEAD => {
                let trail = u32::from(*self.slots.get(at as usize + 1)?);
                Some((LEAD + ((lead - LEAD) << 12 | trail & 0xfff), at + 2))
            }
            token => Some((token, at + 1)),
        }
    }

    /// The token before a place, and where it starts; `None` at the start of a file.
    pub fn token_before(&self, at: u32) -> Option<(u32, u32)> {
        let before = at.checked_sub(1)?;
        let is_trail = u32::from(*self.slots.get(before as usize)?) >= TRAIL;
        let start = if is_trail { before.checked_sub(1)? } else { before };
        Some((self.token_at(start)?.0, start))
    }

    /// For each prefix of `past` (tokens before a place, nearest first) the run of sorted places that it stands before; it
    /// ends where a run would be empty.
    pub fn runs(&self, past: &[u32]) -> Vec<Range<u32>> {
        let mut found = Vec::with_capacity(past.len());
        let mut run = 0..self.order.len();
        let mut depth = 0;
        let mut slots = Vec::with_capacity(2);
        for &token in past {
            slots.clear();
            push_slots(&mut slots, token);
            for &slot in slots.iter().rev() {
                depth += 1;
                if depth > DEPTH {
                    return found;
                }
                run = self.narrow(run, depth, slot);
            }
            if run.is_empty() {
                return found;
            }
            found.push(run.start as u32..run.end as u32);
        }
        found
    }

    fn narrow(&self, run: Range<usize>, depth: usize, slot: u16) -> Range<usize> {
        let places = &self.order[run.clone()];
        let before = |place: &[u8; 3]| (at(*place) as usize).checked_sub(depth).map_or(0, |at| self.slots[at]);
        let start = places.partition_point(|place| before(place) < slot);
        let len = places[start..].partition_point(|place| before(place) <= slot);
        run.start + start..run.start + start + len
    }

    /// The place that stands at `order` in a run.
    pub fn place(&self, order: u32) -> u32 {
        self.order.get(order as usize).map_or(0, |place| at(*place))
    }

    /// The file of a place, if the snapshot shows it.
    pub fn file_at(&self, place: u32) -> Option<FileId> {
        let files = self.segment.file_rows();
        let file = files.partition_point(|file| file.stream <= place).checked_sub(1)? as u32;
        self.alive.is_none_or(|alive| alive.contains(file)).then_some(FileId(self.files + file))
    }

    /// The places of a file's stream: of its first token, and one past its last. `None` where the file is not of this segment.
    pub fn places_of(&self, file: FileId) -> Option<Range<u32>> {
        let file = file.0.checked_sub(self.files)? as usize;
        let rows = self.segment.file_rows();
        let (row, next) = (rows.get(file)?, rows.get(file + 1)?);
        (row.stream < next.stream).then(|| row.stream + 1..next.stream)
    }
}

fn at(place: [u8; 3]) -> u32 {
    u32::from(place[0]) | u32::from(place[1]) << 8 | u32::from(place[2]) << 16
}
