//! Files and lines for other programs: JUnit, GitHub, the command line of a dry run.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use support::{Fixture, Ran, make_executable};

const TESTS: &[u8] = include_bytes!("../../bep/testdata/tests.bep");
const FAILURE: &[u8] = include_bytes!("../../bep/testdata/action_failure.bep");

/// The text with times replaced, which differ from recording to recording.
fn without_times(text: &str) -> String {
    let mut parts = text.split("time=\"");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (_, rest) = part.split_once('"').unwrap();
        out.push_str("time=\"T\"");
        out.push_str(rest);
    }
    out
}

#[test]
fn a_junit_file_has_every_test() {
    let fixture = Fixture::recorded(TESTS, "", 3);
    fixture
        .tk(&["test", "--junit", "out/report.xml"])
        .expect_code(3);
    insta::assert_snapshot!(without_times(&fixture.read("out/report.xml")), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="tk" tests="6" skipped="0" failures="3" errors="1" time="T">
        <testsuite name="build" tests="1" skipped="0" errors="0" failures="1">
            <testcase name="//:fails" classname="build">
                <failure message="FAIL //:fails (Genrule), exit code 7, at BUILD.bazel:48:8" type="Genrule">FAIL //:fails (Genrule), exit code 7, at BUILD.bazel:48:8
    bash failed: error executing Genrule command (from target //:fails) /bin/bash -c &apos;source external/bazel_tools/tools/genrule/genrule-setup.sh; echo &apos;\&apos;&apos;the tool says no&apos;\&apos;&apos; &gt;&amp;2; exit 7&apos;
    the tool says no</failure>
            </testcase>
        </testsuite>
        <testsuite name="//" tests="5" skipped="0" errors="1" failures="2">
            <testcase name="fails_test" classname="//" time="T">
                <failure message="FAIL //:fails_test (TestRunner)" type="TestRunner">FAIL //:fails_test (TestRunner)
    the test failed
    </failure>
            </testcase>
            <testcase name="flaky_test" classname="//" time="T">
                <flakyFailure time="T" message="attempt 1: Failed">
                </flakyFailure>
            </testcase>
            <testcase name="passes_test" classname="//" time="T"/>
            <testcase name="slow_test" classname="//" time="T">
                <failure message="FAIL //:slow_test (TestRunner)" type="TestRunner">FAIL //:slow_test (TestRunner)
    the test timed out
    </failure>
            </testcase>
            <testcase name="unbuilt_test" classname="//" time="T">
                <error message="not built: it needs //:fails, which failed" type="build"/>
            </testcase>
        </testsuite>
    </testsuites>
    "#);
}

#[test]
fn a_junit_file_says_what_could_not_be_built() {
    let fixture = Fixture::recorded(FAILURE, "", 1);
    fixture.tk(&["build", "--junit=report.xml"]).expect_code(1);
    insta::assert_snapshot!(without_times(&fixture.read("report.xml")), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="tk" tests="1" skipped="0" failures="1" errors="0" time="T">
        <testsuite name="build" tests="1" skipped="0" errors="0" failures="1">
            <testcase name="//:fails" classname="step" time="T">
                <failure message="FAIL //:fails (Genrule), exit code 7, at BUILD.bazel:48:8" type="Genrule">FAIL //:fails (Genrule), exit code 7, at BUILD.bazel:48:8
    bash failed: error executing Genrule command (from target //:fails) /bin/bash -c &apos;source external/bazel_tools/tools/genrule/genrule-setup.sh; echo &apos;\&apos;&apos;the tool says no&apos;\&apos;&apos; &gt;&amp;2; exit 7&apos;
    the tool says no</failure>
            </testcase>
        </testsuite>
    </testsuites>
    "#);
}

#[test]
fn a_junit_file_that_cannot_be_written_is_said() {
    let fixture = Fixture::recorded(FAILURE, "", 1);
    fixture.write("file", "");
    fixture
        .tk(&["build", "--junit=file/report.xml"])
        .expect_code(73)
        .expect_stderr("cannot write file/report.xml")
        .expect_stderr("BUILD SUMMARY");
}

#[test]
fn a_junit_path_can_be_a_link_or_a_pipe() {
    let fixture = Fixture::recorded(FAILURE, "", 1);
    fixture.write("kept/report.xml", "old");
    let link = fixture.root().join("link.xml");
    std::os::unix::fs::symlink("kept/report.xml", &link).unwrap();
    fixture.tk(&["build", "--junit=link.xml"]).expect_code(1);
    assert!(link.is_symlink());
    assert!(fixture.read("kept/report.xml").starts_with("<?xml"));

    let tk = fixture.command(&["build"]);
    let words = [tk.get_program(), "build".as_ref()].map(|word| word.to_string_lossy());
    let mut shell = Command::new("bash");
    shell
        .arg("-c")
        .arg(format!(
            "'{}' {} --junit=>(cat >piped.xml); wait",
            words[0], words[1]
        ))
        .current_dir(fixture.root());
    for (name, value) in tk.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    Ran::of(&shell.output().unwrap());
    assert!(fixture.read("piped.xml").ends_with("</testsuites>\n"));
}

#[test]
fn a_github_workflow_is_annotated() {
    let fixture = Fixture::recorded(FAILURE, "", 1);
    let page = fixture.root().join("page.md");
    fixture.write("page.md", "before\n");
    let output = fixture
        .command(&["build"])
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_STEP_SUMMARY", &page)
        .output()
        .unwrap();
    let ran = Ran::of(&output).expect_code(1);
    let annotations: Vec<&str> = ran
        .stderr
        .lines()
        .filter(|line| line.starts_with("::"))
        .collect();
    insta::assert_snapshot!(annotations.join("\n"), @"::error file=BUILD.bazel,line=48,col=8,title=//%3Afails (Genrule)%2C exit code 7::the tool says no");
    let page = fixture.read("page.md");
    assert!(page.starts_with("before\n### development, "), "{page}");
    assert!(page.contains("```\nthe tool says no\n```"), "{page}");

    let plain = fixture.tk(&["build"]).expect_code(1);
    assert!(!plain.stderr.contains("::error"), "{}", plain.stderr);
    fixture
        .tk(&["build", "--github"])
        .expect_code(1)
        .expect_stderr("::error ");
}

/// Its Bazel writes its arguments into a file, one a line.
const LISTING_BAZEL: &str = "#!/bin/sh\nprintf '%s\\n' \"$@\" >arguments\n";

const SECRET: &str = "token-of-ours";

/// A workspace with that Bazel, whose folder has all that a shell has to be told about.
fn listing_workspace(fixture: &Fixture) -> PathBuf {
    let root = fixture.root().join("it's a \"work space\" $HOME");
    std::fs::create_dir_all(root.join("below")).unwrap();
    std::fs::write(root.join("MODULE.bazel"), "").unwrap();
    std::fs::write(root.join("bazel"), LISTING_BAZEL).unwrap();
    make_executable(&root.join("bazel"));
    root
}

fn paste(line: &str, current: &Path) -> Output {
    Command::new("sh")
        .args(["-c", line])
        .current_dir(current)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("API_TOKEN", SECRET)
        .output()
        .unwrap()
}

/// A dry run's line does in a shell what the same command without it does.
#[test]
fn a_dry_runs_line_can_be_pasted() {
    let fixture = Fixture::played("exit 99\n");
    let root = listing_workspace(&fixture);
    let header = format!("--remote_header=authorization=Bearer {SECRET}");
    let flags = [
        "//a:b c",
        "--",
        "--define=quoted=it's \"$HOME\" `x` \\",
        &header,
    ];
    let run = |command: &[&str], current: &Path| -> Output {
        fixture
            .command(&[command, &flags].concat())
            .current_dir(current)
            .env("TK_ROOT", &root)
            .env("TK_BAZEL_BIN", root.join("bazel"))
            .env("API_TOKEN", SECRET)
            .output()
            .unwrap()
    };
    assert_eq!(run(&["build"], &root).status.code(), Some(0));
    let real = arguments(&root);
    assert!(
        real.iter().any(|word| word.ends_with("//a:b c")),
        "{real:?}"
    );

    for current in [root.as_path(), &root.join("below"), &fixture.root()] {
        std::fs::remove_file(root.join("arguments")).unwrap();
        let dry = run(&["build", "--dry-run"], current);
        let line = Ran::of(&dry).expect_code(0).stdout;
        assert!(!root.join("arguments").exists(), "a dry run ran Bazel");
        assert!(!line.contains(SECRET), "{line}");
        let pasted = paste(&line, current);
        assert_eq!(pasted.status.code(), Some(0), "{pasted:?}");
        let listed = match root.join("arguments").exists() {
            true => root.clone(),
            false => current.to_owned(),
        };
        assert_eq!(arguments(&listed), real);
        std::fs::rename(listed.join("arguments"), root.join("arguments")).unwrap();
    }
}

/// What Bazel was given, without the folder of its recordings; that is there.
fn arguments(folder: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(folder.join("arguments")).unwrap();
    let mut words: Vec<String> = text.lines().map(str::to_owned).collect();
    for word in &mut words {
        for flag in [
            "--build_event_binary_file=",
            "--execution_log_binary_file=",
            "--explain=",
            "--profile=",
        ] {
            if let Some(path) = word.strip_prefix(flag) {
                let name = Path::new(path).file_name().unwrap();
                *word = format!("{flag}{}", name.to_string_lossy());
                break;
            }
        }
    }
    words
}
