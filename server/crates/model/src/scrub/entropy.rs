//! Literals that look drawn by lot: nobody writes those by hand, and most of them are keys.
//!
//! Hashes are written in hexadecimal, so plain hexadecimal counts only where a name says that it is a key (see `assignments`).

use super::Finding;

/// Shorter runs are too often names.
const LEAST: usize = 28;
/// Longer runs are data: pictures, fonts, compressed files.
const MOST: usize = 512;
/// What stands before a checksum or embedded data.
const HARMLESS: &[&str] = &["sha1-", "sha256-", "sha384-", "sha512-", "sha256:", "sha512:", "h1:", "base64,", "md5-", "blake3-"];

pub(super) fn find(text: &str, findings: &mut Vec<Finding>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    // Looking at every 28th byte first finds all runs of that length without touching the rest.
    while at + LEAST <= bytes.len() {
        let probe = at + LEAST - 1;
        if !is_run_byte(bytes[probe]) {
            at = probe + 1;
            continue;
        }
        let start = bytes[at..probe].iter().rposition(|&byte| !is_run_byte(byte)).map_or(at, |last| at + last + 1);
        let end = probe + bytes[probe..].iter().take_while(|&&byte| is_run_byte(byte)).count();
        at = end;
        if let Some(range) = secret_in(text, start, end) {
            findings.push(Finding { kind: "high-entropy literal", range });
        }
    }
}

fn is_run_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'_' | b'-')
}

fn secret_in(text: &str, start: usize, end: usize) -> Option<std::ops::Range<usize>> {
    // The letter of an escape such as `\n` belongs to what holds the literal.
    let start = if text.as_bytes()[..start].ends_with(b"\\") { start + 1 } else { start };
    let run = &text[start..end];
    // `name=value` without quotes: the name is not part of it. Padding at the end is.
    let body = run.trim_end_matches('=');
    let value_at = body.rfind('=').map_or(start, |at| start + at + 1);
    let value = &text[value_at..end];
    let before = &text[..start];
    let is_harmless = HARMLESS.iter().any(|mark| before.ends_with(mark) || value.starts_with(mark));
    let length = value.len();
    let is_secret = !is_harmless && (LEAST..=MOST).contains(&length) && looks_drawn_by_lot(value) && !is_in_address(before);
    is_secret.then_some(value_at..end)
}

/// Whether what follows `before` is the path of an address: those name documents and pictures by lot.
fn is_in_address(before: &str) -> bool {
    let bytes = before.as_bytes();
    let window = &bytes[bytes.len().saturating_sub(200)..];
    let starts =
        window.iter().rposition(|byte| byte.is_ascii_whitespace() || b"\"'`()<>?=&".contains(byte)).map_or(0, |at| at + 1);
    window[starts..].windows(3).any(|part| part == b"://")
}

/// Whether letters of both cases and digits are mixed as only a lot mixes them. Names change between cases and digits rarely,
/// at the start of a word; by lot every other character differs from the one before.
pub(super) fn looks_drawn_by_lot(value: &str) -> bool {
    let (mut upper, mut lower, mut digits, mut changes) = (0, 0, 0, 0);
    let mut last = 0;
    for byte in value.bytes() {
        let class = match byte {
            b'A'..=b'Z' => 1,
            b'a'..=b'z' => 2,
            b'0'..=b'9' => 3,
            _ => 4,
        };
        match class {
            1 => upper += 1,
            2 => lower += 1,
            3 => digits += 1,
            _ => {}
        }
        changes += usize::from(last != 0 && class != last && class != 4 && last != 4);
        last = class;
    }
    let letters_and_digits = upper + lower + digits;
    let longest_word = value.split(|c: char| !c.is_ascii_lowercase()).map(str::len).max().unwrap_or(0);
    if digits < 3 && longest_word >= 6 {
        return false;
    }
    upper >= 3 && lower >= 3 && digits >= 2 && changes * 100 >= letters_and_digits * 36
}
