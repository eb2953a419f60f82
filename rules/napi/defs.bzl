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
"""

load("//rules/napi/private:napi_module.bzl", _napi_module = "napi_module")

napi_module = _napi_module
