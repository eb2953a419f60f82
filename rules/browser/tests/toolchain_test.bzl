"""A browser that a repository chooses by a toolchain."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules/browser:defs.bzl", "browser_toolchain")

_CURRENT = Label("//rules/browser/toolchain:current")
_TOOLCHAINS = "//command_line_option:extra_toolchains"

def _chosen_impl(ctx):
    env = analysistest.begin(ctx)
    files = analysistest.target_under_test(env)[DefaultInfo].files.to_list()
    asserts.equals(env, ["rules/browser/tests/browser_of_tests"], [file.short_path for file in files])
    return analysistest.end(env)

_chosen_test = analysistest.make(
    _chosen_impl,
    # One of them is not for this platform.
    config_settings = {_TOOLCHAINS: [str(Label("//rules/browser/tests:" + toolchain)) for toolchain in ["toolchain_of_tests", "toolchain_of_others"]]},
)

def _refused_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.expect_failure(env, ctx.attr.message)
    return analysistest.end(env)

_refused_test = analysistest.make(
    _refused_impl,
    attrs = {"message": attr.string(doc = "What is said.")},
    expect_failure = True,
)

def toolchain_test_suite(name):
    """Declares the tests, and the toolchain that they choose.

    Args:
        name: prefix of the tests and name of their suite.
    """
    browser_toolchain(
        name = "toolchain_of_tests",
        browser = ":browser_of_tests",
    )
    browser_toolchain(
        name = "toolchain_of_others",
        browser = ":built_site",
        target_compatible_with = ["@platforms//:incompatible"],
    )
    browser_toolchain(
        name = name + "_no_directory_subject",
        browser = "page.test.mjs",
        tags = ["manual"],
    )
    _chosen_test(name = name + "_chosen_test", size = "small", target_under_test = _CURRENT)
    _refused_test(
        name = name + "_none_test",
        size = "small",
        message = "no browser is registered for this platform; call browser_toolchain, and register_toolchains in MODULE.bazel, or name a chromium target as \"chromium\"",
        target_under_test = _CURRENT,
    )
    _refused_test(
        name = name + "_no_directory_test",
        size = "small",
        message = "page.test.mjs, which is not a single directory; use a chromium target",
        target_under_test = ":{}_no_directory_subject.browser".format(name),
    )
    native.test_suite(
        name = name,
        tests = [name + "_" + test for test in ["chosen_test", "no_directory_test", "none_test"]],
    )
