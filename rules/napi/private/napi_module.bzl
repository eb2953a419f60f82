"""The napi_module macro of a Cargo workspace."""

load("@aspect_rules_js//npm:defs.bzl", "npm_package")
load("@bazel_skylib//rules:copy_file.bzl", "copy_file")
load("//rules/generate:defs.bzl", "committed_file")
load(":link_flags.bzl", "napi_link_flags")
load(":napi_typings.bzl", "napi_typings")

def napi_module_of(cargo):
    """The macro, bound to a Cargo workspace.

    Args:
        cargo: struct with the workspace's `rust_library` and `rust_shared_library`.

    Returns:
        The macro `napi_module`.
    """

    def napi_module(
            name,
            crate_name = None,
            srcs = None,
            package_json = "package.json",
            dts = "index.d.ts",
            pkg = "pkg",
            napi_cli = "//:node_modules/@napi-rs/cli",
            rustc_flags = [],
            tags = [],
            testonly = False,
            visibility = None,
            **kwargs):
        """A native module for Node.js and the npm package around it.

        Declares `<name>` (index.node), `<name>_types` (index.d.ts, made from the crate),
        `<name>_crate` (the same sources as a Rust library, for cargo_check and unit tests),
        `<name>_types_test` (fails when the committed `dts` is stale or missing),
        `<name>_types_update` (run it to update that file) and the npm package `pkg`. One package of
        Bazel holds one native module, because the names of these files are fixed.

        Args:
            name: the target of index.node.
            crate_name: the crate's name; by default the name of the folder.
            srcs: the crate's sources; by default all of src/.
            package_json: package.json of the npm package; `main` is index.js, `types` index.d.ts.
            dts: the committed copy of index.d.ts.
            pkg: the target of the npm package.
            napi_cli: node_modules target of @napi-rs/cli, which turns the crate's types into
                TypeScript's.
            rustc_flags: further flags of rustc.
            tags: tags of all targets.
            testonly: whether only tests may depend on the targets.
            visibility: visibility of all targets.
            **kwargs: further attributes of rust_shared_library: deps, proc_macro_deps, crate_deps,
                compile_data ...
        """
        crate_name = crate_name or native.package_name().rpartition("/")[2].replace("-", "_")
        common = {"tags": tags, "testonly": testonly, "visibility": visibility}
        manual = {"tags": tags + ["manual"], "testonly": testonly, "visibility": ["//visibility:private"]}
        crate = kwargs | manual | {"crate_name": crate_name, "srcs": srcs}
        cargo.rust_shared_library(
            name = name + "_shared",
            rustc_flags = napi_link_flags() + rustc_flags,
            **crate
        )
        cargo.rust_library(
            name = name + "_crate",
            rustc_flags = rustc_flags,
            **(crate | {"visibility": visibility})
        )
        _typings(name, dts, common, manual | {"napi_cli": napi_cli, "package_json": package_json})
        _package(name, pkg, package_json, common)

    return napi_module

def _typings(name, dts, common, typings):
    """Declares index.d.ts and the loader, and compares the first with the committed copy."""
    napi_typings(
        name = name + "_typings",
        crate = name + "_crate",
        module = name,
        **typings
    )
    native.filegroup(
        name = name + "_types",
        srcs = [name + "_typings"],
        output_group = "declarations",
        **common
    )
    committed_file(
        name = name + "_types_update",
        src = dts,
        made = name + "_types",
        tags = common["tags"],
        test_name = name + "_types_test",
    )

def _package(name, pkg, package_json, common):
    """Declares index.node and the npm package around it."""
    copy_file(
        name = name,
        src = name + "_shared",
        out = "index.node",
        **common
    )
    npm_package(
        name = pkg,
        srcs = [
            package_json,
            ":" + name,
            ":{}_typings".format(name),
        ],
        **common
    )
