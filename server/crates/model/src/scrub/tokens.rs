//! Tokens that vendors give out in a form of their own. The table is the knowledge; the code only applies it.

use std::sync::LazyLock;

use regex::Regex;

use super::Finding;

/// What a token consists of after its prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Letters {
    /// Letters and digits.
    Plain,
    /// Capitals and digits.
    Capitals,
    /// Hexadecimal digits.
    Hex,
    /// Letters, digits, `-` and `_`.
    Url,
    /// The same and `.`.
    Dotted,
    /// The same as `Url`, and `/`, `+`, `=`.
    Base64,
    /// Three parts of `Url`, joined by dots, of which the second starts like the first.
    WebToken,
}

/// A kind, the prefixes that give it away, what follows, and at least how much.
type Row = (&'static str, &'static [&'static str], Letters, usize);

const TOKENS: &[Row] = &[
    ("cloud key", &["AKIA", "ASIA", "AGPA", "AIDA", "AROA", "ABIA", "ACCA"], Letters::Capitals, 16),
    ("cloud key", &["AIza"], Letters::Url, 35),
    ("cloud key", &["GOCSPX-"], Letters::Url, 20),
    ("cloud key", &["ya29."], Letters::Url, 20),
    ("cloud key", &["dop_v1_", "doo_v1_", "dor_v1_"], Letters::Hex, 64),
    ("cloud key", &["dapi"], Letters::Hex, 32),
    ("cloud key", &["hvs.", "hvb.", "hvr."], Letters::Url, 24),
    ("cloud key", &["pscale_tkn_", "pscale_pw_", "pscale_oauth_"], Letters::Dotted, 30),
    ("cloud key", &["dp.pt.", "dp.st.", "dp.ct.", "dp.sa.", "dp.scim.", "dp.audit."], Letters::Dotted, 40),
    ("access token", &["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], Letters::Plain, 30),
    ("access token", &["github_pat_"], Letters::Url, 30),
    (
        "access token",
        &["glpat-", "glrt-", "gldt-", "glcbt-", "glptt-", "glft-", "glsoat-", "glagent-", "gloas-"],
        Letters::Url,
        20,
    ),
    ("access token", &["ATATT3"], Letters::Base64, 60),
    ("access token", &["ATBB"], Letters::Plain, 28),
    ("access token", &["xoxa-", "xoxb-", "xoxe-", "xoxo-", "xoxp-", "xoxr-", "xoxs-", "xapp-"], Letters::Url, 16),
    ("access token", &["hooks.slack.com/services/"], Letters::Base64, 20),
    ("access token", &["discord.com/api/webhooks/", "discordapp.com/api/webhooks/"], Letters::Base64, 40),
    ("access token", &["lin_api_"], Letters::Plain, 32),
    ("access token", &["ntn_"], Letters::Plain, 40),
    ("access token", &["figd_"], Letters::Url, 36),
    ("access token", &["glsa_", "glc_"], Letters::Base64, 32),
    ("access token", &["sntrys_", "sntryu_"], Letters::Base64, 30),
    ("access token", &["NRAK-"], Letters::Capitals, 27),
    ("access token", &["shpat_", "shpca_", "shppa_", "shpss_"], Letters::Hex, 32),
    ("access token", &["EAAA"], Letters::Url, 60),
    ("access token", &["sq0atp-", "sq0csp-", "sq0idp-"], Letters::Url, 22),
    ("payment key", &["sk_live_", "sk_test_", "rk_live_", "rk_test_"], Letters::Plain, 16),
    ("payment key", &["whsec_"], Letters::Base64, 20),
    ("mail key", &["SG."], Letters::Dotted, 40),
    ("mail key", &["xkeysib-"], Letters::Url, 64),
    ("model key", &["sk-ant-", "sk-proj-", "sk-svcacct-", "sk-admin-", "sk-or-", "sk-None-"], Letters::Url, 20),
    ("model key", &["sk-"], Letters::Plain, 32),
    ("model key", &["gsk_", "xai-", "pplx-"], Letters::Plain, 40),
    ("model key", &["hf_", "r8_"], Letters::Plain, 30),
    ("registry token", &["npm_"], Letters::Plain, 36),
    ("registry token", &["pypi-"], Letters::Url, 50),
    ("registry token", &["rubygems_"], Letters::Hex, 48),
    ("registry token", &["oy2"], Letters::Plain, 43),
    ("registry token", &["dckr_pat_"], Letters::Url, 20),
    ("private key", &["AGE-SECRET-KEY-1"], Letters::Capitals, 58),
    ("session token", &["eyJ"], Letters::WebToken, 20),
];

/// The letters that are looked at before a token is believed in; the end of one that is may be further away.
const LOOKAHEAD: usize = 2048;

/// All prefixes.
static PREFIXES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let prefixes: Vec<String> = TOKENS.iter().flat_map(|row| row.1).map(|prefix| regex::escape(prefix)).collect();
    Regex::new(&prefixes.join("|")).ok()
});

/// `Bearer` and `Basic` as they stand in headers.
static SCHEMES: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i:\b(?:bearer|basic)) +([A-Za-z0-9+/._~=-]{16,})").ok());

pub(super) fn find(text: &str, findings: &mut Vec<Finding>) {
    let Some(prefixes) = &*PREFIXES else { return };
    let mut at = 0;
    while let Some(prefix) = prefixes.find_at(text, at) {
        at = prefix.start() + 1;
        if !starts_word(text, prefix.start()) {
            continue;
        }
        if let Some(finding) = TOKENS.iter().find_map(|row| token(text, prefix.start(), row)) {
            at = finding.range.end;
            findings.push(finding);
        }
    }
    let Some(schemes) = &*SCHEMES else { return };
    for captures in schemes.captures_iter(text) {
        if let Some(value) = captures.get(1).filter(|value| has_digit_or_mixed_case(value.as_str())) {
            findings.push(Finding { kind: "token", range: value.range() });
        }
    }
}

fn token(text: &str, start: usize, (kind, prefixes, letters, least): &Row) -> Option<Finding> {
    let rest = &text[start..];
    let prefix = prefixes.iter().find(|prefix| rest.starts_with(**prefix))?;
    let body = &rest.as_bytes()[prefix.len()..];
    let seen = letters.run(&body[..body.len().min(LOOKAHEAD)]);
    let is_whole = *letters != Letters::WebToken || body[..seen].windows(4).any(|part| part == b".eyJ");
    if seen < *least || !is_whole {
        return None;
    }
    // What ends a sentence does not belong to the token.
    let length = letters.run(body);
    let length = body[..length].iter().rposition(|&byte| byte != b'.').map_or(0, |last| last + 1);
    Some(Finding { kind, range: start..start + prefix.len() + length })
}

impl Letters {
    /// How many bytes from the start of `bytes` a token may consist of.
    fn run(self, bytes: &[u8]) -> usize {
        bytes.iter().take_while(|&&byte| self.has(byte)).count()
    }

    fn has(self, byte: u8) -> bool {
        let is_url = byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        match self {
            Self::Plain => byte.is_ascii_alphanumeric(),
            Self::Capitals => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::Url => is_url,
            Self::Dotted | Self::WebToken => is_url || byte == b'.',
            Self::Base64 => is_url || matches!(byte, b'/' | b'+' | b'='),
        }
    }
}

/// Whether no word goes on at `at`.
fn starts_word(text: &str, at: usize) -> bool {
    !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric())
}

fn has_digit_or_mixed_case(value: &str) -> bool {
    let has = |test: fn(&u8) -> bool| value.as_bytes().iter().any(test);
    has(u8::is_ascii_digit) || (has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_used() {
        assert!(PREFIXES.is_some() && SCHEMES.is_some());
        assert!(TOKENS.iter().all(|row| row.3 >= 16 && row.1.iter().all(|prefix| prefix.len() >= 3)));
    }
}
