//! What is known of a line, as numbers.

use sapwood_base::LineEdit;
use sapwood_index::IndexSnapshot;

use super::super::Query;
use super::delta::{likeness, words};
use super::file::{File, is_import};
use super::gather::{Gathered, Site, nearness, stem};
use super::rewrite::{Rewrite, Way};
use super::seen::{Role, Seen, line_declares};
use super::token::{Class, Token, occurrences, tokens, with_literals};
use super::unit::Unit;

macro_rules! features {
    ($($name:ident: $about:literal,)*) => {
        /// Numbers about one line.
        #[derive(Debug, Clone, Copy, Default, PartialEq)]
        pub(super) struct Features {
            $(#[doc = $about] pub(super) $name: f32,)*
        }
        impl Features {
            /// Names, in the order of [`Features::values`].
            pub(super) const NAMES: &[&str] = &[$(stringify!($name)),*];
            /// All numbers.
            pub(super) fn values(&self) -> Vec<f32> {
                vec![$(self.$name),*]
            }
        }
    };
}

features! {
    same_file: "The file was edited.",
    distance: "Lines to the nearest edit of the file, as a logarithm; 9 in other files.",
    is_after: "The line stands behind the last edit.",
    same_definition: "An edit stands in the same definition.",
    nearness: "Folders shared with an edited file.",
    same_stem: "The file is called like an edited one, tests and headers included.",
    is_test: "The file is a test.",
    edit_in_test: "The last edit is in a test.",
    cochange: "How often the file changed together with an edited one.",
    edits: "Number of edits.",
    changes: "Number of changed runs, as a logarithm.",
    removed_names: "Names that were removed.",
    added_names: "Names that were added.",
    renamings: "Names that became others.",
    old_lines: "Lines that the last edit replaced.",
    new_lines: "Lines that it wrote.",
    edit_is_comment: "Only comments were edited.",
    edit_is_import: "Only imports were edited.",
    declares: "A name that was removed or added was declared where it was.",
    way_block: "Tokens of the block that stands here.",
    way_shape: "Tokens as in the example of this shape.",
    way_script: "Tokens as around the example's runs.",
    script_share: "Share of the example's runs that stand here.",
    script_edits: "Edits that show the same runs.",
    removed_text: "Characters that the best content removes, as a logarithm.",
    same_removed: "The edits all remove the same text.",
    way_argument: "A call of a function whose arguments changed.",
    way_signature: "A call of a function whose parameters changed.",
    way_rename: "Renamed names in the line.",
    rename_edits: "Edits that show the renaming.",
    rename_share: "Share of all renamings that the line needs.",
    from_definitions: "Definitions left of the old name.",
    from_uses: "Uses left of the old name, as a logarithm.",
    from_in_file: "Places of the old name in the file, as a logarithm.",
    from_declared: "The old name was declared where it was replaced.",
    from_left: "The old name stands in what the edits wrote.",
    to_definitions: "Definitions of the new name.",
    to_uses: "Uses of the new name, as a logarithm.",
    to_declared: "The new name is declared where it was written.",
    removed_here: "Removed names in the line.",
    removed_rarity: "Rarity of the rarest.",
    removed_total: "Rarity of all of them.",
    removed_in_file: "Places of the rarest in the file, as a logarithm.",
    removed_uses: "Uses of the rarest in the repository, as a logarithm.",
    removed_definitions: "Definitions of the rarest.",
    removed_declared: "The rarest was declared where it was removed.",
    removed_left: "The rarest is left in what the edits wrote.",
    removed_edits: "Edits that removed it.",
    removed_length: "Its length.",
    removed_declared_here: "The line declares it.",
    removed_single: "It stands nowhere else in the file.",
    added_here: "Added names in the line.",
    added_rarity: "Rarity of the rarest.",
    added_in_file: "Places of the rarest in the file, as a logarithm.",
    added_definitions: "Definitions of the rarest.",
    added_declared_here: "The line declares it.",
    kept_here: "Other names of the edited lines in this one.",
    kept_rarity: "Rarity of the rarest.",
    kept_total: "Rarity of all of them.",
    kept_in_file: "Places of the rarest in the file, as a logarithm.",
    kept_declared: "The edit declares it.",
    like_old: "Likeness to the most similar replaced line.",
    like_new: "Likeness to the most similar written line.",
    same_start: "The line starts like a replaced one.",
    like_before: "Likeness of the line before to the one before an edit.",
    like_after: "Likeness of the line behind to the one behind an edit.",
    is_dangling: "A removed name stands here that was declared where it was removed, and is defined nowhere any more.",
    to_is_fresh: "The new name stands nowhere but where the edits wrote it.",
    rename_likeness: "Likeness of the old name to the new one, by letters.",
    edit_in_text: "All that was removed stood in comments or literals.",
    is_comment: "The line is a comment.",
    is_import: "The line is an import.",
    is_definition: "A definition starts here.",
    tokens: "Tokens in the line, as a logarithm.",
    rivals: "Lines for which the same way leads to something, as a logarithm.",
    rival_rank: "Of those, how many are nearer, as a logarithm.",
    removed_rivals: "Lines with a removed name, as a logarithm.",
    removed_rank: "Of those, how many are nearer, as a logarithm.",
    is_next: "The first line with a change by the same way behind the last edit.",
    neighbours: "Lines within two of this one that a way leads to something for.",
}

/// What features of all sites are computed from.
pub(super) struct Facts<'a> {
    snapshot: &'a IndexSnapshot,
    history: &'a [LineEdit],
    seen: &'a Seen<'a>,
    units: &'a [Unit<'a>],
    gathered: &'a Gathered,
    /// The words before and behind each edit.
    surroundings: Vec<(Vec<&'a str>, Vec<&'a str>)>,
}

