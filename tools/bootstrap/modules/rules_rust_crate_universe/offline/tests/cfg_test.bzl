"""Tests of cfg.bzl."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//crate_universe/offline:cfg.bzl", "evaluate_cfg", "platform_matches")

_LINUX = {line: True for line in [
    "panic=\"unwind\"",
    "target_arch=\"x86_64\"",
    "target_env=\"gnu\"",
    "target_feature=\"sse2\"",
    "target_os=\"linux\"",
    "target_pointer_width=\"64\"",
    "unix",
]}

# Expression -> what it is on that platform; None for what cannot be understood.
_CASES = {
    "cfg(all())": True,
    "cfg(all(unix, not(target_os = \"macos\")))": True,
    "cfg(all(unix, target_os = \"macos\"))": False,
    "cfg(all(unix, target_pointer_width=\"64\",))": True,
    "cfg(any())": False,
    "cfg(any(target_os = \"windows\", all(target_arch = \"x86_64\", target_env = \"gnu\")))": True,
    "cfg(any(windows, target_arch = \"wasm32\"))": False,
    "cfg(false)": False,
    "cfg(not(any(windows, miri)))": True,
    "cfg(not(unix, windows))": None,
    "cfg(target_os = linux)": None,
    "cfg(true)": True,
    "cfg(unix": None,
    "cfg(unix)": True,
    "cfg(unix))": None,
    "cfg(windows)": False,
    "cfg(xor(unix, windows))": None,
}

def _expressions_impl(ctx):
    env = unittest.begin(ctx)
    for expression, expected in _CASES.items():
        asserts.equals(env, expected, evaluate_cfg(expression, _LINUX), expression)
    return unittest.end(env)

_expressions_test = unittest.make(_expressions_impl)

def _platform_impl(ctx):
    env = unittest.begin(ctx)
    triple = "x86_64-unknown-linux-gnu"
    asserts.true(env, platform_matches(None, triple, _LINUX))
    asserts.true(env, platform_matches(triple, triple, _LINUX))
    asserts.false(env, platform_matches("x86_64-pc-windows-msvc", triple, _LINUX))
    asserts.true(env, platform_matches("cfg(unix)", triple, _LINUX))
    return unittest.end(env)

_platform_test = unittest.make(_platform_impl)

def cfg_test_suite(name):
    """Declares the tests.

    Args:
        name: name of the suite.
    """
    unittest.suite(name, _expressions_test, _platform_test)
