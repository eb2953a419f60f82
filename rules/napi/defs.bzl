"""Native modules for Node.js, written in Rust with napi-rs.

A repository binds napi_module to the rules of its own Cargo workspace, once, in a file of its own:

    load("@tachikoma//rules/cargo:defs.bzl", "cargo_rules")
    load("@tachikoma//rules/napi:defs.bzl", "napi_rules")

    napi_module = napi_rules(cargo_rules(...)).napi_module

and a BUILD file declares a module with it:

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

load("//rules/napi/private:napi_module.bzl", "napi_module_of")

def napi_rules(cargo):
    """Binds napi_module to a Cargo workspace.

    Args:
        cargo: what cargo_rules of //rules/cargo:defs.bzl returns; its `rust_library` and
            `rust_shared_library` are used.

    Returns:
        A struct with the macro `napi_module`.
    """
    return struct(napi_module = napi_module_of(cargo))
