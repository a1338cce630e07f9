//! The plain methods that the product is compared with: texts alone, no index and no judgement. What is named only in words where
//! the items are described is made here as those words say.

mod scan;
mod tokens;

use std::time::Instant;

use rustc_hash::FxHashSet;
use sapwood_base::LineEdit;

use super::product::Case;
use super::proposal::Proposal;
use super::score::Answer;
use scan::{File, files, look_at, scan};
use tokens::{Token, is_identifier, is_name, tokens, turns};

/// A plain method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Baseline {
    /// Names that were replaced one for one are replaced wherever they stand.
    Rename,
    /// The token edits of each line are made again on every line that holds all that they replace, then names are replaced.
    Replay,
    /// Names are replaced, then lines that hold a removed name, the likest first.
    Grep,
    /// The lines below the last edit.
    Adjacent,
}

impl Baseline {
    /// Every baseline, in the order of the report.
    pub const ALL: [Self; 4] = [Self::Rename, Self::Replay, Self::Grep, Self::Adjacent];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rename => "rename, whole repository",
            Self::Replay => "replay the literal edit",
            Self::Grep => "symbol grep",
            Self::Adjacent => "adjacent line",
        }
    }

    /// What it proposes for `case`.
    pub fn answer(self, case: &Case<'_>) -> Answer {
        let started = Instant::now();
        let proposals = match self {
            Self::Rename => rename(case, &files(case)),
            Self::Replay => replay(case),
            Self::Grep => grep(case),
            Self::Adjacent => adjacent(case),
        };
        Answer { proposals, time: started.elapsed(), stale: 0 }
    }
}

/// The names that the history replaces one for one.
fn substitutions(history: &[LineEdit]) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for edit in history {
        let (old, new) = (edit.old.join("\n"), edit.new.join("\n"));
        let (old, new) = (tokens(&old), tokens(&new));
        for turn in turns(&old, &new) {
            let (a, b) = (&old[turn.old.0..turn.old.1], &new[turn.new.0..turn.new.1]);
            let pairs = a.iter().zip(b).filter(|(a, b)| a.text != b.text && is_name(a.text) && is_name(b.text));
            if a.len() == b.len() {
                found.extend(pairs.map(|(a, b)| (a.text.to_owned(), b.text.to_owned())));
            }
        }
    }
    let mut seen = FxHashSet::default();
    found.retain(|(name, _)| seen.insert(name.clone()));
    found
}

fn rename(case: &Case<'_>, files: &[File<'_>]) -> Vec<Proposal> {
    let names = substitutions(&case.edits);
    let words: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
    scan(files, &case.edits, &words, |_, line, tokens| {
        let mut new = String::new();
        let mut kept = 0;
        for token in tokens {
            if let Some((_, name)) = names.iter().find(|(name, _)| name == token.text) {
                new.push_str(&line[kept..token.start]);
                new.push_str(name);
                kept = token.end;
            }
        }
        Some((Some(new + &line[kept..]), 0u32))
    })
}

/// Tokens to replace, and the text that takes their place.
#[derive(Debug, PartialEq)]
struct Step {
    old: Vec<String>,
    new: String,
}

/// The edits of one line; an insertion takes a token along on either side.
fn steps(old_text: &str, new_text: &str) -> Option<Vec<Step>> {
    let (old, new) = (tokens(old_text), tokens(new_text));
    let mut steps = Vec::new();
    for turn in turns(&old, &new) {
        let ((mut a, mut c), (mut b, mut d)) = (turn.old, turn.new);
        if a == c {
            let (left, right) = (usize::from(a > 0 && b > 0), usize::from(c < old.len() && d < new.len()));
            (a, b, c, d) = (a - left, b - left, c + right, d + right);
        }
        if a == c {
            continue;
        }
        let text = if b < d { &new_text[new[b].start..new[d - 1].end] } else { "" };
        steps.push(Step { old: old[a..c].iter().map(|token| token.text.to_owned()).collect(), new: text.to_owned() });
    }
    let names_something = steps.iter().any(|step| step.old.iter().any(|token| is_name(token)));
    (names_something && steps.iter().all(|step| !step.new.contains('\n'))).then_some(steps)
}

fn scripts(history: &[LineEdit]) -> Vec<Vec<Step>> {
    let mut scripts = Vec::new();
    for edit in history.iter().rev().filter(|edit| !edit.old.is_empty()) {
        let found: Vec<Vec<Step>> = if edit.old.len() == edit.new.len() {
            edit.old.iter().zip(&edit.new).filter(|(old, new)| old != new).filter_map(|(old, new)| steps(old, new)).collect()
        } else {
            steps(&edit.old.join("\n"), &edit.new.join("\n")).into_iter().collect()
        };
        for script in found {
            if !scripts.contains(&script) {
                scripts.push(script);
            }
        }
    }
    scripts
}

