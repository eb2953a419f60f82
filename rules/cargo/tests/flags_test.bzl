"""What rustc is told: lints always, link-time optimisation and stripping in production only."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules/cargo/private:lints.bzl", "lint_flags")

_MODE = str(Label("//platforms:mode"))

def _compile_arguments(env):
    actions = [action for action in analysistest.target_actions(env) if action.mnemonic == "Rustc"]
    asserts.equals(env, 1, len(actions), "one Rustc action")
    return actions[0].argv

def _flags_impl(ctx):
    env = analysistest.begin(ctx)
    arguments = _compile_arguments(env)
    for flag in ctx.attr.present + lint_flags():
        asserts.true(env, flag in arguments, "{} is missing in {}".format(flag, arguments))
    for flag in ctx.attr.absent:
        asserts.false(env, flag in arguments, "{} is not wanted in {}".format(flag, arguments))
    return analysistest.end(env)

_ATTRS = {
    "absent": attr.string_list(doc = "Flags that must not be there."),
    "present": attr.string_list(doc = "Flags that must be there."),
}

_development_test = analysistest.make(
    _flags_impl,
    attrs = _ATTRS,
    config_settings = {_MODE: "development"},
)

_production_test = analysistest.make(
    _flags_impl,
    attrs = _ATTRS,
    config_settings = {_MODE: "production"},
)

def _refused_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.expect_failure(env, "for which there are no clippy_checks")
    return analysistest.end(env)

_refused_test = analysistest.make(_refused_impl, expect_failure = True)

_DEVELOPMENT_LINK_FLAGS = ["-Cstrip=debuginfo"]

_LINK_FLAGS = [
    "-Clto=thin",
    "-Cstrip=symbols",
]

def flags_test_suite(name):
    """Declares the analysis tests of rules/cargo.

    Args:
        name: prefix of the tests and name of their suite.
    """
    tests = []
    for kind in ["binary", "shared"]:
        _development_test(
            name = "{}_{}_development_test".format(name, kind),
            size = "small",
            absent = _LINK_FLAGS + ["-Ccodegen-units=1"],
            present = ["--edition=2024"] + _DEVELOPMENT_LINK_FLAGS,
            target_under_test = ":" + kind,
        )
        _production_test(
            name = "{}_{}_production_test".format(name, kind),
            size = "small",
            absent = _DEVELOPMENT_LINK_FLAGS,
            present = _LINK_FLAGS + ["-Ccodegen-units=1"],
            target_under_test = ":" + kind,
        )
        tests.extend([
            "{}_{}_development_test".format(name, kind),
            "{}_{}_production_test".format(name, kind),
        ])

    # rustc refuses link-time optimisation of a library, and a stripped one cannot be linked.
    _production_test(
        name = name + "_library_production_test",
        size = "small",
        absent = _LINK_FLAGS,
        present = ["-Ccodegen-units=1"],
        target_under_test = ":library",
    )
    _refused_test(
        name = name + "_unchecked_test",
        size = "small",
        target_under_test = ":unchecked_check",
    )
    native.test_suite(
        name = name,
        tests = tests + [
            name + "_library_production_test",
            name + "_unchecked_test",
        ],
    )
