//! How a command ends when it does not succeed: one line, perhaps a hint, and an exit code.

use std::fmt;
use std::io;

/// Why a command did not succeed.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    hint: Option<String>,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Failed,
    Usage,
    /// Whoever read the output has seen enough.
    ReaderGone,
}

impl Failure {
    /// The command could not do what was asked.
    pub(crate) fn new(message: impl fmt::Display) -> Self {
        Self { message: message.to_string(), hint: None, kind: Kind::Failed }
    }

    /// What was asked makes no sense.
    pub(crate) fn usage(message: impl fmt::Display) -> Self {
        Self { kind: Kind::Usage, ..Self::new(message) }
    }

    /// With a sentence about what to do.
    pub(crate) fn hint(self, hint: impl fmt::Display) -> Self {
        Self { hint: Some(hint.to_string()), ..self }
    }

    /// The process's exit code.
    pub(crate) fn code(&self) -> u8 {
        match self.kind {
            Kind::Failed => 1,
            Kind::Usage => 2,
            Kind::ReaderGone => 0,
        }
    }

    /// False where nobody is there to be told.
    pub(crate) fn is_told(&self) -> bool {
        self.kind != Kind::ReaderGone
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.hint.as_ref().map_or(Ok(()), |hint| write!(f, "\n  hint: {hint}"))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        let kind = if error.kind() == io::ErrorKind::BrokenPipe { Kind::ReaderGone } else { Kind::Failed };
        Self { kind, ..Self::new(format!("the output could not be written: {error}")) }
    }
}

/// What a command gives back.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_went_away_is_no_failure() {
        let failure = Failure::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!((failure.code(), failure.is_told()), (0, false));
        assert_eq!(Failure::from(io::Error::from(io::ErrorKind::StorageFull)).code(), 1);
    }

    #[test]
    fn a_hint_stands_on_its_own_line() {
        let failure = Failure::usage("no such place").hint("write FILE:LINE:COL");
        assert_eq!(failure.code(), 2);
        assert_eq!(failure.to_string(), "no such place\n  hint: write FILE:LINE:COL");
    }
}
