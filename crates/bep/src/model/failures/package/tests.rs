use super::*;

/// Errors, the label that each names, and the reason in it.
const ERRORS: &[(&str, &str, &str)] = &[
    (
        "error loading package 'broken': Unable to find package for @@nowhere//:def.bzl",
        "//broken:all",
        "Unable to find package for @@nowhere//:def.bzl",
    ),
    (
        "error loading package under directory '': error loading package 'broken': Unable to find package",
        "//broken:all",
        "Unable to find package",
    ),
    (
        "error loading package '': compilation of module 'rules.bzl' failed",
        "//:all",
        "compilation of module 'rules.bzl' failed",
    ),
    (
        "Skipping '//missing:target': no such package 'missing': BUILD file not found",
        "//missing:target",
        "no such package 'missing': BUILD file not found",
    ),
    (
        "no such target '@@//:gone': target 'gone' not declared in package ''",
        "//:gone",
        "no such target '@@//:gone': target 'gone' not declared in package ''",
    ),
    (
        "no such package '@@other//lib': it is not there",
        "@@other//lib:all",
        "no such package '@@other//lib': it is not there",
    ),
    (
        "package contains errors: lib/deep",
        "//lib/deep:all",
        "package contains errors: lib/deep",
    ),
    (
        "package contains errors: lib: 'is' not supported",
        "//lib:all",
        "'is' not supported",
    ),
    (
        "/ws/lib/BUILD:1:8: //lib:wrong: no such attribute 'nosuch' in 'genrule' rule",
        "//lib:wrong",
        "/ws/lib/BUILD:1:8: //lib:wrong: no such attribute 'nosuch' in 'genrule' rule",
    ),
    (
        "Analysis of target '//:broken' failed; build aborted",
        "//:broken",
        "Analysis of target '//:broken' failed; build aborted",
    ),
    (
        "/ws/BUILD.bazel:84:7: in broken rule //:broken:",
        "//:broken",
        "/ws/BUILD.bazel:84:7: in broken rule //:broken:",
    ),
    (
        "no such target '//ana:it's': target 'it's' not declared in package 'ana'",
        "//ana:it's",
        "no such target '//ana:it's': target 'it's' not declared in package 'ana'",
    ),
    (
        "/ws/my dir/BUILD:1:8: //my dir:w w: no such attribute 'nosuch' in 'genrule' rule",
        "//my dir:w w",
        "/ws/my dir/BUILD:1:8: //my dir:w w: no such attribute 'nosuch' in 'genrule' rule",
    ),
    (
        "/ws/BUILD:8:7: in broken rule //odd+dir:a b/c:",
        "//odd+dir:a b/c",
        "/ws/BUILD:8:7: in broken rule //odd+dir:a b/c:",
    ),
    (
        "in deps attribute of cc_library rule //a b:c d: '//e:f' is not there",
        "//a b:c d",
        "in deps attribute of cc_library rule //a b:c d: '//e:f' is not there",
    ),
    (
        "Target //a b:c d is incompatible and cannot be built, but was explicitly requested.",
        "//a b:c d",
        "Target //a b:c d is incompatible and cannot be built, but was explicitly requested.",
    ),
    (
        "Target //:win is incompatible and cannot be built, but was explicitly requested.",
        "//:win",
        "Target //:win is incompatible and cannot be built, but was explicitly requested.",
    ),
];

#[test]
fn errors_name_packages_and_targets() {
    for (error, label, why) in ERRORS {
        assert_eq!(named(error).as_deref(), Some(*label), "{error}");
        assert_eq!(reason(error), *why, "{error}");
    }
    for error in [
        "command succeeded, but there were errors parsing the target pattern",
        "Unrecognized option: --no_such_flag",
        "Skipping 'words': nothing",
        "it stopped: //a:b was the last one: nothing",
    ] {
        assert_eq!(named(error), None, "{error}");
    }
}

#[test]
fn the_target_of_an_action_is_named_in_its_message() {
    for label in ["//a:b", "//a b:c d", "//a:n(o)[p]{q}", "@@x~//:y"] {
        let message = format!("error executing it (from target {label}) /bin/bash -c (x)");
        assert_eq!(cause(&message), Some(label));
    }
    assert_eq!(cause("error executing command"), None);
}

#[test]
fn patterns_stand_for_labels() {
    for (pattern, label, is_contained) in [
        ("//...", "//lib:a", true),
        ("//lib/...", "//lib:all", true),
        ("//lib/...", "//lib/deep:a", true),
        ("//lib/...", "//library:a", false),
        ("//lib:all", "//lib:a", true),
        ("//lib:all", "//lib/deep:a", false),
        ("//lib:all", "", false),
        ("//lib:a", "//lib:a", false),
    ] {
        assert_eq!(contains(pattern, label), is_contained, "{pattern} {label}");
    }
}

#[test]
fn a_build_file_is_of_its_package() {
    assert_eq!(of_file("lib/BUILD.bazel").as_deref(), Some("//lib:all"));
    assert_eq!(of_file("BUILD").as_deref(), Some("//:all"));
    assert_eq!(of_file("lib/rules.bzl"), None);
    assert_eq!(of_file("/elsewhere/BUILD"), None);
}

#[test]
fn a_label_is_mentioned_as_a_whole() {
    for (text, is_mentioned) in [
        ("Analysis of target '//:a' failed", true),
        ("in rule //:a: no", true),
        ("it needs //:a.", true),
        ("//:a", true),
        ("//:ab", false),
        ("//:a.txt", false),
        ("//:a/b", false),
    ] {
        assert_eq!(mentions(text, "//:a"), is_mentioned, "{text}");
    }
    assert!(!mentions("anything", ""));
}
