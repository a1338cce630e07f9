//! One handler, one file: each converts, calls, and converts back.
//!
//! What a notification changes is changed before its handler first waits, so that the order of notifications is kept.

pub(super) mod completion;
pub(super) mod context;
pub(super) mod did_change;
pub(super) mod did_change_configuration;
pub(super) mod did_change_watched_files;
pub(super) mod did_change_workspace_folders;
pub(super) mod did_close;
pub(super) mod did_open;
pub(super) mod did_rename_files;
pub(super) mod did_save;
pub(super) mod execute_command;
pub(super) mod explain;
pub(super) mod graph;
pub(super) mod initialize;
pub(super) mod initialized;
pub(super) mod inline_completion;
pub(super) mod next_edit;
mod next_edit_command;
pub(super) mod search;
pub(super) mod shutdown;
pub(super) mod status;
pub(super) mod verdicts;
pub(super) mod workspace_symbol;
