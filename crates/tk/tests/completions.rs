//! What shells are told at a tab key, and the shells themselves where they are installed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]
#![expect(
    clippy::print_stderr,
    reason = "what a machine without a shell cannot show is not to look like shown"
)]

mod support;

use std::path::Path;
use std::process::Command;

use support::{Fixture, Ran, tk};

/// A workspace with steps, packages, and a Bazel that must not be woken.
fn fixture() -> Fixture {
    let fixture = Fixture::played("touch bazel-was-run; exit 99\n");
    fixture.write(
        "BUILD.bazel",
        "build_step(\n    name = \"web-build\",\n)\n\nbuild_step(name = \"web-check\")\n",
    );
    fixture.write("crates/bep/BUILD.bazel", "rust_library(name = \"bep\")\n");
    std::os::unix::fs::symlink(tk(), fixture.root().join("tk")).unwrap();
    fixture
}

/// The words that the last word of a line could become.
fn offered(fixture: &Fixture, words: &[&str]) -> String {
    let ran = fixture
        .tk(&[&["__complete", "--", "tk"], words].concat())
        .expect_code(0);
    assert_eq!(ran.stderr, "");
    let values: Vec<&str> = ran
        .stdout
        .lines()
        .map(|line| line.split('\t').next().unwrap())
        .collect();
    values.join(" ")
}

#[test]
fn commands_flags_steps_and_targets_are_offered_without_bazel() {
    let fixture = fixture();
    let offered = |words: &[&str]| offered(&fixture, words);
    assert_eq!(offered(&["bui"]), "build");
    assert_eq!(offered(&["artifacts", ""]), "list clean");
    assert_eq!(offered(&["completions", "f"]), "fish");
    assert_eq!(offered(&["build", ""]), "web-build web-check //");
    assert_eq!(offered(&["build", "-p", "web-b"]), "web-build");
    assert_eq!(
        offered(&["build", "//crates/"]),
        "//crates/bep: //crates/..."
    );
    assert_eq!(offered(&["build", "//crates/bep:"]), "//crates/bep:bep");
    assert_eq!(offered(&["test", "web"]), "");
    assert_eq!(offered(&["build", "--mode", "pro"]), "production");
    assert_eq!(offered(&["build", "--mode=t"]), "--mode=test");
    assert_eq!(offered(&["build", "--platform", "linux-x"]), "linux-x64");
    assert_eq!(offered(&["build", "--dry"]), "--dry-run");
    assert_eq!(offered(&["config", "keep"]), "keep-going");
    assert_eq!(offered(&["help", "exit"]), "exit-codes");
    assert_eq!(offered(&["build", "--", ""]), "");
    let next = fixture.tk(&["__complete", "--next", "--", "tk", "completions"]);
    assert!(next.stdout.starts_with("bash\t"), "{}", next.stdout);
    assert!(!fixture.exists("bazel-was-run"));
}

#[test]
fn remembered_steps_are_offered_with_their_modes() {
    let fixture = fixture();
    let ran = fixture.tk(&["__complete", "--", "tk", "build", "web-c"]);
    assert_eq!(ran.stdout, "web-check\tstep\n");
}

/// Runs a shell in the workspace; `None` where it is not installed.
fn shell(fixture: &Fixture, program: &str, arguments: &[&str]) -> Option<Ran> {
    let installed = ["/usr/bin", "/bin"]
        .iter()
        .map(|folder| Path::new(folder).join(program))
        .find(|path| path.is_file());
    let Some(path) = installed else {
        eprintln!("{program} is not installed: its completion is not tested on this machine");
        return None;
    };
    let output = Command::new(path)
        .args(arguments)
        .current_dir(fixture.root())
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", fixture.root())
        .env("TERM", "dumb")
        .output()
        .unwrap();
    Some(Ran::of(&output))
}

/// Gives a line to the function that bash would call, and prints what it offers.
const BASH: &str = r#"
source <(./tk completions bash)
try() {
  COMP_LINE=$1 COMP_POINT=${#1} COMPREPLY=()
  _tk_complete
  echo "$1 -> ${COMPREPLY[*]}"
}
try './tk bui'
try './tk build web'
try './tk build //crates/bep:b'
try './tk build //cr'
try 'X=1 ./tk build --mode=p'
complete -p tk
"#;

#[test]
fn bash_completes() {
    let ran = shell(&fixture(), "bash", &["--norc", "-c", BASH]).unwrap();
    insta::assert_snapshot!(ran.stdout, @"
    ./tk bui -> build
    ./tk build web -> web-build web-check
    ./tk build //crates/bep:b -> bep
    ./tk build //cr -> //crates/
    X=1 ./tk build --mode=p -> production
    complete -o default -F _tk_complete tk
    ");
    assert_eq!(ran.stderr, "");
}

#[test]
fn fish_completes() {
    let script = "./tk completions fish | source; for line in './tk bui' './tk build web' './tk build //crates/bep:b'; complete -C $line; end";
    if let Some(ran) = shell(&fixture(), "fish", &["--no-config", "-c", script]) {
        insta::assert_snapshot!(ran.stdout, @"
        build	Build steps and targets, and put the artifacts in dist/<platform>/
        web-build	step
        web-check	step
        //crates/bep:bep	rust_library
        ");
    }
}

/// zsh completes in a terminal only: another zsh plays one, and types.
const ZSH: &str = r#"
zmodload zsh/zpty
zpty z 'zsh -f -i'
zpty -w z 'PS1=; autoload -U compinit; compinit -u -D; source <(./tk completions zsh); echo READ""Y'
zpty -r -m z line '*READY*'
for typed in './tk bui' './tk build web-b' './tk build //crates/bep:b' './tk build --mode=pro'; do
  zpty -w -n z "$typed"$'\t\C-aecho "got: \C-e"; echo DO""NE\n'
  zpty -r -m z line '*DONE*'
  print -r -- "$line"
done
zpty -d z
"#;

#[test]
fn zsh_completes() {
    if let Some(ran) = shell(&fixture(), "zsh", &["-f", "-c", ZSH]) {
        let got: Vec<&str> = ran
            .stdout
            .lines()
            .filter(|line| line.starts_with("got: "))
            .map(str::trim_end)
            .collect();
        insta::assert_snapshot!(got.join("\n"), @"
        got: ./tk build
        got: ./tk build web-build
        got: ./tk build //crates/bep:bep
        got: ./tk build --mode=production
        ");
    }
}

#[test]
fn every_shell_has_a_script() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let ran = fixture().tk(&["completions", shell]).expect_code(0);
        assert!(ran.stdout.contains("__complete"), "{}", ran.stdout);
        assert!(!ran.stdout.contains("redacted"), "{}", ran.stdout);
    }
    fixture()
        .tk(&["completions", "tcsh"])
        .expect_code(64)
        .expect_stderr("[possible values: bash, zsh, fish, powershell]");
}