/// The nearest line with something in it, before or behind `line`.
fn around(file: &File, line: u32, step: i64) -> &str {
    let lines = (1..=3).map(|n| i64::from(line) + n * step).take_while(|&at| at >= 0);
    lines.map(|at| file.line(at as u32)).find(|text| !text.trim().is_empty()).unwrap_or("")
}

fn log(n: usize) -> f32 {
    (n as f32 + 1.0).ln()
}

impl<'a> Facts<'a> {
    pub(super) fn new(query: &Query<'a>, seen: &'a Seen<'a>, units: &'a [Unit<'a>], gathered: &'a Gathered) -> Self {
        let of_edit = |edit: &LineEdit| {
            let file = gathered.files.iter().find(|file| file.path == edit.path)?;
            let last = edit.end().saturating_sub(1).max(edit.start.saturating_sub(1));
            Some((words(&tokens(around(file, edit.start, -1))), words(&tokens(around(file, last, 1)))))
        };
        let surroundings = query.history.iter().filter_map(of_edit).collect();
        Self { snapshot: query.snapshot, history: query.history, seen, units, gathered, surroundings }
    }

    /// The features of the history, the same for all lines.
    pub(super) fn of_history(&self) -> Features {
        let names = |role| self.seen.names.iter().filter(|it| it.role == role).count();
        let last = self.history.last();
        let lines = || self.history.iter().flat_map(|it| it.old.iter().chain(&it.new)).filter(|it| !it.trim().is_empty());
        let file = last.and_then(|edit| self.gathered.files.iter().find(|file| file.path == edit.path));
        Features {
            edits: self.history.len() as f32,
            changes: log(self.seen.deltas.iter().map(|it| it.ops.len()).sum()),
            removed_names: names(Role::Removed) as f32,
            added_names: names(Role::Added) as f32,
            renamings: self.seen.renamings.len() as f32,
            old_lines: last.map_or(0, |it| it.old.len()) as f32,
            new_lines: last.map_or(0, |it| it.new.len()) as f32,
            edit_is_comment: flag(file.is_some_and(|file| lines().all(|line| file.is_comment(line)))),
            edit_is_import: flag(lines().all(|line| is_import(line))),
            edit_in_test: flag(file.is_some_and(|file| file.is_test)),
            same_removed: flag(self.removes_alike()),
            edit_in_text: flag(self.is_in_text()),
            declares: flag(self.seen.names.iter().any(|it| it.role != Role::Kept && it.is_declared)),
            ..Features::default()
        }
    }

    /// True where every removed token stood in a comment or in a literal.
    fn is_in_text(&self) -> bool {
        let comment = self.gathered.files.first().map_or("", |file| file.comment);
        let in_text = |unit: &Unit<'_>| {
            let [line] = unit.old_lines else { return false };
            let literals: Vec<_> = with_literals(line).into_iter().filter(|it| it.class == Class::Literal).collect();
            let start = if comment.is_empty() { None } else { line.find(comment) };
            unit.ops.iter().all(|op| {
                let Some(token) = unit.old.get(op.at) else { return false };
                start.is_some_and(|start| token.start >= start)
                    || literals.iter().any(|it| it.start <= token.start && token.end() <= it.end())
            })
        };
        !self.units.is_empty() && self.units.iter().filter(|unit| unit.old_lines.len() == 1).all(in_text)
    }