fn replay(case: &Case<'_>) -> Vec<Proposal> {
    let scripts = scripts(&case.edits);
    let first_name = |script: &Vec<Step>| script.iter().flat_map(|step| &step.old).find(|token| is_name(token)).cloned();
    let owned: Vec<String> = scripts.iter().filter_map(first_name).collect();
    let words: Vec<&str> = owned.iter().map(String::as_str).collect();
    let files = files(case);
    let mut proposals = scan(&files, &case.edits, &words, |_, line, _| {
        let new = scripts.iter().find_map(|script| script.iter().try_fold(line.to_owned(), |line, step| made(&line, step)));
        new.map(|new| (Some(new), 0u32))
    });
    append(&mut proposals, rename(case, &files));
    proposals
}

/// `line` with `step` made wherever it can be; `None` where it cannot.
fn made(line: &str, step: &Step) -> Option<String> {
    let tokens = tokens(line);
    let is_here = |at: usize| {
        let here: Option<&[Token<'_>]> = tokens.get(at..at + step.old.len());
        here.is_some_and(|here| here.iter().zip(&step.old).all(|(token, old)| token.text == old))
    };
    let (mut new, mut kept, mut at) = (String::new(), 0, 0);
    while at < tokens.len() {
        if is_here(at) {
            new.push_str(&line[kept..tokens[at].start]);
            new.push_str(&step.new);
            at += step.old.len();
            kept = tokens[at - 1].end;
        } else {
            at += 1;
        }
    }
    (kept > 0).then(|| new + &line[kept..])
}

fn append(proposals: &mut Vec<Proposal>, more: Vec<Proposal>) {
    let places: FxHashSet<(String, u32)> = proposals.iter().map(|proposal| (proposal.path.clone(), proposal.start)).collect();
    proposals.extend(more.into_iter().filter(|proposal| !places.contains(&(proposal.path.clone(), proposal.start))));
}

/// The names that the history removes; else those that it adds; else all of its lines.
fn symbols(history: &[LineEdit]) -> Vec<String> {
    let (mut removed, mut added, mut all): (Vec<String>, Vec<String>, Vec<String>) = Default::default();
    for edit in history {
        let (old, new) = (edit.old.join("\n"), edit.new.join("\n"));
        let (old, new) = (tokens(&old), tokens(&new));
        let names = |tokens: &[Token<'_>]| -> Vec<String> {
            tokens.iter().filter(|token| is_name(token.text)).map(|token| token.text.to_owned()).collect()
        };
        for turn in turns(&old, &new) {
            removed.extend(names(&old[turn.old.0..turn.old.1]));
            added.extend(names(&new[turn.new.0..turn.new.1]));
        }
        all.extend(names(&old).into_iter().chain(names(&new)));
    }
    [removed, added, all].into_iter().find(|names| !names.is_empty()).unwrap_or_default()
}

fn grep(case: &Case<'_>) -> Vec<Proposal> {
    let symbols = symbols(&case.edits);
    let words: Vec<&str> = symbols.iter().map(String::as_str).collect();
    let sides = case.edits.iter().flat_map(|edit| if edit.old.is_empty() { &edit.new } else { &edit.old });
    let sides: Vec<FxHashSet<String>> = sides.map(|line| identifiers(&tokens(line))).collect();
    let files = files(case);
    let mut proposals = rename(case, &files);
    let like = scan(&files, &case.edits, &words, |file, _, tokens| {
        let own = identifiers(tokens);
        let shared = |side: &FxHashSet<String>| side.intersection(&own).count() as f32 / side.union(&own).count().max(1) as f32;
        Some((None, (!file.is_edited, -sides.iter().map(shared).fold(0.0, f32::max))))
    });
    append(&mut proposals, like);
    proposals
}

fn identifiers(tokens: &[Token<'_>]) -> FxHashSet<String> {
    tokens.iter().filter(|token| is_identifier(token.text)).map(|token| token.text.to_owned()).collect()
}

fn adjacent(case: &Case<'_>) -> Vec<Proposal> {
    let Some(edit) = case.edits.last() else { return Vec::new() };
    (0..3).filter_map(|step| look_at(case, edit.end() as usize + 4 * step)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(old: &str, new: &str) -> LineEdit {
        let lines = |text: &str| text.lines().map(str::to_owned).collect();
        LineEdit { path: "a".to_owned(), start: 0, old: lines(old), new: lines(new) }
    }

    #[test]
    fn names_are_replaced_one_for_one() {
        let pair = |old: &str, new: &str| (old.to_owned(), new.to_owned());
        assert_eq!(substitutions(&[edit("size = old_name(1)", "size = new_name(1)")]), [pair("old_name", "new_name")]);
        assert_eq!(substitutions(&[edit("old_name(1)", "other.new_name(1)")]), []);
    }

    #[test]
    fn the_edit_is_made_where_all_it_replaces_stands() {
        let scripts = scripts(&[edit("let x = open(path, mode);", "let x = open_file(path, mode, true);")]);
        let run = |line: &str| scripts[0].iter().try_fold(line.to_owned(), |line, step| made(&line, step));
        assert_eq!(run("  open(other, mode)").as_deref(), Some("  open_file(other, mode, true)"));
        assert_eq!(run("  open(other)"), None);
    }
}
