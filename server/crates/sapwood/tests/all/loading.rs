//! Reading folders: what is taken, what is passed over and why, and what a second pass does.

use std::fs;
use std::path::Path;

use rustc_hash::FxHashSet;
use sapwood::config::{Cache, Settings};
use sapwood::loader::{Folder, Pass, Report, Scope, SkipReason, check_root};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

struct Project {
    files: TempDir,
    cache: TempDir,
    settings: Settings,
}

impl Project {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let (folder, cache) = (TempDir::new().expect("a folder"), TempDir::new().expect("a folder"));
        let settings = Settings { cache: Cache::Folder(cache.path().to_owned()), threads: 2, ..Settings::default() };
        let project = Self { files: folder, cache, settings };
        for (path, bytes) in files {
            project.write(path, bytes);
        }
        project
    }

    fn path(&self, path: &str) -> std::path::PathBuf {
        self.files.path().join(path)
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, bytes).expect("written");
    }

    fn open(&self) -> Folder {
        let root = check_root(self.files.path(), &self.settings).expect("a usable root");
        let opened = Folder::open(&root, &self.settings);
        assert_eq!(opened.problems, Vec::<String>::new());
        opened.folder
    }

    fn pass(&self, folder: &Folder, scope: Scope) -> Report {
        folder.reconcile(&Pass {
            settings: &self.settings,
            scope,
            open: &FxHashSet::default(),
            cancel: &CancellationToken::new(),
            progress: &|_| {},
        })
    }
}

fn paths(folder: &Folder) -> Vec<String> {
    let snapshot = folder.index().snapshot();
    let mut paths: Vec<String> = snapshot.files().map(|file| snapshot.file(file).path.to_owned()).collect();
    paths.sort();
    paths
}

fn skipped(report: &Report, reason: SkipReason) -> Vec<&str> {
    report.skipped.get(reason).map(|skipped| skipped.examples.iter().map(String::as_str).collect()).unwrap_or_default()
}

#[test]
fn what_people_wrote_is_taken_and_the_rest_has_a_reason() {
    let project = Project::new(&[
        ("src/a.rs", b"fn a() {}\n"),
        ("src/latin.c", b"/* caf\xe9 */ int x;\n"),
        ("README.md", b"# A\n"),
        (".github/workflows/ci.yml", b"on: push\n"),
        (".git/config", b"[core]\n"),
        (".env", b"TOKEN=1\n"),
        ("logo.png", b"\x89PNG\0\0\0"),
        ("big.txt", &vec![b'x'; (2 << 20) + 1]),
        ("app.min.js", b"a()"),
        ("node_modules/m/index.js", b"x()"),
        ("ignored/by.rs", b"fn b() {}"),
        ("kept.log", b"x"),
        ("own.rs", b"fn own() {}"),
        (".gitignore", b"ignored/\n*.log\n!kept.log\n"),
        (".sapwoodignore", b"own.rs\n"),
        ("empty.py", b""),
    ]);
    let folder = project.open();
    let report = project.pass(&folder, Scope::All);
    assert_eq!(
        paths(&folder),
        [".github/workflows/ci.yml", "README.md", "empty.py", "kept.log", "src/a.rs", "src/latin.c"],
        "{report:?}"
    );
    assert_eq!(skipped(&report, SkipReason::Binary), ["logo.png"]);
    assert_eq!(skipped(&report, SkipReason::Oversized), ["big.txt"]);
    assert_eq!(skipped(&report, SkipReason::Minified), ["app.min.js"]);
    assert_eq!(skipped(&report, SkipReason::Dependencies), ["node_modules"]);
    assert_eq!(report.lossy.examples, ["src/latin.c"]);
    assert_eq!((report.added, report.changed, report.removed), (6, 0, 0));
}

