//! Which extensions of a workspace are proven to make the same again.

use super::*;

const PLAIN: &str = "def _ext(_):\n    pass\n\next = module_extension(_ext)\n";
const READS: &str = "def _ext(mctx):\n    mctx.read(\"/a\")\n\next = module_extension(_ext)\n";
const USE: &str = "ext = use_extension(\"//:ext.bzl\", \"ext\")\n";

/// A workspace with files, those below `external/` in its repositories.
fn refusal(files: &[(&str, &str)], ignored: &[&str], has_lock: bool) -> Option<String> {
    let dir = tempfile::tempdir().unwrap();
    let external = dir.path().join("external");
    std::fs::create_dir(&external).unwrap();
    for (path, content) in files {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    let checked = Extensions {
        root: dir.path(),
        external: &external,
        ignored: &ignored.iter().map(PathBuf::from).collect(),
        has_lock,
    }
    .check();
    checked.err().map(|why| why.to_string())
}

#[test]
fn extensions_that_made_something_are_proven() {
    let made = ("external/_main~ext~found/BUILD", "");
    let (own, uses) = (("ext.bzl", READS), ("MODULE.bazel", USE));
    assert_eq!(refusal(&[("WORKSPACE", "")], &[], false), None);
    assert_eq!(refusal(&[uses, own], &[], false), None, "not used");
    assert_eq!(refusal(&[uses, made, ("ext.bzl", PLAIN)], &[], false), None);
    let said = refusal(&[uses, own, made], &[], true).unwrap();
    insta::assert_snapshot!(said, @"the module extension ext may read what is recorded nowhere: it does not promise `reproducible = True`, and is not in MODULE.bazel.lock");
    for files in [
        &[own, made][..],
        &[uses, made],
        &[uses, ("ext.bzl", PLAIN), ("external/a~b~c~d/BUILD", "")],
    ] {
        assert!(refusal(files, &[], false).is_some(), "{files:?}");
    }
    let plain_rule = [("external/_main~_repo_rules~found/BUILD", "")];
    assert_eq!(refusal(&plain_rule, &[], false), None);
}

#[test]
fn extensions_of_modules_are_found_by_the_files_of_all() {
    for (module, made) in [
        ("tools~", "tools~~ext~found"),
        ("tools~1.2", "tools~1.2~ext~found"),
        ("tools+", "tools++ext+found"),
        ("bazel_tools", "bazel_tools~ext~found"),
    ] {
        let refusal_of = |text| {
            let files = [
                (format!("external/{module}/a/ext.bzl"), text),
                (format!("external/{made}/BUILD"), ""),
                (
                    "external/other~/MODULE.bazel".to_owned(),
                    "use_extension(\n    \"@tools//a:ext.bzl\",\n    \"ext\",\n)\n",
                ),
            ];
            let files: Vec<_> = files.iter().map(|(path, text)| (&**path, *text)).collect();
            refusal(&files, &[], false)
        };
        assert_eq!(refusal_of(PLAIN), None, "{module}");
        assert!(refusal_of(READS).is_some(), "{module}");
    }
    let included = [
        ("MODULE.bazel", "include(\"//a:more.MODULE.bazel\")\n"),
        ("a/more.MODULE.bazel", USE),
        ("external/_main~ext~found/BUILD", ""),
        (
            "ext.bzl",
            "load(\":own.bzl\", _ext = \"ext\")\next = _ext\n",
        ),
        ("own.bzl", PLAIN),
    ];
    assert_eq!(refusal(&included, &[], false), None);
}

#[test]
fn a_lock_counts_where_it_has_the_extension() {
    let with_lock = |lock, has_lock| {
        let files = [
            ("MODULE.bazel", USE),
            ("ext.bzl", READS),
            ("external/_main~ext~found/BUILD", ""),
            ("MODULE.bazel.lock", lock),
        ];
        refusal(&files, &["ignored"], has_lock)
    };
    let recorded =
        r#"{"moduleExtensions": {"//:ext.bzl%ext": {"general": {"recordedFileInputs": {}}}}}"#;
    assert_eq!(with_lock(recorded, true), None);
    assert!(with_lock(recorded, false).is_some(), "--lockfile_mode=off");
    for lock in [
        "{}",
        "",
        r#"{"moduleExtensions": {"//:ext.bzl%other": {}}}"#,
    ] {
        assert!(with_lock(lock, true).is_some(), "{lock}");
    }
    let file = "\"@@//ignored/named.txt\": \"12\"";
    let of_ignored = recorded.replace("Inputs\": {", &format!("Inputs\": {{{file}"));
    insta::assert_snapshot!(with_lock(&of_ignored, true).unwrap(), @"MODULE.bazel or a module extension names files in ignored, which are not looked at");
}
