"""Tests of platform_lists.bzl."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//crate_universe/offline:platform_lists.bzl", "render_list", "split_by_platform")

def _split_impl(ctx):
    env = unittest.begin(ctx)
    split = split_by_platform({"linux": ["b", "a", "x", "a"], "mac": ["a", "b"], "windows": ["y", "b", "a"]})
    asserts.equals(env, ["a", "b"], split.common)
    asserts.equals(env, {"linux": ["x"], "windows": ["y"]}, split.extra)
    return unittest.end(env)

_split_test = unittest.make(_split_impl)

def _render_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, "[\"a\"]", render_list(struct(common = ["a"], extra = {})))
    asserts.equals(
        env,
        """\
["a"] + select({
        "@rules_rust//rust/platform:linux": ["x"],
        "//conditions:default": [],
    })""",
        render_list(struct(common = ["a"], extra = {"linux": ["x"]})),
    )
    return unittest.end(env)

_render_test = unittest.make(_render_impl)

def platform_lists_test_suite(name):
    """Declares the tests.

    Args:
        name: name of the suite.
    """
    unittest.suite(name, _split_test, _render_test)
