//! Collects `queries/<folder>/*.scm` into one table, so that a new query file needs no line of code.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("queries");
    println!("cargo:rerun-if-changed=queries");
    let mut table = String::from("pub(crate) static QUERY_FILES: &[QueryFile] = &[\n");
    for folder in entries(&root)? {
        for file in entries(&folder)? {
            if file.extension().is_some_and(|extension| extension == "scm") {
                println!("cargo:rerun-if-changed={}", file.display());
                let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let (folder, name, path) = (name(&folder), name(&file), file.to_string_lossy());
                let line = format!("    QueryFile {{ folder: {folder:?}, name: {name:?}, text: include_str!({path:?}) }},\n");
                table.push_str(&line);
            }
        }
    }
    table.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("query_files.rs");
    fs::write(out, table)
}

/// The entries of `folder` by name, so that the table is the same on every machine.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<io::Result<_>>()?;
    paths.sort();
    Ok(paths)
}
