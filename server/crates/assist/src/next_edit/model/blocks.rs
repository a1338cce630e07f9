//! Answers that are blocks of lines to search and lines to put there, each under the name of its file.

use super::answer::{Parsed, Proposal, unhidden};
use super::heal;
use super::lines::{Hunk, hunks, pairs};
use super::place::Place;

/// Unchanged lines between two changes of one block that belong together.
const JOIN: usize = 1;
/// Lines above a block among which the file's name may stand.
const NAME_ABOVE: usize = 3;
/// More blocks than this are not read.
const MAX_BLOCKS: usize = 20;

/// A block as it was written.
#[derive(Debug, Default, PartialEq)]
struct Block {
    /// What may be the file's name, nearest first.
    names: Vec<String>,
    search: Vec<String>,
    replace: Vec<String>,
    /// Its end was there.
    is_closed: bool,
}

/// The edits of an answer.
pub(super) fn parse(places: &[Place], text: &str, is_whole: bool) -> Parsed {
    let mut parsed = Parsed::default();
    let blocks = read(text);
    if blocks.is_empty() {
        parsed.notes.push("The model's answer was dropped: it holds no edit.".to_owned());
    }
    let count = blocks.len();
    for (number, block) in blocks.into_iter().take(MAX_BLOCKS).enumerate() {
        let is_cut_off = !block.is_closed && number + 1 == count && !is_whole;
        let found = if is_cut_off { Err("it was cut off".to_owned()) } else { locate(places, &block) };
        match found {
            Ok(found) if found.is_empty() => parsed.notes.push(format!("Edit {} was dropped: it changes nothing.", number + 1)),
            Ok(found) => parsed.proposals.extend(found),
            Err(why) => parsed.notes.push(format!("Edit {} was dropped: {why}.", number + 1)),
        }
    }
    parsed
}

/// What a line of an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Search,
    Divider,
    Replace,
}

fn mark(line: &str) -> Option<Mark> {
    let line = line.trim().trim_matches('`').trim();
    let is_run = |c: char| line.chars().take_while(|it| *it == c).count() >= 5;
    let rest = line.trim_matches(['<', '=', '>']).trim();
    match rest {
        "SEARCH" | "ORIGINAL" if is_run('<') => Some(Mark::Search),
        "" if is_run('=') => Some(Mark::Divider),
        "REPLACE" | "UPDATED" if is_run('>') => Some(Mark::Replace),
        _ => None,
    }
}

fn read(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut within: Option<Mark> = None;
    let mut above: Vec<&str> = Vec::new();
    for line in text.lines() {
        match (mark(line), within) {
            // A block whose end was forgotten ends where the next begins.
            (Some(Mark::Search), _) => {
                let names = above.iter().rev().filter(|line| !line.trim().is_empty()).take(NAME_ABOVE);
                blocks.push(Block { names: names.map(|line| name(line)).collect(), ..Block::default() });
                above.clear();
                within = Some(Mark::Search);
            }
            (Some(Mark::Divider), Some(Mark::Search)) => within = Some(Mark::Divider),
            (Some(Mark::Replace), Some(_)) => {
                blocks.last_mut().into_iter().for_each(|block| block.is_closed = within == Some(Mark::Divider));
                within = None;
            }
            (_, Some(side)) => {
                if let Some(block) = blocks.last_mut() {
                    let lines = if side == Mark::Search { &mut block.search } else { &mut block.replace };
                    lines.push(line.trim_end().to_owned());
                }
            }
            (_, None) => above.push(line),
        }
    }
    blocks.into_iter().map(without_fences).collect()
}

/// A line as the name of a file: without what markdown puts around it.
fn name(line: &str) -> String {
    let line = line.trim().trim_matches(['`', '*', '#', '"', '\'', ':', ' ']);
    let line = ["file:", "path:", "File:", "Path:"].iter().find_map(|word| line.strip_prefix(word)).unwrap_or(line);
    line.trim().trim_start_matches("./").to_owned()
}

/// The block without code fences and empty lines around its two texts.
fn without_fences(mut block: Block) -> Block {
    for side in [&mut block.search, &mut block.replace] {
        let is_fence = |line: &String| line.trim_start().starts_with("```");
        if side.first().is_some_and(is_fence) && side.last().is_some_and(is_fence) && side.len() > 1 {
            side.pop();
            side.remove(0);
        }
    }
    let blanks = |lines: &[String]| lines.iter().take_while(|line| line.trim().is_empty()).count();
    let before = blanks(&block.search);
    let same = before.min(blanks(&block.replace));
    block.search.drain(..before);
    block.replace.drain(..same);
    while block.search.last().is_some_and(|line| line.trim().is_empty()) {
        block.search.pop();
        if block.replace.last().is_some_and(|line| line.trim().is_empty()) {
            block.replace.pop();
        }
    }
    block
}

