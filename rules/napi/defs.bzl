"""Native modules for Node.js, written in Rust with napi-rs.

    load("//rules/napi:defs.bzl", "napi_module")

    napi_module(
        name = "native",
        crate_name = "tachikoma_native",
        deps = ["//crates/bep"],
    )

The package's package.json says `"main": "index.js"` and `"types": "index.d.ts"`. This declares
`native` (index.node), `native_types` (index.d.ts, made from the crate), `pkg` (the npm package:
both, package.json and a loader index.js, for JavaScript targets to link to) and
`native_types_test`, which fails when the committed index.d.ts is stale; `bazel run
:native_types_update` and `tk gen` update it.

The crate belongs to this repository's Cargo workspace. Other repositories bind the same macro to
their own: see factory.bzl.
"""

load("//rules/cargo:defs.bzl", "rust_library", "rust_shared_library")
load(":factory.bzl", "napi_rules")

_rules = napi_rules(struct(
    rust_library = rust_library,
    rust_shared_library = rust_shared_library,
))

napi_module = _rules.napi_module
