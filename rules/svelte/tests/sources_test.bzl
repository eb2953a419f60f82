"""Which sources a project has whose BUILD file does not list them."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//rules/svelte/private:sources.bzl", "missing_sources", "project_sources")

def _found_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, ctx.attr.expected, ctx.attr.found)
    return unittest.end(env)

_found_test = unittest.make(
    _found_impl,
    attrs = {
        "expected": attr.string_list(doc = "What the project has."),
        "found": attr.string_list(doc = "What was found."),
    },
)

def _missing_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, None, missing_sources(["package.json", "src/main.ts"]))
    asserts.equals(
        env,
        "\"srcs\" is not given, and the package has no folder src; list the sources, such as glob([\"app/**\"])",
        missing_sources(["package.json", "srcs.json"]),
    )
    return unittest.end(env)

_missing_test = unittest.make(_missing_impl)

def sources_test_suite(name, expected, tests):
    """Declares tests of what is found in this package.

    Args:
        name: prefix of the tests and name of their suite.
        expected: the sources without tests.
        tests: the tests among the sources.
    """
    cases = {
        "bundle": (project_sources("svelte_bundle", name, None, with_tests = False), expected),
        "check": (project_sources("svelte_check", name, None, with_tests = True), sorted(expected + tests)),
        "given": (project_sources("svelte_check", name, ["a.ts"], with_tests = True), ["a.ts"]),
    }
    for case, (found, right) in cases.items():
        _found_test(
            name = "{}_{}_test".format(name, case),
            size = "small",
            expected = right,
            found = found,
        )
    _missing_test(name = name + "_missing_test", size = "small")
    native.test_suite(
        name = name,
        tests = ["{}_{}_test".format(name, case) for case in cases.keys() + ["missing"]],
    )
