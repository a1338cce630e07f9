//! Files that usually hold secrets. No text of them is shown to a model, whatever it says.

use std::sync::LazyLock;

use regex::Regex;

/// Patterns for the name of a file, or for its path where they have a `/`.
const SECRET_FILES: &[&str] = &[
    ".env",
    ".env.*",
    "*.env",
    ".envrc",
    "*.pem",
    "*.key",
    "*.p12",
    "*.pfx",
    "*.p8",
    "*.jks",
    "*.keystore",
    "*.truststore",
    "*.kdb",
    "*.kdbx",
    "*.ppk",
    "*.asc",
    "*.gpg",
    "*.pgp",
    "*.age",
    "*.ovpn",
    "*.mobileprovision",
    "id_rsa*",
    "id_dsa*",
    "id_ecdsa*",
    "id_ed25519*",
    "*_rsa",
    "*_ed25519",
    ".netrc",
    "_netrc",
    ".npmrc",
    ".yarnrc.yml",
    ".pypirc",
    ".pgpass",
    ".my.cnf",
    ".htpasswd",
    ".git-credentials",
    ".dockercfg",
    ".vault-token",
    ".boto",
    ".s3cfg",
    ".terraformrc",
    "terraform.rc",
    "*.tfstate",
    "*.tfstate.*",
    "*.tfvars",
    "*.auto.tfvars.json",
    "credentials",
    "credentials.*",
    "*credentials.json",
    "secrets.*",
    "secret.*",
    "*.secret",
    "*.secrets",
    "*secrets.y*ml",
    "service-account*.json",
    "service_account*.json",
    "*serviceaccount*.json",
    "client_secret*.json",
    "master.key",
    "kubeconfig",
    "wp-config.php",
    "local.settings.json",
    ".ssh/**",
    ".aws/**",
    ".gnupg/**",
    ".docker/config.json",
    ".kube/config",
    ".cargo/credentials*",
    ".gem/credentials",
    ".config/gcloud/**",
    ".azure/**",
];

/// Names that look like secrets and are there to be read: how somebody else's file should look, or code about them.
const SHOWN: &[&str] = &[
    ".env.example",
    ".env.sample",
    ".env.template",
    ".env.dist",
    ".env.defaults",
    "*.example",
    "*.sample",
    "*.template",
    "*.md",
    "secrets.rs",
    "secrets.py",
    "secrets.go",
    "secrets.ts",
    "secrets.js",
    "secrets.tsx",
    "secrets.java",
    "secrets.kt",
    "secrets.rb",
    "secrets.c",
    "secrets.h",
    "secrets.cpp",
    "secrets.cs",
    "secrets.php",
    "secrets.swift",
    "secrets.scala",
    "secrets.lua",
    "secret.rs",
    "secret.py",
    "secret.go",
    "secret.ts",
    "secret.js",
    "secret.tsx",
    "secret.java",
    "secret.kt",
    "secret.rb",
    "secret.c",
    "secret.h",
    "secret.cpp",
    "secret.cs",
    "secret.php",
    "secret.swift",
    "secret.scala",
    "secret.lua",
    "credentials.rs",
    "credentials.py",
    "credentials.go",
    "credentials.ts",
    "credentials.js",
    "credentials.tsx",
    "credentials.java",
    "credentials.kt",
    "credentials.rb",
    "credentials.c",
    "credentials.h",
    "credentials.cpp",
    "credentials.cs",
    "credentials.php",
    "credentials.swift",
    "credentials.scala",
    "credentials.lua",
];

/// More patterns than this take too long to prepare.
const MAX_PATTERN_BYTES: usize = 64 * 1024;

/// The patterns that everybody has; compiled when the first path is looked at.
static USUAL: LazyLock<Option<Regex>> = LazyLock::new(|| matcher(SECRET_FILES).ok());
static EXCEPTIONS: LazyLock<Option<Regex>> = LazyLock::new(|| matcher(SHOWN).ok());

/// Which files are withheld.
#[derive(Default)]
pub(super) enum SecretPaths {
    /// Those that usually hold secrets.
    #[default]
    Usual,
    /// Those, and whatever matches this; no exception overrules it.
    And(Regex),
    /// All of them: the user's patterns could not be used.
    All,
}

