"""Tests of labels.bzl: names are those that crate_universe gives."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//crate_universe/offline:labels.bzl", "crate_label", "crate_repository_name")

def _names_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, "crates__serde_json-1.0.154", crate_repository_name("crates", "serde_json", "1.0.154"))
    asserts.equals(env, "crates__toml-1.2.1-spec-1.1.0", crate_repository_name("crates", "toml", "1.2.1+spec-1.1.0"))
    asserts.equals(env, "@mine__pkg-config-0.3.34//:pkg_config", crate_label("mine", "pkg-config", "0.3.34", "pkg_config"))
    return unittest.end(env)

_names_test = unittest.make(_names_impl)

def labels_test_suite(name):
    """Declares the tests.

    Args:
        name: name of the suite.
    """
    unittest.suite(name, _names_test)