    /// True where each of several edits removes some run that the others remove too.
    fn removes_alike(&self) -> bool {
        let runs = |at: usize| self.seen.deltas[at].ops.iter().map(|op| (&op.removed, &op.added));
        let count = self.seen.deltas.len();
        count > 1 && (1..count).all(|at| runs(at).any(|run| runs(0).any(|first| first == run)))
    }

    /// The features of a file, beside those of the history.
    pub(super) fn of_file(&self, at: usize, base: &Features) -> Features {
        let gathered = self.gathered;
        let file = &gathered.files[at];
        let edited = &gathered.files[..gathered.edited];
        let is_edited = at < gathered.edited;
        let weight = |other: &File| {
            let pairs = other.id.map(|id| self.snapshot.cochanged(id)).unwrap_or_default();
            pairs.iter().find(|it| Some(it.0) == file.id).map_or(0.0, |it| it.1)
        };
        Features {
            same_file: flag(is_edited),
            nearness: if is_edited { 9.0 } else { nearness(&file.path, edited) as f32 },
            same_stem: flag(edited.iter().any(|other| stem(&other.path) == stem(&file.path))),
            is_test: flag(file.is_test),
            cochange: if is_edited { 1.0 } else { edited.iter().map(weight).fold(0.0, f32::max) },
            ..*base
        }
    }

    /// The features of a line, beside those of its file and those that compare lines.
    pub(super) fn of_line(&self, site: Site, base: &Features, found: &[Rewrite]) -> Features {
        let file = &self.gathered.files[site.file];
        let text = file.line(site.line);
        let here = tokens(text);
        let mut features = *base;
        self.add_place(&mut features, file, site.line);
        self.add_ways(&mut features, file, &here, found);
        self.add_removed(&mut features, file, text, &here);
        self.add_others(&mut features, file, text, &here);
        self.add_likeness(&mut features, &here);
        self.add_surroundings(&mut features, file, site.line);
        features.is_comment = flag(file.is_comment(text));
        features.is_import = flag(is_import(text));
        features.is_definition = flag(file.defines_at(site.line));
        features.tokens = log(here.len());
        features
    }

    fn add_place(&self, features: &mut Features, file: &File, line: u32) {
        features.distance = 9.0;
        let around = file.around(line);
        let edits = self.history.iter().filter(|edit| edit.path == file.path);
        for edit in edits {
            let rows = if line < edit.start { edit.start - line } else { (line + 1).saturating_sub(edit.end()) };
            features.distance = features.distance.min(log(rows as usize));
            if around.is_some() && around == file.around(edit.start) {
                features.same_definition = 1.0;
            }
        }
        features.is_after = flag(self.history.last().is_some_and(|edit| edit.path == file.path && line >= edit.start));
    }

