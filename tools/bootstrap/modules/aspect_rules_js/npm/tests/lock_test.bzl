"""Tests of what a pnpm-lock.yaml means."""

load("@bazel_skylib//lib:partial.bzl", "partial")
load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//npm/private:lock.bzl", "fits", "interpret_lock", "join", "package_id", "read_lock", "split_id", "store_key")

_LINUX = {"cpu": "x64", "libc": "glibc", "os": "linux"}

_LOCK = """lockfileVersion: '9.0'

importers:

  .:
    devDependencies:
      '@scope/plugin':
        specifier: 2.0.0
        version: 2.0.0(host@1.0.0(typed@3.0.0))
      renamed:
        specifier: npm:real@4.0.0
        version: real@4.0.0
      renamed-scoped:
        specifier: npm:@scope/real@5.0.0
        version: '@scope/real@5.0.0'

  apps/desktop:
    dependencies:
      '@local/native':
        specifier: workspace:*
        version: link:../../crates/native

  crates/native:
    optionalDependencies:
      native-linux:
        specifier: 1.0.0
        version: 1.0.0
      native-win:
        specifier: 1.0.0
        version: 1.0.0

packages:

  '@scope/plugin@2.0.0':
    resolution: {integrity: sha512-plugin}
    peerDependencies:
      host: ^1.0.0

  '@scope/real@5.0.0':
    resolution: {integrity: sha512-scoped, tarball: https://elsewhere.invalid/real.tgz}

  host@1.0.0:
    resolution: {integrity: sha512-host}

  native-linux@1.0.0:
    resolution: {integrity: sha512-linux}
    cpu: [x64]
    os: [linux]
    libc: glibc

  native-win@1.0.0:
    resolution: {integrity: sha512-win}
    cpu: x64
    os: win32

  real@4.0.0:
    resolution: {integrity: sha512-real}

  typed@3.0.0:
    resolution: {integrity: sha512-typed}
    os: [win32]

snapshots:

  '@scope/plugin@2.0.0(host@1.0.0(typed@3.0.0))':
    dependencies:
      host: 1.0.0(typed@3.0.0)

  '@scope/real@5.0.0': {}

  host@1.0.0(typed@3.0.0):
    dependencies:
      typed: 3.0.0
    optionalDependencies:
      '@scope/plugin': 2.0.0(host@1.0.0(typed@3.0.0))
      native-win: 1.0.0

  native-linux@1.0.0:
    optional: true

  native-win@1.0.0:
    optional: true

  real@4.0.0: {}

  typed@3.0.0: {}
"""

_PLUGIN = store_key("@scope/plugin@2.0.0(host@1.0.0(typed@3.0.0))")
_HOST = store_key("host@1.0.0(typed@3.0.0)")

def _names_test_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, "@scope/plugin@2.0.0", package_id("@scope/plugin@2.0.0(host@1.0.0(typed@3.0.0))"))
    asserts.equals(env, ("@scope/plugin", "2.0.0"), split_id("@scope/plugin@2.0.0"))
    asserts.equals(env, ("host", "1.0.0"), split_id("host@1.0.0"))
    asserts.equals(env, "@scope+real@5.0.0", store_key("@scope/real@5.0.0"))
    asserts.true(env, _PLUGIN.startswith("@scope+plugin@2.0.0_"), "peers are behind the version")
    asserts.false(env, "(" in _PLUGIN or "/" in _PLUGIN, "a folder's name")
    asserts.true(env, store_key("a@1(b@1)") != store_key("a@1(b@2)"), "other peers, another folder")
    asserts.equals(env, "crates/native", join("apps/desktop", "../../crates/native"))
    asserts.equals(env, "", join("web", ".."))
    return unittest.end(env)

