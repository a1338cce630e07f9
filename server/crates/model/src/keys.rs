//! Keys: from the environment, from a program, from the system's keyring. They are kept in memory only, and nothing here
//! writes one into a message, a log or another program's environment.

use std::collections::HashMap;
use std::process::Stdio;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use secrecy::SecretString;
use tokio::io::AsyncReadExt;
use tokio::process::Command;

use crate::settings::KeySource;
use crate::{FaultKind, ModelError};

/// How long a program may take to print a key; it may have to ask somebody for a password.
const PATIENCE: Duration = Duration::from_secs(10);
/// No key is longer.
const MAX_BYTES: u64 = 16 * 1024;

/// Keys that were fetched, by their source.
#[derive(Default)]
pub(crate) struct Keys {
    known: Mutex<HashMap<KeySource, SecretString>>,
}

impl Keys {
    /// The key from `source`, fetched once.
    pub(crate) async fn get(&self, source: &KeySource) -> Result<SecretString, ModelError> {
        if let Some(key) = self.known().get(source) {
            return Ok(key.clone());
        }
        let key = fetch(source, PATIENCE).await.map_err(|message| ModelError {
            kind: FaultKind::Key,
            message: format!("The key could not be had: {message}."),
            retry_after: None,
        })?;
        self.known().insert(source.clone(), key.clone());
        Ok(key)
    }

    /// Fetches the key anew the next time: it was refused.
    pub(crate) fn forget(&self, source: &KeySource) {
        self.known().remove(source);
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<KeySource, SecretString>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The key, or what went wrong in words that hold nothing of it.
async fn fetch(source: &KeySource, patience: Duration) -> Result<SecretString, String> {
    match source {
        KeySource::Environment(name) => match std::env::var(name) {
            Ok(key) if !key.trim().is_empty() => Ok(key.trim().to_owned().into()),
            _ => Err(format!("the environment variable {name} is not set")),
        },
        KeySource::Command(command) => printed(command, patience).await,
        KeySource::Keyring { service, account } => in_keyring(service, account, patience).await,
    }
}

/// The first line that a program prints. It has the user's own environment and nothing to read; what it complains of is not
/// kept, because programs like these quote what they were given.
async fn printed(command: &[String], patience: Duration) -> Result<SecretString, String> {
    let Some((program, arguments)) = command.split_first() else { return Err("no program is named".to_owned()) };
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| format!("`{program}` could not be started: {error}"))?;
    let output = child.stdout.take();
    let outcome = tokio::time::timeout(patience, async {
        let mut bytes = Vec::new();
        if let Some(output) = output {
            output.take(MAX_BYTES).read_to_end(&mut bytes).await?;
        }
        Ok::<_, std::io::Error>((child.wait().await?, bytes))
    });
    let (status, bytes) = match outcome.await {
        Ok(outcome) => outcome.map_err(|error| format!("`{program}` could not be read: {error}"))?,
        Err(_) => return Err(format!("`{program}` took longer than {} s", patience.as_secs_f32())),
    };
    if !status.success() {
        return Err(format!("`{program}` failed ({status})"));
    }
    let text = String::from_utf8(bytes).map_err(|_| format!("`{program}` printed what is no text"))?;
    match text.lines().next().map(str::trim) {
        Some(key) if !key.is_empty() => Ok(key.to_owned().into()),
        _ => Err(format!("`{program}` printed nothing")),
    }
}

#[cfg(not(any(target_os = "macos", windows)))]
async fn in_keyring(service: &str, account: &str, patience: Duration) -> Result<SecretString, String> {
    let command = ["secret-tool", "lookup", "service", service, "username", account].map(str::to_owned);
    printed(&command, patience).await.map_err(|error| {
        format!("the keyring has nothing for {service}/{account} ({error}; it is stored by `secret-tool store --label=Sapwood service {service} username {account}`)")
    })
}

#[cfg(any(target_os = "macos", windows))]
async fn in_keyring(service: &str, account: &str, patience: Duration) -> Result<SecretString, String> {
    let (own_service, own_account) = (service.to_owned(), account.to_owned());
    let read = tokio::task::spawn_blocking(move || {
        keyring::Entry::new(&own_service, &own_account).and_then(|entry| entry.get_password())
    });
    match tokio::time::timeout(patience, read).await {
        Ok(Ok(Ok(key))) => Ok(key.into()),
        // An error of the keyring names the entry and the reason, never the secret, but only its absence helps anybody.
        _ => Err(format!("the keyring has nothing for {service}/{account}, or did not give it")),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn shell(script: &str) -> KeySource {
        KeySource::Command(["sh", "-c", script].map(str::to_owned).into())
    }

    async fn refusal(source: &KeySource) -> String {
        fetch(source, Duration::from_millis(500)).await.expect_err("no key")
    }

    #[tokio::test]
    async fn a_program_prints_a_key() {
        let key = Keys::default().get(&shell("echo ' k-1 '; echo second line; echo complaint >&2")).await.expect("a key");
        assert_eq!(key.expose_secret(), "k-1");
        assert!(!format!("{key:?}").contains("k-1"));
    }

    #[tokio::test]
    async fn a_program_that_fails_is_named_and_not_quoted() {
        assert_eq!(refusal(&shell("echo k-1; echo k-1 >&2; exit 3")).await, "`sh` failed (exit status: 3)");
        assert_eq!(refusal(&shell("true")).await, "`sh` printed nothing");
        assert_eq!(refusal(&shell("sleep 20")).await, "`sh` took longer than 0.5 s");
        assert_eq!(refusal(&shell("printf '\\377\\n'")).await, "`sh` printed what is no text");
        assert!(refusal(&KeySource::Command(vec!["no-such-program-here".into()])).await.contains("could not be started"));
    }

    #[tokio::test]
    async fn a_variable_that_is_not_set_is_named() {
        let source = KeySource::Environment("SAPWOOD_TEST_NO_SUCH_KEY".to_owned());
        let error = Keys::default().get(&source).await.expect_err("no key");
        assert_eq!(error.kind, FaultKind::Key);
        assert!(error.message.contains("SAPWOOD_TEST_NO_SUCH_KEY is not set"), "{}", error.message);
    }

    #[tokio::test]
    async fn a_key_is_fetched_once_until_it_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let script = format!("echo x >> {0}/log; wc -l < {0}/log", folder.path().display());
        let (keys, source) = (Keys::default(), shell(&script));
        for expected in ["1", "1"] {
            assert_eq!(keys.get(&source).await.expect("a key").expose_secret(), expected);
        }
        keys.forget(&source);
        assert_eq!(keys.get(&source).await.expect("a key").expose_secret(), "2");
    }
}
