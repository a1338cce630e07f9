//! What a model is shown: `fim_v1`. Equal inputs give equal requests, and while somebody types the beginning stays the same, so
//! that a model's prompt cache holds.

use sapwood_context::pack::ContextAnswer;
use sapwood_index::IndexSnapshot;
use sapwood_model::{Document, FimRequest, Limits};

use super::CompletionSettings;
use super::site::Site;

/// The name of this format.
pub(super) const FORMAT: &str = "fim_v1";
/// Shares of the budget, in percent: other files, what stands before the cursor, what stands behind it.
const SHARES: (u32, u32, u32) = (40, 45, 15);
/// Bytes that a token of code takes at least on average.
const BYTES_PER_TOKEN: u32 = 3;
/// The window before the cursor starts at a multiple of so many lines, and so stays where it is for a while.
const STEP_LINES: usize = 16;
/// Tokens that the rest of a line needs.
const LINE_TOKENS: u32 = 80;

/// Tokens for texts of other files.
pub(super) fn document_tokens(settings: &CompletionSettings) -> u32 {
    settings.context_tokens * SHARES.0 / 100
}

/// The context as documents, most helpful first, one for each file.
pub(super) fn documents(snapshot: &IndexSnapshot, context: &ContextAnswer) -> Vec<Document> {
    let mut documents: Vec<Document> = Vec::new();
    for item in &context.items {
        let name = snapshot.file(item.file).path;
        match documents.iter_mut().find(|document| document.name == name) {
            Some(document) => {
                document.text.push_str("\n\n");
                document.text.push_str(&item.text);
            }
            None => documents.push(Document { name: name.to_owned(), text: item.text.clone() }),
        }
    }
    documents
}

/// The request for what stands at `site`.
pub(super) fn fim_v1(site: &Site, path: &str, documents: Vec<Document>, settings: &CompletionSettings) -> FimRequest {
    let bytes = |percent: u32| (settings.context_tokens * percent / 100 * BYTES_PER_TOKEN) as usize;
    let most = if site.is_multi_line() { settings.max_tokens } else { settings.max_tokens.min(LINE_TOKENS) };
    FimRequest {
        documents,
        name: path.to_owned(),
        prefix: before(site.prefix(), bytes(SHARES.1)).to_owned(),
        suffix: behind(site.suffix(), bytes(SHARES.2)).to_owned(),
        line_comment: site.language.map_or("", |language| language.line_comment).to_owned(),
        limits: Limits { max_tokens: most, temperature: 0.0, stop: Vec::new() },
    }
}

/// The end of `prefix`, from a line whose number is a multiple of [`STEP_LINES`].
fn before(prefix: &str, budget: usize) -> &str {
    if prefix.len() <= budget {
        return prefix;
    }
    let least = prefix.len() - budget;
    let mut starts = prefix.match_indices('\n').map(|(at, _)| at + 1).enumerate().skip(STEP_LINES - 1).step_by(STEP_LINES);
    let aligned = starts.find(|&(_, start)| start >= least).map(|(_, start)| start);
    // Where lines are so long that none of these leaves much, any line will do, and then any character.
    let enough = |start: &usize| prefix.len() - start >= budget / 3;
    let line = || prefix[floor(prefix, least)..].find('\n').map(|at| floor(prefix, least) + at + 1);
    let start = aligned.filter(enough).or_else(|| line().filter(enough)).unwrap_or_else(|| floor(prefix, least));
    &prefix[start..]
}

/// The start of `suffix`, whole lines where that leaves something.
fn behind(suffix: &str, budget: usize) -> &str {
    if suffix.len() <= budget {
        return suffix;
    }
    let end = floor(suffix, budget);
    &suffix[..suffix[..end].rfind('\n').map_or(end, |at| at + 1)]
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::site::fixture::site;
    use super::*;

    #[test]
    fn the_window_stays_while_somebody_types() {
        let lines = "    call_number(7);\n".repeat(500);
        let settings = CompletionSettings { context_tokens: 1000, ..CompletionSettings::default() };
        let request = |typed: &str| {
            let site = site("rust", &format!("fn f() {{\n{lines}    {typed}$0\n{lines}}}\n"));
            fim_v1(&site, "a.rs", Vec::new(), &settings)
        };
        let (first, later) = (request(""), request("call(1);\n    ca"));
        assert!(later.prefix.starts_with(&first.prefix), "only its end grows");
        assert!(first.prefix.len() <= 1350 && first.prefix.len() > 450, "{}", first.prefix.len());
        assert!(first.suffix.len() <= 450 && first.suffix.ends_with('\n'));
        assert!(first.prefix.starts_with("    call_number("), "it starts with a line");
        assert_eq!(first, request(""), "equal inputs give equal requests");
    }

    #[test]
    fn long_lines_are_cut_between_characters() {
        assert_eq!(before(&"é".repeat(100), 51).len(), 52);
        assert_eq!(behind(&"é".repeat(100), 51).len(), 50);
        assert_eq!(before("short", 100), "short");
    }

    #[test]
    fn a_line_asks_for_less_than_a_block() {
        let settings = CompletionSettings::default();
        let tokens = |text| fim_v1(&site("rust", text), "a.rs", Vec::new(), &settings).limits.max_tokens;
        assert_eq!((tokens("fn f() {\n    $0\n}\n"), tokens("fn f() {\n    g($0);\n}\n")), (256, 80));
    }
}
