//! Settings of files, environment and flags: which is the strongest, and what is said of wrong ones.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;

use support::{Fixture, Ran};

/// A workspace with a `tk.toml` and a user with one; Bazel must not be run.
fn fixture(own: &str, users: &str) -> Fixture {
    let fixture = Fixture::played("echo 'Bazel was run' >&2; exit 99\n");
    fixture.write("tk.toml", own);
    fixture.write("../home/.config/tachikoma/tk.toml", users);
    fixture
}

fn run(fixture: &Fixture, arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
    let mut command = fixture.command(arguments);
    command.envs(variables.iter().copied());
    Ran::of(&command.output().unwrap())
}

/// The words of the dry run's command line that settings can change.
fn line(fixture: &Fixture, arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let all = [&arguments[..1], &["--dry-run"], &arguments[1..]].concat();
    let ran = run(fixture, &all, variables).expect_code(0);
    assert_eq!(ran.stderr, "");
    let shown = [
        "--config=",
        "--jobs=",
        "--platforms=",
        "--own",
        "--noshow_progress",
    ];
    let words = ran.stdout.split_whitespace();
    let words: Vec<&str> = words
        .filter(|word| shown.iter().any(|start| word.starts_with(start)))
        .collect();
    words.join(" ")
}

const OWN: &str = r#"
bazel-flags = ["--own_always"]

[production]
platform = "linux-arm64"
bazel-configs = ["release"]

[test]
bazel-flags = ["--own_test"]

[ci]
parallel = false
"#;

#[test]
fn flags_then_environment_then_repository_then_user() {
    let fixture = fixture(OWN, "jobs = 7\nplatform = \"darwin-x64\"\n");
    let line =
        |arguments: &[&str], variables: &[(&str, &str)]| line(&fixture, arguments, variables);
    insta::assert_snapshot!(line(&["build"], &[]), @"--config=development --platforms=//platforms:darwin-x64 --jobs=7 --own_always");
    insta::assert_snapshot!(line(&["build", "-p"], &[]), @"--config=production --platforms=//platforms:linux-arm64 --config=release --jobs=7 --own_always");
    insta::assert_snapshot!(line(&["build", "-p", "--platform=win32-x64", "-j2"], &[("TK_PLATFORM", "linux-x64")]), @"--config=production --platforms=//platforms:win32-x64 --config=release --jobs=2 --own_always");
    insta::assert_snapshot!(line(&["build"], &[("TK_MODE", "production"), ("TK_PLATFORM", "linux-x64")]), @"--config=production --platforms=//platforms:linux-x64 --config=release --jobs=7 --own_always");
    insta::assert_snapshot!(line(&["test", "--", "--own_last"], &[("TK_BAZEL_FLAGS", "--own_environment")]), @"--config=test --platforms=//platforms:darwin-x64 --jobs=7 --own_always --own_test --own_environment --own_last");
    insta::assert_snapshot!(line(&["build"], &[("CI", "true"), ("TK_JOBS", "9")]), @"--config=development --platforms=//platforms:darwin-x64 --jobs=1 --jobs=9 --own_always");
    insta::assert_snapshot!(line(&["build", "--parallel", "-v"], &[("CI", "true")]), @"--config=development --platforms=//platforms:darwin-x64 --jobs=7 --own_always");
}

