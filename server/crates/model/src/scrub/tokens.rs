//! Tokens that vendors give out in a form of their own. The table is the knowledge; the code only applies it.

use std::sync::LazyLock;

use regex::Regex;

use super::Finding;

/// What a token looks like from its first letters on. Each pattern starts with literal text, so that one search finds them all.
const PATTERNS: &[(&str, &str)] = &[
    ("cloud key", r"(?:AKIA|ASIA|AGPA|AIDA|AROA|ABIA|ACCA)[A-Z2-7]{16}"),
    ("cloud key", r"AIza[0-9A-Za-z_-]{35}"),
    ("cloud key", r"GOCSPX-[0-9A-Za-z_-]{20,64}"),
    ("cloud key", r"ya29\.[0-9A-Za-z_-]{20,2048}"),
    ("cloud key", r"do[opr]_v1_[a-f0-9]{64}"),
    ("cloud key", r"dapi[a-f0-9]{32}"),
    ("cloud key", r"hv[sbr]\.[A-Za-z0-9_-]{24,256}"),
    ("cloud key", r"pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.-]{30,128}"),
    ("cloud key", r"dp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9]{40,44}"),
    ("access token", r"gh[pousr]_[A-Za-z0-9]{30,255}"),
    ("access token", r"github_pat_[A-Za-z0-9_]{30,255}"),
    ("access token", r"gl(?:pat|rt|dt|cbt|ptt|ft|soat|agent|oas|imt)-[A-Za-z0-9_-]{20,255}"),
    ("access token", r"ATATT3[A-Za-z0-9_=-]{60,512}"),
    ("access token", r"ATBB[A-Za-z0-9]{28,40}"),
    ("access token", r"xox[abeoprs]-[A-Za-z0-9-]{10,512}"),
    ("access token", r"xapp-[0-9]-[A-Za-z0-9-]{10,512}"),
    ("access token", r"hooks\.slack\.com/services/[A-Za-z0-9/_]{20,128}"),
    ("access token", r"discord(?:app)?\.com/api/webhooks/[0-9]{10,24}/[A-Za-z0-9_-]{30,128}"),
    ("access token", r"lin_api_[A-Za-z0-9]{32,64}"),
    ("access token", r"ntn_[A-Za-z0-9]{40,64}"),
    ("access token", r"figd_[A-Za-z0-9_-]{36,64}"),
    ("access token", r"glsa_[A-Za-z0-9]{32}_[a-f0-9]{8}"),
    ("access token", r"glc_[A-Za-z0-9+/=]{32,400}"),
    ("access token", r"sntr[yu]s_[A-Za-z0-9+/=_]{30,400}"),
    ("access token", r"NRAK-[A-Z0-9]{27}"),
    ("access token", r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}"),
    ("access token", r"EAAA[A-Za-z0-9_-]{60,128}"),
    ("access token", r"sq0[a-z]{3}-[A-Za-z0-9_-]{22,64}"),
    ("payment key", r"[sr]k_(?:live|test)_[A-Za-z0-9]{16,255}"),
    ("payment key", r"whsec_[A-Za-z0-9+/=]{20,128}"),
    ("mail key", r"SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}"),
    ("mail key", r"xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}"),
    ("model key", r"sk-ant-[A-Za-z0-9_-]{20,255}"),
    ("model key", r"sk-(?:proj|svcacct|admin|or|None)-[A-Za-z0-9_-]{20,255}"),
    ("model key", r"sk-[A-Za-z0-9]{32,255}"),
    ("model key", r"gsk_[A-Za-z0-9]{40,64}"),
    ("model key", r"xai-[A-Za-z0-9]{40,128}"),
    ("model key", r"pplx-[A-Za-z0-9]{40,64}"),
    ("model key", r"hf_[A-Za-z0-9]{30,64}"),
    ("model key", r"r8_[A-Za-z0-9]{30,64}"),
    ("registry token", r"npm_[A-Za-z0-9]{36}"),
    ("registry token", r"pypi-[A-Za-z0-9_-]{50,400}"),
    ("registry token", r"rubygems_[a-f0-9]{48}"),
    ("registry token", r"oy2[a-z0-9]{43}"),
    ("registry token", r"dckr_pat_[A-Za-z0-9_-]{20,64}"),
    ("private key", r"AGE-SECRET-KEY-1[A-Z0-9]{58}"),
    ("session token", r"eyJ[A-Za-z0-9_-]{8,4096}\.eyJ[A-Za-z0-9_-]{8,16384}(?:\.[A-Za-z0-9_-]{1,2048})?"),
];

/// All patterns as one, each in a group of its own.
static TOKENS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let groups: Vec<String> = PATTERNS.iter().map(|(_, pattern)| format!("({pattern})")).collect();
    Regex::new(&groups.join("|")).inspect_err(|error| tracing::error!(%error, "the patterns of tokens are broken")).ok()
});

/// `Bearer` and `Basic` as they stand in headers.
static SCHEMES: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i:\b(?:bearer|basic)) +([A-Za-z0-9+/._~=-]{16,})").ok());

pub(super) fn find(text: &str, findings: &mut Vec<Finding>) {
    let Some(tokens) = &*TOKENS else { return };
    // Captures are dear, and needed for the kind alone.
    for found in tokens.find_iter(text) {
        if !starts_word(text, found.start()) {
            continue;
        }
        let captures = tokens.captures_at(text, found.start());
        let kind = captures.and_then(|captures| (1..captures.len()).find(|&at| captures.get(at).is_some()));
        let kind = kind.and_then(|at| PATTERNS.get(at - 1)).map_or("access token", |(kind, _)| kind);
        findings.push(Finding { kind, range: found.range() });
    }
    let Some(schemes) = &*SCHEMES else { return };
    for captures in schemes.captures_iter(text) {
        if let Some(value) = captures.get(1).filter(|value| has_digit_or_mixed_case(value.as_str())) {
            findings.push(Finding { kind: "token", range: value.range() });
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
    fn every_pattern_starts_with_letters_and_is_bounded() {
        assert!(TOKENS.is_some() && SCHEMES.is_some());
        for (kind, pattern) in PATTERNS {
            assert!(pattern.starts_with(|c: char| c.is_ascii_alphabetic() || c == '(' || c == '['), "{kind}: {pattern}");
            assert!(!pattern.contains('*') && !pattern.contains(",}"), "{kind}: {pattern}");
        }
    }
}
