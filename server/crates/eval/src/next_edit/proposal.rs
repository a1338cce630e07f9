//! What a method proposes, with proposals for the same place taken together, and whether that is what the commit did.

use super::items::Gold;

/// Places that near are one place.
const NEAR: u32 = 2;

/// Lines to replace in the text with the history applied.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The file.
    pub path: String,
    /// First replaced line, 0-based.
    pub start: u32,
    /// The lines that stand there.
    pub old: Vec<String>,
    /// What to write.
    pub new: Vec<String>,
    /// How sure the method is.
    pub confidence: f32,
    /// Why, for people.
    pub reason: String,
}

impl Proposal {
    fn end(&self) -> u32 {
        self.start + self.old.len() as u32
    }
}

/// Proposals for one place: as good as the best of them, with the contents of all.
#[derive(Debug, Clone)]
pub struct Place {
    /// First covered row, 0-based.
    pub first: u32,
    /// Last covered row; an insertion covers the row it stands before.
    pub last: u32,
    /// Best first.
    pub proposals: Vec<Proposal>,
}

/// Takes proposals (best first) that are near one another together, best place first.
pub fn places(proposals: &[Proposal]) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    for proposal in proposals {
        let last = proposal.end().max(proposal.start + 1) - 1;
        let mut place = Place { first: proposal.start, last, proposals: vec![proposal.clone()] };
        let mut at = places.len();
        // What the new one connects becomes one place, at the rank of the best.
        while let Some(near) =
            places.iter().position(|other| other.path() == place.path() && other.is_near(place.first, place.last))
        {
            let mut other = places.remove(near);
            at = at.min(near);
            other.proposals.append(&mut place.proposals);
            place = Place { first: place.first.min(other.first), last: place.last.max(other.last), proposals: other.proposals };
        }
        places.insert(at.min(places.len()), place);
    }
    places
}

impl Place {
    /// The file.
    pub fn path(&self) -> &str {
        self.proposals.first().map_or("", |proposal| &proposal.path)
    }

    /// Of the best proposal.
    pub fn confidence(&self) -> f32 {
        self.proposals.iter().map(|proposal| proposal.confidence).fold(0.0, f32::max)
    }

    fn is_near(&self, first: u32, last: u32) -> bool {
        first <= self.last + NEAR && self.first <= last + NEAR
    }

    /// True where the place is where `gold` is.
    pub fn hits(&self, gold: &Gold) -> bool {
        let first = gold.start.saturating_sub(1);
        let last = first + (gold.old.len() as u32).max(1) - 1;
        self.path() == gold.path && self.is_near(first, last)
    }

    /// True where the proposals, applied together, leave the lines of `gold` as the commit does, whatever they do around them.
    pub fn gives(&self, gold: &Gold) -> bool {
        let first = gold.start.saturating_sub(1);
        let end = first + gold.old.len() as u32;
        let touches = |change: &Change| change.start <= end && change.end >= first && !change.is_beside(first, end);
        let mut changes: Vec<Change> = self.changes().into_iter().filter(touches).collect();
        if self.path() != gold.path || changes.iter().any(|change| change.start < first || change.end > end) {
            return false;
        }
        changes.sort_by_key(|change| (change.start, change.end));
        let mut lines: Vec<&str> = Vec::new();
        let mut row = first;
        for change in &changes {
            let kept = (change.start.max(row) - first) as usize;
            lines.extend(gold.old[(row - first) as usize..kept].iter().map(String::as_str));
            lines.extend(change.new.iter().map(String::as_str));
            row = row.max(change.end);
        }
        lines.extend(gold.old[(row - first) as usize..].iter().map(String::as_str));
        lines.len() == gold.new.len() && lines.iter().zip(&gold.new).all(|(a, b)| a.trim_end() == b.trim_end())
    }

    /// The lines that change, without those that stay; of proposals that overlap the first counts.
    fn changes(&self) -> Vec<Change> {
        let mut taken: Vec<(u32, u32)> = Vec::new();
        let mut changes = Vec::new();
        for proposal in &self.proposals {
            let (start, end) = (proposal.start, proposal.end());
            let is_same = |&(first, last): &(u32, u32)| (first, last) == (start, end) || (start < last && first < end);
            if !taken.iter().any(is_same) {
                taken.push((start, end));
                changes.extend(minimal(proposal));
            }
        }
        changes
    }
}

/// Lines replaced by others, none of them kept.
#[derive(Debug, PartialEq)]
struct Change {
    start: u32,
    end: u32,
    new: Vec<String>,
}

impl Change {
    /// True where lines are replaced right before or behind, not in, the rows from `first` to `end`.
    fn is_beside(&self, first: u32, end: u32) -> bool {
        self.start < self.end && (self.end <= first || self.start >= end)
    }

