//! Secrets that a name gives away: `db_password = "…"`, `API_TOKEN=…`, `"clientSecret": "…"`, `--password …`, `<password>…`.
//!
//! A name is looked for first, then what follows it is read by hand. It knows the shapes of assignments, no language.

mod name;
mod value;

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::Finding;
use name::Subject;
pub(super) use value::is_literal;

/// Names and values are not longer.
const MAX_NAME: usize = 96;
const MAX_VALUE: usize = 512;
const MAX_SPACES: usize = 32;
const MAX_TYPE: usize = 48;

/// Parts of names worth a closer look.
static HINTS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("(?i:passw|passp|passc|pass|pwd|_pw|secret|token|key|credential|authorization)").ok());

/// How a value is tied to its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tie {
    /// `=`, `:=`, `==` or `=>`.
    Equals { is_tight: bool },
    /// `:` as in YAML and JSON.
    Colon,
    /// A space after a flag.
    Flag,
    /// `name(` or `"name",`: a call, often about something else.
    Call,
    /// `<name>`.
    Element,
}

pub(super) fn find(text: &str, findings: &mut Vec<Finding>) {
    let Some(hints) = &*HINTS else { return };
    let mut at = 0;
    while let Some(hint) = hints.find_at(text, at) {
        let name = around(text.as_bytes(), hint.range());
        at = name.end.max(hint.end());
        if name.len() > MAX_NAME {
            continue;
        }
        let Some(subject) = Subject::of(&text[name.clone()]) else { continue };
        if let Some(range) = secret_after(text, &name, subject) {
            at = at.max(range.end);
            findings.push(Finding { kind: subject.kind(), range });
        }
    }
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// The whole name around a part of it, without the dashes of a flag.
fn around(bytes: &[u8], part: Range<usize>) -> Range<usize> {
    let before = bytes[..part.start].iter().rev().take(MAX_NAME).take_while(|&&byte| is_name_byte(byte)).count();
    let after = bytes[part.end..].iter().take(MAX_NAME).take_while(|&&byte| is_name_byte(byte)).count();
    let mut start = part.start - before;
    while start < part.start && bytes[start] == b'-' {
        start += 1;
    }
    start..part.end + after
}

/// A cursor over what follows a name.
struct Rest<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Rest<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, wanted: &[u8]) -> bool {
        let is_there = self.bytes[self.at..].starts_with(wanted);
        self.at += if is_there { wanted.len() } else { 0 };
        is_there
    }

    fn spaces(&mut self) -> usize {
        let spaces = self.bytes[self.at..].iter().take(MAX_SPACES).take_while(|&&byte| matches!(byte, b' ' | b'\t')).count();
        self.at += spaces;
        spaces
    }
}

fn secret_after(text: &str, name: &Range<usize>, subject: Subject) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut rest = Rest { bytes, at: name.end };
    let (tie, is_quoted_name) = tie(&mut rest, name)?;
    if tie != Tie::Element {
        rest.spaces();
    }
    let range = match quoted(&mut rest) {
        Some(range) => {
            let value = &text[range.clone()];
            value::is_quoted_secret(value, subject, tie == Tie::Call).then_some(range)
        }
        None if tie == Tie::Element => {
            let range = until(&rest, |byte| byte == b'<' || byte == b'\n');
            value::is_quoted_secret(&text[range.clone()], subject, false).then_some(range)
        }
        None if tie == Tie::Call || is_quoted_name => None,
        None => bare(text, &rest, name, subject, tie),
    };
    range.filter(|range| range.len() <= MAX_VALUE)
}

/// What ties a value to the name before it, and whether that name stands in quotes.
fn tie(rest: &mut Rest<'_>, name: &Range<usize>) -> Option<(Tie, bool)> {
    let before = &rest.bytes[..name.start];
    let last = before.last().copied();
    let is_flag = before.ends_with(b"--");
    let is_escaped = rest.take(b"\\");
    let is_quoted = matches!(rest.peek(), Some(quote @ (b'"' | b'\'' | b'`')) if last == Some(quote));
    rest.at += usize::from(is_quoted);
    if is_escaped && !is_quoted {
        return None;
    }
    if last == Some(b'<') && rest.take(b">") {
        return Some((Tie::Element, false));
    }
    rest.take(b"]");
    let _ = rest.take(b"?") || rest.take(b"!");
    let spaces = rest.spaces();
    if (is_quoted && rest.take(b",")) || rest.take(b"(") {
        return Some((Tie::Call, is_quoted));
    }
    let _ = typed(rest);
    for mark in [&b"==="[..], b"!==", b"==", b"!=", b":=", b"=>", b"="] {
        if rest.take(mark) {
            let is_tight = spaces == 0 && !matches!(rest.peek(), Some(b' ' | b'\t'));
            return Some((Tie::Equals { is_tight }, is_quoted));
        }
    }
    if rest.take(b":") {
        return (!rest.take(b":")).then_some((Tie::Colon, is_quoted));
    }
    (is_flag && spaces == 1).then_some((Tie::Flag, false))
}

