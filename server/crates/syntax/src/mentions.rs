//! Names that prose mentions as code: what stands between backticks and reads like a name, a path or a call.

use sapwood_base::Span;

use crate::collect::RawUse;
use crate::compiled::UseKind;
use crate::expression::is_name_char;

/// The mentions in the regions `spans` of `text`.
pub(crate) fn uses(spans: &[Span], text: &str) -> Vec<RawUse> {
    let mut found = Vec::new();
    for region in spans {
        let shown = region.text(text);
        let mut ticks = memchr::memchr_iter(b'`', shown.as_bytes());
        while let (Some(open), Some(close)) = (ticks.next(), ticks.next()) {
            let start = region.start + open as u32 + 1;
            found.extend(mention(Span::new(start, region.start + close as u32), text));
        }
    }
    found
}

/// The last name of a path such as `a::B`, `a.b()`, `f(x)`; `None` for anything that reads otherwise.
fn mention(code: Span, text: &str) -> Option<RawUse> {
    let shown = code.text(text);
    let path = shown[..shown.find(['(', '<', '!']).unwrap_or(shown.len())].trim_end_matches([':', '.']);
    if !path.chars().all(|c| is_name_char(c) || matches!(c, '.' | ':' | '#' | '\\')) {
        return None;
    }
    // The separators are ASCII, so one past the last of them is the boundary of a character.
    let name_start = path.rfind(|c: char| !is_name_char(c)).map_or(0, |at| at + 1);
    let name = &path[name_start..];
    if name.len() < 3 || name.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let at = |offset: usize| code.start + offset as u32;
    let receiver = path[..name_start].trim_end_matches([':', '.', '#', '\\']).len();
    Some(RawUse {
        span: Span::new(at(name_start), at(path.len())),
        kind: UseKind::Mention,
        receiver: Span::new(code.start, at(receiver)),
        arity: None,
    })
}