#[test]
fn a_second_pass_reads_only_what_changed() {
    let project = Project::new(&[("a.rs", b"fn a() {}\n"), ("b.rs", b"fn b() {}\n"), ("c.rs", b"fn c() {}\n")]);
    let folder = project.open();
    project.pass(&folder, Scope::All);
    folder.persist();
    drop(folder);
    let folder = project.open();
    let report = project.pass(&folder, Scope::All);
    assert!(report.is_unchanged(), "{report:?}");
    project.write("b.rs", b"fn bb() {}\n");
    project.write("d.rs", b"fn d() {}\n");
    fs::remove_file(project.path("c.rs")).expect("removed");
    let report = project.pass(&folder, Scope::All);
    assert_eq!((report.added, report.changed, report.removed, report.read), (1, 1, 1, 2), "{report:?}");
    assert_eq!(paths(&folder), ["a.rs", "b.rs", "d.rs"]);
    assert!(project.pass(&folder, Scope::All).is_unchanged());
}

#[test]
fn a_change_that_keeps_size_and_time_is_seen() {
    let project = Project::new(&[("a.rs", b"fn a() {}\n")]);
    let folder = project.open();
    project.pass(&folder, Scope::All);
    let time = fs::metadata(project.path("a.rs")).and_then(|metadata| metadata.modified()).expect("a time");
    project.write("a.rs", b"fn b() {}\n");
    let file = fs::File::options().write(true).open(project.path("a.rs")).expect("opened");
    file.set_modified(time).expect("set back");
    assert_eq!(project.pass(&folder, Scope::All).changed, 1);
}

#[test]
fn events_reach_their_own_places_only() {
    let project = Project::new(&[("a/x.rs", b"fn x() {}\n"), ("b/y.rs", b"fn y() {}\n"), (".gitignore", b"out/\n")]);
    let folder = project.open();
    project.pass(&folder, Scope::All);
    project.write("a/new/deep/z.rs", b"fn z() {}\n");
    project.write("b/unseen.rs", b"fn u() {}\n");
    project.write("out/made.rs", b"fn m() {}\n");
    fs::rename(project.path("a/x.rs"), project.path("a/w.rs")).expect("renamed");
    let scope = Scope::around(["a/new", "a/x.rs", "a/w.rs", "out/made.rs"].map(Into::into));
    let report = project.pass(&folder, scope);
    assert_eq!(paths(&folder), ["a/new/deep/z.rs", "a/w.rs", "b/y.rs"], "{report:?}");
    fs::remove_dir_all(project.path("a")).expect("removed");
    project.pass(&folder, Scope::around(["a".into()]));
    assert_eq!(paths(&folder), ["b/y.rs"]);
    project.pass(&folder, Scope::All);
    assert_eq!(paths(&folder), ["b/unseen.rs", "b/y.rs"]);
}

#[test]
#[cfg(unix)]
fn links_pipes_and_odd_names_do_no_harm() {
    use std::os::unix::ffi::OsStrExt;
    let project = Project::new(&[("src/a.rs", b"fn a() {}\n")]);
    std::os::unix::fs::symlink(project.files.path(), project.path("src/loop")).expect("linked");
    std::os::unix::fs::symlink("nowhere", project.path("src/dangling.rs")).expect("linked");
    let socket = std::os::unix::net::UnixListener::bind(project.path("s.sock")).expect("bound");
    fs::write(project.path("x").with_file_name(std::ffi::OsStr::from_bytes(b"bad\xff.rs")), "fn x() {}").expect("written");
    let folder = project.open();
    let report = project.pass(&folder, Scope::All);
    drop(socket);
    assert_eq!(paths(&folder), ["src/a.rs"]);
    assert_eq!(skipped(&report, SkipReason::Symlink), ["src/dangling.rs", "src/loop"]);
    assert_eq!(skipped(&report, SkipReason::Special), ["s.sock"]);
    assert_eq!(report.skipped.get(SkipReason::PathNotUnicode).map(|skipped| skipped.count), Some(1));
}

