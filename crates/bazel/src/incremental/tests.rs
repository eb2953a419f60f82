use std::fs::File;
use std::path::PathBuf;

use super::*;
use crate::prepare;
use crate::verb::Verb;

/// A workspace whose rc file knows the setting, and the folder in which it lies.
pub fn workspace() -> (tempfile::TempDir, Workspace) {
    let dir = tempfile::tempdir().unwrap();
    let rc = "build --flag_alias=rust_incremental=@rules//rules/cargo:incremental\nbuild:remote --remote_executor=x\nbuild:own --rust_incremental=own\n";
    std::fs::write(dir.path().join(".bazelrc"), rc).unwrap();
    let root = dir.path().canonicalize().unwrap();
    std::os::unix::fs::symlink(
        root.join("base/execroot/_main/bazel-out"),
        root.join("bazel-out"),
    )
    .unwrap();
    std::fs::create_dir_all(exec_root(&root).join("bazel-out")).unwrap();
    let workspace = Workspace::without_bazel(&root);
    (dir, workspace)
}

pub fn exec_root(root: &Path) -> PathBuf {
    root.join("base/execroot/_main")
}

fn development(workspace: &Workspace, user_flags: &[&str]) -> Invocation {
    let invocation = Invocation {
        explained: true,
        user_flags: user_flags.iter().map(|flag| (*flag).to_owned()).collect(),
        ..Invocation::new(Verb::Build, Mode::Development)
    };
    let fitted = prepare::for_workspace(workspace, &invocation).unwrap();
    Invocation {
        compilation: with_state(workspace, &fitted),
        ..fitted
    }
}

/// Ends a session as a build without compilations does.
fn end(session: Session, is_orderly: bool) {
    let root = session.workspace.root.clone();
    let recordings = Recordings::below(&root);
    std::fs::write(&recordings.executions, "").unwrap();
    session.end(&Ending {
        exit_code: 0,
        is_orderly,
        exec_root: Some(&exec_root(&root)),
        recordings: &recordings,
    });
}

#[test]
fn only_one_build_at_a_time_uses_the_state() {
    let (_dir, workspace) = workspace();
    let invocation = development(&workspace, &[]);
    let (first, session) = begin(&workspace, &invocation);
    assert!(first.compilation.reused);
    let (second, other) = begin(&workspace, &invocation);
    assert!(!second.compilation.reused && other.is_none());
    assert_eq!(second.compilation.key, first.compilation.key);
    end(session.unwrap(), true);
    let (third, session) = begin(&workspace, &invocation);
    assert!(third.compilation.reused && third.compilation.key == first.compilation.key);
    end(session.unwrap(), true);
}

#[test]
fn what_a_broken_build_made_is_not_used() {
    let (_dir, workspace) = workspace();
    let invocation = development(&workspace, &[]);
    let (first, session) = begin(&workspace, &invocation);
    drop(session);
    let (after_kill, session) = begin(&workspace, &invocation);
    assert_ne!(first.compilation.key, after_kill.compilation.key);
    end(session.unwrap(), false);
    let (after_crash, session) = begin(&workspace, &invocation);
    assert_ne!(after_kill.compilation.key, after_crash.compilation.key);
    // Also where the next build may not use the state itself.
    drop(session);
    let sandboxed = development(&workspace, &["--spawn_strategy=sandboxed"]);
    let (fitted, session) = begin(&workspace, &sandboxed);
    assert!(session.is_none());
    assert_ne!(fitted.compilation.key, after_crash.compilation.key);
}

#[test]
fn who_says_where_actions_run_is_heard() {
    let (_dir, workspace) = workspace();
    let reuses = |flags: &[&str]| {
        let (fitted, session) = begin(&workspace, &development(&workspace, flags));
        session.into_iter().for_each(|session| end(session, true));
        fitted.compilation.reused
    };
    assert!(reuses(&[]));
    assert!(reuses(&["--strategy=Clippy=local", "--config=other"]));
    assert!(!reuses(&["--strategy=Rustc=sandboxed"]));
    assert!(!reuses(&["--remote_executor=grpc://x"]));
    assert!(!reuses(&["--config=remote"]), "from an rc file");
}

