//! A checkout is described on one page.

mod support;

use support::Fixture;

#[test]
fn a_checkout_is_described_on_a_page() {
    let fixture = Fixture::real();
    fixture.write("tk.toml", "keep-going = true\n");
    let text = fixture.tk(&["describe"]).expect_code(0).stdout;
    assert!(text.len() <= 4096, "{} bytes:\n{text}", text.len());
    has(
        &text,
        &[
            "  build  ",
            "  log  ",
            "keep-going = true  (--keep-going, tk.toml:1)",
            "page-build",
            "by kind: ",
        ],
    );
    let json = fixture.tk(&["describe", "--json"]).expect_code(0).stdout;
    assert!(json.len() <= 4096, "{} bytes:\n{json}", json.len());
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["settings"]["keep-going"], "true");
    assert!(json["targetCount"].as_u64().unwrap() > 3, "{json}");
    fixture.write("BUILD.bazel", "broken(");
    let text = fixture.tk(&["describe"]).expect_code(0).stdout;
    has(&text, &["targets: Bazel cannot list them"]);
}

#[track_caller]
fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
}
