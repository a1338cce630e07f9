//! Which names stand for secrets: those of which the last word does, such as `dbPassword` but not `passwordField`.

/// What a name promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// Chosen by somebody, so it may be an ordinary word.
    Password,
    /// Chosen or made.
    Secret,
    /// Made by a program.
    Token,
    /// Made by a program.
    Key,
}

/// Words after the one that counts.
const TAILS: &[&str] = &[
    "value",
    "prod",
    "production",
    "dev",
    "staging",
    "stage",
    "test",
    "testing",
    "live",
    "default",
    "old",
    "new",
    "current",
    "b64",
    "base64",
    "plain",
    "plaintext",
    "raw",
    "str",
    "string",
    "local",
    "backup",
    "primary",
    "secondary",
    "main",
    "master",
    "root",
];

/// What makes a key one to be kept.
const KEY_QUALIFIERS: &[&str] = &[
    "api",
    "access",
    "secret",
    "private",
    "auth",
    "encryption",
    "encrypt",
    "signing",
    "sign",
    "account",
    "client",
    "master",
    "service",
    "deploy",
    "license",
    "storage",
    "shared",
    "subscription",
    "app",
    "consumer",
    "hmac",
    "crypt",
    "crypto",
    "ssh",
    "jwt",
    "admin",
    "write",
    "maps",
    "integration",
    "webhook",
    "openai",
    "anthropic",
    "mistral",
    "stripe",
    "aws",
    "azure",
    "gcp",
];

const ENDINGS: &[(&str, Subject)] = &[
    ("password", Subject::Password),
    ("passwd", Subject::Password),
    ("passphrase", Subject::Password),
    ("passwort", Subject::Password),
    ("passcode", Subject::Password),
    ("pwd", Subject::Password),
    ("secret", Subject::Secret),
    ("token", Subject::Token),
    ("credential", Subject::Token),
    ("credentials", Subject::Token),
    ("authorization", Subject::Token),
    ("apikey", Subject::Key),
    ("accesskey", Subject::Key),
    ("secretkey", Subject::Key),
    ("accountkey", Subject::Key),
    ("privatekey", Subject::Key),
];

impl Subject {
    /// What `name` stands for, if for a secret.
    pub(super) fn of(name: &str) -> Option<Self> {
        let mut words = words(name);
        while words.last().is_some_and(|word| TAILS.contains(&word.as_str()) || word.bytes().all(|byte| byte.is_ascii_digit())) {
            words.pop();
        }
        let (last, before) = words.split_last()?;
        let last = last.trim_end_matches(|c: char| c.is_ascii_digit());
        if let Some((_, subject)) = ENDINGS.iter().find(|(ending, _)| last.ends_with(ending)) {
            return Some(*subject);
        }
        match last {
            "pass" | "pw" if !before.is_empty() => Some(Self::Password),
            "key" if before.last().is_some_and(|word| KEY_QUALIFIERS.contains(&word.as_str())) => Some(Self::Key),
            _ => None,
        }
    }

    /// What is written in its place.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Secret => "secret",
            Self::Token => "token",
            Self::Key => "key",
        }
    }
}

/// The words of a name in lower case, whether it is camelCase, `snake_case` or kebab-case.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = '_';
    let mut characters = name.chars().peekable();
    while let Some(c) = characters.next() {
        if c == '_' || c == '-' {
            last = c;
            continue;
        }
        // `APIKey` is `api key`: the last capital of several belongs to the word that follows.
        let next_is_lower = characters.peek().is_some_and(char::is_ascii_lowercase);
        let starts = matches!(last, '_' | '-') || (c.is_ascii_uppercase() && (!last.is_ascii_uppercase() || next_is_lower));
        match words.last_mut().filter(|_| !starts) {
            Some(word) => word.push(c.to_ascii_lowercase()),
            None => words.push(c.to_ascii_lowercase().to_string()),
        }
        last = c;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_counts() {
        for (name, subject) in [
            ("dbPassword", Subject::Password),
            ("DB_PASSWORD_PROD", Subject::Password),
            ("smtp_pass", Subject::Password),
            ("clientSecret", Subject::Secret),
            ("GITHUB_TOKEN", Subject::Token),
            ("APIKey", Subject::Key),
            ("x-api-key", Subject::Key),
            ("AccountKey", Subject::Key),
            ("password2", Subject::Password),
        ] {
            assert_eq!(Subject::of(name), Some(subject), "{name}");
        }
        for name in ["passwordField", "token_count", "max_tokens", "primary_key", "keyboard", "pass", "tokenizer", "SECRET_PATH"]
        {
            assert_eq!(Subject::of(name), None, "{name}");
        }
    }
}