/// Skips a type between a name and its value: `: &'static str =`.
fn typed(rest: &mut Rest<'_>) -> Option<()> {
    let after = rest.bytes[rest.at..].strip_prefix(b":")?;
    let is_type = |byte: &u8| byte.is_ascii_alphanumeric() || b"_<>[]|?&'., ".contains(byte);
    let length = after.iter().take(MAX_TYPE).take_while(|byte| is_type(byte)).count();
    let is_assigned = after.get(length) == Some(&b'=') && !matches!(after.get(length + 1), Some(b'=' | b'>'));
    let has_name = after[..length].iter().any(u8::is_ascii_alphabetic);
    (is_assigned && has_name).then(|| rest.at += 1 + length)
}

/// What stands in quotes from here on, up to the end of its line.
fn quoted(rest: &mut Rest<'_>) -> Option<Range<usize>> {
    let bytes = rest.bytes;
    let mut at = rest.at;
    // Letters before a string, such as `b"…"`, and a backslash where all of this stands in a string itself.
    let letters = bytes[at..].iter().take(2).take_while(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'@' | b'$')).count();
    at += letters;
    let is_escaped = bytes.get(at) == Some(&b'\\');
    at += usize::from(is_escaped);
    let quote = bytes.get(at).copied().filter(|byte| matches!(byte, b'"' | b'\'' | b'`'))?;
    let marks = if bytes[at..].starts_with(&[quote; 3]) { 3 } else { 1 };
    at += marks;
    let mut end = at;
    while end < bytes.len() && end - at <= MAX_VALUE {
        match bytes[end] {
            byte if byte == quote => return Some(at..end),
            b'\\' if is_escaped && bytes.get(end + 1) == Some(&quote) => return Some(at..end),
            b'\\' if bytes.get(end + 1).is_some_and(u8::is_ascii) && bytes[end + 1] != b'\n' => end += 2,
            b'\n' => return None,
            _ => end += 1,
        }
    }
    None
}

fn until(rest: &Rest<'_>, ends: impl Fn(u8) -> bool) -> Range<usize> {
    let length = rest.bytes[rest.at..].iter().take(MAX_VALUE + 1).position(|&byte| ends(byte));
    // Without an end in sight there is no value; the caller's checks refuse an empty one.
    rest.at
        ..rest.at + length.unwrap_or_else(|| if rest.bytes.len() - rest.at <= MAX_VALUE { rest.bytes.len() - rest.at } else { 0 })
}

/// A value without quotes.
fn bare(text: &str, rest: &Rest<'_>, name: &Range<usize>, subject: Subject, tie: Tie) -> Option<Range<usize>> {
    let bytes = rest.bytes;
    let range = until(rest, |byte| byte.is_ascii_whitespace() || b",;)}]\"'`<>&|".contains(&byte));
    let end = bytes.get(range.end).copied();
    let before = name.start.checked_sub(1).map(|at| bytes[at]);
    let value = &text[range.clone()];
    let is_plain = match tie {
        Tie::Equals { is_tight } => {
            let is_setting = before.is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b';' | b'-'));
            let is_shouted = !text[name.clone()].bytes().any(|byte| byte.is_ascii_lowercase());
            let in_connection = matches!(before, Some(b';' | b'"')) && matches!(end, Some(b';' | b'"'));
            is_tight && is_setting && (is_shouted || in_connection)
        }
        Tie::Colon => {
            let starts_line = bytes[..name.start].iter().rev().take(MAX_NAME).find(|byte| !b" \t-".contains(byte));
            starts_line.is_none_or(|&byte| byte == b'\n') && matches!(end, None | Some(b'\n' | b'\r' | b' '))
        }
        // Help texts go on in words after a flag.
        Tie::Flag => return value::is_mixed_secret(value).then_some(range),
        Tie::Call | Tie::Element => false,
    };
    let is_secret = if is_plain {
        value::is_plain_secret(value, subject)
    } else {
        value::is_mixed_secret(value) && !value::is_numbered_name(value)
    };
    is_secret.then_some(range)
}