#[test]
fn the_setting_is_given_while_a_person_develops_and_at_no_other_time() {
    let (_dir, workspace) = workspace();
    let of = |mode, incremental, flags: &[&str]| {
        let invocation = Invocation {
            incremental,
            user_flags: flags.iter().map(|flag| (*flag).to_owned()).collect(),
            ..Invocation::new(Verb::Build, mode)
        };
        let fitted = prepare::for_workspace(&workspace, &invocation).unwrap();
        fitted.compilation.key.is_some()
    };
    let is_person = !env_vars::is_ci();
    assert_eq!(of(Mode::Development, true, &[]), is_person);
    assert_eq!(of(Mode::Test, true, &[]), is_person);
    assert!(!of(Mode::Production, true, &[]));
    assert!(!of(Mode::Development, false, &[]));
    assert!(!of(Mode::Development, true, &["--rust_incremental=own"]));
    assert!(
        !of(Mode::Development, true, &["--config=own"]),
        "from an rc file"
    );
    std::fs::write(workspace.root.join(".bazelrc"), "build --jobs=1\n").unwrap();
    assert!(!of(Mode::Development, true, &[]), "without the rules");
}

/// Writes a crate's state as rustc lays it out.
fn write_state(folder: &Path, crate_folder: &str, object: &str) -> PathBuf {
    let session = folder.join(crate_folder).join("s-abc-def-ghi");
    std::fs::create_dir_all(&session).unwrap();
    std::fs::write(session.with_file_name("s-abc-def.lock"), "").unwrap();
    std::fs::write(session.join("dep-graph.bin"), "graph").unwrap();
    let file = session.join("one.o");
    std::fs::write(&file, object).unwrap();
    file
}

/// What happens to a file of a state.
type Damage = (&'static str, fn(&Path));

const DAMAGES: [Damage; 6] = [
    ("a byte with its old time", |file| {
        let times = file.metadata().unwrap();
        std::fs::write(file, "0bject").unwrap();
        let file = File::options().write(true).open(file).unwrap();
        file.set_modified(times.modified().unwrap()).unwrap();
    }),
    ("cut", |file| std::fs::write(file, "obj").unwrap()),
    ("gone", |file| std::fs::remove_file(file).unwrap()),
    ("one more", |file| {
        std::fs::write(file.with_file_name("two.o"), "").unwrap();
    }),
    ("another crate's", |file| {
        let other = file
            .ancestors()
            .nth(5)
            .unwrap()
            .join("b/b/b-1/s-abc-def-ghi/one.o");
        std::fs::copy(other, file).unwrap();
    }),
    ("put back", |file| {
        let session = file.parent().unwrap();
        let aside = session.with_file_name("aside");
        std::fs::rename(session, &aside).unwrap();
        std::fs::create_dir(session).unwrap();
        for entry in std::fs::read_dir(&aside).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), session.join(entry.file_name())).unwrap();
        }
        std::fs::remove_dir_all(&aside).unwrap();
    }),
];

#[test]
fn a_state_that_is_not_as_it_was_left_is_dropped_and_no_other() {
    let (_dir, workspace) = workspace();
    let key = key::read_or_make(&workspace).unwrap();
    let exec_root = exec_root(&workspace.root);
    let folder = exec_root.join("bazel-out/rustc-incremental").join(&key);
    let crates = ["cfg/a/a/a-1", "cfg/b/b/b-1", "cfg/c/c/c-1", "cfg/d/d/d-1"];
    let write_all = || crates.map(|name| write_state(&folder, name, "object"));
    let is_there = || crates.map(|name| folder.join(name).exists());
    for (what, damage) in DAMAGES {
        let files = write_all();
        // Coarse clocks: what comes next has another time.
        std::thread::sleep(std::time::Duration::from_millis(20));
        assert!(state::record(
            &workspace,
            &key,
            &exec_root,
            Undeclared::new()
        ));
        assert!(state::drop_changed(&workspace, &key));
        assert_eq!(is_there(), [true; 4], "{what}");
        damage(&files[0]);
        assert!(state::drop_changed(&workspace, &key));
        assert_eq!(is_there(), [false, true, true, true], "{what}");
    }
    write_all();
    assert!(state::drop_changed(&workspace, &key));
    assert_eq!(is_there(), [false; 4], "nobody took these down");
    write_all();
    let renewed = key::renew(&workspace).unwrap();
    assert!(state::drop_changed(&workspace, &renewed));
    assert!(!folder.exists(), "of a key that is no more");
}

#[test]
fn a_key_belongs_to_one_checkout() {
    let (_dir, workspace) = workspace();
    let key = key::read_or_make(&workspace).unwrap();
    assert_eq!(key::read_or_make(&workspace).unwrap(), key);
    let copy = tempfile::tempdir().unwrap();
    let file = ".tk/rust-incremental.key";
    std::fs::create_dir(copy.path().join(".tk")).unwrap();
    std::fs::copy(workspace.root.join(file), copy.path().join(file)).unwrap();
    let other = key::read_or_make(&Workspace::without_bazel(copy.path())).unwrap();
    assert_ne!(other, key);
    std::fs::write(workspace.root.join(file), "../../x\n/\n").unwrap();
    assert_ne!(key::read_or_make(&workspace).unwrap(), "../../x");
}
