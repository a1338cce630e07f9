//! `sapwood index`: brings the index of a folder up to date and tells what that took.

use std::time::Instant;

use serde_json::json;

use super::args::{Common, IndexArguments};
use super::failure::{Failure, Outcome};
use super::session::{Session, checked_root};
use super::terminal::{Terminal, bytes, counted, grouped, milliseconds, time};
use super::{overview, settings};

pub(crate) fn run(arguments: &IndexArguments, common: &Common, terminal: &mut Terminal) -> Outcome {
    let started = Instant::now();
    let root = arguments.dir.as_deref().or(common.root.as_deref());
    if arguments.fresh {
        forget(root)?;
    }
    let mut session = Session::open(root)?;
    session.read_history();
    let elapsed = started.elapsed();
    let stats = session.snapshot.stats();
    let disk = overview::disk_bytes(&session);
    if common.json {
        return terminal.json(&json!({
            "root": session.folder.root(),
            "files": stats.files, "lines": stats.lines, "symbols": stats.symbols, "references": stats.references,
            "chunks": stats.chunks, "generation": session.snapshot.generation(),
            "added": session.report.added, "changed": session.report.changed, "removed": session.report.removed,
            "skipped": session.report.skipped, "disk_bytes": disk, "problems": overview::problems(&session),
            "elapsed_ms": milliseconds(elapsed),
        }));
    }
    let paint = terminal.paint;
    terminal.line(format!(
        "{}  {}, {} lines, {} in {}",
        paint.path(session.folder.root().display()),
        counted(stats.files as u64, "file", "files"),
        paint.figure(grouped(stats.lines)),
        counted(stats.symbols as u64, "symbol", "symbols"),
        paint.figure(time(elapsed)),
    ))?;
    let change = match (session.report.added, session.report.changed, session.report.removed) {
        (0, 0, 0) => "nothing had changed".to_owned(),
        (added, changed, removed) => {
            format!("{} added, {} changed, {} removed", grouped(added), grouped(changed), grouped(removed))
        }
    };
    terminal.line(paint.faint(format!("{change}; {} on disk; {}", bytes(disk), overview::left_out(&session))))?;
    overview::print_problems(&session, terminal)
}

/// Removes the stored index, unless another process is writing it.
fn forget(root: Option<&std::path::Path>) -> Outcome {
    let settings = settings();
    let root = checked_root(root, &settings)?;
    let Some(folder) = settings.cache_folder(&root).filter(|folder| folder.is_dir()) else { return Ok(()) };
    let store = sapwood_index::Store::open(&folder);
    if !store.is_writer() {
        let hint = "stop the editor that uses this folder, or leave out --fresh: the index follows the disk by itself";
        return Err(Failure::new("another process is using the index").hint(hint));
    }
    std::fs::remove_dir_all(&folder).map_err(|error| Failure::new(format!("{} cannot be removed: {error}", folder.display())))
}
