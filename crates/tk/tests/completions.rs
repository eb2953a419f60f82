//! What shells are told at a tab key, and bash, which every machine has. The others are in `shells.rs`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;

use support::Fixture;
use support::shells::{fixture, odd_fixture, typed_in};

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
    let ran = typed_in(&fixture(), "bash", &["--norc", "-c", BASH]);
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

/// Lines whose words are quoted in several ways, and what readline would put behind the last break of each.
const BASH_QUOTES: &str = r#"
source <(./tk completions bash)
try() {
  COMP_LINE=$1 COMP_POINT=${#1} COMPREPLY=()
  _tk_complete
  echo "$1 ->$(printf ' <%s>' "${COMPREPLY[@]}")"
}
try './tk build //my'
try './tk build //my\ dir+:a'
try "./tk build '//my dir+:a"
try "./tk build '//my dir+:c/"
try './tk build "//my dir+:it'
try "./tk build '//my dir+:it"
try './tk build //my\ dir+:gr'
try './tk build //my\ dir+:k'
try './tk build //my\ dir+:'
"#;

#[test]
fn bash_quotes_what_it_completes() {
    let ran = typed_in(&odd_fixture(), "bash", &["--norc", "-c", BASH_QUOTES]);
    assert_eq!(ran.stderr, "");
    insta::assert_snapshot!(ran.stdout, @r#"
    ./tk build //my -> <'//my dir+:>
    ./tk build //my\ dir+:a -> <'a b'>
    ./tk build '//my dir+:a -> <//my dir+:a b>
    ./tk build '//my dir+:c/ -> <//my dir+:c/d>
    ./tk build "//my dir+:it -> <//my dir+:it's>
    ./tk build '//my dir+:it -> <//my dir+:it'\''s>
    ./tk build //my\ dir+:gr -> <'grün'>
    ./tk build //my\ dir+:k -> <'k&l;m$n'>
    ./tk build //my\ dir+: -> <'a b'> <'c/d'> <'it'\''s'> <'grün'> <'k&l;m$n'>
    "#);
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
