//! Editor extensions: building them, packing them with the server, and trying them in the editors they are for. What the
//! extensions do is theirs; this knows programs and folders.

mod manifest;
mod neovim;
mod node;
pub(crate) mod package;
pub(crate) mod test;
mod zed;

pub(crate) use manifest::write as write_settings;

/// The VS Code extension's folder.
const EXTENSION: &str = "editors/vscode";
