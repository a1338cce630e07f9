//! The tests in editors: the extension's own, VS Code in a browser, and Neovim without a screen. What they assert stands
//! in `tests/editors`; here is what they need.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::node::Node;
use super::{EXTENSION, manifest, neovim, package, zed};
use crate::{process, setup};

/// Set to 0, it leaves the tests in editors out.
const SWITCH: &str = "SAPWOOD_TEST_EDITORS";
const TESTS: &str = "tests/editors";

pub(crate) fn run(project: &Path) -> Result<()> {
    if std::env::var_os(SWITCH).is_some_and(|value| value == "0") {
        eprintln!("{SWITCH}=0: the tests in VS Code, Neovim and Zed are left out.");
        return Ok(());
    }
    if !(cfg!(target_os = "linux") && cfg!(target_arch = "x86_64")) {
        bail!("the tests in editors need Linux on x86-64; set {SWITCH}=0 to leave them out");
    }
    let server = build_server(project)?;
    manifest::check(project, &server)?;
    let node = Node::with_extension_tools(project)?;
    let extension = project.join(EXTENSION);
    process::start(node.command(&extension, "npm").args(["run", "--silent", "check"]))?;
    process::start(node.command(&extension, "npm").args(["run", "--silent", "test"]))?;
    zed::check(project)?;
    let neovim = neovim::install(project)?;
    let tools = install_editor(project, &node)?;
    let artifacts = project.join("target/e2e");
    let vsix = package::pack(project, &node, &server, &artifacts.join("package"))?;
    let mut tests = node.command(&project.join(TESTS), "node");
    tests.args(["--test", "--test-concurrency=1", "--test-reporter=spec", "*.test.mjs"]);
    tests.env("SAPWOOD_EDITOR_TOOLS", tools).env("SAPWOOD_VSIX", vsix).env("SAPWOOD_SERVER", server);
    process::start(tests.env("SAPWOOD_NEOVIM", neovim).env("SAPWOOD_PROJECT", project).env("SAPWOOD_ARTIFACTS", artifacts))
}

fn build_server(project: &Path) -> Result<PathBuf> {
    process::run(project, "cargo", &["build", "--quiet", "--package", "sapwood"])?;
    Ok(process::target_folder(project)?.join("debug").join(package::program_name()))
}

/// VS Code for the browser, the browser, and what drives it.
fn install_editor(project: &Path, node: &Node) -> Result<PathBuf> {
    for tool in [&setup::CHROMIUM, &setup::MAKE, &setup::CXX] {
        setup::require(project, tool)?;
    }
    let tools = project.join("target/editors");
    node.install(&project.join(TESTS), &tools, |node| {
        let editor = tools.join("node_modules/code-server/lib/vscode");
        let npm = |arguments: &[&str]| process::start(node.command(&editor, "npm").args(arguments));
        // Optional packages are other products' agents; what is compiled is the log and the watch over the editor's processes.
        npm(&["install", "--no-save", "--omit=dev", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund"])?;
        npm(&["rebuild", "@vscode/spdlog", "@vscode/native-watchdog"])?;
        process::start(node.command(&project.join(TESTS), "node").arg("restore_gate.mjs").arg(&editor))
    })?;
    Ok(tools)
}
