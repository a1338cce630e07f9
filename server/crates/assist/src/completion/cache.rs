//! Answers by what stood before the cursor: a radix trie over whole texts, so that an answer is found only where every byte before
//! the cursor is what it was given for, plus what was typed of it since.
//!
//! It decides nothing about what is worth showing, and holds no more than a hundred answers.

use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher;

use super::Source;
use super::candidate::Candidate;
use super::text::open_brackets;

/// Answers that are held at most.
const MAX_ANSWERS: usize = 100;
/// Bytes that their texts may take.
const MAX_BYTES: usize = 16 << 20;
/// Characters behind the cursor, blanks aside, that must be the same.
const WATCHED: usize = 160;
/// Candidates of one answer.
const MAX_CANDIDATES: usize = 6;

/// Answers to earlier keystrokes.
#[derive(Debug, Default)]
pub(super) struct Cache {
    roots: FxHashMap<String, Node>,
    tick: u64,
}

#[derive(Debug, Default)]
struct Node {
    label: Box<[u8]>,
    /// Sorted by the first byte of their labels.
    children: Vec<Node>,
    answer: Option<Answer>,
}

#[derive(Debug)]
struct Answer {
    candidates: Vec<Candidate>,
    suffix: u64,
    used: u64,
}

impl Cache {
    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.roots.clear();
    }

    /// Remembers `candidates` for the cursor between `prefix` and `suffix`, beside what is known for that place.
    pub(super) fn insert(&mut self, document: &str, prefix: &str, suffix: &str, candidates: Vec<Candidate>) {
        if candidates.is_empty() {
            return;
        }
        self.tick += 1;
        let root = self.roots.entry(document.to_owned()).or_default();
        let slot = root.slot(prefix.as_bytes());
        let suffix = fingerprint(suffix);
        let mut known = slot.take().filter(|answer| answer.suffix == suffix).map(|answer| answer.candidates).unwrap_or_default();
        known.retain(|old| candidates.iter().all(|new| new.text != old.text || old.is_shown));
        let mut all = candidates;
        all.retain(|new| known.iter().all(|old| old.text != new.text));
        all.append(&mut known);
        all.truncate(MAX_CANDIDATES);
        *slot = Some(Answer { candidates: all, suffix, used: self.tick });
        self.shrink();
    }

    /// What is left to suggest at the cursor between `prefix` and `suffix`, of answers given there or before what was typed since.
    pub(super) fn lookup(&mut self, document: &str, prefix: &str, suffix: &str) -> Vec<Candidate> {
        self.tick += 1;
        let Some(root) = self.roots.get_mut(document) else { return Vec::new() };
        let mut found = Vec::new();
        root.visit(prefix.as_bytes(), &mut |depth, answer| {
            // A boundary of characters, as the answer was given at one.
            let Some(typed) = prefix.get(depth..) else { return };
            if !is_same_suffix(answer.suffix, suffix, typed) {
                return;
            }
            let before = found.len();
            let left = answer.candidates.iter().filter_map(|it| Some(it.with_text(it.text.strip_prefix(typed)?)));
            found.extend(left.filter(|it| !it.text.trim().is_empty()));
            if found.len() > before {
                answer.used = self.tick;
            }
        });
        // What was asked last knows most.
        found.reverse();
        order(found)
    }

    /// Remembers a candidate that is given out, where it is not what is left of an answer anyway.
    pub(super) fn keep(&mut self, document: &str, prefix: &str, suffix: &str, given: Candidate) {
        let mut is_known = false;
        if let Some(root) = self.roots.get_mut(document) {
            root.visit(prefix.as_bytes(), &mut |depth, answer| {
                let Some(typed) = prefix.get(depth..) else { return };
                for candidate in &mut answer.candidates {
                    let is_same = candidate.text.strip_prefix(typed) == Some(given.text.as_str());
                    is_known |= is_same;
                    candidate.is_shown |= is_same && given.is_shown;
                }
            });
        }
        if !is_known {
            self.insert(document, prefix, suffix, vec![given]);
        }
    }

    /// True where a model has answered at that very place, if only with nothing of use.
    pub(super) fn was_asked(&mut self, document: &str, prefix: &str, suffix: &str) -> bool {
        let mut was_asked = false;
        if let Some(root) = self.roots.get_mut(document) {
            root.visit(prefix.as_bytes(), &mut |depth, answer| {
                let is_here = depth == prefix.len() && answer.suffix == fingerprint(suffix);
                was_asked |= is_here && answer.candidates.iter().any(|it| it.source != Source::Local);
            });
        }
        was_asked
    }

    fn shrink(&mut self) {
        loop {
            let (answers, bytes) =
                self.roots.values().map(Node::size).fold((0, 0), |total, size| (total.0 + size.0, total.1 + size.1));
            if answers <= MAX_ANSWERS && (bytes <= MAX_BYTES || answers <= 1) {
                return;
            }
            let oldest = self.roots.iter().filter_map(|(document, root)| Some((root.oldest()?, document.clone()))).min();
            let Some((used, document)) = oldest else { return };
            let Some(root) = self.roots.get_mut(&document) else { return };
            root.remove(used);
            if root.children.is_empty() && root.answer.is_none() {
                self.roots.remove(&document);
            }
        }
    }
}

