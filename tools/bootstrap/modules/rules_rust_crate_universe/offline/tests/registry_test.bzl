"""Tests of registry.bzl: what the download template of a registry means."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//crate_universe/offline:registry.bzl", "crate_url")

_CASES = {
    "file:///mirror": "file:///mirror/Serde/1.0.0/download",
    "file:///mirror/": "file:///mirror/Serde/1.0.0/download",
    "file:///mirror/{crate}-{version}.crate": "file:///mirror/Serde-1.0.0.crate",
    "file:///mirror/{lowerprefix}/{prefix}/{sha256-checksum}": "file:///mirror/se/rd/Se/rd/aa",
}

def _template_impl(ctx):
    env = unittest.begin(ctx)
    crate = struct(name = "Serde", version = "1.0.0", checksum = "aa")
    for template, expected in _CASES.items():
        asserts.equals(env, expected, crate_url(template, crate))
    for name, expected in {"a": "1", "ab": "2", "abc": "3/a", "abcd": "ab/cd"}.items():
        asserts.equals(env, expected, crate_url("{prefix}", struct(name = name, version = "1.0.0", checksum = "aa")))
    return unittest.end(env)

_template_test = unittest.make(_template_impl)

def registry_test_suite(name):
    """Declares the tests.

    Args:
        name: name of the suite.
    """
    unittest.suite(name, _template_test)
