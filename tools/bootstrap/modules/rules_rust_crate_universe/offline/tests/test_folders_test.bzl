"""Tests of test_folders.bzl: which crates need the folders of their tests."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//crate_universe/offline:test_folders.bzl", "mentioning_crates")

def _mentioning_impl(ctx):
    env = unittest.begin(ctx)
    found = [
        "vendor/a-1.0.0/src/deep/lib.rs",
        "vendor/b-1.0.0/tests/all.rs",
        "vendor/c-1.0.0/build.rs",
    ]
    asserts.equals(env, ["vendor/a-1.0.0", "vendor/c-1.0.0"], mentioning_crates(found).keys())
    asserts.equals(env, [], mentioning_crates([]).keys())
    return unittest.end(env)

_mentioning_test = unittest.make(_mentioning_impl)

def test_folders_test_suite(name):
    """Declares the tests.

    Args:
        name: name of the suite.
    """
    unittest.suite(name, _mentioning_test)