impl Node {
    /// The place for the answer to `key`, made where there is none.
    fn slot(&mut self, key: &[u8]) -> &mut Option<Answer> {
        let Some(&first) = key.first() else { return &mut self.answer };
        let at = match self.children.binary_search_by_key(&first, |child| child.label[0]) {
            Ok(at) => at,
            Err(at) => {
                self.children.insert(at, Node { label: key.into(), ..Node::default() });
                return &mut self.children[at].answer;
            }
        };
        let child = &mut self.children[at];
        let common = child.label.iter().zip(key).take_while(|(a, b)| a == b).count();
        if common < child.label.len() {
            child.split(common);
        }
        child.slot(&key[common..])
    }

    /// Cuts the label behind `at` bytes off into a child.
    fn split(&mut self, at: usize) {
        let rest =
            Node { label: self.label[at..].into(), children: std::mem::take(&mut self.children), answer: self.answer.take() };
        self.label = self.label[..at].into();
        self.children.push(rest);
    }

    /// Calls `see` with each answer to a beginning of `key` and its length, shortest first.
    fn visit(&mut self, key: &[u8], see: &mut impl FnMut(usize, &mut Answer)) {
        let (mut node, mut depth) = (self, 0);
        loop {
            if let Some(answer) = &mut node.answer {
                see(depth, answer);
            }
            let Some(first) = key.get(depth) else { return };
            let Ok(at) = node.children.binary_search_by_key(first, |child| child.label[0]) else { return };
            node = &mut node.children[at];
            if !key[depth..].starts_with(&node.label) {
                return;
            }
            depth += node.label.len();
        }
    }

    /// Answers and bytes at and below this node.
    fn size(&self) -> (usize, usize) {
        let own = (usize::from(self.answer.is_some()), self.label.len());
        self.children.iter().map(Node::size).fold(own, |total, size| (total.0 + size.0, total.1 + size.1))
    }

    fn oldest(&self) -> Option<u64> {
        let below = self.children.iter().filter_map(Node::oldest).min();
        self.answer.as_ref().map(|answer| answer.used).into_iter().chain(below).min()
    }

    /// Removes the answers last used at `used`, and nodes that hold nothing any more.
    fn remove(&mut self, used: u64) {
        if self.answer.as_ref().is_some_and(|answer| answer.used == used) {
            self.answer = None;
        }
        self.children.iter_mut().for_each(|child| child.remove(used));
        self.children.retain(|child| child.answer.is_some() || !child.children.is_empty());
        for child in &mut self.children {
            if child.answer.is_none()
                && child.children.len() == 1
                && let Some(only) = child.children.pop()
            {
                *child = Node { label: [&*child.label, &*only.label].concat().into(), ..only };
            }
        }
    }
}

/// What is visible stays, unless something extends it; then models, then the rest.
fn order(mut found: Vec<Candidate>) -> Vec<Candidate> {
    let visible = found.iter().find(|it| it.is_shown).map(|it| it.text.clone());
    let rank = |it: &Candidate| {
        let is_extension = visible.as_ref().is_some_and(|visible| it.text.len() > visible.len() && it.text.starts_with(visible));
        (!is_extension, !it.is_shown, it.source == Source::Local)
    };
    found.sort_by_key(rank);
    let mut kept: Vec<Candidate> = Vec::with_capacity(found.len());
    for candidate in found {
        if kept.iter().all(|it| it.text != candidate.text) {
            kept.push(candidate);
        }
    }
    kept
}

/// True where the text behind the cursor is what it was, or what an editor made of it by closing brackets that were typed.
pub(super) fn is_same_suffix(known: u64, suffix: &str, typed: &str) -> bool {
    if known == fingerprint(suffix) {
        return true;
    }
    let mut rest = suffix;
    for closer in open_brackets(typed).into_iter().rev() {
        let Some(behind) = rest.strip_prefix(closer) else { break };
        rest = behind;
        if known == fingerprint(rest) {
            return true;
        }
    }
    false
}

