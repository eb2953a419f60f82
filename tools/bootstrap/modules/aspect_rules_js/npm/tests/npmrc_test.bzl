"""Tests of reading npm's configuration."""

load("@bazel_skylib//lib:partial.bzl", "partial")
load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("@rules_nodejs//npm:npmrc.bzl", "authentication", "credentials_in", "parse_npmrc", "registry_of", "tarball_url")

_NPMRC = """
; a remark
# another
registry=https://mirror.invalid/npm
@scope:registry = "https://private.invalid/npm/"
//private.invalid/npm/:_authToken=${TOKEN}
//private.invalid/:_auth=${UNSET}
cafile=
"""

def _settings():
    return parse_npmrc(_NPMRC, {"TOKEN": "secret"}.get)

def _parse_test_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, {
        "//private.invalid/:_auth": "${UNSET}",
        "//private.invalid/npm/:_authToken": "secret",
        "@scope:registry": "https://private.invalid/npm/",
        "cafile": "",
        "registry": "https://mirror.invalid/npm",
    }, _settings())
    asserts.equals(env, {"a": "x"}, parse_npmrc("a=x${NONE?}", {}.get))
    return unittest.end(env)

def _registry_test_impl(ctx):
    env = unittest.begin(ctx)
    scopes = {"@scope": "https://private.invalid/npm/"}
    asserts.equals(env, "https://mirror.invalid/npm/", registry_of("vite", "https://mirror.invalid/npm", scopes))
    asserts.equals(env, "https://mirror.invalid/npm/", registry_of("@types/node", "https://mirror.invalid/npm/", scopes))
    asserts.equals(env, "https://private.invalid/npm/", registry_of("@scope/x", "https://mirror.invalid/npm/", scopes))
    asserts.equals(env, "https://mirror.invalid/@types/node/-/node-24.0.0.tgz", tarball_url("https://mirror.invalid", "@types/node", "24.0.0"))
    return unittest.end(env)

def _authentication_test_impl(ctx):
    env = unittest.begin(ctx)
    credentials = credentials_in(_settings())
    asserts.equals(env, ["//private.invalid/:_auth", "//private.invalid/npm/:_authToken"], sorted(credentials))
    inside = "https://private.invalid/npm/x/-/x-1.0.0.tgz"
    asserts.equals(env, {inside: {"login": "", "password": "secret", "pattern": "Bearer <password>", "type": "pattern"}}, authentication(inside, credentials))
    asserts.equals(env, "Basic <password>", authentication("https://private.invalid/y.tgz", credentials)["https://private.invalid/y.tgz"]["pattern"])
    asserts.equals(env, {}, authentication("https://mirror.invalid/npm/x.tgz", credentials))
    asserts.equals(env, {}, authentication("https://private.invalid.example/npm/x.tgz", credentials))
    return unittest.end(env)

parse_test = unittest.make(_parse_test_impl)
registry_test = unittest.make(_registry_test_impl)
authentication_test = unittest.make(_authentication_test_impl)

def npmrc_test_suite(name):
    """Tests of npmrc.bzl.

    Args:
        name: name of the suite.
    """
    unittest.suite(
        name,
        partial.make(parse_test, size = "small"),
        partial.make(registry_test, size = "small"),
        partial.make(authentication_test, size = "small"),
    )
