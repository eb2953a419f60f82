use super::*;

fn step(name: &str, modes: &[&str], tags: &[&str], after: &[&str]) -> KnownStep {
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    KnownStep {
        name: name.to_owned(),
        modes: owned(modes),
        tags: owned(tags),
        after: owned(after),
        mnemonics: Vec::new(),
    }
}

fn steps() -> Steps {
    Steps {
        all: vec![
            step(
                "rust-check",
                &["development", "production"],
                &["check"],
                &[],
            ),
            step(
                "rust-build",
                &["development", "production"],
                &[],
                &["rust-check"],
            ),
            step("verify", &["production"], &[], &["rust-build"]),
        ],
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn a_mode_has_its_own_steps() {
    assert_eq!(
        steps().default_for(Mode::Development).unwrap().steps,
        ["rust-check", "rust-build"]
    );
    assert_eq!(
        steps().default_for(Mode::Production).unwrap().targets,
        ["//:rust-check", "//:rust-build", "//:verify"]
    );
    assert_eq!(
        Steps::default()
            .default_for(Mode::Production)
            .unwrap()
            .targets,
        ["//..."]
    );
    assert_eq!(
        steps()
            .default_for(Mode::Test)
            .unwrap_err()
            .exit_code()
            .code(),
        64
    );
    assert_eq!(steps().tagged("check").steps, ["rust-check"]);
}

#[test]
fn words_are_steps_or_targets() {
    let selection = steps()
        .named(
            &words(&[
                "rust-build",
                "//:verify",
                ":x",
                "a/b:c",
                "...",
                "-//web/...",
            ]),
            &below("crates/tk"),
        )
        .unwrap();
    assert_eq!(selection.steps, ["rust-build", "verify"]);
    assert_eq!(
        selection.targets,
        [
            "//:rust-build",
            "//:verify",
            "//crates/tk:x",
            "//crates/tk/a/b:c",
            "//crates/tk/...",
            "-//web/..."
        ]
    );
    assert_eq!(
        words::absolute_target("./web:dist", &below("")),
        "//web:dist"
    );
}

fn below(folder: &str) -> Here {
    Here {
        root: "/nowhere".into(),
        below: folder.into(),
    }
}

#[test]
fn a_path_is_a_package_or_a_target_in_one() {
    let dir = tempfile::tempdir().unwrap();
    for package in ["", "a/b", "my dir"] {
        let folder = dir.path().join(package);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("BUILD"), "").unwrap();
    }
    let at = |folder: &str, word: &str| {
        let here = Here {
            root: dir.path().to_owned(),
            below: folder.into(),
        };
        words::absolute_target(word, &here)
    };
    for (folder, word, expected) in [
        ("", "a/b", "//a/b"),
        ("", "a/b/c/d", "//a/b:c/d"),
        ("", "a/c", "//:a/c"),
        ("a", "b/c", "//a/b:c"),
        ("a/b", "c/d.txt", "//a/b:c/d.txt"),
        ("", "my dir/c d", "//my dir:c d"),
        ("", "my dir:c d", "//my dir:c d"),
        ("a/b", ":c", "//a/b:c"),
        ("", ":c/d", "//:c/d"),
        ("", "...", "//..."),
        ("a", "...", "//a/..."),
        ("", "c/...", "//c/..."),
        ("", "-a/c", "-//:a/c"),
        ("a/b", "../c/...", "//a/c/..."),
        ("a/b", "..:c", "//a:c"),
        ("my dir", "../a/b/c", "//a/b:c"),
        ("a", "@//c:d", "//c:d"),
        ("a", "@@//c", "//c"),
        ("a", "@r//c/d", "@r//c/d"),
        ("a", "-@//c/...", "-//c/..."),
    ] {
        assert_eq!(at(folder, word), expected, "{folder} {word}");
    }
}

#[test]
fn a_wrong_name_is_answered_with_the_right_one() {
    let message = |word: &str| {
        steps()
            .named(&words(&[word]), &below(""))
            .unwrap_err()
            .to_string()
    };
    insta::assert_snapshot!(message("rust-biuld"), @r#"no step named "rust-biuld"; did you mean rust-build?"#);
    insta::assert_snapshot!(message("check"), @r#"no step named "check"; did you mean rust-check?"#);
    insta::assert_snapshot!(message("electron"), @r#"no step named "electron"; the steps are rust-check, rust-build, verify"#);
    let none = Steps::default()
        .named(&words(&["x"]), &below(""))
        .unwrap_err();
    insta::assert_snapshot!(none, @r#"no step named "x"; this workspace has no steps"#);
}

#[test]
fn steps_stand_behind_what_they_come_after() {
    let mixed = vec![
        step("c", &[], &[], &["b"]),
        step("b", &[], &[], &["a"]),
        step("a", &[], &[], &["gone"]),
    ];
    let names: Vec<String> = in_order(mixed).into_iter().map(|step| step.name).collect();
    assert_eq!(names, ["a", "b", "c"]);
}