    /// Each line on its own, where there are as many as before.
    fn by_line(self) -> Vec<Self> {
        if self.new.len() != (self.end - self.start) as usize {
            return vec![self];
        }
        let line = |(row, new): (u32, String)| Self { start: row, end: row + 1, new: vec![new] };
        (self.start..).zip(self.new).map(line).collect()
    }
}

/// More comparisons of lines than that are not worth it.
const COMPARED: usize = 1 << 20;

/// The changes of `proposal`, by the longest common subsequence of its lines.
fn minimal(proposal: &Proposal) -> Vec<Change> {
    let (old, new) = (&proposal.old, &proposal.new);
    if old.len() * new.len() > COMPARED {
        return vec![Change { start: proposal.start, end: proposal.end(), new: new.clone() }];
    }
    let same = |a: usize, b: usize| old[a].trim_end() == new[b].trim_end();
    let mut common = vec![vec![0u32; new.len() + 1]; old.len() + 1];
    for a in (0..old.len()).rev() {
        for b in (0..new.len()).rev() {
            common[a][b] = if same(a, b) { common[a + 1][b + 1] + 1 } else { common[a + 1][b].max(common[a][b + 1]) };
        }
    }
    let mut changes: Vec<Change> = Vec::new();
    let (mut a, mut b) = (0, 0);
    while a < old.len() || b < new.len() {
        if a < old.len() && b < new.len() && same(a, b) {
            (a, b) = (a + 1, b + 1);
            continue;
        }
        let row = proposal.start + a as u32;
        let mut change = Change { start: row, end: row, new: Vec::new() };
        while (a < old.len() || b < new.len()) && !(a < old.len() && b < new.len() && same(a, b)) {
            if b == new.len() || (a < old.len() && common[a + 1][b] >= common[a][b + 1]) {
                a += 1;
                change.end += 1;
            } else {
                change.new.push(new[b].clone());
                b += 1;
            }
        }
        changes.extend(change.by_line());
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.split_terminator('\n').map(str::to_owned).collect()
    }

    fn proposal(start: u32, old: &str, new: &str) -> Proposal {
        let (path, reason) = ("a".to_owned(), String::new());
        Proposal { path, start, old: lines(old), new: lines(new), confidence: 1.0, reason }
    }

    fn gold(start: u32, old: &str, new: &str) -> Gold {
        Gold { path: "a".to_owned(), start, old: lines(old), new: lines(new), kind: "repeat".to_owned() }
    }

    #[test]
    fn near_proposals_are_one_place_at_the_rank_of_the_best() {
        let found = places(&[proposal(50, "a", "b"), proposal(10, "a", "b"), proposal(14, "a", "b"), proposal(12, "a", "b")]);
        let rows: Vec<_> = found.iter().map(|place| (place.first, place.last, place.proposals.len())).collect();
        assert_eq!(rows, [(50, 50, 1), (10, 14, 3)]);
    }

    #[test]
    fn two_rows_away_is_a_hit() {
        let place = &places(&[proposal(10, "a", "b")])[0];
        assert!(place.hits(&gold(13, "x\n", "y\n")));
        assert!(!place.hits(&gold(14, "x\n", "y\n")));
        assert!(place.hits(&gold(8, "x\ny\n", "y\n")));
        assert!(!place.hits(&gold(8, "x\n", "y\n")));
    }

    #[test]
    fn contents_are_combined_and_compared_where_the_commit_changes_lines() {
        let wanted = gold(11, "a\nb\n", "A\nB\nC\n");
        let exact = |proposals: &[Proposal]| places(proposals)[0].gives(&wanted);
        assert!(exact(&[proposal(10, "a\nb\n", "A \nB\nC\n")]));
        assert!(exact(&[proposal(10, "a\n", "A\n"), proposal(11, "b\n", "B\nC\n")]));
        assert!(exact(&[proposal(9, "x\na\nb\ny\n", "x\nA\nB\nC\ny\n")]));
        assert!(exact(&[proposal(10, "a\nb\n", "A\nB\nC\n"), proposal(13, "z\n", "Z\n")]));
        assert!(exact(&[proposal(8, "w\nx\na\nb\n", "W\nX\nA\nB\n"), proposal(12, "", "C\n")]));
        assert!(!exact(&[proposal(10, "a\n", "A\n")]));
        assert!(!exact(&[proposal(9, "x\na\nb\n", "X\nA\nB\nC\n")]));
    }

    #[test]
    fn of_two_proposals_for_the_same_lines_the_first_counts() {
        let wanted = gold(11, "a\n", "A\n");
        assert!(places(&[proposal(10, "a\n", "A\n"), proposal(10, "a\n", "B\n")])[0].gives(&wanted));
        assert!(!places(&[proposal(10, "a\n", "B\n"), proposal(10, "a\n", "A\n")])[0].gives(&wanted));
    }
}
