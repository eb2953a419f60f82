"""What rustc is told: lints always, link-time optimisation and stripping in production only, and to keep state for
its next run where that is asked for, never in production."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules/cargo/private:lints.bzl", "lint_flags")
load(":workspace.bzl", "LINTS")

_MODE = str(Label("//platforms:mode"))
_INCREMENTAL = str(Label("//rules/cargo:incremental"))
_KEY = "planted-key_1"
_LTO = str(Label("@rules_rust//rust/settings:lto"))

def _compile_arguments(env):
    actions = [action for action in analysistest.target_actions(env) if action.mnemonic == "Rustc"]
    asserts.equals(env, 1, len(actions), "one Rustc action")
    return actions[0].argv

def _flags_impl(ctx):
    env = analysistest.begin(ctx)
    arguments = _compile_arguments(env)
    for flag in ctx.attr.present + lint_flags(LINTS):
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
    config_settings = {
        _LTO: "manual",
        _MODE: "production",
    },
)

# As a repository builds that does not set rules_rust's own setting.
_production_without_bitcode_test = analysistest.make(
    _flags_impl,
    attrs = _ATTRS,
    config_settings = {
        _LTO: "unspecified",
        _MODE: "production",
    },
)

def _incremental_impl(ctx):
    env = analysistest.begin(ctx)
    states = [flag for flag in _compile_arguments(env) if "incremental" in flag]
    asserts.equals(env, 1 if ctx.attr.folder else 0, len(states), "-Cincremental in {}".format(states))
    for flag in states:
        start = "-Cincremental=bazel-out/rustc-incremental/{}/".format(_KEY)
        asserts.true(env, flag.startswith(start), "{} lies in a folder of its key".format(flag))
        configuration, _, folder = flag.removeprefix(start).partition("/")
        asserts.true(env, configuration, "{} names its configuration".format(flag))
        asserts.equals(env, ctx.attr.folder, folder, "each target has its own folder")
    return analysistest.end(env)

_INCREMENTAL_ATTRS = {"folder": attr.string(doc = "Where the state is, in its configuration's folder; empty: there is none.")}

_incremental_test = analysistest.make(
    _incremental_impl,
    attrs = _INCREMENTAL_ATTRS,
    config_settings = {
        _INCREMENTAL: _KEY,
        _MODE: "development",
    },
)

_incremental_production_test = analysistest.make(
    _incremental_impl,
    attrs = _INCREMENTAL_ATTRS,
    config_settings = {
        _INCREMENTAL: _KEY,
        _MODE: "production",
    },
)

_incremental_unasked_test = analysistest.make(
    _incremental_impl,
    attrs = _INCREMENTAL_ATTRS,
    config_settings = {
        _INCREMENTAL: "",
        _MODE: "development",
    },
)

def _bad_key_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.expect_failure(env, "//rules/cargo:incremental is \"../elsewhere\": use letters")
    return analysistest.end(env)

_bad_key_test = analysistest.make(
    _bad_key_impl,
    config_settings = {_INCREMENTAL: "../elsewhere"},
    expect_failure = True,
)

def _refused_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.expect_failure(env, "which has no clippy_checks")
    return analysistest.end(env)

_refused_test = analysistest.make(_refused_impl, expect_failure = True)

_DEVELOPMENT_FLAGS = ["-Cembed-bitcode=no"]

_DEVELOPMENT_LINK_FLAGS = _DEVELOPMENT_FLAGS + ["-Cstrip=debuginfo"]

# Later than any of the rules' own, so that it wins.
_FOLDER_OF_COMPILATION = ["--remap-path-prefix=${pwd}=."]

_OPTIMIZED_ACROSS_CRATES = ["-Clto=thin"]

_STRIPPED = ["-Cstrip=symbols"]

_LINK_FLAGS = _OPTIMIZED_ACROSS_CRATES + _STRIPPED

def _program_tests(name):
    tests = []
    for kind in ["binary", "shared"]:
        for mode, test, absent, present in [
            ("development", _development_test, _LINK_FLAGS + ["-Ccodegen-units=1"], ["--edition=2024"] + _DEVELOPMENT_LINK_FLAGS),
            ("production", _production_test, _DEVELOPMENT_LINK_FLAGS, _LINK_FLAGS + _FOLDER_OF_COMPILATION + ["-Ccodegen-units=1"]),
            ("production_without_bitcode", _production_without_bitcode_test, _OPTIMIZED_ACROSS_CRATES, _STRIPPED),
        ]:
            tests.append("{}_{}_{}_test".format(name, kind, mode))
            test(
                name = tests[-1],
                size = "small",
                absent = absent,
                present = present,
                target_under_test = ":" + kind,
            )
    return tests

# rustc refuses link-time optimisation of a library, and a stripped one cannot be linked.
def _library_tests(name):
    tests = []
    for kind in ["library", "library_test"]:
        tests.append("{}_{}_development_test".format(name, kind))
        _development_test(
            name = tests[-1],
            size = "small",
            absent = _LINK_FLAGS,
            present = _DEVELOPMENT_FLAGS,
            target_under_test = ":" + kind,
        )
    _production_test(
        name = name + "_library_production_test",
        size = "small",
        absent = _LINK_FLAGS + _DEVELOPMENT_FLAGS,
        present = _FOLDER_OF_COMPILATION + ["-Ccodegen-units=1"],
        target_under_test = ":library",
    )
    return tests + [name + "_library_production_test"]

def _incremental_tests(name):
    tests = []
    for kind in ["binary", "library", "library_test", "shared"]:
        for asked, test, folder in [
            ("incremental", _incremental_test, "rules/cargo/tests/" + kind),
            ("incremental_production", _incremental_production_test, ""),
            ("incremental_unasked", _incremental_unasked_test, ""),
        ]:
            tests.append("{}_{}_{}_test".format(name, kind, asked))
            test(
                name = tests[-1],
                size = "small",
                folder = folder,
                target_under_test = ":" + kind,
            )
    return tests

def flags_test_suite(name):
    """Declares the analysis tests of rules/cargo.

    Args:
        name: prefix of the tests and name of their suite.
    """
    tests = _program_tests(name) + _library_tests(name) + _incremental_tests(name)
    _refused_test(
        name = name + "_unchecked_test",
        size = "small",
        target_under_test = ":unchecked_check",
    )
    _bad_key_test(
        name = name + "_bad_key_test",
        size = "small",
        target_under_test = "//rules/cargo/private:incremental_state",
    )
    _development_test(
        name = name + "_features_test",
        size = "small",
        present = ["feature=\"planted\""],
        target_under_test = ":featured_test",
    )
    native.test_suite(
        name = name,
        tests = tests + [
            name + "_features_test",
            name + "_bad_key_test",
            name + "_unchecked_test",
        ],
    )