#[test]
#[cfg(unix)]
fn what_the_system_forbids_is_counted() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::new(&[("a.rs", b"fn a() {}\n"), ("secret.rs", b"fn s() {}\n"), ("closed/b.rs", b"fn b() {}\n")]);
    fs::set_permissions(project.path("secret.rs"), fs::Permissions::from_mode(0o000)).expect("set");
    fs::set_permissions(project.path("closed"), fs::Permissions::from_mode(0o000)).expect("set");
    let binds = fs::read(project.path("secret.rs")).is_err();
    let folder = project.open();
    let report = project.pass(&folder, Scope::All);
    fs::set_permissions(project.path("closed"), fs::Permissions::from_mode(0o755)).expect("set");
    if binds {
        assert_eq!(paths(&folder), ["a.rs"]);
        assert_eq!(skipped(&report, SkipReason::Unreadable), ["closed", "secret.rs"]);
    } else {
        assert_eq!(paths(&folder), ["a.rs", "closed/b.rs", "secret.rs"], "nothing is forbidden to this user");
    }
}

#[test]
fn deep_nesting_and_long_lines_are_read() {
    let brackets = "[".repeat(100_000);
    let nested = format!("x = {brackets}{}\n", "]".repeat(100_000));
    let project = Project::new(&[
        ("deep.py", nested.as_bytes()),
        ("open.js", brackets.as_bytes()),
        ("deep.json", brackets.as_bytes()),
        ("deep.rs", format!("fn a() {{ {} }}", "(".repeat(100_000)).as_bytes()),
        ("ok.py", b"def ok(): pass\n"),
    ]);
    let folder = project.open();
    let report = project.pass(&folder, Scope::All);
    assert!(paths(&folder).contains(&"ok.py".to_owned()) && paths(&folder).contains(&"deep.py".to_owned()), "{report:?}");
    assert_eq!(report.skipped.get(SkipReason::Failed), None);
}

#[test]
fn files_that_vanish_or_grow_meanwhile_leave_a_working_index() {
    let project = Project::new(&[]);
    for at in 0..400 {
        project.write(&format!("f{at}.rs"), format!("fn f{at}() {{}}\n").as_bytes());
    }
    let folder = project.open();
    let stop = CancellationToken::new();
    let report = std::thread::scope(|scope| {
        scope.spawn(|| {
            for at in (0..400).cycle().take_while(|_| !stop.is_cancelled()) {
                let path = project.path(&format!("f{at}.rs"));
                if at % 2 == 0 {
                    let _ = fs::remove_file(path);
                } else {
                    fs::write(path, format!("fn f{at}() {{ {} }}\n", "g();".repeat(at))).expect("written");
                }
            }
        });
        let report = project.pass(&folder, Scope::All);
        stop.cancel();
        report
    });
    assert!(report.problems.is_empty(), "{report:?}");
    project.pass(&folder, Scope::All);
    let expected: Vec<String> =
        (0..400).filter(|at| project.path(&format!("f{at}.rs")).exists()).map(|at| format!("f{at}.rs")).collect();
    let mut expected = expected;
    expected.sort();
    assert_eq!(paths(&folder), expected, "the second pass agrees with the disk");
}

#[test]
fn a_damaged_store_is_told_and_read_again() {
    let project = Project::new(&[("a.rs", b"fn a() {}\n")]);
    let folder = project.open();
    project.pass(&folder, Scope::All);
    folder.persist();
    let store = folder.store().expect("kept on disk").to_owned();
    drop(folder);
    for entry in fs::read_dir(&store).expect("listed").flatten() {
        if entry.path().extension().is_some_and(|extension| extension == "segment") {
            let mut bytes = fs::read(entry.path()).expect("read");
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0xff;
            fs::write(entry.path(), bytes).expect("written");
        }
    }
    let root = check_root(project.files.path(), &project.settings).expect("a usable root");
    let opened = Folder::open(&root, &project.settings);
    assert_eq!(opened.problems.len(), 1, "{:?}", opened.problems);
    assert_eq!(project.pass(&opened.folder, Scope::All).added, 1);
    assert_eq!(paths(&opened.folder), ["a.rs"]);
}

#[test]
fn an_unusable_cache_folder_leaves_the_index_in_memory() {
    let mut project = Project::new(&[("a.rs", b"fn a() {}\n")]);
    let file = project.cache.path().join("file");
    fs::write(&file, "no folder").expect("written");
    project.settings.cache = Cache::Folder(file);
    let root = check_root(project.files.path(), &project.settings).expect("a usable root");
    let opened = Folder::open(&root, &project.settings);
    assert_eq!(opened.problems.len(), 1, "{:?}", opened.problems);
    project.pass(&opened.folder, Scope::All);
    opened.folder.persist();
    assert_eq!(paths(&opened.folder), ["a.rs"]);
}