def _platform_test_impl(ctx):
    env = unittest.begin(ctx)
    asserts.true(env, fits({}, _LINUX))
    asserts.true(env, fits({"cpu": ["x64", "arm64"], "os": ["linux"]}, _LINUX))
    asserts.true(env, fits({"os": ["!win32"]}, _LINUX))
    asserts.false(env, fits({"os": ["!linux"]}, _LINUX))
    asserts.false(env, fits({"os": ["darwin"]}, _LINUX))
    asserts.false(env, fits({"cpu": ["arm64"], "os": ["linux"]}, _LINUX))
    asserts.false(env, fits({"libc": ["musl"]}, _LINUX))
    asserts.true(env, fits({"libc": ["musl"]}, {"cpu": "x64", "libc": "", "os": "darwin"}), "libc says nothing outside Linux")

    # As packages with one name in package.json have it: sass-embedded's say "libc": "glibc".
    asserts.true(env, fits({"cpu": "x64", "libc": "glibc", "os": "linux"}, _LINUX))
    asserts.false(env, fits({"libc": "musl"}, _LINUX))
    asserts.false(env, fits({"cpu": "arm64"}, _LINUX))
    asserts.false(env, fits({"os": "!linux"}, _LINUX))
    asserts.true(env, fits({"os": "!win32"}, _LINUX))
    return unittest.end(env)

def _plan_test_impl(ctx):
    env = unittest.begin(ctx)
    plan = interpret_lock(read_lock(_LOCK), _LINUX)

    # native-win is optional and for another system; typed is for another system but needed.
    asserts.equals(env, ["@scope/plugin@2.0.0", "@scope/real@5.0.0", "host@1.0.0", "native-linux@1.0.0", "real@4.0.0", "typed@3.0.0"], sorted(plan.archives))
    asserts.equals(env, struct(integrity = "sha512-plugin", name = "@scope/plugin", tarball = "", version = "2.0.0"), plan.archives["@scope/plugin@2.0.0"])
    asserts.equals(env, "https://elsewhere.invalid/real.tgz", plan.archives["@scope/real@5.0.0"].tarball)
    asserts.equals(env, {
        "": {"@scope/plugin": _PLUGIN, "renamed": "real@4.0.0", "renamed-scoped": "@scope+real@5.0.0"},
        "apps/desktop": {"@local/native": "workspace+crates+native"},
        "crates/native": {"native-linux": "native-linux@1.0.0"},
    }, plan.links)
    asserts.equals(env, {"typed": "typed@3.0.0", "@scope/plugin": _PLUGIN}, plan.store[_HOST].dependencies)
    asserts.equals(env, struct(
        archive = None,
        dependencies = {"native-linux": "native-linux@1.0.0"},
        directory = "crates/native",
        name = "@local/native",
    ), plan.store["workspace+crates+native"])
    return unittest.end(env)

def _closure_test_impl(ctx):
    env = unittest.begin(ctx)
    plan = interpret_lock(read_lock(_LOCK), _LINUX)

    # The plugin and its host need each other.
    asserts.equals(env, sorted([_PLUGIN, _HOST, "typed@3.0.0"]), sorted(plan.closures[_PLUGIN]))
    asserts.equals(env, ["workspace+crates+native", "native-linux@1.0.0"], plan.closures["workspace+crates+native"])
    asserts.false(env, _HOST in plan.closures, "only what is linked has a closure")
    return unittest.end(env)

def _groups_test_impl(ctx):
    env = unittest.begin(ctx)
    groups = dict(interpret_lock(read_lock(_LOCK), _LINUX).groups)
    asserts.equals(env, {
        # The crate links it, and the app needs it through the crate.
        ("@local/native", "native-linux"): ["native-linux@1.0.0"],
        ("@scope/plugin",): ["@scope/plugin@2.0.0", "host@1.0.0", "typed@3.0.0"],
        ("renamed",): ["real@4.0.0"],
        ("renamed-scoped",): ["@scope/real@5.0.0"],
    }, groups)
    return unittest.end(env)

names_test = unittest.make(_names_test_impl)
platform_test = unittest.make(_platform_test_impl)
plan_test = unittest.make(_plan_test_impl)
closure_test = unittest.make(_closure_test_impl)
groups_test = unittest.make(_groups_test_impl)

def lock_test_suite(name):
    """Tests of lock.bzl.

    Args:
        name: name of the suite.
    """
    unittest.suite(
        name,
        partial.make(names_test, size = "small"),
        partial.make(platform_test, size = "small"),
        partial.make(plan_test, size = "small"),
        partial.make(closure_test, size = "small"),
        partial.make(groups_test, size = "small"),
    )
