"""Tests of features.bzl and graph.bzl: the rules of Cargo's second feature resolver."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//crate_universe/offline:features.bzl", "resolve_features")
load("//crate_universe/offline:graph.bzl", "package_graph")

def _dependency(name, optional = False, features = [], default = True, kind = None, target = None, rename = None):
    return {
        "features": features,
        "kind": kind,
        "name": name,
        "optional": optional,
        "rename": rename,
        "target": target,
        "uses_default_features": default,
    }

def _package(name, dependencies = [], features = {}, kind = "lib", version = "1.0.0"):
    return {
        "dependencies": dependencies,
        "features": features,
        "id": "{}@{}".format(name, version),
        "links": None,
        "manifest_path": "/vendor/{}/Cargo.toml".format(name),
        "name": name,
        "targets": [{"edition": "2021", "kind": [kind], "name": name, "src_path": "src/lib.rs"}],
        "version": version,
    }

def _metadata(packages, members = ["app@1.0.0"]):
    """What cargo metadata says of packages whose dependencies each have one version."""
    ids = {package["name"]: package["id"] for package in packages}
    return {
        "packages": packages,
        "resolve": {"nodes": [
            {
                "deps": [
                    {
                        "dep_kinds": [{"kind": dependency["kind"], "target": dependency["target"]}],
                        "name": (dependency["rename"] or dependency["name"]).replace("-", "_"),
                        "pkg": ids[dependency["name"]],
                    }
                    for dependency in package["dependencies"]
                ],
                "id": package["id"],
            }
            for package in packages
        ]},
        "workspace_members": members,
    }

def _resolve(packages, cfgs = ["unix"]):
    graph = package_graph(_metadata(packages), "crates")
    return resolve_features(graph, "x86_64-unknown-linux-gnu", {cfg: True for cfg in cfgs})

def _features(resolved, name):
    return resolved[name + "@1.0.0"].features

def _used(resolved, name):
    return sorted([edge.package for edge in resolved[name + "@1.0.0"].edges])

def _defaults_impl(ctx):
    env = unittest.begin(ctx)
    resolved = _resolve([
        _package("app", [_dependency("plain"), _dependency("bare", default = False, features = ["fast"])]),
        _package("plain", features = {"default": ["std"], "std": [], "unused": []}),
        _package("bare", features = {"default": ["std"], "fast": [], "std": []}),
    ])
    asserts.equals(env, ["default", "std"], _features(resolved, "plain"))
    asserts.equals(env, ["fast"], _features(resolved, "bare"))
    return unittest.end(env)

_defaults_test = unittest.make(_defaults_impl)

def _optional_impl(ctx):
    env = unittest.begin(ctx)
    resolved = _resolve([
        _package("app", [_dependency("lib", features = ["with-named", "with-hidden"])]),
        _package(
            "lib",
            [_dependency("named", optional = True), _dependency("hidden", optional = True), _dependency("off", optional = True)],
            {"named": ["dep:named"], "off": ["dep:off"], "with-hidden": ["dep:hidden"], "with-named": ["named"]},
        ),
        _package("named"),
        _package("hidden"),
        _package("off"),
    ])
    asserts.equals(env, ["named", "with-hidden", "with-named"], _features(resolved, "lib"))
    asserts.equals(env, ["hidden@1.0.0", "named@1.0.0"], _used(resolved, "lib"))
    asserts.false(env, "off@1.0.0" in resolved)
    return unittest.end(env)

_optional_test = unittest.make(_optional_impl)

def _dependency_features_impl(ctx):
    env = unittest.begin(ctx)
    lib = _package(
        "lib",
        [_dependency("weak", optional = True), _dependency("strong", optional = True), _dependency("always")],
        {
            "all": ["weak?/extra", "strong/extra", "always/extra"],
            "strong": ["dep:strong"],
            "weak": ["dep:weak"],
        },
    )
    others = [_package(name, features = {"extra": []}) for name in ["weak", "strong", "always"]]
    resolved = _resolve([_package("app", [_dependency("lib", features = ["all"])]), lib] + others)

    # The strong one also brings the feature of its name; the weak one waits for somebody else.
    asserts.equals(env, ["all", "strong"], _features(resolved, "lib"))
    asserts.equals(env, ["extra"], _features(resolved, "strong"))
    asserts.equals(env, ["extra"], _features(resolved, "always"))
    asserts.false(env, "weak@1.0.0" in resolved)

    resolved = _resolve([_package("app", [_dependency("lib", features = ["all", "weak"])]), lib] + others)
    asserts.equals(env, ["extra"], _features(resolved, "weak"))
    return unittest.end(env)

_dependency_features_test = unittest.make(_dependency_features_impl)

def _platforms_impl(ctx):
    env = unittest.begin(ctx)
    packages = [
        _package("app", [
            _dependency("posix", target = "cfg(unix)"),
            _dependency("shared"),
            _dependency("win", target = "cfg(windows)"),
        ]),
        _package("posix"),
        _package("shared", features = {"wide": []}),
        _package("win", [_dependency("shared", features = ["wide"])]),
    ]
    resolved = _resolve(packages)
    asserts.equals(env, ["posix@1.0.0", "shared@1.0.0"], _used(resolved, "app"))
    asserts.equals(env, [], _features(resolved, "shared"), "what only Windows needs")
    resolved = _resolve(packages, ["windows"])
    asserts.equals(env, ["shared@1.0.0", "win@1.0.0"], _used(resolved, "app"))
    asserts.equals(env, ["wide"], _features(resolved, "shared"))
    return unittest.end(env)

_platforms_test = unittest.make(_platforms_impl)

def _kinds_impl(ctx):
    env = unittest.begin(ctx)
    resolved = _resolve([
        _package("app", [_dependency("tested", kind = "dev"), _dependency("lib"), _dependency("tool", kind = "build")]),
        _package("lib", [_dependency("never", kind = "dev")]),
        _package("tested"),
        _package("never"),
        _package("tool"),
    ])
    asserts.equals(env, ["lib@1.0.0", "tested@1.0.0", "tool@1.0.0"], _used(resolved, "app"))
    asserts.false(env, "never@1.0.0" in resolved, "a dependency's own tests")
    return unittest.end(env)

_kinds_test = unittest.make(_kinds_impl)

def _versions_impl(ctx):
    env = unittest.begin(ctx)
    packages = [
        _package("app", [_dependency("lib", rename = "lib-old"), _dependency("lib")]),
        _package("lib", version = "1.0.0"),
        _package("lib", version = "2.0.0"),
    ]
    metadata = _metadata(packages)
    deps = metadata["resolve"]["nodes"][0]["deps"]
    deps[0]["pkg"] = "lib@1.0.0"
    deps[1]["pkg"] = "lib@2.0.0"
    edges = package_graph(metadata, "crates")["app@1.0.0"].edges
    asserts.equals(env, [("lib-old", "lib@1.0.0"), ("lib", "lib@2.0.0")], [(edge.name, edge.package) for edge in edges])
    return unittest.end(env)

_versions_test = unittest.make(_versions_impl)

def features_test_suite(name):
    """Declares the tests.

    Args:
        name: name of the suite.
    """
    unittest.suite(
        name,
        _defaults_test,
        _optional_test,
        _dependency_features_test,
        _platforms_test,
        _kinds_test,
        _versions_test,
    )