impl SecretPaths {
    /// The usual files and those that match `globs`.
    pub(super) fn new(globs: &[String], problems: &mut Vec<String>) -> Self {
        let own: Vec<&str> = globs.iter().map(String::as_str).filter(|glob| !glob.trim().is_empty()).collect();
        if own.is_empty() {
            return Self::Usual;
        }
        let is_bounded = own.iter().map(|glob| glob.len()).sum::<usize>() <= MAX_PATTERN_BYTES;
        if let Some(own) = is_bounded.then(|| matcher(&own).ok()).flatten() {
            return Self::And(own);
        }
        problems.push("`models.privacy.secretFiles` cannot be used, so no file at all is shown to a model.".to_owned());
        Self::All
    }

    /// Whether the file at `path` is withheld.
    pub(super) fn matches(&self, path: &str) -> bool {
        let path = path.replace('\\', "/").to_ascii_lowercase();
        let hits = |patterns: &Option<Regex>| patterns.as_ref().is_none_or(|patterns| patterns.is_match(&path));
        let is_usual = || hits(&USUAL) && !hits(&EXCEPTIONS);
        match self {
            Self::Usual => is_usual(),
            Self::And(own) => own.is_match(&path) || is_usual(),
            Self::All => true,
        }
    }
}

/// Whether a file of this path usually holds secrets, so that its text is not for others.
pub fn is_secret_path(path: &str) -> bool {
    SecretPaths::Usual.matches(path)
}

/// One expression for all patterns, over paths in lower case.
fn matcher(patterns: &[&str]) -> Result<Regex, regex::Error> {
    let all: Vec<String> = patterns.iter().map(|pattern| expression(&pattern.trim().to_ascii_lowercase())).collect();
    Regex::new(&format!("^(?:{})$", all.join("|")))
}

/// A pattern as an expression: `*` and `?` stay within a folder, `**` does not; without a `/` it is about the file's name.
fn expression(glob: &str) -> String {
    let anchored = glob.strip_prefix('/');
    let glob = anchored.unwrap_or(glob);
    let mut out = String::from(if anchored.is_some() { "" } else { "(?:.*/)?" });
    let mut rest = glob;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("**/") {
            out.push_str("(?:.*/)?");
            rest = after;
        } else if let Some(after) = rest.strip_prefix("**") {
            out.push_str(".*");
            rest = after;
        } else {
            match c {
                '*' => out.push_str("[^/]*"),
                '?' => out.push_str("[^/]"),
                c => out.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    if glob.ends_with('/') {
        out.push_str(".*");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_files_are_known_by_their_names() {
        for path in [
            ".env",
            "app/.env.production",
            "certs/server.pem",
            "home/.ssh/id_rsa",
            "deploy_rsa",
            ".aws/credentials",
            "C:\\x\\.NPMRC",
            "infra/prod.tfstate",
            "infra/prod.tfstate.backup",
            "gcp/service-account-prod.json",
            "config/credentials.yml.enc",
            "vault.kdbx",
            "k8s/app-secrets.yaml",
            "ops/secrets.yml",
        ] {
            assert!(is_secret_path(path), "{path}");
        }
        for path in [
            "src/main.rs",
            ".env.example",
            "src/credentials.rs",
            "docs/secrets.md",
            "environment.ts",
            "keys.py",
            "tokens/mod.rs",
            "src/secret.go",
            "monkey.js",
            "package.json",
            "pem.rs",
        ] {
            assert!(!is_secret_path(path), "{path}");
        }
    }

    #[test]
    fn where_patterns_cannot_be_used_nothing_is_shown() {
        let mut problems = Vec::new();
        let paths = SecretPaths::new(&vec!["*?".repeat(500); 200], &mut problems);
        assert!(paths.matches("src/main.rs"));
        assert_eq!(problems.len(), 1);
    }

    #[test]
    fn the_usual_patterns_can_be_used() {
        assert!(USUAL.is_some() && EXCEPTIONS.is_some());
    }

    #[test]
    fn own_patterns_add_to_the_usual_ones() {
        let mut problems = Vec::new();
        let globs =
            ["internal/**".to_owned(), "*.bak".to_owned(), "/top?.txt".to_owned(), "docs/*.md".to_owned(), "we(ird".to_owned()];
        let paths = SecretPaths::new(&globs, &mut problems);
        assert_eq!(problems, [""; 0]);
        for path in ["internal/a/b.rs", "x/internal/b.rs", "x/y.BAK", "top1.txt", "docs/a.md", "we(ird", ".env"] {
            assert!(paths.matches(path), "{path}");
        }
        for path in ["x/top1.txt", "docs/deep/a.md", "internals.rs"] {
            assert!(!paths.matches(path), "{path}");
        }
    }
}
