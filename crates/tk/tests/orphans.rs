//! `tk clean --orphans` beside the real Bazel's output bases.

mod support;

use support::Fixture;

#[test]
fn only_outputs_of_checkouts_that_are_gone_are_removed() {
    let fixture = Fixture::of_others("common --noenable_bzlmod --enable_workspace\n");
    fixture.write("WORKSPACE", "");
    fixture.write(
        "BUILD",
        "genrule(name = \"a\", outs = [\"a.txt\"], cmd = \"echo a > $@\")\n",
    );
    assert_eq!(fixture.tk(&["build", "//:a"]).code, Some(0));
    let folder = fixture.root().parent().unwrap().to_owned();
    let base = |digit: &str, workspace: &std::path::Path| {
        let base = format!("../output/{}", digit.repeat(32));
        fixture.write(
            &format!("{base}/DO_NOT_BUILD_HERE"),
            &workspace.display().to_string(),
        );
        fixture.write(&format!("{base}/execroot/made"), "1234567890");
        folder.join("output").join(digit.repeat(32))
    };
    let gone = base("1", &folder.join("gone"));
    let there = base("2", &folder);

    let listed = fixture.tk(&["clean", "--orphans", "--dry-run"]);
    let line = format!(
        "Would remove {}: outputs of {}, ",
        gone.display(),
        folder.join("gone").display()
    );
    assert_eq!(listed.code, Some(0), "{listed:?}");
    assert!(
        listed.stdout.starts_with(&line) && listed.stdout.lines().count() == 1,
        "{listed:?}"
    );
    assert!(gone.exists());

    let removed = fixture.tk(&["clean", "--orphans"]);
    assert_eq!(removed.code, Some(0), "{removed:?}");
    assert!(
        removed
            .stderr
            .contains("1 folder of checkouts that are gone: "),
        "{removed:?}"
    );
    assert!(!gone.exists() && there.exists());
    assert!(
        fixture.exists("bazel-bin/a.txt"),
        "the checkout's own outputs stay"
    );
}