#[test]
fn what_is_in_force_is_shown_with_its_place() {
    let fixture = fixture(OWN, "jobs = 7\n");
    let shown = |arguments: &[&str], variables: &[(&str, &str)]| {
        let ran = run(&fixture, arguments, variables).expect_code(0);
        let home = fixture.root().parent().unwrap().join("home");
        let text = format!("{}{}", ran.stdout, ran.stderr);
        text.replace(&fixture.root().display().to_string(), "CHECKOUT")
            .replace(&home.display().to_string(), "HOME")
            .lines()
            .filter(|line| !line.ends_with("not set"))
            .map(|line| format!("{line}\n"))
            .collect::<String>()
    };
    insta::assert_snapshot!(shown(&["config", "-p"], &[("CI", "1"), ("TK_RETRIES", "0")]), @r#"
    platform       "linux-arm64"     tk.toml:5 [production]
    parallel       false             tk.toml:12 [ci]
    jobs           7                 HOME/.config/tachikoma/tk.toml:1
    bazel-configs  ["release"]       tk.toml:6 [production]
    bazel-flags    ["--own_always"]  tk.toml:2
    retries        0                 TK_RETRIES
    production builds, in CI; read: HOME/.config/tachikoma/tk.toml, CHECKOUT/tk.toml
    "#);
    insta::assert_snapshot!(shown(&["config", "bazel-flags", "--mode=test"], &[]), @"
    --own_always
    --own_test
    ");
    insta::assert_snapshot!(shown(&["config", "jobs"], &[("TK_JOBS", "2")]), @"2");
    insta::assert_snapshot!(shown(&["config", "verbose"], &[]), @"");
    let json = run(&fixture, &["config", "--json"], &[]).expect_code(0);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["version"], 1);
    assert_eq!(json["mode"], "development");
    let settings = json["settings"].as_array().unwrap();
    let jobs = settings.iter().find(|one| one["key"] == "jobs").unwrap();
    assert_eq!(jobs["value"], 7);
    run(&fixture, &["config", "job"], &[])
        .expect_code(64)
        .expect_stderr("unknown setting job; did you mean jobs?");
}

#[test]
fn unknown_keys_are_warned_of_and_wrong_values_refused() {
    let unknown = fixture("verbos = true\n", "");
    run(&unknown, &["build", "--dry-run"], &[("TK_PARALEL", "1")])
        .expect_code(0)
        .expect_stderr("warning: tk.toml:1: unknown key `verbos`; did you mean `verbose`?")
        .expect_stderr("warning: unknown variable TK_PARALEL; did you mean TK_PARALLEL?");
    let wrong = fixture("[ci]\nverbose = 1\n", "");
    run(&wrong, &["build", "--dry-run"], &[])
        .expect_code(65)
        .expect_stderr("error: tk.toml:2: `verbose` must be true or false, not the number 1");
    run(&wrong, &["config"], &[]).expect_code(65);
    // What does not depend on settings goes on.
    run(&wrong, &["build", "--help"], &[]).expect_code(0);
    run(&wrong, &["completions", "bash"], &[]).expect_code(0);
    let users = fixture("", "jobs = \n");
    run(&users, &["build", "--dry-run"], &[])
        .expect_code(65)
        .expect_stderr("home/.config/tachikoma/tk.toml:1: ");
    run(
        &fixture("", ""),
        &["build", "--dry-run"],
        &[("TK_JOBS", "two")],
    )
    .expect_code(64)
    .expect_stderr(r#"error: TK_JOBS must be a whole number from 1 to 5000, not "two""#);
}

#[test]
fn flags_that_would_make_tk_deaf_are_refused_wherever_they_are_set() {
    let fixture = fixture("bazel-flags = [\"--build_event_binary_file=x\"]\n", "");
    run(&fixture, &["build", "--dry-run"], &[])
        .expect_code(64)
        .expect_stderr("--build_event_binary_file=x cannot be passed to Bazel");
}

#[test]
fn this_repositorys_own_settings_and_the_example_are_known() {
    for text in [
        include_str!("../../../tk.toml"),
        include_str!("fixture/every_key.toml"),
    ] {
        let fixture = fixture(text, "");
        let ran = run(&fixture, &["config", "--json"], &[]).expect_code(0);
        let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(json["warnings"], serde_json::json!([]));
    }
    let every = include_str!("fixture/every_key.toml");
    let ran = run(&fixture(every, ""), &["config"], &[]).expect_code(0);
    assert!(!ran.stdout.contains("not set"), "{}", ran.stdout);
}
