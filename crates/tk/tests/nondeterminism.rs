//! `tk nondeterminism` with planted actions of each kind, and the real Bazel.

mod support;

use support::Fixture;

/// What Bazel needs to work without a registry.
const OFFLINE: &str = "common --noenable_bzlmod --enable_workspace\n";

/// Name and command of what does not make the same twice.
const PLANTED: [(&str, &str); 5] = [
    ("time", "date +%s.%N"),
    ("order", "seq 1000 | shuf"),
    ("path", "pwd"),
    ("machine", "uname -n"),
    ("process", "echo $$$$"),
];

fn rule(name: &str, command: &str) -> String {
    format!("genrule(name = \"{name}\", outs = [\"{name}.txt\"], cmd = \"({command}) > $@\")\n")
}

fn workspace(build: &str) -> Fixture {
    let fixture = Fixture::of_others(OFFLINE);
    fixture.write("WORKSPACE", "workspace(name = \"planted\")\n");
    fixture.write("BUILD", build);
    fixture
}

#[test]
fn each_planted_kind_is_named_with_its_file() {
    let planted = PLANTED.map(|(name, command)| rule(name, command)).concat();
    let same = rule("same", "echo the same");
    let reader = "genrule(name = \"reader\", srcs = [\":time\"], outs = [\"reader.txt\"], cmd = \"cp $< $@\")\n";
    let fixture = workspace(&format!("{planted}{same}{reader}"));
    let ran = fixture.tk(&["nondeterminism"]);
    assert_eq!(ran.code, Some(78), "{ran:?}");
    for (name, _) in PLANTED {
        let line = format!("DIFFERENT  //:{name} (Genrule)\n  ");
        let found = ran
            .stdout
            .find(&line)
            .unwrap_or_else(|| panic!("no {name}: {ran:?}"));
        let rest = &ran.stdout[found + line.len()..];
        assert!(
            rest.lines()
                .next()
                .unwrap()
                .ends_with(&format!("/{name}.txt")),
            "{rest}"
        );
        assert!(
            rest.lines().nth(1).unwrap().starts_with("    first   \""),
            "{rest}"
        );
    }
    assert!(!ran.stdout.contains("//:same"), "{ran:?}");
    assert!(!ran.stdout.contains("//:reader"), "{ran:?}");
    assert!(
        ran.stdout.contains("1 other action differs because of it"),
        "{ran:?}"
    );
    assert!(
        ran.stdout
            .ends_with("7 actions compared: 5 causes of a difference\n"),
        "{ran:?}"
    );
    assert!(!fixture.exists("bazel-out"), "the checkout is as it was");
}

#[test]
fn a_build_that_is_always_the_same_passes() {
    let fixture = workspace(&rule("same", "cat /proc/version >/dev/null; echo the same"));
    let ran = fixture.tk(&["nondeterminism", "//:same"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(ran.stdout, "1 action made the same files in both builds\n");
}

#[test]
fn a_file_of_a_repository_rule_is_named_with_its_readers() {
    let fixture = workspace(
        "genrule(name = \"page\", srcs = [\"@stamp//:now\"], outs = [\"page.txt\"], cmd = \"cp $< $@\")\n",
    );
    fixture.write(
        "stamp.bzl",
        "def _impl(rctx):\n    rctx.file(\"now\", rctx.execute([\"date\", \"+%s.%N\"]).stdout)\n    \
         rctx.file(\"BUILD\", \"exports_files([\\\"now\\\"])\")\n\nstamp = repository_rule(implementation = _impl)\n",
    );
    fixture.write(
        "WORKSPACE",
        "load(\"//:stamp.bzl\", \"stamp\")\n\nstamp(name = \"stamp\")\n",
    );
    let ran = fixture.tk(&["nondeterminism", "--json"]);
    assert_eq!(ran.code, Some(78), "{ran:?}");
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        json["inputsMadeByNoAction"],
        serde_json::json!([{ "path": "external/stamp/now", "readBy": ["//:page"] }])
    );
    assert_eq!(json["causes"], serde_json::json!([]));
}

#[test]
fn a_build_that_fails_fails_with_what_bazel_said() {
    let fixture = workspace(&rule("broken", "echo no such luck >&2; exit 3"));
    let ran = fixture.tk(&["nondeterminism"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stderr.contains("no such luck"), "{ran:?}");
    assert!(
        ran.stderr.contains("The first build failed (exit code 1)."),
        "{ran:?}"
    );
    assert_eq!(ran.stdout, "");
}

#[test]
fn builds_are_kept_on_demand_and_never_over_other_files() {
    let fixture = workspace(&rule("same", "echo the same"));
    fixture.write("other/file", "");
    let kept = fixture.root().parent().unwrap().join("kept");
    let ran = fixture.tk(&["nondeterminism", "--keep", "other"]);
    assert_eq!(ran.code, Some(64), "{ran:?}");
    assert!(ran.stderr.contains("the folder is not empty"), "{ran:?}");
    let ran = fixture.tk(&["nondeterminism", "--keep", kept.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(kept.join("a/execution.log").is_file());
    assert!(
        kept.join("b/a-folder-with-a-longer-path/sources/checkout/WORKSPACE")
            .is_file()
    );
}
