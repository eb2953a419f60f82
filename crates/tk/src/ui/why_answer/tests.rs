//! Answers in plain words.

use history::why::Change;

use super::super::why_cause::tests::{changed, file};
use super::*;

fn ran(label: &str, exit_code: i32, runner: &str, duration_ms: f64) -> Ran {
    Ran {
        build: 4,
        label: label.to_owned(),
        mnemonic: "Rustc".to_owned(),
        output: String::new(),
        step: None,
        runner: runner.to_owned(),
        exit_code,
        duration_ms: Some(duration_ms),
        reason: changed(vec![file("Cargo.toml", Change::Changed, false)]),
        because: Vec::new(),
        outputs: Vec::new(),
    }
}

#[test]
fn what_ran_for_the_same_cause_is_told_together() {
    let sandbox = "linux-sandbox";
    let mut actions = vec![
        ran("//crates/tk:tk", 0, sandbox, 2000.0),
        ran("//crates/bep:bep", 1, sandbox, 900.0),
        ran(
            "@@rules_rust~~crate~crates//vendor/serde:serde",
            0,
            sandbox,
            20.0,
        ),
        ran("//web:web", 0, "disk cache hit", 10.0),
    ];
    assert_eq!(by_cause(&actions).len(), 3);
    actions.extend((0..9).map(|number| ran(&format!("//a:{number}"), 0, sandbox, 1.0)));
    let group = by_cause(&actions).remove(0);
    insta::assert_snapshot!(group_lines(&group).join("\n"), @"
    11 actions ran, each because Cargo.toml changed
        //crates/tk (Rustc)  [2.0 s]
        @crates//vendor/serde (Rustc)
        //a:0 (Rustc)
        //a:1 (Rustc)
        //a:2 (Rustc)
        //a:3 (Rustc)
        //a:4 (Rustc)
        //a:5 (Rustc)
        ... and 3 more: --all shows them
    ");
    insta::assert_snapshot!(group_lines(&by_cause(&actions)[1]).join("\n"), @"//crates/bep (Rustc) ran, and failed with exit code 1, because Cargo.toml changed  [0.9 s]");
    insta::assert_snapshot!(group_lines(&by_cause(&actions)[2]).join("\n"), @"//web (Rustc) was needed because Cargo.toml changed; its result came from the disk cache");
}