#[test]
fn a_cache_within_the_folder_is_not_read() {
    let mut project = Project::new(&[("a.rs", b"fn a() {}\n")]);
    project.settings.cache = Cache::Folder(project.path("build/indexes"));
    let folder = project.open();
    project.pass(&folder, Scope::All);
    folder.persist();
    assert!(project.pass(&folder, Scope::All).is_unchanged());
    assert_eq!(paths(&folder), ["a.rs"]);
}

#[test]
fn home_is_not_a_workspace() {
    let home = sapwood::config::home_folder().expect("the environment tells the home folder");
    let error = check_root(Path::new(&home), &Settings::default()).expect_err("refused");
    assert!(error.to_string().contains("allowHome"), "{error}");
}

#[test]
fn a_cancelled_pass_is_partial_and_the_next_completes_it() {
    let project = Project::new(&[("a.rs", b"fn a() {}\n"), ("b.rs", b"fn b() {}\n")]);
    let folder = project.open();
    let cancel = CancellationToken::new();
    let open = FxHashSet::default();
    let progress = |_| cancel.cancel();
    let report = folder.reconcile(&Pass {
        settings: &project.settings,
        scope: Scope::All,
        open: &open,
        cancel: &cancel,
        progress: &progress,
    });
    assert!(report.cancelled && report.read < 2, "{report:?}");
    project.pass(&folder, Scope::All);
    assert_eq!(paths(&folder), ["a.rs", "b.rs"]);
}

#[test]
fn files_that_change_together_are_learned_from_history() {
    let bench = crate::client::Workbench::new(&[("sub/z.rs", "fn z() {}\n")]);
    let commit = |names: &[&str], at: usize| {
        for name in names {
            bench.write(name, &format!("fn version_{at}() {{}}\n"));
        }
        bench.git(&["add", "."]);
        bench.git(&["commit", "-qm", "change"]);
    };
    bench.git(&["init", "-q"]);
    for at in 0..4 {
        commit(&["sub/a.rs", "sub/b.rs"], at);
        commit(&["sub/c.rs"], at);
    }
    let many: Vec<String> = (0..60).map(|at| format!("sub/m{at}.rs")).collect();
    (0..3).for_each(|at| commit(&many.iter().map(String::as_str).collect::<Vec<_>>(), at));
    // A part of the repository is a workspace as well; its paths are its own.
    let settings = Settings { cache: Cache::Folder(bench.cache().to_owned()), ..Settings::default() };
    let root = check_root(&bench.path("sub"), &settings).expect("a usable root");
    let folder = Folder::open(&root, &settings).folder;
    let pass = Pass {
        settings: &settings,
        scope: Scope::All,
        open: &FxHashSet::default(),
        cancel: &CancellationToken::new(),
        progress: &|_| {},
    };
    folder.reconcile(&pass);
    let partners = |name: &str| {
        let snapshot = folder.index().snapshot();
        let file = snapshot.file_by_path(name).expect("indexed");
        let partners = snapshot.cochanged(file).into_iter().map(|(file, _)| snapshot.file(file).path.to_owned());
        partners.collect::<Vec<_>>()
    };
    let cancel = CancellationToken::new();
    assert!(folder.mine_history(100, &cancel).expect("mined"));
    assert_eq!(partners("a.rs"), ["b.rs"]);
    assert_eq!((partners("c.rs"), partners("m1.rs")), (vec![], vec![]), "alone, or among too many");
    assert!(!folder.mine_history(100, &cancel).expect("mined"), "nothing new");
    (4..8).for_each(|at| commit(&["sub/c.rs", "sub/z.rs"], at));
    assert!(folder.mine_history(100, &cancel).expect("mined"));
    assert_eq!(partners("c.rs"), ["z.rs"]);
}