    fn add_ways(&self, features: &mut Features, file: &File, here: &[Token<'_>], found: &[Rewrite]) {
        for rewrite in found {
            let evidence = rewrite.evidence as f32;
            match rewrite.way {
                Way::Block => features.way_block = log(rewrite.evidence),
                Way::Shape => features.way_shape = log(rewrite.evidence),
                Way::Script => {
                    features.way_script = evidence;
                    features.script_share = rewrite.share;
                    features.script_edits = rewrite.edits as f32;
                }
                Way::Argument => features.way_argument = evidence,
                Way::Signature => features.way_signature = evidence,
                // The trees know nothing of fields: those are proven or not.
                Way::Field => {}
                Way::Rename => {
                    features.way_rename = evidence;
                    features.rename_edits = rewrite.edits as f32;
                    features.rename_share = rewrite.share;
                }
            }
        }
        features.removed_text = log(found.iter().map(|it| it.removed).max().unwrap_or_default());
        let renaming = here.iter().filter_map(|token| self.seen.renaming(token.text)).max_by_key(|it| it.edits);
        let Some(renaming) = renaming else { return };
        if let Some(from) = self.seen.name(renaming.from) {
            features.from_definitions = from.definitions.min(5) as f32;
            features.from_uses = log(from.uses);
            features.from_in_file = log(occurrences(&file.text, renaming.from).count());
            features.from_declared = flag(from.is_declared);
            features.from_left = flag(from.is_left);
        }
        features.rename_likeness = letters_alike(renaming.from, renaming.to);
        if let Some(to) = self.seen.name(renaming.to) {
            features.to_is_fresh = flag(to.uses + to.definitions <= renaming.edits);
            features.to_definitions = to.definitions.min(5) as f32;
            features.to_uses = log(to.uses);
            features.to_declared = flag(to.is_declared);
        }
    }

    fn add_removed(&self, features: &mut Features, file: &File, text: &str, here: &[Token<'_>]) {
        let mut names: Vec<_> =
            here.iter().filter_map(|it| self.seen.name(it.text)).filter(|it| it.role == Role::Removed).collect();
        names.sort_by(|a, b| b.rarity.total_cmp(&a.rarity).then(a.text.cmp(b.text)));
        names.dedup_by_key(|it| it.text);
        let Some(rarest) = names.first() else { return };
        features.removed_here = names.len() as f32;
        features.is_dangling = flag(names.iter().any(|it| it.is_declared && !it.is_left && it.definitions == 0));
        features.removed_rarity = rarest.rarity;
        features.removed_total = names.iter().map(|it| it.rarity).sum();
        let places = occurrences(&file.text, rarest.text).count();
        features.removed_in_file = log(places);
        features.removed_uses = log(rarest.uses);
        features.removed_definitions = rarest.definitions.min(5) as f32;
        features.removed_declared = flag(rarest.is_declared);
        features.removed_left = flag(rarest.is_left);
        features.removed_edits = rarest.edits as f32;
        features.removed_length = rarest.text.len() as f32;
        features.removed_declared_here = flag(line_declares(text, rarest.text));
        features.removed_single = flag(places == 1);
    }

    fn add_others(&self, features: &mut Features, file: &File, text: &str, here: &[Token<'_>]) {
        let of_role = |role: Role| {
            let mut names: Vec<_> = here.iter().filter_map(|it| self.seen.name(it.text)).filter(|it| it.role == role).collect();
            names.sort_by(|a, b| b.rarity.total_cmp(&a.rarity).then(a.text.cmp(b.text)));
            names.dedup_by_key(|it| it.text);
            names
        };
        let added = of_role(Role::Added);
        if let Some(rarest) = added.first() {
            features.added_here = added.len() as f32;
            features.added_rarity = rarest.rarity;
            features.added_in_file = log(occurrences(&file.text, rarest.text).count());
            features.added_definitions = rarest.definitions.min(5) as f32;
            features.added_declared_here = flag(line_declares(text, rarest.text));
        }
        let kept = of_role(Role::Kept);
        if let Some(rarest) = kept.first() {
            features.kept_here = kept.len() as f32;
            features.kept_rarity = rarest.rarity;
            features.kept_total = kept.iter().map(|it| it.rarity).sum();
            features.kept_in_file = log(occurrences(&file.text, rarest.text).count());
            features.kept_declared = flag(kept.iter().any(|it| it.is_declared));
        }
    }

    fn add_surroundings(&self, features: &mut Features, file: &File, line: u32) {
        let own = (words(&tokens(around(file, line, -1))), words(&tokens(around(file, line, 1))));
        for (before, after) in &self.surroundings {
            features.like_before = features.like_before.max(likeness(before, &own.0));
            features.like_after = features.like_after.max(likeness(after, &own.1));
        }
    }

    fn add_likeness(&self, features: &mut Features, here: &[Token<'_>]) {
        let own = words(here);
        for unit in self.units {
            features.like_old = features.like_old.max(likeness(&unit.words.0, &own));
            features.like_new = features.like_new.max(likeness(&unit.words.1, &own));
            let is_same = |n: usize| unit.old.len() > n && here.len() > n && (0..n).all(|at| unit.old[at].text == here[at].text);
            let start = (1..6).take_while(|&n| is_same(n)).last().unwrap_or(0);
            let has_word = unit.old.iter().take(start).any(|it| it.class == Class::Word);
            features.same_start = features.same_start.max(if has_word { start as f32 } else { 0.0 });
        }
    }
}

/// The share of letters that two names have in common at their start and end.
fn letters_alike(a: &str, b: &str) -> f32 {
    let start = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let longest = a.chars().count().max(b.chars().count()).max(1);
    let shortest = a.chars().count().min(b.chars().count());
    let end = a.chars().rev().zip(b.chars().rev()).take_while(|(a, b)| a == b).count().min(shortest - start.min(shortest));
    (start + end) as f32 / longest as f32
}

pub(super) fn flag(holds: bool) -> f32 {
    f32::from(u8::from(holds))
}

/// Adds what compares a line to the others: how many have the same claim, and how many of those are nearer.
pub(super) fn compare(sites: &[Site], features: &mut [Features], is_after_last: impl Fn(Site) -> bool) {
    let claim = |it: &Features| -> u8 {
        match it {
            _ if it.way_block > 0.0 => 5,
            _ if it.way_shape > 0.0 => 4,
            _ if it.way_argument > 0.0 || it.way_signature > 0.0 => 3,
            _ if it.way_script > 0.0 => 2,
            _ if it.way_rename > 0.0 => 1,
            _ => 0,
        }
    };
    let order = |at: usize, all: &[Features]| (u32::from(all[at].same_file < 1.0), (all[at].distance * 64.0) as u32, at);
    let mut by_claim: Vec<Vec<usize>> = vec![Vec::new(); 6];
    let mut removed: Vec<usize> = Vec::new();
    for (at, it) in features.iter().enumerate() {
        by_claim[usize::from(claim(it))].push(at);
        if it.removed_here > 0.0 {
            removed.push(at);
        }
    }
    let snapshot: Vec<Features> = features.to_vec();
    for (kind, group) in by_claim.iter_mut().enumerate() {
        group.sort_by_key(|&at| order(at, &snapshot));
        let next = group.iter().copied().filter(|&at| is_after_last(sites[at])).min_by_key(|&at| sites[at].line);
        for (rank, &at) in group.iter().enumerate() {
            features[at].rivals = log(group.len());
            features[at].rival_rank = log(rank);
            features[at].is_next = flag(kind > 0 && next == Some(at));
        }
    }
    removed.sort_by_key(|&at| order(at, &snapshot));
    for (rank, &at) in removed.iter().enumerate() {
        features[at].removed_rivals = log(removed.len());
        features[at].removed_rank = log(rank);
    }
    for at in 0..sites.len() {
        let near = |other: usize| sites[other].file == sites[at].file && sites[other].line.abs_diff(sites[at].line) <= 2;
        let around = (at.saturating_sub(2)..sites.len().min(at + 3)).filter(|&other| other != at && near(other));
        features[at].neighbours = around.filter(|&other| claim(&snapshot[other]) > 0).count() as f32;
    }
}
