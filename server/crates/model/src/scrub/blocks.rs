//! Secrets with marks around them: private keys between their BEGIN and END lines, passwords in addresses.

use super::Finding;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
/// No key has more lines; a key of which the end is missing ends here.
const MAX_KEY_LINES: usize = 120;
/// A run of this many letters within a key is part of it.
const LEAST_RUN: usize = 8;
/// User and password of an address are not longer.
const MAX_USERINFO: usize = 512;

pub(super) fn find(text: &str, findings: &mut Vec<Finding>) {
    private_keys(text, findings);
    passwords_in_addresses(text, findings);
}

fn private_keys(text: &str, findings: &mut Vec<Finding>) {
    let mut done = 0;
    for (at, _) in text.match_indices(BEGIN) {
        let label = text[at + BEGIN.len()..].split("-----").next().unwrap_or("");
        if at < done || label.len() > 40 || !label.contains("PRIVATE KEY") {
            continue;
        }
        let start = at + BEGIN.len() + label.len();
        let end = key_end(text, start);
        runs(text, start..end, findings);
        done = end;
    }
}

/// Where the key that begins before `start` ends: at its END line, or at the first line that cannot belong to it.
fn key_end(text: &str, start: usize) -> usize {
    let mut end = start;
    for (number, line) in text[start..].split_inclusive('\n').enumerate() {
        if let Some(at) = line.find(END) {
            return end + at;
        }
        // The first line is what follows the label, and a header such as `Proc-Type:` may come after it.
        let (run, length) = (longest_run(line), line.trim().len());
        let belongs = number < 4 || (run >= 16 && run * 3 >= length * 2) || length <= 2;
        if number >= MAX_KEY_LINES || !belongs {
            break;
        }
        end += line.len();
    }
    end
}

fn is_key_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

fn longest_run(line: &str) -> usize {
    line.split(|c: char| !c.is_ascii() || !is_key_byte(c as u8)).map(str::len).max().unwrap_or(0)
}

/// Hides what the key is made of and leaves what holds it: quotes, line ends, escapes.
fn runs(text: &str, range: std::ops::Range<usize>, findings: &mut Vec<Finding>) {
    let bytes = text.as_bytes();
    let mut at = range.start;
    while at < range.end {
        if bytes[at] == b'\\' {
            at += 2;
            continue;
        }
        let length = bytes[at..range.end].iter().take_while(|&&byte| is_key_byte(byte)).count();
        if length >= LEAST_RUN {
            findings.push(Finding { kind: "private key", range: at..at + length });
        }
        at += length.max(1);
    }
}

fn passwords_in_addresses(text: &str, findings: &mut Vec<Finding>) {
    let bytes = text.as_bytes();
    for (at, mark) in text.match_indices("://") {
        let start = at + mark.len();
        let has_scheme = at > 0 && bytes[at - 1].is_ascii_alphanumeric();
        let window = &bytes[start..bytes.len().min(start + MAX_USERINFO)];
        let ends =
            |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'?' | b'#' | b'"' | b'\'' | b'`' | b'<' | b'>');
        let length = window.iter().position(|&byte| ends(byte)).unwrap_or(window.len());
        let userinfo = window[..length].iter().rposition(|&byte| byte == b'@').map(|end| &window[..end]);
        let Some(userinfo) = userinfo.filter(|_| has_scheme) else { continue };
        let Some(colon) = userinfo.iter().position(|&byte| byte == b':') else { continue };
        let range = start + colon + 1..start + userinfo.len();
        // All ends are at ASCII characters, so this is a text.
        if super::assignments::is_literal(&text[range.clone()]) {
            findings.push(Finding { kind: "password", range });
        }
    }
}
