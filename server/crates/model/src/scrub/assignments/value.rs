//! Which values are secrets and which only speak of them: types, labels, placeholders, other names.

use super::name::Subject;

/// Words that stand where a secret will be, or say what kind of thing it is.
const PLACEHOLDERS: &[&str] = &[
    "string",
    "str",
    "text",
    "none",
    "null",
    "nil",
    "undefined",
    "true",
    "false",
    "yes",
    "no",
    "required",
    "optional",
    "any",
    "bytes",
    "boolean",
    "bool",
    "int",
    "number",
    "object",
    "varchar",
    "example",
    "placeholder",
    "redacted",
    "masked",
    "hidden",
    "changeme",
    "change_me",
    "change-me",
    "todo",
    "fixme",
    "tbd",
    "empty",
    "invalid",
    "missing",
    "input",
    "self",
    "default",
    "disabled",
    "enabled",
    "bearer",
    "basic",
    "oauth",
    "oauth2",
    "jwt",
    "bcrypt",
    "argon2",
    "scrypt",
    "plain",
    "type",
    "value",
    "xxx",
];

/// Starts of what is computed or filled in later.
const COMPUTED: &[char] = &['$', '{', '<', '%', '*', '[', '(', '&', '!', '#', '@', '~', '|', '>'];

/// Words in names of secrets; a value made of nothing but words, one of them one of these, is a name.
const SPOKEN_OF: &[&str] = &[
    "password",
    "passwords",
    "passwd",
    "pwd",
    "pass",
    "secret",
    "secrets",
    "token",
    "tokens",
    "key",
    "keys",
    "credentials",
    "auth",
];

/// Whether `value` is written out, rather than computed, filled in later, or left open.
pub(crate) fn is_literal(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let first = value.chars().next();
    let is_computed =
        value.starts_with(COMPUTED) || ["${", "{{", "#{", "$(", "%(", "{}", "%s"].iter().any(|mark| value.contains(mark));
    let is_filler =
        value.chars().all(|c| Some(c) == first) || value.chars().all(|c| matches!(c, 'x' | 'X' | '.' | '-' | '*' | '_'));
    let is_spoken = lower.starts_with("your") || lower.starts_with('<') || lower.ends_with("_here") || lower.ends_with("-here");
    !value.is_empty() && !is_computed && !is_filler && !is_spoken && !PLACEHOLDERS.contains(&lower.as_str())
}

/// Whether what stands in quotes is a secret. In a call it may be about anything, so it has to look like one.
pub(super) fn is_quoted_secret(value: &str, subject: Subject, in_call: bool) -> bool {
    if in_call {
        return is_mixed_secret(value) && value.len() >= 8 && !value.contains('/');
    }
    is_plain_secret(value, subject) || (subject == Subject::Password && is_passphrase(value))
}

/// Several plain words that say nothing of secrets, as a phrase to remember does and a text for people does not.
fn is_passphrase(value: &str) -> bool {
    let words: Vec<&str> = value.split(' ').collect();
    let is_word = |word: &&str| word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let is_spoken_of =
        words.iter().any(|word| SPOKEN_OF.contains(word) || matches!(*word, "the" | "your" | "not" | "for" | "with"));
    (3..=8).contains(&words.len()) && words.iter().all(is_word) && !is_spoken_of
}

/// Whether a value at a place where only values stand is a secret.
pub(super) fn is_plain_secret(value: &str, subject: Subject) -> bool {
    if !is_literal(value) || value.chars().any(char::is_whitespace) {
        return false;
    }
    match subject {
        Subject::Password => value.len() >= 3 && !is_label(value) && !is_name_of_secret(value) && !is_code(value),
        Subject::Secret => {
            value.len() >= 6 && !is_label(value) && !is_name_of_secret(value) && !is_code(value) && !is_address(value)
        }
        Subject::Token | Subject::Key => {
            let unnumbered = value.trim_end_matches(|c: char| c.is_ascii_digit());
            is_mixed_secret(value) && value.len() >= 8 && !is_name_of_secret(unnumbered)
        }
    }
}

/// Whether it mixes letters and digits and is no code, as passwords and tokens do and few other values.
pub(super) fn is_mixed_secret(value: &str) -> bool {
    let has = |test: fn(char) -> bool| value.chars().any(test);
    let is_mixed = has(|c| c.is_ascii_digit()) && has(char::is_alphabetic);
    is_mixed && value.len() >= 6 && is_literal(value) && !has(char::is_whitespace) && !is_code(value) && !is_address(value)
}

/// A capital and small letters, or words of another script: what a form shows, or a type.
fn is_label(value: &str) -> bool {
    let is_foreign = !value.is_ascii() && !value.bytes().any(|byte| byte.is_ascii_digit());
    let mut characters = value.chars();
    is_foreign
        || characters.next().is_some_and(char::is_uppercase)
            && characters.all(char::is_alphabetic)
            && value.chars().any(char::is_lowercase)
}

/// Words joined by marks or capitals, one of which speaks of secrets: `form.password.label`, `newPassword`.
fn is_name_of_secret(value: &str) -> bool {
    let is_words = value.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '_' | '-' | '/' | ':'));
    let parts = value.split(['.', '/', ':']);
    is_words && parts.flat_map(super::name::words).any(|word| SPOKEN_OF.contains(&word.as_str()))
}

/// A name with a number, as variables have, or a number.
pub(super) fn is_numbered_name(value: &str) -> bool {
    let name = value.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_number = value.starts_with("0x") || value.starts_with("0b");
    is_number || value.len() - name.len() <= 2 && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
}

/// Calls, subscripts, paths of members.
fn is_code(value: &str) -> bool {
    let is_member = || {
        let mut parts = value.split('.');
        let is_word = |part: &str| part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && part.len() > 1;
        value.contains('.')
            && parts.all(|part| is_word(part) && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
    };
    let is_call = value.contains('(') || value.contains('[') || value.contains("::") || value.contains("->");
    is_call || (is_member() && !super::super::entropy::looks_drawn_by_lot(value))
}

fn is_address(value: &str) -> bool {
    value.contains("://") || value.starts_with('/') || value.starts_with("./") || value.starts_with("../")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_written_out_is_no_secret() {
        for value in
            ["${DB_PASSWORD}", "{{ password }}", "<password>", "****", "xxxx", "your-api-key", "changeme", "None", "%s", ""]
        {
            assert!(!is_literal(value), "{value}");
        }
        assert!(is_literal("hunter2"));
    }

    #[test]
    fn a_password_may_be_a_word_and_a_token_may_not() {
        assert!(is_plain_secret("swordfish", Subject::Password));
        assert!(!is_plain_secret("swordfish", Subject::Token));
        assert!(!is_plain_secret("Passwort", Subject::Password));
        assert!(!is_plain_secret("form.password.label", Subject::Password));
        assert!(is_mixed_secret("a1b2c3d4"));
        assert!(!is_mixed_secret("config.token_v2") && !is_mixed_secret("next(token1)"));
    }
}
