//! Names among unparsed tokens, such as the arguments of a macro: the characters around a name tell how it is used.

use sapwood_base::Span;

use crate::collect::RawUse;
use crate::compiled::UseKind;
use crate::expression::is_name_char;

/// The identifiers in the regions `spans` of `text`, what stands between quotes left out.
pub(crate) fn names(spans: &[Span], text: &str) -> Vec<RawUse> {
    let mut found = Vec::new();
    for region in spans {
        let mut quote = None;
        let mut start = None;
        for (at, c) in region.text(text).char_indices().chain([(region.len() as usize, ' ')]) {
            match quote {
                Some(open) if c == open => quote = None,
                None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
                _ => {}
            }
            if quote.is_none() && is_name_char(c) {
                start = start.or(Some(at));
            } else if let Some(begin) = start.take() {
                let span = Span::new(region.start + begin as u32, region.start + at as u32);
                if !span.text(text).starts_with(|c: char| c.is_ascii_digit()) {
                    found.push(RawUse { span, kind: UseKind::Token, receiver: Span::default(), arity: None });
                }
            }
        }
    }
    found
}

/// How the name at `span` is used; `None` for a key, a label or a metavariable.
pub(crate) fn tell(span: Span, text: &str) -> Option<RawUse> {
    let after = text.get(span.end as usize..)?;
    let before = text.get(..span.start as usize)?;
    if before.ends_with('$') {
        return None;
    }
    let kind = kind(after, span.text(text))?;
    let receiver = receiver(before, span.start);
    if receiver.text(text).starts_with('$') && receiver.text(text) != "$crate" {
        return None;
    }
    Some(RawUse { span, kind, receiver, arity: None })
}

fn kind(after: &str, name: &str) -> Option<UseKind> {
    let is_type = name.starts_with(char::is_uppercase);
    let bytes = after.as_bytes();
    match bytes.first() {
        Some(b'(') => Some(UseKind::Call),
        Some(b'!') if matches!(bytes.get(1), Some(b'(' | b'[' | b'{')) => Some(UseKind::Macro),
        Some(b':') if bytes.get(1) == Some(&b':') => match bytes.get(2) {
            Some(b'<') if !is_type => Some(UseKind::Call),
            _ => Some(UseKind::Qualifier),
        },
        Some(b':') => None,
        Some(b'<') if is_type => Some(UseKind::Type),
        _ => spaced_kind(after.trim_start(), is_type),
    }
}

fn spaced_kind(after: &str, is_type: bool) -> Option<UseKind> {
    let bytes = after.as_bytes();
    match bytes.first() {
        Some(b'{') if is_type => Some(UseKind::Type),
        Some(b'=') if !matches!(bytes.get(1), Some(b'=' | b'>')) => None,
        _ => Some(UseKind::Value),
    }
}

/// What stands before the name: a path of names that ends right here.
fn receiver(before: &str, at: u32) -> Span {
    let joined = before.strip_suffix("::").or_else(|| before.strip_suffix('.').filter(|rest| !rest.ends_with('.')));
    let Some(head) = joined else { return Span::default() };
    let tail = head
        .rfind(|c: char| !(is_name_char(c) || matches!(c, '.' | ':')))
        .map_or(0, |found| found + head[found..].chars().next().map_or(1, char::len_utf8));
    let path = head[tail..].trim_start_matches(['.', ':']);
    if path.is_empty() {
        // Something stands there that is no path; its own bytes make the receiver unknown.
        return Span::new(head.len().saturating_sub(1) as u32, at.min(head.len() as u32));
    }
    Span::new((head.len() - path.len()) as u32, head.len() as u32)
}
