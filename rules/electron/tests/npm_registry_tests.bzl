"""Tests of which npm package `electron` a lock file has, and where it comes from."""

load("@bazel_skylib//lib:partial.bzl", "partial")
load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load(
    "//rules/electron/private:npm_registry.bzl",
    "checksums_reason",
    "locked_versions",
    "package_auth",
    "package_url",
    "parse_registry",
    "registry_settings",
)

def _none(_name):
    return None

_LOCK = """\
lockfileVersion: '9.0'

importers:
  .:
    devDependencies:
      electron:
        specifier: 45.4.1
        version: 45.4.1

packages:

  electron-store@1.0.0:
    resolution: {integrity: sha512-other==}

  electron@45.4.1:
    resolution: {integrity: sha512-own==}
    engines: {node: '>= 12'}

  'electron@46.0.0-beta.1':
    resolution: {integrity: sha512-beta==, tarball: https://example.org/electron.tgz}

snapshots:

  electron@45.4.1:
    dependencies:
      a: 1.0.0
"""

def _lock_test_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, {"45.4.1": "sha512-own==", "46.0.0-beta.1": "sha512-beta=="}, locked_versions(_LOCK))
    asserts.equals(env, {}, locked_versions("lockfileVersion: '9.0'\n"))
    return unittest.end(env)

def _registry_test_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, "", package_url({}, "1.2.3"))
    asserts.true(env, "comes from no registry that is configured; set npm's registry" in checksums_reason("1.2.3", ""))
    project = parse_registry("registry = \"https://a.example.org/npm\"\n//a.example.org/npm/:_authToken=${TOKEN}\n@scope:registry=https://b.example.org/\n", {"TOKEN": "secret"}.get)
    asserts.equals(env, {"//a.example.org/npm/": "secret", "registry": "https://a.example.org/npm"}, project)
    person = {"registry": "https://person.example.org/"}
    settings = registry_settings(_none, [project, person])
    url = package_url(settings, "1.2.3")
    asserts.equals(env, "https://a.example.org/npm/electron/-/electron-1.2.3.tgz", url)
    asserts.equals(env, "secret", package_auth(settings, url)[url]["password"])
    asserts.equals(env, {}, package_auth(person, url))
    asserts.equals(env, "https://env.example.org/", registry_settings({"npm_config_registry": "https://env.example.org/"}.get, [project])["registry"])
    return unittest.end(env)

_lock_test = unittest.make(_lock_test_impl)
_registry_test = unittest.make(_registry_test_impl)

def npm_registry_test_suite(name):
    """The tests.

    Args:
        name: the suite's name.
    """
    unittest.suite(name, *[partial.make(test, size = "small") for test in [_lock_test, _registry_test]])