/// A number for what stands behind a cursor; blanks do not count, as editors move them around.
pub(super) fn fingerprint(suffix: &str) -> u64 {
    let mut hasher = FxHasher::default();
    for c in suffix.chars().filter(|c| !c.is_whitespace()).take(WATCHED) {
        hasher.write_u32(u32::from(c));
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(text: &str) -> Candidate {
        Candidate { text: text.into(), source: Source::Local, confidence: 1.0, reason: String::new(), is_shown: false }
    }

    fn texts(found: &[Candidate]) -> Vec<&str> {
        found.iter().map(|it| it.text.as_str()).collect()
    }

    #[test]
    fn what_is_typed_of_an_answer_is_cut_off_it() {
        let mut cache = Cache::default();
        cache.insert("a", "let x = ", ";\n", vec![candidate("foo(bar)")]);
        assert_eq!(texts(&cache.lookup("a", "let x = ", ";\n")), ["foo(bar)"]);
        assert_eq!(texts(&cache.lookup("a", "let x = fo", ";\n")), ["o(bar)"]);
        assert_eq!(texts(&cache.lookup("a", "let x = foo(", ");\n")), ["bar)"], "the editor closed the bracket");
        assert!(cache.lookup("a", "let x = fa", ";\n").is_empty(), "something else was typed");
        assert!(cache.lookup("a", "let x = foo(bar)", ";\n").is_empty(), "all of it was typed");
        assert!(cache.lookup("a", "let y = ", ";\n").is_empty(), "the text before differs");
        assert!(cache.lookup("a", "let x = fo", "o();\n").is_empty(), "the text behind differs");
        assert!(cache.lookup("b", "let x = ", ";\n").is_empty(), "another file");
        assert_eq!(texts(&cache.lookup("a", "let x = f", ";\n")), ["oo(bar)"], "some of it was deleted again");
    }

    #[test]
    fn what_is_visible_is_only_replaced_by_what_extends_it() {
        let mut cache = Cache::default();
        cache.insert("a", "x", "", vec![candidate("yz")]);
        cache.keep("a", "x", "", Candidate { is_shown: true, ..candidate("yz") });
        let model = |text| Candidate { source: Source::Model("m".into()), ..candidate(text) };
        cache.insert("a", "xy", "", vec![model("q")]);
        assert_eq!(texts(&cache.lookup("a", "xy", "")), ["z", "q"]);
        cache.insert("a", "xy", "", vec![model("zzz")]);
        assert_eq!(texts(&cache.lookup("a", "xy", ""))[..2], ["zzz", "z"]);
    }

    #[test]
    fn an_answer_of_no_use_is_remembered() {
        let mut cache = Cache::default();
        assert!(!cache.was_asked("a", "x", ""));
        cache.insert("a", "x", "", vec![Candidate { source: Source::Model("m".into()), ..candidate("") }]);
        assert!(cache.was_asked("a", "x", "") && cache.lookup("a", "x", "").is_empty());
        assert!(!cache.was_asked("a", "xy", "") && !cache.was_asked("a", "x", "other"));
    }

    #[test]
    fn the_oldest_answers_give_way() {
        let mut cache = Cache::default();
        for n in 0..300 {
            cache.insert("a", &format!("line {n}\nx"), "", vec![candidate("y")]);
            assert_eq!(cache.lookup("a", "line 0\nx", "").len(), 1, "what is used stays");
        }
        assert!(cache.lookup("a", "line 7\nx", "").is_empty());
        assert_eq!(cache.lookup("a", "line 299\nx", "").len(), 1);
        assert_eq!(cache.roots["a"].size().0, MAX_ANSWERS);
    }

    /// Against a list that is searched from end to end.
    #[test]
    fn the_trie_finds_what_a_list_finds() {
        let mut random = fastrand::Rng::with_seed(11);
        for _ in 0..200 {
            let (mut cache, mut list) = (Cache::default(), Vec::<(String, String, String)>::new());
            let word = |random: &mut fastrand::Rng, most: usize| -> String {
                let len = random.usize(..=most);
                (0..len).map(|_| ['a', 'b', 'é', '\n'][random.usize(..4)]).collect()
            };
            for _ in 0..60 {
                let (prefix, suffix) = (word(&mut random, 6), word(&mut random, 1));
                if random.bool() {
                    let text = word(&mut random, 6) + "a";
                    list.retain(|(p, s, _)| *p != prefix || fingerprint(s) == fingerprint(&suffix));
                    list.push((prefix.clone(), suffix.clone(), text.clone()));
                    cache.insert("f", &prefix, &suffix, vec![candidate(&text)]);
                    continue;
                }
                let mut expected: Vec<&str> = list
                    .iter()
                    .filter(|(_, s, _)| fingerprint(s) == fingerprint(&suffix))
                    .filter_map(|(p, _, text)| text.strip_prefix(prefix.strip_prefix(p.as_str())?))
                    .filter(|left| !left.trim().is_empty())
                    .collect();
                expected.sort_unstable();
                expected.dedup();
                let found = cache.lookup("f", &prefix, &suffix);
                let mut found = texts(&found);
                found.sort_unstable();
                let is_subset = found.iter().all(|text| expected.contains(text));
                assert!(is_subset, "{found:?} but at most {expected:?}");
                assert!(expected.is_empty() || !found.is_empty(), "nothing, but {expected:?}");
            }
        }
    }
}
