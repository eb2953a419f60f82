//! The commands of the build service are those of `tachikoma-serve`, wherever that is.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use support::{binary, seen};
use tempfile::TempDir;
use test_programs::make_executable;

/// A folder with a copy of `tachikoma`.
fn installed() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("tachikoma");
    fs::copy(binary(), &program).unwrap();
    make_executable(&program).unwrap();
    (folder, program)
}

/// A program `tachikoma-serve` that says its arguments, and ends as none of ours would.
fn stand_in(folder: &Path, says: &str) {
    let script = format!("#!/bin/sh\nprintf '%s|' {says} \"$@\"; cat; exit 42\n");
    write_program(folder, &script);
}

fn write_program(folder: &Path, text: &str) {
    fs::create_dir_all(folder).unwrap();
    let path = folder.join("tachikoma-serve");
    fs::write(&path, text).unwrap();
    make_executable(&path).unwrap();
}

/// What comes of a program with nothing else on PATH than a folder.
fn run(program: &Path, arguments: &[&str], path: &Path) -> String {
    let path = format!("{}:/usr/bin:/bin", path.display());
    let text = seen(
        Command::new(program)
            .args(arguments)
            .env("PATH", path)
            .stdin(Stdio::null()),
    );
    let folder = program.parent().unwrap().to_string_lossy().into_owned();
    text.replace(&folder, "<folder>")
}

#[test]
fn all_arguments_and_streams_are_the_other_program_s() {
    let (folder, program) = installed();
    stand_in(folder.path(), "beside");
    for command in [
        "serve",
        "worker",
        "build",
        "project",
        "token",
        "completions",
    ] {
        let arguments = [command, "--json", "a b", "", "-h"];
        let expected = format!("exit 42\n---\nbeside|{command}|--json|a b||-h|---\n");
        assert_eq!(run(&program, &arguments, folder.path()), expected);
    }
    let help = run(&program, &["help", "build"], folder.path());
    assert_eq!(help, "exit 42\n---\nbeside|help|build|---\n");
}

#[test]
fn it_is_found_beside_the_program_before_the_path() {
    let (folder, program) = installed();
    let elsewhere = tempfile::tempdir().unwrap();
    stand_in(elsewhere.path(), "path");
    let run_as = |program: &Path| run(program, &["build"], elsewhere.path());
    assert_eq!(run_as(&program), "exit 42\n---\npath|build|---\n");
    stand_in(folder.path(), "beside");
    assert_eq!(run_as(&program), "exit 42\n---\nbeside|build|---\n");
    // By a link in another folder: beside what it leads to; only where there is nothing, beside the link.
    let links = tempfile::tempdir().unwrap();
    let link = links.path().join("report");
    symlink(&program, &link).unwrap();
    stand_in(links.path(), "link");
    assert_eq!(run_as(&link), "exit 42\n---\nbeside|build|---\n");
    fs::remove_file(folder.path().join("tachikoma-serve")).unwrap();
    assert_eq!(run_as(&link), "exit 42\n---\nlink|build|---\n");
}

#[test]
fn where_it_is_missing_the_program_says_so() {
    let (folder, program) = installed();
    insta::assert_snapshot!(run(&program, &["build", "list"], folder.path()), @r"
    exit 127
    ---
    ---
    error: `tachikoma build` needs the program tachikoma-serve, which is neither beside tachikoma nor on PATH
      hint: put tachikoma-serve of the same release beside tachikoma
    ");
    write_program(folder.path(), "#!/no/such/interpreter\n");
    insta::assert_snapshot!(run(&program, &["serve"], folder.path()), @r"
    exit 126
    ---
    ---
    error: <folder>/tachikoma-serve cannot be run
      caused by: No such file or directory (os error 2)
    ");
    // A link of its name to this program is not it.
    fs::remove_file(folder.path().join("tachikoma-serve")).unwrap();
    symlink(&program, folder.path().join("tachikoma-serve")).unwrap();
    insta::assert_snapshot!(run(&program, &["serve"], folder.path()), @r"
    exit 126
    ---
    ---
    error: <folder>/tachikoma-serve is tachikoma, not tachikoma-serve
    ");
}

#[test]
fn reports_and_help_stay_this_program_s() {
    let (folder, program) = installed();
    stand_in(folder.path(), "beside");
    fs::copy(support::recording("mode.bep"), folder.path().join("build")).unwrap();
    for file in ["build", "./build"] {
        let mut command = Command::new(&program);
        let text = seen(command.args(["report", file]).current_dir(folder.path()));
        assert!(
            text.starts_with("exit 0\n---\nPASSED build //:numbers: "),
            "{text}"
        );
    }
    insta::assert_snapshot!(run(&program, &["--help"], folder.path()), @r"
    exit 0
    ---
    Report what happened in a build

    Usage: tachikoma <COMMAND>

    Commands:
      report  Print what one build did
      help    Print this message or the help of the given subcommand(s)

    Options:
      -h, --help     Print help
      -V, --version  Print version

    Build service, with the program tachikoma-serve:
      serve        Serve the API and run builds
      worker       Run builds of a service on another machine
      build        Ask for builds, watch, cancel and repeat them
      project      Make and list projects
      token        Make, list and revoke tokens
      completions  Print a shell completion script
    ---
    ");
    let wrong = run(&program, &["buidl"], folder.path());
    assert!(wrong.starts_with("exit 64\n"), "{wrong}");
}