/// The edits of a block, where its lines stand exactly once.
fn locate(places: &[Place], block: &Block) -> Result<Vec<Proposal>, String> {
    if block.search.is_empty() {
        return Err("it names no lines to search".to_owned());
    }
    let is_named = |place: &Place| {
        block.names.iter().any(|name| *name == place.path || (name.contains('/') && place.path.ends_with(name.as_str())))
    };
    let names_another = block.names.first().is_some_and(|name| looks_like_a_path(name)) && !places.iter().any(is_named);
    if names_another {
        return Err("it edits a file that was not shown".to_owned());
    }
    let has_name = places.iter().any(is_named);
    let asked: Vec<(usize, &Place)> = places.iter().enumerate().filter(|(_, place)| !has_name || is_named(place)).collect();
    let exact = |a: &str, b: &str| a.trim_end() == b.trim_end();
    let loose = |a: &str, b: &str| a.split_whitespace().eq(b.split_whitespace());
    let as_shown = |place: &Place| unhidden(block.search.clone(), place);
    let mut found = matches(&asked, &as_shown, &exact);
    if found.is_empty() {
        found = matches(&asked, &as_shown, &loose);
    }
    match found[..] {
        [] => Err("the lines it searches are not there".to_owned()),
        [(number, at)] => Ok(proposals(number, &places[number], at, block)),
        _ => Err("the lines it searches are there more than once".to_owned()),
    }
}

fn looks_like_a_path(name: &str) -> bool {
    !name.contains(' ') && name.rsplit('/').next().is_some_and(|file| file.contains('.') && !file.ends_with('.'))
}

/// Where the searched lines stand: the place and the line within it. Places that overlap count once.
fn matches(
    asked: &[(usize, &Place)],
    search: &dyn Fn(&Place) -> Vec<String>,
    is_same: &dyn Fn(&str, &str) -> bool,
) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut lines: Vec<(&str, u32)> = Vec::new();
    for &(number, place) in asked {
        let wanted = search(place);
        for at in 0..(place.lines.len() + 1).saturating_sub(wanted.len()) {
            let is_here = place.lines[at..].iter().zip(&wanted).all(|(line, wanted)| is_same(line, wanted));
            let line = (place.path.as_str(), place.shown.start + at as u32);
            if is_here && !lines.contains(&line) {
                lines.push(line);
                found.push((number, at));
            }
        }
    }
    found
}

fn proposals(number: usize, place: &Place, at: usize, block: &Block) -> Vec<Proposal> {
    let old = &place.lines[at..at + block.search.len()];
    let search = unhidden(block.search.clone(), place);
    let mut replace = unhidden(block.replace.clone(), place);
    if replace.iter().all(|line| line.trim().is_empty()) {
        replace.clear();
    }
    if search.iter().zip(old).any(|(said, line)| said.trim_end() != line.trim_end()) {
        // The searched lines tell how the model's indentation differs from the file's.
        let both: Vec<String> = search.iter().chain(&replace).cloned().collect();
        let known: Vec<(usize, usize)> = (0..search.len()).map(|at| (at, at)).collect();
        replace = heal::follow(&both, old, &known).split_off(search.len());
    }
    // What the model leaves as it is stays as the file has it.
    for (a, b) in pairs(&search, &replace, |a, b| a.trim() == b.trim()) {
        replace[b].clone_from(&old[a]);
    }
    let start = place.shown.start + at as u32;
    let edit = |(gone, come): Hunk| Proposal {
        place: number,
        lines: start + gone.start as u32..start + gone.end as u32,
        old: old[gone].to_vec(),
        new: replace[come].to_vec(),
    };
    hunks(old, &replace, JOIN).into_iter().map(edit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_read_with_what_stands_around_them() {
        let text = "Sure:\n\n**src/a.rs**\n```rust\n<<<<<<< SEARCH\na();\n=======\nb();\n>>>>>>> REPLACE\n```\nsrc/b.rs\n<<<<<< SEARCH\n\
                    x\n======\ny\n";
        let blocks = read(text);
        assert_eq!(blocks.len(), 2);
        assert_eq!((&blocks[0].search[..], &blocks[0].replace[..]), (&["a();".to_owned()][..], &["b();".to_owned()][..]));
        assert!(blocks[0].is_closed && blocks[0].names.contains(&"src/a.rs".to_owned()));
        assert!(!blocks[1].is_closed && blocks[1].names[0] == "src/b.rs");
    }

    #[test]
    fn names_and_marks() {
        assert_eq!(name("### `./src/a.rs`:"), "src/a.rs");
        assert!(looks_like_a_path("a.rs") && !looks_like_a_path("rust") && !looks_like_a_path("Here it is."));
        assert_eq!(mark("======="), Some(Mark::Divider));
        assert_eq!(mark("=== x"), None);
        assert_eq!(mark(">>>>>>> REPLACE"), Some(Mark::Replace));
    }
}
