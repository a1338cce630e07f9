//! What followed lines of the same shape: the same keywords and marks, with other names in the places of names.
//!
//! A name that stood in the example's past is replaced by the name that stands at the same place of the own past, so that
//! `a.x = x` foretells how `a.y =` goes on.

use rustc_hash::{FxHashMap, FxHashSet};
use sapwood_index::stream;

use super::evidence::Followers;
use super::words::Words;

/// Abstract words by which examples are found.
const KEY: usize = 4;
/// The longest past that is compared.
const MAX_LENGTH: usize = 24;
/// Examples looked at, nearest to the cursor first.
const MAX_EXAMPLES: usize = 120;

/// Words that make up a shape instead of filling it.
const KEYWORDS: &str = "abstract and as assert async await bool boolean break case catch char class const constexpr continue def default \
defer del delete do double elif else elsif end enum except export extends extern false finally float fn for foreach from func \
function go goto if impl implements import in include inline instanceof int interface is lambda let long loop map match mod module \
move mut namespace new nil none not null or override package pass private protected pub public raise readonly ref require return \
self sizeof static string struct super switch template this throw throws trait true try type typedef typeof undefined union \
unless unsafe unsigned use using var void volatile where while with yield False None True Self";

/// The own text with its names left out.
pub(super) struct Shapes {
    text: Vec<u32>,
    places: FxHashMap<u64, Vec<u32>>,
    keywords: FxHashSet<&'static str>,
    classes: FxHashMap<u32, u32>,
}

/// Stands for any name.
const NAME: u32 = u32::MAX;
/// Stands for any literal.
const VALUE: u32 = u32::MAX - 1;

impl Shapes {
    /// The shapes of `text`.
    pub(super) fn new(text: &[u32], words: &Words<'_>) -> Self {
        let keywords = KEYWORDS.split(' ').collect();
        let mut shapes = Self { text: text.to_vec(), places: FxHashMap::default(), keywords, classes: FxHashMap::default() };
        let classes: Vec<u32> = text.iter().map(|&word| shapes.class(word, words)).collect();
        for at in KEY..text.len() {
            shapes.places.entry(key(&classes[at - KEY..at])).or_default().push(at as u32);
        }
        shapes
    }

    fn class(&mut self, word: u32, words: &Words<'_>) -> u32 {
        if word < stream::FIRST_WORD {
            return if stream::is_line_end(word) { stream::LINE_SAME } else { word };
        }
        if let Some(&class) = self.classes.get(&word) {
            return class;
        }
        let text = words.text(word).trim_start();
        let class = match text.chars().next() {
            Some(first) if first.is_ascii_digit() || matches!(first, '"' | '\'' | '`') => VALUE,
            Some(first) if (first.is_alphabetic() || first == '_') && !self.keywords.contains(text) => NAME,
            _ => word,
        };
        self.classes.insert(word, class);
        class
    }

    /// What followed pasts of the shape of `past`, in this past's names.
    pub(super) fn followers(&mut self, past: &[u32], words: &mut Words<'_>) -> Followers {
        let mut found = Followers::default();
        if past.len() < KEY {
            return found;
        }
        let shape: Vec<u32> = past[past.len().saturating_sub(MAX_LENGTH)..].iter().map(|&word| self.class(word, words)).collect();
        let past = &past[past.len() - shape.len()..];
        let Some(places) = self.places.get(&key(&shape[shape.len() - KEY..])) else { return found };
        let places: Vec<u32> = places.iter().rev().take(MAX_EXAMPLES).copied().collect();
        for at in places {
            let at = at as usize;
            let mut same = 0;
            let mut length = 0;
            while length < shape.len().min(at) {
                let (theirs, ours) = (self.text[at - 1 - length], past[past.len() - 1 - length]);
                if self.class(theirs, words) != shape[shape.len() - 1 - length] {
                    break;
                }
                same += usize::from(theirs == ours);
                length += 1;
            }
            if same == length {
                // An example in the very words is the other sources' business.
                continue;
            }
            let word = self.renamed(self.text[at], at, length, past, words);
            found.add(word, length / 4 + same / 3 + 1, 1.0);
        }
        found
    }

    /// The word at the end of an example, in the names of `past`.
    fn renamed(&self, word: u32, at: usize, length: usize, past: &[u32], words: &mut Words<'_>) -> u32 {
        if self.classes.get(&word) != Some(&NAME) && self.classes.get(&word) != Some(&VALUE) {
            return word;
        }
        let text = words.text(word).to_owned();
        let bare = text.trim_start();
        for back in 1..=length {
            let theirs = self.text[at - back];
            if theirs != word && words.text(theirs).trim_start() != bare {
                continue;
            }
            let ours = words.text(past[past.len() - back]).trim_start();
            let renamed = if bare.len() < text.len() { format!(" {ours}") } else { ours.to_owned() };
            return words.id(&renamed);
        }
        word
    }
}

fn key(classes: &[u32]) -> u64 {
    classes.iter().fold(0, |hash: u64, &class| (hash.rotate_left(9) ^ u64::from(class)).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}
